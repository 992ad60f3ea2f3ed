"""A touchpoint as it is wished for: what opportunities change about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.journeymap.model import Emotion, Opportunity, Touchpoint
from sojourn.journeymap.templates.catalogue import Language, in_language

_TODAY: Final = ("Today {score}.", "现状 {score}。")
_SOLVED: Final = ("Today {score}: {pains}.", "现状 {score}：{pains}。")
_BETWEEN: Final = ("; ", "；")


@dataclass(frozen=True, slots=True)
class Wish:
    """How a touchpoint shall feel, what customers shall do there, and think; None and empty where nobody said."""

    score: float | None
    actions: tuple[str, ...] = ()
    thoughts: tuple[str, ...] = ()


def future_touchpoint(
    today: Touchpoint, wished: Wish, opportunities: Sequence[Opportunity], language: Language
) -> Touchpoint:
    """The touchpoint after the opportunities are taken.

    Pain points they answer are gone, and with them the actions that they forced on customers; the opportunities become its
    good side. Where a bad feeling becomes better, thoughts and thorns of today are gone too. Feelings of personas rise by
    as much as the feeling does, but not above it. The note of a feeling says what it was, and why.
    """
    answering = [o for o in opportunities if {p.id for p in today.pain_points} & set(o.pain_points)]
    answered = {pain for o in answering for pain in o.pain_points}
    solved = [p for p in today.pain_points if p.id in answered]
    change: dict[str, object] = {
        "pain_points": tuple(p for p in today.pain_points if p.id not in answered),
        "rose": (*today.rose, *(o.title for o in answering)),
    }
    gain = 0.0 if today.emotion is None or wished.score is None else wished.score - today.emotion.score
    relieved = today.emotion is not None and today.emotion.score < 0 < gain
    if solved or wished.actions:
        change["actions"] = wished.actions
    if solved or relieved or wished.thoughts:
        change |= {"thoughts": wished.thoughts, "thorn": ()}
    if today.emotion is not None and gain:
        why = in_language(_BETWEEN, language).join(p.text.rstrip(".。") for p in solved)
        future = today.emotion.score + gain
        change["emotion"] = _felt(today.emotion.score, future, why, language)
        change["emotions"] = {
            person: _felt(felt.score, min(felt.score + gain, max(future, felt.score)), why, language)
            for person, felt in today.emotions.items()
        }
    return today.model_copy(update=change)


def _felt(today: float, future: float, why: str, language: Language) -> Emotion:
    words = in_language(_SOLVED if why else _TODAY, language)
    note = words.format(score=f"{today:+g}".replace("-", "\N{MINUS SIGN}"), pains=why)
    return Emotion(score=round(future, 1), note=note if round(future, 1) != today else "")
