"""How are we doing: experience and business metrics, each with its definition, interval, n and status."""

from sojourn.analysis.metrics.clv import clv_discounted
from sojourn.analysis.metrics.definitions import Definition, Definitions
from sojourn.analysis.metrics.dictionary import METRICS
from sojourn.analysis.metrics.question import ANALYSIS, Metrics, MetricsSpec, metrics

__all__ = [
    "ANALYSIS",
    "METRICS",
    "Definition",
    "Definitions",
    "Metrics",
    "MetricsSpec",
    "clv_discounted",
    "metrics",
]
