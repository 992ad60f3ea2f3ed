"""The report as one self-contained HTML page."""

from sojourn.render.report.page import to_html

__all__ = ["to_html"]
