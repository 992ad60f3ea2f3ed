"""How a map's words stand in Mermaid text: what Mermaid would read as its own is written as an entity."""

import re
from typing import Any, Final

PREFIX: Final = "sojourn"
"""Begins our comments: ``%% sojourn touchpoint {…}``."""
NEUTRAL: Final = 3
MEASURED: Final = "measured"
"""Says in our comment on the map that its scores and names were drawn from a map with evidence, which the text does not hold."""

_OWN: Final = re.compile(r"^\s|\s$|[#;:%,{}<>&\"\\\n\r\t\u2028\u2029\x85]")
_KEYWORD: Final = re.compile(r"(?i)(journey|title|section|acctitle|accdescr|acc_|---)")
_ENTITY: Final = re.compile(r"#(\d{1,7}|[A-Za-z]{1,8});")
_NAMED: Final = {
    "quot": '"',
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "nbsp": "\u00a0",
    "semi": ";",
    "colon": ":",
    "num": "#",
}
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """Text as a name in a diagram.

    >>> escaped("Pay: now; #1"), escaped("Journey ends")
    ('Pay#58; now#59; #35;1', '#74;ourney ends')
    """
    made = _OWN.sub(lambda found: f"#{ord(found[0])};", _UNSEEN.sub("", text))
    if _KEYWORD.match(made):
        made = f"#{ord(made[0])};{made[1:]}"
    return made or "?"


def unescaped(text: str) -> str:
    """The text that a name in a diagram shows.

    >>> unescaped("Pay#58; now#59; #35;1"), unescaped("a #quot;b#quot;")
    ('Pay: now; #1', 'a "b"')
    """
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if not name.isdigit():
        return _NAMED.get(name, found[0])
    code = int(name)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]


def score_of(emotion: float) -> int:
    """A feeling of −5 … +5 on Mermaid's scale of 1 to 5.

    >>> [score_of(e) for e in (-5, -2.4, 0, 2.6, 5)]
    [1, 2, 3, 4, 5]
    """
    return min(5, max(1, round((emotion + 5) / 10 * 4 + 1)))


def emotion_of(score: float) -> float:
    """A score of 1 to 5 as a feeling.

    >>> [emotion_of(s) for s in (1, 2, 3, 4, 5)]
    [-5.0, -2.5, 0.0, 2.5, 5.0]
    """
    return (score - 1) / 4 * 10 - 5


def comment(what: str, values: dict[str, Any]) -> str:
    """A comment of ours: on one line, and nothing in it that Mermaid would take for a directive.

    >>> comment("stage", {"id": "buy"})
    '%% sojourn stage {"id": "buy"}'
    """
    import json

    text = json.dumps(values, ensure_ascii=False, default=str)
    return f"%% {PREFIX} {what} " + text.replace("%", "\\u0025").replace("\x7f", "\\u007f")
