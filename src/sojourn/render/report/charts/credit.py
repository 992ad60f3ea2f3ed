"""What each channel is owed, by every model: a row per channel, a mark per model, a line from the lowest to the highest."""

from typing import Any, Final

from sojourn.render.layout.text import clean, shorten
from sojourn.render.numbers import Language, percent
from sojourn.render.report.charts.scale import ticks
from sojourn.render.report.charts.static import Chart, across, along, chart, rows, tone, unchecked
from sojourn.render.report.words import known, say
from sojourn.report.blocks.attribution import Attribution

_WIDTH: Final = 700
_ROW: Final = 34
_TOP: Final = 26
_LABELS: Final = 150
_RIGHT: Final = 24
_SHOWN: Final = 12
SHAPES: Final = {
    "first": ("triangle-left", "slate"),
    "last": ("triangle-right", "slate"),
    "last_non_direct": ("cross", "slate"),
    "linear": ("square", "neutral"),
    "position": ("diamond", "neutral"),
    "time_decay": ("triangle-down", "neutral"),
    "markov": ("circle", "harm"),
    "shapley": ("triangle-up", "stage0"),
}
"""Mark and tone of a model: simple rules grey and amber, those that weigh whole paths in colour."""


def channels_shown(block: Attribution) -> list[str]:
    """Channels by their largest share in any model, largest first, at most twelve."""
    best: dict[str, float] = {}
    for given in block.models.values():
        for channel, credit in given.items():
            best[channel] = max(best.get(channel, 0.0), credit.share)
    return sorted(best, key=lambda c: (-best[c], c))[:_SHOWN]


def model_words(model: str, language: Language) -> str:
    """What a model is called."""
    return known(f"model.{model}", language) or model.replace("_", " ")


@unchecked()
def credits_chart(block: Attribution, name: str, language: Language) -> Chart | None:
    """The chart of all models; None if there is one channel or one model: then there is nothing to compare."""
    channels = channels_shown(block)
    if len(channels) < 2 or len(block.models) < 2:
        return None
    import altair as alt

    place = {channel: i for i, channel in enumerate(channels)}
    most = max(c.share for given in block.models.values() for c in given.values())
    height = _TOP + _ROW * len(channels) + 6
    x = across("share:Q", (0, most * 1.04), (_LABELS, _WIDTH - _RIGHT))
    y = along("row:Q", (-0.5, len(channels) - 0.5), (_TOP, height - 6))
    ends = []
    for channel in channels:
        own = [given[channel].share for given in block.models.values() if channel in given]
        ends.append({"row": place[channel], "share": min(own), "high": max(own), "text": shorten(clean(channel), _LABELS - 14, 13)})  # fmt: skip
    guides = [{"share": t, "text": percent(t, language)} for t in ticks(0.0, most)]
    layers: list[Any] = [
        rows(guides).mark_rule(color=tone("line")).encode(x=x, y=alt.value(_TOP), y2=alt.value(height - 6)),
        rows(guides).mark_text(align="center", baseline="bottom", fontSize=11, color=tone("soft"))
        .encode(x=x, y=alt.value(_TOP - 6), text="text:N"),
        rows(ends).mark_rule(color=tone("line"), strokeWidth=6, strokeCap="round").encode(x=x, x2="high:Q", y=y),
        rows(ends).mark_text(align="left", baseline="middle", fontSize=13, color=tone("ink"))
        .encode(x=alt.value(0), y=y, text="text:N"),
    ]  # fmt: skip
    for model, given in block.models.items():
        shape, colour = SHAPES.get(model, ("circle", "soft"))
        marks = [{"row": place[c], "share": v.share} for c, v in given.items() if c in place]
        layers.append(
            rows(marks)
            .mark_point(shape=shape, filled=True, color=tone(colour), opacity=1, size=62)
            .encode(x=x, y=y)
        )
    words = say("credits.told", language, n=len(channels), models=len(block.models))
    return chart(layers, _WIDTH, height, name, str(words.unescape()))


def symbol(model: str) -> str:
    """The outline of a model's mark in a box from −6 to 6, for the key."""
    shape = SHAPES.get(model, ("circle", "soft"))[0]
    return _OUTLINES[shape]


_OUTLINES: Final = {
    "circle": "M-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0Z",
    "square": "M-4-4H4V4H-4Z",
    "diamond": "M0-5.2L5.2 0L0 5.2L-5.2 0Z",
    "cross": "M-1.6-5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5V-1.6H-1.6Z",
    "triangle-up": "M0-4.6L5 4H-5Z",
    "triangle-down": "M0 4.6L5-4H-5Z",
    "triangle-left": "M-4.6 0L4-5V5Z",
    "triangle-right": "M4.6 0L-4-5V5Z",
}
