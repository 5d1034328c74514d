"""What a file and its parts are called, in each language: on its first page, and as file names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """What a part is called on the first page, and its file or folder."""

    words: str
    file: str


@dataclass(frozen=True)
class FileWords:
    """The fixed words of one language."""

    kind: str
    own_kind: str
    file: str
    first: str
    inside: str
    several: str
    missing: str
    lost: str
    elsewhere: str
    recording: str
    partly: str
    terms: Named
    letters: Named
    assignments: Named
    attendance: Named
    notulen: Named
    materials: Named
    photos: Named
    session_photos: Named
    flyer: Named
    statements: Named
    statement: Named
    columns: tuple[str, ...]
    states: dict[str, str]


WORDS = {
    "id": FileWords(
        kind="Berkas sesi",
        own_kind="Berkas {name}",
        file="berkas",
        first="00-daftar-isi.pdf",
        inside="Isi berkas",
        several="{name} ({number} berkas)",
        missing="Belum ada",
        lost="Tidak dapat disertakan",
        elsewhere="Tersimpan di tempat lain",
        recording="Rekaman",
        partly="Daftar hadir dalam berkas ini memuat orang dari satu wilayah atau lembaga saja, bukan "
        "semua peserta.",
        terms=Named("Kerangka Acuan Kegiatan (TOR)", "tor"),
        letters=Named("Surat undangan", "surat-undangan"),
        assignments=Named("Surat tugas", "surat-tugas"),
        attendance=Named("Daftar hadir", "daftar-hadir"),
        notulen=Named("Notulen", "notulen"),
        materials=Named("Materi", "materi"),
        photos=Named("Foto yang tampil, dengan persetujuan mereka", "foto"),
        session_photos=Named("Foto sesi, dengan persetujuan yang tampak", "foto-sesi"),
        flyer=Named("Selebaran", "selebaran"),
        statements=Named("Daftar surat keterangan dan sertifikat", "surat-keterangan-sertifikat"),
        statement=Named("Surat keterangan hadir", "surat-keterangan-hadir"),
        columns=("Nomor", "Jenis", "Pemegang", "Diberikan pada", "Keadaan"),
        states={"valid": "Sah", "revoked": "Dicabut", "replaced": "Diganti"},
    ),
    "en": FileWords(
        kind="File of the session",
        own_kind="File of {name}",
        file="file",
        first="00-contents.pdf",
        inside="In this file",
        several="{name} ({number} files)",
        missing="Not there yet",
        lost="Could not be put in",
        elsewhere="Kept elsewhere",
        recording="Recording",
        partly="The attendance list in this file has the people of one region or organisation alone, "
        "not everybody.",
        terms=Named("Terms of reference (TOR)", "terms-of-reference"),
        letters=Named("Invitation letters", "invitation-letters"),
        assignments=Named("Letters of assignment", "letters-of-assignment"),
        attendance=Named("Attendance list", "attendance-list"),
        notulen=Named("Notulen (minutes)", "notulen"),
        materials=Named("Materials", "materials"),
        photos=Named("Photos of who appears, as they agreed", "photos"),
        session_photos=Named("Photos of the session, as who is on them agreed", "session-photos"),
        flyer=Named("Flyer", "flyer"),
        statements=Named("List of statements and certificates", "statements-certificates"),
        statement=Named("Statement of attendance", "statement-of-attendance"),
        columns=("Number", "Kind", "Holder", "Given on", "Status"),
        states={"valid": "Valid", "revoked": "Revoked", "replaced": "Replaced"},
    ),
}
