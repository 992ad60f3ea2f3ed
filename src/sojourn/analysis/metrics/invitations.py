"""Which touchpoint asks for the answers at another, by their names: *NPS survey sent* and *NPS survey answered*."""

import re
from collections.abc import Sequence
from typing import Final

from sojourn.events.names import words

SURVEYS: Final = frozenset(("survey", "nps", "csat", "ces", "questionnaire", "feedback", "poll"))
SURVEYS_ZH: Final = ("问卷", "调查", "调研", "满意度", "反馈")
INVITING: Final = frozenset(
    ("sent", "send", "invited", "invitation", "invite", "requested", "request", "delivered", "shown")
)
INVITING_ZH: Final = ("发送", "邀请", "推送", "发放")
ANSWERING: Final = frozenset(
    ("answered", "completed", "submitted", "response", "responded", "answer", "filled", "received")
)
ANSWERING_ZH: Final = ("回答", "填写", "完成", "提交", "答复", "作答")
_CARRIERS: Final = frozenset(("e", "mail", "email", "sms", "push", "link"))
_CHINESE_VERBS: Final = re.compile("|".join((*INVITING_ZH, *ANSWERING_ZH)))


def invitations(names: Sequence[str]) -> dict[int, int]:
    """Touchpoint that invites → touchpoint where is answered, by place; pairs that are alike but for the verb.

    >>> invitations(["NPS survey answered", "NPS survey sent", "Newsletter sent", "满意度问卷发送", "满意度问卷填写"])
    {1: 0, 3: 4}
    """
    answers: dict[str, int] = {}
    inviting: list[tuple[int, str]] = []
    for place, name in enumerate(names):
        own = set(words(name).split())
        if not (SURVEYS & own or any(word in name for word in SURVEYS_ZH)):
            continue
        if INVITING & own or any(word in name for word in INVITING_ZH):
            inviting.append((place, _theme(name)))
        elif ANSWERING & own or any(word in name for word in ANSWERING_ZH):
            answers.setdefault(_theme(name), place)
    return {place: answers[theme] for place, theme in inviting if theme in answers}


def _theme(name: str) -> str:
    """What a name is about: its words without the verb and without what carries it."""
    own = [
        w for w in words(_CHINESE_VERBS.sub("", name)).split() if w not in INVITING | ANSWERING | _CARRIERS
    ]
    return " ".join(own)
