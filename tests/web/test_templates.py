"""Sentences and fixed addresses of templates, each made once, are those that were asked for."""

import os
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from webinar_hub.kit import language


def test_what_is_put_into_a_sentence_is_escaped(sqlite_app: Flask) -> None:
    drawn = "{{ _('Your personal link goes to %(where)s.', where=where) }}"
    with sqlite_app.test_request_context():
        typed = render_template_string(drawn, where="<b>")
        made = render_template_string(drawn, where=Markup("<b>"))
    assert "&lt;b&gt;" in typed
    assert "<b>" in made


@pytest.mark.parametrize(
    ("name", "read"),
    [("Ani, S.Pd.", "Ani, S.Pd."), ("<Ani>", "&lt;Ani&gt;."), ("Ani.id", "Ani.id.")],
)
def test_a_full_stop_stands_once(sqlite_app: Flask, name: str, read: str) -> None:
    drawn = (
        "{{ _('%(part)s of %(name)s. Certificates issued: %(name)s.', name=name, part='S.Pd.') }}"
    )
    with sqlite_app.test_request_context():
        assert (
            render_template_string(drawn, name=name)
            == f"S.Pd. of {read} Certificates issued: {read}"
        )
    assert str(language.Sentence("Members of %(name)s.", (("name", "S.Pd."),))).endswith(" S.Pd.")


def test_what_is_handed_to_whatsapp_has_the_signs_that_were_typed(sqlite_app: Flask) -> None:
    drawn = "{{ (title ~ ' & ' ~ _('Privacy'))|wa }}"
    with sqlite_app.test_request_context(), language.reading("en"):
        assert render_template_string(drawn, title="Jum'at") == "Jum%27at%20%26%20Privacy"


def test_a_sentence_is_in_the_language_of_each_reader(sqlite_app: Flask) -> None:
    drawn = "{{ _('Privacy') }}"
    with sqlite_app.test_request_context():
        for wanted, word in (("en", "Privacy"), ("id", "Privasi"), ("en", "Privacy")):
            with language.reading(wanted):
                assert render_template_string(drawn) == word


def test_a_sign_for_hundredths_stands_in_a_sentence_once(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context(), language.reading("en"):
        assert render_template_string("{{ _('100%%') }}") == "100%"


def test_an_address_stands_below_the_prefix_of_its_request(sqlite_app: Flask) -> None:
    drawn = "{{ url_for('home.front') }} {{ url_for('home.privacy') }}"
    for prefix in ("", "/hub", ""):
        with sqlite_app.test_request_context(base_url=f"http://localhost{prefix}"):
            assert render_template_string(drawn) == f"{prefix}/ {prefix}/privasi"


def test_a_file_that_changed_has_another_address(
    sqlite_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_app, "static_folder", str(tmp_path))
    style = tmp_path / "own.css"
    seen = set()
    for number, text in enumerate(("a {}", "b {}")):
        style.write_text(text)
        os.utime(style, (number, number))
        with sqlite_app.test_request_context():
            seen.add(render_template_string("{{ asset('own.css') }}"))
    assert len(seen) == 2
