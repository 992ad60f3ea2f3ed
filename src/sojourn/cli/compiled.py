"""Where compiled loops are kept between runs."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

_VARIABLE: Final = "NUMBA_CACHE_DIR"


def find_a_place(package: Path) -> None:
    """See to it that the compiler can keep its results, in this process and its children.

    They are kept beside the loops or in the user's cache. Where neither can be written (a read-only container without
    a home) the compiler would refuse to work, so that a folder of this run serves; it is new and private, because
    what lies in it is executed.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "numba"
    if (
        os.environ.get(_VARIABLE)
        or _writable(package / "log" / "kernels" / "__pycache__")
        or _writable(cache)
    ):
        return
    folder = tempfile.mkdtemp(prefix="sojourn-compiled-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[_VARIABLE] = folder


def _writable(folder: Path) -> bool:
    """Whether a folder can be written, or made."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
