"""What stands on which slide: the whole map on one, then, where that would be too small to read, its parts on more."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.frame import MARGIN, stage_name
from sojourn.render.layout.picture import Lane, Picture
from sojourn.render.layout.plan import picture
from sojourn.render.layout.rows import Lanes
from sojourn.render.numbers import Language
from sojourn.render.office.drawingml_text import Place

WIDE: Final = 960.0
TALL: Final = 540.0
"""A page of 16 : 9, 13⅓ × 7½ inches, in points."""
EDGE: Final = 26.0
HEAD: Final = 62.0
"""Where what is below the title of a slide begins."""
_READABLE: Final = 0.75
"""Points to the pixel at which the map's text of 12 pixels is 9 points high."""
_ROOM: Final = (WIDE - 2 * EDGE) / _READABLE + 2 * MARGIN
_DIVIDER: Final = 14.0
"""Room above a named line of a blueprint, in pixels."""
_WIDER: Final = (1.25, 1.5, 1.75)
_SLACK: Final = 1.1
"""How much smaller text may get where that saves a slide."""


@dataclass(frozen=True, slots=True)
class View:
    """A slide: its title, what is drawn, and where each of the pictures goes."""

    title: str
    pictures: tuple[tuple[Picture, Place], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is drawn and how: the map, perhaps a second one beside it, the words, and what the rows of the flow are."""

    jmap: JourneyMap
    language: Language | None = None
    lanes: Lanes = "stage"
    beside: JourneyMap | None = None

    def picture(self, width: float | None = None) -> Picture:
        """The picture of it."""
        return picture(self.jmap, language=self.language, width=width, lanes=self.lanes, beside=self.beside)

    def only(self, stages: Collection[str]) -> "Wish":
        """The same for some of the stages; where one of two maps has none of them, the other alone."""
        parts = [_only(jmap, stages) for jmap in (self.jmap, self.beside) if jmap is not None]
        found = [part for part in parts if part.stages]
        return replace(self, jmap=found[0], beside=found[1] if len(found) > 1 else None)


def views(wish: Wish) -> tuple[View, ...]:
    """The slides of a map: the overview first."""
    whole = wish.picture()
    overview = _overview(_widest_text(wish, whole))
    if overview.pictures[0][1].scale >= _READABLE:
        return (overview,)
    return (overview, *_details(wish, whole))


def _widest_text(wish: Wish, natural: Picture) -> Picture:
    """The whole map laid out so that it is largest on a slide: a high one with wider columns, whose texts wrap less."""
    tall = natural.height * WIDE > natural.width * TALL
    wider = (wish.picture(natural.width * factor) for factor in _WIDER if tall)
    return max((natural, *wider), key=_fitting)


def _fitting(drawn: Picture) -> float:
    return min(WIDE / drawn.width, TALL / drawn.height, 1.0)


def _overview(whole: Picture) -> View:
    scale = _fitting(whole)
    place = Place(scale, (WIDE - scale * whole.width) / 2, (TALL - scale * whole.height) / 2)
    return View(whole.name, ((whole, place),))


def _details(wish: Wish, whole: Picture) -> Iterator[View]:
    maps = [jmap for jmap in (wish.beside, wish.jmap) if jmap is not None]
    names = {stage.id: stage_name(stage) for jmap in maps for stage in jmap.stages}
    comma = "、" if whole.language == "zh" else ", "
    hues = {column.stage: column.hue for column in whole.columns}
    for group in _stage_groups(whole):
        stages = [whole.columns[i].stage for i in group]
        part = wish.only(stages).picture(_ROOM)
        columns = tuple(replace(column, hue=hues[column.stage]) for column in part.columns)
        part = replace(part, title=(), subtitle=(), personas=(), legend=(), foot=(), columns=columns)
        for lanes in _lane_groups(part):
            said = comma.join(" ".join(t.content for t in lane.name) for lane in lanes)
            yield View(f"{comma.join(names[s] for s in stages)} · {said}", _stacked(part, lanes))


def _stage_groups(whole: Picture) -> list[range]:
    """Neighbouring stages that are readable together on a slide."""
    gutter = whole.columns[0].box.x + MARGIN
    return _grouped([column.box.w for column in whole.columns], _ROOM * _SLACK - gutter)


def _grouped(sizes: Sequence[float], room: float) -> list[range]:
    """The fewest runs of neighbours that fit into `room` each (one that is too large stands alone), as even as can be."""
    if not sizes:
        return []
    fewest = len(_greedy(sizes, room))
    low, high = max(sizes), max(*sizes, room)
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_greedy(sizes, middle)) <= fewest else (middle, high)
    return _greedy(sizes, high)


def _greedy(sizes: Sequence[float], room: float) -> list[range]:
    runs: list[range] = []
    used = 0.0
    for place, size in enumerate(sizes):
        if runs and used + size <= room + 1e-6:
            runs[-1] = range(runs[-1].start, place + 1)
            used += size
        else:
            runs.append(range(place, place + 1))
            used = size
    return runs


def _only(jmap: JourneyMap, stages: Collection[str]) -> JourneyMap:
    """The map of some of its stages; opportunities that are not about them stand on the overview and in the table."""
    kept = tuple(stage for stage in jmap.stages if stage.id in stages)
    touchpoints = tuple(t for t in jmap.touchpoints if t.stage in stages)
    here = {t.id for t in touchpoints}
    pains = {p.id for t in touchpoints for p in t.pain_points}
    return jmap.model_copy(
        update={
            "stages": kept,
            "touchpoints": touchpoints,
            "flow": tuple(f for f in jmap.flow if f.source in here and f.target in here),
            "opportunities": tuple(o for o in jmap.opportunities if pains & set(o.pain_points)),
        }
    )


def _lane_groups(part: Picture) -> list[list[Lane]]:
    """Neighbouring lanes that fit on a slide together, below the headers of the stages."""
    header = part.columns[0].header.h
    room = (TALL - HEAD - EDGE) / _scale(part) - header
    groups = _grouped([lane.box.h for lane in part.lanes], room * _SLACK)
    return [[part.lanes[i] for i in group] for group in groups]


def _scale(part: Picture) -> float:
    return min((WIDE - 2 * EDGE) / (part.width - 2 * MARGIN), 1.0)


def _stacked(part: Picture, lanes: Sequence[Lane]) -> tuple[tuple[Picture, Place], ...]:
    """The headers, and below them the lanes, as two pictures so that lanes further down move up."""
    header = part.columns[0].header
    gap = part.lanes[0].box.y - header.bottom
    first = lanes[0].box.y if lanes[0].divider is None else lanes[0].divider.y - _DIVIDER
    tall = lanes[-1].box.bottom - first
    need = header.h + gap + tall
    scale = min(_scale(part), (TALL - HEAD - EDGE / 2) / need)
    left = EDGE - scale * MARGIN
    columns = tuple(replace(c, box=replace(c.box, h=need)) for c in part.columns)
    top = HEAD - scale * header.y
    down = HEAD + scale * (header.h + gap - first)
    return (
        (replace(part, columns=columns, lanes=()), Place(scale, left, top)),
        (replace(part, columns=(), lanes=tuple(lanes)), Place(scale, left, down)),
    )
