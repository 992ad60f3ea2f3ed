"""Reasons for complaint, and the words they are told by, in six languages; ``_`` is a blank, ``*`` any ending."""

from collections.abc import Mapping
from typing import Final

REASONS: Final = (
    "delivery", "product", "wait", "asked_twice", "staff", "price", "size", "ordering", "information", "app", "billing",
    "cancellation", "premises",
)  # fmt: skip
"""In the order of their codes; a negative text without any of them has the reason ``other``."""

REASON_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "delivery": """
            delivery deliveries deliver delivered delivering parcel parcels package packages courier shipment shipped shipping
            dispatch* tracking arrive arrived arrives arrival delay* late late_flight lost_my_bag luggage baggage bags bag
            never_came postman post_office missing_from_the_box flight_delayed tarmac
        """,
        "product": """
            quality broke broken breaks defect* faulty fell_apart falls_apart hole holes torn seam faded fades shrink shrinks shrunk
            stopped_working doesn't_work does_not_work not_working damaged dented scratched cheaply_made material battery sound
            fabric worn cracked leak leaking leaks malfunction* charger screen headset food taste tasteless
        """,
        "wait": """
            wait waited waiting waits on_hold hold hours_on no_answer no_reply no_response never_answered unanswered slow slowly
            queue queues line_was response_time took_forever took_ages days_for_an_answer still_waiting hung_up
            nobody_answers no_one_answers call_back callback
        """,
        "asked_twice": """
            twice again_and_again repeat repeated repeating explain_everything explained_everything explain_again explain_everything_twice
            passed_me passed_around transferred transfer_me run_around runaround several_times three_times multiple_times
            same_question over_and_over second_time third_time call_again called_again
        """,
        "staff": """
            rude unfriendly unhelpful not_help not_helpful did_not_help arrogant impolite attitude staff waiter waitress server agent agents rep
            representative employee employees manager incompetent unprofessional ignored nobody_told nobody_cares customer_service
            customer_support service support
        """,
        "price": """
            price prices priced expensive overpriced cost costs costly pricey cheaper too_much_money rip-off ripoff rip_off value_for_money
            waste_of_money not_worth price_went_up extra_fee fees fee money
        """,
        "size": "size sizes sizing size_chart size_guide too_small too_big too_large too_tight too_short too_long does_not_fit doesn't_fit not_fit fit fits",
        "ordering": """
            checkout check_out_page order_went_through confirmation place_my_order ordering order_failed cart basket payment paying pay paid card_declined
            declined address_three_times form payment_failed paying_failed book booking booked reservation reserve rebook* website_booking
        """,
        "information": """
            confusing confused unclear misleading misled no_information information informed not_informed not_told told_me nobody_told_me description not_as_described
            instructions manual explanation without_a_word wrong_information no_idea
        """,
        "app": "app apps website web_site site page pages login log_in password crash crashes crashed crashing freezes froze bug bugs buggy glitch* error_message link phone_version go_back loading",
        "billing": "bill bills billed billing invoice invoices charged charge charges double_charged charged_twice overcharged credit_card debited statement hidden_fees",
        "cancellation": """
            cancel cancelled canceled cancelling cancellation* cancelation* unsubscribe* refund refunds refunded money_back return returned returning
            returns exchange leave leaving thinking_of_leaving cancelled_flight cancelled_flightled
        """,
        "premises": "dirty filthy smell smelly stink* noise noisy loud crowded parking toilet toilets restroom bathroom room rooms seat seats bed beds cold_room air_conditioning cockroach* table tables",
    },
    "zh": {
        "delivery": "快递 物流 包裹 送达 送货 发货 配送 到货 延误 延迟 晚到 丢件 查不到 没收到 没有收到 运输 派送 迟迟 收货 快递员 少了一双 漏发",
        "product": "质量 破 破洞 破了 坏 坏了 褪色 褪了 起球 开裂 脱线 缝线 材质 做工 损坏 瑕疵 次品 假货 劣质 缩水 掉色 漏 故障 失灵 难吃 味道 早餐 菜",
        "wait": "等 等了 等待 等候 排队 太慢 很慢 慢 半天 一天多 没回复 不回复 没人接 打不通 没人理 迟迟不 久 才回复 才来",
        "asked_twice": "两遍 重复 反复 再三 又问 多次 好几次 三遍 说了又说 推来推去 踢皮球 转来转去 第二次 一遍又一遍 再打",
        "staff": "态度 服务员 员工 前台 客服 冷漠 冷淡 不耐烦 粗鲁 傲慢 不理 没有帮助 没帮助 不专业 爱理不理 经理 店员 服务 敷衍 推诿",
        "price": "价格 价钱 太贵 贵 涨价 不值 性价比 收费 运费 高价 便宜的 宰客 房价 多收 费用 押金",
        "size": "尺码 尺寸 大小 小了 大了 偏小 偏大 码 不合身 不合脚 太紧 太松 尺码表",
        "ordering": "下单 订单 结账 支付 付款 付不了 预订 预定 订房 确认邮件 地址填 购物车 结算",
        "information": "不清楚 看不懂 不明白 没通知 没人通知 没说 说明 信息 描述不符 与描述 误导 不告知 没有告知 没告诉 没打招呼 指示 不准",
        "app": "网站 网页 页面 软件 手机上 应用 登录 登陆 闪退 卡顿 卡死 报错 链接 屏幕 退不回去 打不开 网络 上网 小程序",
        "billing": "账单 发票 扣款 扣费 多扣 重复扣 刷卡 结帐 乱收费 开票",
        "cancellation": "取消 退订 退款 退货 退房 退换 不退 换货 解约 退钱 退不了",
        "premises": "房间 脏 卫生 臭 异味 霉 吵 噪音 隔音 空调 浴室 卫生间 厕所 床 床单 毛巾 电梯 停车 设施 装修 蟑螂 蚊子 热水 窗",
    },
    "fr": {
        "delivery": "livraison livraisons livré livrée livreur colis retard retards expédition transport transporteur",
        "product": "qualité cassé* défaut* défectueu* plante plantes fané* mort morts morte mortes abîmé* abimé* panne produit produits article articles fleurs arbustes",
        "wait": "attente attendre attendu longtemps caisse caisses queue lent lente lents lenteur file réponse",
        "asked_twice": "deux_fois plusieurs_fois répéter encore_une_fois à_chaque_fois",
        "staff": "accueil personnel vendeur vendeurs vendeuse vendeuses caissière* caissier* conseiller* désagréable* impoli* incompétent* conseil conseils aimable* amabilité hautain*",
        "price": "prix cher chère chers chères tarif tarifs élevé élevés coûte onéreu* promotion* promo promos euros",
        "size": "taille tailles trop_petit trop_grand",
        "ordering": "commande commandes commander paiement payer panier réservation",
        "information": "information informations renseignement* indication* étiquet* affichage clair* explication*",
        "app": "site internet application page_web connexion",
        "billing": "facture factures facturé* prélev* débit* carte_de_fidélité points chèque*",
        "cancellation": "annul* rembours* retour retours échange* résili* reprise",
        "premises": "parking magasin magasins rayon rayons choix rupture stock propre* sale place bruit chaleur toilettes",
    },
    "de": {
        "delivery": "lieferung* geliefert* liefer* paket* versand* verspät* zustell* sendung* bote spät",
        "product": "qualität* kaputt* defekt* beschädigt* loch löcher gerissen produkt* ware material* verarbeitung fehler* akku essen",
        "wait": "warte* gewartet warten warteschleife wartezeit* schlange antwort keine_antwort langsam*",
        "asked_twice": "zweimal mehrmals mehrfach wiederhol* dreimal immer_wieder nochmal",
        "staff": "unfreundlich* personal mitarbeiter* kundenservice kundendienst service bedienung berater* verkäufer* inkompetent* hilft_nicht",
        "price": "preis* teuer* teure überteuert* gebühr* kosten versandkosten geld",
        "size": "größe* groesse* zu_klein zu_groß zu_eng passt_nicht passform",
        "ordering": "bestellung* bestellt* bestellen bezahl* zahlung* warenkorb bestätigung* buchung* gebucht",
        "information": "information* unklar* verwirrend* beschreibung* auskunft* mitgeteilt erklärung* anleitung*",
        "app": "app webseite website internetseite login anmeld* absturz abgestürzt seite",
        "billing": "rechnung* abgebucht abbuchung* berechnet lastschrift",
        "cancellation": "storn* kündig* gekündigt rücksend* retour* erstatt* umtausch* zurückgeben geld_zurück",
        "premises": "schmutzig* dreckig* laut lärm parkplatz* zimmer toilette* sauber* bett",
    },
    "id": {
        "delivery": "kirim* dikirim pengiriman paket kurir ongkir sampai datang_nya terlambat telat",
        "product": "kualitas rusak cacat barang produk makanan makanan_nya rasa rasa_nya bahan robek pecah hambar",
        "wait": "antre antri antrean antrian menunggu nunggu tunggu lama lelet lemot lambat",
        "asked_twice": "berkali-kali berulang* dua_kali bolak-balik",
        "staff": "pelayan pelayanan pelayanan_nya karyawan pegawai kasir staf jutek galak judes ketus cs admin satpam",
        "price": "harga harga_nya mahal kemahalan biaya bayar_lebih pulsa",
        "size": "ukuran kekecilan kebesaran sempit",
        "ordering": "pesan pesanan pesanan_nya order pembayaran checkout transaksi booking",
        "information": "informasi bingung tidak_jelas keterangan penjelasan",
        "app": "aplikasi website situs login error eror jaringan sinyal internet",
        "billing": "tagihan ditagih saldo kuota potongan",
        "cancellation": "batal dibatalkan pembatalan refund uang_kembali retur kembalikan",
        "premises": "kotor tempat tempat_nya parkir panas bau toilet kamar bising berisik jorok",
    },
    "es": {
        "delivery": "entrega* envío* enviar paquete* llegó llega retras* mensajero pedido_no_llegó",
        "product": "calidad roto rota defectuos* estropead* dañad* producto* material comida",
        "wait": "esper* cola lent* tarda tardan tardó respuesta",
        "asked_twice": "dos_veces varias_veces repetir otra_vez",
        "staff": "personal atención trato emplead* camarer* antipátic* maleducad* groser* servicio",
        "price": "precio* car* dinero coste* gastos",
        "size": "talla* tamaño pequeñ* grande",
        "ordering": "pedido* pago* pagar compra* reserva*",
        "information": "información confus* engañ* explicación descripción",
        "app": "aplicación app web página sitio",
        "billing": "factura* cobr* cargo*",
        "cancellation": "cancel* devol* reembols* cambio",
        "premises": "suci* ruido* habitación* baño* aparcamiento",
    },
}
"""Of every language with a lexicon."""
