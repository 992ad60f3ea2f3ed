"""Applying a taxonomy to batches of events: distinct combinations are classified once, events never one by one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.events.devices import devices_of_agents, named_devices
from sojourn.events.taxonomy.arrivals import GROUP_COLUMNS, arrivals, group_of
from sojourn.events.taxonomy.codes import Coded, Codes, coded, combined, relabelled
from sojourn.events.taxonomy.coverage import Coverage
from sojourn.events.taxonomy.lines import LINES
from sojourn.events.taxonomy.meetings import meeting_of, nature
from sojourn.events.taxonomy.patterns import Condition
from sojourn.events.taxonomy.recognition import stage_on
from sojourn.events.taxonomy.rules import Rule
from sojourn.events.taxonomy.taxonomy import BUILT_IN, Taxonomy
from sojourn.events.traffic import USER_AGENT

_KEPT: Final = ("stage", "channel", "media", "kind")
_NO_RULE: Final = -1
_MOST_REMEMBERED: Final = 200_000


class _Seen(NamedTuple):
    """What decides about an event, apart from its channel group: the same for few combinations of many events."""

    rule: int
    touchpoint: str | None
    given: tuple[str | None, ...]
    inserted: tuple[str | None, ...]


@dataclass
class Classifier:
    """Applies a taxonomy to batches and counts how far it reaches. One per build; not for several threads.

    The result for an event depends on its own row alone, so batches may be cut anywhere.

    Parameters
    ----------
    taxonomy
        The rules; by default only what is known without being told.

    Examples
    --------
    >>> rule = {"when": {"touchpoint": "pay*"}, "touchpoint": "Payment", "stage": "Purchase"}
    >>> classifier = Classifier(Taxonomy.of({"rules": [rule]}))
    >>> batch = pa.RecordBatch.from_pydict({"touchpoint": ["Payment done", "Email opened", "/p/4711"], "channel": ["web", None, "web"]})
    >>> made = classifier.apply(batch).to_pydict()
    >>> made["touchpoint"], made["channel"], made["stage"], made["kind"]
    (['Payment', 'Email opened', '/p/{id}'], ['web', 'email', 'web'], ['Purchase', None, None], ['digital', 'digital', 'digital'])
    """

    taxonomy: Taxonomy = BUILT_IN
    _answers: dict[_Seen, tuple[str | None, ...]] = field(default_factory=dict, repr=False)
    _names: Counter[str] = field(default_factory=Counter, repr=False)
    _matched: list[int] = field(default_factory=list, repr=False)
    _missing: Counter[str] = field(default_factory=Counter, repr=False)

    def __post_init__(self) -> None:
        rules = self.taxonomy.rules
        self._matched = [0] * len(rules)
        self._line = next((line for line in LINES if line.kind == self.taxonomy.stages), None)
        asked: dict[str, dict[Condition, int]] = {}
        for condition in (c for rule in rules for c in rule.when):
            own = asked.setdefault(condition.column, {})
            own.setdefault(condition, len(own))
        self._asked = asked
        self._inserted = tuple(
            dict.fromkeys(name for rule in rules if rule.touchpoint for name in placeholders(rule.touchpoint))
        )

    def columns(self, names: Sequence[str]) -> tuple[str, ...]:
        """The columns that batches with these columns will have been given: what is made depends on nothing else."""
        rules, made = self.taxonomy.rules, ["touchpoint"]
        if "stage" in names or self._line is not None or any(rule.stage for rule in rules):
            made.append("stage")
        made.append("channel")
        evidence = self.taxonomy.knowledge and any(name in names for name in GROUP_COLUMNS)
        if "channel_group" in names or evidence or any(rule.channel_group for rule in rules):
            made.append("channel_group")
        made += ["media", "kind"]
        if self.taxonomy.knowledge and ("device" in names or USER_AGENT in names):
            made.append("device")
        return tuple(made)

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with touchpoint, stage, channel, channel_group, media, kind and device as dictionary columns.

        Values that are there stay, unless a rule says otherwise; of the touchpoints only addresses are folded. Columns
        that nothing in the batch or the taxonomy can fill are not added; see :meth:`columns`.
        """
        names = batch.schema.names
        if batch.num_rows == 0:
            empty = pa.array([], pa.string()).dictionary_encode()
            return _with(batch, dict.fromkeys(self.columns(names), empty))
        columns = {name: batch.column(name) for name in names}
        raw = coded(columns["touchpoint"])
        touchpoint = self._folded(raw)
        rule = self._rules(columns, batch.num_rows)
        given = [_coded_or_none(columns.get(n), batch.num_rows) for n in _KEPT]
        inserted = [self._insertable(name, columns, batch.num_rows) for name in self._inserted]
        parts = [(rule + 1, len(self.taxonomy.rules) + 1)]
        parts += [(c.codes, len(c.values)) for c in (touchpoint, *given, *inserted)]
        rows, found = combined(parts)
        counts = np.bincount(rows, minlength=len(found[0]))
        texts = [
            c.values.take(pa.array(codes)).to_pylist()
            for c, codes in zip((touchpoint, *given, *inserted), found[1:], strict=True)
        ]
        answers = self._answered((found[0] - 1).tolist(), texts, counts.tolist())
        made = dict(zip(("touchpoint", *_KEPT), zip(*answers, strict=True), strict=True))
        wanted = self.columns(names)
        out = {name: _spread(rows, made[name]) for name in wanted if name in made}
        if "channel_group" in wanted:
            out["channel_group"] = self._groups(columns, rule)
        if "device" in wanted:
            out["device"] = _devices(columns, batch.num_rows)
        return _with(batch, {name: out[name] for name in wanted})

    def coverage(self) -> Coverage:
        """How far the taxonomy reached in all batches so far."""
        rules = {
            f"{i + 1}: {rule}": n
            for i, (rule, n) in enumerate(zip(self.taxonomy.rules, self._matched, strict=True))
        }
        return Coverage(rules, dict(self._names), 0, dict(self._missing)).limited()

    def _folded(self, raw: Coded) -> Coded:
        named = self.taxonomy.urls.named(raw.values)
        return raw if named is raw.values else relabelled(raw, named)

    def _rules(self, columns: dict[str, pa.Array], count: int) -> Codes:
        """Per event the first rule whose conditions hold.

        Conditions are tried on the distinct values of a column; values that satisfy the same conditions are the same
        to all rules, so what is left to combine is small even for addresses.
        """
        rules = self.taxonomy.rules
        if not rules:
            return np.full(count, _NO_RULE, np.int32)
        for name in self._asked:
            if name not in columns:
                self._missing[name] += count
        signatures: dict[str, NDArray[np.bool_]] = {}
        parts = []
        for name in self._asked:
            column = _coded_or_none(columns.get(name), count)
            holds = np.array([c.holds(column.values) for c in self._asked[name]]).T
            signatures[name], kinds = np.unique(holds, axis=0, return_inverse=True)
            parts.append((kinds.reshape(-1)[column.codes], len(signatures[name])))
        rows, found = combined(parts)
        of_combination = dict(zip(self._asked, found, strict=True))
        first = np.full(len(found[0]), _NO_RULE, np.int32)
        for place in range(len(rules) - 1, -1, -1):
            first[self._hold(rules[place], signatures, of_combination)] = place
        return first[rows]

    def _hold(
        self,
        rule: Rule,
        signatures: dict[str, NDArray[np.bool_]],
        of_combination: dict[str, NDArray[np.int64]],
    ) -> NDArray[np.bool_]:
        """In which combinations of signatures all conditions of a rule hold."""
        fits = np.ones(len(next(iter(of_combination.values()))), np.bool_)
        for condition in rule.when:
            place = self._asked[condition.column][condition]
            fits &= signatures[condition.column][:, place][of_combination[condition.column]]
        return fits

    def _insertable(self, name: str, columns: dict[str, pa.Array], count: int) -> Coded:
        """A column whose values go into names: addresses are folded."""
        column = _coded_or_none(columns.get(name), count)
        return relabelled(column, self.taxonomy.urls.named(column.values))

    def _answered(
        self, rules: list[int], texts: list[list[str | None]], counts: list[int]
    ) -> list[tuple[str | None, ...]]:
        out = []
        for i, (rule, count) in enumerate(zip(rules, counts, strict=True)):
            values = [column[i] for column in texts]
            seen = _Seen(rule, values[0], tuple(values[1:5]), tuple(values[5:]))
            answer = self._answers.get(seen)
            if answer is None:
                if len(self._answers) >= _MOST_REMEMBERED:
                    self._answers.clear()
                answer = self._answers[seen] = self._answer(seen)
            out.append(answer)
            if rule == _NO_RULE:
                self._names[answer[0] or ""] += count
            else:
                self._matched[rule] += count
        return out

    def _answer(self, seen: _Seen) -> tuple[str | None, ...]:
        """Touchpoint, stage, channel, medium and kind of one combination."""
        stage, channel, media, kind = (value or None for value in seen.given)
        touchpoint = seen.touchpoint
        if seen.rule != _NO_RULE:
            rule = self.taxonomy.rules[seen.rule]
            if rule.touchpoint:
                inserted = dict(zip(self._inserted, seen.inserted, strict=True))
                touchpoint = _filled(rule.touchpoint, inserted) or touchpoint
            stage, channel = rule.stage or stage, rule.channel or channel
            media, kind = rule.media or media, rule.kind or kind
        if touchpoint is None or not self.taxonomy.knowledge:
            return touchpoint, stage, channel, media, kind
        if stage is None and self._line is not None:
            stage = stage_on(touchpoint, self._line, self.taxonomy.language)
        if channel is None:
            meeting = meeting_of(touchpoint)
            channel = (meeting.channel or None) if meeting is not None else None
        usual_kind, usual_media = nature(touchpoint, channel)
        return touchpoint, stage, channel, media or usual_media, kind or usual_kind

    def _groups(self, columns: dict[str, pa.Array], rule: Codes) -> pa.Array:
        """The channel group: what a rule says, else what is there, else what the arrival tells."""
        said = _coded_or_none(columns.get("channel_group"), len(rule))
        parts = [(rule + 1, len(self.taxonomy.rules) + 1), (said.codes, len(said.values))]
        own_hosts = self.taxonomy.urls.own_hosts
        evidence = arrivals(columns, own_hosts) if self.taxonomy.knowledge else ()
        rows, found = combined([*parts, *((c.codes, len(c.values)) for c in evidence)])
        texts = [
            c.values.take(pa.array(codes)).to_pylist()
            for c, codes in zip((said, *evidence), found[1:], strict=True)
        ]
        out: list[str | None] = []
        for place, given, *arrival in zip((found[0] - 1).tolist(), *texts, strict=True):
            by_rule = self.taxonomy.rules[place].channel_group if place != _NO_RULE else None
            out.append(by_rule or given or (group_of(tuple(arrival)) if arrival else None))
        return _spread(rows, out)


def _devices(columns: dict[str, pa.Array], count: int) -> pa.Array:
    """The kind of device: what is there, in the usual words, else what the user agent tells."""
    said = _coded_or_none(columns.get("device"), count)
    agents = _coded_or_none(columns.get(USER_AGENT), count)
    rows, (given, agent) = combined([(said.codes, len(said.values)), (agents.codes, len(agents.values))])
    told = named_devices(said.values).take(pa.array(given))
    guessed = devices_of_agents(agents.values.cast(pa.string())).take(pa.array(agent))
    return _spread(rows, pc.coalesce(told, guessed).to_pylist())


def placeholders(name: str) -> list[str]:
    """The columns that a name of a touchpoint refers to.

    >>> placeholders("Page: {page_url}")
    ['page_url']
    """
    return [part.partition("}")[0] for part in name.split("{")[1:] if "}" in part]


def _filled(name: str, values: dict[str, str | None]) -> str:
    for column, value in values.items():
        name = name.replace(f"{{{column}}}", value or "")
    return name.strip()


def _coded_or_none(column: pa.Array | None, count: int) -> Coded:
    """A column as codes; one that is not there has no values."""
    if column is None:
        return Coded(np.zeros(count, np.int32), pa.nulls(1, pa.string()))
    return coded(column)


def _spread(rows: Codes, values: Sequence[str | None]) -> pa.Array:
    """The values of combinations, one per row, as a dictionary column."""
    distinct = pa.array(values, pa.string()).dictionary_encode()
    codes = distinct.indices.fill_null(0).to_numpy().take(rows)
    valid = None
    if distinct.null_count:
        there = distinct.is_valid().to_numpy(zero_copy_only=False).take(rows)
        valid = pa.py_buffer(np.packbits(there, bitorder="little"))
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [valid, pa.py_buffer(codes)])
    return pa.DictionaryArray.from_arrays(indices, distinct.dictionary)


def _with(batch: pa.RecordBatch, made: dict[str, pa.Array]) -> pa.RecordBatch:
    """The batch with columns replaced in their place or added at its end."""
    columns = {name: batch.column(name) for name in batch.schema.names} | made
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
