"""What is the same on Spark and on one machine: every word and every count, and nine digits of a fraction."""

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

import numpy as np
import pyarrow as pa


def same(a, b, where=""):
    """Equal in every word and count; of fractions nine digits."""
    if isinstance(a, float) and isinstance(b, float):
        assert math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (a != a and b != b), (where, a, b)
    elif isinstance(a, pa.Table):
        assert a.schema == b.schema, where
        same(a.to_pydict(), b.to_pydict(), where)
    elif isinstance(a, np.ndarray):
        same(a.tolist(), b.tolist(), where)
    elif is_dataclass(a):
        assert type(a) is type(b), where
        for field in fields(a):
            same(getattr(a, field.name), getattr(b, field.name), f"{where}.{field.name}")
    elif isinstance(a, Mapping):
        assert list(a) == list(b), where
        for key in a:
            same(a[key], b[key], f"{where}[{key!r}]")
    elif isinstance(a, Sequence) and not isinstance(a, str | bytes):
        assert len(a) == len(b), where
        for number, (one, other) in enumerate(zip(a, b, strict=True)):
            same(one, other, f"{where}[{number}]")
    else:
        assert a == b, (where, a, b)


@dataclass(frozen=True)
class Together:
    """Many questions measured in one go, each as it is measured alone."""

    specs: tuple

    def measure(self, journeys):
        return Tallies(tuple(spec.measure(journeys) for spec in self.specs))

    def answers(self, log):
        if log.engine is not None:  # workers cannot import the modules of tests
            from pyspark import cloudpickle

            cloudpickle.register_pickle_by_value(sys.modules[__name__])
        tallies = log.reduce(self.measure).each
        return [
            spec.conclude(tally, log.vocabularies) for spec, tally in zip(self.specs, tallies, strict=True)
        ]


@dataclass(frozen=True)
class Tallies:
    """One tally per question."""

    each: tuple

    def __add__(self, other):
        return Tallies(tuple(a + b for a, b in zip(self.each, other.each, strict=True)))
