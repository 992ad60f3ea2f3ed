"""Whether a map agrees with behaviour: its score, where it deviates, the edits that would mend it, and drift."""

from sojourn.journeymap.conform.checking import check
from sojourn.journeymap.conform.drift import Drift, drift
from sojourn.journeymap.conform.result import Conformance

__all__ = ["Conformance", "Drift", "check", "drift"]
