"""What a page that fails on one device, or in one channel, costs those who open it there.

Those who open a page may differ from those who do not, so they are not compared with one another. Instead the visits that
end at the page there are compared with those that go on from it, after taking out those that would have ended there
anyway. How many those are, and what becomes of them, the other devices show.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.estimation import LEAST, Finding, later_exposures, money_of, two_sided
from sojourn.analysis.effects.outcomes import Outcome, decided, usual_time
from sojourn.analysis.effects.sample import Sample
from sojourn.analysis.effects.visits import Opening, mantel_haenszel, moved, openings, steady_cells
from sojourn.analysis.stats.doubly_robust import difference

Numbers = NDArray[np.float64]
_STEP: Final = 1e-5


def estimate_failing(sample: Sample, candidate: Candidate, outcome: Outcome) -> Finding | None:
    """The effect on those who open the page there; None where fewer than :data:`LEAST` customers do, there or elsewhere.

    With a and a' the shares of openings that end at the page, here and as the other devices lead to expect,
    ``1 − φ = (1 − a) / (1 − a')`` is the share of openings that the page lets go on. If it fails at random among those who
    open it, ``E[Y₀] = E[Y; goes on] / (1 − φ) + a'·n``: n is what becomes of those who would end there anyway, taken from
    the other devices and scaled by how those who go on fare here and there. The effect of an opening is E[Y] − E[Y₀].
    """
    pages = openings(sample, candidate.attribute)
    pages = pages.where(outcome.open_at[pages.place])
    inside = pages.group == candidate.group
    here = pages.touch == candidate.anchor
    usual = usual_time(sample, outcome, pages.place[here])
    here &= decided(sample, outcome, pages.place, usual)
    place, mine, ended = pages.place[here], inside[here], pages.ended[here]
    row = sample.row[place]
    who, others = np.unique(row[mine]), np.unique(row[~mine])
    ends = [int((ended[side] == end).sum()) for side in (mine, ~mine) for end in (True, False)]
    if min(len(who), len(others), *ends) < LEAST:
        return None
    reached = (outcome.reached[place] >= 0).astype(np.float64)
    people, clusters = np.unique(row, return_inverse=True)
    later = _later_alike(row, mine)
    shift, pull = _habit(pages, candidate, sample, people)
    now, now_influence = _effect(_totals(clusters, mine, ended, reached, len(people)), shift, pull)
    after, after_influence = _effect(_totals(clusters, mine, ended, later, len(people)), shift, pull)
    scale = 1 + after
    if not np.isfinite(now) or scale <= 0.2:
        return None
    times = mine.sum() / len(who)
    blip = now / scale
    influence = (now_influence - blip * after_influence) / scale
    error = float(np.sqrt((influence**2).sum()))
    came, naive, naive_p = _naive(sample, pages, inside, who, outcome)
    value, value_error = money_of(sample, outcome, place, (~mine | ~ended).astype(np.float64), clusters)
    return Finding(
        candidate, outcome, "estimated", len(who), int(mine.sum()), came, len(others), 1.0, blip * times,
        error * times, two_sided(blip, error), naive, naive_p, value, value_error,
        float(reached[mine].mean() - blip), usual, who,
    )  # fmt: skip


def _later_alike(row: NDArray[np.int32], mine: NDArray[np.bool_]) -> Numbers:
    """Later openings of the same customer in the same group."""
    return np.where(mine, later_exposures(row, mine), later_exposures(row, ~mine)).astype(np.float64)


def _totals(
    clusters: NDArray[np.int64], mine: NDArray[np.bool_], ended: NDArray[np.bool_], y: Numbers, customers: int
) -> Numbers:
    columns = [
        np.bincount(clusters, weights=part * weight, minlength=customers)
        for part in (mine, ~mine)
        for weight in (np.ones(len(y)), ended, y * ended, y * ~ended)
    ]
    return np.stack(columns, axis=1)


def _effect(per_customer: Numbers, shift: float, pull: Numbers) -> tuple[float, Numbers]:
    """The effect of an opening, and its influence by customer (first-order, numerically)."""
    totals = per_customer.sum(axis=0)
    effect = _formula(totals, shift)
    scale = np.maximum(np.abs(totals), 1.0) * _STEP
    slopes = np.array([
        (_formula(totals + step, shift) - _formula(totals - step, shift)) / (2 * scale[i])
        for i, step in enumerate(np.diag(scale))
    ])  # fmt: skip
    bend = (_formula(totals, shift + _STEP) - _formula(totals, shift - _STEP)) / (2 * _STEP)
    return effect, per_customer @ slopes + bend * pull


def _formula(totals: Numbers, shift: float) -> float:
    n1, e1, ye1, yc1, n0, e0, ye0, yc0 = (float(total) for total in totals)
    ended, usual = e1 / n1, moved(e0 / n0, shift)
    goes_on = (1 - ended) / (1 - usual)
    alike = (yc1 / (n1 - e1)) / (yc0 / (n0 - e0)) if yc0 > 0 else 1.0
    return (ye1 + yc1) / n1 - (yc1 / n1 / goes_on + usual * alike * ye0 / e0)


def _habit(
    pages: Opening, candidate: Candidate, sample: Sample, people: NDArray[np.int32]
) -> tuple[float, Numbers]:
    """How much more visits end on this device (log odds ratio), without those to the page; and its influence by customer."""
    pages = pages.without(candidate.anchor)
    touch, inside, ended = pages.touch, pages.group == candidate.group, pages.ended
    a, b, c, d = steady_cells(pages, candidate.group, len(sample.names))
    n = np.maximum(a + b + c + d, 1)
    above, below = float((a * d / n).sum()), float((b * c / n).sum())
    if above <= 0 or below <= 0:
        return 0.0, np.zeros(len(people))
    size = a * d / n**2 / above - b * c / n**2 / below
    slopes = np.stack([d / n / above, -c / n / below, -b / n / below, a / n / above]) - size
    kind = np.where(inside, np.where(ended, 0, 1), np.where(ended, 2, 3))
    slopes *= (a + b + c + d) > 0
    owner, pull = sample.row[pages.place], slopes[kind, touch].astype(np.float64)
    total: Numbers = np.bincount(owner, weights=pull, minlength=len(sample.ids)).astype(np.float64)
    return mantel_haenszel(a, b, c, d), total[people]


def _naive(
    sample: Sample, pages: Opening, inside: NDArray[np.bool_], who: NDArray[np.int32], outcome: Outcome
) -> tuple[int, float, float]:
    """Customers with visits on this device, and how those who opened the page differ from the others."""
    row = sample.row[pages.place]
    people, first = np.unique(row[inside], return_index=True)
    reached = (outcome.reached[pages.place[inside][first]] >= 0).astype(np.float64)
    found, error = difference(np.isin(people, who), reached, np.arange(len(people)))
    return len(people), found, two_sided(found, error)
