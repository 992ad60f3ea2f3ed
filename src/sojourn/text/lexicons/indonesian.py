"""Indonesian: words of our own, for what customers write, formal and colloquial."""

from typing import Final

from sojourn.text.lexicons.words import Words

INDONESIAN: Final = Words(
    values={
        3.2: """
            luar_biasa sempurna terbaik mantap mantab mantul keren istimewa fantastis sangat_memuaskan memuaskan terfavorit menakjubkan juara
            top jempol juara_dunia recommended rekomended mengagumkan spektakuler paling_enak paling_suka terenak tak_terlupakan
        """,
        2.3: """
            bagus baik_sekali suka cinta senang bahagia gembira puas enak lezat nikmat gurih sedap maknyus nyaman ramah sopan sigap cekatan
            cepat tepat_waktu murah_meriah terjangkau berkualitas kualitas_bagus indah cantik menarik unik asri sejuk segar bersih rapi
            lengkap strategis luas rekomendasi direkomendasikan merekomendasikan wajib_dicoba wajib_coba patut_dicoba layak_dicoba
            terima_kasih terimakasih makasih thanks syukur bersyukur alhamdulillah salut bangga kagum hebat handal profesional
            membantu bermanfaat menyenangkan mengesankan memuaskan_sekali romantis lembut empuk renyah gampang mudah praktis
            aman terpercaya jujur amanah istimewanya favorit kangen betah cocok pas worth_it favoritku sesuai_harapan asyik asik
            semangat sukses berhasil menang juara_satu prestasi unggul cerdas inovatif kreatif selamat apresiasi mengapresiasi
            mendukung dukung setuju bijak adil damai sejahtera kualitas_terbaik kekinian ketagihan nagih ciamik kece ajib
            menghibur harum wangi elegan mewah modern homey instagramable ramai ramah_tamah legendaris
        """,
        1.4: "baik murah lumayan variatif beragam banyak_pilihan pilihan tersedia aman_saja oke ok okay fresh hangat tenang bisa_dicoba halal rindang sesuai semoga harapan manis",
        0.0: "baik_itu baik_dari lebih_baik sebaiknya suka_suka kurang_lebih sukabumi murahan lumayan_jauh cukup_sekali tidak_hanya bukan_hanya tidak_cuma tidak_heran tidak_hanya_itu bukan_cuma tidak_perlu tidak_usah salah_satu suka_duka banyak_yang",
        -1.0: """
            biasa biasa_saja standar standard lambat lama antre antri antrean antrian mahal kecil sempit bising panas gerah jauh sepi macet ribet rumit
            susah sulit bingung hambar asin pahit keras alot dingin kering tawar sayang_nya sayangnya sayang kendala gangguan terbatas sedikit minus overprice
            kelamaan kemahalan pelit seadanya standar_saja
        """,
        -2.0: """
            buruk jelek kecewa mengecewakan menyesal nyesel kapok payah parah marah kesal kesel jengkel sebal sebel emosi geram murka benci muak bosan
            kotor jorok kumuh bau basi busuk rusak cacat hancur pecah bocor robek hilang telat terlambat tertunda menunggu_lama lama_sekali lama_banget nunggu_lama
            mahal_banget mahal_sekali kemahalan tidak_enak gak_enak nggak_enak tidak_puas tidak_nyaman tidak_ramah tidak_sopan tidak_bersih tidak_recommended
            tidak_sesuai tidak_jelas tidak_bisa gak_bisa nggak_bisa tidak_mau tidak_pernah tidak_ada_respon tidak_dibalas tidak_responsif
            tidak_profesional tidak_layak tidak_worth jutek judes cuek kasar galak lelet lemot error eror gagal salah bermasalah masalah keluhan mengeluh komplain
            menyebalkan menjengkelkan merugikan rugi dirugikan kerugian tipu ditipu penipu penipuan bohong pembohong berbohong hoax hoaks palsu curang korupsi korup koruptor
            bangkrut miskin menderita sengsara sedih menangis tangis takut khawatir cemas ngeri ancam ancaman mengancam bahaya berbahaya bencana banjir korban
            tewas meninggal kecelakaan bunuh pembunuhan teror teroris kejam sadis zalim dzalim biadab brengsek bangsat anjing goblok bodoh tolol
            gila ngawur asal-asalan asal_asalan amburadul berantakan kacau semrawut ruwet menurun turun_kualitas kurang_enak kurang_memuaskan
            kurang_nyaman kurang_ramah kurang_bersih kurang_bagus kurang_baik kurang_sopan kurang_responsif kurang_profesional boro-boro boro_boro ogah malas males
            enggan batal dibatalkan pembatalan ditolak menolak kritik protes mengkritik hina menghina fitnah memfitnah dusta provokasi pencitraan
            pecundang lecek lusuh lembek gosong mentah keracunan lalat kecoa tikus rambut ulat pembohongan ketus memalukan malu tidak_becus gak_becus
        """,
        -3.2: "terburuk sangat_buruk sangat_mengecewakan mengecewakan_sekali kecewa_berat kecewa_banget sangat_kecewa sampah jijik menjijikkan menjijikan parah_banget terparah hancur_lebur neraka bajingan keparat bangke tidak_akan_kembali jangan_pernah",
    },
    degrees={
        1.3: "sangat sekali banget amat sungguh benar-benar benar_benar super paling terlalu begitu luar",
        0.6: "agak sedikit cukup lumayan rada kadang kadang-kadang hampir",
    },
    negations="tidak tak bukan gak nggak enggak ngga ga kagak ndak tiada tanpa jangan belum kurang tdk gk ngak nda tidaklah bukanlah jarang",
    contrasts="tapi tetapi namun sayangnya_tapi cuma hanya_saja padahal meskipun walaupun",
    emotions={
        "joy": "senang bahagia gembira puas suka cinta terima_kasih terimakasih bangga syukur bersyukur alhamdulillah",
        "anger": "marah kesal kesel jengkel sebal sebel emosi geram murka benci muak menyebalkan menjengkelkan",
        "sadness": "kecewa mengecewakan sedih menyesal nyesel menangis sayangnya kecewa_berat sangat_kecewa",
        "fear": "takut khawatir cemas ngeri teror bahaya berbahaya",
        "surprise": "kaget terkejut mengejutkan heran tak_terduga",
        "disgust": "jijik menjijikkan menjijikan jorok bau busuk basi",
    },
    reach=2,
)
