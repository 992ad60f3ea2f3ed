"""How customers in a space are divided, and whether they may be."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.segments.space import Space, sampled
from sojourn.analysis.stats.clustering import (
    NOISE,
    Fit,
    Trial,
    better_than_chance,
    chosen,
    dbscan,
    kmeans,
    kmeans_with_care,
    try_groups,
    ward,
)
from sojourn.analysis.stats.threads import one_thread
from sojourn.log.kernels.clusters import nearest_centres

Method = Literal["kmeans", "dbscan", "hierarchical"]
Labels = NDArray[np.int32]

NUMBERS: Final = range(2, 9)
"""Numbers of groups tried."""
TRIED_ON: Final = {"kmeans": 3_000, "hierarchical": 1_200}
"""Customers that the number of groups is found with."""
FITTED_ON: Final = {"kmeans": 10_000, "dbscan": 5_000, "hierarchical": 2_000}
"""Customers that the groups are found in; the others are put into the nearest."""

SINGLE_EVENTS: Final = "most customers have a single event, which is no behaviour to group by"
_UNSTABLE: Final = "no number of groups from 2 to 8 is found again in other customers"
_ONE_CLOUD: Final = "the groups are no clearer than in one cloud of the same shape"
_ONE_CROWD: Final = "there is one crowd only"
_ALIKE: Final = "customers differ in nothing"


@dataclass(frozen=True, slots=True)
class Grouping:
    """Who belongs where.

    Attributes
    ----------
    segments
        By customer: from 1 in order of size, those of equal size in order of their first customer; 0 = none.
    used
        What the space was made of.
    trials
        The numbers of groups tried.
    fitted
        Customers the groups were found in.
    scaled
        Customers that the scales and axes of the space were found in.
    reason
        Why all are one group; empty otherwise.
    """

    segments: Labels
    used: tuple[str, ...] = ()
    trials: tuple[Trial, ...] = ()
    fitted: int = 0
    scaled: int = 0
    reason: str = ""

    @property
    def groups(self) -> int:
        """Groups found; 1 = none that could be told apart, 0 = nobody is there."""
        return int(self.segments.max(initial=0))


def one_group(customers: int, reason: str) -> Grouping:
    """Nothing was looked for."""
    return Grouping(np.ones(customers, np.int32), reason=reason)


def grouping(space: Space, method: Method, groups: int | None) -> Grouping:
    """Divide customers into so many groups; None: into as many as are found again in others, or not at all."""
    with one_thread():
        labels, trials, fitted, reason = _divided(space, method, groups)
    return Grouping(_numbered(labels), space.names, trials, fitted, space.scaled, reason)


def _divided(space: Space, method: Method, asked: int | None) -> tuple[Labels, tuple[Trial, ...], int, str]:
    """Labels from 0 (−1 = none), the trials, how many customers were fitted, and why there are no groups."""
    points = space.points
    sample = points[sampled(len(points), FITTED_ON[method])]
    nobody = np.zeros(len(points), np.int32)
    if not space.names:
        return nobody, (), len(sample), _ALIKE
    if method == "dbscan":
        found = dbscan(sample)
        labels = found.assign(points)
        apart = len(np.unique(found.labels)) > 1
        return (labels if apart else nobody), (), len(sample), "" if apart else _ONE_CROWD
    few = points[sampled(len(points), TRIED_ON[method])]
    fit: Fit = kmeans if method == "kmeans" else ward
    numbers = NUMBERS if asked is None else range(asked, asked + 1)
    trials = tuple(try_groups(few, fit, numbers))
    groups = asked or chosen(list(trials))
    if groups == 1:
        return nobody, trials, len(sample), _UNSTABLE
    if asked is None and not better_than_chance(few, fit, groups):
        return nobody, trials, len(sample), _ONE_CLOUD
    last: Fit = kmeans_with_care if method == "kmeans" else ward
    return nearest_centres(points, last(sample, groups))[0], trials, len(sample), ""


def _numbered(labels: Labels) -> Labels:
    """Segments from 1 in order of size, those of equal size in order of their first customer; 0 = none."""
    found, firsts, counts = np.unique(labels[labels != NOISE], return_index=True, return_counts=True)
    order = np.lexsort((firsts, -counts))
    place = np.zeros(int(found.max(initial=-1)) + 2, np.int32)
    place[found[order]] = np.arange(1, len(found) + 1)
    place[-1] = 0
    return place[labels]
