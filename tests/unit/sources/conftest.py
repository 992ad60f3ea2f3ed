"""What the tests of sources share: a builder that keeps what it gets, and a present that does not move."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sojourn.events.quality import Quality
from sojourn.ingest import ingest

NOW_US = 1_790_000_000_000_000  # 2026-09-21


@dataclass
class Clean:
    """The clean events of a reading, and the fate of all its rows."""

    batches: list[tuple[int, bool, pa.RecordBatch]] = field(default_factory=list)
    quality: Quality = field(default_factory=Quality)

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        self.batches.append((source, compare_rows, batch))

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [row for _, _, batch in self.batches for row in batch.to_pylist()]

    def column(self, name: str) -> list[Any]:
        return [row.get(name) for row in self.rows]

    def mapping(self, source: int = 0) -> dict[str, str]:
        shown = self.quality.sources[source].mapping
        return {role: match["column"] or "=" + match["constant"] for role, match in shown.items()}


@pytest.fixture
def read():
    def reader(*sources: Any, **options: Any) -> Clean:
        clean = Clean()
        clean.quality = ingest(list(sources), clean, now_us=NOW_US, **options)
        kept = sum(batch.num_rows for _, _, batch in clean.batches)
        assert clean.quality.rows_kept == kept
        return clean

    return reader


@pytest.fixture
def write(tmp_path: Path):
    def writer(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer
