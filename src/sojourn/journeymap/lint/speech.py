"""Words that companies use and customers do not."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from sojourn.journeymap.faults import Path
from sojourn.journeymap.lint.rule import Part, Spot
from sojourn.journeymap.model import JourneyMap

_ACRONYMS: Final = r"MQLs?|SQLs?|KYC|AML|CTAs?|CTR|NPS|CSAT|LTV|CLV|CAC|FCR|AHT|GTM|UGC|SOPs?"
_BUSINESS_ACRONYMS: Final = r"CRM|ERP|SLAs?|ROI|KPIs?|OKRs?|B2B|B2C"
_PHRASES: Final = r"""
    (?:sales|onboarding|conversion|marketing|purchase|acquisition)\ funnels? | funnels?
  | (?:sales|new|qualified|hot|warm|cold|inbound|marketing)\ leads?
  | lead\ (?:form|gen|generation|nurturing|capture|scoring|magnet|qualification|conversion)
  | conversion\ (?:rate|path|event|optimi[sz]ation) | conversions
  | up-?sell(?:s|ing)? | cross-?sell(?:s|ing)? | win-?back | churn(?:ed|ing)?
  | ticket\ escalations? | escalat(?:e|es|ed|ing|ion\ of)\ (?:the\ )?tickets? | (?:tier|level)[\ -][123]\ support
  | touch-?points? | omni-?channel | multi-?channel\ experience
  | customer\ (?:acquisition|retention|life-?cycle|lifetime\ value|base|engagement|touchpoint)
  | (?:retention|nurture|nurturing|drip|engagement|remarketing|retargeting|win-?back)\ (?:campaign|flow|track|mail(?:ing)?)s?
  | remarketing | retargeting | activation\ (?:event|rate) | engagement\ rate | user\ base
  | onboarding\ (?:process|flow|journey|completion) | off-?boarding
  | self-?service\ (?:channel|deflection) | (?:call|ticket|case)\ deflection | case\ (?:management|closure|handling)
  | handling?\ time | first\ contact\ resolution | dunning | collections\ process | process\ owner
  | value\ proposition | synerg(?:y|ies) | go-to-market | growth\ hack(?:s|ing)?
  | leverag(?:es?|ing)\ (?:our|the|their|data) | utili[sz](?:es?|ed|ing)
"""
_BUSINESS_PHRASES: Final = (
    r"stakeholders? | deliverables? | end-?\ ?users? | provision(?:ed|ing) | back-?\ ?office"
)
_CHINESE: Final = (
    "触达|转化漏斗|漏斗|转化率|转化路径|赋能|拉新|促活|留存率|用户留存|裂变|私域|公域|引流|获客|销售线索|线索转化|线索培育"
    "|用户画像|闭环|抓手|颗粒度|用户心智|占领心智|复购率|客诉|工单升级|工单流转|派发工单|全渠道|全链路|触点|生命周期管理"
    "|用户运营|中台|客单价|沉睡用户|沉睡客户|存量客户|存量用户|客户分层|用户分层|坐席|数字化转型|降本增效|流量池|用户召回|种草率"
)
_EDGE: Final = r"(?<![A-Za-z0-9_-])(?:{})(?![A-Za-z0-9_-])"


def _pattern(acronyms: str, phrases: str) -> re.Pattern[str]:
    return re.compile(f"{_EDGE.format(acronyms)}|(?i:{_EDGE.format(phrases)})|{_CHINESE}", re.VERBOSE)


_EVERYBODY: Final = _pattern(_ACRONYMS, _PHRASES)
_CONSUMERS: Final = _pattern(f"{_ACRONYMS}|{_BUSINESS_ACRONYMS}", f"{_PHRASES}|{_BUSINESS_PHRASES}")
"""Where customers buy for themselves; people who buy for a company do speak of SLAs and stakeholders."""

_Text = tuple[Part, str, Path, str]


def company_speak(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Words of the company in texts that ought to be the customer's; a text is told of once."""
    business = any(persona.market == "b2b" for persona in jmap.personas)
    pattern = _EVERYBODY if business else _CONSUMERS
    for part, own, path, text in _texts(jmap):
        found = list(dict.fromkeys(match[0] for match in pattern.finditer(text)))
        if found:
            yield Spot(part, own, path, {"words": ", ".join(f"“{word}”" for word in found[:3])})


def _texts(jmap: JourneyMap) -> Iterator[_Text]:
    """Everything on a map that is seen or said by customers."""
    for number, persona in enumerate(jmap.personas):
        at: Path = ("personas", number)
        yield from _listed("persona", persona.id, at, "goals", persona.goals)
        yield from _listed("persona", persona.id, at, "needs", persona.needs)
        yield from _listed("persona", persona.id, at, "frustrations", persona.frustrations)
        yield "persona", persona.id, (*at, "quote"), persona.quote or ""
    for number, stage in enumerate(jmap.stages):
        at = ("stages", number)
        for name, text in (("name", stage.name), ("goal", stage.goal), ("expectation", stage.expectation)):
            yield "stage", stage.id, (*at, name), text or ""
    for number, point in enumerate(jmap.touchpoints):
        at = ("touchpoints", number)
        yield "touchpoint", point.id, (*at, "name"), point.name
        yield from _listed("touchpoint", point.id, at, "actions", point.actions)
        yield from _listed("touchpoint", point.id, at, "thoughts", point.thoughts)
        yield "touchpoint", point.id, (*at, "expectation"), point.expectation or ""
        for place, pain in enumerate(point.pain_points):
            yield "touchpoint", point.id, (*at, "pain_points", place, "text"), pain.text


def _listed(part: Part, own: str, at: Path, name: str, texts: tuple[str, ...]) -> Iterator[_Text]:
    return ((part, own, (*at, name, place), text) for place, text in enumerate(texts))
