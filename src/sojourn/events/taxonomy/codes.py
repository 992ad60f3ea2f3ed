"""Columns as codes of their distinct values, and several such columns as codes of their distinct combinations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_SMALL: Final = 1 << 20
_LARGE: Final = 1 << 62


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

    codes: NDArray[np.int64]
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
    return Coded(codes.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), values)


def relabelled(column: Coded, values: pa.Array) -> Coded:
    """The column after each distinct value was replaced by another, which may coincide."""
    again = values.dictionary_encode(null_encoding="encode")
    return Coded(
        again.indices.to_numpy(zero_copy_only=False).astype(np.int64)[column.codes], again.dictionary
    )


def combined(
    columns: Sequence[tuple[NDArray[np.int64], int]],
) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
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
    keys, size = columns[0]
    parts = [np.arange(size)]
    for codes, count in columns[1:]:
        if size * max(count, 1) >= _LARGE:
            keys, found = _distinct(keys, size)
            parts = [part[found] for part in parts]
            size = len(found)
        keys = keys * count + codes
        before = np.repeat(np.arange(size), count) if size * count < _SMALL else None
        if before is None:
            keys, found = _distinct(keys, size * count)
            parts = [part[found // count] for part in parts] + [found % count]
            size = len(found)
        else:
            parts = [part[before] for part in parts] + [np.tile(np.arange(count), size)]
            size *= count
    rows, found = _distinct(keys, size)
    return rows, [part[found] for part in parts]


def _distinct(keys: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Codes of the keys that occur, and these keys; by a table if it is small, by hashing else."""
    if size < _SMALL:
        found = np.flatnonzero(np.bincount(keys, minlength=size))
        table = np.zeros(size, np.int64)
        table[found] = np.arange(len(found))
        return table[keys], found
    hashed = pa.array(keys).dictionary_encode()
    return hashed.indices.to_numpy().astype(np.int64), hashed.dictionary.to_numpy()
