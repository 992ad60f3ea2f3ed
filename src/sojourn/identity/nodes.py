"""Identifiers as nodes of a graph: a key, a type and a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.errors import InputError, UnknownNameError
from sojourn.identity.kernels.keys import directory, hash_values, places_in

Keys = NDArray[np.uint64]
_SEED = np.uint64(0)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One identifier: the name of its type and its normalised value.

    >>> Identifier("email", "ann@x.org")
    email:ann@x.org
    """

    type: str
    value: str

    def __repr__(self) -> str:
        return f"{self.type}:{self.value}"

    @classmethod
    def of(cls, text: str) -> Self:
        """The identifier that ``type:value`` names.

        >>> Identifier.of("cookie:GA1.2:77").value
        'GA1.2:77'
        """
        type_, _, value = text.partition(":")
        return cls(type_, value)

    @property
    def key(self) -> int:
        """Its key in the tables of nodes and links."""
        return int(keys_of(self.type, pa.array([self.value]))[0])


def keys_of(type: str, values: pa.Array) -> Keys:  # noqa: A002
    """Keys of identifiers of one type; values are strings without nulls.

    The same type and value have the same key in every build.
    """
    seed = hash_values(*_buffers(pa.array([type])), _SEED)[0]
    return np.asarray(hash_values(*_buffers(values), seed), np.uint64)


def distinct(keys: Keys) -> Keys:
    """Keys in order, each once; ``numpy.unique`` hashes, which takes much longer than sorting what is nearly sorted."""
    keys = np.sort(keys, kind="stable")
    new = np.ones(len(keys), np.bool_)
    new[1:] = keys[1:] != keys[:-1]
    return keys[new]


def plain(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Text of any layout as one array of strings."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values if values.type == pa.string() else values.cast(pa.string())


def _buffers(values: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    values = plain(values)
    _, offsets, data = values.buffers()
    starts = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    return starts, np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)


@dataclass(frozen=True)
class Nodes:
    """All identifiers once, in the order of their keys.

    Attributes
    ----------
    key
        Sorted, without repetition.
    code
        Place of the type in `types`.
    value
        Normalised values.
    types
        Names of the types that occur, sorted.
    """

    key: Keys
    code: NDArray[np.int16]
    value: pa.Array
    types: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.key)

    @classmethod
    def of(cls, identifiers: Iterable[tuple[str, pa.Array]]) -> Self:
        """Nodes of columns of normalised identifiers; nulls and repetitions are passed over.

        >>> Nodes.of([("email", pa.array(["ann@x.org", None])), ("user", pa.array(["7", "7"]))]).identifiers()
        [email:ann@x.org, user:7]
        """
        parts: dict[str, list[pa.Array]] = {}
        for type_, column in identifiers:
            parts.setdefault(type_, []).append(pc.drop_null(plain(column)).unique())
        types = tuple(sorted(parts))
        values = [pc.unique(pa.concat_arrays(parts[type_])) for type_ in types]
        if not types:
            return cls(np.empty(0, np.uint64), np.empty(0, np.int16), pa.array([], pa.string()), ())
        key = np.concatenate([keys_of(t, v) for t, v in zip(types, values, strict=True)])
        code = np.repeat(np.arange(len(types), dtype=np.int16), [len(v) for v in values])
        return cls._sorted(key, code, pa.concat_arrays(values), types)

    @classmethod
    def merge(cls, parts: Iterable["Nodes"]) -> Self:
        """The nodes of all parts.

        Raises
        ------
        InputError
            If two different identifiers have the same key.
        """
        given = list(parts)
        types = tuple(sorted({name for part in given for name in part.types}))
        if not types:
            return cls.of(())
        new = {name: k for k, name in enumerate(types)}
        code = [np.array([new[n] for n in part.types], np.int16)[part.code] for part in given if len(part)]
        return cls._sorted(
            np.concatenate([part.key for part in given]),
            np.concatenate(code) if code else np.empty(0, np.int16),
            pa.concat_arrays([part.value for part in given]),
            types,
        )

    @classmethod
    def _sorted(cls, key: Keys, code: NDArray[np.int16], value: pa.Array, types: tuple[str, ...]) -> Self:
        order = np.argsort(key, kind="stable")
        key, code, value = key[order], code[order], value.take(pa.array(order))
        again = np.flatnonzero(key[1:] == key[:-1]) + 1
        if len(again):
            same = pc.equal(value.take(pa.array(again)), value.take(pa.array(again - 1)))
            same = same.to_numpy(zero_copy_only=False) & (code[again] == code[again - 1])
            if not same.all():
                k = int(again[~same][0])
                two = (
                    Identifier(types[code[k - 1]], value[k - 1].as_py()),
                    Identifier(types[code[k]], value[k].as_py()),
                )
                raise InputError(
                    f"The identifiers {two[0]} and {two[1]} have the same key.",
                    hint="Block one of them in the rules of identity.",
                    context={"identifiers": [str(i) for i in two]},
                )
            keep = np.ones(len(key), np.bool_)
            keep[again] = False
            key, code, value = key[keep], code[keep], value.filter(pa.array(keep))
        return cls(key, code, value, types)

    def places(self, keys: Keys) -> NDArray[np.int32]:
        """Place of each key, −1 where it is not among the nodes."""
        return np.asarray(places_in(self.key, self._directory, np.ascontiguousarray(keys)), np.int32)

    @cached_property
    def _directory(self) -> NDArray[np.int32]:
        return np.asarray(directory(self.key), np.int32)

    def place(self, identifier: Identifier) -> int:
        """Place of an identifier, −1 where it is not among the nodes."""
        found = int(self.places(np.array([identifier.key], np.uint64))[0])
        return found if found >= 0 and self[found] == identifier else -1

    def __getitem__(self, place: int) -> Identifier:
        return Identifier(self.types[self.code[place]], self.value[place].as_py())

    def identifiers(self) -> list[Identifier]:
        """All of them, sorted by type and value; for small tables."""
        return sorted(self[k] for k in range(len(self)))

    def matching(self, text: str) -> tuple[Identifier, ...]:
        """The identifiers that a text names: ``type:value``, or a value of any type.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        found = [Identifier(type_, text) for type_ in self.types] + [Identifier.of(text)]
        known = tuple(identifier for identifier in found if self.place(identifier) >= 0)
        if not known:
            raise UnknownNameError.among("identifier", text, ())
        return known

    @cached_property
    def size(self) -> Mapping[str, int]:
        """Number of identifiers of each type."""
        return dict(zip(self.types, np.bincount(self.code, minlength=len(self.types)).tolist(), strict=True))
