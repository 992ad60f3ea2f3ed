"""Groups of customers that behave alike, how sure they are, and in what they differ."""

from sojourn.analysis.segments.grouping import SINGLE_EVENTS
from sojourn.analysis.segments.question import ANALYSIS, FEWEST, SegmentsSpec, segments
from sojourn.analysis.segments.result import Segments

__all__ = ["ANALYSIS", "FEWEST", "SINGLE_EVENTS", "Segments", "SegmentsSpec", "segments"]
