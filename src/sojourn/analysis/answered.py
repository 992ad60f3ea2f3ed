"""Results that were found before: the same question of the same log is answered once.

A question is a log and a spec. It is the same question if the log holds the same content, is seen through the same
selections, and the spec says the same; where any of this cannot be told by value, nothing is remembered.
"""

import sys
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import count
from threading import RLock
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.by_value import NotAValueError, by_value, held_by, is_frozen
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.vocabulary import Vocabulary

MOST: Final = 256_000_000
"""Bytes of results that are kept unless :func:`remember` says otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of what, as a key; its hash is taken once, for names can be many."""

    parts: Hashable
    number: int

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Question) and self.number == other.number and self.parts == other.parts


@dataclass(frozen=True, slots=True)
class _Kept:
    """A result with its size, and what somebody could have changed in it since."""

    result: Any
    size: int
    loose: tuple[Any, ...]
    seal: Hashable


class Answers:
    """The results used last, up to a number of bytes; any thread may ask.

    Attributes
    ----------
    limit
        Bytes that may be kept, about: 0 keeps nothing.
    size
        Bytes that are kept.
    """

    def __init__(self, limit: int = MOST) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[Question, _Kept] = OrderedDict()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, question: Question) -> Any | None:
        """The result, if it is known and as it was."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None:
                return None
            self._kept.move_to_end(question)
        if kept.loose and by_value(kept.loose) != kept.seal:
            return None
        return kept.result

    def keep(self, question: Question, result: Any) -> None:
        """Remember a result, whose arrays become read-only, unless it is too large or holds what cannot be watched."""
        loose: list[Any] = []
        try:
            size = _settled(result, loose)
            seal = by_value(tuple(loose))
        except NotAValueError:
            return
        with self._lock:
            self._drop(question)
            if size > self.limit:
                return
            self._kept[question] = _Kept(result, size, tuple(loose), seal)
            self.size += size
            self._shrink()

    def restrict(self, limit: int) -> None:
        """Keep no more than some bytes from now on."""
        with self._lock:
            self.limit = limit
            self._shrink()

    def _drop(self, question: Question) -> None:
        kept = self._kept.pop(question, None)
        self.size -= kept.size if kept is not None else 0

    def _shrink(self) -> None:
        while self._kept and (self.size > self.limit or not self.limit):
            self._drop(next(iter(self._kept)))


ANSWERS: Final = Answers()
"""What this process remembers."""


def remember(limit: int) -> None:
    """Say how many bytes of results are kept for questions that are asked again; 0 forgets all and keeps none.

    A result is kept by the checksum of the log (a log in memory: as long as it is there), the selections it is seen
    through and every parameter. :data:`MOST` bytes are kept by default, those used last. Results that are kept are the
    same objects for everybody who asks; their arrays are read-only.

    Parameters
    ----------
    limit
        Bytes, about: what a result computes later from itself does not count.

    Raises
    ------
    UsageError
        If it is no number of bytes.

    Examples
    --------
    >>> import sojourn as sj
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ... ''')
    >>> sj.transitions(log) is sj.transitions(log)
    True
    >>> remember(0)
    >>> sj.transitions(log) is sj.transitions(log)
    False
    >>> remember(MOST)
    """
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise UsageError(
            f"remember needs a number of bytes, got {limit!r}.",
            hint="256 MB are 256_000_000; 0 keeps nothing.",
        )
    ANSWERS.restrict(limit)


def question(log: JourneyLog, spec: object) -> Question | None:
    """The key of a question; None if nothing is kept, or it cannot be told by value whether it was asked before."""
    if not ANSWERS.limit:
        return None
    try:
        parts = (_content(log), by_value(log.selections), by_value(spec))
    except NotAValueError:
        return None
    return Question(parts, hash(parts))


def _content(log: JourneyLog) -> Hashable:
    """What tells the content of a log from every other: its checksum, or that it is this very one in memory."""
    attributes = tuple((name, kind.value) for name, kind in log.kinds.items())
    seen = (attributes, _names(log.vocabularies), _names(log.stored or {}))
    if log.engine is not None:  # what counts elsewhere is asked itself, whatever it says it holds
        return "engine", _NUMBERS.of(log.engine), seen
    rows = tuple(shard.num_rows for shard in log.shards)
    if log.checksum:
        return "checksum", log.checksum, rows, seen
    return "memory", tuple(map(_NUMBERS.of, log.shards)), rows, seen


def _names(vocabularies: Mapping[str, Vocabulary]) -> Hashable:
    return tuple((attribute, vocabulary.names) for attribute, vocabulary in vocabularies.items())


class _Numbers:
    """Numbers for objects: two never have the same, also where one takes the place of another in memory."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[object], int]] = {}
        self._next = count()

    def of(self, thing: object) -> int:
        """The number of an object for as long as it lives.

        Raises
        ------
        NotAValueError
            If its end would go unnoticed (a class with slots and no ``__weakref__``).
        """
        place = id(thing)
        known = self._known.get(place)
        if known is not None and known[0]() is thing:
            return known[1]
        number = next(self._next)
        try:
            self._known[place] = (weakref.ref(thing, lambda _: self._known.pop(place, None)), number)
        except TypeError:
            raise NotAValueError(f"A {type(thing).__name__} cannot be told from its successor.") from None
        return number


_NUMBERS: Final = _Numbers()


def _settled(value: Any, loose: list[Any]) -> int:
    """Bytes of a result, about; its arrays become read-only, and what stays open to change is listed."""
    if isinstance(value, pa.Table | pa.Array | pa.ChunkedArray | pa.RecordBatch):
        return int(value.get_total_buffer_size())
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise NotAValueError("An array of objects can change unseen.")
        value.setflags(write=False)
        return value.nbytes
    own = sys.getsizeof(value)
    if isinstance(value, dict | list):
        loose.append(value)
    if isinstance(value, dict):
        return own + sum(_settled(part, loose) for item in value.items() for part in item)
    if isinstance(value, tuple | list | frozenset):
        return own + sum(_settled(part, loose) for part in value)
    if is_frozen(value):
        return own + sum(_settled(part, loose) for part in held_by(value).values())
    by_value(value)  # what is left has no parts: a number, a text, a date
    return own
