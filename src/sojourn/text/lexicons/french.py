"""French: words of our own, for what customers write."""

from typing import Final

from sojourn.text.lexicons.words import Words

FRENCH: Final = Words(
    values={
        3.2: """
            excellent* parfait* génial géniale géniaux géniales formidable* extraordinaire* exceptionnel* magnifique* fantastique*
            merveill* superbe* irréprochable* impeccable* remarquable* au_top top adore adoré j'adore sublime* splendide*
            incomparable* hors_pair coup_de_cœur coup_de_coeur enchanté* ravi ravie ravis ravies féliciter félicitations bravo
        """,
        2.3: """
            bon_accueil bonne_qualité bon_conseil bons_conseils bien_conseillé* très_bien bon_rapport bon_service bonne_ambiance
            agréable* aimable* accueillant* chaleureu* sympa sympas sympathique* souriant* sourire serviable* disponible*
            compétent* professionnel* professionnalisme qualifié* efficace* efficacité rapide* rapidité rapidement satisfait*
            satisfaisant* satisfaction content contente contents contentes heureux heureuse plaisir plaisant* ravissant* beau belle beaux
            belles joli jolie jolis jolies qualité recommande recommanderai recommandé conseille_vivement fidèle* confiance fiable* solide*
            sérieux sérieuse propre* propreté frais fraîche* fraicheur fraîcheur délicieu* savoureu* confortable* confort pratique*
            attentif* attentionné* attentive* à_l'écoute l'écoute patient* gentil* gentillesse courtois* courtoisie poli polie polis merci
            remercie* apprécie* apprécié* aime aiment j'aime aimé convivial* convivialité facile* facilement simple* clair claire
            bien_rangé* bien_achalandé* bien_présenté* bien_placé* bien_situé* varié* variété choix large_choix diversité qualitatif*
            abordable* avantageu* promotion* raisonnable* intéressant* idéal* original* originalité réussi* bonheur génialissime
            bienveillan* dynamique* motivé* connaisseur* pertinent* charmant* esthétique
        """,
        1.4: "bien bon bonne bons bonnes positif* correct correcte utile* conseil conseils conseillère conseiller mieux meilleur* ok proximité grand_choix accueil satisfaits",
        0.0: "bon_d'achat bon_de_réduction bons_d'achat carte_de_fidélité bien_que bien_sûr ou_bien si_bien aussi_bien eh_bien combien grand_chose bon_achat bons_de",
        -1.0: """
            moyen moyenne moyens bof attente attendre attendu longtemps cher chère chers chères chèrement élevé élevés élevée élevées lent lente lents lenteur
            dommage petit* limité* manque manquent manquait insuffisan* étroit* sombre* bruyant* bruit vieux vieille vieillot*
            compliqué* difficile* difficilement confus* impersonnel* banal* froid froide restreint* améliorer mieux_faire à_revoir réduit réduite
            pourrait trop plus_de peu peu_de aucun aucune ne_plus hausse augmentation queue file encombré* éloigné* loin rupture ruptures
        """,
        -2.0: """
            mauvais* mal médiocre* déçu* décept* décev* insatisf* mécontent* problème* erreur* panne* cassé* abîmé* abimé* défectueu* défaut*
            retard* en_retard jamais_reçu pas_reçu perdu perdus perdue perdues annulé* annulation refus* refusé* rembours*
            incompétent* incompétence désagréable* impoli* malpoli* froideur indifféren* hautain* arrogant* agressi* méprisant* mépris
            désorganis* désordre sale sales saleté inutile* inadmissible* inacceptable* intolérable* insupportable* regrett* regret
            plaint* plainte plaintes réclamation* litige colère énerv* agaç* agacé* frustr* ennuy* pénible* honteu* honte
            arnaque* arnaqué* voleur* vol escroc* mensonge* menti menteur* tromp* faux publicité_mensongère cher_payé hors_de_prix
            trop_cher trop_chère trop_chers trop_chères trop_long trop_longue trop_lent trop_petit trop_peu pas_assez pas_de_réponse
            sans_réponse personne_ne aucune_réponse aucun_conseil introuvable* indisponible* absent* absence jamais personne
            ne_fonctionne_pas fonctionne_pas marche_pas ne_marche mort morts morte mortes fané* crevé* pourri* moisi* malade*
            décline dégrad* baisse_de_qualité laisse_à_désirer à_fuir éviter fuir pire perte_de_temps ras_le_bol inquiet* inquiét*
        """,
        -3.2: "horrible* catastroph* nul nulle nuls nulles nullissime lamentable* scandaleu* désastr* exécrable* affreu* épouvantable* déplorable* abominable* immonde* dégoût* dégueulasse* le_pire pitoyable* minable* infect*",
    },
    degrees={
        1.3: "très vraiment extrêmement particulièrement hyper super tellement tout_à_fait toujours trop absolument totalement vivement fortement si",
        0.6: "assez plutôt un_peu parfois quelquefois relativement moyennement presque légèrement",
    },
    negations="pas ne n' jamais_été sans aucun aucune plus_du_tout ni guère rien non manque_de peu",
    contrasts="mais cependant toutefois pourtant hélas malheureusement sauf par_contre en_revanche",
    emotions={
        "joy": "ravi ravie ravis ravies content contente contents heureux heureuse bonheur plaisir adore j'adore merci enchanté* satisfait*",
        "anger": "colère énerv* agaç* inadmissible* inacceptable* scandaleu* honteu* arnaque* insupportable* ras_le_bol frustr*",
        "sadness": "déçu* décept* décev* dommage regrett* hélas malheureusement triste*",
        "fear": "inquiet* inquiét* peur crainte* crains",
        "surprise": "surpris* surprise* surprenant* étonn*",
        "disgust": "dégoût* dégueulasse* immonde* infect* pourri* moisi*",
    },
    reach=3,
)
