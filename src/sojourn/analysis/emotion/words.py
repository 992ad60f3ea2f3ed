"""What the name of a touchpoint tells about its feeling, and whether it is a contact with support or a harm done."""

from functools import cache
from typing import Final

from sojourn.events.names import words
from sojourn.events.taxonomy.lines import stem

NEUTRAL: Final = 0.5
"""The feeling of a touchpoint whose name says nothing: most ratings lie a little above the middle of their scale."""

_OUTCOMES: Final = {
    -3.0: (
        ("cancel, cancelled, cancellation, complaint, complain, lost, late, delayed, delay, overdue, fraud, churned, "
        "escalated, terminated, chargeback, crashed, stolen, no show"),
        "取消, 投诉, 丢失, 延误, 延迟, 迟到, 逾期, 欺诈, 流失, 差评, 崩溃, 终止, 销户, 退保, 失约",
    ),
    -2.5: (
        ("failed, failure, error, rejected, declined, refused, denied, blocked, dispute, broken, damaged, wrong, unresolved, "
        "reopened, exception"),
        "失败, 错误, 报错, 拒绝, 被拒, 驳回, 冻结, 纠纷, 破损, 未解决, 异常, 挂失",
    ),
    -2.0: (
        ("returned, return, refund, refunded, unsubscribed, unsubscribe, abandoned, downgraded, problem, bug, expired, lapsed, "
        "penalty, fine, dunning, deactivated, uninstalled, disconnected, uninstall"),
        "退货, 退款, 退订, 放弃, 降级, 问题, 过期, 罚款, 催收, 注销, 卸载, 换货",
    ),
    -1.0: (
        "paused, pause, waiting, queue, out of stock, password reset, hold",
        "暂停, 等待, 排队, 缺货, 忘记密码, 重置密码",
    ),
    1.5: (
        "solved, resolved, answered, replied, fixed, approved, accepted, confirmed, activated, saved, added to cart",
        "解决, 修复, 通过, 批准, 确认, 激活, 回复",
    ),
    2.0: (
        ("ordered, order, bought, purchase, purchased, booked, paid, renewed, renewal confirmed, upgraded, subscribed, "
        "completed, done, finished, succeeded, success, converted, signed up, won, restored, resumed, compensated"),
        "下单, 购买, 成交, 预订, 支付成功, 续费, 续订, 升级, 订阅, 完成, 成功, 签约, 恢复, 赔付",
    ),
    2.5: (
        "delivered, received, arrived, redeemed, reward, rewarded, gift, discount, coupon, certificate, graduated, unboxing",
        "送达, 签收, 收到, 到货, 兑换, 奖励, 礼品, 礼物, 优惠, 证书, 拆箱",
    ),
    3.0: (
        "recommended, recommendation, referral, referred, invited, friend, favourite, thanks, praised",
        "推荐, 邀请, 朋友, 好友, 收藏, 感谢, 表扬, 好评",
    ),
}  # fmt: skip
"""Words that say how something went; the worst of them decides."""

_THINGS: Final = {
    -1.0: (
        "help, ticket, support, hotline, case, called, call, chat, claim, issue, faq, debt, triage, emergency",
        "帮助, 工单, 客服, 热线, 求助, 来电, 理赔, 欠款, 急诊",
    ),
    -0.5: (
        "checkout, payment, invoice, bill, form, reminder, verification, terms, fee, price, password, login, registration, queue",
        "结账, 付款, 账单, 发票, 表单, 提醒, 验证, 条款, 费用, 登录, 注册",
    ),
    0.2: ("ad, ads, banner, campaign, newsletter, mailing, push, sms", "广告, 横幅, 活动, 推送, 短信, 邮件"),
    1.5: (
        "welcome, quiz, preview, wishlist, preferences, tip, event, demo, trial, tutorial, store, product",
        "欢迎, 测试, 预览, 心愿单, 偏好, 试用, 教程, 门店, 商品",
    ),
}  # fmt: skip
"""Words that say what it is; they count where none says how it went."""

_MESSAGES: Final = (
    "email, mail, newsletter, message, sms, push, ad, ads, reminder, notification, letter, survey",
    "邮件, 短信, 推送, 通知, 广告, 消息, 提醒, 问卷",
)
"""A message delivered is no parcel delivered: of these only bad outcomes tell a feeling."""

_SUPPORT: Final = (
    "support, ticket, hotline, chat, called, call, phone, case, complaint, callcenter, helpdesk, service desk, asked again",
    "客服, 热线, 工单, 投诉, 求助, 来电, 电话, 咨询",
)
_HARM: Final = (
    ("cancel, cancelled, cancellation, complaint, returned, return, refund, refunded, unsubscribed, unsubscribe, dispute, "
    "chargeback, churned, terminated, account closed, downgraded"),
    "取消, 投诉, 退货, 退款, 退订, 纠纷, 销户, 注销, 退保, 差评",
)  # fmt: skip
_COMPANY: Final = (
    (
        "sent, delivered, shipped, replied, answered, solved, resolved, confirmed, confirmation, approved, issued, processed, "
        "refunded, dispatched, arrived, ready, scheduled, called back"
    ),
    "发送, 发货, 送达, 回复, 解决, 确认, 处理, 批准, 通过, 签发, 到账, 回电, 派送",
)
_UNASKED: Final = (
    "newsletter, ad, ads, reminder, campaign, promotion, mailing, push, offer",
    "广告, 活动, 推送, 提醒, 简报, 促销",
)
_SURVEYS: Final = (
    "survey, nps, csat, ces, questionnaire, review, reviewed, rating, rated, feedback",
    "问卷, 调查, 评价, 评分, 点评, 反馈, 满意度, 打分",
)
_READ: Final = frozenset(["reviews", "ratings", "read", "viewed"])
_READ_ZH: Final = ("查看评价", "浏览评价")
_SENT: Final = ("sent, invited, delivered, requested, offered", "发送, 邀请")


def valence(name: str) -> float | None:
    """The feeling, −5 … +5, that a touchpoint's name suggests; None if it suggests none.

    A documented guess, made from words such as *cancelled*, *late*, *solved*, *help*: the worst outcome in the name
    decides, else the mean of the things it names. Of messages only bad outcomes count.

    >>> valence("Parcel late"), valence("Ticket solved"), valence("Newsletter delivered"), valence("订单取消")
    (-3.0, 1.5, 0.2, -3.0)
    >>> valence("Screen 7") is None
    True
    """
    outcomes = _found(name, _OUTCOMES)
    if outcomes and (min(outcomes) < 0 or not says(name, _MESSAGES)):
        return min(outcomes)
    things = _found(name, _THINGS)
    return sum(things) / len(things) if things else None


def is_support(name: str) -> bool:
    """Whether a touchpoint is a contact with a person who helps, by its name.

    >>> is_support("Ticket opened"), is_support("Help page"), is_support("联系客服")
    (True, False, True)
    """
    return says(name, _SUPPORT) and not says(name, _SURVEYS)


def is_harm(name: str) -> bool:
    """Whether a touchpoint is a cancellation, complaint, return or the like, by its name.

    >>> is_harm("Subscription cancelled"), is_harm("Returning visitor"), is_harm("退款申请")
    (True, False, True)
    """
    return says(name, _HARM)


def is_awaited(name: str) -> bool:
    """Whether a touchpoint is something that the company does and the customer waits for, by its name.

    >>> is_awaited("Support replied"), is_awaited("Newsletter delivered"), is_awaited("订单发货")
    (True, False, True)
    """
    return says(name, _COMPANY) and not says(name, _SURVEYS) and not says(name, _UNASKED)


def is_survey(name: str) -> bool:
    """Whether a rating given at a touchpoint is the touchpoint itself: a survey answered, a review written.

    >>> is_survey("NPS survey answered"), is_survey("Review"), is_survey("Customer reviews"), is_survey("Survey sent")
    (True, True, False, False)
    """
    if _READ & set(words(name).split()) or any(word in name for word in _READ_ZH):
        return False
    return says(name, _SURVEYS) and not says(name, _SENT)


def says(name: str, lists: tuple[str, str]) -> bool:
    """Whether a name holds one of the English or Chinese words."""
    return _matches(name, _phrases(lists[0]), _split(lists[1]))


def _found(name: str, table: dict[float, tuple[str, str]]) -> list[float]:
    return [value for value, lists in table.items() if says(name, lists)]


def _matches(name: str, english: frozenset[tuple[str, ...]], chinese: tuple[str, ...]) -> bool:
    own = _stems(name)
    longest = max(len(phrase) for phrase in english)
    for length in range(1, min(longest, len(own)) + 1):
        if any(own[i : i + length] in english for i in range(len(own) - length + 1)):
            return True
    return any(word in name for word in chinese)


@cache
def _stems(name: str) -> tuple[str, ...]:
    spoken = words(name[:200]).replace("e mail", "email")
    # Somebody who comes back sends nothing back.
    return tuple(w if w == "returning" else stem(w) for w in spoken.split())


@cache
def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_stems(phrase) for phrase in _split(text))


@cache
def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
