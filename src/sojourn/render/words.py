"""Every word of the picture, in English and Chinese; a name in braces is filled in."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sojourn.render.numbers import Language

_HOLE: Final = re.compile(r"\{(\w+)\}")
_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "kind.current_state": ("Current state", "现状"),
        "kind.future_state": ("Future state", "目标状态"),
        "kind.day_in_the_life": ("A day in the life", "一天的生活"),
        "kind.service_blueprint": ("Service blueprint", "服务蓝图"),
        "assumed_map": ("assumed, not yet validated", "假设，尚未验证"),
        "customers.one": ("{n} customer", "{n} 位客户"),
        "events.one": ("{n} event", "{n} 个事件"),
        "more_personas.one": ("and {n} more persona", "另有 {n} 个人物画像"),
        "touchpoints.one": ("{n} touchpoint", "{n} 个触点"),
        "touchpoints": ("{n} touchpoints", "{n} 个触点"),
        "channels.one": ("{n} channel", "{n} 个渠道"),
        "channels": ("{n} channels", "{n} 个渠道"),
        "customers": ("{n} customers", "{n} 位客户"),
        "events": ("{n} events", "{n} 个事件"),
        "goal": ("goal: {name} ({share})", "目标：{name}（{share}）"),
        "of_customers": ("{share} of customers", "占客户 {share}"),
        "more_personas": ("and {n} more personas", "另有 {n} 个人物画像"),
        "lane.flow": ("Flow", "流向"),
        "lane.flow.caption": ("who goes where; width = customers", "谁去了哪里；宽度即客户数"),
        "lane.flow.plain": ("who goes where", "谁去了哪里"),
        "lane.flow.channel": ("by channel", "按渠道"),
        "lane.flow.department": ("by department", "按部门"),
        "rows.no_channel": ("no channel", "无渠道"),
        "rows.no_department": ("no department", "无部门"),
        "lane.feeling": ("Feeling", "感受"),
        "lane.feeling.caption": ("−5 to +5", "−5 至 +5"),
        "lane.feeling.band": ("−5 to +5; band\u00a0=\u00a095\u00a0% interval", "−5 至 +5；色带为95%区间"),
        "lane.wait": ("Wait", "等待"),
        "lane.wait.caption": ("median to the next event; logarithmic", "到下一事件的中位时间；对数刻度"),
        "lane.pain": ("Pain", "痛点"),
        "lane.pain.caption": ("what hurts, and how much", "哪里难受，有多严重"),
        "lane.do_next": ("Do next", "下一步"),
        "lane.do_next.caption": ("impact ÷ effort", "影响 ÷ 投入"),
        "lane.goal": ("Goal", "目的"),
        "lane.goal.caption": ("what customers want here", "客户在此想要什么"),
        "lane.expectation": ("Expectation", "期望"),
        "lane.expectation.caption": ("what customers count on", "客户预期得到什么"),
        "lane.actions": ("Actions", "行为"),
        "lane.actions.caption": ("what customers do", "客户做什么"),
        "lane.thoughts": ("Thoughts", "想法"),
        "lane.thoughts.caption": ("what customers think", "客户怎么想"),
        "lane.workshop": ("Rose, bud, thorn", "花、蕾、刺"),
        "lane.workshop.caption": ("good, promising, painful", "优点、潜力、痛处"),
        "lane.backstage": ("Back stage", "后台"),
        "lane.backstage.caption": ("who and what stands behind", "背后的人与系统"),
        "lane.front": ("Front stage", "前台"),
        "behind.backstage": ("what customers do not see", "客户看不见的工作"),
        "lane.support": ("Support", "支持流程"),
        "behind.support": ("who and what helps those back stage", "为后台提供支持的人与流程"),
        "lane.policies": ("Policies", "规则"),
        "lane.policies.caption": ("rules that apply", "须遵守的规定"),
        "lane.systems": ("Systems", "系统"),
        "lane.systems.caption": ("what it runs on", "由哪些系统支撑"),
        "touch.digital": ("digital", "数字"),
        "touch.physical": ("physical", "实物"),
        "touch.human": ("human", "人工"),
        "importance": ("importance {n} of 5", "重要度 {n}/5"),
        "legend.importance": ("importance, 1 to 5", "重要度 1–5"),
        "legend.rose": ("rose: good", "花：优点"),
        "legend.bud": ("bud: promising", "蕾：潜力"),
        "legend.thorn": ("thorn: painful", "刺：痛处"),
        "marked": ("{mark}: {text}", "{mark}：{text}"),
        "line.interaction": ("Line of interaction", "互动线"),
        "line.visibility": ("Line of visibility", "可视线"),
        "line.internal": ("Line of internal interaction", "内部互动线"),
        "below": ("below the {line}", "位于{line}之下"),
        "lane.kpis": ("Measures", "指标"),
        "lane.kpis.caption": ("what is watched, and its target", "关注什么，目标多少"),
        "rose": ("rose", "花"),
        "bud": ("bud", "蕾"),
        "thorn": ("thorn", "刺"),
        "backstage": ("backstage", "后台"),
        "support": ("support", "支持"),
        "policies": ("policy", "规则"),
        "systems": ("system", "系统"),
        "lane.pain.value": (
            "what it costs: value at stake, 95\u00a0% interval",
            "代价：受影响的价值，95%区间",
        ),
        "severity": ("severity {n} of 5", "严重度 {n}/5"),
        "kind.quick_win": ("Quick win", "速赢"),
        "kind.strategic": ("Strategic", "战略"),
        "kind.innovation": ("Innovation", "创新"),
        "effort": ("effort {n}", "投入 {n}"),
        "impact": ("impact {n}", "影响 {n}"),
        "whole_journey": ("whole journey", "整个旅程"),
        "more": ("+ {n} more", "另有 {n} 项"),
        "after": ("after {name}", "{name} 之后"),
        "legend.observed": ("measured", "实测"),
        "legend.inferred": ("inferred", "推断"),
        "legend.assumed": ("assumed", "假设"),
        "legend.truth": ("moment of truth", "关键时刻"),
        "legend.goal": ("goal", "目标"),
        "legend.flow": ("width = customers", "宽度即客户数"),
        "legend.plain": ("next step", "下一步"),
        "legend.back": ("back or repeated", "返回或重复"),
        "legend.exit": ("leaves the journey", "离开旅程"),
        "shows": (
            "Shows {shown} of {total} touchpoints and {share} of transitions.",
            "显示 {total} 个触点中的 {shown} 个、{share} 的转移。",
        ),
        "shows_touchpoints": (
            "Shows {shown} of {total} touchpoints.",
            "显示 {total} 个触点中的 {shown} 个。",
        ),
        "shares": (
            "Percentages are shares of all customers, at loops of those who come there.",
            "百分比为占全部客户的比例，循环处为占该触点客户的比例。",
        ),
        "as_of": ("As of {day}.", "截至 {day}。"),
        "desc": (
            "Customer journey map. Stages: {names}. Touchpoints: {touchpoints}.",
            "客户旅程地图。阶段：{names}。触点：{touchpoints} 个。",
        ),
        "desc.lowest": ("Feeling is lowest at {name} ({score})", "感受最低在 {name}（{score}）"),
        "desc.highest": ("and highest at {name} ({score}).", "，最高在 {name}（{score}）。"),
        "desc.exit": (
            "Most customers leave after {name} ({share} of all).",
            "在 {name} 之后离开的客户最多（占全部 {share}）。",
        ),
        "exit.title": (
            "{share} of all customers end here: {own} of those who come",
            "全部客户的 {share} 在此结束：占来者的 {own}",
        ),
        "loop.title": ("{n} meet it again right away", "{n} 紧接着再次到达"),
        "flow.title": ("{source} → {target}: {n} customers", "{source} → {target}：{n} 位客户"),
        "flow.untold": ("{source} → {target}", "{source} → {target}"),
        "feeling.plain": ("{score} ({basis})", "{score}（{basis}）"),
        "feeling.interval": (
            "{score}, {between}, n = {n} ({basis})",
            "{score}，{between}，n = {n}（{basis}）",
        ),
        "feeling.title": ("{name}: {words}", "{name}：{words}"),
        "no_data": ("no data", "无数据"),
        "not_measured": ("not measured", "未测得"),
        "stale": ("last event {day}", "最近事件 {day}"),
        "met": ("met", "达标"),
        "missed": ("missed", "未达标"),
        "open": ("open", "未定"),
        "kpi.target": ("target {target}", "目标 {target}"),
        "kpi.open": ("{name}: open", "{name}：未定"),
        "kpi.value": ("{name}: {value}", "{name}：{value}"),
        "kpi.judged": ("{name}: {value}, {word}", "{name}：{value}，{word}"),
        "metric.nps": ("NPS", "净推荐值 NPS"),
        "metric.csat": ("CSAT", "满意度 CSAT"),
        "metric.ces": ("CES", "费力度 CES"),
        "metric.share": ("customers who come here", "到达客户占比"),
        "metric.exits_share": ("leave here", "在此离开占比"),
        "metric.repeats_share": ("come again right away", "紧接着重复占比"),
        "metric.median_wait": ("median wait", "等待中位数"),
        "metric.emotion": ("feeling", "感受"),
        "metric.conversion": ("conversion", "转化率"),
        "metric.churn": ("churn", "流失率"),
        "metric.repeat_rate": ("repeat rate", "复购率"),
        "persona.share": ("drawn {drawn}, measured {measured}", "绘制 {drawn}，实测 {measured}"),
        "persona.measured": ("measured {share} of customers", "实测占客户 {share}"),
        "wait.expected": ("expected ≤ {wait}", "期望 ≤ {wait}"),
        "wait.longer": ("{share} wait longer", "{share} 等得更久"),
        "wait.over": ("longer than expected", "比期望久"),
        "lane.wait.expected": (
            "median to the next event; tick = what customers expect at most",
            "到下一事件的中位时间；竖线为客户期望上限",
        ),
        "lane.wait.only": ("how long customers expect to wait at most", "客户期望最多等多久"),
        "unbound": ("No data for {names}.", "无数据：{names}。"),
        "drawn": ("drawn", "绘制"),
        "gap": (
            "{name}: drawn {drawn}, measured {measured} (n\u00a0{n})",
            "{name}：绘制 {drawn}，实测 {measured}（n\u00a0{n}）",
        ),
        "gap.inferred": (
            "{name}: drawn {drawn}, inferred {measured} (n\u00a0{n})",
            "{name}：绘制 {drawn}，推断 {measured}（n\u00a0{n}）",
        ),
        "gap.assumed": (
            "{name}: drawn {drawn}, modelled {measured} (n\u00a0{n})",
            "{name}：绘制 {drawn}，模型估计 {measured}（n\u00a0{n}）",
        ),
        "html.next": ("then", "接着"),
        "html.leave": ("leave here", "在此离开"),
        "html.words": ("The same map in words", "同一张地图的文字版"),
        "html.wait": ("wait {wait} until the next event", "到下一事件等待 {wait}"),
        "table.stage": ("Stage", "阶段"),
        "table.touchpoint": ("Touchpoint", "触点"),
        "table.channel": ("Channel", "渠道"),
        "table.customers": ("Customers", "客户"),
        "table.share": ("Share", "占比"),
        "table.feeling": ("Feeling", "感受"),
        "table.wait": ("Median wait", "等待中位数"),
        "table.leave": ("Leave", "离开"),
        "table.next": ("Next", "接着"),
    }
)


def say(key: str, language: Language, /, **values: object) -> str:
    """The words of `key` in a language; English speaks of one (``n="1"``) in the singular.

    >>> say("customers", "en", n=3), say("customers", "zh", n=3), say("customers", "en", n=1)
    ('3 customers', '3 位客户', '1 customer')
    """
    if str(values.get("n")) == "1" and f"{key}.one" in _WORDS:
        key = f"{key}.one"
    english, chinese = _WORDS[key]
    text = chinese if language == "zh" else english
    return _HOLE.sub(lambda hole: str(values[hole[1]]), text)


def keys() -> tuple[str, ...]:
    """All keys, for tests that both languages are complete."""
    return tuple(_WORDS)
