"""A command applied to a map, and a history of commands replayed."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from sojourn.errors import UsageError
from sojourn.journeymap.commands import several, single
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
from sojourn.journeymap.sayings import framed

_STEPS: Final[Mapping[type, Any]] = MappingProxyType(
    {
        Add: single.add,
        Remove: single.remove,
        Move: single.move,
        Edit: single.edit,
        Merge: several.merge,
        Split: several.split,
        Fold: several.fold,
    }
)


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
    if isinstance(command, Batch | Restore):
        return replay(jmap, command.commands)
    step = cast("Callable[[JourneyMap, Command], JourneyMap]", _STEPS[type(command)])
    return step(jmap, command)


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
            raise framed(UsageError, "unfit_command", error, position=number, do=command.do) from error
    return jmap
