"""What is said of a document or a file: sentences, or parts of one, in English and Chinese."""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

from sojourn.errors import SojournError
from sojourn.journeymap.sayings.documents import DOCUMENTS
from sojourn.journeymap.sayings.edits import EDITS
from sojourn.journeymap.sayings.files import FILES

Language = Literal["en", "zh"]
WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({**DOCUMENTS, **EDITS, **FILES})
"""What is said → its words in English and Chinese; a name in braces is filled in."""

_SHOWN: Final = 80
_MOST_NAMES: Final = 12
_REASONS: Final = {errno.ENOENT: "absent", errno.EACCES: "forbidden", errno.EISDIR: "folder"}

Error = TypeVar("Error", bound=SojournError)


@dataclass(frozen=True, slots=True, order=True)
class Saying:
    """A sentence, or a part of one, in both languages.

    Attributes
    ----------
    about
        What it is about, such as ``"columns"``.
    en, zh
        Its words.
    """

    about: str
    en: str
    zh: str

    def said(self, language: Language = "en") -> str:
        """The words in a language.

        >>> say("arrows", n=2).said("zh")
        '2 个箭头没有在两端都连到触点上，已略去。'
        """
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en


NOTHING: Final = Saying("", "", "")
"""Where there is nothing to say."""


def say(about: str, **values: object) -> Saying:
    """What is said of something, with its values filled in; those that are sayings in the language of the whole.

    Where there are other words for one thing, ``n=1`` chooses them.

    >>> say("missing", field=quoted("id"))
    Saying(about='missing', en="'id' is missing", zh='缺少“id”')
    """
    alone = f"{about}.one"
    english, chinese = WORDS[alone if values.get("n") == 1 and alone in WORDS else about]
    return Saying(about, _filled(english, values, "en"), _filled(chinese, values, "zh"))


def _filled(words: str, values: Mapping[str, object], language: Language) -> str:
    told = {name: v.said(language) if isinstance(v, Saying) else v for name, v in values.items()}
    return words.format(**told)


def verbatim(text: str) -> Saying:
    """What is alike in both languages: a name, a number, the place of a cell."""
    return Saying("", text, text)


def quoted(given: object) -> Saying:
    """A given value in a sentence.

    >>> [quoted(given).said("en") for given in ("x", None, [])], quoted("x").said("zh")
    (["'x'", 'nothing', 'a list'], '“x”')
    """
    if given is None:
        return say("none")
    if isinstance(given, dict | list):
        return say("mapping" if isinstance(given, dict) else "list")
    text = str(given)
    shown = f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
    return Saying("", f"'{shown}'", f"“{shown}”")


def listed(names: Sequence[object]) -> Saying:
    """The first of several names.

    >>> listed(["cart", "pay"])
    Saying(about='', en="'cart', 'pay'", zh='“cart”、“pay”')
    """
    shown = [quoted(name) for name in names[:_MOST_NAMES]]
    more = len(names) > _MOST_NAMES
    english = ", ".join([*(name.en for name in shown), *(["…"] if more else [])])
    return Saying("", english, "、".join(name.zh for name in shown) + ("等" if more else ""))


def suggestion(given: str, known: Sequence[str]) -> Saying:
    """``Did you mean 'x'?`` if something near is known, else what is known.

    >>> print(suggestion("touchpoint", ["stages", "touchpoints"]))
    Did you mean 'touchpoints'?
    """
    near = get_close_matches(given[:_SHOWN], known, n=1, cutoff=0.6)
    if near:
        return say("near", names=quoted(near[0]))
    return say("known", names=listed(known)) if known else NOTHING


def reason(error: OSError) -> Saying:
    """Why a file could not be read, as far as that can be told."""
    english = error.strerror or str(error)
    about = _REASONS.get(error.errno or 0)
    return Saying("", english, say(about).zh if about else english)


def failure(
    kind: type[Error],
    message: Saying,
    hint: Saying = NOTHING,
    *,
    language: Language = "en",
    **context: object,
) -> Error:
    """An error that can be told in both languages.

    Parameters
    ----------
    kind
        The class of the error.
    message, hint
        What was wrong, and what would work.
    language
        That of its own words: of the document that is at fault. ``context["language"]`` holds it, and ``context["said"]``
        message and hint by language.
    context
        Further values for programs.
    """
    said = {tongue: (message.said(tongue), hint.said(tongue)) for tongue in _LANGUAGES}
    told, mending = said[language]
    return kind(told, hint=mending, context={**context, "language": language, "said": said})


def said_by(error: Exception) -> tuple[Saying, Saying]:
    """The message and the hint of an error, in both languages where it is a :func:`failure`.

    >>> said_by(failure(SojournError, say("empty")))[0].zh, said_by(ValueError("odd"))[0].zh
    ('文档是空的', 'odd')
    """
    if isinstance(error, SojournError) and "said" in error.context:
        said: Any = error.context["said"]
        message, hint = zip(said["en"], said["zh"], strict=True)
        return Saying("", *message), Saying("", *hint)
    return verbatim(str(getattr(error, "message", error))), verbatim(str(getattr(error, "hint", "")))


def framed(kind: type[Error], about: str, error: SojournError, **values: object) -> Error:
    """An error told within another, whose words have it as ``told``; its hint and its values for programs stay.

    >>> print(framed(SojournError, "unfit_proposal", SojournError("No."), proposal="a"))
    The proposal 'a' does not fit: No.
    """
    message, hint = said_by(error)
    kept: dict[str, Any] = {k: v for k, v in error.context.items() if k not in {"said", "language"}}
    return failure(kind, say(about, told=message, **values), hint, **{**kept, **values})


_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
