"""What discover makes of real logs: stages and order a person would agree with."""

import sys
from importlib import util
from pathlib import Path

import pytest

from sojourn.journeymap.discover import discover
from sojourn.journeymap.document import dump, load

_spec = util.spec_from_file_location("real_logs", Path(__file__).with_name("real_logs.py"))
real_logs = util.module_from_spec(_spec)
sys.modules["real_logs"] = real_logs
_spec.loader.exec_module(real_logs)

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not real_logs.DATA.is_dir(), reason="the data sets are not beside the project"),
]


def told(jmap):
    return [(s.name, [t.name for t in jmap.touchpoints if t.stage == s.id]) for s in jmap.stages]


def order(jmap):
    return [t.name for t in jmap.touchpoints]


def test_simple_shop():
    jmap = discover(real_logs.simple_shop(), goal="payment_done")
    assert told(jmap) == [
        ("Arrival", ["main", "catalog"]),
        ("Browsing", ["product2", "product1", "cart"]),
        ("Delivery choice", ["delivery_choice", "delivery_courier", "delivery_pickup"]),
        ("Payment", ["payment_choice", "payment_cash", "payment_card", "payment_done"]),
    ]
    assert jmap.evidence.goal.customers == 653
    assert jmap.evidence.transitions_shown_share >= 0.9


def test_sepsis():
    jmap = discover(real_logs.sepsis())
    assert [name for name, _ in told(jmap)] == ["Arrival", "Diagnosis", "Treatment", "Discharge", "Follow-up"]
    assert told(jmap)[1][1] == ["Leucocytes", "CRP", "LacticAcid"]
    assert order(jmap)[-1] == "Return ER"
    assert (jmap.left_out, jmap.evidence.folded) == (("Release E",), ())


def test_teleclaims():
    jmap = discover(real_logs.teleclaims())
    assert [name for name, _ in told(jmap)] == ["Request", "Review", "Decision", "Closure"]
    assert told(jmap)[1][1] == ["determine likelihood of claim", "assess claim"]
    assert order(jmap)[-2:] == ["close claim", "end"]


def test_receipt():
    jmap = discover(real_logs.receipt())
    main = [n[:3] for n in order(jmap) if n[:3] in {"Con", "T02", "T04", "T05", "T06", "T10"}]
    assert main == ["Con", "T02", "T04", "T05", "T06", "T10"]
    assert told(jmap)[0][0] == "Request"
    assert (jmap.evidence.touchpoints_shown, jmap.evidence.touchpoints_total) == (19, 27)


def test_bpic2012():
    jmap = discover(real_logs.bpic2012())
    assert told(jmap)[0] == ("Request", ["A_SUBMITTED", "A_PARTLYSUBMITTED"])
    assert "Decision" in {name for name, _ in told(jmap)}
    assert jmap.evidence.customers == 13_087
    assert load(dump(jmap)) == jmap


def test_road_fines():
    jmap = discover(real_logs.road_fines())
    assert order(jmap)[:3] == ["Create Fine", "Send Fine", "Insert Fine Notification"]
    assert told(jmap)[0][0] == "Notice"
    assert told(jmap)[-1] == ("Settlement", ["Payment", "Send for Credit Collection"])
