"""What can be wrong with a map: what its model refuses, ids given twice, references to parts that do not exist."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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
        return (
            f"{quoted(given)} cannot be an id",
            "An id has no blanks, quotes, <, > or &, and no signs that turn the direction or cannot be seen.",
        )
    if kind == "value_error" and "error" in context:
        error = context["error"]
        told = str(getattr(error, "message", error)).removesuffix(".")
        return told[0].lower() + told[1:], getattr(error, "hint", "")
    told = _NEEDED.get(kind) or details["msg"][0].lower() + details["msg"][1:]
    return f"{quoted(given)} does not fit: {told.format(**context)}", ""


_TYPES: Final = {
    "a list is needed": ("tuple_type", "list_type"),
    "fields are needed, such as 'name: …'": ("dict_type", "model_type", "model_attributes_type"),
    "a text is needed": ("string_type",),
    "a number is needed": ("float_type", "float_parsing"),
    "a number that is neither infinite nor NaN is needed": ("finite_number",),
    "a whole number is needed": ("int_type", "int_parsing", "int_from_float", "int_parsing_size"),
    "'true' or 'false' is needed": ("bool_type", "bool_parsing"),
    "a date such as 2026-06-30 is needed": (
        "date_type",
        "date_parsing",
        "date_from_datetime_parsing",
        "date_from_datetime_inexact",
    ),
    "a time such as 2026-06-30T12:00:00Z is needed": (
        "datetime_type",
        "datetime_parsing",
        "datetime_from_date_parsing",
    ),
    "at least {min_length} is needed": ("too_short",),
    "at most {max_length} are possible": ("too_long",),
    "at most {max_length} characters are possible": ("string_too_long",),
    "it must not be empty": ("string_too_short",),
    "at least {ge:g} is needed": ("greater_than_equal",),
    "at most {le:g} is possible": ("less_than_equal",),
}
_NEEDED: Final = {kind: told for told, kinds in _TYPES.items() for kind in kinds}
"""What the model finds → what people are told."""


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
_SUGGESTIONS: Final = 20
"""For more references that lead nowhere nothing is suggested: looking for near names takes time."""
_SEARCHED: Final = 500

_Ids = dict[str, Path]


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """An id that was given before, or a reference to a part that does not exist.

    Attributes
    ----------
    path
        Where it stands; with `at_key` it is the key there, not the value.
    message, hint
        What is wrong, and what would work.
    first
        Where an id was given first.
    """

    path: Path
    message: str
    hint: str = ""
    first: Path = ()
    at_key: bool = False

    def __str__(self) -> str:
        return f"{where(self.path)}: {self.message}." + (f" {self.hint}" if self.hint else "")


def inconsistencies(values: Any) -> Iterator[Inconsistency]:
    """Ids given twice, and references to parts that do not exist, in a document as plain values of any form.

    >>> values = {"stages": [{"id": "buy"}], "touchpoints": [{"id": "bar", "stage": "by"}]}
    >>> [str(found) for found in inconsistencies(values)]
    ["touchpoints[0].stage: there is no stage with the id 'by'. Did you mean 'buy'?"]
    """
    ids: dict[str, _Ids] = {}
    for name in _UNIQUE:
        ids[name] = yield from _unique(_items(values, name))
    points = _items(values, "touchpoints")
    ids["pain_points"] = yield from _unique(
        pain for path, point in points for pain in _items(point, "pain_points", path)
    )
    for number, (path, given, what, kind, at_key) in enumerate(_dangling(values, points, ids)):
        known = list(islice(ids[kind], _SEARCHED)) if number < _SUGGESTIONS else []
        message = f"there is no {what} with the id {quoted(given)}"
        yield Inconsistency(path, message, suggestion(given, known), at_key=at_key)


def _dangling(
    values: Any, points: Sequence[tuple[Path, Any]], ids: Mapping[str, _Ids]
) -> Iterator[tuple[Path, str, str, str, bool]]:
    for reference in _references(values, points):
        _, given, _, kind, _ = reference
        if isinstance(given, str) and given not in ids[kind]:
            yield reference


def _references(
    values: Any, points: Sequence[tuple[Path, Any]]
) -> Iterator[tuple[Path, Any, str, str, bool]]:
    """Every reference: its path, the id it gives, what it should be, among which ids, and whether it is a key."""
    for path, point in points:
        yield (*path, "stage"), _child(point, "stage"), "stage", "stages", False
        emotions = _child(point, "emotions")
        for persona in emotions if isinstance(emotions, Mapping) else ():
            yield (*path, "emotions", persona), persona, "persona", "personas", True
    for path, flow in _items(values, "flow"):
        for end in ("from", "to"):
            yield (*path, end), _child(flow, end), "touchpoint", "touchpoints", False
    for path, opportunity in _items(values, "opportunities"):
        for at, pain in _items(opportunity, "pain_points", path):
            yield at, pain, "pain point", "pain_points", False


def _items(part: Any, name: str, path: Path = ()) -> list[tuple[Path, Any]]:
    """The items of a list of a part, each with its path."""
    child = _child(part, name)
    return [((*path, name, i), item) for i, item in enumerate(child)] if isinstance(child, list) else []


def _child(part: Any, name: str) -> Any:
    return part.get(name) if isinstance(part, dict) else None


def _unique(parts: Iterable[tuple[Path, Any]]) -> Generator[Inconsistency, None, _Ids]:
    """Tell of ids that were given before; the ids with their places."""
    found: _Ids = {}
    for path, part in parts:
        given = _child(part, "id")
        if not isinstance(given, str):
            continue
        if given in found:
            first = found[given]
            message = f"{quoted(given)} is the id of {where(first[:-1])} already"
            yield Inconsistency((*path, "id"), message, first=first)
        else:
            found[given] = (*path, "id")
    return found
