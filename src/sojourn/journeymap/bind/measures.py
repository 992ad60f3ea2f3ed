"""The KPIs of a map's touchpoints beside their targets: what events can measure of them, with interval and n."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any, Final

import numpy as np

from sojourn.analysis.metrics import MetricsSpec
from sojourn.analysis.metrics.definitions import RATINGS, Definition, Definitions
from sojourn.analysis.metrics.dictionary import METRICS
from sojourn.analysis.metrics.goals import NO_GOAL
from sojourn.analysis.metrics.ratings import NO_RATINGS
from sojourn.analysis.metrics.rows import COMPUTED, UNKNOWN
from sojourn.analysis.metrics.words import reason_words
from sojourn.analysis.seam import answer
from sojourn.analysis.stats.proportions import wilson
from sojourn.journeymap.bind.narrowing import narrowed
from sojourn.journeymap.bind.reasons import Language, quoted, words_of
from sojourn.journeymap.bind.tally import Counted
from sojourn.journeymap.bind.targets import Kind, Target, read_target
from sojourn.journeymap.model import JourneyMap, Kpi, KpiEvidence, MeasuredEmotion
from sojourn.log.journeylog import JourneyLog
from sojourn.log.kernels.durations import BINS, bin_middles

_Z: Final = 1.959963984540054
_CSAT_MEAN: Final = "csat_mean"
_DEFINITIONS: Final = Definitions(ratings=(*RATINGS, Definition(_CSAT_MEAN, "csat_1_5", "mean")))
_KINDS: Final[Mapping[str, Kind]] = {"share": "share", "seconds": "duration"}
"""Kinds of targets by the unit of a metric; others are numbers."""
_HITS: Final = {"share": 1, "exits_share": 3, "repeats_share": 5}
"""Shares of customers by the column of their customers; see :data:`sojourn.log.kernels.profile.COLUMNS`."""
_CONVERSION: Final = "conversion"
_PLAIN_COUNTS: Final = ("revenue",)
"""What has no interval because it is a count of everything, not an estimate."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A measured value; without one the reason."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Measures:
    """Measures the KPIs of a map on a log that is counted already.

    Attributes
    ----------
    goals
        The touchpoints that count as success, by their names in the view.
    emotions
        The measured feeling by the id of a touchpoint.
    """

    jmap: JourneyMap
    log: JourneyLog
    counted: Counted
    goals: tuple[str, ...]
    emotions: Mapping[str, MeasuredEmotion]
    language: Language

    def at(self, place: int) -> tuple[KpiEvidence, ...]:
        """Every KPI of a touchpoint, in the order of the map."""
        return tuple(self._kpi(place, kpi) for kpi in self.jmap.touchpoints[place].kpis)

    def _kpi(self, place: int, kpi: Kpi) -> KpiEvidence:
        metric = metric_id(kpi)
        found = self._value(place, metric)
        if found.value is None:
            return KpiEvidence(metric=kpi.metric, n=found.n or None, unit=found.unit, reason=found.reason)
        met, reason = self._met(metric, kpi.target, found)
        value, low, high = (None if x is None else round(x, 4) for x in (found.value, found.low, found.high))
        return KpiEvidence(
            metric=kpi.metric,
            value=value,
            low=low,
            high=high,
            n=found.n,
            unit=found.unit,
            met=met,
            reason=reason,
        )

    def _met(self, metric: str, text: str, found: _Value) -> tuple[bool | None, str]:
        """Whether the target is reached, and why that cannot be said."""
        words = words_of(self.language)
        if not text.strip():
            return None, ""
        target = read_target(text, _kind(metric))
        if isinstance(target, str):
            return None, words[target].format(text=quoted([text], self.language))
        low, high = found.low, found.high
        if metric in _PLAIN_COUNTS:
            low = high = found.value
        if low is None or high is None:
            return None, words["no_interval"]
        met = target.met(low, high)
        return met, words["undecided"] if met is None else ""

    def _value(self, place: int, metric: str) -> _Value:
        if metric in _HITS:
            row = self.counted.tally.profile.events[place].tolist()
            return _share(row[_HITS[metric]], self.counted.customers if metric == "share" else row[1])
        words = words_of(self.language)
        if metric == "median_wait":
            return _median_wait(self.counted, place) or _Value(unit="s", reason=words["no_waits"])
        if metric == "emotion":
            felt = self.emotions.get(self.jmap.touchpoints[place].id)
            if felt is None:
                return _Value(unit="points", reason=words["no_feeling"])
            return _Value(felt.score, felt.low, felt.high, felt.n, "points")
        if metric not in METRICS and metric != _CSAT_MEAN:
            return _Value(reason=words["unmeasured"])
        return self._known(self.counted.view.shown[place], metric)

    def _known(self, name: str, metric: str) -> _Value:
        """A metric of the touchpoint where it has groups of events, else of everybody.

        Who is at the goal has reached it: there, conversion is that of everybody.
        """
        words = words_of(self.language)
        rows = self._rows
        grouped = any(key[0] == metric and key[1] for key in rows)
        everybody = metric == _CONVERSION and name in self.goals
        row = rows.get((metric, name)) if grouped and not everybody else rows.get((metric, ""))
        if row is None:
            return _Value(reason=words["ratings"])
        unit = _unit(row)
        if row["status"] != COMPUTED:
            return _Value(unit=unit, reason=self._reason(row["status"].removeprefix(UNKNOWN)))
        return _Value(row["value"], row["low"], row["high"], row["n"], unit)

    def _reason(self, told: str) -> str:
        words = words_of(self.language)
        known = {NO_GOAL: words["goal"], NO_RATINGS: words["ratings"]}
        return known.get(told) or words["no_value"].format(reason=reason_words(told, self.language))

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """The metrics of every touchpoint of the view, and under an empty name of everybody."""
        view = narrowed(self.counted, self.goals)
        seen = self.log.renamed(view, {"touchpoint": view.vocabulary})
        spec = MetricsSpec(self.goals, ("touchpoint",), definitions=_DEFINITIONS)
        return {(row["metric"], row["group"]): row for row in answer(seen, spec).table.to_pylist()}


def metric_id(kpi: Kpi) -> str:
    """The id that a metric's text names, whatever its case, blanks and hyphens; else the text in small letters.

    A target for CSAT above 1 that is no percentage speaks of the mean rating, not of the share of good ones.

    >>> metric_id(Kpi(metric="Exits share")), metric_id(Kpi(metric="csat", target=">= 4.5"))
    ('exits_share', 'csat_mean')
    """
    found = "_".join(kpi.metric.casefold().replace("-", " ").replace("_", " ").split())
    if found == "csat":
        target = read_target(kpi.target, "number")
        if isinstance(target, Target) and target.bound > 1:
            return _CSAT_MEAN
    return found


def _kind(metric: str) -> Kind:
    if metric in _HITS:
        return "share"
    if metric == "median_wait":
        return "duration"
    return _KINDS.get(METRICS[metric].unit, "number") if metric in METRICS else "number"


def _unit(row: Mapping[str, Any]) -> str:
    """The unit as people read it: the currency of money, ``s`` for seconds."""
    if row["unit"] == "money":
        return row["currency"] or ""
    return "s" if row["unit"] == "seconds" else str(row["unit"])


def _share(hits: int, n: int) -> _Value:
    if not n:
        return _Value(unit="share")
    low, high = wilson(np.array([hits]), np.array([n]))
    return _Value(hits / n, float(low[0]), float(high[0]), n, "share")


def _median_wait(counted: Counted, place: int) -> _Value | None:
    """The lower median of the seconds to the next event, with the interval that its ranks allow (binomial, normal).

    The interval takes all waits of a customer for one, as they are alike. Within 1.6 %, as the waits are counted in bins.
    """
    waits = counted.tally.profile.waits
    first, last = np.searchsorted(waits.keys, [place * BINS, (place + 1) * BINS])
    upto = np.cumsum(waits.counts[first:last, 0])
    if not len(upto):
        return None
    n = int(upto[-1])
    half = _Z * sqrt(float(counted.tally.waits[place, 2])) / 2  # n / √(n² / sum of squares)
    ranks = np.array([(n + 1) // 2, np.floor(n / 2 - half), np.ceil(n / 2 + 1 + half)])
    bins = waits.keys[first:last][np.searchsorted(upto, np.clip(ranks, 1, n))] % BINS
    value, low, high = (bin_middles()[bins] / 1e6).tolist()
    return _Value(value, low, high, n, "s") if n > 1 else _Value(value, None, None, n, "s")
