"""Text files of any encoding and any line end, brought to UTF-8 with line ends the engine reads."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sojourn.errors import SourceError
from sojourn.sources.source import Given, Workspace

_CHUNK: Final = 4 << 20
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a survey of a text file's bytes found.

    Attributes
    ----------
    encoding
        The codec that reads it.
    simple_lines
        All line ends are LF, or all are CRLF, or all are CR.
    binary
        It holds bytes that no text has.
    """

    encoding: str
    simple_lines: bool
    binary: bool


def as_utf8(given: Given, workspace: Workspace) -> Path:
    """A path with the same text in UTF-8 and uniform line ends: the file itself if it is so already.

    Raises
    ------
    SourceError
        If it is no text.
    """
    facts = survey(given.path)
    if facts.binary:
        raise SourceError(
            f"{given.label} is not text: it holds binary data under the name of a text file.",
            hint="Open it in the program it came from and export it as CSV in UTF-8.",
            context={"file": given.label},
        )
    if facts.encoding == "utf-8" and facts.simple_lines:
        return given.path
    return _rewritten(given.path, facts.encoding, workspace)


def survey(path: Path) -> TextFacts:
    """Look at all bytes once: encoding, line ends, binary content."""
    lines = [0, 0, 0]  # LF, CR, CRLF
    utf8 = True
    decoder = codecs.getincrementaldecoder("utf-8")()
    evidence = b""
    with path.open("rb") as file:
        head = file.read(4096)
        if wide := _wide(head):
            return TextFacts(wide, simple_lines=False, binary=False)
        file.seek(0)
        nul = 0
        last = b""
        while chunk := file.read(_CHUNK):
            nul += chunk.count(b"\0") if b"\0" in chunk else 0  # looking is ten times faster than counting
            if chunk.isascii() and not decoder.getstate()[0]:
                pass
            else:
                evidence = evidence if len(evidence) > _CHUNK else evidence + chunk
                utf8 = utf8 and _decodes(decoder, chunk)
            lines[1] += chunk.count(b"\r") if b"\r" in chunk else 0
            if lines[1]:
                lines[0] += chunk.count(b"\n")
                lines[2] += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            else:
                lines[0] += 1  # only whether there is one matters
            last = chunk[-1:]
    feeds, returns, both = lines
    simple = returns == 0 or feeds == returns == both or (feeds == 0 and both == 0)
    size = path.stat().st_size
    binary = nul > max(8, size // 1000) or (not utf8 and _looks_binary(head))
    return TextFacts("utf-8" if utf8 else _legacy(evidence), simple, binary)


def _wide(head: bytes) -> str:
    """UTF-32 or UTF-16 by its mark, or UTF-16 by its pattern of zero bytes; empty if it does not decode as that."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(4, len(head) // 2)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        encoding = "utf-32"
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif odd > 0.4 * half and even < 0.1 * half:
        encoding = "utf-16-le"
    elif even > 0.4 * half and odd < 0.1 * half:
        encoding = "utf-16-be"
    else:
        return ""
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return ""
    return encoding


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _looks_binary(head: bytes) -> bool:
    control = sum(head.count(bytes([b])) for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1b")
    return control > len(head) // 20


def _legacy(evidence: bytes) -> str:
    """GB 18030 if bytes above 127 come in pairs as Chinese text has them, else Western European.

    Accented letters stand alone between plain ones; Chinese characters take two such bytes each and follow one another.
    """
    runs = _HIGH_RUN.findall(evidence)
    paired = sum(len(r) for r in runs if len(r) % 2 == 0 or len(r) > 4)
    total = sum(len(r) for r in runs)
    if total and paired > 0.7 * total:
        try:
            codecs.getincrementaldecoder("gb18030")().decode(evidence)
        except UnicodeDecodeError:
            pass
        else:
            return "gb18030"
    undefined = any(bytes([b]) in evidence for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
    return "latin-1" if undefined else "cp1252"


def _rewritten(path: Path, encoding: str, workspace: Workspace) -> Path:
    """The file's text in UTF-8 with LF line ends; a byte that does not decode becomes U+FFFD."""
    target = workspace.scratch(".txt")
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with path.open("rb") as source, target.open("wb") as out:
        held = ""
        while chunk := source.read(_CHUNK):
            text = held + decoder.decode(chunk)
            held = "\r" if text.endswith("\r") else ""
            text = text[: len(text) - len(held)].replace("\r\n", "\n").replace("\r", "\n")
            out.write(text.encode("utf-8", "replace"))
        out.write((held + decoder.decode(b"", final=True)).replace("\r", "\n").encode("utf-8", "replace"))
    return target
