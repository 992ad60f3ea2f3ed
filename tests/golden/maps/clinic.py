"""An English service blueprint, written by hand: an appointment at an eye clinic; nothing measured."""

from itertools import pairwise

from sojourn.journeymap.model import (
    Emotion,
    Flow,
    JourneyMap,
    Kpi,
    MapKind,
    Opportunity,
    PainPoint,
    Persona,
    Stage,
    Touchpoint,
)


def point(stage, id_, name, channel, score=None, *, kind=None, pain=(), **more):
    return Touchpoint(
        id=id_, name=name, stage=stage, channel=channel, kind=kind,
        emotion=None if score is None else Emotion(score=score),
        pain_points=tuple(PainPoint(id=f"{id_}-{i}", text=text, severity=severity) for i, (text, severity) in enumerate(pain)),
        **more,
    )  # fmt: skip


STAGES = (
    Stage(
        id="book",
        name="Book",
        goal="An appointment that suits me",
        expectation="See free slots without a call",
    ),
    Stage(id="arrive", name="Arrive", goal="Know where to go and when it is my turn"),
    Stage(
        id="examined", name="Be examined", goal="Understand what is wrong", expectation="A doctor who listens"
    ),
    Stage(id="after", name="Afterwards", goal="Keep my sight without thinking about it"),
)
POINTS = (
    point("book", "search", "Search for a clinic", "web search", 0, kind="digital", department="Marketing",
          actions=("Compares three clinics on a map",), systems=("Website", "Maps listing")),
    point("book", "call", "Call for an appointment", "phone", -2.5, kind="human", department="Front desk", importance=4,
          actions=("Calls in the lunch break", "Waits in the queue, calls again"), thoughts=("Nobody answers between twelve and two",),
          expected_wait="5m", pain=[("Queue of fifteen minutes at noon", 4)], thorn=("No way to book in the evening",),
          backstage=("Agent looks up insurance and referral", "Holds two slots for ten minutes"), support=("Roster of agents",),
          policies=("New patients need a referral",), systems=("Telephone system", "Practice management system"),
          kpis=(Kpi(metric="calls answered within 60 s", target=">= 80 %"),)),
    point("book", "confirm", "Confirmation and directions", "SMS", 1.5, kind="digital", department="Front desk",
          backstage=("Message is generated from the appointment",), systems=("SMS gateway", "Practice management system"), rose=("Map link in the text",)),
    point("arrive", "desk", "Check-in at the desk", "front desk", 0.5, kind="human", department="Front desk",
          actions=("Shows insurance card", "Fills in a form on paper"), backstage=("Types the form into the record",),
          policies=("Consent has to be signed on paper",), systems=("Practice management system",), bud=("Form at home, before the visit",)),
    point("arrive", "wait", "Waiting room", "clinic", -3, kind="physical", department="Nursing", importance=5,
          actions=("Waits without knowing how long",), expected_wait="20m", pain=[("Forty minutes without a word", 5)],
          thoughts=("Have they forgotten me?", "Can I leave for a coffee?"), backstage=("Nurse sorts patients by urgency",), support=("Cleaning between patients",),
          thorn=("No sign of when it is my turn",), kpis=(Kpi(metric="median_wait", target="<= 20m"),)),
    point("examined", "tests", "Eye tests", "clinic", 1, kind="human", department="Nursing", actions=("Sits at four machines in turn",),
          backstage=("Images are copied to the record",), support=("Calibration of the machines every quarter",), systems=("Imaging archive",)),
    point("examined", "doctor", "Talk with the doctor", "clinic", 4, kind="human", department="Ophthalmology", importance=5, moment_of_truth=True,
          actions=("Asks what the picture means",), thoughts=("She took the time to draw it for me",), rose=("Drawing on the patient's own image",),
          backstage=("Findings are dictated after the visit",), support=("Second opinion by telemedicine",), policies=("Twelve minutes a patient",),
          systems=("Imaging archive", "Practice management system"), kpis=(Kpi(metric="csat", target=">= 4.5"),)),
    point("after", "letter", "Letter with findings", "mail", -1, kind="physical", department="Office", pain=[("Letter arrives after the next visit", 3)],
          expected_wait="7d", backstage=("Dictation is typed by an outside service",), support=("Typing service", "Franking and post"), systems=("Imaging archive",)),
    point("after", "recall", "Reminder after a year", "email", 2, kind="digital", department="Marketing",
          backstage=("Recall list is run every Monday",), systems=("Practice management system", "Newsletter tool"), bud=("Let patients choose SMS",)),
)  # fmt: skip
MAP = JourneyMap(
    title="A first appointment at the eye clinic",
    kind=MapKind.SERVICE_BLUEPRINT,
    stages=STAGES,
    touchpoints=POINTS,
    flow=(
        *(Flow(source=a.id, target=b.id) for a, b in pairwise(POINTS)),
        Flow(source="call", target="call"),
        Flow(source="recall", target="call"),
    ),
    personas=(Persona(id="rosa", name="Rosa, 71", archetype="Worried regular", traits={"lives": "alone, no car"}, share=0.4),),
    opportunities=(
        Opportunity(id="online", title="Book online, around the clock", pain_points=("call-0",), kind="strategic", impact=4, effort=3, owner="Front desk"),
        Opportunity(id="board", title="Show the expected turn on a board and by text message", pain_points=("wait-0",), kind="quick_win", impact=4, effort=2,
                    owner="Nursing", metric="csat"),
    ),
)  # fmt: skip
