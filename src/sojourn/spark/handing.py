"""What is pushed by one thread, drawn by another: a bounded hand-over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Queue
from threading import Thread
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_MOST_WAITING: Final = 4


class _NotWanted(Exception):  # noqa: N818  (no error: nobody draws any more)
    """Ends a piece of work whose results nobody wants."""


@dataclass(slots=True)
class _HandOver(Generic[T]):
    """What passes between two threads, and how the work ended."""

    queue: Queue[list[T]] = field(default_factory=lambda: Queue(_MOST_WAITING))
    wanted: bool = True
    fault: BaseException | None = None

    def put(self, value: T) -> None:
        if not self.wanted:
            raise _NotWanted
        self.queue.put([value])

    def run(self, work: Callable[[Callable[[T], None]], None]) -> None:
        try:
            work(self.put)
        except _NotWanted:
            return
        except BaseException as error:  # noqa: BLE001  (raised again where it is drawn)
            self.fault = error
        self.queue.put([])

    def drain(self, worker: Thread) -> None:
        self.wanted = False
        while worker.is_alive():
            while not self.queue.empty():
                self.queue.get_nowait()
            worker.join(0.01)


def handed_over(work: Callable[[Callable[[T], None]], None]) -> Iterator[T]:
    """Run ``work(put)`` beside the caller and give what it puts, in order, at most a few values ahead.

    What `work` raises is raised here. If the caller stops early, the next ``put`` ends `work`.

    >>> list(handed_over(lambda put: [put(n * n) for n in range(4)] and None))
    [0, 1, 4, 9]
    """
    between: _HandOver[T] = _HandOver()
    worker = Thread(target=between.run, args=(work,), daemon=True)
    worker.start()
    try:
        while values := between.queue.get():
            yield from values
        if between.fault is not None:
            raise between.fault
    finally:
        between.drain(worker)
