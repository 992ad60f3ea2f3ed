"""Pain points in words, in English and Chinese."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from sojourn.units import duration_text

Language = Literal["en", "zh"]
Row = Mapping[str, Any]

_EVENT: Final = {
    "en": {
        "wait": "“{touchpoint}” comes more than {limit} after “{anchor}”",
        "error": "“{anchor}” is followed by “{touchpoint}”",
        "complaint": "“{anchor}” is followed by “{touchpoint}”",
        "channel_break": "a contact that begins with “{anchor}” goes on in another channel within {limit}",
        "drop_off": "visits end at “{touchpoint}” on {where} more often than elsewhere",
        "visit": "a visit comes to “{touchpoint}”",
        "loop": "a visit comes to “{touchpoint}” three times or more",
        "repeated_contact": "“{touchpoint}” again within {limit}",
        "low_rating": "a low rating at “{touchpoint}”",
    },
    "zh": {
        "wait": "“{anchor}”之后超过 {limit} 才有“{touchpoint}”",
        "error": "“{anchor}”之后出现“{touchpoint}”",
        "complaint": "“{anchor}”之后出现“{touchpoint}”",
        "channel_break": "以“{anchor}”开始的联系在 {limit} 内转到另一个渠道",
        "drop_off": "在{where}上，访问止于“{touchpoint}”的比例高于别处",
        "visit": "访问中打开“{touchpoint}”",
        "loop": "同一次访问中三次以上回到“{touchpoint}”",
        "repeated_contact": "{limit} 内再次“{touchpoint}”",
        "low_rating": "“{touchpoint}”评分偏低",
    },
}
_STATEMENT: Final = {
    "en": {
        "costs": "{Event}: {customers} of {came} customers. They reach “{outcome}”{phase} {points} points less often than "
        "comparable customers (95 %: {near} to {far}).",
        "unclear": "{Event}: {customers} of {came} customers. Whether that changes how often they reach “{outcome}”{phase} the "
        "data do not decide ({change} points, 95 %: {low} to {high}).",
        "look_alike_company": "{Event}: {customers} of {came} customers, who reach “{outcome}”{phase} {naive} points less often. "
        "Against comparable customers nothing certain is left of it ({change} points, 95 %: {low} to {high}).",
        "look_alike_customer": "{Event}: {customers} of {came} customers, who reach “{outcome}”{phase} {naive} points less often. "
        "But who meets it lies with the customers themselves, and a weak hidden trait is enough to explain the difference.",
        "unclear_customer": "{Event}: {customers} of {came} customers, who reach “{outcome}”{phase} {naive} points less often, "
        "{points} points against comparable ones. Who meets it lies with the customers themselves; whether it is a cause, these data cannot show.",
        "symptom": "{Event}: {customers} of {came} customers, who reach “{outcome}”{phase} {naive} points less often. It is a symptom: "
        "it says where it hurts, not what that costs.",
        "not_comparable": "{Event}: {customers} of {came} customers. There are not enough comparable customers to say what that "
        "does to “{outcome}”{phase}.",
    },
    "zh": {
        "costs": "{Event}：{came} 位客户中有 {customers} 位。与可比客户相比，他们{phase}达到“{outcome}”的比例低 {points} 个百分点"
        "（95%：{near} 至 {far}）。",
        "unclear": "{Event}：{came} 位客户中有 {customers} 位。这是否改变他们{phase}达到“{outcome}”的比例，数据无法判定"
        "（{change} 个百分点，95%：{low} 至 {high}）。",
        "look_alike_company": "{Event}：{came} 位客户中有 {customers} 位，他们{phase}达到“{outcome}”的比例低 {naive} 个百分点。"
        "与可比客户相比，差异已不确定（{change} 个百分点，95%：{low} 至 {high}）。",
        "look_alike_customer": "{Event}：{came} 位客户中有 {customers} 位，他们{phase}达到“{outcome}”的比例低 {naive} 个百分点。"
        "但是否遇到取决于客户自己，一个很弱的隐藏特征就足以解释这一差异。",
        "unclear_customer": "{Event}：{came} 位客户中有 {customers} 位，他们{phase}达到“{outcome}”的比例低 {naive} 个百分点，"
        "与可比客户相比低 {points} 个百分点。是否遇到取决于客户自己；它是不是原因，这些数据无法说明。",
        "symptom": "{Event}：{came} 位客户中有 {customers} 位，他们{phase}达到“{outcome}”的比例低 {naive} 个百分点。这是症状：它说明哪里疼，"
        "而不是代价多大。",
        "not_comparable": "{Event}：{came} 位客户中有 {customers} 位。可比客户不足，无法说明这对{phase}“{outcome}”的影响。",
    },
}
_DEVICE: Final = {
    "en": {"phone": "phones", "tablet": "tablets", "desktop": "desktops"},
    "zh": {"phone": "手机", "tablet": "平板", "desktop": "电脑"},
}
_PHASE: Final = {
    "en": {"goal": "", "follow_up": "", "again": " again"},
    "zh": {"goal": "", "follow_up": "", "again": "再次"},
}
_FALSIFIER: Final = {
    "en": {
        "wait": "Let “{touchpoint}” come within {limit} after “{anchor}” for a random half. If “{outcome}” does not rise by about {points} points among "
        "them, this is wrong.",
        "error": "Spare a random half of the customers “{touchpoint}”, or compare before and after it is remedied. If “{outcome}” "
        "does not rise by about {points} points, this is wrong.",
        "channel_break": "Finish a random half of these contacts where they began. If “{outcome}” does not rise by about {points} "
        "points among them, this is wrong.",
        "drop_off": "Repair “{touchpoint}” on {where} for a random half. If visits go on ending there as often, or “{outcome}” does "
        "not rise by about {points} points, this is wrong.",
        "rest": "An experiment: if customers who are spared it at random reach “{outcome}” clearly more often, this is wrong.",
        "chosen": "An experiment that leads customers there, or keeps them away, at random: if “{outcome}” changes, it is a cause.",
    },
    "zh": {
        "wait": "让随机一半客户在“{anchor}”之后 {limit} 内得到“{touchpoint}”。若其中“{outcome}”没有上升约 {points} 个百分点，此结论不成立。",
        "error": "让随机一半客户不再遇到“{touchpoint}”，或比较修复前后。若“{outcome}”没有上升约 {points} 个百分点，此结论不成立。",
        "channel_break": "让随机一半的此类联系在原渠道办结。若其中“{outcome}”没有上升约 {points} 个百分点，此结论不成立。",
        "drop_off": "对随机一半访问修复{where}上的“{touchpoint}”。若访问仍同样常止于此，或“{outcome}”没有上升约 {points} 个百分点，"
        "此结论不成立。",
        "rest": "做一次实验：若随机免于此事的客户明显更常达到“{outcome}”，此结论不成立。",
        "chosen": "做一次随机引导或随机避开的实验：若“{outcome}”随之改变，它才是原因。",
    },
}
_METHOD: Final = {
    "en": {
        "doubly_robust": "Observational: comparable customers at the same point of the journey, doubly robust (AIPW) on what was "
        "known before; later exposures accounted for; 95 % interval clustered by customer; q: Benjamini–Hochberg.",
        "excess_endings": "Observational: visits that end there against those that go on, less the endings that the other devices "
        "or channels lead to expect; 95 % interval clustered by customer; q: Benjamini–Hochberg.",
    },
    "zh": {
        "doubly_robust": "观察性估计：与旅程同一位置的可比客户比较，按此前已知信息双重稳健（AIPW）；计入之后的再次遭遇；95% 区间按客户聚类；"
        "q：Benjamini–Hochberg。",
        "excess_endings": "观察性估计：止于此处的访问与继续的访问比较，扣除其他设备或渠道所预示的自然结束；95% 区间按客户聚类；"
        "q：Benjamini–Hochberg。",
    },
}

_QUALITY: Final = {
    "en": {
        "soon": "“{touchpoint}” within {limit} after “{anchor}”, rather than later or not at all",
        "no_failure": "“{anchor}” without “{touchpoint}” after it",
        "one_channel": "a contact that begins with “{anchor}” ends in the channel it began in",
        "works_everywhere": "“{touchpoint}” lets visits go on on {where} as it does elsewhere",
        "met": "a visit comes to “{touchpoint}”",
    },
    "zh": {
        "soon": "“{anchor}”之后 {limit} 内就有“{touchpoint}”，而不是更晚或没有",
        "no_failure": "“{anchor}”之后没有出现“{touchpoint}”",
        "one_channel": "以“{anchor}”开始的联系在原渠道办结",
        "works_everywhere": "“{touchpoint}”在{where}上与别处一样能让访问继续",
        "met": "访问中打开“{touchpoint}”",
    },
}
_PLACEBO: Final = {
    "en": "Observational: comparable customers at the same point of the journey, doubly robust (AIPW); customers choose it, so the "
    "visits before were compared in the same way: there the difference was {placebo} of what it is now (at most {most}).",
    "zh": "观察性估计：与旅程同一位置的可比客户比较，双重稳健（AIPW）；因为是客户自己的选择，对之前的访问做了同样的比较：当时的差异是现在的"
    " {placebo}（至多 {most}）。",
}


def quality(row: Row, language: Language) -> str:
    """What going well means at a moment of truth."""
    return _QUALITY[language][row["quality"]].format(**_names(row, language))


def moment_method(row: Row, language: Language) -> str:
    """How the effect of a moment of truth was estimated."""
    if row["placebo"] is not None:
        shares = {"placebo": f"{row['placebo']:.0%}", "most": f"{row['placebo_high']:.0%}"}
        return _PLACEBO[language].format(**shares)
    return _METHOD[language]["excess_endings" if row["quality"] == "works_everywhere" else "doubly_robust"]


def statement(row: Row, language: Language) -> str:
    """What a row of the table says, in a sentence or two."""
    verdict, chosen = row["verdict"], row["made_by"] == "customer"
    if row["kind"] in ("low_rating", "complaint") and verdict != "not_comparable":
        verdict = "symptom"
    elif verdict == "look_alike":
        verdict += "_customer" if chosen else "_company"
    elif verdict == "unclear" and chosen:
        verdict += "_customer"
    return _STATEMENT[language][verdict].format(**_words(row, language))


def falsifier(row: Row, language: Language) -> str:
    """What would show that the statement is wrong."""
    kind = row["kind"] if row["verdict"] == "costs" and row["kind"] in _FALSIFIER[language] else "rest"
    if row["made_by"] == "customer":
        kind = "chosen"
    return _FALSIFIER[language][kind].format(**_words(row, language))


def method(row: Row, language: Language) -> str:
    """How the effect was estimated."""
    return _METHOD[language][row["method"]]


def _words(row: Row, language: Language) -> dict[str, str]:
    names = _names(row, language)
    kind = "visit" if row["kind"] == "drop_off" and row["method"] != "excess_endings" else row["kind"]
    event = _EVENT[language][kind].format(**names)
    effect, low, high = row["effect"], row["effect_low"], row["effect_high"]
    return names | {
        "Event": event[0].upper() + event[1:],
        "phase": _PHASE[language][row["phase"]],
        "customers": f"{row['customers']:,}",
        "came": f"{row['came']:,}",
        "naive": _points(abs(row["naive_difference"] or 0.0)),
        "points": _points(abs(effect or 0.0)),
        "near": _points(-(high or 0.0)),
        "far": _points(-(low or 0.0)),
        "change": _points(effect or 0.0, signed=True),
        "low": _points(low or 0.0, signed=True),
        "high": _points(high or 0.0, signed=True),
    }


def _names(row: Row, language: Language) -> dict[str, str]:
    """What a row is about, in words."""
    where = _DEVICE[language].get(row["device"], row["device"]) or row["channel"]
    return {
        "touchpoint": row["touchpoint"],
        "anchor": row["anchor"],
        "outcome": row["outcome"],
        "limit": duration_text(row["limit_s"], language) if row["limit_s"] else "",
        "where": where or "",
    }


def _points(share: float, *, signed: bool = False) -> str:
    """Percentage points with one decimal below ten, a true minus, and a plus where the sign matters."""
    value = round(100 * share, 1 if abs(share) < 0.1 else 0)
    text = f"{abs(value):.1f}" if abs(share) < 0.1 else f"{abs(value):.0f}"
    if value < 0:
        return "−" + text
    return "+" + text if signed and value > 0 else text
