"""Proposed edits of a map as text that people read, change, accept or refuse.

A file of proposals begins with ``sojourn: proposals/1``; what ``sojourn map diff --json`` prints (``sojourn: commands/1``) is
read as one proposal. Reading is as strict as reading a map: every fault with its line and column.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from sojourn.errors import LimitError, SourceError, UsageError
from sojourn.journeymap.checks import from_model
from sojourn.journeymap.commands import plain_command, replay
from sojourn.journeymap.commands.parts import fields
from sojourn.journeymap.commands.values import KINDS, Command, found_by
from sojourn.journeymap.document import as_yaml
from sojourn.journeymap.faults import Fault, refused
from sojourn.journeymap.faults import Path as Place
from sojourn.journeymap.loading import read_text
from sojourn.journeymap.model import Identifier, JourneyMap
from sojourn.journeymap.nodes import MOST_BYTES, Node, read
from sojourn.journeymap.sayings import Language, failure, framed, quoted, say

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
                told = say("no_figure", given=quoted(value), name=quoted(key))
                raise failure(UsageError, told, say("no_figure.write"))
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
    root = None if len(text.encode()) > MOST_BYTES else read(text, PROPOSALS)[0]
    if root is None:
        raise failure(LimitError, say("many_proposals"), say("many_proposals.several"))
    return text


def plain_proposal(proposal: Proposal) -> dict[str, Any]:
    """A proposal as plain values; what is empty is left out."""
    values: dict[str, Any] = {"id": proposal.id}
    if proposal.says:
        values["says"] = proposal.says
    if proposal.evidence:
        values["evidence"] = dict(proposal.evidence)
    return values | {"commands": [plain_command(c) for c in proposal.commands]}


def load_proposals(
    source: str | Path, *, name: str | None = None, language: Language = "en"
) -> tuple[Proposal, ...]:
    r"""Read proposals.

    Parameters
    ----------
    source
        A path, or the text itself; a text without a line break is taken for a path.
    name
        What errors call it; its path, or ``proposals``.
    language
        In which its faults are told.

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
        told = say("large", file=name, n=MOST_BYTES >> 20)
        raise failure(SourceError, told, say("large.list"), language=language)
    root, faults = read(text, PROPOSALS)
    if root is None:
        raise refused(name, faults, language)
    model, fault = _model_of(root)
    if fault is not None:
        raise refused(name, [fault], language)
    try:
        found = model.model_validate(root.plain())
    except ValidationError as error:
        raise refused(name, [*faults, *_faults(error, root, model)], language) from None
    faults += _repeats(root) if isinstance(found, _File) else []
    if faults:
        raise refused(name, faults, language)
    if isinstance(found, _Commands):
        return (Proposal(id="commands", commands=found.commands),)
    return found.proposals


def _model_of(root: Node) -> tuple[type[_File] | type[_Commands], Fault | None]:
    """What kind of file it says it is, and what is wrong where it says none that is known."""
    version = root.value.get("sojourn") if isinstance(root.value, dict) else None
    if version is None:
        return _File, Fault(root.line, root.column, "", say("no_proposals"), say("begins", kind=PROPOSALS))
    if version.value == COMMANDS:
        return _Commands, None
    if version.value != PROPOSALS:
        known = say("and", a=PROPOSALS, b=COMMANDS)
        told = say("version", known=known, given=str(version.value)[:40])
        return _File, Fault(version.line, version.column, "sojourn", told)
    return _File, None


def _repeats(root: Node) -> list[Fault]:
    first: dict[str, int] = {}
    found = []
    for node in (proposal.value["id"] for proposal in root.value["proposals"].value):
        if node.value in first:
            told = say("proposal_twice", given=quoted(node.value), n=first[node.value])
            found.append(Fault(node.line, node.column, "id", told))
        first.setdefault(node.value, node.line)
    return found


def _faults(error: ValidationError, root: Node, model: type[BaseModel]) -> list[Fault]:
    """What the commands' checks found, with the places in the file."""
    found = islice(found_by(error), _MOST_FAULTS)
    return [from_model(details, root, lambda path: _field_names(root, path, model)) for details in found]


def _value_at(root: Node, path: Place) -> Any:
    node = root
    for step in path:
        try:
            node = node.value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return node.plain()


def _field_names(root: Node, path: Place, model: type[BaseModel]) -> Sequence[str]:
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
            raise framed(UsageError, "unfit_proposal", error, proposal=proposal.id) from error
    return jmap
