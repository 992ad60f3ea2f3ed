"""What the results in a folder were made from and what was written: enough to know that both are as they were."""

from sojourn.report.part import Part


class Made(Part):
    """Sums that tell whether the results would be the same, and whether they are as they were written."""

    of: str
    """SHA-256 of all that decides the results: the content of the log, what was asked of it, and the versions of Sojourn
    and what it computes with."""
    files: dict[str, str]
    """File → its SHA-256; that of ``report.json`` is the one it has without this block."""
