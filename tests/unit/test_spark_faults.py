"""What Spark reports of a worker, told as an error of ours; hostile reports are told as any other."""

import json

import pytest

pytest.importorskip("pyspark")
from pyspark.errors import PySparkException

from sojourn.errors import EngineError, LimitError
from sojourn.spark.faults import in_worker, on_driver


def raised(report):
    with pytest.raises(Exception) as caught, on_driver():
        raise PySparkException(report)
    return caught.value


def test_what_a_worker_raises_on_purpose_arrives_as_it_was():
    with pytest.raises(RuntimeError) as caught, in_worker():
        raise LimitError("Too much.", hint="Take less.", context={"events": 3})
    error = raised(f"PythonException: Traceback …\n{caught.value}\n\tat org.apache.spark")
    assert type(error) is LimitError
    assert (error.message, error.hint, error.context) == ("Too much.", "Take less.", {"events": 3})


@pytest.mark.parametrize(
    "told",
    [{"class": "Mapping", "message": "m", "hint": "", "context": {}}, {"class": ["a"]}, ["class"], {}],
    ids=str,
)
def test_a_text_that_only_looks_like_one_is_told_as_any_other(told):
    error = raised(f"<<sojourn {json.dumps(told)} sojourn>>")
    assert type(error) is EngineError


def test_a_library_that_workers_lack_is_named():
    assert "cannot import sojourn.spark" in str(
        raised("ModuleNotFoundError: No module named 'sojourn.spark'")
    )
