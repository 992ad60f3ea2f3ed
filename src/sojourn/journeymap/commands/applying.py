"""A command applied to a map, and a history of commands replayed."""

from collections.abc import Iterable

from sojourn.errors import UsageError
from sojourn.journeymap.commands import single
from sojourn.journeymap.commands.values import Add, Batch, Command, Edit, Move, Remove, Restore
from sojourn.journeymap.model import JourneyMap


def apply(jmap: JourneyMap, command: Command) -> JourneyMap:
    """The map after a command; the map given stays as it is.

    Raises
    ------
    UsageError
        If the command does not fit this map: what it speaks of is not there, is there already, or would leave a reference to
        nothing. Says what there is, and what is near.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage
    >>> jmap = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"),), touchpoints=())
    >>> apply(jmap, Edit(part="stage", id="buy", field="name", value="Order")).stages[0].name
    'Order'
    >>> apply(jmap, Remove(part="stage", id="by"))
    Traceback (most recent call last):
    sojourn.errors.UnknownNameError: There is no stage 'by'. Did you mean 'buy'?
    """
    match command:
        case Add():
            return single.add(jmap, command)
        case Remove():
            return single.remove(jmap, command)
        case Move():
            return single.move(jmap, command)
        case Edit():
            return single.edit(jmap, command)
        case Batch() | Restore():
            return replay(jmap, command.commands)
    raise UsageError("not a command")


def replay(jmap: JourneyMap, commands: Iterable[Command]) -> JourneyMap:
    """The map after several commands, one after the other.

    Raises
    ------
    UsageError
        If one does not fit; says which, counted from 1, and why. ``context["position"]`` holds its number.
    """
    for number, command in enumerate(commands, start=1):
        try:
            jmap = apply(jmap, command)
        except UsageError as error:
            raise UsageError(
                f"Command {number} ({command.do}) does not fit: {error.message}",
                hint=error.hint,
                context={**error.context, "position": number},
            ) from error
    return jmap
