"""Quotes of delimited text that are opened and never closed: one of them would swallow every row after it."""

import csv
import io
import mmap
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from sojourn.sources.source import Workspace

_QUOTE: Final = ord('"')
_CHUNK: Final = 8 << 20
_LONGEST: Final = 200
"""Lines that a quoted cell may span before its quote counts as forgotten."""


def with_closed_quotes(path: Path, delimiter: str, width: int, workspace: Workspace) -> tuple[Path, int]:
    """The file with each forgotten quote closed at the end of its line, and how many there were.

    Parameters
    ----------
    path
        Text in UTF-8 whose quotes are escaped by doubling.
    delimiter
        What stands between cells.
    width
        Cells of a row.

    Returns
    -------
    tuple of Path and int
        The same path and 0 if the quotes of the file pair up, which is all that most files are asked.

    Notes
    -----
    A quoted cell that spans lines stays as it is, if it is closed where a cell ends, the row then has its cells, and
    none of its lines is a whole row by itself.
    """
    if not _odd(path):
        return path, 0
    target = workspace.scratch(path.suffix)
    mended = 0
    with path.open("rb") as source, target.open("wb") as out:
        for line, closed in _lines(source, delimiter, width):
            out.write(line)
            mended += closed
    return (target, mended) if mended else (path, 0)


def _odd(path: Path) -> bool:
    """Whether the file has an odd number of quotes."""
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        start = content.find(b'"')
        count = 0
        while 0 <= start < len(content):
            piece = np.frombuffer(content[start : start + _CHUNK], np.uint8)
            count += int(np.count_nonzero(piece == _QUOTE))
            start += _CHUNK
        return count % 2 == 1


def _lines(source: Iterator[bytes], delimiter: str, width: int) -> Iterator[tuple[bytes, bool]]:
    """Lines as they are to be written, and whether a quote was closed in them."""
    again: deque[bytes] = deque()
    while True:
        line = again.popleft() if again else next(source, b"")
        if not line:
            return
        if line.count(b'"') % 2 == 0:
            yield line, False
            continue
        lines = [line]
        while len(lines) < _LONGEST:
            more = again.popleft() if again else next(source, b"")
            if not more:
                break
            lines.append(more)
            if more.count(b'"') % 2:
                break
        if _is_record(lines, delimiter, width):
            yield from ((part, False) for part in lines)
        else:
            yield _closed(line), True
            again.extendleft(reversed(lines[1:]))


def _is_record(lines: list[bytes], delimiter: str, width: int) -> bool:
    whole = _cells(b"".join(lines), delimiter)
    if whole != width or lines[-1].count(b'"') % 2 == 0:
        return False
    return width < 3 or not any(_cells(line, delimiter) == width for line in lines[1:])


def _cells(text: bytes, delimiter: str) -> int:
    """Cells of a text that is one record; 0 if it is none."""
    try:
        records = list(
            csv.reader(
                io.StringIO(text.decode("utf-8", "replace"), newline=""), delimiter=delimiter, strict=True
            )
        )
    except csv.Error:
        return 0
    return len(records[0]) if len(records) == 1 else 0


def _closed(line: bytes) -> bytes:
    text = line.rstrip(b"\r\n")
    return text + b'"' + line[len(text) :]
