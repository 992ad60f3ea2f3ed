"""What names tell by themselves, in English and Chinese, in seven industries."""

import pytest

from sojourn.events.taxonomy.meetings import in_person, meeting_of, nature
from sojourn.events.taxonomy.recognition import likely_line, recognise, stage_on
from sojourn.events.taxonomy.words.relationship import RELATIONSHIP
from sojourn.events.taxonomy.words.usual import INDUSTRIES


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("Product Added", "Decision"),
        ("trialConverted", "Decision"),
        ("subscription_cancelled", "Retention"),
        ("KYC passed", "Onboarding"),
        ("flight_searched", "Inspiration"),
        ("quiz_submitted", "Assessment"),
        ("patient_discharged", "Discharge"),
        ("invite_accepted", "Onboarding"),
        ("提交订单", "Decision"),
        ("自动续费", "Retention"),
        ("办理入住", "Trip"),
        ("提交作业", "Learning"),
        ("预约挂号", "Appointment"),
        ("理赔申请", "Service"),
        ("重置密码", "Service"),
    ],
)
def test_usual_names_are_known_in_any_spelling(name, stage):
    found = recognise(name)
    assert (found.how, found.confidence, found.stage) == ("known", 1.0, stage)


def test_every_usual_name_is_known_and_every_stage_exists():
    for industry in INDUSTRIES:
        assert set(industry.names) <= {stage.english for stage in industry.line.stages}
        for names in industry.names.values():
            assert all(recognise(name.strip()).how == "known" for name in names.split(","))


def test_names_that_resemble_are_suggested_with_their_confidence():
    near, far = recognise("quarterlyreview"), recognise("W_Completeren aanvraag")
    assert (near.how, near.like) == ("suggested", "quarterly review")
    assert 0.5 < near.confidence < 1
    assert (far.how, far.confidence, far.like) == ("unknown", 0.0, "")


@pytest.mark.parametrize("name", ["lost", "A_ACCEPTED", "3", "214826705", "", "???"])
def test_what_was_done_alone_resembles_nothing(name):
    assert recognise(name).like == ""
    assert recognise(name).how != "known"


def test_a_name_is_read_in_the_sense_of_its_neighbours():
    fines = {"Create Fine": 100, "Send Fine": 60, "Payment": 50, "Send for Credit Collection": 20}
    assert likely_line(fines) == ("billing", 1.0)
    assert recognise("Send for Credit Collection", "billing").stage == "Settlement"
    assert stage_on("Payment", RELATIONSHIP, "zh") == "决策"


@pytest.mark.parametrize(
    ("name", "channel", "kind", "media"),
    [
        ("Email Link Clicked", "email", "digital", "owned"),
        ("e-mail bounced", "email", "digital", "owned"),
        ("ad_impression", "ads", "digital", "paid"),
        ("Chatbot message", "chat", "digital", "owned"),
        ("Live chat started", "chat", "human", "owned"),
        ("Inbound call", "phone", "human", "owned"),
        ("in-store purchase", "store", "physical", "owned"),
        ("order shipped", "parcel", "physical", "owned"),
        ("Review submitted", "reviews", "digital", "earned"),
        ("refer a friend", "", "digital", "earned"),
        ("打开APP", "app", "digital", "owned"),
        ("门店自提", "store", "physical", "owned"),
        ("发送短信", "sms", "digital", "owned"),
    ],
)
def test_meetings(name, channel, kind, media):
    meeting = meeting_of(name)
    assert (meeting.channel, meeting.kind, meeting.media) == (channel, kind, media)


@pytest.mark.parametrize(
    "name",
    ["Purchase", "email address changed", "Phone number entered in form", "survey of the land registry"],
)
def test_a_word_in_passing_tells_no_channel(name):
    assert meeting_of(name) is None


def test_channels_speak_where_names_do_not():
    assert nature("Purchase", "store") == ("physical", "owned")
    assert nature("Purchase", "X7") == (None, None)
    assert in_person("门店")
    assert not in_person("web shopfront")
