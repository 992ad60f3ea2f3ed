"""The model that compares records: which fields are compared how, and which pairs are looked at.

Columns have names of our own (``f0``, ``f1`` …), so that nothing from a file gets into the engine's language.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.identity.fields import Field, comparable

PAIRS_PER_RECORD: Final = 60
"""Pairs that one way of choosing them may give, per record."""
_TOKENS: Final = 4
"""The rarest words of a title by which candidates are found."""


def prepared(table: pa.Table, fields: Sequence[Field], country: str, side: str | None) -> pa.Table:
    """Columns to compare: ``f<k>`` for each field, ``r<k>`` the rarest words of a title and ``w<k>`` the first of them."""
    columns: dict[str, pa.Array] = {"unique_id": pa.array(np.arange(table.num_rows))}
    for k, field in enumerate(fields):
        values = comparable(table[field.column], field.meaning, country)
        if field.meaning == "title":
            columns[f"f{k}"], columns[f"r{k}"] = _words(values)
            columns[f"w{k}"] = pc.list_element(columns[f"r{k}"], 0)
        else:
            columns[f"f{k}"] = values
    given = _place(fields, "given_name"), _place(fields, "surname")
    if None not in given:
        columns["both_names"] = pc.binary_join_element_wise(*(columns[f"f{k}"] for k in given), " ")
    if side is not None:
        columns["source_dataset"] = table[side].combine_chunks().cast(pa.string())
    return pa.table(columns)


def _place(fields: Sequence[Field], meaning: str) -> int | None:
    return next((k for k, field in enumerate(fields) if field.meaning == meaning), None)


def _words(titles: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Distinct words of each title, and its rarest ones among those that others have too."""
    words = pc.split_pattern(pc.fill_null(titles, ""), " ")
    row, word = pc.list_parent_indices(words), pc.list_flatten(words)
    pairs = (
        pa.table({"row": row, "word": word})
        .filter(pc.not_equal(word, ""))
        .group_by(["row", "word"])
        .aggregate([])
    )
    often = pairs.group_by("word").aggregate([("row", "count")])
    known = pairs.join(often, "word").sort_by(
        [("row", "ascending"), ("row_count", "ascending"), ("word", "ascending")]
    )
    all_ = _listed(known, len(titles))
    shared = known.filter(pc.greater(known["row_count"], 1))
    rows = shared["row"].to_numpy()
    first = np.searchsorted(rows, rows)
    return all_, _listed(shared.filter(pa.array(np.arange(len(rows)) - first < _TOKENS)), len(titles))


def _listed(pairs: pa.Table, count: int) -> pa.Array:
    offsets = np.searchsorted(pairs["row"].to_numpy(), np.arange(count + 1)).astype(np.int32)
    mask = pa.array(np.diff(offsets) == 0)
    return pa.ListArray.from_arrays(pa.array(offsets), pairs["word"].combine_chunks(), mask=mask)


def comparisons(fields: Sequence[Field]) -> list[Any]:
    """How each field is compared: levels from equal to different, rare values counting more than frequent ones."""
    import splink.comparison_library as cl

    made: list[Any] = []
    given, family = _place(fields, "given_name"), _place(fields, "surname")
    if given is not None and family is not None:
        made.append(
            cl.ForenameSurnameComparison(
                f"f{given}", f"f{family}", forename_surname_concat_col_name="both_names"
            )
        )
    for k, field in enumerate(fields):
        name, meaning = f"f{k}", field.meaning
        if meaning in {"given_name", "surname"}:
            if given is None or family is None or k not in (given, family):
                made.append(cl.NameComparison(name))
        elif meaning == "birth_date":
            made.append(
                cl.DateOfBirthComparison(
                    name, input_is_string=True, datetime_format="%Y-%m-%d", invalid_dates_as_null=False
                )
            )
        elif meaning == "email":
            made.append(cl.EmailComparison(name))
        elif meaning in {"number", "postcode", "phone"}:
            made.append(
                cl.DamerauLevenshteinAtThresholds(name, [1, 2]).configure(term_frequency_adjustments=True)
            )
        elif meaning == "title":
            made.append(_title(name, field.column))
        elif meaning == "amount":
            made.append(_amount(name, field.column))
        else:
            made.append(
                cl.JaroWinklerAtThresholds(name, [0.92, 0.8]).configure(term_frequency_adjustments=True)
            )
    return made


def _title(name: str, label: str) -> Any:
    """Words in common, as a share of all words of both."""
    import splink.comparison_library as cl

    common = f"len(list_intersect({name}_l, {name}_r))"
    all_ = f"(len({name}_l) + len({name}_r) - {common})"
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL",
            "label_for_charts": "missing",
            "is_null_level": True,
        }
    ]
    levels += [
        {
            "sql_condition": f"{common} >= {share} * {all_}",
            "label_for_charts": f"{share:.0%} of words in common",
        }
        for share in (0.85, 0.65, 0.5, 0.35, 0.2)
    ]
    levels.append({"sql_condition": "ELSE", "label_for_charts": "few words in common"})
    return cl.CustomComparison(
        output_column_name=name, comparison_levels=levels, comparison_description=label
    )


def _amount(name: str, label: str) -> Any:
    import splink.comparison_library as cl

    missing = f"{name}_l IS NULL OR {name}_r IS NULL OR {name}_l <= 0 OR {name}_r <= 0"
    levels: list[dict[str, Any]] = [
        {"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True},
        *(
            {
                "sql_condition": f"abs({name}_l - {name}_r) <= {share} * greatest({name}_l, {name}_r)",
                "label_for_charts": f"within {share:.0%}",
            }
            for share in (0.01, 0.1, 0.3)
        ),
        {"sql_condition": "ELSE", "label_for_charts": "different"},
    ]
    return cl.CustomComparison(
        output_column_name=name, comparison_levels=levels, comparison_description=label
    )


def ways(table: pa.Table, fields: Sequence[Field]) -> list[tuple[str, ...]]:
    """Sets of columns that candidates must agree in: all that are selective enough, the fewest columns first.

    A set whose columns contain those of a chosen one is not needed.
    """
    names = [f"f{k}" for k, f in enumerate(fields) if f.meaning not in {"title", "amount"}]
    found: list[tuple[str, ...]] = []
    for size in (1, 2, 3):
        for columns in combinations(names, size):
            if any(set(less) <= set(columns) for less in found):
                continue
            if _agreeing(table, columns) <= PAIRS_PER_RECORD * table.num_rows:
                found.append(columns)
    return found


def _agreeing(table: pa.Table, columns: Sequence[str]) -> int:
    """Pairs of records that agree in all columns."""
    counts = table.select(columns).drop_null().group_by(list(columns)).aggregate([([], "count_all")])
    n = counts["count_all"].to_numpy().astype(np.float64)
    return int((n * (n - 1) / 2).sum())


def training_ways(table: pa.Table, fields: Sequence[Field]) -> list[tuple[str, ...]]:
    """Two or three sets of columns to train on; each leaves out what it agrees in, together they train every field."""
    names = [
        f"w{k}" if field.meaning == "title" else f"f{k}"
        for k, field in enumerate(fields)
        if field.meaning != "amount"
    ]
    agreeing = {name: _agreeing(table, [name]) for name in names}
    usable = [name for name, pairs in agreeing.items() if 0 < pairs <= 10 * PAIRS_PER_RECORD * table.num_rows]
    return [(name,) for name in sorted(usable, key=agreeing.__getitem__)[:3]]
