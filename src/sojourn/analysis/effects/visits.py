"""Visits: runs of events without a gap of half an hour, and where on a device or channel they end."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.sample import VISIT_GAP, Sample

_STEADY: Final = 3.0
"""Standard errors from the median of all touchpoints beyond which a touchpoint does not tell of the device as such."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Touchpoints opened in visits, each once a visit.

    Attributes
    ----------
    place
        Flat place of the first event of the touchpoint in the visit.
    touch, group
        Its code, and the code of the device or channel.
    ended
        Whether the touchpoint is the last of the visit.
    visit
        Number of the visit.
    """

    place: NDArray[np.int64]
    touch: NDArray[np.int32]
    group: NDArray[np.int32]
    ended: NDArray[np.bool_]
    visit: NDArray[np.int64]

    def where(self, kept: NDArray[np.bool_]) -> "Opening":
        """Some of the openings."""
        return Opening(
            self.place[kept], self.touch[kept], self.group[kept], self.ended[kept], self.visit[kept]
        )

    def without(self, code: int) -> "Opening":
        """Openings in visits that do not come to a touchpoint.

        Where a page fails, its visits end there and so at no other page: they would make the others look too good.
        """
        holds = np.zeros(int(self.visit.max(initial=-1)) + 1, np.bool_)
        holds[self.visit[self.touch == code]] = True
        return self.where(~holds[self.visit])

    def expected_end(self, code: int, group: int) -> float:
        """Share of visits that would end at the touchpoint on this device, were it like the others there.

        The share on the other devices, moved on the logit scale by how much more visits end on this device at other
        touchpoints, in visits that do not come to this one.
        """
        others = self.ended[(self.touch == code) & (self.group != group)].mean()
        names = int(self.touch.max(initial=0)) + 1
        return moved(float(others), mantel_haenszel(*steady_cells(self.without(code), group, names)))


def openings(sample: Sample, attribute: str) -> Opening:
    """Every touchpoint that a visit on a device, or in a channel, opens."""
    groups = sample.device if attribute == "device" else sample.channel
    used = np.flatnonzero((groups >= 0) & (sample.touch >= 0))
    row, time, touch, group = sample.row[used], sample.time[used], sample.touch[used], groups[used]
    starts = np.ones(len(used), np.bool_)
    starts[1:] = (np.diff(row) != 0) | (np.diff(time) > VISIT_GAP) | (np.diff(group) != 0)
    visit = np.cumsum(starts) - 1
    last = np.flatnonzero(np.append(starts[1:], True)) if len(used) else np.zeros(0, np.int64)
    _, first = np.unique(visit.astype(np.int64) * (len(sample.names) + 1) + touch, return_index=True)
    first = np.sort(first)
    ended = touch[last][visit[first]] == touch[first]
    return Opening(used[first], touch[first], group[first], ended, visit[first].astype(np.int64))


Cells = NDArray[np.float64]


def steady_cells(pages: Opening, group: int, names: int) -> tuple[Cells, Cells, Cells, Cells]:
    """Per touchpoint: ended and went on inside the group, ended and went on outside it.

    Touchpoints where the two differ far more, or far less, than at most touchpoints hold zeros: a page that fails on one
    device must not make the others look as if they failed on the other.
    """
    inside = pages.group == group
    a, b, c, d = (
        np.bincount(pages.touch[(inside == i) & (pages.ended == e)], minlength=names).astype(float)
        for i in (True, False)
        for e in (True, False)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
        spread = np.sqrt(1 / (a + 0.5) + 1 / (b + 0.5) + 1 / (c + 0.5) + 1 / (d + 0.5))
    used = (a + b > 0) & (c + d > 0)
    if used.any():
        used &= np.abs(ratio - weighted_median(ratio[used], spread[used] ** -2)) <= _STEADY * spread
    return a * used, b * used, c * used, d * used


def weighted_median(values: Cells, weights: Cells) -> float:
    """The smallest value with at least half of the weight at or below it."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) >= 0.5 * weights.sum()
    return float(values[order][int(reached.argmax())])


def mantel_haenszel(a: Cells, b: Cells, c: Cells, d: Cells) -> float:
    """Log odds ratio over strata; 0 where it cannot be computed."""
    n = np.maximum(a + b + c + d, 1)
    above, below = float((a * d / n).sum()), float((b * c / n).sum())
    return float(np.log(above / below)) if above > 0 and below > 0 else 0.0


def moved(share: float, shift: float) -> float:
    """A share moved on the logit scale."""
    share = min(max(share, 1e-6), 1 - 1e-6)
    return float(1 / (1 + np.exp(-(np.log(share / (1 - share)) + shift))))
