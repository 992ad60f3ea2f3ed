"""What the document says for the text lanes: goals, thoughts, workshop notes, metrics, back stage and so on."""

from dataclasses import replace

from sojourn.render.layout.frame import Frame
from sojourn.render.layout.items import Entry
from sojourn.render.layout.kpis import kpi_entries
from sojourn.render.layout.text import clean
from sojourn.render.words import say


def lane_entries(frame: Frame, key: str, index: int) -> list[Entry]:
    """What the document says for a text lane in a stage."""
    stage, touchpoints = frame.jmap.stages[index], frame.stage_touchpoints(index)
    if key == "goal":
        found = [Entry(stage.goal or "")]
    elif key == "expectation":
        found = [Entry(stage.expectation or ""), *(Entry(t.expectation or "") for t in touchpoints)]
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
            Entry(f"{say(part, frame.language)}: {clean(text)}")
            for part in ("backstage", "support", "policies", "systems")
            for t in touchpoints
            for text in getattr(t, part)
            if clean(text)
        ]
    else:
        found = [entry for t in touchpoints for entry in kpi_entries(frame, t)]
    cleaned = (replace(e, text=clean(e.text)) for e in found)
    return list({(e.text, e.under): e for e in cleaned if e.text}.values())
