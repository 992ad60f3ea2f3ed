"""What can be explained: per block of a report, how its rows are named, what they mean, and what makes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sojourn.report.document import Report

Both = tuple[str, str]
"""A text in English and in Chinese."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One block.

    Attributes
    ----------
    rows
        Name → row; the names are what a path has behind the block.
    call
        Python that makes the block again; ``{goal}``, ``{log}`` are filled in, and ``{id}`` with the row's own name.
    definition, interval, falsifier
        In words: what the row is, how sure, and what would show that it is wrong; empty where nothing can be said.
    """

    rows: Callable[[Report], Mapping[str, Any]]
    call: str
    definition: Both
    interval: Both = ("", "")
    falsifier: Both = ("", "")


def _named(items: Iterable[Any] | None, *fields: str) -> dict[str, Any]:
    """Rows by their name; where several share one, by name and number."""
    found: dict[str, Any] = {}
    for item in items or ():
        parts = [str(getattr(item, f)) for f in fields if getattr(item, f)]
        name = base = "/".join(parts)
        number = 2
        while name in found:
            name, number = f"{base}#{number}", number + 1
        found[name] = item
    return found


def _models(report: Report) -> dict[str, Any]:
    block = report.attribution
    return dict(block.models) if block is not None else {}


def _texts(report: Report) -> dict[str, Any]:
    block = report.voice
    return {} if block is None else {**_named(block.themes, "name"), **_named(block.complaints, "reason")}


_CHANCE: Final[Both] = ("95 %, against chance; not against bias.", "95%，只涵盖偶然性，不涵盖偏差。")

KINDS: Final[dict[str, Kind]] = {
    "metrics": Kind(
        lambda r: r.metrics or {},
        "sj.metrics(log, goal={goal}).table",
        ("", ""),
        ("95 %; the definition names the method.", "95%；方法见定义。"),
        (
            "Count it by hand: the definition says over which events, and the query below lists them.",
            "可手工计数：定义说明了涉及哪些事件，下面的查询会列出它们。",
        ),
    ),
    "breakdowns": Kind(
        lambda r: _named(r.breakdowns, "metric", "dimension", "group"),
        'sj.metrics(log, goal={goal}, by="{second}").table',
        ("The measure in one group; its definition is that of the whole.", "该指标在某一组中的值；定义与整体相同。"),
        _CHANCE,
    ),
    "pain_points": Kind(
        lambda r: _named(r.pain_points, "id"),
        "sj.pain_points(log, {goal}).table",
        ("", ""),
    ),
    "moments_of_truth": Kind(
        lambda r: _named(r.moments_of_truth, "touchpoint"),
        "sj.moments_of_truth(log, {goal}).table",
        (
            ("How much more often the outcome is reached where the touchpoint goes well than where it goes badly, among "
            "customers who are alike in what was known before."),
            "在此前情况相似的客户中，该触点顺利时比不顺利时更常达到结果的程度。",
        ),
        ("95 %; q is corrected for all touchpoints looked at (Benjamini–Hochberg).", "95%；q 已对全部考察的触点校正（Benjamini–Hochberg）。"),
        (
            "Make it go well for a random half. If the outcome does not rise among them, this is wrong.",
            "让随机一半客户在此顺利。若其中结果没有上升，此结论不成立。",
        ),
    ),
    "opportunities": Kind(
        lambda r: _named(r.opportunities, "id"),
        "sj.pain_points(log, {goal}).table",
        (
            ("An entry of the playbook for the kind of the pain point and its channel. Impact is the value at stake beside the "
            "largest one, in fifths; priority counts impact ÷ effort; the effort is the playbook's estimate."),
            "行动手册中对应该痛点类型与渠道的条目。影响是其价值与最大者之比，以五分之一计；优先级按影响 ÷ 投入；投入为手册的估计。",
        ),
        falsifier=(
            "Do it for a random half of the customers and watch the measure named here.",
            "对随机一半客户实施，并观察此处所列指标。",
        ),
    ),
    "emotions": Kind(
        lambda r: _named(r.emotions.arc if r.emotions else (), "touchpoint"),
        "sj.emotion(log).table",
        (
            ("Ratings, texts, and what behaviour and the name of the touchpoint suggest, combined by how much each tells; −5 to +5. "
            "Observed: ratings carry it; inferred: texts or behaviour; assumed: hardly anything is known."),
            "评分、文本以及行为与触点名称所暗示的感受，按各自的信息量合并；−5 至 +5。实测：以评分为主；推断：以文本或行为为主；假设：几乎没有依据。",
        ),
        ("95 %: of the ratings and of the model that reads behaviour.", "95%：含评分与行为模型的不确定性。"),
        (
            "Ask a random sample of those who come. If their mean rating lies outside the interval, this is wrong.",
            "询问来客中的随机样本。若其平均评分落在区间之外，此结论不成立。",
        ),
    ),
    "touchpoints": Kind(
        lambda r: _named(r.touchpoints, "name"),
        "sj.touchpoints(log).table",
        ("Counted: customers and events at the touchpoint, journeys that end there.", "直接计数：该触点的客户、事件，以及在此结束的旅程。"),
    ),
    "stages": Kind(
        lambda r: _named(r.stages, "name"),
        "sj.discover(log, goal={goal}).evidence.stages",
        ("Customers who meet any touchpoint of the stage; its feeling weighs those of its touchpoints.", "遇到该阶段任一触点的客户；其感受由各触点加权而得。"),
    ),
    "transitions": Kind(
        lambda r: _named(r.transitions, "source", "target"),
        "sj.transitions(log).table",
        ("One event directly followed by the next of the same customer, whatever the time between.", "同一客户的一个事件紧接着下一个事件，不论间隔多久。"),
    ),
    "paths": Kind(
        lambda r: {str(i): p for i, p in enumerate(r.paths or ())},
        "sj.paths(log).table",
        ("Whole journeys as sequences of touchpoints; counted.", "整段旅程的触点序列；直接计数。"),
    ),
    "funnel": Kind(
        lambda r: _named(r.funnel, "step"),
        "sj.funnel(log, {steps}).table",
        ("Customers who get to the step after all steps before it, in this order, whatever lies between.", "按此顺序走完之前各步并到达这一步的客户，其间可做别的事。"),
    ),
    "comparisons": Kind(
        lambda r: _named(r.comparisons, "measure", "dimension", "a"),
        "sj.compare({compared}).table",
        ("One measure in one group against all others, or since a day against before. Observed, not caused.", "某项指标在一组与其余客户之间，或某日之后与之前的差异。观察所得，并非因果。"),
        (
            "95 %, Newcombe for shares and Welch for means; q is corrected for all comparisons of the same kind (Benjamini–Hochberg).",
            "95%，比例用 Newcombe 法，均值用 Welch 法；q 已对同类的全部比较校正（Benjamini–Hochberg）。",
        ),
    ),
    "attribution": Kind(
        _models,
        "sj.attribution(log, {goal}).table",
        (
            ("Every model shares each conversion among the touches before it; the shares of a model sum to all conversions. "
            "First, last, linear, position and time decay are rules; Markov removes a channel from a chain of transitions "
            "and sees how many conversions are left; Shapley averages what a channel adds to every set of others."),
            ("每个模型把一次转化分给之前的接触；同一模型的份额之和等于全部转化。首次、末次、线性、位置与时间衰减是规则；马尔可夫从转移链中移除渠道，"
            "看还剩多少转化；沙普利对渠道加入各种组合带来的增量取平均。"),
        ),
        ("95 %, bootstrap over customers.", "95%，对客户自助抽样。"),
        (
            ("Switch a channel off for a random part of people or regions. If conversions fall by clearly more or less than its "
            "credit, the model is wrong about it."),
            "对随机一部分人群或地区关闭该渠道。若转化的下降明显不同于其份额，则该模型在此有误。",
        ),
    ),
    "segments": Kind(
        lambda r: _named(r.segments, "name"),
        "sj.segments(log, goal={goal}).table",
        (
            ("Customers grouped by what they do (features of their journeys); the number of groups is the one found again most "
            "surely in resampled customers. Traits are the features in which the group differs most from all."),
            "按行为（旅程特征）把客户分组；组数取在重抽样客户中最稳定者。特征是该组与全体差异最大的方面。",
        ),
    ),
    "drivers": Kind(
        lambda r: _named(r.drivers.drivers if r.drivers else (), "outcome", "feature"),
        'sj.drivers(log, "{first}", goal={goal}).table',
        (
            ("A regression of the outcome on features of customers known before it: the difference that goes along with the "
            "feature while the others are held. An association, not a cause."),
            "以此前已知的客户特征对结果作回归：其他特征不变时，与该特征相伴的差异。相关而非因果。",
        ),
        ("95 %; q is corrected for all features (Benjamini–Hochberg).", "95%；q 已对全部特征校正（Benjamini–Hochberg）。"),
        ("Change the feature for a random half. If the outcome stays, it goes along and does not cause.", "对随机一半客户改变该特征。若结果不变，它只是相伴而非原因。"),
    ),
    "trends": Kind(
        lambda r: _named(r.trends.series if r.trends else (), "measure", "touchpoint"),
        "sj.trends(log, goal={goal}).table",
        (
            "The measure per period; a straight line for the trend, and the days at which its level changes.",
            "各时期的指标；以直线表示趋势，并找出水平改变的日子。",
        ),
        ("95 %; q is corrected for all series (Benjamini–Hochberg).", "95%；q 已对全部序列校正（Benjamini–Hochberg）。"),
        ("The next periods: if they lie where the line or the new level does not expect them, this is wrong.", "看随后的时期：若其值与直线或新水平不符，此结论不成立。"),
    ),
    "consistency": Kind(
        lambda r: _named(r.consistency, "step", "measure", "channel_a", "channel_b"),
        "sj.consistency(log, goal={goal}).table",
        ("The same step in two channels.", "同一步骤在两个渠道中的比较。"),
        ("95 %; q is corrected for all steps and pairs of channels (Benjamini–Hochberg).", "95%；q 已对全部步骤与渠道组合校正（Benjamini–Hochberg）。"),
        ("Customers choose channels: send a random half to the other one. If the gap closes, it was theirs.", "渠道由客户选择：让随机一半改用另一渠道。若差距消失，则它来自客户而非渠道。"),
    ),
    "what_if": Kind(
        lambda r: _named(r.what_if.scenarios if r.what_if else (), "id"),
        'sj.what_if(log, goal={goal}, change={{"touchpoint": "{touchpoint}", "{change}": {amount}}}).table',
        (
            ("A chain of the journey's states with its waits, fitted to what was counted; one step is changed and the chain is "
            "solved again. Those who stay are taken to go on like those who stay now."),
            "由计数拟合的旅程状态链及其等待；改变其中一步后重新求解。假定留下的客户与现在留下的客户此后行为相同。",
        ),
        ("95 %, jackknife over groups of customers.", "95%，对客户分组的刀切法。"),
        ("Make the change for a random half. If the difference lies outside the interval, the model is wrong.", "对随机一半客户作此改变。若差异落在区间之外，则模型有误。"),
    ),
    "voice": Kind(
        _texts,
        "sj.voice(log).table",
        (
            ("Texts with words in common, found without knowing their subject; sentiment −1 to +1 by the scorer that `voice.scorer` "
            "names. Quotes are those nearest to the middle of the group, with personal data masked."),
            "不预设主题、由共同用词归并的文本；情感 −1 至 +1，由 `voice.scorer` 所列方法评定。引文取最接近该组中心者，个人信息已隐去。",
        ),
        ("95 %, of the mean over texts.", "95%，为文本均值的区间。"),
        ("Read twenty of the texts.", "读其中二十条。"),
    ),
    "lifetime_value": Kind(
        lambda r: {"": r.lifetime_value} if r.lifetime_value else {},
        "sj.lifetime_value(log)",
        (
            ("A model of how often customers buy and when they stop, fitted by maximum likelihood to their days of purchase; "
            "expected purchases to come, times the expected value of one, discounted."),
            "以最大似然拟合客户购买频率与停止购买的模型；未来预期购买次数乘以单次预期金额，再折现。",
        ),
        ("95 %, from the uncertainty of the fitted parameters.", "95%，来自拟合参数的不确定性。"),
        ("The purchases to come: `holdout` says how far it was off when tried.", "看未来的购买：`holdout` 说明检验时的偏差。"),
    ),
}  # fmt: skip
