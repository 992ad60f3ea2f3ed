"""What the rules of lint say, in English and Chinese: of a place, why it matters, how to mend it."""

from collections.abc import Mapping
from typing import Final

from sojourn.journeymap.lint.rule import Language, Texts

WORDS: Final[Mapping[str, Mapping[Language, Texts]]] = {
    "broken-link": {
        "en": Texts(
            "A link of the map leads nowhere: {fault}",
            "Whoever wants to look closer, or to compare with today, finds nothing.",
            "Correct `map` or `current_state`: a file beside or below this one, and never back to itself.",
        ),
        "zh": Texts(
            "地图的链接走不通：{fault}",
            "想看细节或与现状对比的人会扑空。",
            "改正 `map` 或 `current_state`：指向本文件同一文件夹或其下的文件，且不能绕回自身。",
        ),
    },
    "no-owner": {
        "en": Texts(
            "The map has no owner.",
            "A map that belongs to nobody is not kept true.",
            "Name a person or role in `owner`.",
        ),
        "zh": Texts("这张地图没有负责人。", "没人负责的地图很快就会失真。", "在 `owner` 里写上负责的人或岗位。"),
    },
    "review-overdue": {
        "en": Texts(
            "The review was due on {due} ({days} d ago).",
            "Journeys change; without `review_by` a map is due a quarter (92 days) after `updated`.",
            "Check the map against data and customers, then set `updated` and `review_by`.",
        ),
        "zh": Texts(
            "应在 {due} 复核，已逾期 {days} 天。",
            "旅程会变。没有写 `review_by` 时，默认在 `updated` 之后一个季度（92 天）复核。",
            "用数据和客户反馈核对一遍，再更新 `updated` 和 `review_by`。",
        ),
    },
    "many-touchpoints": {
        "en": Texts(
            "The map has {n} touchpoints, more than {most}.",
            "Nobody takes in more than about twenty at once; what matters drowns.",
            "Fold the small ones, or give a stage a map of its own with `map`.",
        ),
        "zh": Texts(
            "地图上有 {n} 个触点，超过 {most} 个。",
            "一次看二十个左右已是极限，再多重点就被淹没了。",
            "合并次要触点，或用 `map` 给某个阶段单独画一张图。",
        ),
    },
    "no-persona": {
        "en": Texts(
            "The map does not say who travels.",
            "A journey of everybody is a journey of nobody: goals and feelings differ.",
            "Describe at least one persona in `personas`.",
        ),
        "zh": Texts(
            "地图没有写明是谁的旅程。",
            "说是所有人的旅程，其实谁的都不是：不同的人目标和感受都不一样。",
            "在 `personas` 里至少写一个画像。",
        ),
    },
    "persona-no-data": {
        "en": Texts(
            "No data stand behind the persona “{name}”.",
            "Without customers who are theirs, a persona is an opinion.",
            "Name in `segment` whose events are theirs (`attribute=value`), and bind the map.",
        ),
        "zh": Texts(
            "画像“{name}”没有数据支撑。",
            "对应不上真实客户的画像，只是一种看法。",
            "在 `segment` 里写明对应哪些客户（`属性=值`），再绑定数据。",
        ),
    },
    "company-speak": {
        "en": Texts(
            "The company's words, not the customer's: {words}.",
            "A map shows the journey as customers live it; they do not move through funnels.",
            "Say it as a customer would say it to a friend.",
        ),
        "zh": Texts(
            "这是公司内部的说法，不是客户的话：{words}。",
            "地图画的是客户亲身经历的旅程，客户不会这样说话。",
            "换成客户平时会跟朋友说的话。",
        ),
    },
    "empty-stage": {
        "en": Texts(
            "The stage “{name}” has no touchpoint.",
            "Either nothing happens there, or it was forgotten.",
            "Add what customers do in it, or remove the stage.",
        ),
        "zh": Texts("阶段“{name}”没有触点。", "要么这里什么也没发生，要么是漏画了。", "补上客户在这里做的事，或删掉这个阶段。"),
    },
    "stage-no-exit": {
        "en": Texts(
            "No way leads out of the stage “{name}”, and no journey ends there.",
            "On the map customers who enter it are caught.",
            "Draw in `flow` where they go next, or mark a touchpoint with `ends: true`.",
        ),
        "zh": Texts(
            "阶段“{name}”没有出口，旅程也不在这里结束。",
            "照这张图，客户进来就出不去了。",
            "在 `flow` 里画出下一步，或给某个触点标上 `ends: true`。",
        ),
    },
    "no-flow": {
        "en": Texts(
            "The map says nothing about who goes where next.",
            "Without `flow` neither order nor loops can be checked against behaviour.",
            "Draw the usual ways, with the loops that hurt.",
        ),
        "zh": Texts(
            "地图没有画出客户接下来去哪里。",
            "没有 `flow`，就无法用真实行为检验先后和反复。",
            "画出常走的路，包括让人头疼的来回折返。",
        ),
    },
    "unreachable": {
        "en": Texts(
            "No way leads to “{name}”.",
            "On the map nobody can arrive there.",
            "Draw in `flow` where customers come from, or mark it with `starts: true`.",
        ),
        "zh": Texts("没有路通往“{name}”。", "照这张图，没有人能走到这里。", "在 `flow` 里画出客户从哪里来，或标上 `starts: true`。"),
    },
    "same-name": {
        "en": Texts(
            "“{name}” is there twice in the same stage and channel.",
            "Nobody can tell the two apart, and their events may be mixed up.",
            "Give them different names, or merge them.",
        ),
        "zh": Texts("同一阶段、同一渠道里有两个“{name}”。", "读图的人分不清，数据也可能算混。", "改用不同的名称，或合并成一个。"),
    },
    "stage-no-kpi": {
        "en": Texts(
            "Nothing is measured in the stage “{name}”.",
            "What is not measured can get worse unseen.",
            "Give at least one of its touchpoints a KPI with a target.",
        ),
        "zh": Texts("阶段“{name}”没有任何指标。", "不衡量，变差了也没人知道。", "至少给其中一个触点写上指标和目标。"),
    },
    "moment-no-kpi": {
        "en": Texts(
            "“{name}” is a moment of truth without a KPI.",
            "This is where customers decide; here it must be seen first when something slips.",
            "Add a KPI with a target in `kpis`.",
        ),
        "zh": Texts(
            "“{name}”是关键时刻，却没有指标。",
            "客户就在这里做决定，一旦变差必须最先发现。",
            "在 `kpis` 里写上指标和目标。",
        ),
    },
    "touchpoint-no-kpi": {
        "en": Texts(
            "“{name}” is important (4 or 5) and has no KPI.",
            "What is important and not measured is steered by opinion.",
            "Add a KPI with a target in `kpis`, or lower the importance.",
        ),
        "zh": Texts("“{name}”很重要（4 或 5），却没有指标。", "重要而不衡量，就只能凭感觉管。", "在 `kpis` 里写上指标和目标，或调低重要度。"),
    },
    "kpi-no-target": {
        "en": Texts(
            "The KPI “{metric}” has no target.",
            "A number without a target says neither good nor bad.",
            "Write a comparison in `target`, such as `>= 40`, `<= 5 %` or `<= 2d`.",
        ),
        "zh": Texts("指标“{metric}”没有目标。", "没有目标的数字，看不出好坏。", "在 `target` 里写一个比较，例如 `>= 40`、`<= 5 %` 或 `<= 2d`。"),
    },
    "target-unreadable": {
        "en": Texts(
            "The target “{target}” of “{metric}” is no comparison.",
            "It cannot be checked against data.",
            "Write `>=` or `<=` and a number, with `%` or a unit of time if it needs one: `>= 40`, `<= 5 %`, `<= 2d`.",
        ),
        "zh": Texts(
            "“{metric}”的目标“{target}”不是一个比较。",
            "这样无法用数据检验。",
            "写 `>=` 或 `<=` 加数字，需要时带 `%` 或时间单位：`>= 40`、`<= 5 %`、`<= 2d`。",
        ),
    },
    "no-feeling": {
        "en": Texts(
            "Nothing says how “{name}” feels.",
            "The curve of feelings has a hole there.",
            "Draw an `emotion` (it is marked as assumed), or bind ratings.",
        ),
        "zh": Texts("没有写“{name}”让人感觉如何。", "情绪曲线在这里断了。", "画一个 `emotion`（会标为假设），或绑定评分数据。"),
    },
    "internal-view": {
        "en": Texts(
            "Drawn as {drawn}, measured as {low} to {high} (n = {n}).",
            "The map shows the company's view: customers feel clearly worse.",
            "Redraw the feeling, and ask what the team does not see.",
        ),
        "zh": Texts(
            "画的是 {drawn}，实测为 {low} 至 {high}（n = {n}）。",
            "这是公司眼里的旅程：客户的感受明显更差。",
            "按实测改画，并追问团队没看到什么。",
        ),
    },
    "no-evidence": {
        "en": Texts(
            "The data say nothing about “{name}”.",
            "Its `match` finds no events, so this cell is an opinion on a measured map.",
            "Correct `match`, add the source that holds its events, or remove the touchpoint.",
        ),
        "zh": Texts(
            "数据里没有“{name}”。",
            "它的 `match` 找不到任何事件：在一张实测的图上，这一格仍是猜测。",
            "修正 `match`，接入含有这些事件的数据源，或删掉这个触点。",
        ),
    },
    "stale-evidence": {
        "en": Texts(
            "The evidence is of {day} ({days} d old).",
            "After a quarter (92 days) numbers speak of a journey that may be gone.",
            "Bind the map to fresh data.",
        ),
        "zh": Texts("证据截至 {day}，已过去 {days} 天。", "超过一个季度（92 天），数字说的可能是早已变样的旅程。", "用最新数据重新绑定。"),
    },
    "validated-unbound": {
        "en": Texts(
            "The map calls itself validated and carries no evidence.",
            "Readers trust a map that says so.",
            "Bind it to data, or set `status: assumed`.",
        ),
        "zh": Texts("地图自称已验证，却没有任何证据。", "读者会因此信以为真。", "绑定数据，或改为 `status: assumed`。"),
    },
    "validated-assumed": {
        "en": Texts(
            "“{name}” shows an assumed feeling on a validated map.",
            "Nothing measured stands beside it.",
            "Bind ratings or texts of this touchpoint, or say in `basis` how it is known.",
        ),
        "zh": Texts(
            "地图标为已验证，“{name}”的感受却只是假设。",
            "旁边没有任何实测值。",
            "绑定这个触点的评分或文本，或在 `basis` 里写明依据。",
        ),
    },
    "opportunity-no-metric": {
        "en": Texts(
            "Nothing will show whether “{name}” worked.",
            "An action without a metric cannot fail, and so cannot succeed.",
            "Say in `metric` what should change.",
        ),
        "zh": Texts("“{name}”没有衡量成效的指标。", "没有指标，做完也不知道有没有用。", "在 `metric` 里写明什么应当改变。"),
    },
    "opportunity-no-owner": {
        "en": Texts("Nobody owns “{name}”.", "What nobody owns is not done.", "Name a person or role in `owner`."),
        "zh": Texts("“{name}”没有负责人。", "没人负责的事没人做。", "在 `owner` 里写上负责的人或岗位。"),
    },
    "opportunity-no-pain": {
        "en": Texts(
            "“{name}” answers no pain point.",
            "It may be a good idea; the map does not say for whom.",
            "Name in `pain_points` what it relieves.",
        ),
        "zh": Texts("“{name}”没有对应任何痛点。", "也许是好主意，但图上看不出为谁而做。", "在 `pain_points` 里写明它缓解什么。"),
    },
    "pain-no-opportunity": {
        "en": Texts(
            "Nothing is planned against “{text}” (severity {severity}).",
            "Customers leave over this, and the map does not answer.",
            "Add an opportunity that names it, or explain the severity.",
        ),
        "zh": Texts(
            "对“{text}”（严重度 {severity}）还没有对策。",
            "客户会因此离开，地图却没有回应。",
            "添加一个针对它的机会点，或重新评估严重度。",
        ),
    },
    "blueprint-no-backstage": {
        "en": Texts(
            "The blueprint does not say what carries “{name}”.",
            "A blueprint without back stage, support and systems is a journey map.",
            "Fill in `backstage`, `support` or `systems`.",
        ),
        "zh": Texts(
            "服务蓝图没有写“{name}”背后靠什么支撑。",
            "没有后台、支持和系统，就只是一张旅程图。",
            "补上 `backstage`、`support` 或 `systems`。",
        ),
    },
    "future-no-current": {
        "en": Texts(
            "The map of the future does not say what it departs from.",
            "A change is the difference of two maps.",
            "Name the map of today in `current_state`.",
        ),
        "zh": Texts("未来地图没有指明从哪张现状图出发。", "改变就是两张图之间的差别。", "在 `current_state` 里写上现状图的文件。"),
    },
    "left-out-matched": {
        "en": Texts(
            "“{name}” is left out on purpose, and a touchpoint matches it.",
            "The map says two things about the same events.",
            "Take it out of `left_out` or out of `match`.",
        ),
        "zh": Texts("“{name}”被有意略去，却又有触点匹配它。", "对同样的事件，地图自相矛盾。", "从 `left_out` 或 `match` 里去掉它。"),
    },
    "unknown-rule": {
        "en": Texts(
            "There is no rule “{name}”.",
            "What was meant to be switched off is not.",
            "Correct the name in `lint_off`, or remove it.",
        ),
        "zh": Texts("没有名为“{name}”的规则。", "想关掉的规则其实没有关掉。", "改正 `lint_off` 里的名称，或删掉它。"),
    },
}  # fmt: skip
