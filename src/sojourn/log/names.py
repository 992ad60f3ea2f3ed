"""Building a vocabulary while batches arrive: names are cleaned once per distinct spelling, not once per event."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.log.vocabulary import Vocabulary

CleanName = Callable[[str], str]
"""Takes a raw spelling, gives the name as people should see it ("" = there is no name)."""


@dataclass(slots=True)
class NameCoder:
    """Gives every name of one attribute a code, in order of first arrival.

    Spellings that differ only in white space or case share a code; the spelling that came first is shown.
    ``repairs`` counts, per rule, the events whose spelling was changed.
    """

    attribute: str
    clean: CleanName
    names: list[str] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    _by_spelling: dict[str, tuple[int, str]] = field(default_factory=dict)
    _by_folded: dict[str, int] = field(default_factory=dict)

    def encode(self, values: pa.Array) -> NDArray[np.int32]:
        """Codes of the values; null and names that are empty after cleaning become −1."""
        if not pa.types.is_dictionary(values.type):
            values = values.dictionary_encode()
        spellings = values.dictionary.to_pylist()
        coded = [self._code(s) if s is not None else (-1, "") for s in spellings]
        codes = np.array([code for code, _ in coded] + [-1], np.int32)
        places: NDArray[np.int64] = values.indices.fill_null(len(spellings)).to_numpy(zero_copy_only=False)
        if any(rule for _, rule in coded):
            counts = np.bincount(places, minlength=len(codes))
            for (_, rule), count in zip(coded, counts, strict=False):
                if rule:
                    self.repairs[rule] += int(count)
        return codes[places]

    def _code(self, spelling: str) -> tuple[int, str]:
        known = self._by_spelling.get(spelling)
        if known is None:
            known = self._by_spelling[spelling] = self._learn(spelling)
        return known

    def _learn(self, spelling: str) -> tuple[int, str]:
        name = self.clean(spelling)
        rule = "trimmed_name" if name != spelling else ""
        if not name:
            return -1, rule
        folded = name.casefold()
        code = self._by_folded.setdefault(folded, len(self.names))
        if code == len(self.names):
            self.names.append(name)
        elif self.names[code] != name:
            rule = "folded_case"
        return code, rule

    def vocabulary(self) -> Vocabulary:
        """The names so far."""
        return Vocabulary(self.attribute, tuple(self.names))
