"""What events are usually called, industry by industry, in English and Chinese: our own lists.

They are recognised whole, in any spelling, and are what unknown names are compared with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sojourn.events.taxonomy.words.care import CARE
from sojourn.events.taxonomy.words.learning import LEARNING
from sojourn.events.taxonomy.words.line import StageLine
from sojourn.events.taxonomy.words.relationship import RELATIONSHIP
from sojourn.events.taxonomy.words.travel import TRAVEL


@dataclass(frozen=True, slots=True)
class Industry:
    """The usual names of one industry by the stage of its line of stages."""

    name: str
    line: StageLine
    names: Mapping[str, str]


INDUSTRIES: Final = (
    Industry(
        "e-commerce", RELATIONSHIP,
        {
            "Awareness": "promotion viewed, promotion clicked, view promotion, select promotion, first visit, session start, campaign clicked, "
                         "浏览活动, 点击活动, 活动曝光",
            "Consideration": "product list viewed, product list filtered, product clicked, product viewed, product searched, products searched, view item, "
                             "view item list, select item, view search results, product added to wishlist, product removed from wishlist, add to wishlist, "
                             "wishlist product added to cart, product shared, compare products, size guide opened, stock checked, "
                             "浏览商品, 商品浏览, 查看商品详情, 搜索商品, 商品搜索, 加入收藏, 收藏商品, 查看评价",
            "Decision": "product added, product removed, cart viewed, view cart, add to cart, remove from cart, begin checkout, checkout started, "
                        "checkout step viewed, checkout step completed, add shipping info, add payment info, payment info entered, coupon entered, "
                        "coupon applied, coupon denied, coupon removed, order completed, order updated, order placed, order created, purchase, "
                        "payment succeeded, payment failed, payment authorised, cart abandoned, checkout abandoned, in app purchase, "
                        "加入购物车, 移出购物车, 查看购物车, 开始结账, 提交订单, 创建订单, 支付成功, 支付失败, 使用优惠券, 领取优惠券",
            "Onboarding": "order confirmed, order packed, order shipped, order fulfilled, order delivered, parcel handed over, delivery attempted, "
                          "pickup ready, order picked up, gift card issued, 订单发货, 订单签收, 确认收货",
            "Use": "order refunded, refund, product returned, return started, return received, exchange requested, 申请退货, 退货成功, 申请换货",
            "Retention": "points earned, points redeemed, loyalty joined, loyalty tier reached, reorder, back in stock alert, price drop alert, "
                         "获得积分, 兑换积分, 加入会员, 再次购买",
            "Advocacy": "product reviewed, review submitted, product shared, referral sent, 提交评价, 分享商品, 晒单",
        },
    ),
    Industry(
        "subscription", RELATIONSHIP,
        {
            "Consideration": "plans viewed, pricing viewed, plan compared, trial started, trial offered, 查看套餐, 开始试用",
            "Decision": "plan selected, plan chosen, subscription created, subscription started, subscription activated, trial converted, "
                        "payment method added, subscribe, 选择套餐, 开通会员, 订阅成功",
            "Use": "content played, episode watched, song played, playlist created, video started, video progress, video complete, download started, "
                   "box delivered, box previewed, meal skipped, invoice paid, invoice created, 播放内容, 观看视频, 账单支付",
            "Service": "payment method updated, payment failed notice, address changed, delivery rescheduled, 更换支付方式",
            "Retention": "subscription renewed, subscription upgraded, subscription downgraded, subscription paused, subscription resumed, "
                         "subscription cancelled, subscription expired, trial expired, trial ended, cancellation requested, save offer accepted, "
                         "save offer shown, win back offer sent, auto renewal turned off, 自动续费, 关闭自动续费, 取消订阅, 会员到期, 续费成功",
        },
    ),
    Industry(
        "software", RELATIONSHIP,
        {
            "Awareness": "blog post read, ebook downloaded, whitepaper downloaded, webinar registered, generate lead, 下载白皮书, 报名直播",
            "Consideration": "demo requested, demo booked, contact sales, form submitted, docs viewed, qualify lead, lead qualified, trial signed up, "
                             "申请演示, 联系销售, 提交表单",
            "Decision": "proposal sent, contract sent, contract signed, deal won, deal lost, close convert lead, seats added, purchase order received, "
                        "合同签署, 商机赢单, 商机输单",
            "Onboarding": "account created, signed up, sign up, email verified, invite sent, invite accepted, teammate invited, workspace created, project created, "
                          "integration connected, data imported, onboarding started, onboarding completed, tutorial begin, tutorial complete, checklist completed, "
                          "first login, kick off call, 注册成功, 创建账号, 邮箱验证, 邀请成员, 创建项目, 完成引导",
            "Use": "logged in, login, logged out, feature used, report created, report exported, dashboard viewed, file uploaded, file downloaded, "
                   "file download, search performed, settings changed, comment added, task completed, api key created, session started, select content, "
                   "功能使用, 导出报表, 查看仪表盘, 上传文件, 登录成功",
            "Service": "ticket created, ticket updated, ticket solved, ticket reopened, case created, case escalated, help article viewed, error shown, "
                       "bug reported, support contacted, password reset, password reset requested, exception, app crashed, "
                       "创建工单, 工单解决, 提交反馈, 忘记密码, 重置密码",
            "Retention": "plan upgraded, plan downgraded, account deactivated, account deleted, renewal meeting, quarterly review, health score dropped, "
                         "升级套餐, 注销账号",
            "Advocacy": "nps answered, feature requested, case study agreed, reference call, 推荐给同事",
        },
    ),
    Industry(
        "banking and insurance", RELATIONSHIP,
        {
            "Awareness": "rates viewed, product brochure requested, campaign call, 查看利率",
            "Consideration": "loan calculator used, quote requested, quote received, premium calculated, eligibility checked, branch appointment booked, "
                             "贷款试算, 保费试算, 获取报价",
            "Decision": "application started, application submitted, application approved, application declined, offer created, offer sent, offer accepted, "
                        "offer refused, documents uploaded, policy issued, policy purchased, term deposit opened, loan disbursed, "
                        "提交申请, 申请通过, 申请被拒, 贷款发放, 保单生效, 授信通过",
            "Onboarding": "account opened, kyc started, kyc submitted, kyc passed, kyc failed, identity verified, card issued, card activated, pin set, "
                          "mobile banking activated, direct debit set up, first deposit, 开户成功, 实名认证, 银行卡激活, 绑定银行卡",
            "Use": "balance checked, statement viewed, statement downloaded, transfer made, money sent, money received, bill paid, cash withdrawn, card payment, "
                   "deposit made, standing order created, exchange made, top up, repayment made, instalment paid, premium paid, "
                   "查询余额, 转账汇款, 信用卡还款, 缴纳保费, 理财购买, 存款, 取款",
            "Service": "card blocked, card lost, card replaced, dispute opened, chargeback, claim reported, claim submitted, claim assessed, claim paid, "
                       "claim rejected, fraud alert, limit changed, address updated, 挂失, 补卡, 理赔申请, 理赔到账, 冻结账户",
            "Retention": "policy renewed, policy lapsed, policy cancelled, mortgage renewed, account closed, dormant account, rate change notice, "
                         "保单续保, 退保, 销户",
        },
    ),
    Industry(
        "travel", TRAVEL,
        {
            "Inspiration": "flight searched, hotel searched, destination viewed, fare alert set, offer viewed, map searched, 搜索机票, 浏览酒店, 查看攻略",
            "Booking": "flight selected, room selected, seat selected, passenger details entered, booking created, booking confirmed, booking paid, "
                       "booking cancelled, booking changed, baggage added, insurance added, upgrade bought, 创建订单, 订单支付, 选择座位, 取消预订, 机票改签",
            "Preparation": "online check in, checked in online, boarding pass issued, boarding pass downloaded, visa applied, itinerary viewed, transfer booked, "
                           "pre arrival message, 办理值机, 在线值机, 领取登机牌",
            "Trip": "bag dropped, security passed, boarded, flight departed, flight delayed, flight cancelled, flight landed, baggage collected, bag lost, "
                    "hotel checked in, hotel checked out, room key issued, room service ordered, car picked up, car returned, ride started, ride ended, "
                    "航班起飞, 航班延误, 航班取消, 办理入住, 办理退房, 提取行李",
            "After the trip": "miles credited, stay reviewed, trip rated, compensation claimed, invoice requested, 里程到账, 酒店点评, 申请赔偿",
        },
    ),
    Industry(
        "education", LEARNING,
        {
            "Discovery": "course viewed, course searched, syllabus downloaded, open day attended, trial lesson booked, trial lesson attended, "
                         "浏览课程, 搜索课程, 预约试听, 参加试听",
            "Enrolment": "application submitted, admission offered, admission accepted, course enrolled, enrolled, fee paid, placement test taken, "
                         "购买课程, 报名成功, 缴纳学费, 领取课程",
            "Learning": "course started, module started, module completed, lesson started, lesson completed, lesson viewed, lecture attended, video watched, "
                        "reading opened, assignment viewed, assignment submitted, discussion posted, question asked, note taken, "
                        "开始学习, 完成课时, 观看课程, 提交作业, 参加直播课, 课堂签到",
            "Assessment": "quiz started, quiz submitted, exam booked, exam started, exam submitted, grade published, feedback received, "
                          "开始考试, 提交试卷, 完成测验, 查看成绩",
            "Completion": "course completed, certificate issued, certificate shared, level up, graduation attended, course rated, "
                          "完成课程, 获得证书, 课程评价",
        },
    ),
    Industry(
        "health", CARE,
        {
            "Appointment": "appointment requested, appointment booked, appointment confirmed, appointment cancelled, appointment rescheduled, "
                           "referral received, symptom check started, symptom check completed, 预约挂号, 取消预约, 在线挂号",
            "Arrival": "patient registered, patient arrived, checked in, triage completed, no show, 签到候诊, 分诊完成, 到院登记",
            "Diagnosis": "consultation started, consultation completed, video consultation, test ordered, sample taken, test result received, "
                         "imaging done, diagnosis made, 开始问诊, 在线问诊, 检查预约, 报告查询, 查看报告",
            "Treatment": "prescription issued, prescription refilled, medication taken, treatment started, treatment completed, surgery performed, "
                         "patient admitted, patient transferred, vaccination given, 开具处方, 购买药品, 办理住院, 完成手术",
            "Discharge": "patient discharged, discharge summary sent, bill settled, insurance claim filed, 办理出院, 费用结算",
            "Follow-up": "follow up booked, follow up completed, readmitted, rehab session, remote reading received, care plan updated, 复诊预约, 完成随访",
        },
    ),
)  # fmt: skip
"""Seven industries; a name that several of them have is of the first."""
