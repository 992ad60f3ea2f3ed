"""The answer in sentences, made from the numbers: the headline and the paragraph under it."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

from markupsafe import Markup

from sojourn.render.numbers import Language, about, count, duration, percent, signed
from sojourn.render.report.channels import channels
from sojourn.render.report.names import named, strong, strong_name
from sojourn.render.report.pains import brief, costs, first_actions, lost, statement
from sojourn.render.report.sections import by_loss, ends_of, funnel, one_touchpoint, waits
from sojourn.render.report.words import say
from sojourn.report.document import Report

STANDS_OUT: Final = 0.05
"""The touchpoint where most journeys end is named in the headline if this share of them ends there."""
_LONGEST: Final = 110
"""A statement longer than this is no headline; then kind and place stand in for it."""
_TELLING: Final = (0.01, 0.95)
"""A share that reaches the goal again is told within these limits; outside, it follows from how the data were made."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The headline, and sentences that explain it."""

    headline: tuple[Markup, ...]
    lead: tuple[Markup, ...]


def answer(report: Report, language: Language) -> Answer:
    """Say what is known: what costs most and what to do first; how many reach the goal, and what stands out on the way.

    Where no pain point is shown to cost anything, the headline says how many reach the goal and where the others are lost.
    """
    decided = _costliest(report, language)
    if decided:
        found = (
            _first(report, language),
            _reach(report, language),
            _also(report, language),
            _feeling(report, language),
        )
        return Answer(decided, tuple(s for s in found if s is not None))
    sentences = (
        _no_pain(report, language),
        _drop(report, language),
        _wait(report, language),
        _channel(report, language),
        _feeling(report, language),
        _again(report, language),
    )
    return Answer(_headline(report, language), tuple(s for s in sentences if s is not None))


def _headline(report: Report, language: Language) -> tuple[Markup, ...]:
    summary = report.summary
    if not summary.customers:
        return (say("answer.nobody", language),)
    ranked = by_loss(report)
    if summary.goal is None:
        return (_without_goal(report, language),)
    if not ranked:
        return (say("answer.reach_all", language, n=summary.customers, goal=named(summary.goal)),)
    first = _reach(report, language) or say("answer.reach_none", language, goal=named(summary.goal))
    lost = say("answer.lost", language, name=strong_name(ranked[0].name), n=ends_of(ranked[0]))
    return (first, lost)


def _reach(report: Report, language: Language) -> Markup | None:
    """How many reach the goal."""
    summary = report.summary
    if summary.goal is None or not summary.goal_customers:
        return None
    rate = percent(summary.goal_customers / summary.customers, language)
    return say("answer.reach", language, share=strong(rate, "good"), goal=named(summary.goal))


def _costliest(report: Report, language: Language) -> tuple[Markup, ...]:
    """What costs most; nothing where no pain point is shown to cost anything."""
    costly = costs(report)
    if not costly:
        return ()
    worst = costly[0]
    told = len(statement(worst)) <= _LONGEST
    what = named(statement(worst)) if told else brief(worst, language)
    if worst.value_at_stake is not None:
        value = strong(about(worst.value_at_stake, worst.currency or ""), "harm")
        return (say("answer.costs_told" if told else "answer.costs", language, what=what, value=value),)
    people = strong(count(round(lost(worst))), "harm")
    key = "answer.share_told" if told else "answer.costs_share"
    return (say(key, language, what=what, n=people, outcome=named(worst.outcome)),)


def _first(report: Report, language: Language) -> Markup | None:
    """What to do about the costliest pain point first."""
    action = first_actions(report).get(costs(report)[0].id)
    return None if action is None else say("answer.first", language, action=_small(action.action))


def _small(action: str) -> str:
    """An action inside a sentence: a small letter, unless the first word is more than capitalised."""
    word = action.partition(" ")[0]
    return action if word.isupper() and len(word) > 1 else action[:1].lower() + action[1:]


def _also(report: Report, language: Language) -> Markup | None:
    """The next two pain points."""
    others = [brief(p, language) for p in costs(report)[1:3]]
    if not others:
        return None
    return say("lead.also", language, others=say("pain.and", language).join(others))


def _no_pain(report: Report, language: Language) -> Markup | None:
    """That pain points were looked for and none stands up, where that is so."""
    looked = sum(p.verdict != "not_comparable" for p in report.pain_points or ())
    return say("lead.none", language, n=looked) if looked else None


def _without_goal(report: Report, language: Language) -> Markup:
    """Where journeys end, if one touchpoint stands out; for journeys without a goal no end is a loss."""
    summary, ranked = report.summary, by_loss(report)
    if one_touchpoint(report) and report.touchpoints:
        return say("answer.one", language, name=named(report.touchpoints[0].name), n=summary.customers)
    if not ranked:
        return say("top.journeys", language, n=summary.customers)
    share = ends_of(ranked[0]) / summary.customers
    if share < STANDS_OUT:
        most = percent(ceil(share * 100) / 100, language)  # "not more than" holds only if it is rounded up
        return say("answer.everywhere", language, n=summary.touchpoints, share=most)
    return say(
        "answer.ends",
        language,
        name=named(ranked[0].name),
        n=ends_of(ranked[0]),
        share=percent(share, language),
    )


def _drop(report: Report, language: Language) -> Markup | None:
    view = funnel(report)
    rows = view.rows if view is not None else ()
    for before, row in pairwise(rows):
        if row.worst and row.step.share_of_previous is not None:
            lost = percent(1 - row.step.share_of_previous, language)
            return say("lead.drop", language, a=named(before.step.step), b=named(row.step.step), share=lost)
    return None


def _wait(report: Report, language: Language) -> Markup | None:
    slow = waits(report)
    if slow is None:
        return None
    first = slow.rows[0]
    wait = duration(first.median_s or 0.0, language)
    return say("lead.wait", language, a=named(first.source), b=named(first.target), wait=wait)


def _channel(report: Report, language: Language) -> Markup | None:
    """Only where the difference is hardly chance."""
    sure = [c for c in channels(report) or () if c.q is not None and c.q < 0.05]
    better = [c for c in sure if (c.difference or 0) > 0]
    worse = [c for c in sure if (c.difference or 0) < 0]
    if not better or not worse:
        return None
    best = max(better, key=lambda c: c.value_a or 0)
    worst = min(worse, key=lambda c: c.value_a or 0)
    return say(
        "lead.channel",
        language,
        best=named(best.a),
        high=percent(best.value_a or 0, language),
        worst=named(worst.a),
        low=percent(worst.value_a or 0, language),
    )


def _feeling(report: Report, language: Language) -> Markup | None:
    felt = [(t.emotion.score, t.name) for t in report.touchpoints or () if t.emotion is not None]
    if not felt:
        return None
    if len(felt) == 1:
        score, name = felt[0]
        return say("lead.feeling", language, name=named(name), score=signed(score))
    (low, worst), (high, best) = min(felt), max(felt)
    return say(
        "lead.feeling_two", language, worst=named(worst), low=signed(low), best=named(best), high=signed(high)
    )


def _again(report: Report, language: Language) -> Markup | None:
    rate = (report.metrics or {}).get("repeat_rate")
    if rate is None or rate.value is None or not _TELLING[0] <= rate.value <= _TELLING[1]:
        return None
    return say("lead.again", language, share=percent(rate.value, language))
