"""The secret that pseudonyms are made with: 32 random bytes in a file that only its owner can read."""

import hashlib
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import Final

from sojourn.durable import sync
from sojourn.errors import InputError, OutputError

KEY_BYTES: Final = 32
_FIRST_LINE: Final = "sojourn key 1"
_MOST: Final = 4096


def read_or_make_key(path: Path) -> bytes:
    """The key in a file; a new random one, written into it, if there is no such file.

    Whoever has the key can find out which pseudonym belongs to a value they know; without it nobody can. If it is
    lost, what comes in later cannot be joined with what came in before.

    Parameters
    ----------
    path
        The file. A new one gets the mode 0600 and appears whole; of several processes that make it at once, one does.

    Raises
    ------
    InputError
        If others can read the file, or it is not a key or damaged.
    OutputError
        If it cannot be written.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        _make(path)
    try:
        return _read(path)
    except FileNotFoundError:
        raise OutputError(f"The key {path} was removed while it was made.") from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_MOST)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise InputError(
            f"The key {path} cannot be read: {error.strerror or error}.",
            hint="Let its owner run this, or name another file.",
        ) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise InputError(
            f"The key {path} can be read by others (mode {stat.S_IMODE(mode):04o}).",
            hint=f"Take that away: chmod 600 {path}. If somebody may have copied it, its pseudonyms are no secret to them.",
            context={"file": str(path)},
        )
    lines = content.decode("ascii", errors="replace").split("\n")
    if lines[:1] != [_FIRST_LINE] or len(lines) != 4 or lines[3]:
        raise _damaged(path)
    try:
        key = bytes.fromhex(lines[1])
    except ValueError:
        raise _damaged(path) from None
    if len(key) != KEY_BYTES or lines[2] != fingerprint(key):
        raise _damaged(path)
    return key


def _damaged(path: Path) -> InputError:
    return InputError(
        f"{path} is not a key of Sojourn, or it is damaged.",
        hint="Put back its copy. Without one: remove the file, and make everything that was hashed with it again.",
        context={"file": str(path)},
    )


def fingerprint(key: bytes) -> str:
    """What tells one key from another, and nothing about it.

    >>> fingerprint(bytes(32))
    '36cf73936b5ba6f2'
    """
    return hashlib.sha256(b"sojourn key check" + key).hexdigest()[:16]


def _make(path: Path) -> None:
    """Write a new key beside its place and link it there, which fails if somebody was faster: theirs is the key."""
    key = secrets.token_bytes(KEY_BYTES)
    text = f"{_FIRST_LINE}\n{key.hex()}\n{fingerprint(key)}\n"
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".sojourn-key-", dir=path.parent)  # O_EXCL, 0600
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
        sync(path.parent)
    except OSError as error:
        raise OutputError(
            f"The key {path} cannot be written: {error.strerror or error}.", hint="Name another place for it."
        ) from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
