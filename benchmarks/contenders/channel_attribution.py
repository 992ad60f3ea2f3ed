"""ChannelAttribution: credit of a table of paths."""

import sys
import time

import ChannelAttribution
import pandas as pd
from measured import report, step, warming_up

PATH, WON, WORTH, LOST = "path", "total_conversions", "total_conversion_value", "total_null"
cpu: dict[str, float] = {}


def timed(name: str, question):
    begun = time.process_time()
    with step(name):
        result = question()
    cpu[name] = time.process_time() - begun
    return result


def answer(path: str) -> dict:
    frame = pd.read_csv(path)

    def rules():
        return ChannelAttribution.heuristic_models(frame, PATH, WON, var_value=WORTH, flg_pro=False)

    def markov(tolerance: float = 0.05):
        return ChannelAttribution.markov_model(
            frame,
            PATH,
            WON,
            var_value=WORTH,
            var_null=LOST,
            order=1,
            conv_par=tolerance,
            verbose=False,
            flg_pro=False,
        )

    timed("rules", rules)
    timed("markov", markov)
    given, chain = timed("both", lambda: (rules(), markov()))
    closer = timed("closer", lambda: markov(0.005))
    found = {
        model: dict(zip(given["channel_name"], given[f"{column}_conversions"].astype(float), strict=True))
        for model, column in (("first", "first_touch"), ("last", "last_touch"), ("linear", "linear_touch"))
    }
    for name, table in (("markov", chain), ("markov, conv_par 0.005", closer)):
        found[name] = dict(zip(table["channel_name"], table["total_conversions"].astype(float), strict=True))
    return {"credits": found, "cpu": cpu}


with warming_up():
    answer(sys.argv[2])
report(answer(sys.argv[1]))
