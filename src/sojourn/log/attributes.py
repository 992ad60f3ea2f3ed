"""How the values of an attribute are stored, and turning them from one form into another without loss."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.events.schema import ORIGIN, ROLES, Kind

NO_TIME: Final = np.iinfo(np.int64).min
_STORED: Final = {
    Kind.TIME: pa.int64(),
    Kind.CODE: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.TEXT: pa.string(),
    Kind.ROW: pa.int64(),
}


def kind_of(name: str, values: pa.DataType) -> Kind:
    """How a column of events is stored: roles as they are defined, properties by the type of their values."""
    if name in ORIGIN:
        return ORIGIN[name]
    if name in ROLES:
        return ROLES[name].kind
    if pa.types.is_timestamp(values):
        return Kind.TIME
    return Kind.NUMBER if pa.types.is_floating(values) or pa.types.is_integer(values) else Kind.TEXT


def merged_kinds(kinds: Mapping[str, Kind], more: Mapping[str, Kind]) -> dict[str, Kind]:
    """The attributes of both; where they disagree about a property, text holds both."""
    both = {**more, **kinds}
    return {n: k if k is more.get(n, k) else Kind.TEXT for n, k in both.items()}


def in_order(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """Roles in their canonical order, then properties by name, then the origin: the same log whatever came first."""
    roles = [name for name in ROLES if name in kinds]
    origin = [name for name in ORIGIN if name in kinds]
    return {name: kinds[name] for name in [*roles, *sorted({*kinds} - {*roles, *origin}), *origin]}


def stored_form(values: pa.Array, kind: Kind) -> pa.Array:
    """Values of a time, number, text or row attribute as a flat array of the type it is stored in."""
    if kind is Kind.TIME:
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.timestamp("us", "UTC") if values.type.tz else pa.timestamp("us"))
        return _filled(values.cast(pa.int64()), NO_TIME)
    if kind is Kind.NUMBER:
        return _filled(values.cast(pa.float64(), safe=False), float("nan"))
    if kind is Kind.ROW:
        return _filled(values.cast(pa.int64()), -1)
    return values.cast(pa.string())


def _filled(values: pa.Array, missing: float) -> pa.Array:
    return values.fill_null(missing) if values.null_count else values


def turned(values: pa.Array, kind: Kind) -> pa.Array:
    """A stored column in the form its attribute has now: text where its numbers or times meet text elsewhere, and back."""
    if pa.types.is_timestamp(values.type):
        values = values.view(pa.int64())
    if values.type == _STORED[kind]:
        return values
    texts = values if pa.types.is_string(values.type) else _written(values)
    return texts if kind is Kind.TEXT else _read(texts, kind)


def flat_of(values: pa.Array, kind: Kind) -> NDArray[np.generic] | pa.Array:
    """A stored column as a flat array: text as it is, everything else as numpy sees it."""
    return values if kind is Kind.TEXT else values.to_numpy()


def _written(values: pa.Array) -> pa.Array:
    # What is missing becomes null first, so that no letters lie behind it.
    if pa.types.is_floating(values.type):
        return pc.if_else(pc.is_nan(values), pa.scalar(None, pa.float64()), values).cast(pa.string())
    known = pc.if_else(pc.equal(values, NO_TIME), pa.scalar(None, pa.int64()), values)
    return known.cast(pa.timestamp("us")).cast(pa.string())


def _read(texts: pa.Array, kind: Kind) -> pa.Array:
    """Numbers or times that had been written as text, now that no text is left beside them."""
    return stored_form(texts.cast(pa.timestamp("us") if kind is Kind.TIME else pa.float64()), kind)


def missing(count: int, kind: Kind) -> NDArray[np.generic] | pa.Array:
    """So many missing values."""
    if kind is Kind.TEXT:
        return pa.nulls(count, pa.string())
    if kind is Kind.CODE:
        return np.full(count, -1, np.int32)
    if kind is Kind.ROW:
        return np.full(count, -1, np.int64)
    return np.full(count, np.nan) if kind is Kind.NUMBER else np.full(count, NO_TIME)
