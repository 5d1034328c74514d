"""The words that stand on every notulen, in each language, whoever prints it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NotulenWords:
    """The fixed words of one language."""

    kind: str
    carried: str
    said: str
    decided: str
    follow_ups: str
    until: str
    done: str
    of: str


WORDS = {
    "id": NotulenWords(
        kind="Notulen",
        carried="Tindak lanjut dari sesi sebelumnya",
        said="Pokok pembicaraan",
        decided="Keputusan",
        follow_ups="Tindak lanjut",
        until="paling lambat {day}",
        done="selesai",
        of="sesi ke-{number}",
    ),
    "en": NotulenWords(
        kind="Notulen (minutes of the session)",
        carried="Follow-up from earlier sessions",
        said="What was said",
        decided="What was decided",
        follow_ups="Follow-up",
        until="by {day}",
        done="done",
        of="session no. {number}",
    ),
}
