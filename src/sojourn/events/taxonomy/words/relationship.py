"""The whole relationship with a company: shops, subscriptions, software, banks, insurers."""

from typing import Final

from sojourn.events.taxonomy.words.line import StageLine, StageWords

RELATIONSHIP: Final = StageLine(
    "relationship",
    (
        StageWords(
            "Awareness",
            "认知",
            "ad, ads, advert, advertisement, ad seen, ad clicked, banner, impression, campaign, landing page, landing, "
            "social post, press, billboard, flyer, word of mouth, friend's tip, referral visit, first visit, "
            "search ad clicked, store visit, 广告, 曝光, 落地页, 首次访问, 朋友介绍, 种草, 海报, 传单, 抖音, 小红书",
            "store purchase, social, video, seo, search engine, homepage, home, main, home page, main page, podcast, event, "
            "首页, 主页, 搜索引擎, 社交, 视频, 活动",
        ),
        StageWords(
            "Consideration",
            "考虑",
            "product page, product, catalog, catalogue, category, compare, comparison, size guide, style quiz, quiz, "
            "customer reviews, reviews read, read reviews, pricing, price list, price page, demo, demo request, webinar, whitepaper, brochure, "
            "faq, wishlist, search results, quote, quotation, simulation, calculator, trial started, free trial, trial, "
            "consultation, advice page, help page, product viewed, item viewed, 产品页, 商品, 商品详情, 分类, 目录, 比较, 对比, "
            "尺码, 测试题, 看评价, 价格, 报价, 试用, 试算, 咨询页, 收藏, 帮助页",
            "search, browse, view, page view, pageview, page, detail, list, filter, blog, article, guide, lead, inquiry, enquiry, "
            "搜索, 浏览, 查看, 详情, 文章, 指南, 线索, 询价",
        ),
        StageWords(
            "Decision",
            "决策",
            "cart, add to cart, basket, checkout, order placed, orders, order, purchase, purchased, buy, bought, payment, pay, paid, "
            "place order, contract signed, sign contract, deal, deal won, offer accepted, subscribe, subscribed, "
            "subscription started, plan chosen, apply, application, policy bought, coupon applied, voucher, deposit, "
            "购物车, 加购, 结账, 结算, 下单, 订单, 购买, 支付, 付款, 签约, 成交, 订阅开始, 开始订阅, 投保, 申请, 优惠券",
            "delivery choice, payment choice, offer, proposal, negotiation, contract, transaction, 要约, 方案, 谈判, 合同, 交易",
        ),
        StageWords(
            "Onboarding",
            "开通",
            "sign up, signup, signed up, registration, register, registered, account created, create account, welcome, "
            "welcome e-mail sent, welcome e-mail delivered, welcome e-mail opened, welcome e-mail clicked, confirmation e-mail sent, "
            "confirmation e-mail delivered, confirmation e-mail opened, confirmation email, order confirmation, confirmation, activation, activate, activated, onboarding, "
            "setup, set up, installation, install, app installed, installed, first open, first login, tutorial, tour, kyc, "
            "identity check, verification, verify, preferences saved, profile completed, card issued, parcel shipped, "
            "shipped, shipment, parcel delivered, delivered, delivery, parcel late, parcel, unboxing, "
            "注册, 开户, 创建账户, 欢迎, 确认邮件, 订单确认, 激活, 开通, 安装, 首次登录, 教程, 引导, "
            "实名, 认证, 发货, 送达, 签收, 包裹, 配送, 物流, 上手",
            "confirm, import, invite teammate, integration, collect, pickup, 确认, 导入, 对接, 取货, 自提",
        ),
        StageWords(
            "Use",
            "使用",
            "app opened, open app, app open, session, dashboard, feature, feature used, usage, use, used, report viewed, "
            "statement, transfer, withdrawal, card payment, top up, play, watch, listen, stream, "
            "previewed, parcel returned, newsletter sent, newsletter delivered, newsletter opened, newsletter clicked, newsletter, "
            "invoice, bill, usage alert, workout, 打开应用, 打开app, 使用, 功能, 仪表盘, 对账单, 转账, 取现, 刷卡, 充值, "
            "播放, 观看, 预览, 通讯, 退货, 账单, 发票",
            "login, log in, logged in, open, opened, sync, export, upload, edit, share, notification, 登录, 打开, 同步, 导出, 上传, 通知",
        ),
        StageWords(
            "Service",
            "服务",
            "chat started, chat replied, chat solved, chat, live chat, support, ticket, ticket opened, ticket solved, case opened, "
            "case closed, phone call, phone call solved, call, hotline, call center, call centre, complaint, help desk, "
            "helpdesk, handed over, escalation, escalated, repair, replacement, "
            "return request, refund, claim, warranty, outage, incident, callback, csat, service survey, "
            "聊天, 在线客服, 客服, 工单, 来电, 电话, 热线, 投诉, 升级处理, 转接, 维修, 换货, 退款, 理赔, 保修, 故障, 回访",
            "help, question, problem, error, issue, agent, contact, contact us, message, return, 帮助, 问题, 错误, 联系, 留言",
            anywhere=True,
        ),
        StageWords(
            "Retention",
            "留存",
            "renewal, renew, renewed, subscription renewed, renewal reminder sent, renewal reminder delivered, renewal reminder opened, reminder, loyalty, loyalty points, points redeemed, reward, "
            "upgrade, upgraded, cross-sell, upsell, repeat order, reorder, repurchase, winback, win back, reactivation, "
            "reactivated, subscription paused, paused, pause, cancel, cancelled, cancellation, subscription cancelled, "
            "churn, churned, unsubscribe, unsubscribed, downgrade, expired, "
            "续订, 续费, 续约, 续保, 提醒, 会员, 积分, 奖励, 兑换, 升级, 复购, 再次购买, 召回, 暂停, 取消, 退订, 流失, 到期",
            "member, membership, birthday, 生日",
        ),
        StageWords(
            "Advocacy",
            "推荐",
            "review, reviews, review written, rating, nps, nps survey, recommendation survey, recommendation, recommend, "
            "recommended, referral, refer a friend, refer, friend invited, invite friend, invite, invited, testimonial, "
            "case study, ambassador, community post, shared on social, feedback, "
            "评价, 评论, 晒单, 打分, 推荐, 推荐调查, 邀请好友, 邀请, 转介绍, 口碑, 反馈, 社区发帖",
            "survey, share, community, 问卷, 调查, 分享, 社区",
        ),
    ),
)  # fmt: skip
"""Eight stages from first notice to recommending."""
