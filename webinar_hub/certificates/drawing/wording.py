"""The words that stand on every certificate and letter, in each language.

They are kept apart from the interface's sentences: a certificate is drawn again from its stored
facts years later, and must then say the same.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """The fixed words of one language; roles are named by the certificate's kind."""

    heading: str
    number: str
    given_to: str
    role: str
    taking: str
    hours: str
    online: str
    in_person: str
    either: str
    check: str
    topics: str
    total: str
    roles: dict[str, str]

    def mode(self, attended: Collection[int], in_person: Collection[int]) -> str:
        """Return the words for how somebody attended; in_person: the meetings at the venue."""
        ways = {meeting in in_person for meeting in attended}
        return self.either if len(ways) > 1 else self.in_person if True in ways else self.online


KIND_IN_NUMBERS = {"completion": "TAMAT", "participation": "HADIR"}
"""What {kind} prints in a number, in every language."""

WORDING = {
    "id": Wording(
        heading="SERTIFIKAT",
        number="Nomor",
        given_to="diberikan kepada",
        role="sebagai",
        taking="pada",
        hours="setara {jp} JP (jam pelajaran)",
        online="secara daring",
        in_person="secara tatap muka",
        either="secara daring dan tatap muka",
        check="Periksa keasliannya",
        topics="Daftar materi",
        total="Jumlah",
        roles={"completion": "Peserta", "participation": "Peserta"},
    ),
    "en": Wording(
        heading="CERTIFICATE",
        number="Number",
        given_to="awarded to",
        role="as",
        taking="in",
        hours="equivalent to {jp} JP (lesson hours)",
        online="online",
        in_person="in person",
        either="online and in person",
        check="Check that it is genuine",
        topics="Topics covered",
        total="Total",
        roles={"completion": "Participant", "participation": "Participant"},
    ),
}


NAME = {"id": "Nama", "en": "Name"}
ORGANISATION = {"id": "Lembaga", "en": "Organisation"}
ONLINE = {"id": "daring", "en": "online"}
PARTICIPANT = {"id": "peserta", "en": "participant"}


@dataclass(frozen=True)
class LetterWording:
    """The fixed words of a letter about somebody's part in a session, in one language."""

    heading: str
    opening: str
    part: str
    purpose: str


LETTERS = {
    "statement": {
        "id": LetterWording(
            heading="Surat Keterangan Hadir",
            opening="Yang bertanda tangan di bawah ini menerangkan bahwa:",
            part="telah hadir sebagai {role} dalam kegiatan berikut:",
            purpose="Surat keterangan ini dibuat untuk dipergunakan sebagaimana mestinya.",
        ),
        "en": LetterWording(
            heading="Statement of Attendance",
            opening="This is to state that:",
            part="was present as {role} in:",
            purpose="This statement is given for whatever purpose it may serve.",
        ),
    },
    "assignment": {
        "id": LetterWording(
            heading="Surat Tugas",
            opening="Yang bertanda tangan di bawah ini memberi tugas kepada:",
            part="sebagai {role} dalam kegiatan berikut:",
            purpose="Surat tugas ini diberikan kepada yang bersangkutan untuk dilaksanakan dan "
            "dipergunakan sebagaimana mestinya.",
        ),
        "en": LetterWording(
            heading="Letter of Assignment",
            opening="This is to assign:",
            part="as {role} in:",
            purpose="This letter is given to its bearer, to carry out this task and for whatever "
            "purpose it may serve.",
        ),
    },
}
"""By the kind of the letter and the language."""
