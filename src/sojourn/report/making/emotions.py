"""The block on feelings: the emotional arc, its highs and lows, groups that feel otherwise, and the evidence in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sojourn.analysis.emotion import EmotionSpec
from sojourn.analysis.emotion.counts import Dimension
from sojourn.analysis.emotion.model import ACHIEVED, ENDINGS, SIGN_PRIOR, SIGNS
from sojourn.analysis.members import Members
from sojourn.analysis.seam import answer
from sojourn.report.blocks.emotions import Calibration, Emotions, FeltGroup, FeltTouchpoint
from sojourn.report.context import Context
from sojourn.report.part import Emotion

GROUPS_LISTED: Final = 200
_DIMENSIONS: Final = ("channel", "device")
_SIGNS_TOLD: Final = 2
_WEAKEST_SIGN: Final = 0.08
"""A sign is told if, by the written model, it takes so many points off the feeling."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Feelings:
    """Everything a report says about feelings.

    Attributes
    ----------
    block
        The emotional arc; None where the data know nothing about feelings.
    touchpoints, stages
        The feeling of each touchpoint of the log, and of each stage of the map, by name; empty without a block.
    rows
        What the analysis says of each touchpoint, behaviour included, in its own order; there even without a block.
    """

    block: Emotions | None
    touchpoints: Mapping[str, Emotion]
    stages: Mapping[str, Emotion]
    rows: tuple[Row, ...] = ()

    @property
    def scores(self) -> dict[str, float]:
        """Touchpoint → feeling, as scenarios take them."""
        return {name: emotion.score for name, emotion in self.touchpoints.items()}


def feelings(context: Context, segments: Members | None = None) -> Feelings:
    """The feelings of a log, in the order of the map.

    The data know nothing about feelings where nobody rates and nobody writes: a curve would then be our guess alone.

    Parameters
    ----------
    context
        Log, stages and language.
    segments
        Customer id → segment, where there are any.
    """
    by: list[Dimension] = [(name, None) for name in _DIMENSIONS if context.log.has(name)]
    if segments is not None:
        by.append(("segment", segments))
    result = answer(context.log, EmotionSpec(tuple(by), tuple(context.stages.items())))
    rows: list[Row] = result.table.to_pylist()
    if not any(row["ratings"] or row["texts"] for row in rows):
        return Feelings(None, {}, {}, tuple(rows))
    in_order = tuple(rows)
    drawn = {name: place for place, name in enumerate(context.stages)}
    rows.sort(key=lambda row: drawn.get(row["touchpoint"], len(drawn)))
    arc = tuple(_felt(context, row) for row in rows)
    extremes = _extremes([row for row in rows if row["touchpoint"] in drawn] or rows)
    calibration = result.calibration
    block = Emotions(
        arc=arc,
        highest=extremes[1],
        lowest=extremes[0],
        groups=_groups(result.groups.to_pylist()),
        calibration=None
        if calibration is None
        else Calibration(
            touchpoints=calibration.touchpoints,
            error=round(calibration.error, 3),
            baseline_error=round(calibration.baseline_error, 3),
            correlation=None if calibration.correlation is None else round(calibration.correlation, 3),
        ),
    )
    stages = {row["stage"]: _emotion(row) for row in result.stages.to_pylist()}
    return Feelings(block, {felt.touchpoint: felt.emotion for felt in arc}, stages, in_order)


def _emotion(row: Row) -> Emotion:
    return Emotion(
        score=round(row["score"], 2),
        low=round(row["low"], 2),
        high=round(row["high"], 2),
        n=row["n"],
        basis=row["basis"],
    )


def _felt(context: Context, row: Row) -> FeltTouchpoint:
    return FeltTouchpoint(
        touchpoint=row["touchpoint"],
        stage=context.stages.get(row["touchpoint"]),
        emotion=_emotion(row),
        ratings=row["ratings"],
        texts=row["texts"],
        occasions=row["events"],
        evidence=evidence(row, context.language),
    )


def _extremes(rows: Sequence[Row]) -> tuple[str | None, str | None]:
    """The lowest and the highest touchpoint among those that are more than assumed; surveys are about everything else."""
    known = [row for row in rows if row["basis"] != "assumed" and not row["survey"]]
    if len(known) < 2:
        return None, None
    low, high = (pick(known, key=lambda row: row["score"])["touchpoint"] for pick in (min, max))
    return low, high


def _groups(rows: Sequence[Row]) -> tuple[FeltGroup, ...]:
    """Groups that rate the same touchpoint: only where two or more of them do."""
    observed = [row for row in rows if row["basis"] == "observed"]
    rating = Counter((row["dimension"], row["touchpoint"]) for row in observed)
    found = [
        FeltGroup(
            touchpoint=row["touchpoint"],
            dimension=row["dimension"],
            group=row["group"],
            emotion=_emotion(row),
        )
        for row in observed
        if rating[row["dimension"], row["touchpoint"]] > 1
    ]
    return tuple(found[:GROUPS_LISTED])


def evidence(row: Row, language: str) -> tuple[str, ...]:
    """What the feeling of a row of :class:`sojourn.analysis.emotion.Emotions` rests on, in words, the strongest first."""
    words, found = _WORDS[language], []
    if row["ratings"]:
        share = row["ratings"] / row["events"]
        text = words["rated"] if share < 0.995 else words["all_rated"]
        found.append(
            text.format(mean=_points(row["rating_mean"]), n=f"{row['ratings']:,}", share=_percent(share))
        )
    if row["survey"] and row["ratings"]:
        found.append(words["survey"])
    found += _texts(row, words)
    achieved = (row["name_suggests"] or 0.0) >= ACHIEVED
    strength = {
        sign: 0.0 if achieved and sign in ENDINGS else -SIGN_PRIOR[k] * row[f"{sign}_share"]
        for k, sign in enumerate(SIGNS)
    }
    strongest = sorted(SIGNS, key=lambda sign: -strength[sign])[:_SIGNS_TOLD]
    found += [
        words[sign].format(share=_percent(row[f"{sign}_share"]))
        for sign in strongest
        if strength[sign] >= _WEAKEST_SIGN
    ]
    if row["basis"] != "observed" or row["ratings"] < 10:
        if row["name_suggests"] is not None:
            found.append(words["name"].format(mean=_points(row["name_suggests"])))
        else:
            found.append(words["no_name"])
    return tuple(found)


def _texts(row: Row, words: Mapping[str, str]) -> list[str]:
    if not row["texts"]:
        return []
    n, read = f"{row['texts']:,}", f"{row['texts_read']:,}"
    if row["text_mean"] is None:
        return [words["unread"].format(n=n)]
    return [
        words["texts" if n == read else "some_texts"].format(n=n, read=read, mean=_points(row["text_mean"]))
    ]


def _points(value: float) -> str:
    """A feeling with its sign.

    >>> _points(-1.26), _points(0.04), _points(2)
    ('−1.3', '0.0', '+2.0')
    """
    rounded = round(value, 1)
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{abs(rounded):.1f}"


def _percent(share: float) -> str:
    """A share in per cent.

    >>> _percent(0.425), _percent(0.004)
    ('42 %', '0.4 %')
    """
    return f"{share:.0%}".replace("%", " %") if share >= 0.0995 else f"{share:.1%}".replace("%", " %")


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "rated": "rated {mean} (−5 to +5) by {n}, {share} of the times it happened; those who did not answer are taken to feel alike",
        "all_rated": "rated {mean} (−5 to +5) by {n}",
        "survey": "the rating is about everything so far, not about this step alone",
        "texts": "{n} texts, read as {mean}",
        "some_texts": "{read} of {n} texts, read as {mean}",
        "unread": "{n} texts in no language that can be read",
        "ends": "after {share} of its events the visit ends",
        "repeat": "{share} of its events are followed by the same again",
        "back": "after {share} of its events the customer goes straight back",
        "burst": "{share} of its events come three or more within seconds",
        "support": "after {share} of its events support is next",
        "harm": "after {share} of its events a cancellation, complaint or return is next",
        "exit": "after {share} of its events the journey ends",
        "late": "{share} of its events took more than 16 times as long as usual",
        "name": "its name suggests {mean}",
        "no_name": "its name says nothing about how it feels",
    },
    "zh": {
        "rated": "{n} 次评分，平均 {mean}（−5 至 +5），占其发生次数的 {share}；未作答者按感受相同处理",
        "all_rated": "{n} 次评分，平均 {mean}（−5 至 +5）",
        "survey": "评分针对迄今为止的整体体验，而不只是这一步",
        "texts": "{n} 条文字，读作 {mean}",
        "some_texts": "{n} 条文字中的 {read} 条，读作 {mean}",
        "unread": "{n} 条文字，其语言无法识读",
        "ends": "{share} 的事件之后访问就此结束",
        "repeat": "{share} 的事件之后又重复同一触点",
        "back": "{share} 的事件之后客户立即返回上一步",
        "burst": "{share} 的事件在数秒内连续出现三次或更多",
        "support": "{share} 的事件之后客户转而求助客服",
        "harm": "{share} 的事件之后出现取消、投诉或退货",
        "exit": "{share} 的事件之后旅程结束",
        "late": "{share} 的事件等待时间超过平常的 16 倍",
        "name": "名称提示 {mean}",
        "no_name": "名称看不出感受",
    },
}
