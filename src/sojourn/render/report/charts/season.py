"""How much days differ from the average one: a bar per day from the line of the average, with its interval."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from sojourn.render.numbers import Language, decimal
from sojourn.render.report.charts.static import TEXT, Chart, across, along, chart, rows, tone, unchecked
from sojourn.render.report.words import say
from sojourn.report.blocks.trends import Season

_HEIGHT: Final = 172
_TOP: Final = 24
_BOTTOM: Final = 28
_LEFT: Final = 46
_LEAST: Final = 340
_PITCH: Final = 20
_ROOM: Final = 0.1
"""Above and below the bars for their figures, as a share of the span."""
SURE: Final = 0.05
_NAMED: Final = 3
"""Days that a sentence names at either end."""
_LABELLED: Final = frozenset({1, 5, 10, 15, -15, -10, -5, -1})


@unchecked()
def seasons_chart(seasons: tuple[Season, ...], kind: str, name: str, language: Language) -> Chart | None:
    """The chart of one kind of season; None if none of its days stands out."""
    known = sorted((s for s in seasons if s.kind == kind), key=lambda s: (s.day < 0, s.day))
    if len(known) < 2 or all(s.q >= SURE for s in known):
        return None
    import altair as alt

    width = max(_LEAST, _LEFT + _PITCH * len(known))
    step = (width - _LEFT) / len(known)
    low = min(0.9, *(s.low for s in known))
    high = max(1.1, *(s.high for s in known))
    low, high = low - _ROOM * (high - low), high + _ROOM * (high - low)
    upright = partial(along, domain=(low, high), span=(_HEIGHT - _BOTTOM, _TOP))
    x, y = across("x:Q", (0, width), (0, width)), upright("factor:Q")
    days = [
        {"x": _LEFT + step * (i + 0.5), "factor": s.factor, "one": 1.0, "low": s.low, "high": s.high,
         "text": _label(s, language, step)}
        for i, s in enumerate(known)
    ]  # fmt: skip
    sure = [d for d, s in zip(days, known, strict=True) if s.q < SURE]
    faint = [d for d, s in zip(days, known, strict=True) if s.q >= SURE]
    thick = min(22.0, step * 0.56)
    layers: list[Any] = [
        rows(part).mark_bar(color=tone(colour), size=thick).encode(x=x, y=y, y2=alt.Y2("one:Q"))
        for part, colour in ((faint, "line"), (sure, "stage0"))
        if part
    ]
    layers += [
        rows(days).mark_rule(color=tone("ink"), strokeWidth=1.2).encode(x=x, y=upright("low:Q"), y2="high:Q"),
        rows([{"factor": 1.0}]).mark_rule(color=tone("slate")).encode(y=y, x=alt.value(0), x2=alt.value(width)),
        rows([{"factor": 1.0, "text": say("season.average", language)}])
        .mark_text(align="left", baseline="bottom", dy=-2, fontSize=11, color=tone("soft"))
        .encode(y=y, x=alt.value(0), text="text:N"),
        rows(days).mark_text(align="center", baseline="bottom", fontSize=11, color=tone("soft"))
        .encode(x=x, y=alt.value(_HEIGHT - 6), text="text:N"),
        *_extremes(sure, x, upright),
    ]  # fmt: skip
    return chart(layers, width, _HEIGHT, name, told(seasons, kind, language))


def told(seasons: tuple[Season, ...], kind: str, language: Language) -> str:
    """The days that stand out, in a sentence."""
    sure = sorted((s for s in seasons if s.kind == kind and s.q < SURE), key=lambda s: -s.factor)
    joiner = "、" if language == "zh" else ", "
    shown = sure if len(sure) <= 2 * _NAMED else [*sure[:_NAMED], *sure[-_NAMED:]]
    words = joiner.join(f"{day_words(s, language)} × {decimal(s.factor, 2)}" for s in shown)
    return str(say("season.told", language, days=words).unescape())


def day_words(season: Season, language: Language) -> str:
    """The day as people call it."""
    if season.kind == "weekday":
        return str(say(f"day.{season.day}", language).unescape())
    if season.day < 0:
        return str(say("season.from_end", language, n=-season.day).unescape())
    return str(say("season.day", language, day=str(season.day)).unescape())


def _label(season: Season, language: Language, step: float) -> str:
    if season.kind == "weekday":
        whole = day_words(season, language)
        return whole.removeprefix("星期") if language == "zh" else whole[:3] if step > 24 else whole[:1]
    return str(season.day).replace("-", "−") if step > 24 or season.day in _LABELLED else ""


def _extremes(sure: list[dict[str, Any]], x: Any, upright: Callable[[str], Any]) -> list[Any]:
    """The figure at the strongest and the weakest day that stand out."""
    up, down = (
        [d for d in sure if d["factor"] > 1],
        [d for d in sure if d["factor"] < 1],
    )
    found = [max(up, key=lambda d: float(d["factor"]))] if up else []
    found += [min(down, key=lambda d: float(d["factor"]))] if down else []
    layers = []
    for day in found:
        above = day["factor"] > 1
        layers.append(
            rows([{**day, "figure": f"× {decimal(day['factor'], 2)}"}])
            .mark_text(align="center", baseline="bottom" if above else "top", dy=-3 if above else 3, fontSize=TEXT, fontWeight=600, color=tone("ink"))
            .encode(x=x, y=upright("high:Q" if above else "low:Q"), text="figure:N")
        )  # fmt: skip
    return layers
