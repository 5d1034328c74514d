"""What every form shares: cleaned text, messages to the reader, an id answered once."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar, NoReturn, cast

from flask_wtf import FlaskForm
from werkzeug.exceptions import BadRequest
from wtforms import (  # type: ignore[attr-defined]
    DateField,
    HiddenField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from webinar_hub.kit import language, tokens
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.text import clean, clean_lines

__all__ = [
    "AtMost",
    "Button",
    "HubForm",
    "KnowingForm",
    "LinesField",
    "SelectChoice",
    "TextField",
    "TicksField",
    "_",
    "day",
    "required",
]


def _(message: str, **values: Any) -> str:
    """Return a sentence for a form.

    It is translated when shown, though the form library's types know only text.
    """
    return cast("str", language._(message, **values))


class _Messages:
    """The form library's own messages, looked up in our catalogue."""

    def gettext(self, message: str) -> str:
        return language.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return language.ngettext(singular, plural, number)


_STALE = language._(
    "The form was open too long. Look at what is in it and press the button once more."
)


class HubForm(FlaskForm):  # type: ignore[misc]
    """A form with a token against forgery and an id against a second press."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How the form library speaks."""

        def get_translations(self, form: Any) -> _Messages:
            """Return our own messages, since the library has none in Indonesian."""
            return _Messages()

    form_id = HiddenField(default=tokens.key, validators=[Length(max=64)])
    status = 422
    """The status of the page that shows the form again: of the refusal, where there was one."""

    @property
    def pressed(self) -> str:
        """Return what a second press of the same button has alike.

        Nothing where the page gave no id.
        """
        return str(self.form_id.data) if self.form_id.raw_data else ""

    PLACES: ClassVar[dict[type[Refused], str]] = {}
    """At which field a refusal is shown, by its class."""

    def validate(self, *args: Any, **values: Any) -> bool:
        """Say whether everything is right; a stale form is said above it, and keeps every field."""
        good = super().validate(*args, **values)
        if "csrf_token" in self.errors:
            self.csrf_token.errors = []
            self.form_errors.append(str(_STALE))
            self.status = 400
        return bool(good)

    def show(self, refusal: Refused) -> None:
        """Show a refusal at its field, or above the form where it speaks of none."""
        self.status = refusal.status
        place = self.PLACES.get(type(refusal))
        if place is None:
            self.form_errors.append(str(refusal))
        else:
            self.refuse(place, refusal)

    def refuse(self, field: str, refusal: Refused) -> None:
        """Show a refusal beside the field it speaks of."""
        self[field].errors = [*self[field].errors, refusal.sentence]


class KnowingForm(HubForm):
    """A form that takes effect once whoever sends it was shown what that changes for people."""

    known = HiddenField(default="", validators=[Length(max=64)])
    changes: Sequence[str] = ()
    """What is shown first: sentences."""

    def learns(self, changes: Sequence[str]) -> bool:
        """Show what would change, unless these very changes were shown already."""
        mark = tokens.digest("\n".join(changes))[:32] if changes else ""
        new = bool(changes) and self.known.data != mark
        self.changes = changes if new else ()
        self.known.data = mark
        return new


class Button(HubForm):
    """A button that asks nothing; what is wrong with it stands on a page of its own."""

    def validate(self, *args: Any, **values: Any) -> bool:
        """Raise BadRequest where the press is none of ours."""
        if not super().validate(*args, **values):
            raise BadRequest
        return True

    def show(self, refusal: Refused) -> NoReturn:
        """Raise the refusal."""
        raise refusal


class TextField(StringField):
    """One line of text, cleaned."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first value, cleaned."""
        self.data = clean(valuelist[0]) if valuelist else self.data


class LinesField(TextAreaField):
    """Several lines of text, cleaned."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first value, cleaned."""
        self.data = clean_lines(valuelist[0]) if valuelist else self.data


class _Required(InputRequired):
    """Asks for the field; a text of which cleaning leaves nothing is none."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if field.data == "":
            raise StopValidation(str(self.message))


def required(sentence: str | language.Sentence) -> InputRequired:
    """Return the validator that asks for the field with a sentence of its own."""
    return _Required(message=cast("str", sentence))


class AtMost:
    """Refuses a text that is longer than the table takes, saying how long it may be."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError for a longer text."""
        if field.data and len(field.data) > self._most:
            raise ValidationError(_("Please write at most %(most)s characters.", most=self._most))


class _Since:
    """Refuses a year such as 0206 or 20266, in which no zone can be reckoned."""

    def __init__(self, first_year: int) -> None:
        self._first = first_year

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is not None and not self._first <= field.data.year < 2100:
            raise ValidationError(_("Write a year from %(first)s to 2099.", first=self._first))


class _NotAfter:
    """Refuses a day that is still to come, of what counts as soon as it is written."""

    def __init__(self, latest: Callable[[], date]) -> None:
        self._latest = latest

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is not None and field.data > self._latest():
            raise ValidationError(
                _("This date is still to come, and would count at once. Write it once it is there.")
            )


def day(
    label: str,
    *,
    needed: bool = True,
    first_year: int = 2000,
    latest: Callable[[], date] | None = None,
    default: Callable[[], date] | None = None,
    name: str | None = None,
) -> DateField:
    """Return the field of a date; name is what it is called in an address."""
    check = required(_("Choose the date.")) if needed else Optional()
    wrong = _("Write the date as year-month-day, such as 2026-11-26.")
    checks = [check, _Since(first_year), *([_NotAfter(latest)] if latest else [])]
    return DateField(  # type: ignore[call-arg]
        label,
        validators=checks,
        default=default,
        invalid_value_message=wrong,
        name=name,
    )


class TicksField(SelectMultipleField):
    """Any number of choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
