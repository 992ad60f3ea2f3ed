"""A report with every block there is, its numbers invented: a sock subscription with pains, segments and trends.

What the blocks stand on, counts and map, was written once from a demo company of 300 customers and lies in ``company/``; so
these tests need no analysis.
"""

from datetime import date, timedelta
from functools import cache
from math import sin
from pathlib import Path

from sojourn.journeymap.model import JourneyMap
from sojourn.report.blocks.attribution import Attribution
from sojourn.report.blocks.drivers import Drivers
from sojourn.report.blocks.emotions import Emotions
from sojourn.report.blocks.lifetime import LifetimeValue
from sojourn.report.blocks.pain import MomentOfTruth, PainPoint
from sojourn.report.blocks.segments import Segment, Segmentation
from sojourn.report.blocks.trends import Inconsistency, Trends
from sojourn.report.blocks.voice import Voice
from sojourn.report.blocks.what_if import WhatIf
from sojourn.report.context import Context
from sojourn.report.document import Breakdown, Metric, Report
from sojourn.report.making.opportunities import opportunities_block

GOAL = "Order placed"
HERE = Path(__file__).parent / "company"


@cache
def bare_report(language="en"):
    """Counts of the company, without what they mean."""
    report = Report.load((HERE / "report.json").read_bytes())
    return report.model_copy(update={"language": language})


@cache
def bare_map(language="en"):
    """The map of the company."""
    return JourneyMap.load(HERE / "map.journey.yaml").model_copy(update={"language": language})


@cache
def full_report(language="en"):
    """All blocks; :func:`bare_map` belongs to it."""
    report = bare_report(language)
    return report.model_copy(update=blocks(report, language, PLACES))


PLACES = {
    "wait": ("Support replied", "chat"),
    "confirmation": ("Confirmation e-mail delivered", "email"),
    "guide": ("Size guide", "web"),
    "break": ("Ticket opened", "chat"),
    "parcel": ("Parcel late", "parcel"),
    "help": ("Page: Help", "web"),
    "quiz": ("Style quiz", "web"),
    "checkout": ("Checkout", "web"),
    "goal": (GOAL, "web"),
    "next": ("Subscription renewed", "subscription"),
    "review": ("Review", "reviews"),
}


def pain(
    identifier,
    place,
    kind,
    statement,
    customers,
    share,
    effect,
    value,
    q,
    verdict="costs",
    naive=None,
    **more,
):
    touchpoint, channel = place
    low, high = (None, None) if effect is None else (round(effect * 1.3, 4), round(effect * 0.7, 4))
    return PainPoint(
        id=identifier,
        touchpoint=touchpoint,
        stage=None,
        channel=channel,
        kind=kind,
        statement=statement,
        customers=customers,
        share=share,
        effect=effect,
        effect_low=more.pop("low", low),
        effect_high=more.pop("high", high),
        value_at_stake=value,
        value_low=None if value is None else value * 0.78,
        value_high=None if value is None else value * 1.22,
        currency=None if value is None else "EUR",
        p=None if q is None else q / 2,
        q=q,
        method=more.pop("method", "doubly robust"),
        outcome=more.pop("outcome", "Subscription renewed"),
        verdict=verdict,
        occurrences=customers * 2,
        comparable=customers * 3,
        overlap=None if verdict == "not_comparable" else 0.97,
        naive_difference=naive,
        falsifier=more.pop(
            "falsifier", "Reply to a random half of them within four hours and see no more renewals."
        ),
        **more,
    )


def pains(language, at):
    zh = language == "zh"
    return (
        pain("p1", at["wait"], "wait", "五分之二的聊天首次回复超过 24 小时" if zh else
             "Two in five chats get their first reply after more than 24 hours", 5290, 0.11, -0.182, 34_700.0, 0.0004, naive=-0.24),
        pain("p2", at["confirmation"], "wait", "18 点之后的订单次日才收到确认邮件" if zh else
             "Orders after 18:00 are confirmed a day late", 15_870, 0.33, -0.061, 21_300.0, 0.001, naive=-0.04),
        pain("p3", at["guide"], "drop_off", "打开尺码指南的访问有一半在此结束" if zh else
             "Half of the visits that open the size guide end there", 10_600, 0.22, -0.034, 9_400.0, 0.008, naive=-0.09, outcome=at["goal"][0]),
        pain("p4", at["break"], "channel_break", "电话转聊天时同样的问题被再问一遍" if zh else
             "After a call is handed over to chat, everything is asked again", 1_930, 0.04, -0.079, 5_700.0, 0.03, naive=-0.11),
        pain("p5", at["parcel"], "wait", "包裹晚于承诺日期送达" if zh else
             "Parcels come after the promised day", 2_210, 0.05, -0.041, 3_100.0, 0.04, naive=-0.05),
        pain("p6", at["review"], "low_rating", "评价低于三星" if zh else "Reviews with fewer than three stars", 480, 0.01, -0.06, 900.0, 0.02, cause="p5"),
        pain("p7", at["checkout"], "error", "结账时出错" if zh else "Errors at the checkout", 310, 0.02, -0.03, 1_200.0, 0.21, "unclear",
             low=-0.08, high=0.02, naive=-0.06, outcome=at["goal"][0]),
        pain("p8", at["help"], "drop_off", "帮助页的读者较少续订" if zh else "Readers of the help page renew less", 4_120, 0.09, -0.004, None, 0.71, "look_alike",
             low=-0.016, high=0.008, naive=-0.09),
        pain("p9", at["quiz"], "loop", "反复做风格测试" if zh else "The style quiz is taken again and again", 150, 0.01, None, None, None, "not_comparable"),
    )  # fmt: skip


def blocks(report, language, at):
    """Every block on what the journey means, for touchpoints of one's own."""
    found = pains(language, at)
    context = Context(None, (at["goal"][0],), {}, language, "Europe/Berlin", None)
    return {
        "pain_points": found,
        "opportunities": opportunities_block(context, found),
        "moments_of_truth": truths(language, at),
        "metrics": {**(report.metrics or {}), **metrics(language)},
        "breakdowns": breakdowns(at),
        "emotions": emotions(report, language, at),
        "voice": voice(language, at),
        "what_if": what_if(language, at),
        "attribution": attribution(at),
        "segments": segments(language),
        "segmentation": Segmentation(
            method="k_means", groups=3, stability=0.83, features=("events", "channels", "value"), customers=2000, unassigned=4
        ),
        "drivers": drivers(language, at),
        "trends": trends(at),
        "consistency": consistency(at),
        "lifetime_value": lifetime(language),
    }  # fmt: skip


def truths(language, at):
    well = "收到日为承诺日或更早" if language == "zh" else "it comes on the promised day or before, not after"
    asked = "一天内答复而非更晚" if language == "zh" else "answered within a day, not later"
    rows = ((at["wait"][0], 0.18, 0.15, 0.21, 0.0004, asked), (at["parcel"][0], 0.09, 0.04, 0.13, 0.002, well),
            (at["quiz"][0], 0.05, 0.01, 0.09, 0.04, asked))  # fmt: skip
    return tuple(
        MomentOfTruth(touchpoint=t, effect=e, low=low, high=high, q=q, outcome=at["next"][0], quality=quality,
                      customers=2000, method="doubly robust")
        for t, e, low, high, q, quality in rows
    )  # fmt: skip


def metrics(language):
    zh = language == "zh"
    definition = (
        "净推荐值：9–10 分比例减 0–6 分比例。" if zh else "Share of ratings 9–10 minus share of ratings 0–6."
    )
    reason = "没有广告支出表" if zh else "no table of spend was given"
    return {
        "conversion": Metric(value=0.41, low=0.356, high=0.466, n=300, definition="Conversion", status="computed"),
        "nps": Metric(value=31.2, low=29.1, high=33.4, n=3204, definition=definition, status="computed"),
        "clv": Metric(value=118.4, low=111.0, high=126.2, n=4100, definition="CLV", status="computed", currency="EUR"),
        "churn": Metric(value=0.192, low=0.181, high=0.203, n=4100, definition="Churn", status="computed"),
        "cac": Metric(value=None, low=None, high=None, n=0, definition="CAC", status=f"cannot be computed: {reason}"),
    }  # fmt: skip


def breakdowns(at):
    rows = []
    for metric, dimension, group, value, n in (
        ("conversion", "channel", "ads", 0.21, 912),
        ("conversion", "channel", "web", 0.34, 2812),
        ("conversion", "device", "phone", 0.22, 1500),
        ("conversion", "device", "desktop", 0.37, 2100),
        ("conversion", "month", "2026-03", 0.29, 1300),
        ("nps", "segment", "Explorers", 44.0, 800),
        ("nps", "touchpoint", at["wait"][0], -12.0, 210),
    ):
        spread = 6.0 if metric == "nps" else 0.03
        rows.append(
            Breakdown(metric=metric, dimension=dimension, group=group, value=value, low=value - spread,
                      high=value + spread, n=n, status="computed")
        )  # fmt: skip
    rows.append(
        Breakdown(metric="nps", dimension="channel", group="phone", value=None, low=None, high=None, n=3,
                  status="cannot be computed: fewer than 5 ratings")
    )  # fmt: skip
    return tuple(rows)


def emotions(report, language, at):
    zh = language == "zh"
    names = [name for stage in report.stages or () for name in stage.touchpoints]
    arc = []
    for i, name in enumerate([*names, at["wait"][0], at["break"][0]]):
        score = round(3.4 * sin(i * 1.1) + 0.4, 1)
        basis = ("observed", "inferred", "inferred", "assumed")[i % 4]
        said = (
            ("210 人评 2.1（满分 5）", "三分之一的访问在此结束")
            if zh
            else ("rated 2.1 of 5 by 210", "every third visit ends here")
        )
        arc.append(
            {"touchpoint": name, "stage": next((s.name for s in report.stages or () if name in s.touchpoints), None),
             "emotion": {"score": score, "low": max(-5.0, score - 0.6), "high": min(5.0, score + 0.6), "n": 210 + i, "basis": basis},
             "ratings": 210 if basis == "observed" else 0, "texts": 40, "occasions": 900, "evidence": said}
        )  # fmt: skip
    scores = {row["touchpoint"]: row["emotion"]["score"] for row in arc}
    return Emotions.model_validate({
        "arc": arc,
        "highest": max(scores, key=scores.get),
        "lowest": min(scores, key=scores.get),
        "groups": [
            {"touchpoint": at["checkout"][0], "dimension": "channel", "group": "app",
             "emotion": {"score": -1.2, "low": -1.9, "high": -0.5, "n": 88, "basis": "inferred"}},
        ],
        "calibration": {"touchpoints": 6, "error": 0.55, "baseline_error": 1.4, "correlation": 0.81},
    })  # fmt: skip


def voice(language, at):
    zh = language == "zh"
    quote = {"text": "等了两天才有人回复，太慢了。" if zh else "It took two days until somebody answered. Call me at [phone].",
             "language": language, "touchpoint": at["wait"][0], "sentiment": -0.8}  # fmt: skip
    good = {
        "text": "袜子很舒服！" if zh else "The socks are lovely!",
        "language": language,
        "touchpoint": at["review"][0],
        "sentiment": 0.9,
    }
    return Voice.model_validate({
        "texts": 1204,
        "languages": [{"language": "en", "texts": 1010, "scored": 1010}, {"language": "zh", "texts": 170, "scored": 170},
                      {"language": "fi", "texts": 24, "scored": 0, "note": "没有芬兰语词典" if zh else "there is no lexicon for Finnish"}],
        "touchpoints": [{"touchpoint": at["review"][0], "texts": 800, "sentiment": 0.4, "low": 0.36, "high": 0.44, "negative_share": 0.18},
                        {"touchpoint": at["wait"][0], "texts": 404, "sentiment": -0.3, "low": -0.37, "high": -0.23, "negative_share": 0.61}],
        "themes": [{"name": "回复慢" if zh else "slow replies", "words": ["wait", "days", "answer"], "texts": 310, "share": 0.26,
                    "sentiment": -0.62, "low": -0.68, "high": -0.56, "touchpoints": [at["wait"][0]], "quotes": [quote]},
                   {"name": "舒适" if zh else "comfort", "words": ["soft", "warm"], "texts": 280, "share": 0.23,
                    "sentiment": 0.7, "low": 0.66, "high": 0.74, "touchpoints": [at["review"][0]], "quotes": [good]}],
        "complaints": [{"reason": "回复太慢" if zh else "slow reply", "texts": 190, "customers": 171, "share": 0.44, "quotes": [quote]},
                       {"reason": "包裹迟到" if zh else "parcel late", "texts": 102, "customers": 99, "share": 0.24, "quotes": []}],
        "scorer": {"kind": "learned", "languages": ["en", "zh"], "rated": 800, "accuracy": 0.91, "macro_f1": 0.86,
                   "calibration_error": 0.03, "baseline_accuracy": 0.8},
    })  # fmt: skip


def what_if(language, at):
    zh = language == "zh"
    rows = (("less_drop_off", at["guide"][0], "在尺码指南离开的客户减少五分之一" if zh else "A fifth fewer customers leave at the size guide", 1800.0, 1851.0),
            ("shorter_wait", at["wait"][0], "客服回复的等待减半" if zh else "The wait for a reply of support is halved", 1800.0, 1893.0))  # fmt: skip
    return WhatIf.model_validate({
        "scenarios": [
            {"id": f"w{i}", "touchpoint": place, "change": change, "amount": 0.2, "statement": said, "outcomes": [
                {"measure": "conversions", "before": a, "after": b, "difference": b - a, "low": (b - a) * 0.6, "high": (b - a) * 1.4},
                {"measure": "value", "before": a * 31, "after": b * 31, "difference": (b - a) * 31, "low": (b - a) * 20, "high": (b - a) * 42},
                {"measure": "contacts", "before": 900.0, "after": 874.0, "difference": -26.0, "low": -40.0, "high": -9.0},
            ]}
            for i, (change, place, said, a, b) in enumerate(rows, 1)
        ],
        "states": 24,
        "back_test": {"trained_until": "2026-05-01", "customers": 1100, "foretold": 0.281, "happened": 0.274, "error": 0.007},
        "assumption": "客户在这一步之后的行为与现在留下的客户相同。" if zh else "Those who stay then behave like those who stay now.",
    })  # fmt: skip


def attribution(at):
    shares = {"first": (0.5, 0.2, 0.3), "last": (0.2, 0.6, 0.2), "linear": (0.36, 0.38, 0.26), "markov": (0.42, 0.31, 0.27), "shapley": (0.4, 0.33, 0.27)}  # fmt: skip
    channels = ("social", "search", "friends")
    given = {
        model: {
            channel: {"conversions": 1800 * share, "share": share, "low": 1800 * (share - 0.03), "high": 1800 * (share + 0.03),
                      "share_low": share - 0.03, "share_high": share + 0.03, "cost_currency": None if channel == "friends" else "EUR",
                      "value": 55_800 * share, "cost": None if channel == "friends" else 9000.0,
                      "roas": None if channel == "friends" else 55_800 * share / 9000.0}
            for channel, share in zip(channels, own, strict=True)
        }
        for model, own in shares.items()
    }  # fmt: skip
    spread = [
        {"channel": c, "lowest": min(s[i] for s in shares.values()), "lowest_model": min(shares, key=lambda m: shares[m][i]),
         "highest": max(s[i] for s in shares.values()), "highest_model": max(shares, key=lambda m: shares[m][i])}
        for i, c in enumerate(channels)
    ]  # fmt: skip
    return Attribution.model_validate({
        "goal": at["goal"][0], "conversions": 1800, "value": 55_800.0, "models": given, "currency": "EUR", "by": "channel_group",
        "window_s": 30 * 86_400, "paths": 4100, "markov_order": 2, "disagreement": spread,
    })  # fmt: skip


def segments(language):
    zh = language == "zh"
    rows = (("发现者" if zh else "Explorers", 1610, 0.38, ("使用手机", "常看评价") if zh else ("on phones", "read many reviews"), 0.31, 44.0),
            ("熟客" if zh else "Regulars", 1480, 0.36, ("每月打开应用", "很少求助") if zh else ("open the app every month", "seldom ask for help"), 0.58, 131.0),
            ("求助者" if zh else "Askers", 1010, 0.26, ("多次联系客服",) if zh else ("contact support more than twice",), 0.12, 29.5))  # fmt: skip
    return tuple(
        Segment(name=n, customers=c, share=s, traits=t, goal_share=g, value_mean=v,
                persona=("在通勤路上浏览。" if zh else "Browses on the way to work and decides in the evening."))
        for n, c, s, t, g, v in rows
    )  # fmt: skip


def drivers(language, at):
    zh = language == "zh"
    return Drivers.model_validate({
        "drivers": [
            {"outcome": "goal", "feature": "风格测试" if zh else "took the style quiz", "effect": 0.11, "low": 0.08, "high": 0.14, "q": 0.0001, "n": 4100},
            {"outcome": "goal", "feature": "手机" if zh else "on a phone", "effect": -0.07, "low": -0.1, "high": -0.04, "q": 0.0002, "n": 4100},
            {"outcome": "satisfaction", "feature": "等待回复" if zh else "wait for a reply, per day", "effect": -0.6, "low": -0.8, "high": -0.4, "q": 0.0001, "n": 900},
        ],
        "tree": ["做过风格测试的客户中有 48% 下单。" if zh else "Of those who take the style quiz, 48 % order.",
                 "没有做过且使用手机的客户中有 14% 下单。" if zh else "Of those who do not and are on a phone, 14 % order."],
        "rules": [{"left": [at["quiz"][0], at["guide"][0]], "right": [at["goal"][0]], "ordered": True, "customers": 412, "support": 0.1, "confidence": 0.62, "lift": 1.9}],
        "correlations": [{"a": "events", "b": "value", "pearson": 0.41, "spearman": 0.46, "n": 4100, "q": 0.0001}],
    })  # fmt: skip


def trends(at):
    start = date(2026, 3, 2)
    points = []
    for i in range(26):
        level = 0.29 if i < 13 else 0.25
        value = level + 0.008 * sin(i)
        points.append({"start": (start + timedelta(weeks=i)).isoformat(), "value": value, "low": value - 0.012, "high": value + 0.012, "n": 420 + i})  # fmt: skip
    waits = [
        {"start": (start + timedelta(weeks=i)).isoformat(), "value": 60_000.0 + 2_000 * i, "low": 52_000.0 + 2_000 * i,
         "high": 68_000.0 + 2_000 * i, "n": 90} for i in range(26)
    ]  # fmt: skip
    change = {
        "date": "2026-06-01",
        "first": "2026-05-25",
        "last": "2026-06-08",
        "before": 0.29,
        "after": 0.25,
        "q": 0.001,
    }
    return Trends.model_validate({
        "timezone": "Europe/Berlin", "first": "2026-03-02", "last": "2026-08-30", "series_total": 61,
        "series": [
            {"measure": "goal_share", "touchpoint": None, "unit": "share", "period": "week", "points": points, "slope": -0.006,
             "slope_low": -0.009, "slope_high": -0.003, "slope_q": 0.002, "changes": [change], "after": None},
            {"measure": "wait", "touchpoint": at["wait"][0], "unit": "seconds", "period": "week", "points": waits, "slope": 8000.0,
             "slope_low": 6500.0, "slope_high": 9500.0, "slope_q": 0.0001, "changes": [], "after": None},
        ],
        "seasons": [
            *({"measure": "events", "kind": "weekday", "day": d, "factor": f, "low": f - 0.06, "high": f + 0.06, "q": 0.001 if abs(f - 1) > 0.1 else 0.4}
              for d, f in zip(range(1, 8), (1.22, 1.05, 1.0, 0.97, 0.94, 0.8, 1.02), strict=True)),
            *({"measure": "events", "kind": "day_of_month", "day": d, "factor": f, "low": f - 0.1, "high": f + 0.1, "q": 0.001 if abs(f - 1) > 0.2 else 0.5}
              for d, f in ((1, 1.6), (2, 1.4), (3, 1.1), (15, 0.9), (-3, 1.1), (-2, 1.3), (-1, 1.5))),
        ],
    })  # fmt: skip


def consistency(at):
    rows = ((at["checkout"][0], "goal_share", "app", "web", 0.61, 0.72, -0.11, -0.15, -0.07), (at["wait"][0], "median_wait_s", "chat", "phone", 90_000.0, 1_200.0, 88_800.0, 80_000.0, 97_000.0))  # fmt: skip
    return tuple(
        Inconsistency(step=s, measure=m, channel_a=a, channel_b=b, value_a=va, value_b=vb, difference=d, low=low, high=high, q=0.0001, n_a=800, n_b=2100)
        for s, m, a, b, va, vb, d, low, high in rows
    )  # fmt: skip


def lifetime(language):
    notes = ["购买没有固定节奏。" if language == "zh" else "Purchases keep no rhythm."]
    return LifetimeValue.model_validate({
        "model": "mbg_nbd", "value_model": "gamma_gamma", "period_days": None, "notes": notes, "customers": 4100, "repeaters": 1900,
        "parameters": {"mbg_nbd.r": {"value": 0.243, "error": 0.01, "low": 0.22, "high": 0.26}, "mbg_nbd.alpha": {"value": 4.414, "error": None, "low": None, "high": None}},
        "log_likelihood": -9582.4, "horizon_days": 365, "discount_a_year": 0.1, "expected_purchases": 2.4,
        "mean_value": 118.4, "low": 111.0, "high": 126.2, "currency": "EUR", "alive_share": 0.72,
        "holdout": {"weeks": 39.0, "customers": 2357, "foretold": 4102.0, "happened": 4230.0, "rmse": 1.58, "baseline_rmse": 2.1},
    })  # fmt: skip
