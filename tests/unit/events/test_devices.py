"""The kind of device is told from a column, else from the user agent, and never made up."""

import pyarrow as pa
import pytest

from sojourn.events.devices import devices_of_agents, named_devices
from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.taxonomy.taxonomy import Taxonomy

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile/15E148"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile/15E148"
ANDROID_TABLET = "Mozilla/5.0 (Linux; Android 15; SM-X210) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (IPHONE, "phone"),
        (IPAD, "tablet"),
        (ANDROID_TABLET, "tablet"),
        (WINDOWS, "desktop"),
        ("curl/8.5", None),
    ],
)
def test_a_user_agent_tells_its_device(agent, device):
    assert devices_of_agents(pa.array([agent])).to_pylist() == [device]


def test_names_of_devices_become_the_usual_words():
    assert named_devices(pa.array(["smartphone", "手机", "Tablet", "kiosk"])).to_pylist() == [
        "phone",
        "phone",
        "tablet",
        "kiosk",
    ]


def test_a_column_goes_before_the_user_agent():
    batch = pa.RecordBatch.from_pydict({
        "touchpoint": ["Home", "Home", "Home"],
        "device": ["tablet", None, ""],
        "user_agent": [IPHONE, IPHONE, None],
    })  # fmt: skip
    assert Classifier().apply(batch).column("device").to_pylist() == ["tablet", "phone", None]


def test_without_evidence_there_is_no_device():
    batch = pa.RecordBatch.from_pydict({"touchpoint": ["Home"], "channel": ["web"]})
    assert "device" not in Classifier().apply(batch).schema.names


def test_a_taxonomy_that_knows_nothing_guesses_no_device():
    batch = pa.RecordBatch.from_pydict({"touchpoint": ["Home"], "user_agent": [IPHONE]})
    assert "device" not in Classifier(Taxonomy.of({"knowledge": False})).apply(batch).schema.names
