"""A map on several sheets of paper, where it would be too small to read on one: the whole, then its lanes in runs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.curves import number
from sojourn.render.layout.picture import Lane, Picture
from sojourn.render.layout.plan import picture
from sojourn.render.palette import ThemeName, theme_named
from sojourn.render.paper import Paper
from sojourn.render.svg import centred, svg
from sojourn.render.svg_write import Paint, solid

READABLE: Final = 0.36
"""Points to the pixel below which the text of a map, 12 pixels and more, is too small to read."""
COMFORTABLE: Final = 0.56
"""Points to the pixel that the sheets after the first are laid out for, if the cards allow."""
POINTS: Final = 72 / 25.4
_LARGER: Final = 1.25
"""Further sheets are worth their paper if they are so much larger than the first: those of a wide map are not."""
_TOP: Final = 24.0
_DIVIDER: Final = 14.0
"""Room above a named line of a blueprint, in pixels."""


def on_sheets(jmap: JourneyMap, paper: Paper, theme: ThemeName, **wish: Any) -> tuple[str, int]:
    """An SVG of sheets below each other, and how many: one if the map is readable on it, else the whole and then its parts.

    `wish` are the further parameters of :func:`sojourn.render.layout.plan.picture`.
    """
    wide, tall = float(paper.width_mm), float(paper.height_mm)
    paint = solid(theme_named(theme))
    drawn = picture(jmap, aspect=paper.aspect, **wish)
    view = centred(drawn, paper.aspect)
    parts = [svg(drawn, paint, size=_place(0.0, wide, tall, view))]
    scale = min(wide / drawn.width, tall / drawn.height)
    if scale * POINTS < READABLE and drawn.lanes:
        part = picture(jmap, **{**wish, "width": wide * POINTS / COMFORTABLE})
        if wide / part.width >= scale * _LARGER:
            parts += [
                _sheet(part, lanes, paint, (wide, tall), place + 1)
                for place, lanes in enumerate(_runs(part, tall / wide))
            ]
    box = f'width="{number(wide)}mm" height="{number(tall * len(parts))}mm" viewBox="0 0 {number(wide)} {number(tall * len(parts))}"'
    return "\n".join((f'<svg xmlns="http://www.w3.org/2000/svg" {box}>', *parts, "</svg>")), len(parts)


def _sheet(drawn: Picture, lanes: Sequence[Lane], paint: Paint, size: tuple[float, float], place: int) -> str:
    """The headers of the stages and below them some lanes, which move up to them."""
    header = drawn.columns[0].header
    above = header.h + drawn.lanes[0].box.y - header.bottom
    first = _first(lanes[0])
    room = drawn.width * size[1] / size[0] - 2 * _TOP - above
    need = max(room, lanes[-1].box.bottom - first)
    across = (need + above + 2 * _TOP) * size[0] / size[1]
    left, height = (drawn.width - across) / 2, across * size[1] / size[0]
    columns = tuple(replace(c, box=replace(c.box, h=above + need)) for c in drawn.columns)
    bare = replace(drawn, title=(), subtitle=(), personas=(), legend=(), foot=())
    heads, rest = replace(bare, columns=columns, lanes=()), replace(bare, columns=(), lanes=tuple(lanes))
    up = ((header.y - _TOP, heads, True), (first - _TOP - above, rest, False))
    return "\n".join(
        svg(part, paint, size=_place(size[1] * place, *size, (left, top, across, height)), ground=ground)
        for top, part, ground in up
    )


def _first(lane: Lane) -> float:
    return lane.box.y if lane.divider is None else lane.divider.y - _DIVIDER


def _runs(drawn: Picture, aspect: float) -> list[list[Lane]]:
    """Neighbouring lanes that fit on a sheet below the headers."""
    header = drawn.columns[0].header
    room = drawn.width * aspect - 2 * _TOP - header.h - (drawn.lanes[0].box.y - header.bottom)
    runs: list[list[Lane]] = []
    for lane in drawn.lanes:
        if runs and lane.box.bottom - _first(runs[-1][0]) <= room:
            runs[-1].append(lane)
        else:
            runs.append([lane])
    return runs


def _place(y: float, wide: float, tall: float, view: tuple[float, float, float, float]) -> str:
    box = " ".join(number(v) for v in view)
    return f'y="{number(y)}" width="{number(wide)}" height="{number(tall)}" viewBox="{box}"'


def cut(pdf: bytes, sheets: int) -> bytes:
    """A PDF of one page, as high as `sheets`, as one of so many pages that show a part of it each.

    The pages share all content and differ in their boxes; they are appended as an update of the file (ISO 32000-1, 7.5.6).
    """
    page = re.search(
        rb"(\d+) 0 obj\n<<\n  /Type /Page\n.*?/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\].*?/Parent (\d+) 0 R.*?endobj",
        pdf,
        re.DOTALL,
    )
    trailer = re.search(rb"trailer\n<<\n  /Size (\d+)\n(.*?)>>\nstartxref\n(\d+)\n%%EOF\s*$", pdf, re.DOTALL)
    if sheets == 1 or page is None or trailer is None:
        return pdf
    wide, tall, parent = page[2], float(page[3]), int(page[4])
    numbers = [int(page[1]), *range(int(trailer[1]), int(trailer[1]) + sheets - 1)]
    body = page[0][page[0].index(b"\n") :]
    old = b"/MediaBox [0 0 " + wide + b" " + page[3] + b"]"
    update = {}
    for place, name in enumerate(numbers):
        low, high = (tall * (sheets - place - k) / sheets for k in (1, 0))
        update[name] = body.replace(old, b"/MediaBox [0 %.2f %s %.2f]" % (low, wide, high))
    kids = b" ".join(b"%d 0 R" % name for name in numbers)
    update[parent] = b"\n<<\n  /Type /Pages\n  /Count %d\n  /Kids [%s]\n>>\nendobj" % (sheets, kids)
    done, table = pdf + b"\n", b"xref\n"
    for name, content in sorted(update.items()):
        table += b"%d 1\n%010d 00000 n\r\n" % (name, len(done))
        done += b"%d 0 obj%s\n" % (name, content)
    size = max(numbers) + 1
    end = b"trailer\n<<\n  /Size %d\n%s  /Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n"
    return done + table + end % (size, trailer[2], trailer[3], len(done))
