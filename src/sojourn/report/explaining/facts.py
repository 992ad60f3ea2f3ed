"""The figures of one row, labelled; and the full story of a pain point."""

from typing import Any, Final

from pydantic import BaseModel

from sojourn.report.blocks.pain import PainPoint
from sojourn.report.document import Metric, Report
from sojourn.report.explaining.spelling import Language, money, plain, points, share, span

Facts = tuple[tuple[str, str], ...]
_SHARES: Final = frozenset({"share", "q", "p", "overlap", "goal_share", "exits_share", "share_of_customers", "support", "confidence"})  # fmt: skip
_SKIPPED: Final = frozenset({"definition", "status", "currency"})
_LIST_SHOWN: Final = 6

LABELS: Final = {
    "what": ("What", "内容"),
    "figures": ("Figures", "数字"),
    "definition": ("Definition", "定义"),
    "counts": ("Counts", "计数"),
    "comparison": ("Comparison", "比较"),
    "correction": ("Correction", "校正"),
    "interval": ("Interval", "区间"),
    "value": ("Value", "价值"),
    "verdict": ("Verdict", "结论"),
    "falsifier": ("Wrong if", "何以为错"),
    "again": ("Compute it again", "重新计算"),
    "python": ("In Python", "用 Python"),
    "events": ("The events behind it", "背后的事件"),
    "row": ("Row of report.json", "report.json 中的行"),
}
_PAIN: Final = {
    "counts": (
        "{customers} customers were exposed, {occurrences} times: {share} of those who came to this point of the journey.",
        "{customers} 位客户遇到，共 {occurrences} 次：占来到旅程此处者的 {share}。",
    ),
    "naive": (
        "A simple comparison of customers shows {naive} for “{outcome}”.",
        "简单比较显示“{outcome}”相差 {naive}。",
    ),
    "adjusted": (
        "Against {comparable} comparable customers it is {effect}{overlap}. {method}",
        "与 {comparable} 位可比客户相比为 {effect}{overlap}。{method}",
    ),
    "overlap": (
        " ({overlap} of the exposures have comparable others)",
        "（{overlap} 的遭遇有可比对象）",
    ),
    "incomparable": (
        "There are not enough comparable customers; no effect is claimed.",
        "可比客户不足；不给出影响。",
    ),
    "interval": ("{interval}, 95 %.", "{interval}，95%。"),
    "corrected": (
        "p = {p}, q = {q}, corrected for all that was compared ({n} comparisons in this report; Benjamini–Hochberg).",
        "p = {p}；对全部比较校正后 q = {q}（本报告共 {n} 次比较；Benjamini–Hochberg）。",
    ),
    "value": (
        (
            "{value} ({interval}, 95 %): exposed customers × effect × value of reaching “{outcome}”; "
            "where a cause costs in several outcomes, their sum."
        ),
        "{value}（{interval}，95%）：遇到的客户数 × 影响 × 达到“{outcome}”的价值；若同一原因影响多个结果，则为其和。",
    ),
    "no_value": (
        "None is given: nothing is claimed, or money cannot be computed.",
        "未给出：不作断言，或金额无法计算。",
    ),
    "verdict.costs": ("It costs something, by the method's standards.", "按该方法的标准，它有代价。"),
    "verdict.unclear": ("The data do not decide.", "数据无法判定。"),
    "verdict.look_alike": (
        "Customers who meet it fare worse, but not because of it as far as the data show.",
        "遇到它的客户表现较差，但数据未显示是其所致。",
    ),
    "verdict.not_comparable": ("It cannot be judged.", "无法判断。"),
    "cause": (" It is another face of {cause}.", "它是 {cause} 的另一面。"),
}


def label(key: str, language: Language) -> str:
    """The heading of a part of an explanation."""
    return _of(LABELS[key], language)


def pain_facts(pain: PainPoint, report: Report, language: Language) -> Facts:
    """Definition, counts, comparison, correction, interval, value, verdict, what would show that it is wrong."""

    def tell(key: str, **values: str) -> str:
        return _of(_PAIN[key], language).format(**values)

    found = [
        ("what", pain.statement),
        ("counts", tell("counts", customers=plain(pain.customers), occurrences=plain(pain.occurrences), share=share(pain.share))),
    ]  # fmt: skip
    compared = []
    if pain.naive_difference is not None:
        compared.append(tell("naive", naive=points(pain.naive_difference), outcome=pain.outcome))
    if pain.effect is None:
        compared.append(tell("incomparable"))
    else:
        overlap = "" if pain.overlap is None else tell("overlap", overlap=share(pain.overlap))
        compared.append(tell("adjusted", comparable=plain(pain.comparable), effect=points(pain.effect), overlap=overlap, method=pain.method))  # fmt: skip
    found.append(("comparison", _joined(compared, language)))
    if pain.effect_low is not None and pain.effect_high is not None:
        ends = span(points(pain.effect_low), points(pain.effect_high), language)
        found.append(("interval", tell("interval", interval=ends)))
    if pain.p is not None and pain.q is not None:
        compared_all = sum(p.q is not None for p in report.pain_points or ())
        found.append(("correction", tell("corrected", p=plain(pain.p), q=plain(pain.q), n=plain(compared_all))))  # fmt: skip
    found.append(("value", _value(pain, language)))
    cause = tell("cause", cause=pain.cause) if pain.cause else ""
    found.append(("verdict", tell(f"verdict.{pain.verdict}") + cause))
    found.append(("falsifier", pain.falsifier))
    return tuple(found)


def _value(pain: PainPoint, language: Language) -> str:
    if pain.value_at_stake is None:
        return _of(_PAIN["no_value"], language)
    ends = (pain.value_at_stake if end is None else end for end in (pain.value_low, pain.value_high))
    low, high = (money(end, pain.currency) for end in ends)
    text = _of(_PAIN["value"], language)
    value = money(pain.value_at_stake, pain.currency)
    return text.format(value=value, interval=span(low, high, language), outcome=pain.outcome)


def row_facts(row: Any, language: Language) -> Facts:
    """The fields of a row, those with nested rows one line each."""
    if isinstance(row, Metric):
        return _metric_facts(row, language)
    lines = []
    fields = (
        row.items()
        if isinstance(row, dict)
        else ((name, getattr(row, name)) for name in type(row).model_fields)
    )
    for name, value in fields:
        text = _text(name, value, language)
        if text and name not in _SKIPPED:
            lines.append(f"{name}: {text}")
    return (("figures", "\n".join(lines)),)


def _metric_facts(metric: Metric, language: Language) -> Facts:
    found = [("definition", metric.definition)]
    if metric.value is None:
        return (*found, ("figures", metric.status))
    unit = f" {metric.currency}" if metric.currency else ""
    text = f"{plain(metric.value)}{unit}, n = {plain(metric.n)}"
    if metric.low is not None and metric.high is not None:
        text += f", 95 %: {span(plain(metric.low), plain(metric.high), language)}"
    return (*found, ("figures", text))


def _text(name: str, value: Any, language: Language) -> str:
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | float):
        return share(value) if name in _SHARES and name not in {"p", "q"} else plain(value)
    if isinstance(value, BaseModel):
        inner = (
            (n, _text(n, getattr(value, n), language)) for n in type(value).model_fields if n not in _SKIPPED
        )
        return ", ".join(f"{n} {t}" for n, t in inner if t)
    if isinstance(value, tuple):
        shown = [_text(name, v, language) for v in value[:_LIST_SHOWN]]
        more = [f"… ({len(value)})"] if len(value) > _LIST_SHOWN else []
        return "; ".join([*shown, *more])
    return str(value)


def _joined(sentences: list[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(sentences)


def _of(pair: tuple[str, str], language: Language) -> str:
    return pair[1] if language == "zh" else pair[0]
