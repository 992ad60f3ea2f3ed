"""What can be wrong with a map: what its model refuses, ids given twice, references to parts that do not exist."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from sojourn.journeymap.faults import Fault, Path, quoted, suggestion, where
from sojourn.journeymap.nodes import Node


def from_model(details: ErrorDetails, root: Node, fields_of: Callable[[Path], Sequence[str]]) -> Fault:
    """A fault from what the model found; `fields_of` gives the field names of the part at a path."""
    path: Path = tuple(details["loc"])
    line, column = root.at(path, key=details["type"] == "extra_forbidden")
    message, hint = _words(details, path, fields_of)
    return Fault(line, column, where(path), message, hint)


def _words(details: ErrorDetails, path: Path, fields_of: Callable[[Path], Sequence[str]]) -> tuple[str, str]:
    kind, given = details["type"], details["input"]
    context: Mapping[str, Any] = details.get("ctx", {})
    if kind == "missing":
        return f"'{path[-1]}' is missing", ""
    if kind == "extra_forbidden":
        return f"there is no field '{path[-1]}'", suggestion(str(path[-1]), fields_of(path[:-1]))
    if kind in {"literal_error", "enum"}:
        permitted = [p.strip("'") for p in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return f"{quoted(given)} is not one of the permitted values", suggestion(str(given), permitted)
    if kind == "string_pattern_mismatch":
        return f"{quoted(given)} cannot be an id", "An id has no blanks, quotes, <, > or &."
    told = details["msg"][0].lower() + details["msg"][1:]
    return f"{quoted(given)} does not fit: {told}", ""


def part_fields(model: type[BaseModel], path: Path) -> list[str]:
    """The field names, as written in the document, of the part of a model at a path."""
    for step in path:
        if isinstance(step, int):
            continue
        names = {(info.alias or name): info.annotation for name, info in model.model_fields.items()}
        inner = next(_models(names.get(str(step))), None)
        if inner is not None:
            model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models(argument)


_UNIQUE: Final = ("personas", "stages", "touchpoints", "opportunities")


def inconsistencies(root: Node) -> Iterator[Fault]:
    """Ids given twice, and references to parts that do not exist."""
    ids = {name: _ids(_items(root, name)) for name in _UNIQUE}
    for found in ids.values():
        yield from _repeats(found)
    pains = [pain for touchpoint in _items(root, "touchpoints") for pain in _items(touchpoint, "pain_points")]
    pain_ids = _ids(pains)
    yield from _repeats(pain_ids)
    known = {name: [n.value for n in nodes] for name, nodes in ids.items()}
    for touchpoint in _items(root, "touchpoints"):
        yield from _dangling(_child(touchpoint, "stage"), "stage", known["stages"])
    for flow in _items(root, "flow"):
        for end in ("from", "to"):
            yield from _dangling(_child(flow, end), "touchpoint", known["touchpoints"])
    for opportunity in _items(root, "opportunities"):
        for reference in _items(opportunity, "pain_points"):
            yield from _dangling(reference, "pain point", [n.value for n in pain_ids])


def _items(node: Node, name: str) -> list[Node]:
    child = _child(node, name)
    return child.value if child is not None and isinstance(child.value, list) else []


def _child(node: Node, name: str) -> Node | None:
    return node.value.get(name) if isinstance(node.value, dict) else None


def _ids(parts: Sequence[Node]) -> list[Node]:
    found = (_child(part, "id") for part in parts)
    return [node for node in found if node is not None and isinstance(node.value, str)]


def _repeats(ids: Sequence[Node]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for node in ids:
        if node.value in first:
            yield Fault(
                node.line,
                node.column,
                "id",
                f"{quoted(node.value)} is the id in line {first[node.value]} already",
            )
        first.setdefault(node.value, node.line)


def _dangling(reference: Node | None, what: str, known: Sequence[str]) -> Iterator[Fault]:
    if reference is not None and isinstance(reference.value, str) and reference.value not in known:
        message = f"there is no {what} with the id {quoted(reference.value)}"
        yield Fault(reference.line, reference.column, "", message, suggestion(reference.value, known))
