"""Text that XML can hold."""

import re
from typing import Final

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def held(text: str) -> str:
    r"""The text without the characters that no XML document can hold.

    >>> held("a\x00b\ufffe")
    'ab'
    """
    return _ILLEGAL.sub("", text)
