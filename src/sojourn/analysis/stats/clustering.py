"""Groups of points: three methods, and how many groups there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.agreement import adjusted_rand, weakest_match
from sojourn.log.kernels.clusters import moved_centres, nearest_centres, scattered_centres

Numbers = NDArray[np.float64]
Labels = NDArray[np.int32]

NOISE: Final = -1
STABLE: Final = 0.8
"""Smallest mean adjusted Rand index between groups found in resamples that counts as stable."""
WEAKEST: Final = 0.8
"""Smallest mean Jaccard index between the least stable group and the group most like it in the other half."""
SMALLEST_SHARE: Final = 0.02
"""A number of groups that makes a smaller group is not chosen."""
RESAMPLES: Final = 8
"""Pairs of resamples."""
REFERENCES: Final = 19
"""Data sets without groups that the groups found must beat, every one: p = 1 / 20."""

_STARTS: Final = 4
_MORE_STARTS: Final = 12
_ROUNDS: Final = 100
_SEED: Final = 20_260_301

Fit = Callable[[Numbers, int], Numbers]
"""Points and number of groups → the centres of the groups."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How one number of groups did.

    Attributes
    ----------
    groups
        How many groups.
    stability, error
        Mean adjusted Rand index between the two halves, and its standard error.
    weakest
        Mean over the resamples of the Jaccard index of the least stable group.
    smallest
        Median share of the smallest group.
    n
        Points that were halved.
    """

    groups: int
    stability: float
    error: float
    weakest: float
    smallest: float
    n: int


def kmeans(points: Numbers, groups: int, starts: int = _STARTS) -> Numbers:
    """The centres of k-means, the best of some starts, the same for the same points."""
    rng = np.random.default_rng(_SEED)
    found = [
        moved_centres(points, scattered_centres(points, rng.random(groups)), _ROUNDS) for _ in range(starts)
    ]
    return found[int(np.argmin([total for _, total in found]))][0]


def kmeans_with_care(points: Numbers, groups: int) -> Numbers:
    """The same from more starts, for the groups that are kept."""
    return kmeans(points, groups, _MORE_STARTS)


def ward(points: Numbers, groups: int) -> Numbers:
    """The centres of groups merged bottom up so that the sum of squares grows least (Ward 1963)."""
    from scipy.cluster.hierarchy import fcluster, linkage

    labels = fcluster(linkage(points, "ward"), groups, "maxclust") - 1
    return _means(points, labels.astype(np.int32))


def _means(points: Numbers, labels: Labels) -> Numbers:
    sizes = np.bincount(labels)
    sums = np.stack([np.bincount(labels, weights=column) for column in points.T], axis=1)
    return np.asarray(sums / sizes[:, None])


def try_groups(points: Numbers, fit: Fit, numbers: range) -> list[Trial]:
    """Stability for some numbers of groups.

    Groups are found in two halves drawn at random without common points, all points are put to the nearest
    centre of each, and the two groupings are compared; :data:`RESAMPLES` times.
    """
    rng = np.random.default_rng(_SEED)
    half = len(points) // 2
    orders = [rng.permutation(len(points)) for _ in range(RESAMPLES)]
    trials = []
    for groups in numbers:
        scores, weakest, smallest = [], [], []
        for order in orders:
            a, b = (
                nearest_centres(points, fit(points[part], groups))[0]
                for part in (order[:half], order[half : 2 * half])
            )
            scores.append(adjusted_rand(a, b))
            weakest.append(weakest_match(a, b, groups))
            smallest.append(min(np.bincount(labels, minlength=groups).min() for labels in (a, b)))
        error = float(np.std(scores, ddof=1) / np.sqrt(len(scores)))
        share = float(np.median(smallest)) / len(points)
        trials.append(
            Trial(groups, float(np.mean(scores)), error, float(np.mean(weakest)), share, len(points))
        )
    return trials


def chosen(trials: list[Trial]) -> int:
    """The largest number of groups that is stable as a whole and in every group, and makes no tiny group.

    1 if there is none. The least stable group counts because one group too many hardly lowers the agreement of all.
    """
    enough = [
        t.groups
        for t in trials
        if t.stability >= STABLE and t.weakest >= WEAKEST and t.smallest >= SMALLEST_SHARE
    ]
    return max(enough, default=1)


def better_than_chance(points: Numbers, fit: Fit, groups: int) -> bool:
    """Whether the groups explain more than in any of some data sets without groups of the same covariance.

    Notes
    -----
    After Liu, Hayes, Nobel and Marron (2008), Statistical significance of clustering: one stretched cloud can be cut
    in two again and again at the same place, yet it is one. The references are normal clouds, and evenly filled boxes
    along the principal axes (Tibshirani, Walther and Hastie 2001, the gap statistic), which are easier to cut.
    """
    middle = points.mean(axis=0)
    variances, axes = np.linalg.eigh(np.cov(points.T).reshape(points.shape[1], points.shape[1]))
    rng = np.random.default_rng(_SEED)
    real = _unexplained(points, fit, groups)
    spread = np.sqrt(np.maximum(variances, 0))
    edge = np.sqrt(3.0)  # a uniform number from −√3 to √3 has variance 1
    for _ in range(REFERENCES):
        for drawn in (rng.standard_normal(points.shape), rng.uniform(-edge, edge, points.shape)):
            if _unexplained(middle + (drawn * spread) @ axes.T, fit, groups) <= real:
                return False
    return True


def _unexplained(points: Numbers, fit: Fit, groups: int) -> float:
    _, distances = nearest_centres(points, fit(points, groups))
    return float(distances.sum() / ((points - points.mean(axis=0)) ** 2).sum())


@dataclass(frozen=True, slots=True)
class Density:
    """Groups by density: the points in crowded places, their groups, and how near a point must be to belong."""

    cores: Numbers
    labels: Labels
    radius: float

    def assign(self, points: Numbers) -> Labels:
        """The group of the nearest crowded point; :data:`NOISE` where none is near."""
        if len(self.cores) == 0:
            return np.full(len(points), NOISE, np.int32)
        from scipy.spatial import cKDTree

        distance, place = cKDTree(self.cores).query(x=points, distance_upper_bound=self.radius)
        found = np.append(self.labels, NOISE)[np.minimum(place, len(self.labels))]
        return np.where(np.isfinite(distance), found, NOISE).astype(np.int32)


def dbscan(points: Numbers) -> Density:
    """DBSCAN (Ester, Kriegel, Sander and Xu 1996) with the radius at the knee of the distances to the k-th neighbour.

    k is twice the number of dimensions; the knee is the point of the sorted distances farthest below the line from the
    first to the last. Groups smaller than :data:`SMALLEST_SHARE` are noise.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    neighbours = 2 * points.shape[1]
    tree = cKDTree(points)
    distances = np.sort(tree.query(x=points, k=neighbours + 1)[0][:, -1])
    line = np.linspace(distances[0], distances[-1], len(distances))
    radius = float(distances[int(np.argmax(line - distances))])
    pairs = tree.query_pairs(radius, output_type="ndarray")
    degree = np.bincount(pairs.ravel(), minlength=len(points)) + 1
    core = degree > neighbours
    inner = pairs[core[pairs].all(axis=1)]
    graph = coo_matrix((np.ones(len(inner), bool), inner.T), shape=(len(points), len(points)))
    _, parts = connected_components(graph, directed=False)
    sizes = np.bincount(parts[core], minlength=int(parts.max()) + 1)
    large = np.flatnonzero(sizes >= max(SMALLEST_SHARE * len(points), neighbours))
    place = np.full(len(sizes), NOISE)
    place[large] = np.arange(len(large))
    kept = core & (place[parts] >= 0)
    return Density(points[kept], place[parts[kept]].astype(np.int32), radius)
