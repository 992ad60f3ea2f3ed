"""The style sheet of the page: colours of both themes as variables, then the rules."""

from functools import cache
from importlib.resources import files
from typing import Final

from sojourn.render.palette import DARK, LIGHT, STAGE_HUES, Theme, mix
from sojourn.render.svg_write import class_name

HEAT_LEVELS: Final = 7
_DARKEST: Final = 0.5
"""Ink on the strongest cell keeps a contrast of more than 4.5 : 1 in both themes (tested)."""


@cache
def style_sheet() -> str:
    """The text of the one ``<style>`` element."""
    rules = files("sojourn.render.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    parts = [
        f":root{{color-scheme:light dark;{_variables(LIGHT)}}}",
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}",
        *_tone_classes(),
        *(f".hue{i}{{--hue:var(--stage{i})}}" for i in range(STAGE_HUES)),
        *(f".heat{i}{{background:var(--heat{i})}}" for i in range(HEAT_LEVELS)),
        rules,
    ]
    return "\n".join(parts)


def heat_colour(theme: Theme, level: int) -> str:
    """The ground of a heat cell, level 0 (nothing) to ``HEAT_LEVELS - 1`` (the most)."""
    return mix(theme["stage0"], theme["paper"], _DARKEST * level / (HEAT_LEVELS - 1))


def _variables(theme: Theme) -> str:
    tones = {name.replace("_", "-"): colour for name, colour in theme.tones.items()}
    tones |= {f"heat{level}": heat_colour(theme, level) for level in range(HEAT_LEVELS)}
    return "".join(f"--{name}:{colour};" for name, colour in tones.items())


def _tone_classes() -> list[str]:
    """What the map's picture paints with: a class per property and tone."""
    return [
        f".{class_name(prop, tone)}{{{prop}:var(--{tone.replace('_', '-')})}}"
        for prop in ("fill", "stroke")
        for tone in LIGHT.tones
    ]
