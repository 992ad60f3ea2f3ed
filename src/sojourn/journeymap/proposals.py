"""Proposed edits of a map as text that people read, change, accept or refuse.

A file of proposals begins with ``sojourn: proposals/1``; what ``sojourn map diff --json`` prints (``sojourn: commands/1``) is
read as one proposal. Reading is as strict as reading a map: every fault with its line and column.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from sojourn.errors import LimitError, SourceError, UsageError
from sojourn.journeymap.checks import from_model
from sojourn.journeymap.commands import plain_command, replay
from sojourn.journeymap.commands.parts import fields
from sojourn.journeymap.commands.values import KINDS, Command
from sojourn.journeymap.document import as_yaml
from sojourn.journeymap.faults import Fault, quoted, refused, suggestion, where
from sojourn.journeymap.loading import read_text
from sojourn.journeymap.model import Identifier, JourneyMap
from sojourn.journeymap.nodes import MOST_BYTES, Node, read

PROPOSALS: Final = "proposals/1"
COMMANDS: Final = "commands/1"
_MOST_FAULTS: Final = 1_000


class Proposal(BaseModel):
    """Commands that belong together, what they would do in words, and what speaks for them."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: Identifier
    says: str = ""
    evidence: dict[str, float | int | str] = Field(default_factory=dict)
    """Figures by their names; a text that reads as a number is that number."""
    commands: tuple[Command, ...]

    @field_validator("evidence", mode="before")
    @classmethod
    def _numbers(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        for key, value in given.items():
            if not isinstance(value, str | int | float):
                raise ValueError(f"{quoted(value)} is no figure for '{key}'. Write a number or a text.")  # noqa: TRY004  (pydantic collects ValueErrors)
        return {key: _number(value) for key, value in given.items()}


def _number(value: Any) -> Any:
    """The number that a text is, else the value itself: YAML without types says both alike."""
    if isinstance(value, bool) or not isinstance(value, str):
        return value
    for kind in (int, float):
        try:
            found = kind(value)
        except ValueError:
            continue
        if repr(found) == value and math.isfinite(found):
            return found
    return value


class _File(BaseModel):
    """A file of proposals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sojourn: str
    proposals: tuple[Proposal, ...]


class _Commands(BaseModel):
    """A file of commands, as a difference of two maps is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sojourn: str
    commands: tuple[Command, ...]
    said: tuple[str, ...] = ()


def dump_proposals(proposals: Iterable[Proposal]) -> str:
    """Proposals as YAML.

    Raises
    ------
    LimitError
        If they need more than 5 MiB or have more parts than :func:`load_proposals` reads.

    Examples
    --------
    >>> from sojourn.journeymap.commands import Fold
    >>> print(dump_proposals([Proposal(id="fold-help", says="Nobody comes here", evidence={"share": 0.001},
    ...                                commands=(Fold(id="help"),))]))
    sojourn: proposals/1
    proposals:
      - id: fold-help
        says: Nobody comes here
        evidence:
          share: 0.001
        commands:
          - do: fold
            id: help
    <BLANKLINE>
    """
    text = as_yaml({"sojourn": PROPOSALS, "proposals": [plain_proposal(p) for p in proposals]})
    root = None if len(text.encode()) > MOST_BYTES else read(text)[0]
    if root is None:
        raise LimitError("These are too many proposals for one file.", hint="Write them to several files.")
    return text


def plain_proposal(proposal: Proposal) -> dict[str, Any]:
    """A proposal as plain values; what is empty is left out."""
    values: dict[str, Any] = {"id": proposal.id}
    if proposal.says:
        values["says"] = proposal.says
    if proposal.evidence:
        values["evidence"] = dict(proposal.evidence)
    return values | {"commands": [plain_command(c) for c in proposal.commands]}


def load_proposals(source: str | Path, *, name: str | None = None) -> tuple[Proposal, ...]:
    r"""Read proposals.

    Parameters
    ----------
    source
        A path, or the text itself; a text without a line break is taken for a path.
    name
        What errors call it; its path, or ``proposals``.

    Raises
    ------
    SourceError
        If it cannot be read or holds something else. All faults are told, with line and column; ``context["faults"]`` holds
        them for programs. Files above 5 MiB, anchors, aliases and tags are refused.

    Examples
    --------
    >>> load_proposals("sojourn: proposals/1\nproposals:\n- id: a\n  commands:\n  - {do: fold, ids: help}")
    Traceback (most recent call last):
    sojourn.errors.SourceError: proposals:5:5: proposals[0].commands[0].id: 'id' is missing.
    proposals:5:16: proposals[0].commands[0].ids: there is no field 'ids'. Did you mean 'id'?
    """
    is_text = isinstance(source, str) and "\n" in source
    name = name or ("proposals" if is_text else str(source))
    text = str(source) if is_text else read_text(Path(source), name).removeprefix("\ufeff")
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise SourceError(f"{name} is larger than 5 MiB.", hint="Split it into several files.")
    root, faults = read(text)
    if root is None:
        raise refused(name, [_of_proposals(fault) for fault in faults])
    model = _model_of(root, name)
    try:
        found = model.model_validate(root.plain())
    except ValidationError as error:
        raise refused(name, [*faults, *_faults(error, root, model)]) from None
    faults += _repeats(root) if isinstance(found, _File) else []
    if faults:
        raise refused(name, faults)
    if isinstance(found, _Commands):
        return (Proposal(id="commands", commands=found.commands),)
    return found.proposals


def _of_proposals(fault: Fault) -> Fault:
    """A fault of form in words that fit this kind of file."""
    message, hint = fault.message.replace("the map has", "the file has"), fault.hint
    for said, instead in (("several maps", "several files"), ("one map", "one list"), ("map/1", PROPOSALS)):
        hint = hint.replace(said, instead)
    return replace(fault, message=message, hint=hint)


def _model_of(root: Node, name: str) -> type[_File] | type[_Commands]:
    """What kind of file it says it is."""
    version = root.value.get("sojourn") if isinstance(root.value, dict) else None
    if version is None:
        told = "these are not proposals"
        raise refused(
            name, [Fault(root.line, root.column, "", told, f"They begin with: sojourn: {PROPOSALS}")]
        )
    if version.value == COMMANDS:
        return _Commands
    if version.value != PROPOSALS:
        told = f"this Sojourn reads {PROPOSALS} and {COMMANDS}, not {str(version.value)[:40]}"
        raise refused(name, [Fault(version.line, version.column, "sojourn", told)])
    return _File


def _repeats(root: Node) -> list[Fault]:
    first: dict[str, int] = {}
    found = []
    for node in (proposal.value["id"] for proposal in root.value["proposals"].value):
        if node.value in first:
            told = f"{quoted(node.value)} is the id in line {first[node.value]} already"
            found.append(Fault(node.line, node.column, "id", told))
        first.setdefault(node.value, node.line)
    return found


Steps = tuple[str | int, ...]


def _faults(error: ValidationError, root: Node, model: type[BaseModel]) -> list[Fault]:
    """What the commands' checks found, with the places in the file."""
    found: list[Fault] = []
    for details in islice(_flat(error, ()), _MOST_FAULTS):
        path = details["loc"]
        line, column = root.at(path, key=details["type"] == "extra_forbidden")
        if details["type"] in {"union_tag_invalid", "union_tag_not_found"}:
            given = _value_at(root, (*path, "do"))
            line, column = root.at((*path, "do"))
            told = "'do' is missing" if given is None else f"there is no command {quoted(given)}"
            found.append(Fault(line, column, where(path), told, suggestion(str(given), list(KINDS))))
        elif details["type"] == "value_error":
            told, _, hint = str(details["ctx"]["error"]).partition(". ")
            found.append(Fault(line, column, where(path), told.rstrip("."), hint))
        else:
            found.append(from_model(details, root, lambda p: _field_names(root, p, model)))
    return found


def _flat(error: ValidationError, prefix: Steps) -> Iterator[ErrorDetails]:
    """The errors of a check, and of the checks within it, by their paths in the file."""
    for details in error.errors(include_url=False):
        path = prefix + _without_tags(details["loc"])
        inner = details.get("ctx", {}).get("error")
        if isinstance(inner, ValidationError):
            yield from _flat(inner, path)
        else:
            yield {**details, "loc": path}


def _without_tags(path: Steps) -> Steps:
    """Without the names of the commands that stand after their numbers."""
    return tuple(
        step
        for i, step in enumerate(path)
        if not (step in KINDS and i > 1 and isinstance(path[i - 1], int) and path[i - 2] == "commands")
    )


def _value_at(root: Node, path: Steps) -> Any:
    node = root
    for step in path:
        try:
            node = node.value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return node.plain()


def _field_names(root: Node, path: Steps, model: type[BaseModel]) -> Sequence[str]:
    """The fields that are known at a place of the file."""
    if not path:
        return list(model.model_fields)
    for end in range(len(path), 0, -1):
        command = _value_at(root, path[:end])
        if isinstance(command, dict) and command.get("do") in KINDS:
            if end == len(path):
                return list(KINDS[command["do"]].model_fields)
            part = str(command.get("part", "touchpoint"))
            return list(fields(part)) if end == len(path) - 1 else ()
    return list(Proposal.model_fields)


def accept(jmap: JourneyMap, proposals: Iterable[Proposal]) -> JourneyMap:
    """The map after the commands of proposals, one after the other.

    Raises
    ------
    UsageError
        If one does not fit the map; names it and says why. ``context["proposal"]`` holds its id.
    """
    for proposal in proposals:
        try:
            jmap = replay(jmap, proposal.commands)
        except UsageError as error:
            raise UsageError(
                f"The proposal '{proposal.id}' does not fit: {error.message}",
                hint=error.hint,
                context={**error.context, "proposal": proposal.id},
            ) from error
    return jmap
