"""Commands in plain words."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from sojourn.errors import UnknownNameError
from sojourn.journeymap.commands.parts import AUTHORED, ends_of, fields, items, part_of
from sojourn.journeymap.commands.values import (
    Add,
    Batch,
    Command,
    Edit,
    Fold,
    Merge,
    Move,
    Remove,
    Restore,
    Split,
)
from sojourn.journeymap.commands.words import WORDS, Language, word
from sojourn.journeymap.model import Emotion, JourneyMap, Kpi, MeasuredEmotion, PainPoint
from sojourn.journeymap.writing import in_one_line, plain_value
from sojourn.units import duration_text

_LONGEST: Final = 80
_NAMED: Final = 5
_CHOSEN: Final = ("kind", "status", "language", "market", "buying_role", "media")
"""Fields with a few values to choose from, which have words of their own."""
_WAITS: Final = ("median_s", "median_wait_s")


def said(command: Command, jmap: JourneyMap, language: Language = "en") -> str:
    """A command in plain words.

    Parameters
    ----------
    command
        What is told.
    jmap
        The map before the command: it knows names and values.
    language
        ``en`` or ``zh``.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage, Touchpoint
    >>> jmap = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"),), touchpoints=(
    ...     Touchpoint(id="bar", name="Bar", stage="buy", emotion=Emotion(score=-1.5)),))
    >>> better = Edit(part="touchpoint", id="bar", field="emotion", value=Emotion(score=0.5))
    >>> said(better, jmap), said(better, jmap, "zh")
    ('“Bar”: emotion −1.5 → +0.5', '“Bar”：感受 −1.5 → +0.5')
    """
    return _Said(jmap, language).of(command)


class _Said:
    """Tells commands about one map in one language."""

    def __init__(self, jmap: JourneyMap, language: Language) -> None:
        self.jmap = jmap
        self.language: Language = language

    def word(self, key: str, **filled: object) -> str:
        return word(key, self.language, **filled)

    def of(self, command: Command) -> str:
        tell = cast("Callable[[_Said, Command], str]", _TOLD[type(command)])
        return tell(self, command)

    def quoted(self, name: str) -> str:
        return self.word("quoted", name=_short(name))

    def name(self, part: str, key: str) -> str:
        """What people call a part."""
        if part in {"map", "evidence"}:
            return self.quoted(self.jmap.title)
        if part in {"flow", "evidence.flow"}:
            return self.flow(*ends_of(key))
        plain = part.removeprefix("evidence.")
        try:
            value = part_of(self.jmap, plain if plain in {"stage", "persona", "touchpoint"} else part, key)
        except UnknownNameError:
            return self.quoted(key)
        return self.quoted(_called(value) or key)

    def flow(self, source: str, target: str, when: str | None = None) -> str:
        names = {t.id: t.name for t in self.jmap.touchpoints}
        start = _short(names.get(source, source)) if source else self.word("start")
        end = _short(names.get(target, target)) if target else self.word("end")
        told = f"{start} → {end}"
        return self.word("when", name=told, when=_short(when)) if when else told

    def add(self, command: Add) -> str:
        value, part = command.value, command.part
        if part == "flow":
            return self.word("add.flow", name=self.flow(value.source, value.target, value.when))
        if part.startswith("evidence."):
            return self.measured(part, command.key, "add")
        name = self.quoted(_called(value) or command.key)
        told = self.word("add", part=self.word(f"part.{part}"), name=name)
        if part == "touchpoint":
            told += self.word("in_stage", stage=self.name("stage", value.stage))
            told += self.behind(part, command.before, value.stage)
        return told

    def measured(self, part: str, key: str, verb: str) -> str:
        what = self.name(part, key)
        told = self.word(verb, part=self.word("part.evidence"), name=what)
        return told if verb != "edit" else what

    def remove(self, command: Remove) -> str:
        part, key = command.part, command.id
        if part == "flow":
            flow = part_of(self.jmap, part, key) if key in dict(items(self.jmap, part)) else None
            name = self.flow(*ends_of(key), flow.when if flow else None)
            return self.word("remove.flow", name=name)
        if part.startswith("evidence."):
            return self.measured(part, key, "remove")
        told = self.word("remove", part=self.word(f"part.{part}"), name=self.name(part, key))
        if part == "stage":
            own = [t.name for t in self.jmap.touchpoints if t.stage == key]
            told += self.counted("with_touchpoints", len(own), self.names(own)) if own else ""
        if part == "touchpoint":
            flows = sum(key in {f.source, f.target} for f in self.jmap.flow)
            told += self.counted("with_flows", flows, "") if flows else ""
        return told

    def counted(self, key: str, n: int, names: str) -> str:
        return self.word(f"{key}.one" if n == 1 else key, n=n, names=names)

    def names(self, names: Iterable[str]) -> str:
        every = [self.quoted(name) for name in names]
        return self.word("list").join(every[:_NAMED]) + ("…" if len(every) > _NAMED else "")

    def behind(self, part: str, before: str | None, stage: str | None = None, moved: str = "") -> str:
        """After which part something comes to stand; of touchpoints within their stage."""
        found = [(key, value) for key, value in items(self.jmap, part) if key != moved]
        place = next((i for i, (key, _) in enumerate(found) if key == before), len(found))
        ahead = [key for key, value in found[:place] if stage is None or value.stage == stage]
        if ahead:
            return self.word("after", name=self.name(part, ahead[-1]))
        return self.word("first" if stage is None else "first_of_stage")

    def move(self, command: Move) -> str:
        part, key = command.part, command.id
        told = self.word("move.flow" if part == "flow" else "move", name=self.name(part, key))
        own = next((t for t in self.jmap.touchpoints if t.id == key), None) if part == "touchpoint" else None
        if own is not None and command.stage not in {None, own.stage}:
            stages = {"a": self.name("stage", own.stage), "b": self.name("stage", command.stage or "")}
            told += self.word("from_to", **stages)
        stage = command.stage or (own.stage if own is not None else None)
        return told + self.behind(part, command.before, stage, moved=key)

    def edit(self, command: Edit) -> str:
        part, field, value = command.part, command.field, command.value
        if field == "evidence":
            return self.word("evidence.gone" if value is None else "evidence.all")
        name = self.name(part, command.id)
        if field == "id":
            return self.word("rename", name=name, a=command.id, b=value)
        try:
            held = part_of(self.jmap, part, command.id)
        except UnknownNameError:
            held = None
        before = getattr(held, fields(part)[field].name) if held is not None else None
        told = self.word("edit", name=name, change=self.change(field, before, value))
        return self.word("evidence", what=told) if part.startswith("evidence") else told

    def change(self, field: str, before: Any, after: Any) -> str:
        """A field's old and new value."""
        words = self.word(f"field.{field}")
        if isinstance(after, bool):
            return self.word("yes" if after else "no", field=words)
        if isinstance(before, tuple) and isinstance(after, tuple):
            return self.listed(words, before, after)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            return self.mapped(words, before, after, "persona" if field == "emotions" else "")
        a, b = self.value(field, before), self.value(field, after)
        if a == b and isinstance(after, Emotion):
            a, b = _in_line(before), _in_line(after)
        if not a:
            return self.word("now", field=words, b=b)
        return self.word("change", field=words, a=a, b=b) if b else self.word("none", field=words, a=a)

    def value(self, field: str, value: Any) -> str:
        """A value in a few words."""
        if value is None or value in ("", ()):
            return ""
        if field == "stage":
            return self.name("stage", value)
        if field in _CHOSEN and f"value.{value}" in WORDS:
            return self.word(f"value.{value}")
        if field in _WAITS or (isinstance(value, float) and field.endswith("share")):
            return duration_text(value, self.language) if field in _WAITS else f"{value:.1%}"
        if isinstance(value, PainPoint):
            return self.quoted(value.text)
        return self.quoted(value) if type(value) is str else _figures(value)

    def listed(self, words: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> str:
        """What came to a list and what went."""
        more = [self.value("", v) for v in after if v not in before]
        less = [self.value("", v) for v in before if v not in after]
        told = [self.word("more", field=words, names=self.word("list").join(more))] if more else []
        told += [self.word("less", field=words, names=self.word("list").join(less))] if less else []
        return self.word("list").join(told) or self.word("order", field=words)

    def mapped(self, words: str, before: Mapping[str, Any], after: Mapping[str, Any], part: str = "") -> str:
        """What changed under which name, or for which part."""
        told = []
        for key in dict.fromkeys([*before, *after]):
            if before.get(key) != after.get(key):
                a, b = (self.value("", held.get(key)) or "–" for held in (before, after))
                told.append(f"{self.name(part, key) if part else _short(key)} {a} → {b}")
        return f"{words} " + self.word("list").join(told) if told else self.word("order", field=words)

    def merge(self, command: Merge) -> str:
        names = [self.jmap_name(key) for key in command.ids if key != command.into]
        return self.word("merge", names=self.names(names), into=self.name("touchpoint", command.into))

    def jmap_name(self, key: str) -> str:
        return next((t.name for t in self.jmap.touchpoints if t.id == key), key)

    def split(self, command: Split) -> str:
        names = self.names(t.name for t in command.into)
        return self.word("split", name=self.name("touchpoint", command.id), names=names)

    def fold(self, command: Fold) -> str:
        return self.word("fold", name=self.name("touchpoint", command.id))

    def restore(self, command: Restore) -> str:
        verb = self.word(f"verb.{command.undoes}")
        what = (
            self.word("restore.about", verb=verb, names=self.names(self.restored(command)))
            if command.ids
            else verb
        )
        return self.word("restore", what=what)

    def restored(self, command: Restore) -> list[str]:
        """What the parts are called that are put back; they may not be on the map."""
        back = {
            c.key: _called(c.value) for c in command.commands if isinstance(c, Add) and c.part in AUTHORED
        }
        return [
            self.flow(*ends_of(key)) if ">" in key else back.get(key) or self.jmap_name(key)
            for key in command.ids
        ]

    def batch(self, command: Batch) -> str:
        if command.says:
            return _short(command.says)
        if not command.commands:
            return self.word("batch.empty")
        what = self.word("list").join(self.of(c) for c in command.commands[:_NAMED])
        more = "…" if len(command.commands) > _NAMED else ""
        return self.word("batch", n=len(command.commands), what=what + more)


_TOLD: Final[Mapping[type, Any]] = MappingProxyType(
    {
        Add: _Said.add,
        Remove: _Said.remove,
        Move: _Said.move,
        Edit: _Said.edit,
        Merge: _Said.merge,
        Split: _Said.split,
        Fold: _Said.fold,
        Restore: _Said.restore,
        Batch: _Said.batch,
    }
)


def _called(value: Any) -> str:
    return str(getattr(value, "name", "") or getattr(value, "title", ""))


def _signed(score: float) -> str:
    """A feeling with its sign.

    >>> _signed(-1.5), _signed(0.0)
    ('−1.5', '0')
    """
    return f"{score:+.3g}".replace("-", "−") if score else "0"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _figures(value: Any) -> str:
    """A value of several fields as people say it."""
    if isinstance(value, Emotion):
        return _signed(value.score)
    if isinstance(value, MeasuredEmotion):
        return f"{_signed(value.score)} ({_signed(value.low)} … {_signed(value.high)}, n = {value.n:,})"
    return _short(f"{value.metric} {value.target}".strip()) if isinstance(value, Kpi) else _in_line(value)


def _in_line(value: Any) -> str:
    """A value as it stands in the document, in one line."""
    plain = plain_value(value)
    if isinstance(plain, dict | list):
        return _short(in_one_line(plain)[1:-1])
    return _short(str(plain))
