"""From spellings to the names and codes of a log: a function of how often each spelling was met, and of nothing else.

Spellings that differ only in case are one name. It is shown in its most frequent spelling (the smallest by code point
where several are), and names are coded in the order of the code points of what is shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.events.schema import ORIGIN
from sojourn.log.vocabulary import Vocabulary

CleanName = Callable[[str], str]
"""Takes a raw spelling, gives the name as people should see it ("" = there is no name)."""

Codes = NDArray[np.int32]


def folded(attribute: str, spelling: str) -> str:
    """What spellings of one name have in common; names of sources are never folded."""
    return spelling if attribute in ORIGIN else spelling.casefold()


def vocabulary_of(attribute: str, spellings: Mapping[str, int]) -> Vocabulary:
    """The names of an attribute, given how often each cleaned spelling was met.

    Examples
    --------
    >>> vocabulary_of("touchpoint", {"home": 2, "Home": 2, "Cart": 1, "HOME": 1}).names
    ('Cart', 'Home')
    """
    shown: dict[str, str] = {}
    for spelling in sorted(spellings, key=lambda s: (-spellings[s], s)):
        shown.setdefault(folded(attribute, spelling), spelling)
    return Vocabulary(attribute, tuple(sorted(shown.values())))


def codes_of(spellings: Iterable[str], vocabulary: Vocabulary) -> Codes:
    """The code of every spelling, and −1 at the end, where code −1 looks for it; −1 for a name that is not there."""
    codes = {folded(vocabulary.attribute, name): code for code, name in enumerate(vocabulary)}
    found = [codes.get(folded(vocabulary.attribute, spelling), -1) for spelling in spellings]
    return np.array([*found, -1], np.int32)


def refolded(spellings: Mapping[str, int], vocabulary: Vocabulary) -> int:
    """How many events are shown in a spelling other than their own."""
    return sum(count for spelling, count in spellings.items() if spelling not in vocabulary)


@dataclass(slots=True)
class NameCoder:
    """Gives every cleaned spelling of one attribute a provisional code while batches arrive, and counts it.

    Names are cleaned once per distinct raw spelling, not once per event.
    """

    attribute: str
    clean: CleanName
    spellings: list[str] = field(default_factory=list)
    trimmed: Counter[int] = field(default_factory=Counter)
    _by_raw: dict[str, tuple[int, bool]] = field(default_factory=dict)
    _by_cleaned: dict[str, int] = field(default_factory=dict)
    _counts: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    def encode(self, values: pa.Array, source: int) -> Codes:
        """Provisional codes of the values; null and names that are empty after cleaning become −1."""
        if not pa.types.is_dictionary(values.type):
            values = values.dictionary_encode()
        raw = values.dictionary.to_pylist()
        coded = [self._code(s) if s is not None else (-1, False) for s in raw]
        codes = np.array([code for code, _ in coded] + [-1], np.int32)
        places: NDArray[np.int64] = values.indices.fill_null(len(raw)).to_numpy(zero_copy_only=False)
        self._count(np.bincount(places, minlength=len(codes)), codes, [c for _, c in coded], source)
        return codes[places]

    def provisional(self, names: Iterable[str]) -> Codes:
        """Provisional codes of names that are clean already, and −1 at the end; they are not counted."""
        return np.array([*(self._cleaned(name) for name in names), -1], np.int32)

    def counts(self, source: int) -> dict[str, int]:
        """How often each cleaned spelling was met in a source."""
        counts = self._counts.get(source, np.zeros(0, np.int64))
        return {self.spellings[code]: int(counts[code]) for code in np.flatnonzero(counts)}

    def _count(self, met: NDArray[np.int64], codes: Codes, changed: list[bool], source: int) -> None:
        counts = self._counts.get(source, np.zeros(0, np.int64))
        if len(counts) < len(self.spellings):
            counts = np.concatenate([counts, np.zeros(len(self.spellings) - len(counts) + 64, np.int64)])
            self._counts[source] = counts
        named = codes >= 0
        np.add.at(counts, codes[named], met[named])
        if any(changed):
            self.trimmed[source] += int(met[:-1][changed].sum())

    def _code(self, raw: str) -> tuple[int, bool]:
        known = self._by_raw.get(raw)
        if known is None:
            name = raw if self.attribute in ORIGIN else self.clean(raw)
            known = self._by_raw[raw] = (self._cleaned(name) if name else -1, name != raw)
        return known

    def _cleaned(self, name: str) -> int:
        code = self._by_cleaned.setdefault(name, len(self.spellings))
        if code == len(self.spellings):
            self.spellings.append(name)
        return code
