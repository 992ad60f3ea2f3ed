"""The decision: what hurts by what it costs, what only looked bad, what is not known yet, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sojourn.playbook import kind_words
from sojourn.render.numbers import Language, about, between, count, decimal, percent, points
from sojourn.render.report.figures import metric_words
from sojourn.render.report.names import named
from sojourn.render.report.words import say
from sojourn.report.blocks.pain import Opportunity, PainPoint
from sojourn.report.document import Report
from sojourn.report.making.what_if import WORST_BACK_TEST

PAINS_SHOWN: Final = 5
SYMPTOMS: Final = frozenset({"low_rating", "complaint"})
"""Kinds that say where it hurts, not what hurts: they are neither a cause nor wrongly suspected of being one."""
_OTHERS_SHOWN: Final = 4
_UNKNOWN_SHOWN: Final = 6
_DETAILS_SHOWN: Final = 20
_SPAN: Final = 100.0


@dataclass(frozen=True, slots=True)
class Stake:
    """A bar with its interval; positions are in units of the drawing (0…100), texts say the same."""

    at: float
    low: float
    high: float
    figure: str
    interval: str


@dataclass(frozen=True, slots=True)
class PainRow:
    """A pain point as the page tells it."""

    pain: PainPoint
    rank: int
    effect: str
    interval: str
    stake: Stake | None
    sure: Markup
    todo: Opportunity | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the first page decides by."""

    rows: tuple[PainRow, ...]
    more: int
    """Pain points that cost something and are not shown."""
    valued: bool
    """Whether the bars are money; else customers who would have reached the outcome."""
    currency: str
    outcomes: tuple[str, ...]
    compared: int
    look_alikes: tuple[Markup, ...]
    unclear: tuple[Markup, ...]
    unknown: tuple[Markup, ...]
    details: tuple[PainPoint, ...]
    not_detailed: int
    methods: tuple[str, ...]
    opportunities: tuple[Opportunity, ...]
    names: Mapping[str, Markup]
    """Pain point → what it is called in a few words."""


def decision(report: Report, language: Language) -> Decision | None:
    """The decision part; None where nothing was looked for."""
    pains = report.pain_points
    if pains is None:
        return None
    costly = costs(report)
    shown = costly[:PAINS_SHOWN]
    valued = any(p.value_at_stake is not None for p in costly)
    first = first_actions(report)
    told = tuple(p for p in pains if p.effect is not None)
    most = max((_end(p, valued=valued) for p in shown), default=0.0)
    return Decision(
        rows=tuple(
            PainRow(
                pain,
                rank,
                points(pain.effect or 0.0, language),
                _interval(pain, language),
                _stake(pain, most, language, valued=valued),
                sureness(pain, language),
                first.get(pain.id),
            )
            for rank, pain in enumerate(shown, 1)
        ),
        more=len(costly) - len(shown),
        valued=valued,
        currency=next((p.currency for p in costly if p.currency), ""),
        outcomes=tuple(dict.fromkeys(p.outcome for p in shown)),
        compared=sum(p.q is not None for p in pains),
        look_alikes=_told(pains, "look_alike", language),
        unclear=_told(pains, "unclear", language),
        unknown=_unknown(report, language),
        details=told[:_DETAILS_SHOWN],
        not_detailed=len(told) - len(told[:_DETAILS_SHOWN]),
        methods=tuple(dict.fromkeys(p.method for p in told[:_DETAILS_SHOWN])),
        opportunities=report.opportunities or (),
        names={p.id: brief(p, language) for p in pains},
    )


def costs(report: Report) -> list[PainPoint]:
    """Pain points that cost something, in the order of the report; second faces of another are left out."""
    return [
        p
        for p in report.pain_points or ()
        if p.verdict == "costs" and p.cause is None and p.effect is not None
    ]


def first_actions(report: Report) -> dict[str, Opportunity]:
    """Pain point → what to do about it first."""
    found: dict[str, Opportunity] = {}
    for opportunity in sorted(report.opportunities or (), key=lambda o: o.priority):
        found.setdefault(opportunity.pain_point, opportunity)
    return found


def sureness(pain: PainPoint, language: Language) -> Markup:
    """How sure it is, in words: the verdict, the corrected q, whom it was compared with and how."""
    parts = [verdict(pain, language)]
    if pain.q is not None:
        parts.append(say("sure.q", language, q=small(pain.q)))
    if pain.comparable:
        parts.append(say("sure.compared", language, n=pain.comparable))
    return say("sure.join", language).join(parts)


def verdict(pain: PainPoint, language: Language) -> Markup:
    """The verdict in a word or two; of a symptom, that it is one."""
    symptom = pain.kind in SYMPTOMS and pain.verdict not in {"costs", "not_comparable"}
    return say("sure.symptom" if symptom else f"sure.{pain.verdict}", language)


def small(q: float) -> str:
    """A q-value with as many digits as it deserves.

    >>> small(0.0004), small(0.0312), small(0.4)
    ('< 0.001', '0.031', '0.40')
    """
    if q < 0.001:
        return "< 0.001"
    return decimal(q, 3 if q < 0.1 else 2)


def lost(pain: PainPoint) -> float:
    """Customers who would have reached the outcome without it."""
    return -(pain.effect or 0.0) * pain.customers


def _end(pain: PainPoint, *, valued: bool) -> float:
    """Where the bar with its interval ends."""
    if valued:
        return pain.value_high or pain.value_at_stake or 0.0
    return -(pain.effect_low if pain.effect_low is not None else pain.effect or 0.0) * pain.customers


def _stake(pain: PainPoint, most: float, language: Language, *, valued: bool) -> Stake | None:
    if valued:
        value, low, high = pain.value_at_stake, pain.value_low, pain.value_high
        if value is None:
            return None
        texts = [about(v, pain.currency or "") for v in (value, low or 0.0, high or value)]
    else:
        value = lost(pain)
        low, high = (-(e if e is not None else pain.effect or 0.0) * pain.customers for e in (pain.effect_high, pain.effect_low))  # fmt: skip
        texts = [count(round(v)) for v in (value, low, high)]
    known = low is not None and high is not None

    def place(amount: float | None) -> float:
        return round(min(max((amount or 0.0) / most, 0.0), 1.0) * _SPAN, 1) if most > 0 else 0.0

    return Stake(
        place(value),
        place(low if known else value),
        place(high if known else value),
        texts[0],
        between(texts[1], texts[2], language) if known else "",
    )


def _interval(pain: PainPoint, language: Language) -> str:
    if pain.effect_low is None or pain.effect_high is None:
        return ""
    ends = (points(pain.effect_low, language), points(pain.effect_high, language))
    return between(*ends, language)


def _told(pains: Sequence[PainPoint], verdict: str, language: Language) -> tuple[Markup, ...]:
    """Sentences: what a simple comparison would have shown, and what like with like shows."""
    rows = [
        p
        for p in pains
        if p.verdict == verdict and p.effect is not None and p.cause is None and p.kind not in SYMPTOMS
    ]
    rows.sort(key=lambda p: -abs(p.naive_difference or 0.0))
    return tuple(_sentence(p, language) for p in rows[:_OTHERS_SHOWN])


def _sentence(pain: PainPoint, language: Language) -> Markup:
    """What was looked at and what it came to: the statement where it says that itself, else made of the figures."""
    if statement(pain) == _ended(pain.statement):
        key = f"told.{pain.verdict}" if pain.naive_difference is not None else "told.plain"
    elif pain.verdict == "unclear":
        return named(_capital(pain.statement))
    else:
        key = "told.whole"
    return say(
        key,
        language,
        whole=named(_capital(pain.statement)),
        what=named(_capital(statement(pain))),
        outcome=named(pain.outcome),
        naive=points(pain.naive_difference or 0.0, language),
        effect=points(pain.effect or 0.0, language),
        interval=_interval(pain, language),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ended(text: str) -> str:
    return text.rstrip(" .。")


def statement(pain: PainPoint) -> str:
    """What goes wrong, in a few words: the statement up to its first colon, behind which stand figures that a table has."""
    return _ended(_before_colon(pain.statement))


def _before_colon(text: str) -> str:
    """Up to the first colon that stands in no quotation marks: names may hold one.

    >>> _before_colon("a visit comes to “Page: Help”: 12 of 90 customers"), _before_colon("No colon.")
    ('a visit comes to “Page: Help”', 'No colon.')
    """
    depth = 0
    for i, char in enumerate(text):
        depth += (char == "“") - (char == "”")
        if depth == 0 and (char == "：" or text.startswith(": ", i)):
            return text[:i]
    return text


def brief(pain: PainPoint, language: Language) -> Markup:
    """A pain point in a few words: what it is, where."""
    return say("pain.brief", language, kind=kind_words(pain.kind, language), name=named(pain.touchpoint))


def _unknown(report: Report, language: Language) -> tuple[Markup, ...]:
    """What the data do not tell, each with its reason; a report without such gaps says nothing here."""
    found = [
        say("unknown.comparable", language, what=named(statement(p)), n=p.customers)
        for p in report.pain_points or ()
        if p.verdict == "not_comparable" and p.cause is None
    ]
    for name, metric in (report.metrics or {}).items():
        if metric.value is None:
            reason = metric.status.partition(": ")[2] or metric.status
            found.append(say("unknown.metric", language, name=metric_words(name, language), reason=named(reason)))  # fmt: skip
    found += [
        say("unknown.language", language, n=s.texts, name=s.language, reason=named(s.note))
        for s in (report.voice.languages if report.voice else ())
        if s.texts and not s.scored
    ]
    groups = report.segmentation.reason if report.segmentation else ""
    found += [say("unknown.segments", language, reason=named(groups))] if groups else []
    assumed = sum(f.emotion.basis == "assumed" for f in report.emotions.arc) if report.emotions else 0
    if assumed:
        found.append(say("unknown.feelings", language, n=assumed))
    model = report.what_if.back_test if report.what_if else None
    if model is not None and abs(model.error) > WORST_BACK_TEST:
        found.append(say("unknown.model", language, error=percent(abs(model.error), language, 1)))
    return tuple(found[:_UNKNOWN_SHOWN])
