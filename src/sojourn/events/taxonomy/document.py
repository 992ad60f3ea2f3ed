"""The section ``taxonomy`` of a project file: checked as a whole, every fault with its place and a way out."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from sojourn.errors import UsageError
from sojourn.events.taxonomy.grouping import GROUPS
from sojourn.events.taxonomy.patterns import Condition, condition
from sojourn.events.taxonomy.rules import Rule
from sojourn.events.taxonomy.taxonomy import STAGE_LINES, Taxonomy
from sojourn.events.taxonomy.urls import UrlRules, fault_of_path

_SECTION: Final = ("urls", "stages", "language", "knowledge", "rules")
_URLS: Final = ("fold", "keep_query", "ids", "hosts", "own_hosts")
_RULE: Final = ("when", "touchpoint", "stage", "channel", "channel_group", "media", "kind")
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "media": ("owned", "earned", "paid"),
    "kind": ("digital", "physical", "human"),
    "channel_group": GROUPS,
}
_MOST_RULES: Final = 2_000
_SHOWN_FAULTS: Final = 20
_NAME: Final = 200


def taxonomy_of(mapping: Mapping[str, Any], where: str) -> Taxonomy:
    """See :meth:`sojourn.events.taxonomy.taxonomy.Taxonomy.of`."""
    faults = _Faults()
    section = mapping.get("taxonomy", mapping) if isinstance(mapping, Mapping) else mapping
    path = "taxonomy"
    taxonomy = Taxonomy()
    if section is not None and faults.is_mapping(section, path, _SECTION):
        taxonomy = Taxonomy(
            rules=_rules(section.get("rules"), f"{path}.rules", faults),
            urls=_urls(section.get("urls"), f"{path}.urls", faults),
            stages=_stages(section.get("stages"), f"{path}.stages", faults),
            language=faults.one_of(section.get("language", "en"), f"{path}.language", ("en", "zh")) or "en",
            knowledge=faults.flag(section.get("knowledge", True), f"{path}.knowledge"),
        )
    if faults.found:
        raise faults.error(where)
    return taxonomy


class _Faults:
    """Collects what is wrong while a document is read."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, path: str, what: str) -> None:
        self.found.append((path, what))

    def error(self, where: str) -> UsageError:
        lines = [f"  {path}: {what}" for path, what in self.found[:_SHOWN_FAULTS]]
        more = len(self.found) - _SHOWN_FAULTS
        if more > 0:
            lines.append(f"  … and {more} more")
        count = len(self.found)
        return UsageError(
            f"The taxonomy in {where} has {count} {'fault' if count == 1 else 'faults'}:\n"
            + "\n".join(lines)
            + "\n",
            hint="docs/reference/taxonomy.md describes every key.",
            context={"file": where, "faults": [f"{path}: {what}" for path, what in self.found]},
        )

    def is_mapping(self, value: Any, path: str, keys: tuple[str, ...] | None) -> bool:
        """Whether it is a mapping; unknown keys are faults."""
        if not isinstance(value, Mapping):
            self.add(path, f"expected keys with values, found {_kind(value)}")
            return False
        for key in value:
            if keys is not None and key not in keys:
                self.add(f"{path}.{key}", f"there is no such key{_did_you_mean(key, keys)}")
        return True

    def texts(self, value: Any, path: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        if value is None:
            return ()
        items = list(value) if isinstance(value, list | tuple) else [value]
        out = []
        for i, item in enumerate(items):
            if isinstance(item, str) and item.strip():
                out.append(item.strip())
            else:
                self.add(f"{path}[{i}]" if len(items) > 1 else path, f"expected a text, found {_kind(item)}")
        return tuple(out)

    def flag(self, value: Any, path: str) -> bool:
        if isinstance(value, bool):
            return value
        self.add(path, f"expected true or false, found {_kind(value)}")
        return False

    def one_of(self, value: Any, path: str, choices: tuple[str, ...]) -> str | None:
        """One of some words, in any case."""
        if value is None:
            return None
        found = {c.casefold(): c for c in choices}.get(str(value).strip().casefold())
        if found is None:
            listed = f"; it is one of {', '.join(choices)}" if len(choices) <= 8 else ""
            self.add(path, f"{str(value)!r} is not possible{_did_you_mean(value, choices) or listed}")
        return found


def _stages(value: Any, path: str, faults: _Faults) -> str:
    found = faults.one_of("discover" if value is None else value, path, ("discover", *STAGE_LINES))
    return "" if found in {None, "discover"} else str(found)


def _urls(value: Any, path: str, faults: _Faults) -> UrlRules:
    if value is None or not faults.is_mapping(value, path, _URLS):
        return UrlRules()
    fold = faults.texts(value.get("fold"), f"{path}.fold")
    for i, rule in enumerate(fold):
        fault = fault_of_path(rule)
        if fault:
            faults.add(f"{path}.fold[{i}]", f"{rule!r}: {fault}")
    return UrlRules(
        fold=fold,
        keep_query=faults.texts(value.get("keep_query"), f"{path}.keep_query"),
        ids=faults.flag(value.get("ids", True), f"{path}.ids"),
        hosts=faults.flag(value.get("hosts", False), f"{path}.hosts"),
        own_hosts=faults.texts(value.get("own_hosts"), f"{path}.own_hosts"),
    )


def _rules(value: Any, path: str, faults: _Faults) -> tuple[Rule, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        faults.add(path, f"expected a list of rules, each beginning with '- when:', found {_kind(value)}")
        return ()
    if len(value) > _MOST_RULES:
        faults.add(path, f"{len(value):,} rules; at most {_MOST_RULES:,} are possible")
        return ()
    rules = [_rule(rule, f"{path}[{i}]", faults) for i, rule in enumerate(value)]
    return tuple(rule for rule in rules if rule is not None)


def _rule(value: Any, path: str, faults: _Faults) -> Rule | None:
    if not faults.is_mapping(value, path, _RULE):
        return None
    conditions = _conditions(value.get("when"), f"{path}.when", faults)
    said: dict[str, str | None] = {}
    for key in _RULE[1:]:
        given = value.get(key)
        if key in _CHOICES:
            said[key] = faults.one_of(given, f"{path}.{key}", _CHOICES[key])
        elif given is not None:
            said[key] = _name(given, f"{path}.{key}", faults)
    if set(value) <= {"when"}:
        faults.add(path, f"says nothing about the events it matches; add one of {', '.join(_RULE[1:])}")
    return Rule(conditions, **said)


def _name(value: Any, path: str, faults: _Faults) -> str | None:
    text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not text:
        faults.add(path, f"expected a name, found {_kind(value)}")
    elif len(text) > _NAME:
        faults.add(path, f"a name of {len(text):,} characters; at most {_NAME} are possible")
    return text or None


def _conditions(value: Any, path: str, faults: _Faults) -> tuple[Condition, ...]:
    if value is None:
        faults.add(path, "is missing; write what events the rule is about, as in when: {touchpoint: 'pay*'}")
        return ()
    if not faults.is_mapping(value, path, None):
        return ()
    if not value:
        faults.add(path, "is empty; a rule for all events is when: {touchpoint: '*'}")
    found = []
    for column, wanted in value.items():
        patterns = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
        here = f"{path}.{column}"
        if not patterns or any(isinstance(p, Mapping | list | tuple) for p in patterns):
            faults.add(here, f"expected a value or a list of values, found {_kind(wanted)}")
            continue
        try:
            found.append(condition(str(column), [_written(p) for p in patterns]))
        except ValueError as error:
            faults.add(here, str(error))
    return tuple(found)


def _written(value: Any) -> str | None:
    """A value of a YAML document as the text it is compared as; nothing and blanks are a missing value."""
    if value is None or str(value).strip() == "":
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list | tuple):
        return "a list"
    return f"{str(value)[:60]!r}"


def _did_you_mean(word: Any, known: Iterable[str]) -> str:
    near = get_close_matches(str(word).casefold(), list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
