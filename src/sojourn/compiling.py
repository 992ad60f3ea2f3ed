"""How a kernel is compiled: on first use, without the interpreter lock, kept on disk where the disk allows it."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a kernel when it is first called; to a type checker it stays the function that was written."""
    try:
        return cast("F", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # neither the package's folder nor a home folder can be written
        return cast("F", njit(nogil=True)(function))
