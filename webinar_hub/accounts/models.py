"""What we remember of accounts, sign-ins, invitations and read-only links."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import UNNESTED, Base, Keyed
from webinar_hub.network.models import Organisation, Region
from webinar_hub.people.models import Person, Role


class Account(Base):
    """A person who may open the desk; participants have none.

    The sign-in address is unique, the person's own need not be. Where somebody else was given that
    of a closed account, its person's key stands in its place.

    password is a hash, None where a link is all there is. proves_since: since when signing in takes
    a second step.
    authenticator: the word that stands for the secret of the app, which is kept nowhere; last_step:
    that of its last code.
    """

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    closed_at: Mapped[datetime | None]
    password: Mapped[str | None] = mapped_column(String(200))
    proves_since: Mapped[datetime | None]
    authenticator: Mapped[str | None] = mapped_column(String(64))
    last_step: Mapped[int | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=UNNESTED)


class PrintedCode(Base):
    """A code for the second step that somebody has on paper, good once.

    The row holds its digest.
    """

    __tablename__ = "printed_code"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class StepReset(Base):
    """One administrator's wish that somebody set up the second step anew.

    Another one confirms it.
    """

    __tablename__ = "step_reset"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_label: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=UNNESTED)


class SignInLink(Keyed, Base):
    """A link that signs in once.

    The address carries its key under a signature that is never stored.

    by_machine: it was printed by a command, so whoever uses it holds the machine, and nothing more
    is asked of them.
    """

    __tablename__ = "sign_in_link"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    by_machine: Mapped[bool] = mapped_column(default=False)


class SignIn(Base):
    """A browser that is signed in.

    The cookie holds a token, the row its digest. proved_at: when the second step was taken.
    """

    __tablename__ = "sign_in"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200), default="")
    proved_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=UNNESTED)


class Invitation(Keyed, Base):
    """A role offered once to an e-mail address.

    Only the link in the letter that went there opens it. by_id None: a command on the machine.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(
            "role != 'administrator' OR region_code IS NULL", name="administrator_everywhere"
        ),
        CheckConstraint(
            "(role = 'focal') = (organisation_id IS NOT NULL)", name="focal_of_an_organisation"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[Role]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    until: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_label: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(
        lazy="joined", innerjoin=UNNESTED, foreign_keys=[person_id]
    )
    region: Mapped[Region | None] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class AddressChange(Keyed, Base):
    """A wish to sign in with another e-mail address; the link that went there makes it so."""

    __tablename__ = "address_change"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=UNNESTED)


class ReadingLink(Keyed, Base):
    """A link by which somebody without an account, such as a donor, reads figures.

    They are of a region (None: the whole network), until a moment. label says whom it is for. The
    row holds the digest of what stands in the address, which is shown once. by_id None: a command.
    """

    __tablename__ = "reading_link"

    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(160))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_label: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    region: Mapped[Region | None] = relationship(lazy="joined")
