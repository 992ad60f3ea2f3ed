"""A trip: flights, trains, hotels, rented cars."""

from typing import Final

from sojourn.events.taxonomy.words.line import StageLine, StageWords

TRAVEL: Final = StageLine(
    "travel",
    (
        StageWords(
            "Inspiration",
            "灵感",
            "destination, destinations, travel guide, inspiration, deals, search flight, flight search, hotel search, "
            "search hotel, fare calendar, map view, 目的地, 攻略, 灵感, 搜索航班, 搜索酒店, 特价",
            "search, browse, compare, ad, 搜索, 浏览, 比较",
        ),
        StageWords(
            "Booking",
            "预订",
            "booking, book, booked, reservation, reserve, reserved, select flight, select seat, select room, seat map, "
            "passenger details, fare selected, ticket issued, e ticket, 预订, 订票, 订房, 选座, 出票, 乘客信息",
            "payment, pay, purchase, confirmation, 支付, 付款, 确认",
        ),
        StageWords(
            "Preparation",
            "行前准备",
            "visa, online check in, web check in, boarding pass, itinerary, packing, travel insurance, upgrade offer, "
            "airport transfer, pre arrival, extra baggage, rebooking, 签证, 值机, 登机牌, 行程单, 保险, 接机, 行李额, 改签",
            "reminder, app, 提醒",
        ),
        StageWords(
            "Trip",
            "旅途",
            "bag drop, security, lounge, boarding, flight, on board, inflight, landing gate, baggage claim, hotel check in, "
            "check in, checkin, room service, housekeeping, minibar, stay, car pickup, car return, train ride, delay, lost baggage, check out, checkout desk, "
            "安检, 休息室, 登机, 飞行, 机上, 行李提取, 入住, 客房服务, 住宿, 取车, 还车, 延误, 退房",
            "front desk, restaurant, concierge, 前台, 餐厅, 礼宾",
        ),
        StageWords(
            "After the trip",
            "旅途之后",
            "review, review written, miles, miles credited, loyalty points, expense report, compensation claim, "
            "invoice request, next trip, 点评, 里程, 积分, 报销, 赔偿, 再次预订",
            "survey, refund, complaint, share photo, 问卷, 退款, 投诉, 晒照片",
        ),
    ),
)  # fmt: skip
"""Five stages of a trip."""
