"""What differs between two periods of the same map: shares, waits and feelings, each with interval and test."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from sojourn.analysis.stats.means import welch
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import SMALLEST, newcombe, share_difference_p
from sojourn.journeymap.bind.tally import Counted, tallied
from sojourn.journeymap.conform.facts import OUTSIDE, Facts, Pair, waits_of
from sojourn.journeymap.conform.line import Line, share_of
from sojourn.journeymap.model import Basis, JourneyMap, MeasuredEmotion
from sojourn.log.journeylog import JourneyLog
from sojourn.log.kernels.durations import RELATIVE_ERROR
from sojourn.units import microseconds

Measure = Literal["fitness", "touchpoint", "flow", "waits", "feeling"]
Verdict = Literal["appeared", "vanished", "rose", "fell", "same"]

SURE: Final = 0.05
"""Of the changes told, at most this share is expected to be chance (q-value)."""
_Z: Final = 1.959963984540054
_SHORTEST: Final = 0.01
"""Seconds; what is usually shorter is no wait."""
_WORTH: Final = {"fitness": 0.01, "flow": 0.05, "waits": 0.05, "feeling": 0.5}
"""Changes that are smaller than this are not told, however sure; of touchpoints it is the line of the check."""


@dataclass(frozen=True, slots=True)
class Change:
    """One number in both periods.

    Attributes
    ----------
    measure
        ``fitness`` (mean over journeys), ``touchpoint`` (share of all customers), ``flow`` (share of those who come to its
        first touchpoint), ``waits`` (share of waits at a touchpoint that are longer than `limit`), ``feeling`` (−5 … +5).
    id, names
        Of the part of the map; the id is empty for what the map does not draw.
    before, after, n_before, n_after
        The numbers, and the customers, waits or ratings they rest on.
    difference, low, high
        After less before, with its 95 % interval.
    p, q
        Two-sided, and adjusted over all numbers compared (Benjamini and Hochberg); None where it could not be tested.
    verdict
        What is said: ``same`` where it may be chance or is too small to matter.
    limit
        Of waits: what they are compared with, in seconds.
    """

    measure: Measure
    id: str
    names: tuple[str, ...]
    before: float
    after: float
    n_before: int
    n_after: int
    difference: float
    low: float
    high: float
    p: float | None
    q: float | None = None
    verdict: Verdict = "same"
    limit: float | None = None


def changes_of(before: Facts, after: Facts, waits: Sequence[Change], line: Line) -> tuple[Change, ...]:
    """Everything compared, what changed first, then by p-value; changes of waits are given."""
    found = [*_fitness(before, after), *_shares(before, after, line), *waits, *_felt(before, after)]
    q = benjamini_hochberg(np.array([np.nan if c.p is None else c.p for c in found], np.float64)).tolist()
    judged = [
        _judged(replace(change, q=None if change.p is None else value), line)
        for change, value in zip(found, q, strict=True)
    ]
    return tuple(
        sorted(judged, key=lambda c: (c.verdict == "same", 2.0 if c.p is None else c.p, c.measure, c.names))
    )


def _judged(change: Change, line: Line) -> Change:
    worth = _WORTH.get(change.measure, line.least)
    if change.q is None or change.q >= SURE or abs(change.difference) < worth:
        return change
    verdict: Verdict = "rose" if change.difference > 0 else "fell"
    if change.measure in {"touchpoint", "flow"}:
        was, is_now = (
            line.happens(share_of(round(share * n), n))
            for share, n in ((change.before, change.n_before), (change.after, change.n_after))
        )
        verdict = "appeared" if not was else "vanished" if not is_now else verdict
    return replace(change, verdict=verdict)


def _fitness(before: Facts, after: Facts) -> Iterator[Change]:
    a, b = before.alignments.fit, after.alignments.fit
    if a is None or b is None or not before.graph.flows:
        return
    yield _means("fitness", "", (), (a.value, a.variance, a.customers), (b.value, b.variance, b.customers))


def _means(
    measure: Measure,
    identifier: str,
    names: tuple[str, ...],
    a: tuple[float, float, int],
    b: tuple[float, float, int],
) -> Change:
    """A change of a mean: mean, variance and number of observations of each period."""
    testable = min(a[2], b[2]) > 1 and a[1] + b[1] > 0
    low = high = b[0] - a[0]
    p = None
    if testable:
        (mean_a, variance_a, n_a), (mean_b, variance_b, n_b) = (
            tuple(np.array([x]) for x in side) for side in (b, a)
        )
        low, high, p = (float(x[0]) for x in welch(mean_a, variance_a, n_a, mean_b, variance_b, n_b))
    return Change(measure, identifier, names, a[0], b[0], a[2], b[2], b[0] - a[0], low, high, p)


def _shares(before: Facts, after: Facts, line: Line) -> Iterator[Change]:
    numbers = sorted({*before.rows, *after.rows, *range(before.graph.size)})
    spots = [(number, before.met(number), after.met(number)) for number in numbers]
    for number, a, b in spots:
        if number < before.graph.size or _worth_telling(before, after, a, b, line):
            identifier = before.jmap.touchpoints[number].id if number < before.graph.size else ""
            yield _share(
                "touchpoint", identifier, (before.name(number),), (a, before.customers), (b, after.customers)
            )
    for pair in sorted({*before.pairs, *after.pairs, *before.drawn}):
        a, b = before.pairs.get(pair, 0), after.pairs.get(pair, 0)
        met = before.met(pair[0]), after.met(pair[0])
        if OUTSIDE in pair or not all(met):
            continue
        if pair in before.drawn or _worth_telling(before, after, a, b, line):
            names = tuple(before.name(number) for number in pair)
            yield _share("flow", _id(before, pair), names, (a, met[0]), (b, met[1]))


def _worth_telling(before: Facts, after: Facts, a: int, b: int, line: Line) -> bool:
    """Whether what the map does not draw is done by enough customers in either period."""
    return any(
        line.may_be_above(hits, n) and line.above(share_of(hits, n))
        for hits, n in ((a, before.customers), (b, after.customers))
    )


def _id(facts: Facts, pair: Pair) -> str:
    if max(pair) >= facts.graph.size:
        return ""
    return ">".join(facts.jmap.touchpoints[number].id for number in pair)


def _share(
    measure: Measure, identifier: str, names: tuple[str, ...], a: tuple[float, int], b: tuple[float, int]
) -> Change:
    """A change of a share: hits and number of each period."""
    hits_b, n_b, hits_a, n_a = (np.array([x]) for x in (*b, *a))
    low, high = (float(x[0]) for x in newcombe(hits_b, n_b, hits_a, n_a))
    whole_b, whole_a = (np.rint(hits).astype(np.int64) for hits in (hits_b, hits_a))
    p = float(share_difference_p(whole_b, n_b, whole_a, n_a)[0][0])
    was, is_now = a[0] / a[1], b[0] / b[1]
    return Change(
        measure,
        identifier,
        names,
        was,
        is_now,
        a[1],
        b[1],
        is_now - was,
        low,
        high,
        None if np.isnan(p) else p,
    )


def wait_changes(jmap: JourneyMap, before: JourneyLog, after: JourneyLog) -> tuple[Change, ...]:
    """Changes of the share of waits that are longer than the map expects, or than was usual before."""
    usual = tallied(jmap, before)
    filled = jmap.model_copy(
        update={
            "touchpoints": tuple(
                touchpoint.model_copy(
                    update={"expected_wait": touchpoint.expected_wait or _usual(usual, name)}
                )
                for touchpoint, name in zip(jmap.touchpoints, usual.view.shown, strict=True)
            )
        }
    )
    earlier, later = (waits_of(filled, tallied(filled, log)) for log in (before, after))
    found = []
    for place in sorted(earlier.keys() & later.keys()):
        a, b, touchpoint = earlier[place], later[place], filled.touchpoints[place]
        assert touchpoint.expected_wait is not None  # only these have waits
        limit = microseconds(touchpoint.expected_wait) / 1e6
        change = _share(
            "waits", touchpoint.id, (touchpoint.name,), (a.longer_apart, a.apart), (b.longer_apart, b.apart)
        )
        found.append(replace(change, n_before=a.n, n_after=b.n, limit=limit))
    return tuple(found)


def _usual(counted: Counted, name: str) -> str | None:
    """The median wait at a touchpoint, never read too short; none where nobody waited, or no time."""
    median = counted.rows[name]["median_wait_s"] if name in counted.rows else None
    return f"{median * (1 + RELATIVE_ERROR):.3f}s" if median is not None and median >= _SHORTEST else None


def _felt(before: Facts, after: Facts) -> Iterator[Change]:
    for place, persona in sorted(before.feelings.keys() & after.feelings.keys()):
        a, b = (facts.feelings[place, persona][1] for facts in (before, after))
        if persona or Basis.OBSERVED not in (a.basis, b.basis) or a.basis != b.basis:
            continue
        touchpoint = before.jmap.touchpoints[place]
        error = math.hypot(_error(a), _error(b))
        difference = b.score - a.score
        p = _two_sided(difference / error) if error > 0 else None
        yield Change(
            "feeling",
            touchpoint.id,
            (touchpoint.name,),
            a.score,
            b.score,
            a.n,
            b.n,
            difference,
            difference - _Z * error,
            difference + _Z * error,
            p,
        )


def _error(measured: MeasuredEmotion) -> float:
    """The standard error that an interval was made of, told by its longer side: the other may be cut off at the scale's end."""
    return max(measured.high - measured.score, measured.score - measured.low) / _Z


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(max(2 * ndtr(-abs(z)), SMALLEST))
