"""What the roll call's own script does: no tick is lost, and no empty list is silent."""

from playwright.sync_api import Browser, Dialog, Route, expect

from webinar_hub.config import ROOT

_PAGE = """<!doctype html><title>Uji</title>
<form method="post" id="daftar" data-whole="1"><input id="cari" name="cari">
<button name="look" value="1">Cari</button><ul>
<li data-line><label class="tick"><input type="checkbox" name="who" value="a"> <span>Siti Rohmah</span></label>
<li data-line><label class="tick"><input type="checkbox" name="who" value="b"> <span>Budi</span></label>
</ul><p id="tiada" hidden>Tidak ada</p><button>Catat</button></form><a href="/lain">Lain</a>
<script src="/roll_call.js"></script>"""


def test_what_is_ticked_is_not_lost_by_looking_for_the_next_name(chromium: Browser) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    came: list[tuple[str, str | None]] = []

    def answer(route: Route) -> None:
        came.append((route.request.method, route.request.post_data))
        route.fulfill(body=_PAGE, content_type="text/html")

    def leave_not(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.route("**/*", answer)
    script = (ROOT / "static/attendance/roll_call.js").read_text("utf-8")
    page.route("**/*.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.on("dialog", leave_not)
    page.goto("http://hub.example/")
    page.get_by_label("Siti").check()
    page.fill("#cari", "bu")
    page.press("#cari", "Enter")
    assert not page.get_by_label("Siti").is_visible()
    page.get_by_label("Budi").check()
    page.get_by_role("link").click(no_wait_after=True)
    with page.expect_navigation():
        page.get_by_role("button", name="Catat").click()
    assert (asked, came[1:]) == (["beforeunload"], [("POST", "cari=bu&who=a&who=b")])
    # By keyboard: the one who is left is ticked, and the arrows lead to them.
    page.fill("#cari", "sit")
    page.press("#cari", "Enter")
    assert page.get_by_label("Siti").is_checked()
    page.press("#cari", "ArrowDown")
    page.keyboard.press("Space")
    assert not page.get_by_label("Siti").is_checked()
    page.keyboard.press("Escape")
    page.keyboard.type("bu")
    assert page.input_value("#cari") == "bu"
    page.fill("#cari", "yoh")
    assert page.get_by_text("Tidak ada").is_visible()
    page.fill("#cari", "bu")
    assert not page.get_by_text("Tidak ada").is_visible()
    # Whoever waits or is online has the same name, perhaps, and is looked for all the same.
    with page.expect_navigation():
        page.get_by_role("button", name="Cari").click()
    assert came[2:] == [("POST", "cari=bu&look=1")]
    page.close()


def test_a_tap_changes_what_is_said_of_those_who_are_left(chromium: Browser) -> None:
    page = chromium.new_page()

    def answer(route: Route) -> None:
        left = "1" if route.request.method == "POST" else "2"
        line = '<li data-line><button name="there" value="a">Hadir</button>'
        figures = f'<p id="jumlah">{left}</p><p id="sisa">{left} belum tercatat</p>'
        route.fulfill(
            body=f'{figures}<input id="cari"><form method="post" id="daftar"><ul>{line}</ul></form>'
            '<script src="/roll_call.js"></script>',
            content_type="text/html",
        )

    page.route("**/*", answer)
    script = (ROOT / "static/attendance/roll_call.js").read_text("utf-8")
    page.route("**/*.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto("http://hub.example/")
    page.get_by_role("button", name="Hadir").click()
    expect(page.locator("#sisa")).to_have_text("1 belum tercatat")
    expect(page.locator("#jumlah")).to_have_text("1")
    page.close()
