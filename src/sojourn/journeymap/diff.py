"""The difference of two maps, as commands."""

from sojourn.errors import UsageError
from sojourn.journeymap.commands.between import commands_between
from sojourn.journeymap.commands.values import Command
from sojourn.journeymap.model import JourneyMap


def diff(a: JourneyMap, b: JourneyMap, *, evidence: bool = False) -> tuple[Command, ...]:
    """The commands that make one map of another: ``replay(a, diff(a, b)) == b``, evidence aside.

    Parts are recognised by their ids; a part whose id alone is new by its name, if only one has that name. Of parts whose order
    changed the fewest are moved. What follows from a command (a removed stage takes its touchpoints along) is not said again.

    Parameters
    ----------
    a, b
        The map before and after.
    evidence
        Whether what was measured counts. Without, the commands are about what people wrote, and applying them leaves the evidence
        of the parts that stay as it is.

    Returns
    -------
    tuple of Command
        None where there is no difference.

    Raises
    ------
    UsageError
        If a map has the same flow twice, with the same condition.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage
    >>> a = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"),), touchpoints=())
    >>> b = a.model_copy(update={"title": "Coffee to go"})
    >>> diff(a, b)
    (Edit(do='edit', part='map', id='', field='title', value='Coffee to go'),)
    """
    for jmap in (a, b):
        _refuse_repeated_flows(jmap)
    return tuple(commands_between(a, b, evidence=evidence))


def _refuse_repeated_flows(jmap: JourneyMap) -> None:
    seen = set()
    for flow in jmap.flow:
        same = (flow.source, flow.target, flow.when)
        if same in seen:
            raise UsageError(
                f"“{jmap.title}” has the flow '{flow.source}>{flow.target}' twice.",
                hint="Take one out, or say when each of them is gone.",
            )
        seen.add(same)
