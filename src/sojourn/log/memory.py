"""A journey log that lives in memory: small logs, tests, data frames in a notebook."""

from collections.abc import Mapping
from typing import Any

from sojourn.log.build import Built
from sojourn.log.journeylog import JourneyLog, journey_log


def memory_log(built: Built, quality: Mapping[str, Any] | None = None) -> JourneyLog:
    """The shards of a build as a log without a folder."""
    return journey_log(built.shards, built.kinds, built.vocabularies, quality=dict(quality or {}))
