"""A map as the log of a town hall gives it: no feelings, 27 touchpoints in five stages, names of forty characters."""

from build import Stage, assemble, touchpoint

T = 1_434
STAGES = [
    Stage(id="receive", name="Receipt"),
    Stage(id="confirm", name="Confirmation"),
    Stage(id="examine", name="Examination of the request"),
    Stage(id="advise", name="Advice"),
    Stage(id="decide", name="Decision and end"),
]
NAMES = {
    "receive": ["Confirmation of receipt", "T02 Check confirmation of receipt", "T03 Adjust confirmation of receipt",
                "T04 Determine confirmation of receipt", "T05 Print and send confirmation of receipt"],
    "confirm": ["T06 Determine necessity of stop advice", "T07-1 Draft intern advice aspect 1", "T07-2 Draft intern advice aspect 2",
                "T07-3 Draft intern advice hold for aspect 3", "T07-4 Draft internal advice to hold for type 4",
                "T07-5 Draft intern advice aspect 5", "T08 Draft and send request for advice"],
    "examine": ["T09-1 Process or receive external advice from party 1", "T09-2 Process or receive external advice from party 2",
                "T09-3 Process or receive external advice from party 3", "T09-4 Process or receive external advice from party 4",
                "T10 Determine necessity to stop indication", "T11 Create document X request unlicensed",
                "T12 Check document X request unlicensed", "T13 Adjust document X request unlicensed"],
    "advise": ["T14 Determine document X request unlicensed", "T15 Print document X request unlicensed",
               "T16 Report reasons to hold request", "T17 Check report Y to stop indication"],
    "decide": ["T18 Adjust report Y to stop indicition", "T19 Determine report Y to stop indication",
               "T20 Print report Y to stop indication"],
}  # fmt: skip
SHARES = [100, 95, 4, 89, 87, 92, 5, 3, 4, 7, 2, 9, 2, 1, 0.8, 0.6, 91, 4, 4, 0.3, 4, 4, 2, 2, 0.5, 2, 2]
EXITS = {0: 8, 4: 29, 5: 6, 16: 48, 15: 0.2, 26: 2, 21: 3}

_points = [(stage, name) for stage, names in NAMES.items() for name in names]
_ids = [f"t{i}" for i in range(len(_points))]
ROWS = [
    (
        touchpoint(stage, name, "desk" if i % 3 else "internet", id_=_ids[i]),
        round(T * SHARES[i] / 100),
        {"exits": round(T * EXITS.get(i, 0) / 100), "wait": (40.0 + 3000.0 * (i % 7)) * (1 + i % 5), "repeats": 0.11 if i in {3, 10} else None},
    )
    for i, (stage, name) in enumerate(_points)
]  # fmt: skip
FLOWS = [
    (_ids[a], _ids[b], n)
    for a, b, n in [
        (0, 1, 1279), (1, 3, 1263), (3, 4, 1200), (4, 5, 1190), (5, 16, 1160), (1, 2, 55), (2, 3, 49), (0, 5, 38), (5, 9, 84),
        (9, 11, 40), (9, 16, 52), (5, 6, 66), (6, 7, 36), (7, 8, 30), (8, 10, 20), (11, 12, 24), (12, 16, 20), (16, 17, 54),
        (17, 18, 52), (18, 20, 51), (20, 21, 50), (16, 22, 25), (22, 23, 24), (23, 25, 22), (25, 26, 22), (18, 19, 4), (19, 20, 4),
        (23, 24, 6), (24, 25, 6), (4, 1, 16), (21, 0, 9), (12, 13, 9), (13, 14, 7), (14, 15, 6), (11, 5, 12), (16, 5, 14), (10, 16, 20),
    ]
]  # fmt: skip
MAP = assemble(
    "Environmental permit applications", STAGES, ROWS, FLOWS, total=T, events=8_577, shown=(27, 0.97), goal=None,
)  # fmt: skip
