"""The block on what customers say in their own words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sojourn.analysis.seam import answer
from sojourn.analysis.voice import Voice as Said
from sojourn.analysis.voice import VoiceSpec
from sojourn.report.blocks.voice import (
    Complaint,
    NamedEmotion,
    Quote,
    Scorer,
    SpokenAt,
    SpokenLanguage,
    Theme,
    Voice,
)
from sojourn.report.context import Context

THEMES_LISTED: Final = 15
TOUCHPOINTS_LISTED: Final = 100

Row = Mapping[str, Any]

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "untold": "the language cannot be told",
        "unscored": "no word list for this language, and too few rated texts to learn from",
        "delivery": "Delivery",
        "product": "Product quality",
        "wait": "Waiting for an answer or in line",
        "asked_twice": "Having to ask or explain again",
        "staff": "Staff and service",
        "price": "Price",
        "size": "Size and fit",
        "ordering": "Ordering, booking, payment",
        "information": "Missing or confusing information",
        "app": "App or website",
        "billing": "Billing",
        "cancellation": "Cancellation, return, refund",
        "premises": "Premises: cleanliness, noise, space",
        "other": "Other, or not told by our words",
        "joy": "joy",
        "anger": "anger",
        "sadness": "sadness and disappointment",
        "fear": "worry and fear",
        "surprise": "surprise",
        "disgust": "disgust",
    },
    "zh": {
        "untold": "无法判断语言",
        "unscored": "没有该语言的词表，带评分的文本也太少，无法从中学习",
        "delivery": "配送与物流",
        "product": "产品质量",
        "wait": "等待回复或排队",
        "asked_twice": "需要重复询问或说明",
        "staff": "人员与服务态度",
        "price": "价格",
        "size": "尺码与合身",
        "ordering": "下单、预订与付款",
        "information": "信息缺失或令人困惑",
        "app": "应用或网站",
        "billing": "账单与扣款",
        "cancellation": "取消、退货与退款",
        "premises": "环境：卫生、噪音、空间",
        "other": "其他，或词表未能识别",
        "joy": "喜悦",
        "anger": "愤怒",
        "sadness": "失望与难过",
        "fear": "担忧与害怕",
        "surprise": "惊讶",
        "disgust": "厌恶",
    },
}


def spoken(context: Context) -> Said | None:
    """What the analysis of texts finds; None where nobody wrote."""
    if not context.log.has("text"):
        return None
    said = answer(context.log, VoiceSpec())
    return said if said.spoken else None


def voice_block(context: Context, said: Said | None = None) -> Voice | None:
    """What customers say: languages, sentiment by touchpoint, themes, reasons for complaint; None where nobody wrote.

    Lists are cut after :data:`THEMES_LISTED` themes and :data:`TOUCHPOINTS_LISTED` touchpoints, those with most texts
    first. A touchpoint whose texts come from fewer than two customers has no interval and is not listed.

    Parameters
    ----------
    said
        What :func:`spoken` gave, where it is known already.
    """
    said = said or spoken(context)
    if said is None:
        return None
    words = _WORDS[context.language]
    return Voice(
        texts=said.spoken,
        languages=tuple(_language(row, words) for row in said.languages.to_pylist()),
        touchpoints=_touchpoints(said.table.to_pylist()),
        themes=tuple(_theme(row) for row in said.themes.slice(0, THEMES_LISTED).to_pylist()),
        complaints=tuple(_complaint(row, words) for row in said.complaints.to_pylist()),
        emotions=tuple(_emotion(row, words) for row in said.emotions.to_pylist()),
        scorer=_overall(said),
        scorers=tuple(_scorer(row) for row in said.scorers.to_pylist()),
    )


def _language(row: Row, words: Mapping[str, str]) -> SpokenLanguage:
    note = "" if row["scorer"] else words["untold" if row["language"] == "und" else "unscored"]
    return SpokenLanguage(language=row["language"], texts=row["texts"], scored=row["scored"], note=note)


def _touchpoints(rows: Sequence[Row]) -> tuple[SpokenAt, ...]:
    known = [row for row in rows if row["low"] is not None][:TOUCHPOINTS_LISTED]
    return tuple(
        SpokenAt(
            touchpoint=row["touchpoint"],
            texts=row["scored"],
            sentiment=row["sentiment"],
            low=row["low"],
            high=row["high"],
            negative_share=row["negative_share"],
        )
        for row in known
    )


def _theme(row: Row) -> Theme:
    return Theme(
        name=row["theme"],
        language=row["language"],
        words=tuple(row["terms"]),
        texts=row["texts"],
        share=row["share"],
        sentiment=row["sentiment"],
        low=row["low"],
        high=row["high"],
        touchpoints=tuple(row["touchpoints"]),
        quotes=_quotes(row),
    )


def _complaint(row: Row, words: Mapping[str, str]) -> Complaint:
    return Complaint(
        reason=words[row["reason"]],
        texts=row["texts"],
        customers=row["customers"],
        share=row["share"],
        low=row["low"],
        high=row["high"],
        quotes=_quotes(row),
    )


def _emotion(row: Row, words: Mapping[str, str]) -> NamedEmotion:
    counts = {name: row[name] for name in ("texts", "customers", "share", "low", "high")}
    return NamedEmotion(emotion=words[row["emotion"]], **counts)


def _quotes(row: Row) -> tuple[Quote, ...]:
    return tuple(Quote(**quote) for quote in row["quotes"])


def _scorer(row: Row) -> Scorer:
    measured = ("kind", "rated", "accuracy", "macro_f1", "calibration_error", "baseline_accuracy")
    return Scorer(languages=(row["language"],), **{name: row[name] for name in measured})


def _overall(said: Said) -> Scorer:
    """All languages together: measures are means by rated texts, given where every language with rated texts has them."""
    used = [row["scorer"] for row in said.languages.to_pylist() if row["scorer"]]
    rows = said.scorers.to_pylist()
    rated = sum(row["rated"] for row in rows)

    def mean(name: str) -> float | None:
        if not rows or any(row[name] is None for row in rows):
            return None
        return float(sum(row[name] * row["rated"] for row in rows) / rated)

    return Scorer(
        kind=max(used, key=("lexicon", "learned", "embeddings").index, default="lexicon"),
        languages=tuple(row["language"] for row in said.languages.to_pylist() if row["scorer"]),
        rated=rated,
        accuracy=mean("accuracy"),
        macro_f1=mean("macro_f1"),
        calibration_error=mean("calibration_error"),
        baseline_accuracy=mean("baseline_accuracy"),
    )
