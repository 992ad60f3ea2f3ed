"""German: words of our own, for what customers write."""

from typing import Final

from sojourn.text.lexicons.words import Words

GERMAN: Final = Words(
    values={
        3.2: """
            ausgezeichnet* hervorragend* perfekt* großartig* grossartig* fantastisch* phantastisch* exzellent* brillant* traumhaft*
            wunderbar* toll toller tolle tolles tollen super spitze klasse genial* begeister* erstklassig* einwandfrei* tadellos*
            liebe geliebt absolut_empfehlenswert übertroffen herausragend* sensationell* bestens überragend* mega
        """,
        2.3: """
            sehr_gut gut_gefallen empfehlen empfehle empfehlenswert* weiterempfehl* zufrieden* freundlich* nett netter nette netten nettes
            hilfsbereit* hilfreich* kompetent* zuvorkommend* höflich* aufmerksam* zuverlässig* schnell schnelle schneller schnelles
            schnellen zügig* pünktlich* rechtzeitig* reibungslos* problemlos* unkompliziert* einfach einfache einfacher bequem*
            praktisch* schön* hübsch* gemütlich* sauber* ordentlich* frisch* lecker* köstlich* hochwertig* stabil* robust* langlebig*
            preiswert* günstig* preis-leistung* fair fairer faire angenehm* freude freut gefreut glücklich* froh gern gerne danke dank
            dankbar* lob loben gelungen* klar verständlich* übersichtlich* warm weich weiche kuschelig* passt_perfekt passt perfekte_passform
            vertrauen vertrauenswürdig* professionell* seriös* kulant* kulanz liebevoll* herzlich* überrascht_positiv positiv* überzeugt*
            überzeugend* funktioniert_gut funktioniert_einwandfrei lohnt lohnenswert* jederzeit_wieder immer_wieder gerne_wieder
            beste besten bester bestes sofort_geholfen geholfen gelöst liebling* lieblings* wert gefällt gefallen
        """,
        1.4: "gut gute guter gutes guten besser okay in_ordnung funktioniert richtig ruhig interessant* solide* nützlich* kostenlos*",
        0.0: "gut_schrift gutschein* guten_tag guten_morgen guten_abend schön_wäre gerne_hätte wert_von mehrwertsteuer klasse_1",
        -1.0: """
            mittelmäßig* durchschnittlich* naja na_ja geht_so warten wartezeit* gewartet wartete lange_gedauert dauert dauerte langsam*
            teuer* teure teurer klein kleiner eng laut laute lauter kalt kompliziert* umständlich* unübersichtlich* unklar* verwirrend* schwierig*
            schade leider nichts_besonderes fehlt fehlte fehlten fehlen fehlend* altmodisch* veraltet* dünn luft_nach_oben wünschenswert* verbesserungswürdig*
            ausbaufähig* unpersönlich* unnötig* abgelaufen*
        """,
        -2.0: """
            schlecht* schlimm* mangelhaft* ungenügend* enttäusch* unzufrieden* ärger* verärger* geärgert nervt nervig* frustr* wütend* sauer
            unfreundlich* unhöflich* inkompetent* unverschämt* frech* arrogant* ignoriert* unzuverlässig* unprofessionell*
            verspät* zu_spät spät verzöger* nie_angekommen nicht_angekommen nicht_geliefert nie_geliefert verloren kaputt* defekt* beschädigt* zerbrochen
            gebrochen gerissen loch löcher fehler* fehlerhaft* fehlgeschlagen absturz abgestürzt hängt problem* reklamation* reklamier* beschwer*
            storniert* storno gekündigt kündigen kündigung rücksendung zurückgeschickt zurückgeben erstattung geld_zurück
            schmutzig* dreckig* verdreckt* stinkt gestank verschimmelt* schimmel* unbrauchbar* nutzlos* sinnlos* überteuert* zu_teuer abzocke
            betrug betrüger* betrogen gelogen lüge* irreführ* falsch* falsche keine_antwort keine_rückmeldung keine_reaktion niemand
            nie_wieder nie_mehr finger_weg nicht_empfehlen nicht_empfehlenswert nicht_zu_empfehlen funktioniert_nicht geht_nicht ging_nicht
            klappt_nicht passt_nicht gefällt_nicht hilft_nicht lohnt_nicht lohnt_sich_nicht zu_klein zu_groß zu_eng zu_laut zu_lang zu_lange zu_wenig
            zu_langsam vermeiden reinfall zeitverschwendung geldverschwendung bereue bereut sorge sorgen angst unsicher* umsonst
            billig* minderwertig* verschlechtert* unmöglich* unfähig* abgelehnt* verweiger* warteschleife
        """,
        -3.2: "furchtbar* schrecklich* katastroph* grauenhaft* grausam* entsetzlich* miserabel* unterirdisch* unterste_schublade skandal* widerlich* ekel* eklig* schrott müll mist scheiß* scheiss* saftladen frechheit schlechteste* horror abscheulich* zumutung",
    },
    degrees={
        1.3: "sehr wirklich absolut total extrem besonders überaus äußerst so richtig ganz_besonders unglaublich völlig echt mehr_als wahnsinnig höchst",
        0.6: "etwas ein_bisschen ein_wenig ziemlich eher relativ teilweise manchmal leicht fast ganz halbwegs recht",
    },
    negations="nicht kein keine keinen keiner keinem keines nie niemals ohne weder nichts kaum wenig",
    contrasts="aber jedoch allerdings trotzdem dennoch obwohl nur_leider außer",
    emotions={
        "joy": "freude freut gefreut glücklich* froh begeister* liebe danke dankbar* zufrieden* toll tolle klasse",
        "anger": "ärger* verärger* geärgert wütend* sauer unverschämt* frechheit nervt nervig* frustr* abzocke skandal*",
        "sadness": "enttäusch* traurig* schade leider bereue bereut",
        "fear": "angst sorge sorgen unsicher* befürcht* besorgt*",
        "surprise": "überrasch* erstaun* unerwartet* unglaublich*",
        "disgust": "ekel* eklig* widerlich* dreckig* verdreckt* stinkt gestank verschimmelt* schimmel*",
    },
    reach=3,
)
