"""What columns and sheets are called: in our own tables, in English and Chinese, and in tables that other people made."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from sojourn.journeymap.sayings import Language

_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "id": ("id", "编号"),
    "name": ("name", "名称"),
    "stage": ("stage", "阶段"),
    "touchpoint": ("touchpoint", "触点"),
    "channel": ("channel", "渠道"),
    "media": ("media", "媒体"),
    "kind": ("kind", "类型"),
    "department": ("department", "部门"),
    "starts": ("starts", "起点"),
    "ends": ("ends", "终点"),
    "actions": ("actions", "行为"),
    "thoughts": ("thoughts", "想法"),
    "expectation": ("expectation", "期望"),
    "expected_wait": ("expected wait", "预期等待"),
    "emotion": ("emotion", "情绪"),
    "emotion_basis": ("emotion basis", "情绪依据"),
    "emotion_note": ("emotion note", "情绪备注"),
    "emotions": ("emotions", "各人物情绪"),
    "importance": ("importance", "重要性"),
    "moment_of_truth": ("moment of truth", "关键时刻"),
    "pain_points": ("pain points", "痛点"),
    "rose": ("rose", "花"),
    "bud": ("bud", "蕾"),
    "thorn": ("thorn", "刺"),
    "kpis": ("KPIs", "关键指标"),
    "match": ("match", "匹配"),
    "backstage": ("backstage", "后台"),
    "support": ("support", "支持"),
    "policies": ("policies", "规则"),
    "systems": ("systems", "系统"),
    "map": ("map", "地图文件"),
    "goal": ("goal", "目的"),
    "text": ("text", "内容"),
    "severity": ("severity", "严重度"),
    "from": ("from", "从"),
    "to": ("to", "到"),
    "when": ("when", "条件"),
    "title": ("title", "标题"),
    "impact": ("impact", "影响"),
    "effort": ("effort", "投入"),
    "owner": ("owner", "负责人"),
    "status": ("status", "状态"),
    "metric": ("metric", "衡量指标"),
    "archetype": ("archetype", "原型"),
    "segment": ("segment", "客群"),
    "market": ("market", "市场"),
    "buying_role": ("buying role", "采购角色"),
    "traits": ("traits", "特征"),
    "goals": ("goals", "目标"),
    "needs": ("needs", "需求"),
    "frustrations": ("frustrations", "困扰"),
    "quote": ("quote", "原话"),
    "share": ("share", "占比"),
    "field": ("field", "项目"),
    "value": ("value", "值"),
    "customers": ("customers", "客户数"),
    "events": ("events", "事件数"),
    "count": ("times", "次数"),
    "median_s": ("median wait (s)", "等待中位数（秒）"),
    "median_wait_s": ("median wait (s)", "等待中位数（秒）"),
    "exits": ("leave here", "在此离开"),
    "exits_share": ("share that leaves", "离开占比"),
    "repeats_share": ("share that repeats", "重复占比"),
    "waits_longer_share": ("share of waits too long", "等待超出预期占比"),
    "emotion_low": ("emotion, low", "情绪下限"),
    "emotion_high": ("emotion, high", "情绪上限"),
    "emotion_n": ("emotion, n", "情绪样本数"),
    "outcome": ("outcome", "结果"),
    "effect": ("effect", "影响幅度"),
    "effect_low": ("effect, low", "影响幅度下限"),
    "effect_high": ("effect, high", "影响幅度上限"),
    "value_low": ("value, low", "价值下限"),
    "value_high": ("value, high", "价值上限"),
    "currency": ("currency", "货币"),
    "measures": ("measures", "指标数值"),
    "last": ("last event", "最近事件"),
    "query": ("query", "查询"),
    "missing": ("not known because", "未知原因"),
}
_ALIASES: Final[Mapping[str, str]] = {
    "stage": "phase,journeystage,stagename,阶段名称,旅程阶段,环节",
    "name": "touchpoint,touchpointname,touchpoints,step,interaction,moment,activity,触点,触点名称,接触点,步骤,节点",
    "id": "touchpointid,key,触点编号",
    "channel": "channels,medium,渠道名称,途径",
    "actions": "action,useraction,useractions,customeraction,customeractions,doing,用户行为,客户行为,行动,动作",
    "thoughts": "thought,thinking,userthoughts,customerthoughts,用户想法,客户想法,思考",
    "expectation": "expectations,customerexpectation,客户期望,用户期望,期待",
    "emotion": "emotions,feeling,feelings,sentiment,mood,emotionscore,satisfaction,score,情感,感受,心情,情绪值,情绪分,情感评分,满意度",
    "pain_points": "pain,pains,painpoint,problem,problems,issue,issues,frustration,frustrations,问题,困难,痛点描述",
    "opportunity": "opportunities,idea,ideas,improvement,improvements,solution,solutions,recommendation,recommendations,机会,机会点,改进,改进建议,建议,改善点,解决方案",
    "kpis": "kpi,metric,metrics,measure,measures,指标,衡量指标,度量",
    "department": "dept,responsible,owner,team,责任部门,负责部门,负责人,团队",
    "backstage": "backstageactions,后台行为,后台动作",
    "support": "supportprocesses,supportprocess,支持流程",
    "systems": "system,tools,it,系统支持,工具",
    "policies": "policy,rules,政策,规定",
    "importance": "priority,重要度,优先级",
    "moment_of_truth": "momentoftruth,truth,真实时刻,关键点",
    "next": "nextstep,nexttouchpoint,to,下一步,下一触点,去向",
    "persona": "personas,actor,actors,customer,user,role,人物,用户,客户,角色,用户画像",
    "goal": "customergoal,usergoal,goals,客户目标,用户目标,目标",
    "expected_wait": "wait,等待,等待时间",
    "media": "mediatype",
    "kind": "type,touchpointtype,触点类型",
    "rose": "good,positives,优点,亮点",
    "thorn": "bad,negatives,缺点",
    "bud": "potential,潜力",
}
"""Further names of the columns of a table of touchpoints that somebody made, squeezed as :func:`squeezed` does it."""

SHEETS: Final[Mapping[str, tuple[str, str]]] = {
    "map": ("Map", "地图"),
    "about": ("About", "关于"),
    "stages": ("Stages", "阶段"),
    "touchpoints": ("Touchpoints", "触点"),
    "flow": ("Flow", "流向"),
    "pain_points": ("Pain points", "痛点"),
    "opportunities": ("Opportunities", "机会"),
    "personas": ("Personas", "人物画像"),
    "evidence": ("Evidence", "证据"),
}
_WORD: Final = re.compile(r"[^\w]|_")
_LONGEST: Final = 80
_BRACKETS: Final = re.compile(r"[(（\[【].*?[)）\]】]")


def squeezed(text: str) -> str:
    """A name as it is compared: small letters and digits, nothing else.

    >>> squeezed("Pain-Points"), squeezed("触点 ")
    ('painpoints', '触点')
    """
    return _WORD.sub("", unicodedata.normalize("NFKC", text[:200]).casefold())


def column_name(field: str, language: Language) -> str:
    """What a column is called in our tables.

    >>> column_name("pain_points", "en"), column_name("pain_points", "zh")
    ('pain points', '痛点')
    """
    names = _NAMES.get(field)
    return names[language == "zh"] if names else field.replace("_", " ")


def own_column(header: str, fields: Sequence[str]) -> str | None:
    """The field that a column of ours holds, by its name in either language."""
    wanted = squeezed(header)
    for field in fields:
        if wanted in {squeezed(n) for n in (field, *_NAMES.get(field, ()))}:
            return field
    return None


def touchpoint_column(header: str) -> str | None:
    """The field that a column of somebody's table of touchpoints holds, by all names we know for it.

    >>> [touchpoint_column(h) for h in ("Phase", "Pain points", "情绪 (1-5)", "触点", "Ideas", "Weather")]
    ['stage', 'pain_points', 'emotion', 'name', 'opportunity', None]
    """
    return _BY_NAME.get(squeezed(_BRACKETS.sub("", header))) or _BY_NAME.get(squeezed(header))


def sheet_key(name: str) -> str | None:
    """The sheet of ours that a sheet is, by its name in either language."""
    return next((key for key, names in SHEETS.items() if name.strip() in names), None)


def nearest(header: str) -> str:
    """What a column could be called; empty if nothing is near.

    >>> nearest("chanel"), nearest("渠 道"), nearest("Weather")
    ('channel', '渠道', '')
    """
    near = get_close_matches(header[:_LONGEST].casefold(), _READ, n=1, cutoff=0.6)
    return near[0] if near else ""


_TOUCHPOINT_FIELDS: Final = (
    "stage",
    "channel",
    "id",
    "media",
    "kind",
    "department",
    "starts",
    "ends",
    "actions",
    "thoughts",
    "expectation",
    "expected_wait",
    "emotion",
    "emotion_basis",
    "emotion_note",
    "importance",
    "moment_of_truth",
    "pain_points",
    "rose",
    "bud",
    "thorn",
    "kpis",
    "backstage",
    "support",
    "policies",
    "systems",
    "goal",
)
_BY_NAME: Final = {
    **{squeezed(alias): field for field, aliases in _ALIASES.items() for alias in aliases.split(",")},
    **{squeezed(n): field for field in _TOUCHPOINT_FIELDS for n in (field, *_NAMES[field])},
    "name": "name",
    "名称": "name",
    "opportunity": "opportunity",
    "next": "next",
    "persona": "persona",
    "touchpoint": "name",
    "触点": "name",
}
_READ: Final = sorted(
    {name for field in _TOUCHPOINT_FIELDS for name in _NAMES[field]}
    | {"opportunity", "touchpoint", "next", "persona", "触点", "机会", "人物"}
)
