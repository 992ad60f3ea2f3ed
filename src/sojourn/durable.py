"""Bytes that are really on the disk, and the name by which they are known again."""

import errno
import hashlib
import os
import secrets
import stat
from pathlib import Path

from sojourn.errors import OutputError


def sync(path: Path) -> None:
    """Wait until a file, or the entries of a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all.

    A link stays a link: what it leads to is written. A file that was there keeps its permissions.

    Parameters
    ----------
    path
        What is written, in a folder that is there.
    content
        A text is written as UTF-8, its line ends as they are.

    Raises
    ------
    OutputError
        If it cannot be written, or what stands there is no file; that still stands, and nothing lies beside it.
    """
    try:
        target = Path(os.path.realpath(path))
        mode = _mode(target)
        temporary = target.with_name(f".sojourn-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as file:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                temporary.chmod(mode)
            temporary.replace(target)
        except BaseException:  # also when interrupted
            temporary.unlink(missing_ok=True)
            raise
        sync(target.parent)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"Cannot write {str(path)[:300]}: {reason}.",
            hint="Choose another place.",
            context={"path": str(path)},
        ) from error


def _mode(target: Path) -> int | None:
    """The permissions of a file that is there; None if none is."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a file")
    return stat.S_IMODE(mode)
