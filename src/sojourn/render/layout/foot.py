"""The foot: what the symbols mean, and how much of the data the map shows."""

from typing import Final

from sojourn.render.layout.badges import missing
from sojourn.render.layout.flows import Chosen
from sojourn.render.layout.frame import MARGIN, Frame, label
from sojourn.render.layout.geometry import Text
from sojourn.render.layout.head import flow_words
from sojourn.render.layout.picture import Column, Lane, Legend
from sojourn.render.layout.text import ELLIPSIS, width
from sojourn.render.numbers import count, percent, period
from sojourn.render.words import say

_SIZE: Final = 12.5
_LINE: Final = 22.0
_SYMBOL: Final = 24.0


def legend(
    frame: Frame, lanes: tuple[Lane, ...], stages: tuple[Column, ...], top: float
) -> tuple[tuple[Legend, ...], float]:
    """A symbol and its words for everything that occurs in the picture, and where the last line ends."""
    x, y = MARGIN, top + 20
    done: list[Legend] = []
    for symbol in _symbols(lanes, stages):
        words = say(f"legend.{symbol}", frame.language)
        wide = _SYMBOL + width(words, _SIZE)
        if x > MARGIN and x + wide > frame.right:
            x, y = MARGIN, y + _LINE
        done.append(Legend(symbol, (x + 8, y - 4.3), Text(x + _SYMBOL, y, words, _SIZE, "soft")))
        x += wide + 20
    return tuple(done), y if done else top


def _symbols(lanes: tuple[Lane, ...], stages: tuple[Column, ...]) -> list[str]:
    cards = [card for lane in lanes for card in lane.cards]
    faces = [face for lane in lanes if lane.curve for face in lane.curve.faces]
    curves = [lane.curve for lane in lanes if lane.curve]
    marks = [mark for curve in curves for trace in curve.traces for mark in trace.marks]
    bases = {face.basis for face in faces} | {mark.basis for mark in marks}
    ribbons = [ribbon for lane in lanes for ribbon in lane.ribbons]
    symbols = [b for b in ("observed", "inferred", "assumed") if b in bases]
    if any(card.star for card in cards):
        symbols.append("truth")
    if any(card.flag for card in cards):
        symbols.append("goal")
    if any(stage.opens for stage in stages) or any(card.opens for card in cards):
        symbols.append("opens")
    if any(card.importance for card in cards):
        symbols.append("importance")
    if any(ribbon.kind == "on" for ribbon in ribbons):
        symbols.append("flow" if any(lane.leaving or _measured(lane) for lane in lanes) else "plain")
    if any(ribbon.kind in {"back", "loop"} for ribbon in ribbons):
        symbols.append("back")
    if any(ribbon.kind == "gone" for ribbon in ribbons):
        symbols.append("gone")
    if any(lane.leaving for lane in lanes):
        symbols.append("exit")
    entries = {item.mark for lane in lanes for item in lane.items}
    symbols += [mark for mark in ("rose", "bud", "thorn") if mark in entries]
    return symbols + [symbol for mark, symbol in (("new", "added"), ("gone", "removed")) if mark in entries]


def _measured(lane: Lane) -> bool:
    return any(card.share for card in lane.cards)


def coverage(frame: Frame, chosen: Chosen, top: float) -> tuple[tuple[Text, ...], float]:
    """Sentences about what the map shows of the data; nothing without evidence."""
    sentences = _sentences(frame, chosen)
    lines = flow_words(sentences, frame.right - MARGIN, _SIZE, "  ")
    y = top
    texts = []
    for words in lines:
        y += _LINE
        whole = " ".join(sentences) if words.endswith(ELLIPSIS) else ""
        texts.append(Text(MARGIN, y, words, _SIZE, "soft", whole=whole))
    return tuple(texts), y


def _sentences(frame: Frame, chosen: Chosen) -> list[str]:
    evidence, language = frame.evidence, frame.language
    if evidence is None:
        return []
    shown, total = count(evidence.touchpoints_shown), count(evidence.touchpoints_total)
    sentences = []
    if chosen.drawn:
        share = percent(evidence.transitions_shown_share * chosen.share, language)
        sentences.append(say("shows", language, shown=shown, total=total, share=share))
    else:
        sentences.append(say("shows_touchpoints", language, shown=shown, total=total))
    sentences.append(say("shares", language))
    if evidence.as_of is not None:
        sentences.append(say("as_of", language, day=period(evidence.as_of, evidence.as_of, language)))
    unbound = [frame.names[t.id] for t in frame.touchpoints if missing(frame, t) is not None]
    unbound += [label(p.name, p.id) for p in frame.jmap.personas if p.id in evidence.missing]
    if unbound:
        comma = "、" if language == "zh" else ", "
        sentences.append(say("unbound", language, names=comma.join(unbound)))
    return sentences
