"""What can be wrong with a map: what its model refuses, ids given twice, references to parts that do not exist."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from sojourn.journeymap.faults import Fault, Path, sentence, where
from sojourn.journeymap.nodes import Node
from sojourn.journeymap.sayings import NOTHING, Saying, quoted, said_by, say, suggestion


def from_model(details: ErrorDetails, root: Node, fields_of: Callable[[Path], Sequence[str]]) -> Fault:
    """A fault from what the model found; `fields_of` gives the field names of the part at a path."""
    path: Path = tuple(details["loc"])
    at = (*path, "do") if details["type"] in _NO_COMMAND else path
    line, column = root.at(at, key=details["type"] == "extra_forbidden")
    return Fault(line, column, where(path), *words(details, fields_of))


_NO_COMMAND: Final = {"union_tag_invalid", "union_tag_not_found"}


def words(
    details: ErrorDetails, fields_of: Callable[[Path], Sequence[str]] = lambda _: ()
) -> tuple[Saying, Saying]:
    """What the model found, and what would work; `fields_of` gives the field names of the part at a path."""
    kind, given, path = details["type"], details["input"], details["loc"]
    context: Mapping[str, Any] = details.get("ctx", {})
    if kind in {"missing", "union_tag_not_found"}:
        return say("missing", field=quoted(path[-1] if kind == "missing" else "do")), NOTHING
    if kind == "extra_forbidden":
        known = fields_of(path[:-1])
        return say("no_field", field=quoted(path[-1])), suggestion(str(path[-1]), known)
    about, listed = "not_permitted", str(context.get("expected"))
    if kind == "union_tag_invalid":
        about, given, listed = "no_command", context["tag"], context["expected_tags"]
    if kind in {"literal_error", "enum", "union_tag_invalid"}:
        known = [name.strip("'") for name in listed.replace(" or ", ", ").split(", ")]
        return say(about, given=quoted(given)), suggestion(str(given), known)
    if kind == "string_pattern_mismatch":
        return say("no_id", given=quoted(given)), say("no_id.signs")
    if kind == "value_error" and "error" in context:
        return _of_ours(context["error"])
    needed = NEEDED.get(kind, "need.other")
    values = {**context, "told": details["msg"][0].lower() + details["msg"][1:]}
    return say("unfit", given=quoted(given), needed=say(needed, **values)), NOTHING


def _of_ours(error: ValueError) -> tuple[Saying, Saying]:
    """What one of our own checks says, as part of a sentence, and what would work."""
    message, hint = said_by(error)
    english = message.en.removesuffix(".")
    return Saying("", english[:1].lower() + english[1:], message.zh.removesuffix("。")), hint


_KINDS: Final = {
    "need.list": ("tuple_type", "list_type"),
    "need.fields": ("dict_type", "model_type", "model_attributes_type"),
    "need.text": ("string_type",),
    "need.number": ("float_type", "float_parsing"),
    "need.finite": ("finite_number",),
    "need.whole": ("int_type", "int_parsing", "int_from_float", "int_parsing_size"),
    "need.flag": ("bool_type", "bool_parsing"),
    "need.date": ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
    "need.time": ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
    "need.least": ("too_short",),
    "need.most": ("too_long",),
    "need.short": ("string_too_long",),
    "need.some": ("string_too_short",),
    "need.from": ("greater_than_equal",),
    "need.to": ("less_than_equal",),
}
NEEDED: Final = {kind: needed for needed, kinds in _KINDS.items() for kind in kinds}
"""What the model finds → what is said of it."""


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
    message: Saying
    hint: Saying = NOTHING
    first: Path = ()
    at_key: bool = False

    def __str__(self) -> str:
        return sentence(where(self.path), self.message, self.hint).en


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
    for number, (path, given, kind, at_key) in enumerate(_dangling(values, points, ids)):
        known = list(islice(ids[kind], _SEARCHED)) if number < _SUGGESTIONS else []
        message = say(f"no.{kind}", given=quoted(given))
        yield Inconsistency(path, message, suggestion(given, known), at_key=at_key)


def _dangling(
    values: Any, points: Sequence[tuple[Path, Any]], ids: Mapping[str, _Ids]
) -> Iterator[tuple[Path, str, str, bool]]:
    for reference in _references(values, points):
        _, given, kind, _ = reference
        if isinstance(given, str) and given not in ids[kind]:
            yield reference


def _references(values: Any, points: Sequence[tuple[Path, Any]]) -> Iterator[tuple[Path, Any, str, bool]]:
    """Every reference: its path, the id it gives, among which ids it should be, and whether it is a key."""
    for path, point in points:
        yield (*path, "stage"), _child(point, "stage"), "stages", False
        emotions = _child(point, "emotions")
        for persona in emotions if isinstance(emotions, Mapping) else ():
            yield (*path, "emotions", persona), persona, "personas", True
    for path, flow in _items(values, "flow"):
        for end in ("from", "to"):
            yield (*path, end), _child(flow, end), "touchpoints", False
    for path, opportunity in _items(values, "opportunities"):
        for at, pain in _items(opportunity, "pain_points", path):
            yield at, pain, "pain_points", False


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
            message = say("taken", given=quoted(given), first=where(first[:-1]))
            yield Inconsistency((*path, "id"), message, first=first)
        else:
            found[given] = (*path, "id")
    return found
