"""One registry for everything that can be added from outside: sources, analyses, renderers.

Built-in members and those of other packages come through the same door: a *spec* ``"package.module:object"`` that
is imported when it is first used, so that listing what exists loads nothing.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Generic, TypeVar, cast

from sojourn.errors import UnknownNameError, UsageError

T = TypeVar("T")


class Registry(Generic[T]):
    """Named members, each loaded at first use.

    Parameters
    ----------
    what
        What a member is called in an error message ("source", "analysis", ...).
    builtin
        Name to ``"module:object"``.
    group
        Entry-point group that adds members; a name that a built-in has cannot be taken.

    Examples
    --------
    >>> shelf = Registry("codec", {"json": "json:dumps"})
    >>> shelf["json"]([1])
    '[1]'
    >>> shelf["jsn"]
    Traceback (most recent call last):
    sojourn.errors.UnknownNameError: There is no codec 'jsn'. Did you mean 'json'?
    """

    def __init__(self, what: str, builtin: Mapping[str, str], group: str = "") -> None:
        self.what = what
        self._specs = dict(builtin)
        self._loaded: dict[str, T] = {}
        self._group = group
        self._discovered = not group

    def names(self) -> tuple[str, ...]:
        """All names, built-in first, without importing any member."""
        self._discover()
        return tuple(self._specs)

    def __getitem__(self, name: str) -> T:
        self._discover()
        if name not in self._specs:
            raise UnknownNameError.among(self.what, name, self._specs)
        if name not in self._loaded:
            module, _, attribute = self._specs[name].partition(":")
            self._loaded[name] = cast("T", getattr(import_module(module), attribute))
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self.names()

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def _discover(self) -> None:
        if self._discovered:
            return
        self._discovered = True
        for point in entry_points(group=self._group):
            if point.name in self._specs:
                raise UsageError(
                    f"Two packages offer the {self.what} '{point.name}': {self._specs[point.name]} and {point.value}.",
                    hint="Uninstall one of them.",
                )
            self._specs[point.name] = point.value
