"""The map for a terminal: plain text, columns lined up also with Chinese names."""

from collections.abc import Sequence
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.frame import Frame, frame, label
from sojourn.render.numbers import THIN, Language, count, duration, percent, signed
from sojourn.render.table import Row, rows
from sojourn.render.terminal_texts import below, of_stage, opportunities, personas, wide
from sojourn.render.words import say

_COLUMNS: Final = 100
_NARROWEST: Final = 48
_BAR: Final = 10
_LEAST_NAME: Final = 16
_ELLIPSIS: Final = "…"


def to_terminal(
    jmap: JourneyMap,
    *,
    language: Language | None = None,
    width: int | None = None,
    lanes: str = "stage",
    everything: bool = False,
) -> str:
    """Stages as headings, touchpoints below them with bar, share, feeling, wait and leaving; `width` in cells.

    Below a touchpoint stand its pain points, its metrics (met, missed, open), and why there are no data where there are none.

    Parameters
    ----------
    lanes
        ``"channel"`` or ``"department"``: headings are these instead of the stages.
    everything
        Also all other texts: what customers do and think, workshop notes, back stage, support, policies, systems,
        opportunities.
    """
    spoken = language or jmap.language
    cells = max(width or _COLUMNS, _NARROWEST)
    grid, table = frame(jmap, spoken, None, lanes), rows(jmap, spoken)
    lines = [_cut(label(jmap.title, "?"), cells), *_facts(grid, table, cells), *personas(grid, cells)]
    tails = {row.touchpoint.id: _tail(row, spoken) for row in table}
    widths = [max((wide(tail[i]) for tail in tails.values()), default=0) for i in range(4)]
    bar, room = _room(widths, cells, known=any(row.known for row in table))
    heading = None
    for name, row in _headed(grid, table):
        if name != heading:
            heading = name
            lines += ["", _cut(name, cells)]
            if not grid.rows.names:
                lines += of_stage(
                    grid, jmap.stages[grid.stage_index[row.touchpoint.id]], cells, everything=everything
                )
        behind = row.stage if grid.rows.names else row.channel
        lines.append(_line(row, behind, tails[row.touchpoint.id], widths, room, bar))
        lines += below(grid, row.touchpoint, cells, everything=everything)
    if everything and jmap.opportunities:
        lines += ["", say("lane.do_next", spoken), *opportunities(grid, cells)]
    return "\n".join(line.replace(THIN, " ").rstrip() for line in lines) + "\n"


def _room(widths: list[int], cells: int, *, known: bool) -> tuple[int, int]:
    """Cells of the bar and of the name; where the name had too few, the bar, then wait, leaving and feeling are left out."""
    bar = _BAR if known else 0
    for column in (None, 2, 3, 1):
        if column is not None:
            widths[column] = 0
        for wide_bar in {bar: None, 0: None}:
            room = cells - sum(w + 2 for w in widths if w) - wide_bar - 4
            if room >= _LEAST_NAME:
                return wide_bar, room
    return 0, _LEAST_NAME


def _facts(grid: Frame, table: Sequence[Row], cells: int) -> list[str]:
    """What the data are, and how many reach the goal."""
    evidence, spoken = grid.evidence, grid.language
    if evidence is None:
        return []
    facts = [
        say("customers", spoken, n=count(evidence.customers)),
        say("events", spoken, n=count(evidence.events)),
    ]
    if evidence.goal is not None:
        share = percent(evidence.goal.share, spoken, 1)
        name = next((row.name for row in table if row.goal), label(evidence.goal.touchpoint, "?"))
        facts.append(say("goal", spoken, name=name, share=share))
    return [_cut(" · ".join(facts), cells)]


def _headed(grid: Frame, table: Sequence[Row]) -> list[tuple[str, Row]]:
    """Rows under their headings: stages, or the channels or departments in their order."""
    if not grid.rows.names:
        return [(row.stage, row) for row in table]
    order = sorted(table, key=lambda row: grid.rows.of[row.touchpoint.id])
    return [(grid.rows.names[grid.rows.of[row.touchpoint.id]], row) for row in order]


def _line(row: Row, behind: str, tail: Sequence[str], widths: Sequence[int], room: int, bar: int) -> str:
    marks = (" ★" if row.touchpoint.moment_of_truth else "") + (" ⚑" if row.goal else "")
    name = row.name + (f" ({behind})" if behind else "")
    text = "  " + _pad(_cut(name, room - wide(marks)) + marks, room)
    if bar:
        filled = round(row.known.share * bar) if row.known else 0
        text += "  " + "█" * filled + "░" * (bar - filled)
    return text + "".join("  " + _pad(t, w, right=True) for t, w in zip(tail, widths, strict=True) if w)


def _tail(row: Row, language: Language) -> tuple[str, str, str, str]:
    known = row.known
    feeling = ""
    if row.emotion is not None:
        face = ":)" if row.emotion.score >= 1 else ":(" if row.emotion.score <= -1 else ":|"
        feeling = f"{face} {signed(row.emotion.score)}"
    exits = row.exits_of_all or 0.0
    return (
        percent(known.share, language) if known else "",
        feeling,
        duration(known.median_wait_s, language).replace("\u00a0", " ")
        if known and known.median_wait_s is not None
        else "",
        percent(-exits, language) if exits > 0 and not row.goal else "",
    )


def _cut(text: str, room: int) -> str:
    if wide(text) <= room:
        return text
    kept = ""
    for char in text:
        if wide(kept + char) > room - 1:
            break
        kept += char
    return kept + _ELLIPSIS


def _pad(text: str, room: int, *, right: bool = False) -> str:
    space = " " * max(0, room - wide(text))
    return space + text if right else text + space
