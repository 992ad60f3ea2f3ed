"""Columns as codes of their distinct values, and several such columns as codes of their distinct combinations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_SMALL: Final = 1 << 20
Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as codes.

    Attributes
    ----------
    codes
        Per row the place of its value in `values`.
    values
        The distinct values as text; a null among them stands for a missing value.
    """

    codes: Codes
    values: pa.Array


def coded(column: pa.Array) -> Coded:
    """A column of any type as codes of its values as text; missing values are a value of their own."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    values = column.dictionary
    if not pa.types.is_string(values.type):
        values = values.cast(pa.string())
    codes = column.indices
    if column.null_count or codes.null_count:
        codes = pc.fill_null(codes, len(values))
        values = pa.concat_arrays([values, pa.nulls(1, pa.string())])
    return Coded(codes.to_numpy(zero_copy_only=False), values)


def relabelled(column: Coded, values: pa.Array) -> Coded:
    """The column after each distinct value was replaced by another, which may coincide."""
    again = values.dictionary_encode(null_encoding="encode")
    return Coded(again.indices.to_numpy(zero_copy_only=False)[column.codes], again.dictionary)


def combined(
    columns: Sequence[tuple[Codes, int]],
) -> tuple[Codes, list[NDArray[np.int64]]]:
    """Codes of the distinct combinations of some columns, and what each combination consists of.

    Parameters
    ----------
    columns
        Codes and how many there are of them, per column; at least one.

    Returns
    -------
    tuple
        Per row the code of its combination; per column the code it has in each combination.

    Examples
    --------
    >>> rows, parts = combined([(np.array([0, 1, 0]), 2), (np.array([0, 2, 0]), 3)])
    >>> rows.tolist(), [p.tolist() for p in parts]
    ([0, 1, 0], [[0, 1], [0, 2]])
    """
    telling = [i for i, (_, count) in enumerate(columns) if count > 1] or [0]
    keys, size = columns[telling[0]]
    parts = {telling[0]: np.arange(size)}
    for place in telling[1:]:
        codes, count = columns[place]
        if size * count >= _SMALL:
            keys, found = _distinct(keys, size)
            parts = {i: part[found] for i, part in parts.items()}
            size = len(found)
        keys = np.multiply(keys, count, dtype=np.int64)
        keys += codes
        parts = {i: np.repeat(part, count) for i, part in parts.items()} if size * count < _SMALL else parts
        if size * count < _SMALL:
            parts[place] = np.tile(np.arange(count), size)
            size *= count
        else:
            keys, found = _distinct(keys, size * count)
            parts = {i: part[found // count] for i, part in parts.items()} | {place: found % count}
            size = len(found)
    rows, found = _distinct(keys, size)
    none = np.zeros(len(found), np.int64)
    return rows, [parts[i][found] if i in parts else none for i in range(len(columns))]


def _distinct(keys: Codes, size: int) -> tuple[Codes, NDArray[np.int64]]:
    """Codes of the keys that occur, and these keys; by a table if it is small, by hashing else."""
    keys = keys.astype(np.int64, copy=False)
    if size < _SMALL:
        found = np.flatnonzero(np.bincount(keys, minlength=size))
        table = np.zeros(size, np.int64)
        table[found] = np.arange(len(found))
        return table.take(keys), found
    hashed = pa.array(keys).dictionary_encode()
    return hashed.indices.to_numpy().astype(np.int64), hashed.dictionary.to_numpy().astype(np.int64)
