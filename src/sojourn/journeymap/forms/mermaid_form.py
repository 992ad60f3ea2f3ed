"""Maps from Mermaid ``journey`` text, ours and anybody's."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sojourn.journeymap.faults import Fault, refused
from sojourn.journeymap.forms.cells import language_of
from sojourn.journeymap.forms.grids import Opened, finished, leaf, put
from sojourn.journeymap.forms.mermaid_text import MEASURED, NEUTRAL, PREFIX, emotion_of, score_of, unescaped
from sojourn.journeymap.forms.tables import Ids
from sojourn.journeymap.loading import read_text
from sojourn.journeymap.model import SCHEMA
from sojourn.journeymap.nodes import MOST_PARTS, Node
from sojourn.journeymap.sayings import Saying, quoted, say
from sojourn.journeymap.slugs import slug

_OURS: Final = re.compile(rf"\s*%% {PREFIX} (map|persona|stage|touchpoint|flow|opportunity) (\{{.*)")
_SECTION: Final = re.compile(r"section\s+(.*)", re.IGNORECASE)
_TITLE: Final = re.compile(r"title\s+(.*)", re.IGNORECASE)
_ACCESSIBLE: Final = re.compile(r"acc(Title|Descr)\s*([:{])\s*(.*)", re.IGNORECASE)
_REMARK: Final = re.compile(r"#(?!\w+;)")
"""Begins a remark of Mermaid's old form, unless it begins a character written by its number."""


@dataclass(slots=True)
class _Journey:
    """A journey while it is read."""

    name: str
    title: tuple[str, int] = ("", 1)
    said: dict[str, tuple[dict[str, Any], int]] = field(default_factory=dict)
    """The last comment of ours of each kind that no line has used yet."""
    personas: dict[str, Node] = field(default_factory=dict)
    own_personas: bool = False
    stages: list[Node] = field(default_factory=list)
    sections: dict[str, Node] = field(default_factory=dict)
    current: Node | None = None
    touchpoints: list[Node] = field(default_factory=list)
    flows: list[tuple[dict[str, Any], int]] = field(default_factory=list)
    opportunities: list[tuple[dict[str, Any], int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    places: dict[str, int] = field(default_factory=dict)
    """Where touchpoints stand in the document, which need not go through the stages in their order."""
    parts: int = 0
    head: tuple[dict[str, Any], int] = field(default_factory=lambda: ({}, 1))


def mermaid_map(path: Path) -> Opened:
    """The map of a file with a Mermaid user journey.

    Raises
    ------
    SourceError
        If it cannot be read or is none; all faults are told with their line.
    LimitError
        If it is larger than a map can be.
    """
    name = str(path)
    text = read_text(path, name).removeprefix("\ufeff")
    lines = [(number, line) for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1)]
    begin = next((i for i, (_, line) in enumerate(lines) if re.match(r"(?i)\s*journey\b", line)), None)
    if begin is None:
        first = next((line.strip() for _, line in lines if line.strip()), "")
        fault = Fault(1, 1, "", say("no_journey", given=quoted(first)), say("no_journey.first"))
        raise refused(name, [fault], language_of(text))
    journey = _Journey(name)
    front = next((line for _, line in lines[:begin] if line.strip().lower().startswith("title:")), "")
    if front:
        journey.title = (front.split(":", 1)[1].strip().strip("\"'"), 1)
    _read(journey, lines[begin + 1 :])
    return Opened(finished(_root(journey, path.stem), journey.faults, name), tuple(journey.notes))


def _read(journey: _Journey, lines: Iterable[tuple[int, str]]) -> None:
    block = False
    for number, line in lines:
        ours = _OURS.match(line)
        text = line.split("%%", 1)[0].strip()
        journey.parts += bool(text or ours)
        if block:
            block = "}" not in text
        elif ours:
            _ours(journey, ours[1], ours[2], number)
        elif text and not _REMARK.match(text):
            block = _line(journey, text, number, len(line) - len(line.lstrip()) + 1)
        if journey.parts > MOST_PARTS:
            fault = Fault(number, 1, "", say("many_tasks", n=MOST_PARTS), say("many_tasks.split"))
            journey.faults.append(fault)
            return


def _line(journey: _Journey, text: str, number: int, column: int) -> bool:
    """A line that shows something; gives whether it opens a block that goes on below."""
    accessible = _ACCESSIBLE.match(text)
    if accessible:
        what, mark, rest = accessible.groups()
        if what.lower() == "title" and not journey.title[0]:
            journey.title = (unescaped(rest.strip()), number)
        elif what.lower() == "descr":
            journey.notes.append(say("description"))
        return mark == "{" and "}" not in rest
    if found := _TITLE.match(text):
        journey.title = (unescaped(found[1].strip()), number)
    elif found := _SECTION.match(text):
        _section(journey, unescaped(found[1].strip()), number, column)
    else:
        _task(journey, text, number, column)
    return False


def _ours(journey: _Journey, what: str, text: str, number: int) -> None:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        journey.faults.append(Fault(number, 1, "", say("comment", what=what), say("comment.undo")))
    elif what == "map":
        if values.pop(MEASURED, None) is not None:
            journey.notes.append(say("measured"))
        journey.head = (values, number)
    elif what == "persona":
        journey.own_personas = True
        journey.personas[f"{len(journey.personas)}"] = leaf(values, number, 1)
    elif what in {"flow", "opportunity"}:
        (journey.flows if what == "flow" else journey.opportunities).append((values, number))
    else:
        journey.said[what] = (values, number)


def _section(journey: _Journey, name: str, number: int, column: int) -> None:
    told, _ = journey.said.pop("stage", ({}, 0))
    journey.said.pop("touchpoint", None)
    same = journey.sections.get(name) if not told else None
    if same is not None:  # a section that comes again goes on
        journey.current = same
        return
    made = leaf(
        {"id": told.get("id") or journey.ids.fresh(slug(name)), "name": name, **_rest(told, "id")},
        number,
        column,
    )
    journey.stages.append(made)
    journey.current = journey.sections[name] = made


def _rest(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key not in names}


def _task(journey: _Journey, text: str, number: int, column: int) -> None:
    told, _ = journey.said.pop("touchpoint", ({}, 0))
    name, *data = (part.strip() for part in text.split(":"))
    if not data or not name:
        journey.faults.append(Fault(number, column, "", say("no_task", given=quoted(text))))
        return
    if journey.current is None:
        _section(journey, "Journey", number, column)
    assert journey.current is not None
    try:
        score = float(data[0])
    except ValueError:
        score = 0.0
    if not 1 <= score <= 5:
        message = say("no_score", given=quoted(data[0]), task=quoted(unescaped(name)))
        journey.faults.append(Fault(number, column, "", message))
        return
    shown = unescaped(name)
    values = {
        "id": told.get("id") or journey.ids.fresh(slug(shown)),
        "name": shown,
        **_rest(told, "id", "shown", "place"),
    }
    if isinstance(told.get("place"), int):
        journey.places[str(values["id"])] = told["place"]
    _feel(values, told, score)
    made = leaf(values, number, column)
    put(made, "stage", leaf(journey.current.value["id"].value, number, column))
    journey.touchpoints.append(made)
    _actors(journey, data[1] if len(data) > 1 else "", number, column)


def _feel(values: dict[str, Any], told: dict[str, Any], score: float) -> None:
    """The feeling our comment tells, unless somebody changed the score."""
    emotion = told.get("emotion")
    drawn = emotion.get("score") if isinstance(emotion, dict) else None
    raw = told.get("shown", drawn)
    before = score_of(raw) if isinstance(raw, int | float) and abs(raw) <= 5 else NEUTRAL if told else None
    if before is None or score != before:
        values["emotion"] = {"score": emotion_of(score), "basis": "assumed"}


def _actors(journey: _Journey, text: str, number: int, column: int) -> None:
    if journey.own_personas:
        return
    for part in text.split(","):
        name = unescaped(part.strip())
        if name and name not in journey.personas:
            journey.personas[name] = leaf({"id": journey.ids.fresh(slug(name)), "name": name}, number, column)


def _root(journey: _Journey, stem: str) -> Node:
    root = Node({}, 1, 1)
    told, line = journey.head
    texts = "".join(str(t.value["name"].value) for t in journey.touchpoints)
    language = language_of(texts)
    head = {"sojourn": SCHEMA, "title": (journey.title[0] or stem or "Journey")[:200], "language": language}
    for key, value in {**head, **told}.items():
        put(root, key, leaf(value, line, 1))
    put(root, "personas", Node(list(journey.personas.values()), 1, 1))
    put(root, "stages", Node(journey.stages, 1, 1))
    last = len(journey.touchpoints)
    if journey.places:
        journey.touchpoints.sort(key=lambda t: journey.places.get(str(t.value["id"].value), last))
    put(root, "touchpoints", Node(journey.touchpoints, 1, 1))
    ids = {t.value["id"].value for t in journey.touchpoints}
    flows = [(f, n) for f, n in journey.flows if f.get("from") in ids and f.get("to") in ids]
    pains = {p.value["id"].value for t in journey.touchpoints for p in _pains(t)}
    lost = len(journey.flows) - len(flows)
    if lost:
        journey.notes.append(say("tasks", n=lost))
    for values, _ in journey.opportunities:
        kept = [p for p in _listed(values.get("pain_points")) if p in pains]
        if "pain_points" in values:
            values["pain_points"] = kept
    put(root, "flow", Node([leaf(f, n, 1) for f, n in flows], 1, 1))
    put(root, "opportunities", Node([leaf(o, n, 1) for o, n in journey.opportunities], 1, 1))
    return root


def _pains(touchpoint: Node) -> list[Node]:
    found = touchpoint.value.get("pain_points")
    parts = found.value if found is not None and isinstance(found.value, list) else []
    return [p for p in parts if isinstance(p.value, dict) and "id" in p.value]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
