"""Linear algebra on one thread: the same bytes on every machine, and no fight over processors."""

from contextlib import AbstractContextManager
from typing import cast


def one_thread() -> AbstractContextManager[object]:
    """While it lasts, matrices are multiplied on one thread; sums of many threads come out in varying order."""
    from threadpoolctl import threadpool_limits

    return cast("AbstractContextManager[object]", threadpool_limits(1, "blas"))
