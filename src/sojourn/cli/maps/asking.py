"""The questions of ``sojourn map new``: few, each with an answer that is good enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sojourn.cli.words import Language
from sojourn.journeymap.templates.catalogue import INDUSTRY_WORDS, MARKET_WORDS, Industry, Market, in_language

if TYPE_CHECKING:
    from rich.console import Console

KIND_WORDS: Final = {
    "current_state": ("The journey as it is", "现在的旅程"),
    "future_state": ("The journey as you wish it were", "理想的未来旅程"),
    "day_in_the_life": ("A day in the life of a customer", "客户的一天"),
    "service_blueprint": ("The journey and what happens behind the scenes", "旅程和幕后工作（服务蓝图）"),
}
_LANGUAGE: Final = "Language · 语言: en, zh"
_KIND: Final = ("What shall the map show?", "要画什么？")
_TRADE: Final = ("Which trade is it about?", "哪个行业？")
_MARKET: Final = ("Who buys?", "谁来买？")
_TITLE: Final = ("Title", "标题")
_OWNER: Final = ("Who keeps it true? (empty: nobody yet)", "谁来维护？（留空：暂定）")
_CHOOSE: Final = ("Choose", "请选择")
_AGAIN: Final = ("Please type one of: {choices}", "请输入其中之一：{choices}")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the map shall be."""

    kind: str
    industry: Industry
    market: Market
    language: Language
    title: str = ""
    owner: str = ""


def ask() -> Answers:
    """Ask on the terminal, over standard error; an empty answer takes what stands in brackets.

    Raises
    ------
    KeyboardInterrupt
        If the questions are broken off.
    """
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    language = Language(_one_of(console, _LANGUAGE, ["en", "zh"], Language.EN))
    kinds, trades, markets = list(KIND_WORDS), list(INDUSTRY_WORDS), list(MARKET_WORDS)
    kind = kinds[_listed(console, _KIND, [KIND_WORDS[k] for k in kinds], language)]
    industry = trades[_listed(console, _TRADE, [INDUSTRY_WORDS[t] for t in trades], language)]
    market = markets[_listed(console, _MARKET, [MARKET_WORDS[m] for m in markets], language)]
    suggested = _suggested(kind, industry, market, language)
    title = _free(console, in_language(_TITLE, language.value), suggested)
    owner = _free(console, in_language(_OWNER, language.value), "")
    return Answers(kind, industry, market, language, title, owner)


def _suggested(kind: str, industry: Industry, market: Market, language: Language) -> str:
    from sojourn.journeymap.templates.engine import template

    return template(kind, industry, market, language.value).title


def _listed(
    console: "Console", question: tuple[str, str], answers: Sequence[tuple[str, str]], language: Language
) -> int:
    """Show numbered answers; the place of the one chosen."""
    console.print(f"\n[bold]{in_language(question, language.value)}[/bold]")
    for place, words in enumerate(answers, 1):
        console.print(f"  [cyan]{place}[/cyan]  {in_language(words, language.value)}")
    choices = [str(place + 1) for place in range(len(answers))]
    return int(_one_of(console, in_language(_CHOOSE, language.value), choices, "1", language)) - 1


def _one_of(
    console: "Console", question: str, choices: Sequence[str], default: str, language: Language = Language.EN
) -> str:
    while True:
        given = _free(console, question, default).casefold()
        if given in choices:
            return given
        console.print(in_language(_AGAIN, language.value).format(choices=", ".join(choices)))


def _free(console: "Console", question: str, default: str) -> str:
    from rich.text import Text

    shown = Text(f"{question} ") + Text(f"[{default}] " if default else "", "dim") + Text("› ")
    try:
        return console.input(shown).strip() or default
    except EOFError:
        console.print()
        raise KeyboardInterrupt from None
