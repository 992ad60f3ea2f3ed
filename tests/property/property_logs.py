"""Random logs for laws: ties in time, one-event journeys, self loops, missing channels, clocks set back."""

import itertools

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from sojourn.log.build import LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.memory import memory_log

NAMES = ("Home", "Cart", "Buy", "Help", "Ärger 🧦")
CHANNELS = ("web", "app", None)

# Around changes of summer time in Berlin (27 March 2011) and, over midnight, in St. John's (7 November 2010): a new year and
# twenty weeks lie between them, not more, since a table may have a row for each pair of days.
_STARTS = (1_301_184_000_000_000, 1_289_097_000_000_000)

_event = st.tuples(
    st.sampled_from(
        [0, 0, 1_000_000, 60_000_000, 1_799_999_999, 1_800_000_000, 7_200_000_000, 86_400_000_000]
    ),
    st.integers(0, len(NAMES) - 1),
    st.integers(0, len(CHANNELS) - 1),
)


def log_of_rows(rows):
    """A log of (customer, time, touchpoint, channel) rows; all names exist in it, whatever the rows use."""
    batch = pa.RecordBatch.from_pydict(
        {
            "customer_id": pa.array([r[0] for r in rows], pa.string()),
            "timestamp": pa.array([r[1] for r in rows], pa.int64()),
            "touchpoint": pa.array([r[2] for r in rows], pa.string()),
            "channel": pa.array([r[3] for r in rows], pa.string()),
        }
    )
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


@st.composite
def logs(draw, max_customers=7, max_events=8):
    """A log in which every touchpoint and channel of NAMES and CHANNELS exists."""
    rows = [("everyone", 1_300_441_600_000_000 + i, name, "web") for i, name in enumerate(NAMES)]
    rows.append(("everyone", 1_300_441_600_000_005, "Home", "app"))
    for customer in range(draw(st.integers(0, max_customers))):
        time = draw(st.sampled_from(_STARTS)) + draw(st.integers(0, 7_200)) * 1_000_000
        for gap, touchpoint, channel in draw(st.lists(_event, min_size=1, max_size=max_events)):
            time += gap
            rows.append((f"c{customer}", time, NAMES[touchpoint], CHANNELS[channel]))
    return log_of_rows(rows)


def split(log, cuts):
    """The same log with its shards cut after some customers."""
    pieces = []
    for shard in log.shards:
        edges = sorted({0, shard.num_rows, *(cut % (shard.num_rows + 1) for cut in cuts)})
        pieces += [shard.slice(a, b - a) for a, b in itertools.pairwise(edges)]
    return JourneyLog(tuple(pieces), log.kinds, log.vocabularies)


def permuted(log, seed):
    """The same log with its shards in another order."""
    order = np.random.default_rng(seed).permutation(len(log.shards))
    return JourneyLog(tuple(log.shards[i] for i in order), log.kinds, log.vocabularies)
