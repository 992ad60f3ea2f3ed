"""Spanish: words of our own, for what customers write."""

from typing import Final

from sojourn.text.lexicons.words import Words

SPANISH: Final = Words(
    values={
        3.2: "excelent* perfect* genial* fantástic* maravillos* increíble* magnífic* espectacular* extraordinari* estupend* inmejorable* encanta encantó encantad* fenomenal* de_diez impecable* adoro lo_mejor",
        2.3: """
            muy_bien muy_bueno muy_buena recomiendo recomendable* recomendad* satisfech* content* feliz felices amable* amabilidad atent* simpátic* agradable*
            rápid* rapidez puntual* eficaz eficiente* eficiencia profesional* fácil fácilmente sencill* cómod* comodidad bonit* hermos* precios* limpi*
            fresc* ric* delicios* sabros* calidad barat* económic* buen_precio buena_relación gracias agradec* confianza fiable* útil
            gusta gustó gustado alegr* divertid* resistente* duradero* tranquil* acogedor* volveré volveremos repetiré mejor mejores resolvieron solucionaron
            solucionado ayudaron servicial* excelencia suave* calentit*
        """,
        1.4: "bien bueno buena buenos buenas buen correct* clar* interesante* ayuda práctic* vale_la_pena merece_la_pena nuevo",
        0.0: "buenos_días buenas_tardes buenas_noches bien_sea vale_decir",
        -1.0: "regular normalito car* lent* esper* cola pequeñ* ruidos* ruido frí* complicad* difícil confus* lástima falta faltaba faltan viej* antigu* mejorable* escas* tard*",
        -2.0: """
            mal mala malo malos malas decepcion* insatisfech* problema* error* fallo* falla* fallan rot* roto rota defectuos* dañad* estropead* retras* tarde
            nunca_llegó no_llegó perdid* perdier* cancel* devol* reembols* reclam* queja* enfad* enoj* molest* fastidi* frustr* antipátic* maleducad*
            groser* incompetent* impresentable* suci* asqueros* inútil* inservible* estafa* estafad* engañ* mentira* mentiros* robo ladron* fraude* timo
            demasiado_car* muy_car* peor no_recomiendo no_lo_recomiendo no_funciona no_funcionó no_sirve no_responde* no_contesta* nadie nunca_más jamás
            inacceptable* inaceptable* lamentable* vergüenza vergonzos* evitar pérdida_de_tiempo arrepient* abandon* preocup* miedo trist* desagradable* deficiente*
        """,
        -3.2: "horribl* terribl* pésim* fatal* desastr* nefast* basura asco espantos* la_peor el_peor deplorable* penos* mierda",
    },
    degrees={
        1.3: "muy realmente super súper tan totalmente absolutamente extremadamente sumamente bastante demasiado tremendamente",
        0.6: "poco un_poco algo casi medianamente relativamente ligeramente",
    },
    negations="no ni nunca sin ningún ninguna nada tampoco apenas",
    contrasts="pero sin_embargo aunque excepto salvo desgraciadamente desafortunadamente",
    emotions={
        "joy": "feliz felices content* encanta encantó encantad* alegr* gracias",
        "anger": "enfad* enoj* molest* frustr* vergüenza vergonzos* inaceptable* estafa*",
        "sadness": "decepcion* trist* lástima arrepient*",
        "fear": "miedo preocup*",
        "surprise": "sorpres* sorprend* increíble*",
        "disgust": "asco asqueros*",
    },
)
