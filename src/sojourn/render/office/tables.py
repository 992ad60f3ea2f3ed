"""Slides with tables: what hurts, and what could be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sojourn.journeymap.model import JourneyMap, Opportunity, PainEvidence, PainPoint, Touchpoint
from sojourn.render.layout.frame import label
from sojourn.render.layout.kpis import metric_name
from sojourn.render.layout.text import clean, wrap
from sojourn.render.numbers import Language, about, between, count, percent, points
from sojourn.render.office.deck import EDGE, HEAD, TALL, WIDE
from sojourn.render.palette import Theme
from sojourn.render.words import say

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_SIZE: Final = 11.0
_LINE: Final = 14.5
_PAD: Final = 5.0
_MOST_LINES: Final = 4
_HEADS: Final = {
    "touchpoint": ("Touchpoint", "触点"),
    "pain": ("What hurts", "痛点"),
    "customers": ("Customers", "客户"),
    "effect": ("Effect on the outcome", "对结果的影响"),
    "value": ("Value at stake, 95 % interval", "受影响的价值（95%区间）"),
    "severity": ("Severity", "严重度"),
    "opportunity": ("What to do", "行动"),
    "against": ("Against", "针对"),
    "kind": ("Kind", "类型"),
    "impact": ("Impact", "影响"),
    "effort": ("Effort", "投入"),
    "owner": ("Owner", "负责人"),
    "metric": ("Measured by", "衡量指标"),
}
_TITLES: Final = {"pains": ("Pain points", "痛点"), "opportunities": ("Opportunities", "机会")}

NewSlide = Callable[["Presentation", str, Theme], Any]


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    share: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    title: str
    columns: tuple[_Column, ...]
    rows: tuple[tuple[str, ...], ...]


def add_tables(
    deck: "Presentation", jmap: JourneyMap, colours: Theme, language: Language, new_slide: NewSlide
) -> None:
    """Add the tables that the map has rows for, over as many slides as they need."""
    for table in (_pains(jmap, language), _opportunities(jmap, language)):
        for number, rows in enumerate(_pages(table)):
            more = f" ({number + 1})" if len(_pages(table)) > 1 else ""
            slide = new_slide(deck, table.title + more, colours)
            _write(slide, table, rows, colours)


def _word(key: str, language: Language) -> str:
    return _HEADS[key][language == "zh"]


def _pains(jmap: JourneyMap, language: Language) -> _Table:
    known = jmap.evidence.pain_points if jmap.evidence else {}
    found = [(t, p) for t in jmap.touchpoints for p in t.pain_points]
    found.sort(key=lambda pair: _worth(known.get(pair[1].id), pair[1]), reverse=True)
    keys = (
        ("touchpoint", "pain", "customers", "effect", "value")
        if known
        else ("touchpoint", "pain", "severity")
    )
    shares = (0.18, 0.3, 0.1, 0.21, 0.21) if known else (0.25, 0.65, 0.1)
    columns = tuple(
        _Column(_word(key, language), share, right=place > 1)
        for place, (key, share) in enumerate(zip(keys, shares, strict=True))
    )
    rows = tuple(_pain(t, p, known.get(p.id), language, measured=bool(known)) for t, p in found)
    return _Table(_TITLES["pains"][language == "zh"], columns, rows)


def _worth(known: PainEvidence | None, pain: PainPoint) -> tuple[bool, float, float]:
    if known is None:
        return (False, 0.0, pain.severity)
    return (True, known.value or 0.0, -known.effect)


def _pain(
    touchpoint: Touchpoint, pain: PainPoint, known: PainEvidence | None, language: Language, *, measured: bool
) -> tuple[str, ...]:
    names = (label(touchpoint.name, touchpoint.id), clean(pain.text))
    if not measured:
        return (*names, f"{pain.severity} / 5")
    if known is None:
        return (*names, "–", "–", "–")
    value = "–"
    if known.value is not None and known.value_low is not None and known.value_high is not None:
        low, high = (about(v, known.currency or "") for v in (known.value_low, known.value_high))
        value = f"{about(known.value, known.currency or '')}\n{between(low, high, language)}"
    effect = f"{points(known.effect, language)}\n{between(points(known.effect_low, language), points(known.effect_high, language), language)}"
    return (*names, f"{count(known.customers)}\n{percent(known.share, language)}", effect, value)


def _opportunities(jmap: JourneyMap, language: Language) -> _Table:
    texts = {p.id: clean(p.text) for t in jmap.touchpoints for p in t.pain_points}
    ordered = sorted(jmap.opportunities, key=lambda o: -(o.impact or 0) / (o.effort or 5))
    every = ("opportunity", "against", "kind", "impact", "effort", "owner", "metric")
    shares = dict(zip(every, (0.3, 0.26, 0.1, 0.07, 0.07, 0.1, 0.1), strict=True))
    cells = [_opportunity(o, texts, language) for o in ordered]
    used = [k for i, k in enumerate(every) if i < 2 or any(row[i] for row in cells)]
    total = sum(shares[k] for k in used)
    columns = tuple(_Column(_word(k, language), shares[k] / total, k in {"impact", "effort"}) for k in used)
    rows = tuple(tuple(row[every.index(k)] for k in used) for row in cells)
    return _Table(_TITLES["opportunities"][language == "zh"], columns, rows)


def _opportunity(opportunity: Opportunity, pains: dict[str, str], language: Language) -> tuple[str, ...]:
    against = "; ".join(pains[p] for p in opportunity.pain_points if p in pains)
    return (
        clean(opportunity.title),
        against,
        say(f"kind.{opportunity.kind}", language) if opportunity.kind else "",
        str(opportunity.impact or ""),
        str(opportunity.effort or ""),
        clean(opportunity.owner or ""),
        metric_name(clean(opportunity.metric), language) if opportunity.metric else "",
    )


def _fitted(table: _Table, row: Sequence[str], *, bold: bool = False) -> list[tuple[str, ...]]:
    """The lines of every cell of a row, as its column is wide."""
    done = []
    for column, cell in zip(table.columns, row, strict=True):
        room = column.share * (WIDE - 2 * EDGE) - 2 * _PAD - 2
        lines: list[str] = []
        for part in cell.split("\n"):
            lines += wrap(part, room, _SIZE, lines=_MOST_LINES, balanced=False, bold=bold)
        done.append(tuple(lines))
    return done


def _height(cells: Sequence[Sequence[str]]) -> float:
    return _LINE * max(1, *(len(lines) for lines in cells)) + 2 * _PAD


def _pages(table: _Table) -> list[list[tuple[str, ...]]]:
    head = _height(_fitted(table, [c.head for c in table.columns], bold=True))
    pages: list[list[tuple[str, ...]]] = []
    used = 0.0
    for row in table.rows:
        tall = _height(_fitted(table, row))
        if not pages or used + tall > TALL - HEAD - EDGE:
            pages.append([])
            used = head
        pages[-1].append(row)
        used += tall
    return pages


def _write(slide: Any, table: _Table, rows: list[tuple[str, ...]], colours: Theme) -> None:
    from pptx.util import Pt

    fitted = [_fitted(table, [c.head for c in table.columns], bold=True), *(_fitted(table, r) for r in rows)]
    tall = sum(_height(cells) for cells in fitted)
    frame = slide.shapes.add_table(
        len(fitted), len(table.columns), Pt(EDGE), Pt(HEAD), Pt(WIDE - 2 * EDGE), Pt(tall)
    )
    frame.name = table.title
    made = frame.table
    made.horz_banding = False
    for place, column in enumerate(table.columns):
        made.columns[place].width = Pt(column.share * (WIDE - 2 * EDGE))
    for number, cells in enumerate(fitted):
        made.rows[number].height = Pt(_height(cells))
        for place, lines in enumerate(cells):
            column = table.columns[place]
            _cell(
                made.cell(number, place),
                lines,
                colours,
                head=number == 0,
                right=column.right,
                shaded=number % 2 == 0,
            )


def _cell(cell: Any, lines: Sequence[str], colours: Theme, *, head: bool, right: bool, shaded: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    cell.margin_left = cell.margin_right = Pt(_PAD)
    cell.margin_top = cell.margin_bottom = Pt(_PAD - 1)
    cell.fill.solid()
    ground = colours["stage0" if head else "tint0" if shaded else "card"]
    cell.fill.fore_color.rgb = RGBColor.from_string(ground[1:].upper())
    for place, line in enumerate(lines):
        paragraph = cell.text_frame.paragraphs[0] if place == 0 else cell.text_frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(_SIZE), head
        tone = colours["on_stage"] if head else colours["ink"]
        run.font.color.rgb = RGBColor.from_string(tone[1:].upper())
