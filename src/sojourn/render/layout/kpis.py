"""Metrics beside their targets: what was measured, and whether it reaches the target, as a word and a sign."""

import re
from typing import Final

from sojourn.journeymap.model import Kpi, KpiEvidence, Touchpoint
from sojourn.render.layout.frame import Frame
from sojourn.render.layout.items import Entry
from sojourn.render.layout.text import clean
from sojourn.render.layout.waits import seconds
from sojourn.render.numbers import Language, about, between, count, decimal, duration, percent, signed
from sojourn.render.words import keys, say

_SIGNS: Final = ((">=", "≥"), ("<=", "≤"), ("＞=", "≥"), ("＜=", "≤"))
_TIME: Final = re.compile(r"([≥≤<>]) ?([0-9]+(?:\.[0-9]+)?(?:w|d|h|min|m|s))")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_TONES: Final = {"met": "good", "missed": "harm", "open": "neutral"}
_KNOWN: Final = frozenset(keys())


def kpi_entries(frame: Frame, touchpoint: Touchpoint) -> list[Entry]:
    """The metrics of a touchpoint; without data their targets alone."""
    known = frame.known(touchpoint)
    measured = {k.metric: k for k in known.kpis} if known else {}
    entries = []
    for kpi in touchpoint.kpis:
        sign, text, under = kpi_words(kpi, measured.get(kpi.metric), frame.language)
        entries.append(
            Entry(text, sign, _TONES.get(sign, "slate"), _joined((frame.names[touchpoint.id], under)))
        )
    return entries


def kpi_words(kpi: Kpi, known: KpiEvidence | None, language: Language) -> tuple[str, str, str]:
    """(sign, what is known, the rest): the sign is ``met``, ``missed``, ``open``, or ``target`` without data."""
    name, target = metric_name(kpi.metric, language), target_text(kpi.target, language)
    if known is None:
        gap = "\u00a0" if target[:1] in {"≥", "≤", ">", "<"} else " → "
        return "target", f"{name}{gap}{target}" if target else name, ""
    aim = say("kpi.target", language, target=target) if target else ""
    if known.value is None:
        parts = (aim, clean(known.reason))
        return "open", say("kpi.open", language, name=name), _joined(parts)
    value = amount(known.value, known.unit, language)
    if not target:
        return "target", say("kpi.value", language, name=name, value=value), _spread(known, language)
    sign = "open" if known.met is None else "met" if known.met else "missed"
    words = say("kpi.judged", language, name=name, value=value, word=say(sign, language))
    return sign, words, _joined((aim, _spread(known, language), clean(known.reason)))


def _joined(parts: tuple[str, ...]) -> str:
    return " · ".join(part for part in parts if part)


def _spread(known: KpiEvidence, language: Language) -> str:
    """The interval and the number behind a value."""
    parts = []
    if known.low is not None and known.high is not None:
        low, high = (amount(x, known.unit, language) for x in (known.low, known.high))
        parts.append(between(low, high, language))
    if known.n is not None:
        parts.append(f"n\u00a0{count(known.n)}")
    return ", ".join(parts)


def amount(value: float, unit: str, language: Language) -> str:
    """A value in its unit as people read it.

    >>> amount(0.25, "share", "en").replace("\u202f", " "), amount(90, "s", "zh").replace("\u00a0", " "), amount(4.26, "", "en")
    ('25.0 %', '1 分 30 秒', '4.3')
    """
    if unit == "share":
        return percent(value, language, 1)
    if unit == "s":
        return duration(value, language)
    if unit == "points":
        return signed(value)
    if _CURRENCY.fullmatch(unit):
        return about(value, unit)
    return decimal(value)


def metric_name(metric: str, language: Language) -> str:
    """The words for a known metric; any other text as it is.

    >>> metric_name("exits_share", "en"), metric_name("calls answered", "en")
    ('Leave here', 'calls answered')
    """
    key = f"metric.{metric.casefold().replace(' ', '_').replace('-', '_')}"
    return say(key, language) if key in _KNOWN else clean(metric)


def target_text(target: str, language: Language) -> str:
    r"""A target with the signs people write and times in words, which no line breaks in.

    >>> target_text(">= 40 %", "en").replace("\u00a0", "_"), target_text("<=2d", "zh").replace("\u00a0", "_")
    ('≥_40_%', '≤_2_天')
    """
    text = clean(target)
    for typed, sign in _SIGNS:
        if text.startswith(typed):
            text = f"{sign} {text.removeprefix(typed).strip()}"
    if (time := _TIME.fullmatch(text)) and (length := seconds(time[2])) is not None:
        text = f"{time[1]} {duration(length, language)}"
    return text.replace(" ", "\u00a0") if text[:1] in "≥≤<>" else text
