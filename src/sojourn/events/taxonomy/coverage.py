"""How far a taxonomy reaches: which events a rule maps, which are known, which resemble something, which neither."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sojourn.events.taxonomy.recognition import Recognition, likely_line, recognise

MOST_NAMES: Final = 2_000
"""Names that are told apart; of the others only the events are counted."""

_LINE_FITS: Final = 0.4
"""Share of touchpoints that a line of stages must place for names with several meanings to be read in its sense."""


@dataclass(frozen=True, slots=True)
class NameCoverage:
    """One touchpoint of the events that no rule matched.

    Attributes
    ----------
    name, events
        The touchpoint as it is shown, and its events.
    recognition
        What its name tells.
    """

    name: str
    events: int
    recognition: Recognition


@dataclass(frozen=True)
class Coverage:
    """Events by what mapped them. Coverages add up.

    Attributes
    ----------
    rules
        Events by the rule that matched them, every rule of the taxonomy included.
    names
        Events that no rule matched, by their touchpoint.
    unlisted
        … and those of further names, beyond the most frequent.
    missing
        Columns that rules ask for and a source did not have, with the number of events it had.
    """

    rules: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    unlisted: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Coverage") -> "Coverage":
        names = Counter(self.names)
        names.update(other.names)
        return Coverage(
            _sum(self.rules, other.rules),
            names,
            self.unlisted + other.unlisted,
            _sum(self.missing, other.missing),
        ).limited()

    def limited(self) -> "Coverage":
        """The same with at most :data:`MOST_NAMES` names, the most frequent ones."""
        if len(self.names) <= MOST_NAMES:
            return self
        ranked = sorted(self.names.items(), key=lambda item: (-item[1], item[0]))
        rest = sum(n for _, n in ranked[MOST_NAMES:])
        return Coverage(self.rules, dict(ranked[:MOST_NAMES]), self.unlisted + rest, self.missing)

    @cached_property
    def _classes(self) -> Mapping[str, tuple[NameCoverage, ...]]:
        found: dict[str, list[NameCoverage]] = {"known": [], "suggested": [], "unknown": []}
        line, fits = likely_line(self.names)
        line = line if fits >= _LINE_FITS else ""
        for name, events in sorted(self.names.items(), key=lambda item: (-item[1], item[0])):
            recognition = recognise(name, line)
            found[recognition.how].append(NameCoverage(name, events, recognition))
        return {how: tuple(some) for how, some in found.items()}

    @property
    def known(self) -> tuple[NameCoverage, ...]:
        """Touchpoints whose names are known, most events first."""
        return self._classes["known"]

    @property
    def suggested(self) -> tuple[NameCoverage, ...]:
        """Touchpoints whose names resemble known ones, most events first."""
        return self._classes["suggested"]

    @property
    def unknown(self) -> tuple[NameCoverage, ...]:
        """Touchpoints whose names tell nothing, most events first."""
        return self._classes["unknown"]

    @property
    def events(self) -> int:
        """All events."""
        return sum(self.rules.values()) + sum(self.names.values()) + self.unlisted

    @property
    def events_by_rule(self) -> int:
        """Events that a rule matched."""
        return sum(self.rules.values())

    @property
    def events_known(self) -> int:
        """Events that no rule matched, with a known name."""
        return sum(n.events for n in self.known)

    @property
    def events_suggested(self) -> int:
        """Events whose name resembles a known one."""
        return sum(n.events for n in self.suggested)

    @property
    def events_unknown(self) -> int:
        """Events whose name tells nothing, those of unlisted names included."""
        return sum(n.events for n in self.unknown) + self.unlisted

    @property
    def share(self) -> float | None:
        """Share of events that a rule matched or whose name is known; None without events."""
        return (self.events_by_rule + self.events_known) / self.events if self.events else None

    @property
    def idle_rules(self) -> tuple[str, ...]:
        """Rules that matched nothing."""
        return tuple(rule for rule, events in self.rules.items() if not events)

    def sentence(self) -> str:
        """The coverage in one sentence.

        >>> Coverage(names={"Checkout started": 92, "qx17": 7, "zz3": 1}).sentence()
        '92 % of events mapped; 2 names not'
        """
        share = self.share
        if share is None:
            return "no events to map"
        open_names = len(self.suggested) + len(self.unknown)
        percent = 100 * share
        # 99.96 % is not "100 %" while something is left open, nor is a little nothing.
        shown = f"{percent:.0f}" if percent in {0.0, 100.0} or 1 <= percent <= 99 else f"{percent:.1f}"
        if shown == "100.0":
            shown = "more than 99.9"
        names = f"{open_names:,} {'name' if open_names == 1 else 'names'}"
        if self.unlisted:
            names = f"{open_names:,} of the {len(self.names):,} most frequent names, and rarer ones,"
        return f"{shown} % of events mapped" + (f"; {names} not" if open_names or self.unlisted else "")

    def to_dict(self) -> dict[str, Any]:
        """Plain data, with the classes told for readers; :meth:`from_dict` needs the counts only."""
        return {
            "events": self.events,
            "by_rule": self.events_by_rule,
            "known": self.events_known,
            "suggested": self.events_suggested,
            "unknown": self.events_unknown,
            "sentence": self.sentence(),
            "rules": dict(self.rules),
            "names": dict(self.names),
            "unlisted": self.unlisted,
            "missing": dict(self.missing),
            "open": [
                {
                    "name": n.name,
                    "events": n.events,
                    "like": n.recognition.like,
                    "stage": n.recognition.stage,
                    "confidence": n.recognition.confidence,
                }
                for n in (*self.suggested, *self.unknown)
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Coverage":
        """The coverage that :meth:`to_dict` told."""
        return cls(
            dict(data.get("rules", {})),
            dict(data.get("names", {})),
            int(data.get("unlisted", 0)),
            dict(data.get("missing", {})),
        )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in (*one, *(k for k in other if k not in one))}
