"""Names and their codes. A code is the place of a name in its vocabulary; −1 stands for "no value"."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sojourn.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of one attribute, in order of code.

    Examples
    --------
    >>> names = Vocabulary("touchpoint", ("Home", "Cart"))
    >>> names.code("cart"), names[1], len(names)
    (1, 'Cart', 2)
    """

    attribute: str
    names: tuple[str, ...]
    _codes: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_codes", {name: code for code, name in enumerate(self.names)})

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __getitem__(self, code: int) -> str:
        return self.names[code]

    def __contains__(self, name: object) -> bool:
        return name in self._codes

    def code(self, name: str) -> int:
        """The code of a name; spelling is exact first, then without regard to case.

        Raises
        ------
        UnknownNameError
            If no name fits; it names the nearest.
        """
        if name in self._codes:
            return self._codes[name]
        folded = name.casefold()
        for known, code in self._codes.items():
            if known.casefold() == folded:
                return code
        raise UnknownNameError.among(self.attribute, name, self.names)
