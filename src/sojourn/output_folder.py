"""A folder of results that appears whole or not at all.

Everything is written into a hidden folder inside the output folder and moved into place when all of it is there and on
the disk. ``report.json`` disappears first and appears last: where it is, the results beside it belong to it.
Nothing but the names in :data:`RESULTS` (and ``exports`` and the truths for the demo) is ever replaced; files of others stay.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
from typing import Final

from sojourn.durable import sync
from sojourn.errors import OutputError, UsageError

SEAL: Final = "report.json"
RESULTS: Final = ("report.html", "map.journey.yaml", "map.svg", "quality.json", "log", SEAL)
EXPORTS: Final = "exports"
TRUTHS: Final = ("truth.json", "_truth")
_HIDDEN: Final = ".sojourn-"
_LOCK: Final = "lock"
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]+:")


@contextmanager
def output_folder(out: Path, *, sources: Sequence[Path] = ()) -> Iterator[Path]:
    """A hidden folder to write results into; its entries are moved into ``out`` when the block ends without an error.

    Parameters
    ----------
    out
        Where the results go: a new or empty folder, or one that holds an earlier report.
    sources
        Files that are read meanwhile; a result must not take the place of one.

    Raises
    ------
    UsageError
        If `out` is an address or holds something else, or a source lies where a result would go.
    OutputError
        If it cannot be written or the disk is full; what stood there before still stands.
    """
    out = folder_of(out).resolve()
    _check(out, sources)
    made = _make(out)
    hidden: Path | None = None
    done = False
    try:
        _remove_abandoned(out)
        hidden = Path(tempfile.mkdtemp(prefix=_HIDDEN, dir=out))
        with _locked(hidden):
            new = hidden / "new"
            new.mkdir()
            yield new
            _move_in(new, out, hidden / "old")
            done = True
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"Cannot write to {out}: {error.strerror or error}.",
            hint="Choose another folder with --out, or free space.",
            context={"folder": str(out)},
        ) from error
    finally:
        if hidden is not None:
            shutil.rmtree(hidden, ignore_errors=True)
        if not done:
            _unmake(made)


def folder_of(named: str | PathLike[str]) -> Path:
    """A folder to write into by its path.

    Raises
    ------
    UsageError
        If it is an address (``s3a://…``), which would become a folder of that name on this machine.
    """
    path = Path(named)
    if len(path.parts) > 1 and _SCHEME.fullmatch(path.parts[0]):
        raise UsageError(
            f"Results are written to folders, and {path.parts[0]}// begins an address.",
            hint="Name a folder, for a cluster one on storage that all machines see under the same path.",
        )
    return path


def _check(out: Path, sources: Sequence[Path]) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file, not a folder.", hint="Name a folder with --out.")
    for source in sources:
        path = source.resolve()
        taken = next((name for name in RESULTS if path == out / name or out / name in path.parents), None)
        if taken:
            raise UsageError(
                f"The source {source} lies where the result {taken} would go.",
                hint="Choose another folder with --out.",
            )
    try:
        entries = (
            [entry.name for entry in out.iterdir() if not entry.name.startswith(_HIDDEN)]
            if out.exists()
            else []
        )
    except OSError as error:
        raise OutputError(
            f"Cannot look into {out}: {error.strerror}.", hint="Choose another folder with --out."
        ) from error
    foreign = [name for name in entries if name not in {*RESULTS, EXPORTS, *TRUTHS}]
    if foreign and SEAL not in entries:
        raise UsageError(
            f"{out} is not empty and holds no report of Sojourn (but {', '.join(sorted(foreign)[:3])}).",
            hint="Choose a new or empty folder with --out.",
            context={"folder": str(out)},
        )


def _make(out: Path) -> list[Path]:
    """Make the folder and its parents; gives back those that were not there, innermost first."""
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _unmake(missing)
        raise OutputError(
            f"Cannot make the folder {out}: {error.strerror}.", hint="Choose another folder with --out."
        ) from error
    return missing


def _unmake(folders: Sequence[Path]) -> None:
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _move_in(new: Path, out: Path, old: Path) -> None:
    """Put the new entries in place of the old ones; if that fails, put the old ones back."""
    names = sorted((entry.name for entry in new.iterdir()), key=lambda name: name == SEAL)
    for name in names:
        _sync_all(new / name)
    old.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for name in reversed(names):  # the seal first
            if os.path.lexists(out / name):
                _move(out / name, old / name, moved)
        for name in names:
            _move(new / name, out / name, moved)
        sync(out)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    source.rename(target)
    moved.append((source, target))


def _sync_all(path: Path) -> None:
    for file in [path] if path.is_file() else path.rglob("*"):
        if file.is_file():
            sync(file)


@contextmanager
def _locked(hidden: Path) -> Iterator[None]:
    """Hold a lock that the system lets go when this process ends, however it ends."""
    with (hidden / _LOCK).open("wb") as lock:
        _try_lock(lock.fileno())
        yield


def _try_lock(handle: int) -> bool:
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _remove_abandoned(out: Path) -> None:
    """Remove what killed runs left behind; a folder whose run is alive is locked."""
    for hidden in out.glob(f"{_HIDDEN}*"):
        with suppress(OSError), (hidden / _LOCK).open("rb") as lock:
            if _try_lock(lock.fileno()):
                shutil.rmtree(hidden, ignore_errors=True)
