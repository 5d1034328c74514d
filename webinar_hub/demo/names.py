"""Indonesian names as they really are, by tradition: pools to draw from. Nobody in particular is meant."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Tradition:
    """How names are made somewhere: a given name, then a second part (second_women empty: the same as for men).

    faith is what titles may say (muslim, christian, hindu, any); pools are separated by commas.
    """

    faith: str
    men: str
    women: str
    second_men: str
    second_women: str = ""

    def draw(self, rng: random.Random, *, woman: bool) -> str:
        """Return a name without titles."""
        given = _pick(rng, self.women if woman else self.men)
        second = (self.second_women or self.second_men) if woman else self.second_men
        return f"{given} {_pick(rng, second)}"


def _pick(rng: random.Random, pool: str) -> str:
    return rng.choice([name.strip() for name in pool.split(",")])


TRADITIONS: dict[str, Tradition] = {
    "javanese": Tradition(
        "muslim",
        "Agus, Bambang, Budi, Eko, Joko, Heru, Sigit, Wahyu, Tri, Dwi, Teguh, Yudi, Hendro, R. Suryo, Muhammad Arif, Ahmad Dwi",
        "Sri, Endang, Tri, Retno, Ratna, Dyah, Rini, Indah, Siti, Nur, Dwi Sri, Rr. Kartika, Ari",
        "Prasetyo, Santoso, Wibowo, Nugroho, Hartono, Susilo, Setiawan, Purnomo, Widodo, Raharjo, Handoko, Utomo, Kuncoro, Djatmiko",
        "Wahyuni, Lestari, Rahayu, Astuti, Handayani, Widiastuti, Wulandari, Utami, Ningsih, Hartini, Purwanti, Nur'aini, Koesoemaningroem",
    ),
    "sundanese": Tradition(
        "muslim",
        "Asep, Dadang, Ujang, Cecep, Deden, Iwan, Yayan, Encep, Aceng",
        "Neneng, Euis, Ai, Iis, Lilis, Imas, Nia, Teti, Elis",
        "Hidayat, Suryana, Kosasih, Sutisna, Permana, Gunawan, Ruhiyat, Supriatna, Mulyana",
        "Nurhayati, Komariah, Sumarni, Rohaeti, Kurniasih, Rosmiati, Suryani, Sa'adah, Juariah",
    ),
    "betawi": Tradition(
        "muslim",
        "Mardani, Sanusi, Naim, Rojali, Ma'mun",
        "Saodah, Rohmah, Zainab, Ma'munah",
        "bin Sanusi, bin Haji Naim, bin Rojali",
        "binti Haji Naim, binti Sanusi, binti Mursidi",
    ),
    "madurese": Tradition(
        "muslim",
        "Moh. Hosen, Abd. Rasyid, Moh. Sahlan, Abd. Wahid, Muh. Ilyas",
        "Hosniyah, Sitti Romlah, Misrawi, Sulaiha",
        "Syafi'i, Rofiqi, Badrus, Zainuri",
        "Zainab, Badriyah, Kamilah, Syafi'iyah",
    ),
    "bantenese": Tradition(
        "muslim",
        "Tubagus Ali, Ahmad, Entus, Sarmin, Hasan",
        "Ratu Ayu, Siti, Nengsih, Enah",
        "Fathoni, Sudrajat, Basuni, Ma'ruf",
        "Rukoyah, Maemunah, Suhaemi, Mu'minah",
    ),
    "balinese": Tradition(
        "hindu",
        "I Wayan, I Made, I Nyoman, I Ketut, I Putu, Ida Bagus, I Gusti Ngurah, Anak Agung Gde, I Dewa Made",
        "Ni Wayan, Ni Made, Ni Luh Putu, Ni Ketut, I Gusti Ayu, Ida Ayu, Anak Agung Istri, Desak Made, I Gusti Ayu Ketut",
        "Sudiarta, Artawan, Suardana, Mertayasa, Oka Wiguna, Astawa, Budiarsa, Darmaja, Kertiyasa",
        "Candrawati, Suryantini, Ariani, Kusumadewi, Rachmi Handayani, Sukerti, Padmini, Laksmi Dewi",
    ),
    "sasak": Tradition(
        "muslim",
        "Lalu, Ahmad, Muhammad, Lalu Agus",
        "Baiq, Siti, Baiq Nurul, Sri",
        "Wirajaya, Jamaluddin, Sukarman, Hamdi, Fathurrahman",
        "Mulianah, Hartati, Zuhriah, Rohana, Aisyah",
    ),
    "batak": Tradition(
        "christian",
        "Parlindungan, Hotman, Binsar, Sahat, Mangara, Togar, Ronal, Jonggi, Poltak",
        "Hotmauli, Rosmawati, Tiurma, Duma, Lamtiur, Riris, Meida, Nurmala, Romauli",
        "Siahaan, Lumbanraja, Simanjuntak, Sitorus, Nainggolan, Hutabarat, Sinaga, Pardede, Panggabean, Tambunan, Manurung, Ginting",
        "Siahaan, Lumbanraja, Simanjuntak, br. Sitorus, Nainggolan, Hutabarat, Sinaga, Panggabean, br. Ginting, br. Tarigan",
    ),
    "nias": Tradition(
        "christian",
        "Faozisökhi, Yaatulo, Otoli, Martinus, Ya'aro",
        "Yarniwati, Berlian, Mesrawati, Kristina, Nur'aida",
        "Zebua, Laia, Gulö, Telaumbanua, Harefa, Zega, Hulu",
    ),
    "acehnese": Tradition(
        "muslim",
        "Teuku Zulfikar, Teuku Rizal, Said Fakhrul, Muhammad Nasir, T. Irwan, Bukhari",
        "Cut Nur'aini, Cut Putroe, Cut Maulida, Syarifah, Pocut Meurah",
        "Ibrahim, Alfansyah, Hasbi, Yunus, Syah, Mahmud",
        "Zahra, Safrina, Rahmatillah, Husna, Balqis, Fitriani",
    ),
    "minang": Tradition(
        "muslim",
        "Yusrizal, Zulkifli, Syafrizal, Afrizal, Hendri, Fauzan, Datuak Basa",
        "Yulinar, Reni, Desmawati, Elvi, Gusnita, Upik",
        "Chaniago, Piliang, Koto, Tanjung, Sikumbang, Caniago",
    ),
    "malay": Tradition(
        "muslim",
        "Raja Ahmad, Tengku Said, Encik Zulhendri, Syahrul, Rusdi, M. Yazid, Raden Usman",
        "Encik Nurlaila, Tengku Mardiana, Raja Halimah, Yusnidar, Rohana, Nyimas Aisyah",
        "Effendi, Kamaruzzaman, Azhari, Idris, Tambusai, Alamsyah",
        "Jamilah, Zuraida, Kartini, Hasnah, Maryam, Fauziah",
    ),
    "bugis": Tradition(
        "muslim",
        "Andi Baso, Abdul Rahman, Muh. Yusuf, Ambo, Andi Pangerang, Laode Syarif",
        "Andi Tenri, Besse, Sitti Hajrah, Hasnawati, Andi Bau, Indo",
        "Daeng Mattawang, Daeng Sila, Mappaselling, Tenriola, Daeng Nai, Paturusi",
        "Daeng Kanang, Tenriawaru, Daeng Ngai, Mappanganro, Rasdiyanah, Daeng Te'ne",
    ),
    "sulawesi": Tradition(
        "any",
        "La Ode Rusli, Moh. Rizal, Abd. Karim, Syamsul, Ferdy, Marthin, Risno",
        "Wa Ode Hasniati, Nurlaela, Rahmawaty, Sitti Rahma, Jeane, Meiske, Yenni",
        "Lamarauna, Lasimpala, Nento, Hunowu, Tandi, Rondonuwu, Lumentut, Wowor",
    ),
    "banjar": Tradition(
        "muslim",
        "Ahmad Syahrani, Muhammad Ma'ruf, Gusti Rizali, Anang, Fahriannor",
        "Noor Hasanah, Rusmini, Galuh Rahmi, Noor Aida",
        "Al-Banjari, Noor, Hadransyah, Rusdiansyah",
        "Noor, Hayati, Mariani, Norlaila",
    ),
    "dayak": Tradition(
        "christian",
        "Yulius, Yansen, Mantir, Dagon, Lukas",
        "Ester, Martina, Yuliana, Kalina, Rusnani",
        "Sawung, Tunjung, Baboe, Ngabut, Usop, Ajang, Bilung",
    ),
    "ntt": Tradition(
        "christian",
        "Yohanes Kristoforus, Bernadus, Fransiskus, Petrus, Dominggus, Melkianus, Antonius, Umbu Ndapa, Marthen",
        "Maria Goreti, Theresia, Yuliana, Agnes, Margaretha, Adolfina, Rambu Kahi, Mama Yosefina",
        "Bano Fernandez, Ndoen, Tukan, Ndaumanu, Lamawuran, Kefi, Nenohai, Manafe, Tnunay, da Silva, Bere, Rihi, Landu Awang",
    ),
    "moluccan": Tradition(
        "any",
        "Hengky, Marthin, Abdullah, Jusuf, Semuel, Rustam",
        "Josina, Febby, Hadijah, Ety, Nurdiana",
        "Pattiasina, Latuheru, Sahetapy, Salampessy, Tuasikal, Tomagola, Umasugi",
    ),
    "papuan": Tradition(
        "christian",
        "Melkias, Frans, Derek, Yosep, Agustinus, Marthen, Benyamin, Otniel, Yulianus",
        "Elisabeth, Yuliana, Dorkas, Martina, Selfina, Orpa, Naomi, Fransina",
        "Wambrauw, Krey-Felle, Rumbiak, Mandacan, Kogoya, Wenda, Tabuni, Yikwa, Awom, Kambu, Asso, Gobay, Pigai, Mahuze, Gebze, Kareth",
    ),
    "chinese": Tradition(
        "any",
        "Hendra Gunawan, Kevin, Erwin Wijaya, Robert, Budi Santoso, Lukas",
        "Jessica, Yohana, Fransiska, Vivian, Mei Ling, Siau Lan",
        "Tanuwijaya, Halim, Kusnadi, Tandiono, Gozali, Liem, Oei",
        "Tjandra, Tanudjaja, Halim, Nio, Lie, Tan",
    ),
}

# One word is the whole name; separated by commas.
MONONYMS = (
    "Suparmin, Slamet, Nurhayati, Sumiati, Ngatini, Parjo, Wagiman, Tukiyem, Suharti, Paijo, Sutrisno, Kartini, "
    "Sukarni, Mulyadi, Rohani, Juminten, Yatmi, Marsudi, Ponirah, Sarwono, Rukmini, Masitoh, Jumadi, Hamidah, "
    "Basri, Nursiah, Samsuddin, Maemunah, Darwis, Salmah, Syafruddin, Amiruddin, Zubaidah, Ruslan, Kamariah, "
    "Sukinem, O'o, Ma'mur, Nur'aini, Sa'diyah"
)

# By the first digits of a region's code; a tradition named twice is drawn twice as often.
BY_REGION: dict[str, str] = {
    "11": "acehnese acehnese acehnese malay",
    "12": "batak",
    "12.78": "nias",
    "13": "minang minang minang chinese",
    "13.09": "batak minang",
    "14": "malay minang batak",
    "15": "malay javanese",
    "16": "malay malay chinese",
    "17": "malay minang",
    "18": "javanese malay bantenese",
    "19": "malay chinese",
    "21": "malay chinese batak",
    "31": "betawi javanese sundanese batak minang chinese bugis ntt",
    "32": "sundanese sundanese sundanese chinese javanese",
    "33": "javanese javanese javanese chinese",
    "34": "javanese",
    "35": "javanese javanese madurese chinese",
    "35.27": "madurese",
    "36": "bantenese sundanese",
    "51": "balinese",
    "52": "sasak",
    "53": "ntt",
    "61": "dayak malay chinese",
    "62": "dayak banjar",
    "63": "banjar",
    "64": "banjar dayak bugis javanese",
    "65": "dayak bugis",
    "71": "sulawesi",
    "72": "sulawesi bugis",
    "73": "bugis",
    "74": "sulawesi bugis",
    "75": "sulawesi",
    "76": "bugis",
    "81": "moluccan",
    "82": "moluccan",
    "9": "papuan papuan papuan bugis",
}

# Title before, title after, who may bear it (muslim, christian, any), and for whom (m, w, any).
TITLES: tuple[tuple[str, str, str, str], ...] = (
    ("", "S.Sos.", "any", "any"),
    ("", "S.Sos.", "any", "any"),
    ("", "S.Tr.Sos.", "any", "any"),
    ("", "S.Pd.", "any", "any"),
    ("", "A.Md.", "any", "any"),
    ("", "S.H., M.H.", "any", "any"),
    ("", "M.Kesos., AKS", "any", "any"),
    ("", "MSW", "any", "any"),
    ("", "S.ST., M.Si.", "any", "any"),
    ("Dr.", "M.Si.", "any", "any"),
    ("dr.", "", "any", "any"),
    ("drg.", "", "any", "any"),
    ("Ns.", "S.Kep.", "any", "any"),
    ("apt.", "S.Farm.", "any", "any"),
    ("Ir.", "", "any", "any"),
    ("Dr. Ir.", "M.Si.", "any", "any"),
    ("Prof. Dr.", "M.Kesos., Ph.D.", "any", "any"),
    ("Drs.", "M.Si.", "any", "m"),
    ("Dra.", "M.Kesos.", "any", "w"),
    ("H.", "S.Ag.", "muslim", "m"),
    ("Drs. H.", "M.Pd.", "muslim", "m"),
    ("KH.", "", "muslim", "m"),
    ("Hj.", "", "muslim", "w"),
    ("Dr. Hj.", "S.Sos., M.Si.", "muslim", "w"),
    ("Pdt.", "S.Th.", "christian", "any"),
    ("Pdt.", "S.Sos., M.Kesos.", "christian", "any"),
    ("Br.", "", "christian", "m"),
    ("Sr.", "", "christian", "w"),
)
