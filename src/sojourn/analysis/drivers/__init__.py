"""What goes along with reaching the goal, with satisfaction, or with a column of a plain table."""

from sojourn.analysis.drivers.of_table import drivers_of
from sojourn.analysis.drivers.question import ANALYSIS, DriversSpec, drivers
from sojourn.analysis.drivers.result import Drivers

__all__ = ["ANALYSIS", "Drivers", "DriversSpec", "drivers", "drivers_of"]
