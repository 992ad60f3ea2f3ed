"""What is told of segments: size, goal, value, and in what they differ."""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.features.matrix import FeatureMatrix
from sojourn.analysis.features.outcomes import Outcomes
from sojourn.analysis.stats.clustering import Trial
from sojourn.analysis.stats.proportions import wilson

Labels = NDArray[np.int32]

SEGMENT_SCHEMA: Final = pa.schema(
    [
        ("segment", pa.int64()),
        ("customers", pa.int64()),
        ("share", pa.float64()),
        ("reached", pa.int64()),
        ("goal_share", pa.float64()),
        ("goal_low", pa.float64()),
        ("goal_high", pa.float64()),
        ("value_mean", pa.float64()),
        ("value_low", pa.float64()),
        ("value_high", pa.float64()),
    ]
)

TRAIT_SCHEMA: Final = pa.schema(
    [
        ("segment", pa.int64()),
        ("feature", pa.string()),
        ("family", pa.string()),
        ("kind", pa.string()),
        ("mean", pa.float64()),
        ("others", pa.float64()),
        ("difference", pa.float64()),
        ("n", pa.int64()),
    ]
)

STABILITY_SCHEMA: Final = pa.schema(
    [
        ("groups", pa.int64()),
        ("stability", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("weakest", pa.float64()),
        ("smallest", pa.float64()),
        ("n", pa.int64()),
    ]
)


def segment_table(ends: Outcomes, segments: Labels) -> pa.Table:
    """One row per segment, 0 at the end; outcomes of whole journeys."""
    sizes = np.bincount(segments)
    found = [s for s in (*range(1, len(sizes)), 0) if s < len(sizes) and sizes[s]]
    reached = None if ends.hits is None else ends.hits > 0
    revenue = ends.revenue if len(ends.currencies) <= 1 else None
    rows = []
    for segment in found:
        inside, n = segments == segment, int(sizes[segment])
        hits = None if reached is None else int(reached[inside].sum())
        goal = (None, None, None) if hits is None else _share(hits, n)
        value = (None, None, None) if revenue is None else _mean(revenue[inside])
        rows.append((segment, n, n / len(segments), hits, *goal, *value))
    columns = list(zip(*rows, strict=True)) or [()] * len(SEGMENT_SCHEMA)
    return pa.table([list(c) for c in columns], schema=SEGMENT_SCHEMA)


def _share(hits: int, n: int) -> tuple[float, float, float]:
    low, high = wilson(np.array([hits]), np.array([n]))
    return hits / n, float(low[0]), float(high[0])


def _mean(numbers: NDArray[np.float64]) -> tuple[float, float | None, float | None]:
    mean, n = float(numbers.mean()), len(numbers)
    if n < 2:
        return mean, None, None
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.975) * numbers.std(ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half


def trait_table(matrix: FeatureMatrix, segments: Labels) -> pa.Table:
    """One row per segment and feature in which customers vary; empty with fewer than two segments."""
    found = np.unique(segments)
    found = np.append(found[found > 0], found[found == 0])
    if len(found) < 2:
        return TRAIT_SCHEMA.empty_table()
    rows = []
    for feature, column in zip(matrix.features, matrix.values.T, strict=True):
        known = ~np.isnan(column)
        inside = segments[known]
        values = column[known]
        counts = np.bincount(inside, minlength=int(found.max()) + 1)
        sums = np.bincount(inside, weights=values, minlength=len(counts))
        spread = float(values.std()) if len(values) else 0.0
        if spread <= 0:
            continue
        for segment in found.tolist():
            n, rest = int(counts[segment]), len(values) - int(counts[segment])
            if n == 0 or rest == 0:
                continue
            mean = sums[segment] / n
            others = (sums.sum() - sums[segment]) / rest
            difference = (mean - others) / spread
            rows.append((segment, feature.name, feature.family, feature.kind, mean, others, difference, n))
    place = {segment: i for i, segment in enumerate(found.tolist())}
    rows.sort(key=lambda row: (place[row[0]], -abs(row[6]), row[1]))
    columns = list(zip(*rows, strict=True)) or [()] * len(TRAIT_SCHEMA)
    return pa.table([list(c) for c in columns], schema=TRAIT_SCHEMA)


def stability_table(trials: tuple[Trial, ...]) -> pa.Table:
    """One row per number of groups tried."""
    rows = [
        (
            t.groups,
            t.stability,
            t.stability - 1.96 * t.error,
            min(1.0, t.stability + 1.96 * t.error),
            t.weakest,
            t.smallest,
            t.n,
        )
        for t in trials
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(STABILITY_SCHEMA)
    return pa.table([list(c) for c in columns], schema=STABILITY_SCHEMA)
