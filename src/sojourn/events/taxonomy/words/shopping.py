"""A visit to a shop, from the door to the receipt."""

from typing import Final

from sojourn.events.taxonomy.words.line import StageLine, StageWords

SHOPPING: Final = StageLine(
    "shopping",
    (
        StageWords(
            "Arrival",
            "到访",
            "landing, landing page, home, homepage, home page, main, main page, start page, session start, "
            "first visit, visit, store visit, app opened, entry, 首页, 主页, 落地页, 到访, 进店, 打开应用",
            "index, login, sign in, signin, register, registration, sign up, lobby, welcome, 登录, 注册",
        ),
        StageWords(
            "Browsing",
            "浏览",
            "catalog, catalogue, category, product, product page, product view, product viewed, item, item view, view item, "
            "search, search results, listing, brand, collection, compare, recommendation, wishlist, favourite, favorite, "
            "quick view, size guide, reviews, 目录, 分类, 商品, 产品, 详情, 搜索, 列表, 品牌, 比较, 推荐, 收藏, 尺码, 评价",
            "view, browse, page view, pageview, detail, filter, sort, promo, click, 浏览, 查看, 筛选, 点击",
        ),
        StageWords(
            "Cart",
            "购物车",
            "cart, add to cart, addtocart, basket, bag, shopping bag, trolley, remove from cart, view cart, coupon, voucher, promo code, 购物车, 加购, 优惠券",
            "add, remove, 添加, 移除",
        ),
        StageWords(
            "Delivery choice",
            "选择配送",
            "delivery, delivery choice, delivery courier, delivery pickup, shipping, shipping info, shipping method, "
            "address, pickup, click and collect, courier, 配送, 送货, 地址, 自提, 快递, 运费",
            "slot, contact details, 联系方式",
        ),
        StageWords(
            "Payment",
            "支付",
            "payment, payment choice, payment done, payment card, payment cash, pay, paid, checkout, begin checkout, place order, "
            "order placed, order, purchase, purchased, buy, bought, transaction, confirmation, order confirmation, "
            "thank you, receipt, invoice, 支付, 付款, 结账, 结算, 下单, 订单, 购买, 收银, 小票, 发票",
            "card, cash, wallet, confirm, submit, 银行卡, 现金, 钱包, 确认, 提交",
        ),
        StageWords(
            "After the order",
            "下单之后",
            "shipped, parcel shipped, delivered, parcel delivered, tracking, return, refund, exchange, review written, "
            "rating, nps, survey, support, complaint, chat, reorder, 发货, 送达, 签收, 物流跟踪, 退货, 退款, 换货, 晒单, 售后, 投诉, 复购",
            "help, contact, 帮助, 联系",
        ),
    ),
)  # fmt: skip
"""Six stages of one purchase."""
