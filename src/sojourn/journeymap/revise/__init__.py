"""A map written into the text it was read from: what did not change stays as its reader left it.

The text is not written anew from a tree that remembers comments; it is cut where parser marks say that values stand, and
only values that changed are replaced. So everything else is kept byte for byte.
"""

from typing import Final

from sojourn.errors import SourceError
from sojourn.journeymap.loading import parsed
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.nodes import Node
from sojourn.journeymap.revise.places import AwkwardError
from sojourn.journeymap.revise.values import Script
from sojourn.journeymap.writing import dump

_MARK: Final = "\ufeff"


def revise(text: str, jmap: JourneyMap) -> str:
    r"""The text of a map changed so that it says what `jmap` says.

    Comments, blank lines, quotes and the form of everything that did not change stay as they are. Parts of lists are
    known by their ids: a part that moves takes the comment lines directly above it along, a part that is removed takes
    them with it. ``load(revise(text, jmap)) == jmap``, and ``revise(text, load(text)) == text``.

    Parameters
    ----------
    text
        A valid map. Of an older version only the content is kept: it is written anew.

    Raises
    ------
    SourceError
        If the text is not a valid map.
    LimitError
        If the map has more than 5,000 parts or needs more than 5 MiB.

    Examples
    --------
    >>> text = "sojourn: map/1\ntitle: Tea  # for now\nstages: [{id: buy, name: Buy}]\ntouchpoints: []\n"
    >>> jmap = parsed(text, "map").jmap
    >>> print(revise(text, jmap.model_copy(update={"title": "Green tea", "owner": "Ann"})))
    sojourn: map/1
    title: Green tea  # for now
    owner: Ann
    stages: [{id: buy, name: Buy}]
    touchpoints: []
    <BLANKLINE>
    """
    found = parsed(text, "map")
    if found.jmap == jmap:
        return text
    if not found.migrated:
        mark = _MARK if text.startswith(_MARK) else ""
        body = text.removeprefix(_MARK)
        for whole_sections in (False, True):
            script = Script(body, _newline(body), whole_sections)
            made = _written(script, found.root, found.jmap, jmap)
            if made is not None:
                return mark + made
    return dump(jmap)


def _written(script: Script, root: Node, old: JourneyMap, new: JourneyMap) -> str | None:
    """The revised text if it says what it should; what cannot be taken apart well is found out here."""
    try:
        made = script.document(root, old, new)
        return made if parsed(made, "map").jmap == new else None
    except (AwkwardError, SourceError):
        return None


def _newline(text: str) -> str:
    if "\r\n" in text:
        return "\r\n"
    return "\r" if "\r" in text and "\n" not in text else "\n"
