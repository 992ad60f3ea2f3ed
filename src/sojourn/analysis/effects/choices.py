"""What customers choose and seem to fare better with: believed only if they did not fare better before they chose it.

A page that those read who want to buy anyway goes along with buying, and adjusting for history does not undo it: the wish is
hidden. But it was there before. So the same comparison is made with the visits before, where the page cannot have acted
yet (a negative control outcome): if those who will come to the page were already nearer to the goal then, the wish is at
work, not the page.

And a visit that goes on for long comes to more pages and to the goal more often. So those who come to the page must also fare
better than those who went elsewhere from the same point: else the page is progress on the way, not quality.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.estimation import LEAST
from sojourn.analysis.effects.occasions import occasions_of
from sojourn.analysis.effects.outcomes import Outcome
from sojourn.analysis.effects.sample import Sample
from sojourn.analysis.stats.doubly_robust import difference

PASSES: Final = 1 / 4
"""The upper end of the 90 % interval of the placebo must be below so large a share of the same comparison now."""
STEP: Final = 0.8
"""A touchpoint that so many visits with the goal come to is a step on the way, not a choice."""
_Z: Final = 1.6448536269514722
_RARE: Final = 0.05
_COMMON: Final = 0.8


@dataclass(frozen=True, slots=True)
class Placebo:
    """How much nearer to the goal visits come with the choice than without it, in steps on the way.

    Attributes
    ----------
    now, now_error
        In the same visit, and standard error.
    before, before_error
        In the customer's visits before, where the choice was not yet made; zero is what a cause must show.
    n
        Visits compared.
    """

    now: float
    now_error: float
    before: float
    before_error: float
    n: int

    @property
    def share_high(self) -> float:
        """The upper end of the 90 % interval of what was before, as a share of what is now."""
        return (abs(self.before) + _Z * self.before_error) / abs(self.now)

    @property
    def passes(self) -> bool:
        """Whether what is now is certain, and what was before is not, and certainly small beside it."""
        certain = abs(self.now) > 2 * self.now_error and abs(self.before) < _Z * self.before_error
        return certain and self.share_high < PASSES


@dataclass(frozen=True, slots=True)
class Way:
    """The way to the goal in visits.

    Attributes
    ----------
    steps
        Touchpoints that nearly all visits with the goal come to, or that visits come to mostly after such a step.
    depth
        Per visit: to how many of those steps it came that neither nearly all nor hardly any visits come to.
    telling
        Those steps.
    visit
        The visit of every event.
    """

    steps: frozenset[int]
    depth: NDArray[np.float64]
    telling: tuple[int, ...]
    visit: NDArray[np.int64]


def way_to(sample: Sample, outcome: Outcome) -> Way:
    """The steps on the way to a goal."""
    visit = sample.visit.astype(np.int64)
    total = int(visit[-1]) + 1 if len(visit) else 0
    goal = np.zeros(total, np.bool_)
    goal[visit[np.unique(outcome.reached[outcome.open_at & (outcome.reached >= 0)])]] = True
    open_now, names = outcome.open_at & (sample.touch >= 0), len(sample.names)
    own, touch = np.divmod(np.unique(visit[open_now] * np.int64(names) + sample.touch[open_now]), names)
    met, won = np.bincount(touch, minlength=names), np.bincount(touch[goal[own]], minlength=names)
    wins = int(goal[np.unique(own)].sum())
    steps = frozenset(np.flatnonzero(won >= max(1.0, STEP * wins)).tolist())
    n = len(np.unique(own[np.isin(touch, list(steps))]))  # visits that are on the way at all
    telling = [c for c in sorted(steps) if _RARE * n <= met[c] <= _COMMON * n and won[c] < _COMMON * met[c]]
    depth = np.bincount(own[np.isin(touch, telling)], minlength=total).astype(np.float64)
    return Way(steps | _after(sample, visit, telling), depth, tuple(telling), visit)


def _after(sample: Sample, visit: NDArray[np.int64], telling: list[int]) -> frozenset[int]:
    """Touchpoints most of whose events come after one of the telling steps of the same visit."""
    first = np.full(int(visit[-1]) + 1 if len(visit) else 0, len(visit), np.int64)
    places = np.flatnonzero(np.isin(sample.touch, telling))[::-1]
    first[visit[places]] = places
    known, names = sample.touch >= 0, len(sample.names)
    late = known & (np.arange(len(visit)) > first[visit])
    events = np.bincount(sample.touch[known], minlength=names)
    return frozenset(np.flatnonzero(np.bincount(sample.touch[late], minlength=names) > events / 2).tolist())


def placebo_of(sample: Sample, candidate: Candidate, outcome: Outcome, way: Way) -> Placebo | None:
    """The choice of a touchpoint against what was before; None where it cannot be told.

    It compares visits of customers who have not come to the touchpoint so far and have a visit before.
    """
    occasions = occasions_of(sample, candidate)
    occasions = occasions.where(outcome.open_at[occasions.place])
    visit, row = way.visit[occasions.place], sample.row[occasions.place]
    first, place = np.searchsorted(row, row, "left"), np.arange(len(row))
    so_far: NDArray[np.int64] = np.cumsum(occasions.exposed) - occasions.exposed
    depth = way.depth[visit]
    reached = np.cumsum(depth) - depth
    earlier = (reached - reached[first]) / np.maximum(place - first, 1)
    at = np.flatnonzero((so_far == so_far[first]) & (place > first))
    exposed = occasions.exposed[at]
    if min(int(exposed.sum()), int((~exposed).sum())) < LEAST:
        return None
    if min(depth[at][~exposed].mean(), earlier[at].mean()) < _RARE:
        return None
    _, clusters = np.unique(row[at], return_inverse=True)
    now, now_error = difference(exposed, depth[at], clusters)
    before, before_error = difference(exposed, earlier[at], clusters)
    return Placebo(now, now_error, before, before_error, len(at))


def turns(sample: Sample, candidate: Candidate, way: Way) -> tuple[float, float]:
    """What the turn to a touchpoint does to coming to a further step in the visit, and its standard error.

    Compared are visits that go on from the touchpoint that comes most often directly before it, by whether they go on to
    it or elsewhere. Visits that end there are left out, so that neither side is longer. (0, 0) where nothing can be compared.
    """
    visit, code = way.visit, candidate.exposure
    at = np.flatnonzero(sample.touch == code)
    within = at[(at > 0) & (visit[at - 1] == visit[at])]
    before = sample.touch[within - 1]
    if not (before >= 0).any():
        return 0.0, 0.0
    point = int(np.bincount(before[before >= 0]).argmax())
    goes_on = np.append(visit[1:] == visit[:-1], False)
    first = np.full(int(visit[-1]) + 1, len(visit), np.int64)
    first[visit[at[::-1]]] = at[::-1]
    place = np.flatnonzero((sample.touch == point) & goes_on & (np.arange(len(visit)) < first[visit]))
    turned = sample.touch[place + 1] == code
    if min(int(turned.sum()), int((~turned).sum())) < LEAST:
        return 0.0, 0.0
    steps = np.cumsum(np.isin(sample.touch, way.telling))
    last = np.searchsorted(visit, visit[place], "right") - 1
    further = (steps[last] > steps[place]).astype(np.float64)
    _, clusters = np.unique(sample.row[place], return_inverse=True)
    return difference(turned, further, clusters)


def turns_out(sample: Sample, candidate: Candidate, way: Way, effect: float) -> bool:
    """Whether the turn to a touchpoint certainly points the same way as its effect."""
    found, error = turns(sample, candidate, way)
    return error > 0 and found * np.sign(effect) > _Z * error
