"""What an analysis is, and the list of them.

A *spec* holds the parameters of one question. ``spec.measure(journeys)`` counts complete customers of one part of a
log and nothing else; tallies add up; ``spec.conclude(tally, vocabularies)`` turns the sum into a documented result.
Whoever runs it may split the customers at will: the answer is the same.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar, cast

from sojourn.analysis.answered import ANSWERS, question
from sojourn.errors import UsageError
from sojourn.log.engine import Tally
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.registry import Registry
from sojourn.results import Result

T = TypeVar("T", bound=Tally)
R_co = TypeVar("R_co", bound=Result, covariant=True)


class Spec(Protocol[T, R_co]):
    """The parameters of one question, and how it is answered. Implemented by frozen dataclasses."""

    def measure(self, journeys: Journeys, /) -> T:
        """Count complete customers. Pure; sees nothing but its argument."""
        ...

    def conclude(self, tally: T, vocabularies: Mapping[str, Vocabulary], /) -> R_co:
        """Turn the counts into a result; codes become names here."""
        ...


def answer(log: JourneyLog, spec: Spec[T, R_co]) -> R_co:
    """Measure every part of the log, merge, conclude; what was asked before is remembered.

    See :func:`sojourn.analysis.answered.remember` for what is kept and for how long.

    Raises
    ------
    UsageError
        If it is no journey log.
    """
    check_log(log)
    asked = question(log, spec)
    known = ANSWERS.get(asked) if asked is not None else None
    if known is not None:
        return cast("R_co", known)
    result = spec.conclude(log.reduce(spec.measure), log.vocabularies)
    if asked is not None:
        ANSWERS.keep(asked, result)
    return result


def check_log(given: object) -> None:
    """Refuse what is no journey log.

    Raises
    ------
    UsageError
        With what makes one.
    """
    if not isinstance(given, JourneyLog):
        raise UsageError(
            f"A journey log is needed, got a {type(given).__name__}.",
            hint="Make one first: log = sj.read(…).",
        )


def names_in(given: object, parameter: str = "goal") -> tuple[str, ...]:
    """The names in a parameter that takes one name or several; None stands for none.

    >>> names_in("purchase"), names_in(["order", "purchase"]), names_in(None)
    (('purchase',), ('order', 'purchase'), ())

    Raises
    ------
    UsageError
        If it holds something else.
    """
    if isinstance(given, str):
        return (given,)
    names = () if given is None else tuple(given) if isinstance(given, Iterable) else (given,)
    if not all(isinstance(name, str) for name in names):
        raise UsageError(
            f"{parameter} must be a name or a list of names, got {given!r}.",
            hint=f'Write {parameter}="…" for one, {parameter}=["…", "…"] for several.',
        )
    return names


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number of a result in a form that two groups can be compared in.

    Attributes
    ----------
    key
        What it is about, for example ``("Cart", "Purchase")``.
    measure
        Name of the measure, for example ``"customers_share"``.
    n
        Customers (or events, as the measure says) it rests on.
    value
        The estimate; None if it cannot be computed.
    variance
        Of a single observation: ``value * (1 - value)`` for a share; None marks a share.
    reason
        Why no difference between groups can be told from it; empty where one can.
    method
        How it was counted, where that may depend on the data: numbers that were counted differently are not compared.
    """

    key: tuple[str, ...]
    measure: str
    n: int
    value: float | None
    variance: float | None = None
    reason: str = ""
    method: str = ""


class Comparable(Protocol):
    """A result whose numbers can be compared between two groups."""

    def estimates(self) -> tuple[Estimate, ...]:
        """Every number worth comparing, in a fixed order; keys are the same for the same question."""
        ...


@dataclass(frozen=True, slots=True)
class Analysis:
    """A registered analysis.

    Attributes
    ----------
    function
        ``function(log, ...) -> Result``.
    examples
        Given the touchpoint names of a log, specs that a law test should try (every parameter at least once).
    """

    function: Callable[..., Result]
    examples: Callable[[tuple[str, ...]], tuple[Spec[Any, Any], ...]]


ANALYSES: Final[Registry[Analysis]] = Registry(
    "analysis",
    {
        name: f"sojourn.analysis.{name}:ANALYSIS"
        for name in (
            "transitions",
            "paths",
            "funnel",
            "visits",
            "steps",
            "exits",
            "touches",
            "touchpoints",
            "precedence",
            "rhythm",
            "retention",
            "features",
            "segments",
            "rules",
            "correlations",
            "drivers",
            "suspects",
            "attribution",
            "pain_points",
            "moments_of_truth",
            "metrics",
            "response_bias",
            "lifetime_value",
            "trends",
            "consistency",
            "emotion",
            "what_if",
            "voice",
        )
    },
    group="sojourn.analyses",
)
"""Every analysis by the name of its function."""
