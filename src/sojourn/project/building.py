"""Builds a project in a process of its own that is limited and can be killed."""

from pathlib import Path
from typing import Any

from sojourn import isolation
from sojourn.isolation import Progress
from sojourn.project.document import load


def build_isolated(
    project: Path, *, full: bool = False, memory_limit: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Build a project in a child process; see :func:`sojourn.project.build.build`."""
    load(project)  # so that a faulty project file is told of here, at once
    limits = isolation.Limits(memory_limit or isolation.default_memory())
    told = isolation.run(
        "sojourn.project.build:build",
        {"path": str(project), "full": full, "memory_limit": limits.memory},
        limits=limits,
        subject=str(project),
        progress=progress,
    )
    return dict(told)
