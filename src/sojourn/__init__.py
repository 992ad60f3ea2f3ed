"""Sojourn turns the events that customers leave in every channel into a living customer-journey map.

>>> import sojourn as sj
>>> sj.errors.UsageError.code
'usage'

Importing this package defines names and loads nothing; each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sojourn import errors
    from sojourn.analysis.answered import remember
    from sojourn.analysis.attribution import attribute_paths, attribution
    from sojourn.analysis.benchmarks import against
    from sojourn.analysis.compare import compare
    from sojourn.analysis.consistency import consistency
    from sojourn.analysis.correlations import correlations
    from sojourn.analysis.drivers import drivers, drivers_of
    from sojourn.analysis.emotion import emotion
    from sojourn.analysis.exits import exits
    from sojourn.analysis.features import features
    from sojourn.analysis.funnel import funnel
    from sojourn.analysis.lifetime_value import lifetime_value
    from sojourn.analysis.metrics import clv_discounted, metrics
    from sojourn.analysis.moments_of_truth import moments_of_truth
    from sojourn.analysis.pain_points import pain_points
    from sojourn.analysis.paths import paths
    from sojourn.analysis.response_bias import response_bias
    from sojourn.analysis.retention import retention
    from sojourn.analysis.rhythm import rhythm
    from sojourn.analysis.rules import basket_rules, rules
    from sojourn.analysis.segments import segments
    from sojourn.analysis.steps import steps
    from sojourn.analysis.suspects import human, suspects
    from sojourn.analysis.touches import touches
    from sojourn.analysis.touchpoints import touchpoints
    from sojourn.analysis.transitions import transitions
    from sojourn.analysis.trends import trends
    from sojourn.analysis.visits import visits
    from sojourn.analysis.voice import voice
    from sojourn.analysis.what_if import what_if
    from sojourn.errors import SojournError
    from sojourn.journeymap.bind import bind
    from sojourn.journeymap.conform import check, drift
    from sojourn.journeymap.diff import diff
    from sojourn.journeymap.discover import discover
    from sojourn.journeymap.forms.opening import open_map
    from sojourn.journeymap.lint import lint
    from sojourn.journeymap.model import JourneyMap
    from sojourn.journeymap.templates.engine import template
    from sojourn.log.journeylog import JourneyLog
    from sojourn.project.query import query
    from sojourn.reading import read
    from sojourn.render import render
    from sojourn.sources.spend import read_spend

    __version__: str

__all__ = [
    "JourneyLog",
    "JourneyMap",
    "SojournError",
    "__version__",
    "against",
    "attribute_paths",
    "attribution",
    "basket_rules",
    "bind",
    "check",
    "clv_discounted",
    "compare",
    "consistency",
    "correlations",
    "diff",
    "discover",
    "drift",
    "drivers",
    "drivers_of",
    "emotion",
    "errors",
    "exits",
    "features",
    "funnel",
    "human",
    "lifetime_value",
    "lint",
    "metrics",
    "moments_of_truth",
    "open_map",
    "pain_points",
    "paths",
    "query",
    "read",
    "read_spend",
    "remember",
    "render",
    "response_bias",
    "retention",
    "rhythm",
    "rules",
    "segments",
    "steps",
    "suspects",
    "template",
    "touches",
    "touchpoints",
    "transitions",
    "trends",
    "visits",
    "voice",
    "what_if",
]

_MODULES: Final = ("errors", "render")
"""Names that are modules; `render` can be called as the function it holds."""

_WHERE: Final = {
    "JourneyLog": "sojourn.log.journeylog",
    "JourneyMap": "sojourn.journeymap.model",
    "SojournError": "sojourn.errors",
    "basket_rules": "sojourn.analysis.rules",
    "lint": "sojourn.journeymap.lint",
    "attribute_paths": "sojourn.analysis.attribution",
    "clv_discounted": "sojourn.analysis.metrics",
    "against": "sojourn.analysis.benchmarks",
    "bind": "sojourn.journeymap.bind",
    "check": "sojourn.journeymap.conform",
    "drift": "sojourn.journeymap.conform",
    "diff": "sojourn.journeymap.diff",
    "discover": "sojourn.journeymap.discover",
    "drivers_of": "sojourn.analysis.drivers",
    "human": "sojourn.analysis.suspects",
    "open_map": "sojourn.journeymap.forms.opening",
    "query": "sojourn.project.query",
    "read": "sojourn.reading",
    "read_spend": "sojourn.sources.spend",
    "remember": "sojourn.analysis.answered",
    "template": "sojourn.journeymap.templates.engine",
} | {
    name: f"sojourn.analysis.{name}"
    for name in (
        "attribution",
        "compare",
        "consistency",
        "correlations",
        "drivers",
        "emotion",
        "exits",
        "features",
        "funnel",
        "lifetime_value",
        "metrics",
        "moments_of_truth",
        "pain_points",
        "paths",
        "response_bias",
        "retention",
        "rhythm",
        "rules",
        "segments",
        "steps",
        "suspects",
        "touches",
        "touchpoints",
        "transitions",
        "trends",
        "visits",
        "voice",
        "what_if",
    )
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("sojourn")
    if name in _MODULES:
        return import_module(f"sojourn.{name}")
    if name not in _WHERE:
        raise AttributeError(f"module 'sojourn' has no attribute '{name}'")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
