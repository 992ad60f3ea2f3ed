"""Telling by value whether two questions are the same question, or admitting that it cannot be told."""

import enum
import hashlib
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cached_property
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

_PLAIN: Final = (int, str, bytes, bool, type(None), timedelta, date)
"""Types whose values are equal only if they are the same, among values of one type."""


class NotAValueError(TypeError):
    """Something is known by what it is, not by what it says: a function, a connection, a class of one's own."""


def by_value(value: Any) -> Hashable:
    """A key that two values share only if nothing can tell them apart.

    ``==`` is not enough: 1, 1.0 and True are equal, and so are a moment in Berlin and the same in UTC, but what is made
    of them may differ. A frozen dataclass is its class and
    all it holds but what its own ``==`` leaves out; arrays and tables are their types and bytes, of which
    the key keeps the SHA-256 only. Values that are the same may still get different keys (a table in other chunks).

    Raises
    ------
    NotAValueError
        If it holds anything that could change or do something unseen: functions, objects of unknown classes.

    Examples
    --------
    >>> by_value((1, "a")) == by_value((1, "a")), by_value((1, "a")) == by_value((True, "a"))
    (True, False)
    >>> by_value(len)
    Traceback (most recent call last):
    sojourn.analysis.by_value.NotAValueError: A builtin_function_or_method is not known by its value.
    """
    kind = type(value)
    if kind in _PLAIN or isinstance(value, enum.Enum | PurePath):
        return kind, value
    if kind in _PARTS:
        return kind, _PARTS[kind](value)
    for family, told in _FAMILIES.items():
        if isinstance(value, family):
            return family, told(value)
    if is_frozen(value):
        apart = {field.name for field in fields(value) if not field.compare}
        return kind, _mapping({name: part for name, part in held_by(value).items() if name not in apart})
    raise _unknown(value)


def is_frozen(value: object) -> bool:
    """Whether it is of a frozen dataclass, which is known by what it holds."""
    return is_dataclass(value) and not isinstance(value, type) and _parameters(value).frozen


def held_by(value: Any) -> dict[str, Any]:
    """What a dataclass holds: its fields, and what it made of arguments that are no fields; not what it computes later."""
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    beside = dict(getattr(value, "__dict__", {}))  # a copy: another thread may be computing
    kind = type(value)
    later = {name for name in beside if isinstance(getattr(kind, name, None), cached_property)}
    return held | {name: part for name, part in beside.items() if name not in later}


def _parameters(value: Any) -> Any:
    return value.__dataclass_params__


def _sequence(values: Sequence[Any]) -> Hashable:
    if all(type(value) is str for value in values):
        return tuple(values)  # a million names need no million pairs
    return tuple(map(by_value, values))


def _mapping(values: Mapping[Any, Any]) -> Hashable:
    return tuple((by_value(name), by_value(value)) for name, value in tuple(values.items()))


def _moment(value: datetime) -> Hashable:
    return value.replace(tzinfo=None), value.fold, _zone(value.tzinfo)


def _zone(zone: tzinfo | None) -> Hashable:
    if zone is None:
        return None
    if isinstance(zone, ZoneInfo) and zone.key is not None:
        return ZoneInfo, zone.key
    if type(zone) is timezone:
        return timezone, zone.utcoffset(None), zone.tzname(None)
    raise _unknown(zone)


def _numbers(value: Any) -> Hashable:
    array = np.asarray(value)
    if array.dtype.hasobject or isinstance(value, np.ma.MaskedArray):
        raise _unknown(value)
    return type(value), repr(array.dtype), array.shape, _digest(array.tobytes())


def _array(values: pa.Array) -> Hashable:
    return _batches(pa.RecordBatch.from_arrays([values], names=["values"]))


def _chunks(values: pa.ChunkedArray) -> Hashable:
    return _batches(pa.table({"values": values}))


def _batches(table: Any) -> Hashable:
    return _digest(_stream(table))


def _stream(value: Any) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, value.schema) as writer:
        writer.write(value)
    return sink.getvalue()


def _digest(content: Any) -> str:
    return hashlib.sha256(content).hexdigest()


def _unknown(value: object) -> NotAValueError:
    return NotAValueError(f"A {type(value).__name__} is not known by its value.")


_PARTS: Final[Mapping[type, Callable[[Any], Hashable]]] = {
    float: float.hex,  # −0.0 is not 0.0, and nan is nan
    tuple: _sequence,
    list: _sequence,
    frozenset: lambda values: frozenset(map(by_value, values)),
    dict: _mapping,
    MappingProxyType: _mapping,
    datetime: _moment,
    re.Pattern: lambda value: (value.pattern, value.flags),
}
"""Type → what a value of exactly this type says."""

_FAMILIES: Final[Mapping[type, Callable[[Any], Hashable]]] = {
    np.ndarray: _numbers,
    np.generic: _numbers,
    pa.Array: _array,
    pa.ChunkedArray: _chunks,
    pa.RecordBatch: _batches,
    pa.Table: _batches,
}
