"""The metrics of a report in words: definitions, and why one cannot be computed, in both languages."""

from typing import Final

from sojourn.analysis.metrics.words import reason_words

DEFINITIONS: Final = {
    "en": {
        "joiner": " or ",
        "nps": "Net promoter score: share of ratings 9–10 minus share of ratings 0–6, in points. Interval: normal.",
        "csat": "Share of ratings 4 and 5 on the scale 1–5 (top two). Interval: Wilson.",
        "ces_1_7": "Customer effort score: mean rating on the scale 1–7, 7 being easy. Interval: Student t.",
        "ces_1_5": "Customer effort score: mean rating on the scale 1–5, 1 being easy. Interval: Student t.",
        "stars": "Mean of the ratings in stars, 1–5, 5 being best. Interval: Student t.",
        "thumbs": "Share of thumbs up among thumbs up and down. Interval: Wilson.",
        "satisfaction_index": "Weighted mean of the ratings of several touchpoints, each moved to 0–100, 100 being best. "
        "Weights {basis}: {factors}. n: ratings. Interval: normal, the weights taken as known.",
        "response_rate": "Customers who rated a touchpoint, of those who met it, where some rate and some do not, or who were invited "
        "to; summed over these touchpoints. Interval: Wilson.",
        "conversion": "Customers with at least one event at {goal}, of all customers. Interval: Wilson.",
        "repeat_rate": "Customers with at least two events at {goal}, of those with at least one. Interval: Wilson.",
        "aov": "Mean value of the events at {goal} that carry a value. Interval: Student t.",
        "revenue": "All money that came in: the sum of the values of all events, not only those of the goal; what was paid back subtracts "
        "where its value is negative. n: events that carry a value. A count, so without an interval.",
        "revenue_per_customer": "All money that came in, divided by all customers, those who paid nothing included. Interval: Student t.",
        "contact_rate": "Contacts with support per customer, those without any included. Events in the same channel within "
        "an hour are one contact. Interval: Student t.",
        "contacts_per_order": "Contacts with support by events at {goal}; n: customers. Interval: delta method.",
        "first_contact_resolution": "Contacts that no other of the same customer follows within {within}, of those that lie "
        "at least so long before the end of the data. Interval: Wilson.",
        "time_to_first_value": "Median seconds from a customer's first event to the first at {goal}; whoever is not there yet is "
        "watched until the data end (Kaplan–Meier). Interval: Brookmeyer–Crowley, where both ends lie within the data.",
        "churn": "Customers without an event in the last {within} of the data, of those with one in the {within} before. "
        "Interval: Wilson.",
        "cancellation_rate": "Customers who cancel and have no event at {goal} afterwards, of those with either. Interval: Wilson.",
        "cac": "Money spent ({spent}) by customers with a first event at {goal} in the same days; n: these customers. Not all of "
        "them came because of it. Interval: Wilson's for the share of customers won.",
        "roas": "All money that came in over the days for which spending is known, divided by what was spent ({spent}). Not all of it came because of the "
        "money. n: customers. Interval: Student t.",
    },
    "zh": {
        "joiner": "或",
        "nps": "净推荐值：9–10 分的比例减去 0–6 分的比例，以点计。区间：正态。",
        "csat": "1–5 分量表上 4 分与 5 分的比例（前两档）。区间：Wilson。",
        "ces_1_7": "客户费力度：1–7 分量表的平均分，7 分为轻松。区间：Student t。",
        "ces_1_5": "客户费力度：1–5 分量表的平均分，1 分为轻松。区间：Student t。",
        "stars": "星级评分（1–5 星，5 星最好）的平均值。区间：Student t。",
        "thumbs": "点赞在点赞与点踩中的比例。区间：Wilson。",
        "satisfaction_index": "多个触点评分的加权平均，各自换算到 0–100，100 为最好。权重{basis}：{factors}。n：评分数。区间：正态，权重视为已知。",
        "response_rate": "在经过某触点（该处有人评分、也有人未评分）或受邀评分的客户中给出评分者的比例，按这些触点合计。区间：Wilson。",
        "conversion": "至少有一个“{goal}”事件的客户占全部客户的比例。区间：Wilson。",
        "repeat_rate": "在至少有一个“{goal}”事件的客户中，有两个及以上者的比例。区间：Wilson。",
        "aov": "带有金额的“{goal}”事件的平均金额。区间：Student t。",
        "revenue": "收到的全部款项：所有事件（不限于目标事件）的金额合计；退款以负金额记录时予以扣除。n：带有金额的事件数。这是计数，没有区间。",
        "revenue_per_customer": "收到的全部款项除以全部客户（未付款者也计入）。区间：Student t。",
        "contact_rate": "每位客户联系客服的次数（未联系者也计入）。同一渠道一小时内的事件算一次联系。区间：Student t。",
        "contacts_per_order": "联系客服的次数除以“{goal}”事件数；n：客户数。区间：delta 法。",
        "first_contact_resolution": "联系之后{within}内同一客户没有再次联系的比例，只计距数据结束至少这么久的联系。区间：Wilson。",
        "time_to_first_value": "从客户首个事件到首个“{goal}”事件的秒数中位数；尚未到达者观察到数据结束（Kaplan–Meier）。区间：Brookmeyer–Crowley，仅在两端都落在数据期内时给出。",
        "churn": "在此前{within}内有事件的客户中，数据最后{within}内没有事件者的比例。区间：Wilson。",
        "cancellation_rate": "取消之后没有“{goal}”事件的客户，占取消过或有“{goal}”事件的客户的比例。区间：Wilson。",
        "cac": "花费（{spent}）除以同期首次出现“{goal}”事件的客户数；n：这些客户。他们并非都因花费而来。区间：按新客占比的 Wilson 区间。",
        "roas": "在花费数据覆盖的期间内收到的全部款项除以花费（{spent}）。这些款项并非都由花费带来。n：客户数。区间：Student t。",
    },
}
"""Metric → definition; a metric of ratings with several scales has one per scale."""

PHRASES: Final = {
    "en": {
        "as given": "as given",
        "by correlation with a later goal": "by the correlation of each factor with reaching the goal later",
        "spend tables": "spend tables",
        "cost of events": "the cost of events",
        "to": " to ",
        "bias": " Whoever answered differs from whoever did not in: {what}. How those who did not answer feel cannot be known.",
        "no bias": " Whoever answered does not differ measurably from whoever did not in what is known of both. How those who did not answer "
        "feel cannot be known.",
        "too few": " Too few answered or did not to see whether the ones are like the others.",
        "rated bias": " It speaks for those who answered: where it is seen who did not, they differ from these in: {what}.",
        "events": "events",
        "active_days": "days between first and last event",
        "value": "money that came in",
        "goal": "reaching the goal",
        "more": "{what} (more)",
        "less": "{what} (less)",
        "comma": ", ",
    },
    "zh": {
        "as given": "为给定值",
        "by correlation with a later goal": "取各因素与之后达成目标的相关系数",
        "spend tables": "投放费用表",
        "cost of events": "事件成本",
        "to": " 至 ",
        "bias": "作答者与未作答者在以下方面不同：{what}。未作答者的感受无从得知。",
        "no bias": "在双方已知的方面，作答者与未作答者没有可测的差异。未作答者的感受无从得知。",
        "too few": "作答者或未作答者太少，看不出双方是否相似。",
        "rated bias": "它只代表作答者：在看得到谁未作答的触点，双方在以下方面不同：{what}。",
        "events": "事件数",
        "active_days": "首末事件间隔天数",
        "value": "带来的金额",
        "goal": "达成目标",
        "more": "{what}（更多）",
        "less": "{what}（更少）",
        "comma": "、",
    },
}  # fmt: skip


def status_words(status: str, language: str) -> str:
    """A status as a report says it: ``computed``, or ``cannot be computed:`` and the reason in the report's language.

    >>> status_words("cannot be computed: values stand in several currencies", "zh")
    'cannot be computed: 金额使用多种货币'
    """
    head, separator, reason = status.partition(": ")
    if not separator:
        return status
    return f"{head}: {reason_words(reason, language)}"
