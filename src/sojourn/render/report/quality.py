"""What became of the rows, per source."""

from dataclasses import dataclass
from typing import Final

from sojourn.report.document import Example, Quality, Report, SourceQuality

_SOURCES: Final = 30
_EXAMPLES: Final = 10


@dataclass(frozen=True, slots=True)
class QualityView:
    """The block and the parts of it that are shown."""

    quality: Quality
    sources: tuple[SourceQuality, ...]
    more_sources: int
    examples: tuple[tuple[SourceQuality, Example], ...]


def quality(report: Report) -> QualityView | None:
    """The fate of every row; None if the log does not know it."""
    block = report.quality
    if block is None:
        return None
    shown = block.sources[:_SOURCES]
    examples = [(source, example) for source in shown for example in source.examples]
    return QualityView(block, shown, len(block.sources) - len(shown), tuple(examples[:_EXAMPLES]))
