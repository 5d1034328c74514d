"""What is looked up of organisations, on both databases."""

from flask import Flask

from tests.cast import DIRECTOR, Cast
from webinar_hub.directory import queries
from webinar_hub.directory.queries import Filter
from webinar_hub.kit.actor import Actor

NTT = Actor(id=7, label="sekretariat NTT", scopes=frozenset({"53"}))


def test_lists_go_page_by_page_within_scope(app: Flask, cast: Cast) -> None:
    cast.region("53.71"), cast.region("31")
    for number in range(5):
        cast.organisation(f"Yayasan {number}", region="53.71")
    cast.organisation("Yayasan Jakarta", region="31")
    visible = queries.in_scope_of(NTT)
    seen, after = [], None
    for _page in range(3):
        page = visible.page(Filter(), after=after, size=2)
        seen.append([each.name for each in page.rows])
        after = page.after
    assert seen == [["Yayasan 0", "Yayasan 1"], ["Yayasan 2", "Yayasan 3"], ["Yayasan 4"]]
    assert after is None
    assert visible.how_many(Filter(words="yayasan")) == 5
    assert [each.name for each in visible.page(Filter(words="jakarta")).rows] == []
    assert [
        each.name for each in queries.in_scope_of(DIRECTOR).page(Filter(province="31")).rows
    ] == ["Yayasan Jakarta"]
    assert visible.page(Filter(words="yayassan 3")).alike
