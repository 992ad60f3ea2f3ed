"""Which channels the goal is credited to: every usual model on the same paths, side by side."""

from sojourn.analysis.attribution.question import ANALYSIS, AttributionSpec, attribution
from sojourn.analysis.attribution.result import Attribution
from sojourn.analysis.attribution.tables import attribute_paths

__all__ = ["ANALYSIS", "Attribution", "AttributionSpec", "attribute_paths", "attribution"]
