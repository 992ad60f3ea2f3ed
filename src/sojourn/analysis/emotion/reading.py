"""From counts to feelings: per touchpoint, per group of it, per stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.emotion import model
from sojourn.analysis.emotion.counts import EXACT, SEPARATOR, EmotionTally
from sojourn.analysis.emotion.model import Calibration, Model, Numbers, Rated
from sojourn.analysis.emotion.texts import TextFeelings, read_texts
from sojourn.analysis.emotion.words import NEUTRAL, is_awaited, is_survey, valence
from sojourn.analysis.seam import Estimate
from sojourn.log.kernels.behaviour import FLAGS, WAIT_BINS

BASES: Final = ("observed", "inferred", "assumed")
_FAR_LONGER: Final = 8
"""Bins of half an octave: 16 times as long."""

_FEWEST_TEXTS: Final = 20
_TOLD: Final = "the feeling is told by names and behaviour, not observed"


@dataclass(frozen=True, slots=True)
class Feeling:
    """Feelings with what they rest on, in arrays of one entry each.

    Attributes
    ----------
    mean, variance, freedom
        The estimate, its variance and the degrees of freedom of its interval.
    n
        Ratings, texts or events behind it.
    basis
        Place in BASES.
    """

    mean: Numbers
    variance: Numbers
    freedom: Numbers
    n: NDArray[np.int64]
    basis: NDArray[np.int64]

    def columns(self, rows: NDArray[np.int64]) -> dict[str, pa.Array]:
        """Columns ``score``, ``low``, ``high``, ``n``, ``basis`` of some rows, within −5 … +5."""
        from scipy.special import stdtrit

        half = stdtrit(self.freedom[rows], 0.975) * np.sqrt(self.variance[rows])
        mean = self.mean[rows]
        ends = {"score": mean, "low": mean - half, "high": mean + half}
        return {
            **{name: pa.array(np.clip(values, -5.0, 5.0)) for name, values in ends.items()},
            "n": pa.array(self.n[rows]),
            "basis": pa.array([BASES[b] for b in self.basis[rows]], pa.string()),
        }

    def estimates(
        self, measure: str, keys: Sequence[tuple[str, ...]], rows: NDArray[np.int64]
    ) -> tuple[Estimate, ...]:
        """The feelings of some rows, one key each, as two groups can be compared in them.

        What no rating or text observed is told by the same model in every group: it has an interval, and is not tested.
        """
        return tuple(
            Estimate(
                key,
                measure,
                int(self.n[row]),
                float(np.clip(self.mean[row], -5.0, 5.0)),
                float(self.variance[row] * self.n[row]),
                "" if self.basis[row] == 0 else _TOLD,
            )
            for key, row in zip(keys, rows.tolist(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Felt:
    """The feelings of all touchpoints and everything they were made from; arrays have one entry per touchpoint."""

    names: tuple[str, ...]
    events: NDArray[np.int64]
    rated: Rated
    texts: TextFeelings
    signs: Numbers
    suggested: Numbers
    survey: NDArray[np.bool_]
    model: Model
    calibration: Calibration | None
    foretold: Numbers
    feeling: Feeling


def felt_touchpoints(names: Sequence[str], tally: EmotionTally) -> Felt:
    """Calibrate the model on what is rated, and combine ratings, texts and model."""
    rated = rated_of(tally.counts)
    suggested = np.array([np.nan if v is None else v for v in map(valence, names)], np.float64)
    survey = np.array([is_survey(name) for name in names], np.bool_)
    awaited = np.array([is_awaited(name) for name in names], np.bool_)
    signs, counted = _signs(tally, awaited)
    telling = model.telling_signs(suggested)
    design = model.design_of(np.where(np.isnan(suggested), NEUTRAL, suggested), signs * telling)
    within = model.contrasts(rated, counted[:, :, 0].astype(np.float64), counted[:, :, 1] / EXACT)
    fitted, calibration = model.calibrated(design, rated, within, ~survey)
    foretold, variance = fitted.foretell(design)
    texts = read_texts(tally.texts)
    mean, together = model.combined(
        np.stack([rated.mean, texts.mean, foretold]), np.stack([rated.error, texts.error, variance])
    )
    measured = together * (1 / rated.error + (1 / texts.error if texts.calibrated else 0.0))
    freedom = measured * (rated.n + 3) + (1 - measured) * fitted.freedom
    feeling = Feeling(
        mean,
        together,
        np.maximum(freedom, 3.0),
        *_basis(rated, texts, tally.counts[:, 0], calibration is not None),
    )
    return Felt(
        tuple(names), tally.counts[:, 0], rated, texts, signs, suggested, survey, fitted, calibration, foretold, feeling
    )  # fmt: skip


def rated_of(counts: NDArray[np.int64]) -> Rated:
    """The ratings in rows of :func:`sojourn.log.kernels.behaviour.count_behaviour`."""
    n, total, squares = counts[:, 1:4].T.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n / EXACT
        variance = np.maximum(squares - total * total / n, 0.0) / (n - 1) / EXACT**2
    return Rated(n, mean, np.where(n > 1, variance, np.nan))


def _signs(tally: EmotionTally, awaited: NDArray[np.bool_]) -> tuple[Numbers, NDArray[np.int64]]:
    """Share of events with each sign, and the ratings of events with it and their sum, by touchpoint and sign."""
    flags = tally.counts[:, 4:].reshape(-1, len(FLAGS), 3)
    running = np.cumsum(tally.waits[:, :, 0], axis=1)
    usual = (running < (running[:, -1:] + 1) // 2).sum(axis=1)
    late = (np.arange(WAIT_BINS) >= usual[:, None] + _FAR_LONGER) & awaited[:, None]
    waited = (tally.waits * late[:, :, None]).sum(axis=1)
    both = np.concatenate([flags, waited[:, None, :]], axis=1)
    return both[:, :, 0] / np.maximum(tally.counts[:, :1], 1), both[:, :, 1:]


def _basis(
    rated: Rated, texts: TextFeelings, events: NDArray[np.int64], calibrated: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    by_rating = rated.n >= 2
    by_text = ~by_rating & (texts.scored >= _FEWEST_TEXTS)
    observed = by_rating | (by_text & texts.calibrated)
    n = np.select([by_rating, by_text], [rated.n.astype(np.int64), texts.scored], events)
    return n, np.select([observed, by_text | calibrated], [0, 1], 2)


def felt_groups(felt: Felt, groups: Mapping[str, NDArray[np.int64]]) -> pa.Table:
    """The feeling of each group at each touchpoint: its own ratings, drawn to the touchpoint's feeling.

    The touchpoint's feeling is moved by how the group behaves, by the coefficients of the model; how much groups differ
    is taken from the ratings of all of them.
    """
    tables = [_GROUPS.empty_table()]
    own = {name: rated_of(counts) for name, counts in groups.items()}
    for name in sorted(groups):
        dimension, _, group = name.partition(SEPARATOR)
        alike = [own[other] for other in sorted(groups) if other.partition(SEPARATOR)[0] == dimension]
        spread = _spread(felt, alike)
        columns = {"dimension": dimension, "group": group}
        tables.append(_group(felt, columns, own[name], groups[name], spread))
    return pa.concat_tables(tables).sort_by(
        [(name, "ascending") for name in ("dimension", "touchpoint", "group")]
    )


def _group(
    felt: Felt, named: Mapping[str, str], rated: Rated, counts: NDArray[np.int64], spread: float
) -> pa.Table:
    there = np.flatnonzero(counts[:, 0])
    shares = counts[:, 4:].reshape(-1, len(FLAGS), 3)[:, :, 0] / np.maximum(counts[:, :1], 1)
    differs = (shares - felt.signs[:, :-1]) * model.telling_signs(felt.suggested)[:, :-1]
    moved = differs @ felt.model.coefficients[2:-1]
    mean, variance = model.combined(
        np.stack([rated.mean, felt.feeling.mean + moved]),
        np.stack([rated.error, felt.feeling.variance + spread]),
    )
    measured = variance / rated.error
    feeling = Feeling(
        mean,
        variance,
        measured * (rated.n + 3) + (1 - measured) * felt.feeling.freedom,
        np.where(rated.n >= 2, rated.n, counts[:, 0]).astype(np.int64),
        np.where(rated.n >= 2, 0, np.maximum(felt.feeling.basis, 1)),
    )
    columns = {
        "touchpoint": pa.array([felt.names[i] for i in there], pa.string()),
        **{name: pa.array([value] * len(there), pa.string()) for name, value in named.items()},
        **feeling.columns(there),
        "ratings": rated.n[there].astype(np.int64),
        "events": counts[there, 0],
    }
    return pa.table(columns, schema=_GROUPS)


def _spread(felt: Felt, groups: Sequence[Rated]) -> float:
    usable = np.stack([rated.n >= 2 for rated in groups])
    differences = np.stack([rated.mean - felt.feeling.mean for rated in groups])
    errors = np.stack([rated.error + felt.feeling.variance for rated in groups])
    return model.group_spread(differences[usable], errors[usable])


def felt_stages(felt: Felt, stages: Sequence[tuple[str, str]]) -> tuple[pa.Table, tuple[Estimate, ...]]:
    """The feeling of each stage, of its touchpoints by their events: as a table, and as groups can be compared in it.

    The basis is what more than half of the events have. What is not observed may be wrong in the same way everywhere, so
    that these errors add up instead of evening out.
    """
    code = {name: i for i, name in enumerate(felt.names)}
    members: dict[str, list[int]] = {}
    for touchpoint, stage in stages:
        if touchpoint in code and felt.events[code[touchpoint]]:
            members.setdefault(stage, []).append(code[touchpoint])
    tables = [_STAGES.empty_table()]
    estimates: list[Estimate] = []
    first = np.zeros(1, np.int64)
    for stage, places in members.items():
        own = np.array(places)
        feeling = _together(felt, own)
        columns = {
            "stage": pa.array([stage], pa.string()),
            **feeling.columns(first),
            "touchpoints": [len(own)],
            "events": [int(felt.events[own].sum())],
        }
        tables.append(pa.table(columns, schema=_STAGES))
        estimates += feeling.estimates("stage_score", [(stage,)], first)
    return pa.concat_tables(tables), tuple(estimates)


def _together(felt: Felt, own: NDArray[np.int64]) -> Feeling:
    feeling, weight = felt.feeling, felt.events[own] / felt.events[own].sum()
    basis = feeling.basis[own]
    shares = np.cumsum([weight[basis == b].sum() for b in range(len(BASES))])
    place = int(np.flatnonzero(shares >= 0.5)[0])
    observed = basis == 0
    errors = weight * np.sqrt(feeling.variance[own])
    variance = float((errors[observed] ** 2).sum() + errors[~observed].sum() ** 2)
    n = int(feeling.n[own][observed].sum() if place == 0 else felt.events[own].sum())
    return Feeling(
        np.array([weight @ feeling.mean[own]]),
        np.array([variance]),
        np.array([weight @ feeling.freedom[own]]),
        np.array([n]),
        np.array([place]),
    )


_FEELING: Final = [
    ("score", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("n", pa.int64()),
    ("basis", pa.string()),
]
_GROUPS: Final = pa.schema(
    [
        ("touchpoint", pa.string()),
        ("dimension", pa.string()),
        ("group", pa.string()),
        *_FEELING,
        ("ratings", pa.int64()),
        ("events", pa.int64()),
    ]
)
_STAGES: Final = pa.schema(
    [("stage", pa.string()), *_FEELING, ("touchpoints", pa.int64()), ("events", pa.int64())]
)
