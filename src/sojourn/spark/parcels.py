"""What driver and workers of one session send each other: any value, as bytes in a column of a data frame.

Spark sends its functions the same way. Nothing that was read from a file or came from a user is ever opened here.
"""

from typing import Any

import pyarrow as pa


def wrapped(value: object) -> bytes:
    """A value as bytes: functions and classes that no module names may be in it."""
    from pyspark import cloudpickle

    return bytes(cloudpickle.dumps(value))


def unwrapped(parcel: pa.Buffer | bytes) -> Any:
    """The value in what :func:`wrapped` made, in this session, of this program."""
    import pickle

    return pickle.loads(parcel)  # noqa: S301  (never leaves the session)
