"""What the document says for the text lanes: goals, thoughts, workshop notes, metrics, back stage and so on."""

from collections.abc import Sequence
from dataclasses import replace

from sojourn.journeymap.model import Stage, Touchpoint
from sojourn.render.layout.frame import Frame
from sojourn.render.layout.items import Entry
from sojourn.render.layout.kpis import kpi_entries
from sojourn.render.layout.text import clean
from sojourn.render.words import say


def lane_entries(frame: Frame, key: str, index: int) -> list[Entry]:
    """What the document says for a text lane in a stage; of two maps drawn together, what both say, told apart."""
    stage, touchpoints = frame.jmap.stages[index], frame.stage_touchpoints(index)
    if frame.beside is None:
        return _entries(frame, key, stage, touchpoints)
    stages, points = frame.beside.stages[stage.id], [frame.beside.touchpoints[t.id] for t in touchpoints]
    one = _entries(frame, key, stages.one, [p.one for p in points if p.one is not None])
    other = _entries(frame, key, stages.other, [p.other for p in points if p.other is not None])
    was, is_now = {entry.text for entry in one}, {entry.text for entry in other}
    kept = [entry if entry.text in was else replace(entry, mark="new", tone="good") for entry in other]
    return kept + [replace(entry, mark="gone", tone="harm") for entry in one if entry.text not in is_now]


def _entries(frame: Frame, key: str, stage: Stage | None, touchpoints: Sequence[Touchpoint]) -> list[Entry]:
    if key == "goal":
        found = [Entry(stage.goal or "" if stage else "")]
    elif key == "expectation":
        found = [
            Entry(stage.expectation or "" if stage else ""),
            *(Entry(t.expectation or "") for t in touchpoints),
        ]
    elif key == "actions":
        found = [Entry(a) for t in touchpoints for a in t.actions]
    elif key == "thoughts":
        found = [Entry(thought, "quote") for t in touchpoints for thought in t.thoughts]
    elif key == "workshop":
        found = [
            Entry(text, mark, tone)
            for mark, tone in (("rose", "good"), ("bud", "neutral"), ("thorn", "harm"))
            for t in touchpoints
            for text in getattr(t, mark)
        ]
    elif key == "policies":
        found = [Entry(text) for t in touchpoints for text in t.policies]
    elif key == "backstage":
        found = [
            Entry(say("marked", frame.language, mark=say(part, frame.language), text=clean(text)))
            for part in ("backstage", "support", "policies", "systems")
            for t in touchpoints
            for text in getattr(t, part)
            if clean(text)
        ]
    else:
        found = [entry for t in touchpoints for entry in kpi_entries(frame, t)]
    cleaned = (replace(e, text=clean(e.text)) for e in found)
    return list({(e.text, e.under): e for e in cleaned if e.text}.values())
