"""What the journey means: feelings, moments of truth, voices, channels' credit, groups, drivers, worth, scenarios."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sojourn.render.numbers import Language, about, between, decimal, percent, points
from sojourn.render.report.charts import Chart, credits_chart
from sojourn.render.report.charts.credit import SHAPES, channels_shown, model_words, symbol
from sojourn.render.report.felt_since import felt_since
from sojourn.render.report.measures import signed_amount
from sojourn.render.report.units import amount
from sojourn.render.report.words import known, say
from sojourn.report.blocks.attribution import Attribution, Credit
from sojourn.report.blocks.drivers import Driver
from sojourn.report.blocks.emotions import Calibration, FeltGroup, FeltTouchpoint
from sojourn.report.blocks.pain import MomentOfTruth
from sojourn.report.blocks.what_if import Outcome, Scenario
from sojourn.report.document import Report
from sojourn.report.part import Emotion

_LINE: Final = 200
_ARC_SHOWN: Final = 40
_EXTREMES: Final = 4
_GROUPS_SHOWN: Final = 20
_TRUTHS_SHOWN: Final = 8
_DRIVERS_SHOWN: Final = 10
_SCENARIOS_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Feel:
    """Where a feeling and its interval stand on a line of 200 units, and its tone."""

    emotion: Emotion
    at: float
    low: float
    high: float
    tone: str


@dataclass(frozen=True, slots=True)
class Arc:
    """The feelings in the order of the journey, and what stands out."""

    rows: tuple[tuple[FeltTouchpoint, Feel], ...]
    extremes: tuple[tuple[FeltTouchpoint, Feel], ...]
    """The lowest, worst first, then the highest; all if there are few."""
    highest: str | None
    lowest: str | None
    groups: tuple[tuple[FeltGroup, Feel], ...]
    calibration: Calibration | None
    since: tuple[Markup, ...]
    """What feels otherwise since the surest change."""


def feel(emotion: Emotion) -> Feel:
    """The place of a feeling on the line."""

    def place(score: float) -> float:
        return round((score + 5) / 10 * _LINE, 1)

    tone = "harm" if emotion.score <= -1 else "good" if emotion.score >= 1 else "neutral"
    return Feel(emotion, place(emotion.score), place(emotion.low), place(emotion.high), tone)


def arc(report: Report, language: Language) -> Arc | None:
    """The emotional arc; None where nothing was felt."""
    block = report.emotions
    if block is None or not block.arc:
        return None
    rows = tuple((f, feel(f.emotion)) for f in block.arc[:_ARC_SHOWN])
    ranked = sorted(rows, key=lambda row: (row[0].emotion.score, row[0].touchpoint))
    few = len(ranked) <= 2 * _EXTREMES
    return Arc(
        rows,
        tuple(ranked) if few else (*ranked[:_EXTREMES], *ranked[-_EXTREMES:]),
        block.highest,
        block.lowest,
        tuple((g, feel(g.emotion)) for g in block.groups[:_GROUPS_SHOWN]),
        block.calibration,
        felt_since(report, language),
    )


@dataclass(frozen=True, slots=True)
class TruthRow:
    """A moment of truth; positions of its bar are in percent of the strongest."""

    truth: MomentOfTruth
    effect: str
    interval: str
    share: float


def truths(report: Report, language: Language) -> tuple[TruthRow, ...] | None:
    """Moments of truth that stand out, the strongest first."""
    found = sorted(report.moments_of_truth or (), key=lambda t: -abs(t.effect))[:_TRUTHS_SHOWN]
    most = max((abs(t.effect) for t in found), default=0.0)
    rows = tuple(
        TruthRow(
            t,
            points(t.effect, language),
            between(points(t.low, language), points(t.high, language), language),
            abs(t.effect) / most if most else 0.0,
        )
        for t in found
    )
    return rows or None


@dataclass(frozen=True, slots=True)
class Mark:
    """A model in the key of the chart."""

    model: str
    name: str
    outline: str
    tone: str


@dataclass(frozen=True, slots=True)
class Credits:
    """Credit by channel and model."""

    block: Attribution
    chart: Chart | None
    models: tuple[Mark, ...]
    rows: tuple[tuple[str, tuple[Credit | None, ...], str, Markup], ...]
    """Channel, its share by model, its cost, its return on spend by the model that gives least and the one that gives most."""
    apart: Markup | None


def attribution(report: Report, language: Language) -> Credits | None:
    """The models side by side; None without a conversion."""
    block = report.attribution
    if block is None or not block.models:
        return None
    models = list(block.models)
    rows = []
    for channel in channels_shown(block):
        own = [block.models[model].get(channel) for model in models]
        told = next((c for c in own if c is not None and c.cost is not None), None)
        cost, money = (told.cost, told.cost_currency or "") if told is not None else (None, "")
        rows.append(
            (
                channel,
                tuple(own),
                "–" if cost is None else about(cost, money),
                _returns(block, models, own, language),
            )
        )
    marks = tuple(
        Mark(m, model_words(m, language), symbol(m), SHAPES.get(m, ("circle", "soft"))[1]) for m in models
    )
    title = str(say("attribution.chart", language).unescape())
    return Credits(block, credits_chart(block, title, language), marks, tuple(rows), _apart(block, language))


def _returns(block: Attribution, models: list[str], own: list[Credit | None], language: Language) -> Markup:
    told = [(c.roas, m) for c, m in zip(own, models, strict=True) if c is not None and c.roas is not None]
    if not told:
        return Markup("–")
    (low, low_model), (high, high_model) = min(told), max(told)
    if low == high or len(block.models) == 1:
        return Markup.escape(decimal(low, 2))
    parts = (
        say("attribution.by", language, figure=decimal(f, 2), model=model_words(m, language))
        for f, m in ((low, low_model), (high, high_model))
    )
    return say("comma", language).join(parts)


def _apart(block: Attribution, language: Language) -> Markup | None:
    if not block.disagreement:
        return None
    widest = max(block.disagreement, key=lambda d: d.highest - d.lowest)
    return say(
        "attribution.apart",
        language,
        channel=widest.channel,
        low=percent(widest.lowest, language),
        low_model=model_words(widest.lowest_model, language),
        high=percent(widest.highest, language),
        high_model=model_words(widest.highest_model, language),
    )


@dataclass(frozen=True, slots=True)
class DriverRow:
    """A driver as the page tells it."""

    driver: Driver
    outcome: Markup
    effect: str
    interval: str


@dataclass(frozen=True, slots=True)
class DriverRows:
    """The drivers of the table; tree, rules and correlations are shown as they are."""

    rows: tuple[DriverRow, ...]


def drivers(report: Report, language: Language) -> DriverRows | None:
    """Drivers, the strongest first; of the goal in percentage points, of satisfaction in points of the scale.

    None where there is neither a driver nor a rule, a branch or a correlation.
    """
    block = report.drivers
    if block is None or not (block.drivers or block.tree or block.rules or block.correlations):
        return None
    found = sorted(block.drivers, key=lambda d: (d.outcome, -abs(d.effect), d.feature))
    rows = []
    for outcome in dict.fromkeys(d.outcome for d in found):
        for driver in [d for d in found if d.outcome == outcome][:_DRIVERS_SHOWN]:
            spell = _spelling(outcome, language)
            words = say(f"drivers.{outcome}", language) if outcome in {"goal", "satisfaction"} else Markup.escape(outcome)  # fmt: skip
            interval = between(spell(driver.low), spell(driver.high), language)
            rows.append(DriverRow(driver, words, spell(driver.effect), interval))
    return DriverRows(tuple(rows))


def _spelling(outcome: str, language: Language) -> Callable[[float], str]:
    if outcome == "goal":
        return lambda value: points(value, language)
    return signed_amount


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One consequence of a scenario."""

    measure: str
    before: str
    after: str
    difference: str
    interval: str
    tone: str


@dataclass(frozen=True, slots=True)
class ScenarioRows:
    """A scenario and its consequences."""

    scenario: Scenario
    rows: tuple[OutcomeRow, ...]


def what_if(report: Report, language: Language) -> tuple[ScenarioRows, ...] | None:
    """Scenarios in the order of the report; None without a model."""
    block = report.what_if
    if block is None or not block.scenarios:
        return None
    money = next((m.currency for m in (report.metrics or {}).values() if m.currency), "") or "money"
    return tuple(
        ScenarioRows(s, tuple(_outcome(o, money, language) for o in s.outcomes))
        for s in block.scenarios[:_SCENARIOS_SHOWN]
    )


def _outcome(outcome: Outcome, money: str, language: Language) -> OutcomeRow:
    unit = {"value": money, "emotion": "emotion", "duration_s": "seconds"}.get(outcome.measure, "events")
    wanted = 1 if outcome.measure in {"conversions", "value", "emotion"} else -1
    low, high = (amount(v, unit, language, sign=True) for v in (outcome.low, outcome.high))
    difference = amount(outcome.difference, unit, language, sign=True)
    moves = outcome.low * outcome.high > 0 and any(c in "123456789" for c in difference)
    tone = "" if not moves else "good" if outcome.difference * wanted > 0 else "harm"
    return OutcomeRow(
        known(f"measure.{outcome.measure}", language) or outcome.measure,
        amount(outcome.before, unit, language),
        amount(outcome.after, unit, language),
        difference,
        between(low, high, language),
        tone,
    )


@dataclass(frozen=True, slots=True)
class Worth:
    """What customers will be worth, in sentences."""

    sentences: tuple[Markup, ...]
    model: str
    parameters: tuple[tuple[str, str, str, str], ...]
    """Name, value, standard error, interval."""
    notes: tuple[str, ...]


def lifetime(report: Report, language: Language) -> Worth | None:
    """Purchases and value to come; None without a fitted model."""
    block = report.lifetime_value
    if block is None:
        return None
    found = [
        say(
            "lifetime.intro", language, days=block.horizon_days, rate=percent(block.discount_a_year, language)
        )
    ]
    each = decimal(block.expected_purchases, 2)
    if block.mean_value is not None and block.low is not None and block.high is not None:
        money = block.currency or ""
        interval = between(about(block.low, money), about(block.high, money), language)
        found.append(say("lifetime.mean", language, value=about(block.mean_value, money), interval=interval, purchases=each))  # fmt: skip
    else:
        found.append(say("lifetime.purchases", language, purchases=each))
    found.append(say("lifetime.alive", language, share=percent(block.alive_share, language, 1), n=block.customers))  # fmt: skip
    if block.holdout is not None:
        tried = block.holdout
        found.append(
            say(
                "lifetime.holdout",
                language,
                foretold=round(tried.foretold),
                weeks=decimal(tried.weeks, 0),
                happened=round(tried.happened),
                rmse=decimal(tried.rmse, 2),
                baseline=decimal(tried.baseline_rmse, 2),
            )
        )
    parameters = tuple(
        (
            name.replace("_", " "),
            decimal(p.value, 3),
            "–" if p.error is None else decimal(p.error, 3),
            "–"
            if p.low is None or p.high is None
            else between(decimal(p.low, 3), decimal(p.high, 3), language),
        )
        for name, p in block.parameters.items()
    )
    models = " + ".join(m.replace("_", "/").upper() for m in (block.model, block.value_model) if m)
    return Worth(tuple(found), models, parameters, block.notes)
