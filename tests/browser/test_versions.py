"""Versions side by side in a sub-folder and in a folder of files: the way to the newest, and to all others."""

import shutil

import pytest
from playwright.sync_api import expect

from kinds import WIDE, save_picture, violations
from livingevidence.history.publish import manifest, root
from livingevidence.history.releases import ReleaseCommit
from served import serve

PAGES = ("index.html", "changes.html", "studies/index.html", "studies/hwang-2024.html", "chapters/lichenoid.html")
OLD, NEW = "2031.1.0", "2031.2.0"
LOST = ("studies/hwang-2024.html", "chapters/lichenoid.html")  # of the newest version, in this test


@pytest.fixture(scope="module")
def versions(folder, tmp_path_factory):
    """Return a site of a few real pages as an invented old version, a newest without two of them, and development."""
    top = tmp_path_factory.mktemp("served") / "sub/review"
    for version, missing in ((OLD, ()), (NEW, LOST), (root.DEVELOPMENT, ())):
        shutil.copytree(folder / "_static", top / version / "_static")
        for name in set(PAGES) - set(missing):
            (top / version / name).parent.mkdir(exist_ok=True)
            shutil.copy(folder / name, top / version / name)
        manifest.write_manifest(top / version)
    root.make_latest(top / NEW, top / root.LATEST)
    releases = [ReleaseCommit(NEW, "0", "2031-06-02"), ReleaseCommit(OLD, "0", "2031-05-01")]
    root.write_root(top, releases, "", "Invented title")
    return top


@pytest.fixture(scope="module")
def site(versions):
    """Return the address of the sub-folder; a request beyond it fails the test that made it."""
    with serve(versions.parent.parent) as address:
        yield f"{address}sub/review/"


@pytest.fixture(params=["served", "files"])
def address(request, site, versions):
    """Return where the site is read: on a server, or in a folder."""
    return site if request.param == "served" else versions.as_uri() + "/"


def test_an_old_version_says_so_and_leads_to_the_same_page(page, address):
    """On each page of an old version stands which is the newest, with its day, the same page in it and what changed."""
    page.goto(f"{address}{OLD}/studies/index.html#studies")
    banner = page.get_by_role("complementary", name="Version", exact=True)
    expect(banner).to_contain_text(f"This is version {OLD}. The newest is version {NEW} of 2031-06-02: this page in it")
    changes = banner.get_by_role("link", name="what changed").get_attribute("href")
    assert changes == f"{address}latest/changes.html"
    banner.get_by_role("link", name="this page").click()
    page.wait_for_url(f"{address}latest/studies/index.html#studies")


@pytest.mark.parametrize(("page_name", "nearest"), [(LOST[0], "studies/index.html"), (LOST[1], "index.html")])
def test_where_a_page_is_gone_the_nearest_is_named(page, address, page_name, nearest):
    """Of a page that the newest version lacks the way leads to the index of its folder, else home, and that is said."""
    page.goto(f"{address}{OLD}/{page_name}")
    banner = page.locator(".version-banner")
    expect(banner).to_contain_text("no longer has this page: the nearest page in it")
    banner.get_by_role("link", name="the nearest page").click()
    page.wait_for_url(f"{address}latest/{nearest}")


def test_the_development_version_says_so(page, address):
    """The development version calls itself that, and names the newest release."""
    page.goto(f"{address}development/index.html")
    banner = f"This is the development version; it may change. The newest is version {NEW}"
    expect(page.locator(".version-banner")).to_contain_text(banner)


@pytest.mark.parametrize("place", [NEW, "latest"])
def test_the_newest_version_has_no_banner(page, address, place):
    """Where the reader is already, only the list of versions stands."""
    page.goto(f"{address}{place}/index.html")
    expect(page.locator(".versions summary")).to_have_text(f"Version {NEW}")
    assert page.locator(".version-banner").count() == 0


def test_versions_are_chosen_by_keyboard(page, address):
    """The list is reached, opened and used by keyboard; it marks its own version, and those without this page."""
    page.goto(f"{address}{OLD}/studies/hwang-2024.html")
    page.locator(".versions").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.versions') !== null"):
            break
    page.keyboard.press("Enter")
    items = page.get_by_role("navigation", name="Versions").get_by_role("listitem")
    names = [f"{NEW} of 2031-06-02 (newest, without this page)", f"{OLD} of 2031-05-01", "development"]
    expect(items).to_have_text(names)
    assert page.locator(".versions [aria-current]").inner_text() == f"{OLD} of 2031-05-01"
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}development/studies/hwang-2024.html")


def test_a_server_may_leave_out_the_end_of_an_address(page, site):
    """An address that ends with a folder is that of its index."""
    page.goto(f"{site}{OLD}/studies/")
    link = page.locator(".version-banner a").first
    assert link.get_attribute("href") == f"{site}latest/studies/index.html"


def test_the_root_leads_to_the_newest_version_without_script(reader, address):
    """Whoever opens the root comes to the newest version, with no script and under a policy that allows none."""
    page = reader(java_script_enabled=False)
    page.goto(f"{address}index.html")
    page.wait_for_url(f"{address}latest/index.html")


def test_paper_tells_the_newest_version_and_lists_none(page, site):
    """Printed, an old version still says that there is a newer one; the list is left out."""
    page.goto(f"{site}{OLD}/studies/index.html")
    page.locator(".version-banner").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".version-banner").is_visible() and not page.locator(".versions").is_visible()


def test_everybody_has_access_to_the_versions(page, site):
    """axe-core finds nothing wrong with banner and list, on a phone and at a desk, in light and dark."""
    page.goto(f"{site}{OLD}/{LOST[0]}")
    page.locator(".versions summary").wait_for(state="attached")
    page.evaluate("document.querySelector('.versions details').open = true")
    faults = set()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDE) <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for violation in violations(page, parts=[".versions", ".version-banner"]):
                faults.add(f"{width} {scheme}: {violation['help']}: {violation['nodes'][0]['html'][:200]}")
            save_picture(page, f"versions-{width}-{scheme}")
    assert faults == set()


def test_a_build_alone_asks_for_no_list(browser, folder):
    """A page outside a folder of versions, such as one in build/html, looks for no list of versions."""
    with browser.new_context() as context:
        page, requests = context.new_page(), []
        page.on("request", lambda request: requests.append(request.url))
        page.goto((folder / "index.html").as_uri())
        page.wait_for_load_state("networkidle")
        assert any(request.partition("?")[0].endswith("/switcher.js") for request in requests)
        assert not any(request.endswith("versions.js") for request in requests)
        assert page.locator(".versions, .version-banner").count() == 0
