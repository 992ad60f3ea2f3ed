"""A large map: twelve stages, sixty touchpoints, feelings in part, many flows forward, back and across."""

from build import Stage, assemble, touchpoint

T = 904_113
STAGES = [Stage(id=f"s{i}", name=name) for i, name in enumerate(
    ["Dream", "Search", "Compare", "Book", "Prepare", "Travel to airport", "Check in", "Board", "Fly", "Arrive", "Recover", "Return"]
)]  # fmt: skip
CHANNELS = ["web", "app", "e-mail", "phone", "store", "social", "chat", "survey", "people", "ads"]
WORDS = [
    "Offer",
    "Calendar",
    "Seat map",
    "Price alert",
    "Help page",
    "Message",
    "Desk",
    "Lounge",
    "Notice",
    "Feedback form",
]


def _share(i):
    stage, place = divmod(i, 5)
    return (78 - 5 * stage) * (1.0, 0.62, 0.4, 0.2, 0.08)[(place + stage) % 5] / 100


def _feeling(i):
    score = (((i * 37) % 19) - 8) / 2.2
    if i % 7 == 3:
        return None
    if i % 3 == 0:
        return (score,) if i % 2 else (score, "inferred")
    return (score, max(-5, score - 0.6), min(5, score + 0.5), 100 + i)


ROWS = [
    (
        touchpoint(f"s{i // 5}", f"{WORDS[(i * 3) % 10]} {'for your trip' if i % 4 == 0 else ''}".strip(), CHANNELS[(i * 7) % 10],
                   id_=f"t{i}", truth=i in {7, 31, 44}, emotion=_feeling(i) if _feeling(i) and len(_feeling(i)) < 4 else None),
        round(T * _share(i)),
        {"exits": round(T * _share(i) * 0.12) if i % 4 == 1 else 0, "wait": 60.0 * 3.1 ** (i % 9), "repeats": 0.2 if i % 11 == 5 else None,
         "emotion": _feeling(i)},
    )
    for i in range(60)
]  # fmt: skip
FLOWS = []
for _i in range(60):
    _column = _i // 5
    for _k, _part in ((1, 0.5), (5, 0.6), (6, 0.3), (11, 0.12), (17, 0.06), (-4, 0.05), (-9, 0.03)):
        _j = _i + _k
        if 0 <= _j < 60:
            FLOWS.append((f"t{_i}", f"t{_j}", round(T * min(_share(_i), _share(_j)) * _part)))
MAP = assemble(
    "A year with the airline", STAGES, ROWS, FLOWS, total=T, events=31_877_240, shown=(214, 0.83), goal=("t55", 0.31),
)  # fmt: skip
