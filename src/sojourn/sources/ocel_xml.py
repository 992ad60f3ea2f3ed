"""OCEL 2.0 as XML."""

from collections.abc import Iterator

from sojourn.sources.ocel_record import UNKNOWN, Record, relation
from sojourn.sources.source import Given
from sojourn.sources.xml import parsed


def xml_records(given: Given) -> Iterator[Record]:
    """Events in file order; relations between objects, and events that stand before the objects, at the end.

    Raises
    ------
    SourceError
        If the XML is broken or carries a document type, which could name other files or expand without end.
    """
    handler = _Handler()
    yield from parsed(given, handler, handler.finished, handler.text)
    handler.objects_known = True
    yield from handler.finished()
    for source, target in handler.relations:
        yield relation(handler.kinds, source, target)


class _Handler:
    """State of the parser between two tags."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.relations: list[tuple[str, str]] = []
        self.objects_known = False
        self.waiting: list[tuple[dict[str, str], dict[str, str], list[str]]] = []
        self.event: tuple[dict[str, str], dict[str, str], list[str]] | None = None
        self.owner = ""
        self.attribute = ""
        self.value: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "object" and "type" in attributes:
            self.owner = attributes.get("id", "")
            self.kinds[self.owner] = attributes["type"]
        elif tag == "event":
            self.event = (attributes, {}, [])
        elif tag in {"relationship", "object", "relobj"} and (
            target := attributes.get("object-id") or attributes.get("id")
        ):
            if self.event is not None:
                self.event[2].append(target)
            elif self.owner:
                self.relations.append((self.owner, target))
        elif tag == "attribute" and self.event is not None:
            self.attribute, self.value = attributes.get("name", ""), []

    def text(self, data: str) -> None:
        if self.attribute:
            self.value.append(data)

    def end(self, tag: str) -> None:
        if tag == "attribute" and self.attribute and self.event is not None:
            if value := "".join(self.value).strip():
                self.event[1][self.attribute] = value
            self.attribute = ""
        elif tag == "event" and self.event is not None:
            self.waiting.append(self.event)
            self.event = None
        elif tag == "objects" and self.event is None:
            self.objects_known = not self.owner or self.objects_known
        elif tag == "object" and self.event is None:
            self.owner = ""

    def finished(self) -> Iterator[Record]:
        """Events whose objects are known; those before the list of objects wait."""
        if not self.objects_known:
            return
        for attributes, values, related in self.waiting:
            pairs = dict.fromkeys((self.kinds.get(o, UNKNOWN), o) for o in related)
            yield Record(
                attributes.get("id", ""), attributes.get("type"), attributes.get("time"), values, list(pairs)
            )
        self.waiting.clear()
