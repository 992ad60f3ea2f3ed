"""Packed files: gzip, Zstandard and zip are unpacked into a passing file, within limits."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from errno import ENOSPC
from pathlib import Path, PurePath
from typing import Final, Protocol

import pyarrow as pa

from sojourn.errors import LimitError, SourceError
from sojourn.sources.source import Given, Head, Workspace

_CHUNK: Final = 4 << 20
_RATIO_FREE: Final = 64 << 20
_ENDINGS: Final = (".gz", ".gzip", ".zst", ".zstd", ".zip")
_HEAD: Final = 64 << 10


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def plain_name(name: str) -> str:
    """A file's name in lower case without the ending of a packer.

    >>> plain_name("Events.CSV.gz")
    'events.csv'
    """
    lowered = name.lower()
    for ending in _ENDINGS:
        lowered = lowered.removesuffix(ending)
    return lowered


def unpacked(path: Path, label: str, workspace: Workspace) -> tuple[Given, Head]:
    """The file ready to be read, and its head; a packed one is unpacked first.

    Raises
    ------
    SourceError
        If the file is empty, cannot be read, or its packing is broken.
    LimitError
        If it unpacks to more than the limits allow.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(8)
        if not magic:
            raise SourceError(f"{label} is empty.", context={"file": label})
        name = plain_name(path.name)
        if magic.startswith(b"\x1f\x8b"):
            target = _copy(_gzip(path), path, label, workspace)
        elif magic.startswith(b"\x28\xb5\x2f\xfd"):
            target = _copy(_zstd(path), path, label, workspace)
        elif magic.startswith(b"PK\x03\x04"):
            target, name = _zip(path, label, workspace)
        else:
            target = path
        with target.open("rb") as file:
            start = file.read(_HEAD)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, pa.ArrowException) as error:
        raise unreadable(label, error) from error
    if not start.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise SourceError(f"{label} holds nothing but white space.", context={"file": label})
    return Given(label, target, name), Head(name, start)


def unreadable(label: str, error: Exception) -> SourceError:
    """What went wrong with a file's bytes, as an error with its name and a remedy."""
    context: dict[str, object] = {"file": label}
    if isinstance(error, PermissionError):
        return SourceError(f"{label} may not be read.", hint="Check its permissions.", context=context)
    if isinstance(error, IsADirectoryError | FileNotFoundError):
        return SourceError(f"{label} does not exist or is no file.", context=context)
    if isinstance(error, OSError) and error.errno == ENOSPC:
        return SourceError(
            f"There is no room to unpack {label}.",
            hint="Free space in the temporary folder.",
            context=context,
        )
    return SourceError(
        f"{label} is packed, but the packing is broken or cut off: {str(error).splitlines()[0] if str(error) else error!r}.",
        hint="Fetch or export the file again.",
        context=context,
    )


def _gzip(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as stream:
        yield from _chunks(stream)


def _zstd(path: Path) -> Iterator[bytes]:
    with pa.input_stream(str(path), compression="zstd") as stream:
        yield from _chunks(stream)


def _chunks(stream: _Readable) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _zip(path: Path, label: str, workspace: Workspace) -> tuple[Path, str]:
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX")]
        if len(members) != 1:
            raise SourceError(
                f"{label} is a zip archive with {len(members)} files; one is read.",
                hint="Unpack it and give the folder.",
                context={"file": label, "members": [m.filename for m in members[:20]]},
            )
        if members[0].flag_bits & 1:
            raise SourceError(
                f"{label} is protected by a password.", hint="Unpack it first.", context={"file": label}
            )
        with archive.open(members[0]) as stream:
            target = _copy(_chunks(stream), path, label, workspace)
        return target, plain_name(PurePath(members[0].filename).name)


def _copy(chunks: Iterator[bytes], path: Path, label: str, workspace: Workspace) -> Path:
    packed, limits, written = path.stat().st_size, workspace.limits, 0
    target = workspace.scratch()
    with target.open("wb") as out:
        for chunk in chunks:
            written += len(chunk)
            too_dense = written > _RATIO_FREE and written > packed * limits.ratio
            if written > limits.unpacked_bytes or too_dense:
                raise LimitError(
                    f"{label} unpacks to more than {written >> 20:,} MiB from {max(1, packed >> 20):,} MiB.",
                    hint="If it is no accident, unpack it yourself and give the plain file.",
                    context={"file": label, "packed_bytes": packed, "unpacked_bytes": written},
                )
            out.write(chunk)
    return target
