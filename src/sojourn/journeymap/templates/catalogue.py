"""Which templates there are: a file of contents per trade and per who buys."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, Literal

Language = Literal["en", "zh"]


class Industry(StrEnum):
    """The trade a template is about."""

    RETAIL = "retail"
    TRAVEL = "travel"
    BANKING = "banking"
    INSURANCE = "insurance"
    EDUCATION = "education"
    HEALTH_CARE = "health_care"
    SAAS = "saas"
    SUBSCRIPTION = "subscription"


class Market(StrEnum):
    """Who buys: private customers, or companies."""

    B2C = "b2c"
    B2B = "b2b"


@dataclass(frozen=True, slots=True)
class Template:
    """What there is to start from.

    Attributes
    ----------
    industry, market
        The trade, and who buys.
    titles
        The title in English and in Chinese.
    """

    industry: Industry
    market: Market
    titles: tuple[str, str]

    def title(self, language: Language) -> str:
        """The title in one language."""
        return in_language(self.titles, language)


INDUSTRY_WORDS: Final = {
    Industry.RETAIL: ("Retail", "零售"),
    Industry.TRAVEL: ("Travel", "旅游出行"),
    Industry.BANKING: ("Banking", "银行"),
    Industry.INSURANCE: ("Insurance", "保险"),
    Industry.EDUCATION: ("Education", "教育"),
    Industry.HEALTH_CARE: ("Health care", "医疗健康"),
    Industry.SAAS: ("Software as a service", "SaaS 软件"),
    Industry.SUBSCRIPTION: ("Subscription", "订阅服务"),
}
MARKET_WORDS: Final = {
    Market.B2C: ("Private customers", "个人客户"),
    Market.B2B: ("Companies", "企业客户"),
}


def in_language(pair: tuple[str, str], language: Language) -> str:
    """The text of a language out of a pair of English and Chinese.

    >>> in_language(("Cart", "购物车"), "zh")
    '购物车'
    """
    return pair[1] if language == "zh" else pair[0]


def parsed(text: str) -> Any:
    """YAML as texts, lists and mappings: ``no`` and ``34`` stay the texts they are."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  (makes texts only)


def content_text(industry: Industry, market: Market) -> str | None:
    """The file of contents as text; None if there is none."""
    from importlib.resources import files

    file = files(__package__) / "content" / f"{industry}_{market}.yaml"
    return file.read_text(encoding="utf-8") if file.is_file() else None


@cache
def templates() -> tuple[Template, ...]:
    """All there is to start from, by trade, private customers first; every one comes in all kinds and both languages.

    Examples
    --------
    >>> [t.title("en") for t in templates() if t.industry == "retail" and t.market == "b2c"]
    ['Buying shoes online']
    """
    return tuple(_found())


def _found() -> Iterator[Template]:
    for industry in Industry:
        for market in Market:
            text = content_text(industry, market)
            if text is not None:
                # the title stands before the personas: the rest of the file need not be read for it
                english, chinese = parsed(text.partition("\npersonas:")[0])["title"]
                yield Template(industry, market, (english, chinese))
