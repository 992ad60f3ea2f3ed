"""The metrics of a report, each with interval, n, definition and status."""

from math import sqrt
from typing import Final

import numpy as np

from sojourn.log.journeylog import JourneyLog
from sojourn.report.document import Metric
from sojourn.report.intervals import Interval, mean_interval, share_interval
from sojourn.report.outcome import OutcomeTally

COMPUTED: Final = "computed"
_Z: Final = 1.959963984540054


def metrics(
    log: JourneyLog, outcome: OutcomeTally, goals: tuple[str, ...], language: str
) -> dict[str, Metric]:
    """What these data can answer; a metric they know nothing about is left out.

    Goal metrics need a goal; scores need ratings with a scale.
    """
    words = _DEFINITIONS[language]
    found: dict[str, Metric] = {}
    if goals:
        goal = words["joiner"].join(goals)
        found["conversion"] = _share(
            outcome.reached, outcome.customers, words["conversion"].format(goal=goal), words
        )
        found["repeat_rate"] = _share(
            outcome.again, outcome.reached, words["repeat_rate"].format(goal=goal), words
        )
        if log.has("value"):
            found["aov"] = _mean_value(log, outcome, words["aov"].format(goal=goal), words)
    found |= _ratings(log, outcome, words)
    return found


def tidy(number: float) -> float:
    """Ten significant digits: sums of floating-point numbers differ in the last ones from machine to machine."""
    return float(f"{number:.10g}")


def _metric(
    value: float, interval: Interval | None, n: int, definition: str, currency: str | None = None
) -> Metric:
    low, high = interval or (None, None)
    return Metric(
        value=tidy(value),
        low=None if low is None else tidy(low),
        high=None if high is None else tidy(high),
        n=n,
        definition=definition,
        status=COMPUTED,
        currency=currency,
    )


def _unknown(definition: str, reason: str, words: dict[str, str], n: int = 0) -> Metric:
    status = f"cannot be computed: {words[reason]}"
    return Metric(value=None, low=None, high=None, n=n, definition=definition, status=status)


def _share(hits: int, n: int, definition: str, words: dict[str, str]) -> Metric:
    if n == 0:
        return _unknown(definition, "nobody", words)
    return _metric(hits / n, share_interval(hits, n), n, definition)


def _mean_value(log: JourneyLog, outcome: OutcomeTally, definition: str, words: dict[str, str]) -> Metric:
    used = np.flatnonzero(outcome.values[:, 0])
    if len(used) == 0:
        return _unknown(definition, "no_values", words)
    if len(used) > 1:
        return _unknown(definition, "currencies", words, int(outcome.values[used, 0].sum()))
    names = log.vocabularies["currency"].names if "currency" in log.vocabularies else ()
    n, total, squares = outcome.values[used[0]].tolist()
    currency = names[used[0]] if used[0] < len(names) else None
    return _metric(total / n, mean_interval(int(n), total, squares), int(n), definition, currency)


def _ratings(log: JourneyLog, outcome: OutcomeTally, words: dict[str, str]) -> dict[str, Metric]:
    names = log.vocabularies["scale"].names if "scale" in log.vocabularies else ()
    rows = {
        name.casefold(): row for name, row in zip(names, outcome.ratings.tolist(), strict=False) if row[0]
    }
    found: dict[str, Metric] = {}
    if "nps_0_10" in rows:
        n, _, _, promoters, detractors, _ = rows["nps_0_10"]
        found["nps"] = _metric(*_net_promoter(n, promoters, detractors), int(n), words["nps"])
    if "csat_1_5" in rows:
        n, *_, top = rows["csat_1_5"]
        found["csat"] = _metric(top / n, share_interval(int(top), int(n)), int(n), words["csat"])
    efforts = sorted((-rows[name][0], name) for name in ("ces_1_7", "ces_1_5") if name in rows)
    if efforts:
        scale = efforts[0][1]
        n, total, squares, *_ = rows[scale]
        found["ces"] = _metric(total / n, mean_interval(int(n), total, squares), int(n), words[scale])
    return found


def _net_promoter(n: float, promoters: float, detractors: float) -> tuple[float, Interval | None]:
    """Promoters minus detractors in points, with the normal interval of a mean of −100, 0 and 100."""
    share = (promoters - detractors) / n
    if n < 2:
        return 100 * share, None
    variance = ((promoters + detractors) / n - share * share) * n / (n - 1)
    half = _Z * sqrt(variance / n)
    return 100 * share, (max(-100.0, 100 * (share - half)), min(100.0, 100 * (share + half)))


_DEFINITIONS: Final = {
    "en": {
        "joiner": " or ",
        "conversion": "Customers with at least one event at {goal}, of all customers. Interval: Wilson.",
        "repeat_rate": "Customers with at least two events at {goal}, of those with at least one. Interval: Wilson.",
        "aov": "Mean value of the events at {goal} that carry a value. Interval: Student t.",
        "nps": "Net promoter score: share of ratings 9–10 minus share of ratings 0–6, in points. Interval: normal.",
        "csat": "Share of ratings 4 and 5 on the scale 1–5 (top two). Interval: Wilson.",
        "ces_1_7": "Customer effort score: mean rating on the scale 1–7, 7 being easy. Interval: Student t.",
        "ces_1_5": "Customer effort score: mean rating on the scale 1–5, 1 being easy. Interval: Student t.",
        "nobody": "there are no such customers",
        "no_values": "no goal event carries a value",
        "currencies": "values stand in several currencies",
    },
    "zh": {
        "joiner": "或",
        "conversion": "至少有一个“{goal}”事件的客户占全部客户的比例。区间：Wilson。",
        "repeat_rate": "在至少有一个“{goal}”事件的客户中，有两个及以上者的比例。区间：Wilson。",
        "aov": "带有金额的“{goal}”事件的平均金额。区间：Student t。",
        "nps": "净推荐值：9–10 分的比例减去 0–6 分的比例，以点计。区间：正态。",
        "csat": "1–5 分量表上 4 分与 5 分的比例（前两档）。区间：Wilson。",
        "ces_1_7": "客户费力度：1–7 分量表的平均分，7 分为轻松。区间：Student t。",
        "ces_1_5": "客户费力度：1–5 分量表的平均分，1 分为轻松。区间：Student t。",
        "nobody": "没有这样的客户",
        "no_values": "没有带金额的目标事件",
        "currencies": "金额使用多种货币",
    },
}
