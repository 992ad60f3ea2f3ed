"""The questions that contenders are asked, and the one form in which their answers are compared.

An answer is a table. Its columns named in ``keys`` say what a row is about, those named in ``measures`` are numbers; a
contender may leave measures out. Of a `large` answer, only its rows and the sums of its numbers and of their squares are
compared.
"""

import math
from dataclasses import dataclass

DAY = 86_400_000_000


@dataclass(frozen=True)
class Question:
    """One question; `touched` are the columns of a journey log that it cannot be answered without."""

    asked: str
    keys: tuple[str, ...]
    measures: tuple[str, ...]
    touched: tuple[str, ...] = ("touchpoint", "timestamp")
    large: bool = False


FUNNEL = ("touchpoint 1", "touchpoint 2", "touchpoint 3")
GOAL = "touchpoint 7"
TOP = tuple(f"touchpoint:touchpoint {i}" for i in range(1, 13))
CHANNELS = tuple(f"channel:{name}" for name in ("web", "app", "store", "e-mail", "phone"))

QUESTIONS = {
    "transitions": Question(
        "which touchpoint directly follows which, how often, for how many customers, after how long",
        ("source", "target"),
        ("count", "customers", "mean_s", "median_s"),
    ),
    "paths": Question(
        "all different journeys, how often each", (), ("customers",), ("touchpoint",), large=True
    ),
    "funnel": Question(
        "customers who reach each of three touchpoints in order within 30 days", ("step",), ("customers",)
    ),
    "funnel, any time": Question(
        "the same without a limit of time", ("step",), ("customers",), ("touchpoint",)
    ),
    "visits": Question(
        "visits (gaps up to 7 days) by the touchpoint they begin at: number, customers, events, duration, bounces",
        ("touchpoint",),
        ("visits", "customers", "events_mean", "duration_mean_s", "bounce_share"),
    ),
    "steps": Question(
        "customers at each touchpoint at each of the first ten steps",
        ("step", "touchpoint"),
        ("customers", "share"),
        ("touchpoint",),
    ),
    "exits": Question(
        "customers, events, entries and exits of each touchpoint",
        ("touchpoint",),
        ("customers", "events", "entries", "exits"),
        ("touchpoint",),
    ),
    "touches": Question(
        "first and last channel of every customer", ("name",), ("first", "last"), ("channel",)
    ),
    "touchpoints": Question(
        "customers, events, starts, exits, repeats and median wait of each touchpoint",
        ("touchpoint",),
        ("customers", "events", "starts", "exits", "repeats", "median_wait_s"),
        ("touchpoint", "timestamp", "channel"),
    ),
    "precedence": Question(
        "of every two touchpoints, how many customers meet which first",
        ("first", "second"),
        ("customers",),
        ("touchpoint",),
    ),
    "rhythm": Question(
        "events and customers of each hour of the week",
        ("weekday", "hour"),
        ("events", "customers"),
        ("timestamp",),
    ),
    "retention": Question(
        "customers of each month's cohort who are active in each later month",
        ("cohort", "period"),
        ("active",),
        ("timestamp",),
    ),
    "features": Question(
        "a row of 30 numbers for every customer",
        (),
        (
            *("events", "visits", "events_per_visit", "active_days", "distinct_touchpoints", "tenure_days"),
            *("recency_days", "gap_days", "weekend_share", "night_share", "morning_share", "afternoon_share"),
            *("evening_share", *TOP, *CHANNELS),
        ),
        ("touchpoint", "timestamp", "channel"),
        large=True,
    ),
    "rules": Question(
        "association rules of two touchpoints: count, confidence, lift",
        ("left", "right"),
        ("count", "confidence", "lift"),
        ("touchpoint",),
    ),
    "attribution": Question(
        "conversions that channels are credited with: first, last, linear, Markov of order 1",
        ("channel",),
        ("first", "last", "linear", "markov"),
        ("touchpoint", "timestamp", "channel"),
    ),
}

NOT_ASKED = {
    "segments": "groups depend on starting points and scaling; `features` is the part that grows with the events",
    "correlations": "taken on a sample of the features, with intervals and ranks",
    "drivers": "a regression on features, with checks of its own",
    "suspects": "rules of our own",
    "pain_points": "none of the contenders has them",
    "moments_of_truth": "none of the contenders has them",
    "metrics": "scores and shares with intervals, which none of the contenders has",
    "response_bias": "none of the contenders has it",
    "lifetime_value": "a model of purchases, fitted; none of the contenders fits one",
    "trends": "a search for changes and seasons, which none of the contenders makes",
    "consistency": "none of the contenders has it",
    "emotion": "none of the contenders has it",
    "what_if": "none of the contenders has it",
    "voice": "none of the contenders reads texts; [how well it works](text.md#how-well-it-works)",
}
"""Registered analyses for which no contender answers the same question, and why."""


def told(question: Question, table) -> dict[str, dict[str, float]]:
    """Measure → row → number, of an Arrow table or of a dict of columns."""
    columns = table if isinstance(table, dict) else {n: table[n] for n in table.column_names}
    measures = [name for name in question.measures if name in columns]
    if question.large:
        return {name: _summary(columns[name]) for name in measures}
    keys = [
        " → ".join(map(str, row)) for row in zip(*map(_list, map(columns.get, question.keys)), strict=True)
    ]
    return {
        name: {k: v for k, v in zip(keys, _list(columns[name]), strict=True) if _is_number(v) and v}
        for name in measures
    }


def _list(column) -> list:
    return column.to_pylist() if hasattr(column, "to_pylist") else list(column)


def _is_number(value) -> bool:
    return value is not None and not math.isnan(value)


def _summary(column) -> dict[str, float]:
    values = list(filter(_is_number, _list(column)))
    return {"rows": len(values), "sum": math.fsum(values), "squares": math.fsum(v * v for v in values)}
