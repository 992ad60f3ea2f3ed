"""Office files before they are opened: a zip archive that is what it claims, within limits, without document types."""

import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import Final

from sojourn.errors import LimitError, SourceError
from sojourn.journeymap.sayings import failure, reason, say

MOST_UNPACKED: Final = 20 * 2**20
_MOST_ENTRIES: Final = 2_000
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)
_TYPED: Final = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def checked(path: Path) -> bytes:
    """The bytes of an office file, looked into before a library opens them.

    Raises
    ------
    SourceError
        If it cannot be read, is no zip archive, is damaged, or has XML with a document type.
    LimitError
        If it is larger than 20 MiB, or unpacks to more than that or to more than 2,000 entries.
    """
    try:
        if path.stat().st_size > MOST_UNPACKED:
            told = say("large", file=path, n=MOST_UNPACKED >> 20)
            raise failure(LimitError, told, say("large.book"))
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
            size = sum(entry.file_size for entry in found)
            if len(found) > _MOST_ENTRIES or size > MOST_UNPACKED:
                told = say(
                    "unpacks",
                    file=path,
                    size=size / 2**20,
                    parts=len(found),
                    most=MOST_UNPACKED >> 20,
                    entries=_MOST_ENTRIES,
                )
                raise failure(LimitError, told, say("unpacks.leave"), file=str(path))
            for entry in found:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _plain(archive.read(entry), entry.filename, path)
    except OSError as error:
        raise failure(SourceError, say("unread", file=path, reason=reason(error))) from None
    except _DAMAGED as error:
        told = say("no_office", file=path, told=str(error)[:100])
        raise failure(SourceError, told, say("as_xlsx")) from None
    return content


def _plain(content: bytes, entry: str, path: Path) -> None:
    if content[:2] in _WIDE or any(mark in content for mark in _TYPED):
        told = say("typed", file=path, entry=entry)
        raise failure(SourceError, told, say("as_xlsx"), file=str(path))
