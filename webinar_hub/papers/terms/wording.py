"""The words that stand on every TOR, in each language, whoever prints it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TermsWords:
    """The fixed words of one language."""

    kind: str
    for_whom: str
    background: str
    aims: str
    questions: str
    agenda: str
    point: str
    method: str
    output: str


WORDS = {
    "id": TermsWords(
        kind="Kerangka Acuan Kegiatan (TOR)",
        for_whom="Peserta",
        background="Latar belakang",
        aims="Tujuan",
        questions="Pertanyaan kunci",
        agenda="Susunan acara",
        point="Acara",
        method="Metode",
        output="Keluaran yang diharapkan",
    ),
    "en": TermsWords(
        kind="Terms of reference (TOR)",
        for_whom="Participants",
        background="Background",
        aims="Aims",
        questions="Key questions",
        agenda="Agenda",
        point="Item",
        method="Method",
        output="Expected output",
    ),
}
