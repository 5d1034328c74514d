"""The words that stand on every certificate, in each language.

They are kept apart from the interface's sentences: a certificate is drawn again from its stored
facts years later, and must then say the same.
"""

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
    check: str
    topics: str
    total: str
    roles: dict[str, str]


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
        check="Check that it is genuine",
        topics="Topics covered",
        total="Total",
        roles={"completion": "Participant", "participation": "Participant"},
    ),
}
