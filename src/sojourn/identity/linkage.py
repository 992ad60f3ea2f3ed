"""Records without a common key that are probably one person, found by Splink (Fellegi–Sunter) without labels."""

import importlib
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.errors import InputError, MissingExtraError
from sojourn.identity.fields import Field, fields_of
from sojourn.identity.links import Links
from sojourn.identity.matching import comparisons, prepared, training_ways, ways
from sojourn.identity.nodes import Nodes, keys_of

Floats = NDArray[np.float64]
LEAST_KEPT: Final = 0.01
"""Pairs less probable than this are not kept."""
_SAMPLED_PAIRS: Final = 2_000_000
_SEED: Final = 7
_ITERATIONS: Final = (50, 12, 5, 2)
"""Iterations of the training; fewer are tried where more lead to probabilities of nought."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall: what the comparison of one field adds to the match weight.

    Attributes
    ----------
    field
        Name of the column, of the columns, or ``prior``: what is known before any comparison.
    found
        The level of agreement in words.
    weight
        log₂ of the factor by which it makes a match more likely; negative speaks against it.
    """

    field: str
    found: str
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """Why two records are probably one person.

    Attributes
    ----------
    a, b
        Row numbers in the table.
    probability
        That they are one, as the model sees it.
    weight
        log₂ of the odds; the sum of the steps.
    steps
        The waterfall.
    """

    a: int
    b: int
    probability: float
    weight: float
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [
            f"records {self.a} and {self.b}: probability {self.probability:.4f}, weight {self.weight:+.1f}"
        ]
        return "\n".join([*lines, *(f"  {s.weight:+6.1f}  {s.field}: {s.found}" for s in self.steps)])


@dataclass(frozen=True, eq=False)
class Linkage:
    """Pairs of records that are probably one person.

    Attributes
    ----------
    fields
        What was compared.
    a, b
        Row numbers of each pair, the smaller first.
    probability
        Of each pair.
    threshold
        Pairs at least as probable are links; chosen without labels (see :func:`likely_pairs`) or given.
    expected_matches
        Number of true pairs the model expects among all pairs of records that were looked at.
    """

    fields: tuple[Field, ...]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    probability: Floats
    threshold: float
    expected_matches: float
    _names: tuple[str, ...]
    _levels: tuple[NDArray[np.int32], ...]
    _weights: tuple[Floats, ...]
    _words: tuple[dict[int, str], ...]
    _prior: float

    def __len__(self) -> int:
        return len(self.a)

    @property
    def linked(self) -> NDArray[np.bool_]:
        """Which pairs are links."""
        return self.probability >= self.threshold

    def match(self, pair: int) -> Match:
        """Why pair number `pair` is as probable as it is."""
        steps = [Step("prior", "two records at random", self._prior)]
        for name, level, weight, words in zip(
            self._names, self._levels, self._weights, self._words, strict=True
        ):
            steps.append(Step(name, words[int(level[pair])], float(weight[pair])))
        total = float(sum(step.weight for step in steps))
        return Match(int(self.a[pair]), int(self.b[pair]), float(self.probability[pair]), total, tuple(steps))

    def links(self, type: str, values: pa.Array, source: str) -> tuple[Nodes, Links]:  # noqa: A002
        """Nodes and links for :func:`~sojourn.identity.resolve.resolve`, with the probability of each.

        Parameters
        ----------
        type
            Type of the identifier of a record; one customer must be allowed several of it, as of ``record``.
        values
            Identifier of each row of the table.
        source
            Name of the source, for the evidence.
        """
        rows = np.flatnonzero(self.linked)
        keys = keys_of(type, values)
        links = Links.of_pairs(
            keys[self.a[rows]],
            keys[self.b[rows]],
            source,
            probability=self.probability[rows].astype(np.float32),
        )
        return Nodes.of([(type, values)]), links


def likely_pairs(
    table: pa.Table,
    *,
    fields: Sequence[Field] | None = None,
    country: str = "",
    side: str | None = None,
    threshold: float | None = None,
) -> Linkage:
    """Find pairs of records that are probably one person.

    Parameters
    ----------
    table
        One row per record.
    fields
        What to compare; by default every column whose name says what it holds (:func:`~sojourn.identity.fields.fields_of`).
    country
        Two letters of the country of telephone numbers without country code.
    side
        Column that says from which of two lists a record comes: then only records of different lists are compared.
    threshold
        Probability from which a pair is a link. By default the one that makes the *expected* F1 largest: with pairs
        sorted by probability p, the first k of them have Σp expected hits, and all matches are Σp over all pairs; no label
        is needed, and a model that is too sure of itself makes it too low or too high with it.

    Raises
    ------
    InputError
        If fewer than two columns can be compared, or fewer than two records are there.
    MissingExtraError
        If Splink is not installed.
    """
    chosen = tuple(fields_of(table.column_names) if fields is None else fields)
    if len(chosen) < 2:
        raise InputError(
            "Fewer than two columns can be compared.",
            hint="Name what they hold: fields=[Field('column', 'surname'), …].",
            context={"columns": table.column_names},
        )
    if table.num_rows < 2:
        raise InputError("There must be at least two records to compare.")
    try:
        importlib.import_module("splink")
    except ImportError as error:
        raise MissingExtraError.needing(
            "splink", "identity", "Linking records without a common key"
        ) from error
    data = prepared(table, chosen, country, side)
    if not training_ways(data, chosen):
        raise InputError(
            "No column tells records apart well enough to find candidates by it.",
            hint="Name more columns, such as a date of birth, a postcode or a surname.",
            context={"columns": [field.column for field in chosen]},
        )
    with duckdb.connect() as connection, _quiet():
        found, levels = _scored(connection, data, chosen, side)
    possible = table.num_rows * (table.num_rows - 1) / 2
    if side is not None:
        sizes = pc.value_counts(data["source_dataset"]).field("counts").to_numpy().astype(np.float64)
        possible = (sizes.sum() ** 2 - (sizes**2).sum()) / 2
    return _concluded(chosen, found, levels, possible, threshold)


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink speaks of its progress to standard error; here only errors are of interest."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _scored(
    connection: duckdb.DuckDBPyConnection, data: pa.Table, fields: tuple[Field, ...], side: str | None
) -> tuple[pa.Table, dict[str, dict[int, str]]]:
    """All candidate pairs with what each comparison adds, and the words for the levels."""
    for iterations in _ITERATIONS:
        linker = _linker(connection, data, fields, side, iterations)
        try:
            _train(linker, data, fields)
        except ValueError:
            # Where fields agree perfectly, a probability sinks below what Splink accepts; it is small enough earlier.
            continue
        found = linker.inference.predict().as_pyarrow_table()
        return found, _levels(linker.misc.save_model_to_json(), fields)
    raise InputError(
        "No model of agreement can be trained on these columns.",
        hint="Compare fewer or other columns.",
        context={"columns": [field.column for field in fields]},
    )


def _linker(
    connection: duckdb.DuckDBPyConnection,
    data: pa.Table,
    fields: tuple[Field, ...],
    side: str | None,
    iterations: int,
) -> Any:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rules: list[Any] = [block_on(*columns) for columns in ways(data, fields)]
    rules += [
        block_on(f"r{k}", arrays_to_explode=[f"r{k}"])
        for k, field in enumerate(fields)
        if field.meaning == "title"
    ]
    settings = SettingsCreator(
        link_type="dedupe_only" if side is None else "link_only",
        comparisons=comparisons(fields),
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
        max_iterations=iterations,
    )
    backend = DuckDBAPI(connection)
    if side is None:
        return Linker(backend.register(data), settings, log_level=None)
    lists = sorted(data["source_dataset"].unique().to_pylist())
    parts = [data.filter(pc.equal(data["source_dataset"], name)) for name in lists]
    return Linker([backend.register(part) for part in parts], settings, log_level=None)


def _train(linker: Any, data: pa.Table, fields: tuple[Field, ...]) -> None:
    """Estimate how often fields agree by chance, from random pairs, and among matches, by expectation maximisation."""
    from splink import block_on

    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED)
    for columns in training_ways(data, fields):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))


def _levels(model: dict[str, Any], fields: tuple[Field, ...]) -> dict[str, dict[int, str]]:
    """Comparison → number of each level → its words; levels are numbered from the weakest, −1 where a value is missing."""
    levels: dict[str, dict[int, str]] = {}
    for comparison in model["comparisons"]:
        words = [
            "missing" if level.get("is_null_level") else _in_words(level["label_for_charts"], fields)
            for level in comparison["comparison_levels"]
        ]
        strong = [w for w in words if w != "missing"]
        levels[comparison["output_column_name"]] = {-1: "missing"} | dict(enumerate(reversed(strong)))
    return levels


def _in_words(text: str, fields: tuple[Field, ...]) -> str:
    """Our names of columns replaced by those of the table."""
    text = text.replace("both_names", "both names")
    return re.sub(r"(?<![A-Za-z0-9])f(\d+)(?![A-Za-z0-9])", lambda m: fields[int(m[1])].column.strip(), text)


def _concluded(
    fields: tuple[Field, ...],
    found: pa.Table,
    levels: dict[str, dict[int, str]],
    comparisons_possible: float,
    threshold: float | None,
) -> Linkage:
    """Probabilities with the prior that fits them, and the threshold."""
    weights, level = [], []
    for name in levels:
        weight = found[f"mw_{name}"].to_numpy().astype(np.float64)
        if f"mw_tf_adj_{name}" in found.column_names:
            weight = weight + found[f"mw_tf_adj_{name}"].to_numpy()
        weights.append(weight)
        level.append(found[f"gamma_{name}"].to_numpy().astype(np.int32))
    total = np.sum(weights, axis=0)
    prior = _fitting_prior(total, comparisons_possible)
    odds = float(np.log2(prior / (1 - prior)))
    probability = _sigmoid(total + odds)
    best = _threshold(probability) if threshold is None else threshold
    a, b = found["unique_id_l"].to_numpy(), found["unique_id_r"].to_numpy()
    a, b = np.minimum(a, b), np.maximum(a, b)
    keep = np.flatnonzero(probability >= min(LEAST_KEPT, best))
    keep = keep[np.lexsort((b[keep], a[keep]))]
    return Linkage(
        fields=fields,
        a=a[keep],
        b=b[keep],
        probability=probability[keep],
        threshold=best,
        expected_matches=float(probability.sum()),
        _names=tuple(_in_words(name.replace("_f", ", f"), fields) for name in levels),
        _levels=tuple(values[keep] for values in level),
        _weights=tuple(values[keep] for values in weights),
        _words=tuple(levels.values()),
        _prior=odds,
    )


def _sigmoid(log2_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp2(-np.clip(log2_odds, -200, 200))), np.float64)


def _fitting_prior(weight: Floats, comparisons_possible: float) -> float:
    """Share of matches among all pairs that agrees with the probabilities it leads to; pairs not looked at are none."""
    prior = 1e-4
    for _ in range(200):
        new = float(_sigmoid(weight + np.log2(prior / (1 - prior))).sum()) / comparisons_possible
        new = min(max(new, 1e-12), 0.5)
        if abs(new - prior) < 1e-9 * prior:
            break
        prior = new
    return prior


def _threshold(probability: Floats) -> float:
    """Probability from which pairs are links so that the expected F1 is largest.

    >>> _threshold(np.array([0.99, 0.9, 0.6, 0.2, 0.1]))
    0.6
    """
    ordered = np.sort(probability)[::-1]
    if not len(ordered) or ordered[0] <= 0:
        return 1.0
    f1 = 2 * np.cumsum(ordered) / (np.arange(1, len(ordered) + 1) + ordered.sum())
    return float(ordered[int(f1.argmax())])
