"""Text for spreadsheets: what one would take for a formula is made text."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

_SIGNS: Final = "=+-@\t\r\0＝＋－＠"


def guarded(text: str) -> str:
    """Text that a spreadsheet shows and does not run.

    >>> guarded("=1+1"), guarded("cart")
    ("'=1+1", 'cart')
    """
    return "'" + text if text.startswith(tuple(_SIGNS)) else text


def guarded_array(texts: "pa.Array") -> "pa.Array":
    """The same for an array of strings.

    >>> import pyarrow as pa
    >>> guarded_array(pa.array(["@SUM(A1)", "cart", None, "－1"])).to_pylist()
    ["'@SUM(A1)", 'cart', None, "'－1"]
    """
    import pyarrow.compute as pc

    return pc.replace_substring_regex(texts, r"\A([=+\-@\t\r\x00\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}])", r"'\1")
