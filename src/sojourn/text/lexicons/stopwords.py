"""Words that say nothing about what a text is about: of grammar, of manners, and of feeling in general."""

from typing import Final

STOPWORDS: Final = {
    "en": """
        a about above after again against all also am an and any are as at be because been before being below between both but by
        can cannot could did do does doing don down during each even ever few for from further get gets getting go goes going got had has have
        having he her here hers him his how i if in into is it its itself just know let like ll m made make me more most much my
        myself no nor not now of off on once one only or other our out over own per please put quite rather re really s said same say she
        should so some something still such t take than that the their them then there these they thing things this those though through to too
        two under until up us use used ve very via want wanted was way we well were what when where whether which while who whom why will with
        within without won would yes yet you your yours im ive dont didnt cant doesnt isnt wasnt wont thats youre amp
        don't didn't can't doesn't isn't wasn't won't that's you're i'm i've it's couldn't wouldn't haven't hasn't aren't there's we're they're i'll
        good great bad best worst better love loved like liked nice happy awesome amazing excellent perfect terrible horrible awful disappointed
        sorry thanks thank hate pity annoyed annoying recommend recommended recommending highly overall special expected feelings mixed okay ok fine
        far lot what's think thinking see back new today day days time times need first next people someone anyone everyone nothing anything everything
    """,
    "fr": """
        a à ai ait au aucun aussi autre autres aux avait avec avez avoir avons c car ce ceci cela celui ces cet cette ceux chaque chez ci comme comment d
        dans de depuis des deux dit dois doit donc dont du elle elles en encore est et étaient était été être eu eux fait faire fais faut font
        grand hors ici il ils j je jamais jusque l la le les leur leurs lors lui m ma mais me même mes moi moins mon n ne ni non nos notre nous
        on ont ou où par parce pas peu peut peuvent plus pour pourquoi qu quand que quel quelle qui quoi s sa sans se ses si son sont sous souvent
        sur ta te tes toi ton toujours tous tout toute toutes très trop tu un une va vers veut voir vos votre vous y bien bon bonne bons bonnes
        beaucoup merci parfait super satisfait satisfaite satisfaction content contente c'est j'ai n'est d'un d'une qu'il
    """,
    "de": """
        aber alle allem allen aller alles als also am an ander auch auf aus bei beim bin bis bist da damit dann das dass daß dein dem den denn der des
        dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer für gegen
        gewesen hab habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre im in ins ist ja jede jeder jetzt kann kein keine können konnte
        machen man mehr mein meine mich mir mit muss nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine sich sie sind so soll sonst
        über um und uns unser unter viel vom von vor war waren warum was weil wenn wer werden wie wieder will wir wird wo wurde zu zum zur
        gut gute super toll danke leider immer einfach ganz sehr
    """,
    "id": """
        ada adalah agar akan aku anda apa apakah atau bagi bahwa banget banyak beberapa begitu belum berada bisa boleh buat bukan dalam dan dapat dari
        deh dengan di dia dong dua hanya harus hingga ini itu jadi jangan jika juga kalau kali kami kamu karena kata ke kita kok lagi lain lebih mau
        maka masih mereka mungkin namun nya oleh orang pada para paling per pun sama sambil sampai sangat satu saya se sebagai sebuah sehingga sejak
        sekali semua seorang seperti sering serta setelah siapa sih sini situ suatu sudah supaya tak tapi telah tentang tersebut tetapi
        tidak untuk yang yg gue enggak gak nih ya
    """,
    "es": """
        a al algo algunos ante antes aquí así aunque bien cada casi como con contra cual cuando de del desde donde dos el ella ellas ellos en entre era
        es esa ese eso esta está están este esto estos fue ha hace hasta hay he la las le les lo los más me mi mis mucho muy nada ni no nos nosotros
        o os otra otro para pero por porque que qué quien se sea ser si sí sin sobre son su sus también tan tanto te tiene todo todos tu tus un una uno
        unos y ya yo bueno buena gracias
    """,
}
"""By language, separated by blanks."""

SILENT: Final = "的了是我在不也就都很有和吗呢吧啊呀哦嘛这那你他她它们与及或被把让给从到对为以于而但还又再没说要会能可去来上下个些么什怎哪请太真好最更比较非常"
"""Chinese characters at whose edge no word that names a theme begins or ends."""
