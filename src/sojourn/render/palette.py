"""The colours of the map and the report: named by what they mean, once for light paper and once for dark.

A layout says *tones* (``"ink"``, ``"harm"``, ``"stage2"``); a skin asks the theme for the colour. Text tones reach 4.5 : 1 on
every ground they are drawn on (tested); ``harm``, ``good`` and ``neutral`` fill shapes, ``*_text`` write words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from sojourn.errors import UnknownNameError

ThemeName = Literal["light", "dark"]
STAGE_HUES: Final = 6
"""Stages take these hues in turn."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A name and the colour of every tone."""

    name: str
    tones: Mapping[str, str]

    def __getitem__(self, tone: str) -> str:
        return self.tones[tone]


def _theme(name: str, base: dict[str, str], stages: tuple[str, ...], tint: float, bar: float) -> Theme:
    tones = dict(base)
    for index, hue in enumerate(stages):
        tones[f"stage{index}"] = hue
        tones[f"tint{index}"] = mix(hue, base["column"], tint)
        tones[f"track{index}"] = mix("#ffffff", hue, bar)
    return Theme(name, MappingProxyType(tones))


def mix(colour: str, ground: str, share: float) -> str:
    """A colour laid over a ground with an opacity of `share`.

    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(255 * (a * share + b * (1 - share))):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours by WCAG 2.2, 1 (the same) to 21 (black on white).

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


LIGHT: Final = _theme(
    "light",
    {
        "paper": "#fbfbf9",
        "column": "#ffffff",
        "card": "#ffffff",
        "card_line": "#dfe4eb",
        "shadow": "#1c2430",
        "ink": "#1c2430",
        "soft": "#56616f",
        "line": "#d9dee6",
        "faint": "#e6eaf0",
        "slate": "#8a96a6",
        "ribbon": "#64748b",
        "on_stage": "#ffffff",
        "on_face": "#ffffff",
        "harm": "#c2410c",
        "good": "#0f766e",
        "neutral": "#b7791f",
        "harm_text": "#b83d0b",
        "good_text": "#0f766e",
        "neutral_text": "#87560f",
        "star": "#d69e2e",
        "pill_good": "#0f766e",
        "trace0": "#1f5fa8",
        "trace1": "#9b3a6c",
        "trace2": "#2f6b3c",
        "trace3": "#6a45b0",
        "trace4": "#7a5310",
    },
    ("#3b5b92", "#3d7a57", "#8f6a1d", "#93456b", "#5f4b9b", "#2b7483"),
    0.08,
    0.32,
)
DARK: Final = _theme(
    "dark",
    {
        "paper": "#11151b",
        "column": "#11151b",
        "card": "#1d242e",
        "card_line": "#303a48",
        "shadow": "#000000",
        "ink": "#eef1f5",
        "soft": "#a8b3c1",
        "line": "#2b3440",
        "faint": "#29313d",
        "slate": "#74808f",
        "ribbon": "#93a1b5",
        "on_stage": "#ffffff",
        "on_face": "#11151b",
        "harm": "#f08552",
        "good": "#45c2ad",
        "neutral": "#deae54",
        "harm_text": "#f5966a",
        "good_text": "#52cbb7",
        "neutral_text": "#e2b663",
        "star": "#e9bd4f",
        "pill_good": "#11766b",
        "trace0": "#84b6f2",
        "trace1": "#e89fc6",
        "trace2": "#93d0a0",
        "trace3": "#c0abf5",
        "trace4": "#e0bd74",
    },
    ("#3f6199", "#3a7554", "#866419", "#93486d", "#6551a3", "#2b7080"),
    0.15,
    0.28,
)
_THEMES: Final = {"light": LIGHT, "dark": DARK}


def theme_named(name: str) -> Theme:
    """The theme of that name.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in _THEMES:
        raise UnknownNameError.among("theme", name, _THEMES)
    return _THEMES[name]
