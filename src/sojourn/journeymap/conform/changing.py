"""Changes between two periods in words, in English and Chinese."""

from typing import Final

from sojourn.journeymap.conform.changes import Change
from sojourn.journeymap.conform.words import Language, percent
from sojourn.units import duration_text

_SAYS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "fitness_rose": "The map explains more of behaviour: {was} before, {now} now.",
        "fitness_fell": "The map explains less of behaviour: {was} before, {now} now.",
        "touchpoint_appeared": "“{a}” is new: {now} of customers meet it now, {was} before.",
        "touchpoint_vanished": "“{a}” is gone: {was} of customers met it before, {now} now.",
        "touchpoint_rose": "More customers meet “{a}”: {was} before, {now} now.",
        "touchpoint_fell": "Fewer customers meet “{a}”: {was} before, {now} now.",
        "flow_appeared": "The way from “{a}” to “{b}” is new: {now} of those at “{a}” go it now, {was} before.",
        "flow_vanished": "The way from “{a}” to “{b}” is gone: {was} of those at “{a}” went it before, {now} now.",
        "flow_rose": "From “{a}” more go straight to “{b}”: {was} before, {now} now.",
        "flow_fell": "From “{a}” fewer go straight to “{b}”: {was} before, {now} now.",
        "waits_rose": "Waits after “{a}” got longer: {was} were above {limit} before, {now} now.",
        "waits_fell": "Waits after “{a}” got shorter: {was} were above {limit} before, {now} now.",
        "feeling_rose": "“{a}” feels better: {was} before, {now} now.",
        "feeling_fell": "“{a}” feels worse: {was} before, {now} now.",
    },
    "zh": {
        "fitness_rose": "地图能解释的行为变多：之前{was}，现在{now}。",
        "fitness_fell": "地图能解释的行为变少：之前{was}，现在{now}。",
        "touchpoint_appeared": "“{a}”是新出现的：现在有{now}的客户经过，之前{was}。",
        "touchpoint_vanished": "“{a}”消失了：之前有{was}的客户经过，现在{now}。",
        "touchpoint_rose": "经过“{a}”的客户变多：之前{was}，现在{now}。",
        "touchpoint_fell": "经过“{a}”的客户变少：之前{was}，现在{now}。",
        "flow_appeared": "从“{a}”到“{b}”是新路线：经过“{a}”的客户现在有{now}这样走，之前{was}。",
        "flow_vanished": "从“{a}”到“{b}”的路线消失了：经过“{a}”的客户之前有{was}这样走，现在{now}。",
        "flow_rose": "从“{a}”直接到“{b}”的比例上升：之前{was}，现在{now}。",
        "flow_fell": "从“{a}”直接到“{b}”的比例下降：之前{was}，现在{now}。",
        "waits_rose": "“{a}”之后的等待变长：超过{limit}的之前占{was}，现在占{now}。",
        "waits_fell": "“{a}”之后的等待变短：超过{limit}的之前占{was}，现在占{now}。",
        "feeling_rose": "“{a}”的感受变好：之前{was}，现在{now}。",
        "feeling_fell": "“{a}”的感受变差：之前{was}，现在{now}。",
    },
}


def change_said(change: Change, language: Language = "en") -> str:
    """A change as a sentence; empty where there is none to tell.

    Examples
    --------
    >>> change_said(Change("flow", "a>b", ("Cart", "Help"), 0.1, 0.2, 900, 900, 0.1, 0.07, 0.13, 1e-9, 1e-8, "rose"))
    'From “Cart” more go straight to “Help”: 10% before, 20% now.'
    """
    if change.verdict == "same":
        return ""
    names = [*change.names, "", ""]
    numbers = {"feeling": "{:+.1f}", "fitness": "{:.2f}"}.get(change.measure)
    was, now = (
        percent(number) if numbers is None else numbers.format(number).replace("-", "−")
        for number in (change.before, change.after)
    )
    limit = "" if change.limit is None else duration_text(change.limit, language)
    text = _SAYS[language][f"{change.measure}_{change.verdict}"]
    return text.format(a=names[0], b=names[1], was=was, now=now, limit=limit)
