"""Every word of the report page, in English and Chinese.

A text holds names in braces that are filled in. Where English needs two forms, a pair holds the one for ``n = 1`` and
the one for every other number; Chinese needs one.
"""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from sojourn.render.numbers import Language, count
from sojourn.render.report.words.en import WORDS_EN
from sojourn.render.report.words.meaning_en import MEANING_EN
from sojourn.render.report.words.meaning_zh import MEANING_ZH
from sojourn.render.report.words.zh import WORDS_ZH

Words = Mapping[str, str | tuple[str, str]]
TABLES: Final[Mapping[Language, Words]] = {
    "en": {**WORDS_EN, **MEANING_EN},
    "zh": {**WORDS_ZH, **MEANING_ZH},
}


def say(key: str, language: Language, /, **values: object) -> Markup:
    r"""The words of `key`, safe for a page: values are escaped unless they are markup; whole numbers are grouped.

    >>> say("unit.visits", "en", n=1), say("unit.visits", "en", n=1204)
    (Markup('1 visit'), Markup('1\u202f204 visits'))
    >>> say("flows.again", "en", name="<b>")
    Markup('&lt;b&gt; again')
    """
    text = TABLES[language][key]
    if isinstance(text, tuple):
        text = text[0] if values["n"] == 1 else text[1]
    shown = {name: count(value) if isinstance(value, int) else value for name, value in values.items()}
    return Markup(text).format(**shown)  # noqa: S704  # the tables below are ours; values are escaped


def known(key: str, language: Language, /) -> str | None:
    """The words of a key that may not exist: reasons and rules that other packages may add to."""
    text = TABLES[language].get(key)
    return text if isinstance(text, str) else None
