"""The truths of a company as one document, and its larger tables."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import HOURS, MINUTE, MONTH_SWING, SECOND, WEEKDAYS
from sojourn.demo.causes import CAUSES, Cause, Role
from sojourn.demo.company import Company
from sojourn.demo.dirt import Dirt
from sojourn.demo.effects import Effect, revenue, revenue_brought
from sojourn.demo.feelings import ASKED
from sojourn.demo.identities import AGENT_EMAIL, Identities, tablet_ids
from sojourn.demo.people import COUNTRIES, DEVICES, PERSONAS, PHONE, PLANS
from sojourn.demo.sheet import Flags, Sheet
from sojourn.demo.touchpoints import STAGES, Touch

SCHEMA: Final = "pairwise-truth/2"
GOALS: Final = {"purchase": Touch.ORDER_PLACED, "renewal": Touch.RENEWED}

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class FileTruth:
    """One export as it was written, the dirt in it, and which rows of the clean sheet a reader can use."""

    sheet: Sheet
    dirt: Dirt
    usable: Flags

    @property
    def events(self) -> dict[str, int]:
        """Events that a reader who cleans perfectly finds, by touchpoint."""
        found = self.sheet.found
        names = found.name.filter(pa.array(self.usable[found.row]))
        return dict(sorted(_counts(names).items()))


def truth(
    company: Company,
    found: tuple[Effect, ...],
    files: Mapping[str, FileTruth],
    *,
    identities: pa.Table,
    customers_in_files: int,
) -> Document:
    """Gather everything that is true; ``docs/explanation/demo-company.md`` describes each name."""
    document: Document = {
        "schema": SCHEMA,
        "company": "Pairwise",
        "seed": company.seed,
        "customers": company.people.count,
        "customers_in_files": customers_in_files,
        "events": company.events.num_rows,
        "events_in_files": sum(sum(file.events.values()) for file in files.values()),
        "currency": "EUR",
        "period": {
            "start": _instant(company.period.start),
            "end": _instant(company.period.end),
            "zone_of_bare_times": "Europe/Berlin",
        },
        "files": {name: _file(file) for name, file in files.items()},
        "stages": [
            {"name": stage, "touchpoints": list(dict.fromkeys(t.called for t in Touch if t.stage == stage))}
            for stage in STAGES
        ],
        "touchpoints": _touchpoints(company),
        "goals": {goal: _goal(company, goal) for goal in GOALS},
        "pain_points": _causes(company, found, "pain"),
        "delights": _causes(company, found, "delight"),
        "look_alikes": _causes(company, found, "look_alike"),
        "channel_effects": _causes(company, found, "channel"),
        "segments": _segments(company),
        "trends": _trends(company),
        "waits": _waits(company),
        "identities": {
            "file": "_truth/identities.csv",
            "columns": identities.column_names,
            "shared_tablets": list(tablet_ids()),
            "agent_email": AGENT_EMAIL,
            "ids": _counts(identities["kind"]),
            "shared_ids": int((identities["shared_by"].to_numpy() > 1).sum()),
            "joinable_pairs_share": _joinable_share(identities),
        },
        "customers_file": "_truth/customers.csv",
    }
    return document


def customers_table(company: Company, found: tuple[Effect, ...], ids: Identities) -> pa.Table:
    """One row per customer: hidden traits, outcomes, exposures, and the outcomes in the worlds without each cause."""
    people, membership = company.people, company.membership
    due, renewed = membership.first_renewal(company.period.end)
    columns: dict[str, object] = {
        "customer_no": ids.number,
        "persona": pa.array([p.name for p in PERSONAS]).take(pa.array(people.persona)),
        "country": pa.array(COUNTRIES).take(pa.array(people.country)),
        "language": np.where(people.chinese, "zh", "en").tolist(),
        "device": pa.array(DEVICES).take(pa.array(people.device)),
        "plan": pa.array([name for name, _ in PLANS]).take(pa.array(people.plan)),
        **{name: getattr(people, name).round(4) for name in ("interest", "loyalty", "doubt", "mood")},
        "visited": company.shopping.visitor,
        "purchased": membership.active[0],
        "renewal_due": due,
        "renewed": renewed,
        "revenue": revenue(company, membership).round(2),
    }
    for effect in found:
        name = f"{effect.cause.id}_{effect.goal}"
        columns[f"exposed_{name}"] = effect.exposed
        columns[f"reached_without_{name}"] = effect.reached_without
    return pa.table(columns)


def _file(file: FileTruth) -> Document:
    sheet, events = file.sheet, file.events
    return {
        "columns": {
            "time": sheet.time,
            "customer": list(sheet.customer),
            "event": sheet.event,
            "message": sheet.message,
        },
        **asdict(file.dirt),
        "events": events,
        "kept": sum(events.values()),
    }


def _touchpoints(company: Company) -> list[Document]:
    touch = company.events["touchpoint"].to_numpy()
    who = company.events["customer"].to_numpy()
    emotion = company.events["emotion"].to_numpy().astype(np.float64)
    rated = ~np.isnan(company.events["score"].to_numpy())
    rows = []
    for t in Touch:
        here = touch == t
        rows.append({
            "name": t.called,
            "what": t.label,
            "file": t.file,
            "channel": t.channel,
            "stage": t.stage,
            "events": int(here.sum()),
            "customers": len(np.unique(who[here])),
            "emotion_planted": t.emotion,
            "emotion": _round(float(emotion[here].mean()) if here.any() else math.nan),
            "ratings": int((here & rated).sum()),
            "scale": ASKED[t][1] if t in ASKED else None,
        })  # fmt: skip
    return rows


def _goal(company: Company, goal: str) -> Document:
    end, membership = company.period.end, company.membership
    due, renewed = membership.first_renewal(end)
    visited = company.shopping.visitor
    bought = membership.active[0]
    eligible, reached = (visited, bought) if goal == "purchase" else (due, renewed)
    every = (
        int((membership.renewed & (membership.due < end)).sum()) if goal == "renewal" else int(bought.sum())
    )
    value = company.events["value"].to_numpy()[company.events["touchpoint"].to_numpy() == GOALS[goal]]
    paid = float(company.people.price[bought].sum()) if goal == "purchase" else float(np.nansum(value))
    return {
        "touchpoint": GOALS[goal].called,
        "events": every,
        "eligible": int(eligible.sum()),
        "customers": int(reached.sum()),
        "share": _share(reached, eligible),
        "value": round(paid, 2),
    }


def _causes(company: Company, found: tuple[Effect, ...], role: Role) -> list[Document]:
    return [
        {
            "id": cause.id,
            "touchpoint": cause.touch.called,
            "what": cause.touch.label,
            "stage": cause.touch.stage,
            "channel": cause.touch.channel,
            "kind": cause.kind,
            "statement": cause.statement,
            "effects": {e.goal: _effect(e) for e in found if e.cause is cause},
            **_money(company, cause),
        }
        for cause in CAUSES.values()
        if cause.role == role
    ]


def _money(company: Company, cause: Cause) -> Document:
    brought = revenue_brought(company, cause)
    if cause.role == "pain":
        return {"value_at_stake": round(-brought, 2)}
    return {"value_brought": round(brought, 2)}


def _effect(effect: Effect) -> Document:
    here = effect.eligible & effect.exposed
    return {
        "eligible": int(effect.eligible.sum()),
        "exposed": int(here.sum()),
        "exposed_share": _share(effect.exposed, effect.eligible),
        "rate_exposed": _share(effect.reached, here),
        "rate_without": _share(effect.reached_without, here),
        "rate_unexposed": _share(effect.reached, effect.eligible & ~effect.exposed),
        "effect": _round(effect.effect),
        "naive_difference": _round(effect.naive_difference),
        "customers_lost": int(effect.reached_without[here].sum() - effect.reached[here].sum()),
    }


def _segments(company: Company) -> list[Document]:
    people, membership = company.people, company.membership
    due, renewed = membership.first_renewal(company.period.end)
    visited, paid = company.shopping.visitor, revenue(company, membership)
    rows: list[Document] = []
    for code, persona in enumerate(PERSONAS):
        here = people.persona == code
        rows.append({
            "name": persona.name,
            "customers": int(here.sum()),
            "share": _share(here, np.ones_like(here)),
            "share_planted": persona.share,
            "purchase_share": _share(membership.active[0], here & visited),
            "renewal_share": _share(renewed, here & due),
            "value_mean": _round(float(paid[here].mean()) if here.any() else math.nan),
            "phone_share": _share(people.device == PHONE, here),
            "app_share": _share(people.app, here),
            "plans": dict(zip((name for name, _ in PLANS), persona.plans, strict=True)),
        })  # fmt: skip
    return rows


def _trends(company: Company) -> Document:
    membership, period = company.membership, company.period
    sent = membership.active & (membership.shipped < period.end)
    after = membership.shipped >= period.change
    return {
        "month": {"shape": "cosine, highest on the first and the last day", "swing": MONTH_SWING},
        "weekdays": dict(zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), WEEKDAYS, strict=True)),
        "hours": list(HOURS),
        "change_points": [{
            "date": _instant(period.change)[:10],
            "touchpoint": Touch.LATE.called,
            "what": "A new carrier delivers: the share of late parcels rises.",
            "share_before": _share(membership.late, sent & ~after),
            "share_after": _share(membership.late, sent & after),
        }],
    }  # fmt: skip


def _waits(company: Company) -> list[Document]:
    shopping, membership = company.shopping, company.membership
    chats = membership.contact & ~membership.by_phone
    replies = np.concatenate([
        (shopping.reply_time - shopping.contact_time)[shopping.chat],
        (membership.reply_time - membership.contact_time)[chats],
    ])  # fmt: skip
    sent = membership.active & (membership.delivered < company.period.end)
    bought = membership.active[0]
    return [
        _wait(Touch.CHAT_STARTED, Touch.CHAT_REPLIED, replies),
        _wait(Touch.SHIPPED, Touch.DELIVERED, (membership.delivered - membership.shipped)[sent]),
        _wait(
            Touch.ORDER_PLACED,
            Touch.CONFIRMATION_SENT,
            (membership.mail_time - membership.order_time)[bought],
        ),
    ]


def _wait(source: Touch, target: Touch, waits: npt.NDArray[np.int64]) -> Document:
    seconds = waits / SECOND
    return {
        "source": source.called,
        "target": target.called,
        "n": len(waits),
        "median_s": _round(float(np.median(seconds)) if len(waits) else math.nan),
        "over_a_day_share": _share(waits > 24 * 60 * MINUTE, np.ones(len(waits), bool)),
    }


def _joinable_share(identities: pa.Table) -> float | None:
    """Pairs of ids of one person that the files allow to join, as a share of all pairs of ids of one person."""
    table = identities.filter(pc.equal(identities["shared_by"], 1))

    def pairs(rows: pa.Table) -> int:
        counts = (
            rows["person"].value_counts().field("counts").to_numpy() if len(rows) else np.zeros(0, np.int64)
        )
        return int((counts * (counts - 1) // 2).sum())

    every = pairs(table)
    return _round(pairs(table.filter(table["joinable"])) / every) if every else None


def _counts(column: pa.ChunkedArray | pa.Array) -> dict[str, int]:
    return {row["values"]: row["counts"] for row in column.value_counts().to_pylist()}


def _share(values: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float | None:
    return _round(float(values[among].mean())) if among.any() else None


def _round(number: float) -> float | None:
    return None if math.isnan(number) else round(number, 4)


def _instant(time: int) -> str:
    return str(np.datetime64(time, "us").astype("M8[s]")) + "Z"
