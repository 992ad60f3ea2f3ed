"""The words of the playbook: kinds of pain, owners and measures, in English and Chinese."""

from typing import Final

from sojourn.playbook.play import Language

_KINDS: Final = {
    "visit_page": ("coming here", "来到此处"),
    "drop_off": ("break-off", "中途放弃"),
    "wait": ("long wait", "等待过久"),
    "loop": ("going round in circles", "反复折返"),
    "error": ("errors", "出错"),
    "repeated_contact": ("having to ask again", "不得不再次联系"),
    "channel_break": ("thread lost between channels", "跨渠道衔接断裂"),
    "low_rating": ("bad experience", "体验不佳"),
    "complaint": ("complaints", "投诉"),
}
_OWNERS: Final = {
    "web": ("web team", "网站团队"),
    "app": ("app team", "应用团队"),
    "product": ("product team", "产品团队"),
    "support": ("customer support", "客服团队"),
    "logistics": ("logistics", "物流团队"),
    "stores": ("store operations", "门店运营"),
    "crm": ("CRM team", "客户关系（CRM）团队"),
    "marketing": ("marketing", "市场团队"),
    "it": ("IT operations", "技术运维"),
    "service": ("owner of the process", "流程负责人"),
    "data": ("data team", "数据团队"),
}
_KPIS: Final = {
    "goes_on": ("share of customers who go on after {touchpoint}", "“{touchpoint}”之后继续的客户比例"),
    "wait": ("median and slowest tenth of the wait at {touchpoint}", "“{touchpoint}”等待时间的中位数与最慢十分之一"),
    "returns": ("share who come straight back to {touchpoint}", "立即返回“{touchpoint}”的客户比例"),
    "errors": ("share of visits with an error at {touchpoint}", "在“{touchpoint}”出错的访问比例"),
    "first_contact": ("share of matters settled at the first contact", "首次联系即解决的比例"),
    "contacts": ("contacts per customer after {touchpoint}", "“{touchpoint}”之后每位客户的联系次数"),
    "asked_again": ("share of hand-overs in which details are asked again", "转接时重复询问信息的比例"),
    "rating": ("mean rating of {touchpoint}", "“{touchpoint}”的平均评分"),
    "complaints": ("complaints per 1,000 customers of {touchpoint}", "“{touchpoint}”每千位客户的投诉数"),
    "promise": ("share delivered on the promised day", "按承诺日期送达的比例"),
}  # fmt: skip


def kind_words(kind: str, language: Language) -> str:
    """A kind of pain as a noun; the kind itself where the playbook does not know it.

    >>> kind_words("wait", "en"), kind_words("wait", "zh")
    ('long wait', '等待过久')
    """
    return _said(_KINDS.get(kind, (kind.replace("_", " "),) * 2), language)


def owner_words(owner: str, language: Language) -> str:
    """Who usually does it."""
    return _said(_OWNERS[owner], language)


def kpi_words(kpi: str, touchpoint: str, language: Language) -> str:
    """The measure that would show success.

    >>> kpi_words("goes_on", "Cart", "en")
    'share of customers who go on after Cart'
    """
    return _said(_KPIS[kpi], language).replace("{touchpoint}", touchpoint)


def _said(pair: tuple[str, str], language: Language) -> str:
    return pair[1] if language == "zh" else pair[0]
