"""A key by value never lets two values share it that anything could tell apart."""

import itertools
import re
from dataclasses import InitVar, dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from sojourn.analysis.by_value import NotAValueError, by_value

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 10, 25, 12, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Frozen:
    a: object
    derived: object = field(init=False, default_factory=object, compare=False)


@dataclass(frozen=True)
class Twin:
    a: object


@dataclass(frozen=True)
class Digesting:
    """Keeps what it made of its argument, as no field."""

    made_of: InitVar[str]

    def __post_init__(self, made_of):
        object.__setattr__(self, "_made", made_of * 2)

    @cached_property
    def length(self):
        return len(self._made)


@dataclass
class Open:
    a: int


DIFFERENT = [
    None, 0, 0.0, -0.0, False, 1, 1.0, True, "1", b"1", "", (), [], {}, frozenset(), (1,), [1], (True,), ("1",), (("1",),),
    (("str", "1"),), frozenset({1}), {1: 2}, MappingProxyType({1: 2}), {2: 1}, {"a": 1, "b": 2}, {"b": 2, "a": 1},
    float("nan"), float("inf"), "red", Colour.RED, Path("red"), re.compile("red"), re.compile("red", re.IGNORECASE),
    NOON, NOON.astimezone(BERLIN), NOON.astimezone(timezone(timedelta(hours=1))), NOON.replace(tzinfo=None), date(2026, 10, 25),
    datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1),
    timedelta(seconds=1), Frozen(1), Frozen(1.0), Twin(1), Frozen(Twin(1)), Digesting("a"), Digesting("b"), Frozen((1,)),
    np.array([1, 2]), np.array([1, 2], np.int32), np.array([[1, 2]]), np.array([1.0, 2.0]), np.int64(1), np.float64(1), np.float64("nan"),
    np.array([1, 2], "datetime64[D]"), np.array([1, 2], "datetime64[s]"),
    pa.array([1, 2]), pa.array([1, 2], pa.int32()), pa.array(["1", "2"]), pa.array([1, None]), pa.chunked_array([[1, 2]]),
    pa.table({"a": [1, 2]}), pa.table({"b": [1, 2]}), pa.RecordBatch.from_pydict({"a": [1, 2]}),
]  # fmt: skip


def test_what_can_be_told_apart_has_another_key():
    keys = [by_value(value) for value in DIFFERENT]
    assert [
        (a, b)
        for (a, one), (b, other) in itertools.combinations(zip(DIFFERENT, keys, strict=True), 2)
        if one == other
    ] == []
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("place", range(len(DIFFERENT)))
def test_a_value_has_one_key(place):
    assert by_value(DIFFERENT[place]) == by_value(DIFFERENT[place])


def test_an_equal_value_made_anew_has_the_same_key():
    assert by_value(Frozen((1, "a"))) == by_value(
        Frozen((1, "a"))
    )  # what it derives for itself does not count
    assert by_value(float("nan")) == by_value(float("nan"))
    assert by_value(np.arange(6).reshape(2, 3).T) == by_value(np.arange(6).reshape(2, 3).T.copy())
    assert by_value(pa.array([0, 1, 2]).slice(1)) == by_value(pa.array([1, 2]))


@pytest.mark.parametrize(
    "value",
    [
        object(), len, lambda: 1, partial(len), Open(1), Frozen, {1}, bytearray(b"1"), np.array([object()]),
        np.ma.masked_array([1, 2], [True, False]), (1, [len]), {"a": len}, Frozen(len), pa.array, iter(()),
    ],
)  # fmt: skip
def test_what_may_change_or_act_unseen_has_none(value):
    with pytest.raises(NotAValueError):
        by_value(value)


def test_a_class_written_again_is_another_class():
    def written():
        @dataclass(frozen=True)
        class Spec:
            a: int = 1

        return Spec()

    assert by_value(written()) != by_value(written())


def test_what_is_computed_later_does_not_count():
    early, late = Digesting("a"), Digesting("a")
    assert late.length == 2
    assert by_value(early) == by_value(late)
