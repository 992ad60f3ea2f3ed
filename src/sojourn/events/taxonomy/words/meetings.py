"""How customers meet a company: phrases of touchpoint names that tell channel, kind and medium by themselves."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["digital", "physical", "human"]
Media = Literal["owned", "earned", "paid"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One way to meet a company.

    Attributes
    ----------
    channel
        Its channel; empty where the phrases leave it open.
    kind, media
        What kind of meeting it is, and who owns the medium.
    phrases
        English phrases, separated by commas; found as whole words, in any of their forms.
    chinese
        Chinese words, found anywhere in a name.
    """

    channel: str
    kind: Kind
    media: Media
    phrases: str
    chinese: str = ""


MEETINGS: Final = (
    Meeting(
        "ads", "digital", "paid",
        "ad clicked, ad click, click ad, ad seen, ad viewed, ad view, view ad, ad shown, ad impression, impression, ad exposure, ad served, "
        "banner clicked, banner viewed, banner click, banner ad, display ad, search ad, video ad, retargeting, remarketing, "
        "paid search, paid social, sponsored, advertisement, affiliate click, click affiliate",
        "广告, 信息流, 竞价, 投放",
    ),
    Meeting(
        "email", "digital", "owned",
        "email sent, email send, send email, email delivered, email opened, email open, open email, email clicked, email click, "
        "click email, email link clicked, email received, receive email, email bounced, email bounce, email replied, email reply, "
        "email processed, email deferred, email dropped, email complained, email spam report, email marked as spam, "
        "email unsubscribed, newsletter sent, newsletter opened, newsletter open, newsletter clicked, newsletter click, "
        "newsletter delivered, newsletter, email campaign, campaign email",
        "邮件",
    ),
    Meeting(
        "sms", "digital", "owned",
        "sms sent, sms delivered, sms received, sms clicked, sms replied, sms, text message, text message sent",
        "短信",
    ),
    Meeting(
        "push", "digital", "owned",
        "push sent, push delivered, push received, push opened, push clicked, push dismissed, push notification, "
        "notification receive, notification received, notification open, notification opened, notification dismiss, notification tapped",
        "推送",
    ),
    Meeting("chat", "digital", "owned", "chatbot, chat bot, bot conversation, virtual assistant", "机器人客服, 智能客服"),
    Meeting(
        "chat", "human", "owned",
        "live chat, chat started, chat start, start chat, chat ended, chat opened, chat message, chat replied, chat solved, "
        "chat transferred, chat rated, chat requested, chat",
        "在线客服, 聊天, 在线咨询",
    ),
    Meeting(
        "phone", "human", "owned",
        "phone call, telephone call, call started, call ended, call answered, call abandoned, call completed, call received, call back, "
        "missed call, inbound call, outbound call, incoming call, call center, call centre, callback, hotline, phone, voicemail, "
        "phone order",
        "电话, 来电, 热线, 呼入, 呼出, 回电, 外呼",
    ),
    Meeting(
        "store", "physical", "owned",
        "store visit, visit store, store visited, store purchase, in store purchase, in store, instore, pos, "
        "point of sale, fitting room, store return, in store pickup, store pickup, till",
        "门店, 到店, 进店, 线下, 收银台, 试衣",
    ),
    Meeting("branch", "human", "owned", "branch visit, branch visited, bank branch, teller, branch appointment", "网点, 柜台, 柜面, 客户经理"),
    Meeting("atm", "physical", "owned", "atm, atm withdrawal, cash machine", "取款机, 自助机"),
    Meeting(
        "parcel", "physical", "owned",
        "parcel, package, parcel shipped, parcel delivered, package shipped, package delivered, package received, shipment, shipped, "
        "order shipped, order delivered, order fulfilled, out for delivery, in transit, delivery attempted, delivery failed, unboxing",
        "发货, 送达, 签收, 派送, 物流, 快递, 包裹",
    ),
    Meeting(
        "mail", "physical", "owned",
        "letter sent, letter received, send letter, letter, postcard, direct mail, flyer, brochure sent",
        "信件, 信函, 邮寄, 传单",
    ),
    Meeting(
        "reviews", "digital", "earned",
        "review written, review posted, review submitted, write review, submit review, product reviewed, review left, app review, "
        "store review, customer review",
        "写评价, 晒单, 好评, 差评, 写点评, 发表评价",
    ),
    Meeting(
        "survey", "digital", "owned",
        "survey sent, survey opened, survey completed, survey answered, survey response, survey responded, survey started, survey, "
        "nps survey, nps, csat, questionnaire",
        "问卷, 满意度, 调研",
    ),
    Meeting(
        "social", "digital", "earned",
        "shared on social, social share, social post, tweet, retweet, hashtag, mention, community post, forum post, press article",
        "种草, 微博, 小红书, 抖音, 朋友圈, 转发",
    ),
    Meeting(
        "", "digital", "earned",
        "friend invited, invite friend, refer a friend, referral, word of mouth, recommended by friend, friend tip",
        "邀请好友, 转介绍, 口碑, 朋友介绍",
    ),
    Meeting(
        "app", "digital", "owned",
        "app opened, app open, open app, app installed, app install, install app, app launched, launch app, app updated, app update, app removed, "
        "app remove, app uninstalled, app backgrounded, app crashed, app foregrounded, application opened, application installed, "
        "application updated, application uninstalled, application backgrounded, application crashed, application foregrounded, "
        "screen view, screen viewed, viewed screen, screen, in app message",
        "打开应用, 打开app, 启动应用, 安装应用, 小程序",
    ),
    Meeting(
        "web", "digital", "owned",
        "page view, pageview, page viewed, view page, viewed page, page visited, page visit, page load, website visit, web visit, "
        "visit website, site visit started, landing page, landing page viewed, homepage, home page, page",
        "访问网站, 浏览网页, 页面浏览, 浏览页面, 官网, 首页, 落地页",
    ),
    Meeting(
        "", "human", "owned",
        "sales call, sales meeting, meeting held, meeting booked, demo held, demo given, consultation, doctor visit, clinic visit, "
        "home visit, lecture, seminar, tutoring, tutorial class, advisor meeting, interview, court hearing, judge, surgery, operation, "
        "triage, nursing, speak to agent, handed over",
        "面谈, 拜访, 问诊, 会诊, 就诊, 手术, 上课, 面试, 人工服务, 护理",
    ),
    Meeting(
        "", "physical", "owned",
        "hotel stay, room service, housekeeping, minibar, bag drop, boarding, flight flown, lounge, test drive, event attended, "
        "trade show, car pickup, car return, hospital admission, blood test, x ray, leucocytes, crp, lactic acid, lacticacid, "
        "iv antibiotics, iv liquid, card delivered",
        "入住, 退房, 登机, 安检, 体检, 化验, 抽血, 输液, 试驾, 取货, 自提",
    ),
)  # fmt: skip
"""Ways to meet a company; of two phrases the longer one counts, of two of one length the earlier."""
