"""The entries of the playbook by kind of pain."""

from typing import Final

from sojourn.playbook.entries.going import DROP_OFF, ERROR, LOOP, WAIT
from sojourn.playbook.entries.speaking import CHANNEL_BREAK, COMPLAINT, LOW_RATING, REPEATED_CONTACT
from sojourn.playbook.play import Play

ENTRIES: Final[dict[str, tuple[Play, ...]]] = {
    "drop_off": DROP_OFF,
    "wait": WAIT,
    "loop": LOOP,
    "error": ERROR,
    "repeated_contact": REPEATED_CONTACT,
    "channel_break": CHANNEL_BREAK,
    "low_rating": LOW_RATING,
    "complaint": COMPLAINT,
}
"""Kind of pain → entries, for particular channels and for any."""
