"""An empty map with comments that explain every field."""

import json
import re
from datetime import date
from importlib.resources import files

from sojourn.journeymap.templates.catalogue import Language


def blank(
    language: Language = "en",
    *,
    kind: str = "current_state",
    title: str = "",
    owner: str = "",
    review_by: date | None = None,
    updated: date | None = None,
    current_state: str = "",
) -> str:
    """The text of a map with two touchpoints, in which every field of the document is explained.

    What is given takes the place of the example in the head.

    Examples
    --------
    >>> blank(title="Opening an account").splitlines()[3]
    'title: "Opening an account"'
    """
    text = (files(__package__) / "blank" / f"{language}.journey.yaml").read_text(encoding="utf-8")
    text = re.sub("^kind: [a-z_]+", f"kind: {kind}", text, count=1, flags=re.MULTILINE)
    head = {
        "title": title and json.dumps(title, ensure_ascii=False),
        "owner": owner and json.dumps(owner, ensure_ascii=False),
        "review_by": str(review_by or ""),
        "updated": str(updated or ""),
        "current_state": current_state and json.dumps(current_state, ensure_ascii=False),
    }
    for field, value in head.items():
        if value:
            text = _with_line(text, field, value)
    return text


def _with_line(text: str, field: str, value: str) -> str:
    """The text with a field of its head set, which may have been a comment; the value is taken as it is."""
    pattern = re.compile(rf"^(# )?{field}: .*$", re.MULTILINE)
    return pattern.sub(lambda _: f"{field}: {value}", text, count=1)
