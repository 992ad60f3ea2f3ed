"""The command that undoes a command."""

from sojourn.errors import UsageError
from sojourn.journeymap.commands.applying import apply
from sojourn.journeymap.commands.between import commands_between
from sojourn.journeymap.commands.parts import fields, id_of, items, part_of
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
from sojourn.journeymap.model import JourneyMap


def inverse(jmap: JourneyMap, command: Command) -> Command:
    """The command that undoes another.

    Parameters
    ----------
    jmap
        The map before the command.
    command
        What is to be undone.

    Returns
    -------
    Command
        ``apply(apply(jmap, command), inverse(jmap, command)) == jmap`` for the whole document, text for text. The opposite command
        where that leads back exactly, else a :class:`Restore` that holds what else has to be put back.

    Raises
    ------
    UsageError
        If the command does not fit the map.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage
    >>> jmap = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"),), touchpoints=())
    >>> inverse(jmap, Edit(part="stage", id="buy", field="name", value="Order")).value
    'Buy'
    """
    after = apply(jmap, command)
    opposite = _opposite(jmap, command)
    if opposite is not None and _leads_back(after, opposite, jmap):
        return opposite
    steps = commands_between(after, jmap, evidence=True, exact=True)
    return Restore(undoes=command.do, ids=_about(command), commands=tuple(steps))


def _leads_back(after: JourneyMap, opposite: Command, before: JourneyMap) -> bool:
    """Whether a command gives the map before; its text says, in which the order of mappings counts too."""
    try:
        return repr(apply(after, opposite)) == repr(before)
    except UsageError:
        return False


def _opposite(jmap: JourneyMap, command: Command) -> Command | None:
    """The simple command that leads back, if nothing else changed."""
    match command:
        case Add():
            return Remove(part=command.part, id=command.key)
        case Edit(field="id"):
            return Edit(part=command.part, id=command.value, field="id", value=command.id)
        case Edit():
            before = part_of(jmap, command.part, command.id)
            value = getattr(before, fields(command.part)[command.field].name)
            after = before.model_copy(update={fields(command.part)[command.field].name: command.value})
            key = id_of(command.part, after) if command.field in {"from", "to"} else command.id
            return Edit(part=command.part, id=key, field=command.field, value=value)
        case Move():
            found = [key for key, _ in items(jmap, command.part)]
            place = found.index(command.id)
            before_id = found[place + 1] if place + 1 < len(found) else None
            stage = part_of(jmap, command.part, command.id).stage if command.stage else None
            return Move(part=command.part, id=command.id, before=before_id, stage=stage)
    return None


def _about(command: Command) -> tuple[str, ...]:
    match command:
        case Add():
            return (command.key,)
        case Remove() | Move() | Edit() | Fold() | Split():
            return (command.id,) if command.id else ()
        case Merge():
            return command.ids
        case Batch() | Restore():
            return ()
