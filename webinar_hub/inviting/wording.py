"""The words that stand on every letter, in each language.

They are kept apart from the interface's sentences: a letter says the same whoever prints it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """The fixed words of one language."""

    number: str
    regarding: str
    subject: str
    subject_as: str
    to: str
    at: str
    greeting: str
    opening: str
    opening_as: str
    answer: str
    thanks: str
    closing: str
    enclosed: str
    terms: str
    copies: str


WORDING = {
    "id": Wording(
        number="Nomor",
        regarding="Perihal",
        subject="Undangan {session}",
        subject_as="Undangan sebagai {role} {session}",
        to="Yth.",
        at="di {place}",
        greeting="Dengan hormat,",
        opening="Kami mengundang Anda untuk mengikuti kegiatan berikut:",
        opening_as="Kami mengundang Anda sebagai {role} dalam kegiatan berikut:",
        answer="Mohon kesediaan Anda dikabarkan kepada kami paling lambat {day}{contact}.",
        thanks="Atas perhatian dan kerja sama Anda, kami mengucapkan terima kasih.",
        closing="Hormat kami,",
        enclosed="Lampiran",
        terms="TOR",
        copies="Tembusan: {names}",
    ),
    "en": Wording(
        number="Number",
        regarding="Regarding",
        subject="Invitation to {session}",
        subject_as="Invitation as {role} to {session}",
        to="To",
        at="{place}",
        greeting="Dear Sir or Madam,",
        opening="We have the honour of inviting you to:",
        opening_as="We have the honour of inviting you as {role} to:",
        answer="Please let us know by {day} whether you accept{contact}.",
        thanks="We thank you for your attention and cooperation.",
        closing="Yours faithfully,",
        enclosed="Enclosed",
        terms="Terms of reference",
        copies="Copy to: {names}",
    ),
}
