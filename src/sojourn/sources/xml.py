"""XML read piece by piece, without what could name other files or expand without end."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar
from xml.parsers import expat

from sojourn.errors import SourceError
from sojourn.sources.source import Given

T = TypeVar("T")
_PIECE = 1 << 20


class Handler(Protocol):
    """What hears of tags; `text` is asked for only where it exists."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        ...

    def end(self, tag: str) -> None:
        """A tag ends."""
        ...


def parsed(
    given: Given,
    handler: Handler,
    finished: Callable[[], Iterable[T]],
    text: Callable[[str], None] | None = None,
) -> Iterator[T]:
    """Go through a file and give what is finished after each piece of it.

    Parameters
    ----------
    given
        The file.
    handler
        Hears of every tag.
    finished
        Gives, once each, what the handler has made so far.
    text
        Hears of the text between tags.

    Raises
    ------
    SourceError
        If the XML is broken, in an unknown encoding, or carries a document type.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    if text is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise SourceError(
            f"{given.label} has a document type (DOCTYPE), which an event log does not need.",
            hint="Remove that line if you trust the file.",
            context={"file": given.label, "line": parser.CurrentLineNumber},
        )

    parser.StartDoctypeDeclHandler = refuse
    with given.path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
                yield from finished()
            parser.Parse(b"", True)
        except (ValueError, LookupError) as error:  # what the parser says of an encoding it does not know
            raise SourceError(
                f"{given.label} is XML in an encoding that cannot be read.",
                hint="Save it again in UTF-8.",
                context={"file": given.label},
            ) from error
        except expat.ExpatError as error:
            raise SourceError(
                f"{given.label} is broken XML in line {error.lineno}, column {error.offset}: "
                f"{expat.errors.messages[error.code]}.",
                hint="It may be cut off; export it again.",
                context={"file": given.label, "line": error.lineno, "column": error.offset},
            ) from error
    yield from finished()
