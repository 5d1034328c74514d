"""What we remember of accounts, sign-ins, invitations to a role, changes of address."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed
from webinar_hub.network.models import Organisation, Region
from webinar_hub.people.models import Person, Role


class Account(Base):
    """A person who may open the desk; participants have none. The sign-in address is unique, the person's own need not be."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    closed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SignInLink(Keyed, Base):
    """A link that signs in once; the address carries its key under a signature that is never stored."""

    __tablename__ = "sign_in_link"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A browser that is signed in; the cookie holds a token, the row its digest."""

    __tablename__ = "sign_in"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Invitation(Keyed, Base):
    """A role offered to an e-mail address, once: whose link opens it is the letter that went there. by_id None: a command on the machine."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role != 'administrator' OR region_code IS NULL", name="administrator_everywhere"),
        CheckConstraint("(role = 'focal') = (organisation_id IS NOT NULL)", name="focal_of_an_organisation"),
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

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
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

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
