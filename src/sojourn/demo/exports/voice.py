"""Exports of what customers say when they are asked: surveys and reviews."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import MINUTE
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.dialect import berlin_text, constant, whole
from sojourn.demo.people import PLANS
from sojourn.demo.sheet import Sheet, each
from sojourn.demo.touchpoints import Touch

TITLES: Final = (
    ("Awful", "Not good", "Okay", "Good", "Wonderful"),
    ("很差", "不太好", "一般", "不错", "太好了"),
)
QUESTIONS: Final = {
    "NPS": "How likely are you to recommend Pairwise to a friend or colleague?",
    "CSAT": "How satisfied are you with the delivery of your box? (1 = very dissatisfied, 5 = very satisfied)",
    "CES": "How much effort did it take you to order? (1 = very low effort, 5 = very high effort)",
}
WHY: Final = "What is the main reason for your answer?"
_ASKED: Final = {"NPS": Touch.NPS_SURVEY, "CSAT": Touch.SERVICE_SURVEY, "CES": Touch.EFFORT_SURVEY}


def surveys(book: Book) -> Sheet:
    """Answers to one questionnaire in the form of Qualtrics, which asks the question of the occasion and why."""
    size, clock = book.size, "%Y-%m-%d %H:%M:%S"
    spent = 20 + (book.who * 37) % 160
    score, none = whole(book.score), pa.scalar(None, pa.int64())
    answers: dict[str, pa.Array] = {}
    for name, touch in _ASKED.items():
        asked = pa.array(book.touch == touch)
        answers[name] = pc.if_else(asked, score, none)
        answers[f"{name}_TEXT"] = pc.if_else(asked, book.text, pa.scalar(None, pa.string()))
    group = pc.if_else(
        pc.greater_equal(answers["NPS"], 9), "Promoter", pc.if_else(pc.greater_equal(answers["NPS"], 7), "Passive", "Detractor")
    )  # fmt: skip
    # Two in three invitations carry the customer number as well; a few answer through a link that names nobody.
    nobody, no_text = pa.array(np.arange(size) % 100 == 99), pa.scalar(None, pa.string())
    email = pc.if_else(nobody, no_text, book.of(book.ids.email))
    referred = pa.array((book.who % 3 > 0) & (np.arange(size) % 100 != 99))
    reference = pc.if_else(referred, book.of(book.ids.number), no_text)
    code = pa.array(book.company.dice.hexadecimal("response", size, 14)).cast(pa.string())
    response = pc.binary_join_element_wise("R_", code, "")
    return Sheet(
        name=book.file,
        columns={
            "StartDate": berlin_text(book.time - np.minimum(spent * 1_000_000, MINUTE), clock),
            "EndDate": berlin_text(book.time, clock),
            "Status": constant("IP Address", size),
            "Progress": constant("100", size),
            "Duration (in seconds)": pa.array(np.minimum(spent, 60)),
            "Finished": constant("True", size),
            "RecordedDate": berlin_text(book.time, clock),
            "ResponseId": response,
            "RecipientLastName": pc.if_else(nobody, no_text, book.of(book.ids.last_name)),
            "RecipientFirstName": pc.if_else(nobody, no_text, book.of(book.ids.first_name)),
            "RecipientEmail": email,
            "ExternalReference": reference,
            "DistributionChannel": pc.if_else(nobody, "anonymous", "email"),
            "UserLanguage": pc.if_else(pa.array(book.company.people.chinese[book.who]), "ZH-S", "EN"),
            "NPS_NPS_GROUP": group,
            **answers,
        },
        who=book.who,
        found=each(book.called),
        ids=(("qualtrics_response", response), ("email", email), ("user", reference)),
        message="ResponseId",
    )


def question_lines(columns: list[str]) -> str:
    """The second and third header line of Qualtrics: what is asked, and where each column comes from."""
    asked = [QUESTIONS.get(name, WHY if name.endswith("_TEXT") else name) for name in columns]
    ids = [f'{{""ImportId"":""{name}""}}' for name in columns]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in (asked, ids))


def reviews(book: Book) -> Sheet:
    """Product reviews with stars, times of Berlin without a zone; some name the order, some leave an address."""
    chinese = book.company.people.chinese[book.who]
    stars = np.nan_to_num(book.score, nan=1).astype(np.int64)
    titles = pa.array([title for tongue in TITLES for title in tongue])
    plan = pa.array(book.company.people.plan[book.who])
    by_order, none = pa.array(book.who % 4 == 0), pa.scalar(None, pa.string())
    email = pc.if_else(by_order, none, book.of(book.ids.email))
    order = pc.if_else(by_order, book.of(book.ids.order), none)
    return Sheet(
        name=book.file,
        columns={
            "review_id": book.numbered("rev-", 9_000 + np.arange(book.size)),
            "created_at": berlin_text(book.time, "%Y-%m-%d %H:%M"),
            "stars": whole(book.score),
            "title": titles.take(pa.array(chinese * 5 + stars - 1)),
            "review": book.text,
            "language": pc.if_else(pa.array(chinese), "zh", "en"),
            "product": pa.array([f"{name} box" for name, _ in PLANS]).take(plan),
            "order_name": order,
            "email": email,
        },
        who=book.who,
        found=each(book.called),
        ids=(("email", email), ("order", order)),
        time="created_at",
        customer=("order_name", "email"),
    )
