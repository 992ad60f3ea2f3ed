import pyarrow as pa
import pytest

from sojourn.log.engine import Threads


class Told(str):
    """Adds up by writing one after the other, and says how often it was copied."""

    __slots__ = ("copies",)

    def __new__(cls, text, copies=0):
        made = super().__new__(cls, text)
        made.copies = copies
        return made

    def __add__(self, other):
        return Told(str.__add__(self, other), self.copies + other.copies + len(self) + len(other))


class Naming:
    """A count that tells shards apart by their customers."""

    def __call__(self, shard):
        return Told(chr(ord("a") + shard.column(0)[0].as_py()))


@pytest.mark.parametrize("shards", [2, 3, 8, 21])
def test_tallies_are_added_up_in_the_order_of_the_shards_and_rarely_copied(shards, monkeypatch):
    monkeypatch.setattr("sojourn.log.engine.os.cpu_count", lambda: 1)
    batches = tuple(pa.RecordBatch.from_arrays([pa.array([n])], names=["customer_id"]) for n in range(shards))
    found = Threads(batches).reduce(Naming())
    assert found == "".join(chr(ord("a") + n) for n in range(shards))
    assert found.copies <= 2 * shards * shards.bit_length()
