"""Putting a folder in the place of another, at once where the system can."""

import ctypes
import os
from pathlib import Path
from typing import Final

_HERE: Final = -100  # paths are relative to the working folder, as everywhere
_EXCHANGE: Final = 2


def put_in_place(new: Path, target: Path, aside: Path) -> None:
    """Rename a folder to ``target``; what was there goes to ``aside``.

    On Linux the two change places in one step, so that there is no moment without a folder at ``target``. Elsewhere, and
    on file systems that cannot do it, one rename follows the other.
    """
    if not target.exists():
        new.rename(target)
    elif _exchanged(new, target):
        new.rename(aside)
    else:
        target.rename(aside)
        new.rename(target)


def _exchanged(a: Path, b: Path) -> bool:
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):  # another system, or a library without it
        return False
    return bool(rename(_HERE, os.fsencode(a), _HERE, os.fsencode(b), _EXCHANGE) == 0)
