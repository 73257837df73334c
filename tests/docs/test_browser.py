"""The documentation site in a browser: search, keyboard, colours, a telephone's screen, and no complaints.

Chromium is needed (Debian: `apt-get install chromium`); where there is none, these tests are left out.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import browser as browsers
from tests.docs.browser import Browser

_PROGRAM = browsers.find()
pytestmark = pytest.mark.skipif(_PROGRAM is None, reason="there is no Chromium to look at the documentation with")

#: One page of each kind.
PAGES = (
    *(
        "index.html",
        "guides/index.html",
        "guides/getting-started.html",
        "guides/options.html",
        "guides/benchmarks.html",
    ),
    *("reference/index.html", "reference/s3/index.html", "reference/s3/put_object.html"),
    *("reference/dynamodb/query.html", "python/index.html", "python/sotalia.config.Config.html"),
)
FOUND = "[...document.querySelectorAll('#-found a')].map(link => link.firstChild.textContent)"
#: Texts whose contrast with what is behind them is too low, by the formulas of WCAG 2 (4.5 : 1).
TOO_FAINT = """(() => {
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (value) => value <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map((value) => linear(value / 255))
    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const found = colour(getComputedStyle(element).backgroundColor);
      if (found[3] !== 0) return found;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const [a, b] = [light(colour(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.add(`${element.tagName}.${element.className} ${element.textContent}`);
  }
  return [...faint];
})()"""


#: What axe complains of, a promise.
FAULTS = """axe.run(document, {resultTypes: ["violations"]}).then((result) => result.violations.map(
  ({id, help, nodes}) => ({id, help, places: nodes.map((node) => node.html)})))"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert _PROGRAM is not None
    browser = Browser(_PROGRAM, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def no_complaints(browser: Browser) -> Iterator[None]:
    """After each test: the console has no error and no warning."""
    browser.errors.clear()
    browser.look(width=1280)
    yield
    assert browser.errors == []


def test_three_letters_find_put_object(browser: Browser, site: Path) -> None:
    browser.open(site / "index.html")
    browser.press("/")
    browser.type("put")
    assert browser.until(f"{FOUND}.length && {FOUND}")[0] == "s3.put_object"
    browser.press("Enter")
    browser.until("document.title.startsWith('s3.put_object') && document.readyState === 'complete'")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("put_object", "s3.put_object"),
        ("s3 list objects", "s3.list_objects"),
        ("dynamodb", "dynamodb"),
        ("bgi", "dynamodb.batch_get_item"),
        ("Config", "sotalia.config.Config"),
        ("lambda", "Lambda"),
    ],
)
def test_names_are_found_by_what_people_type(browser: Browser, site: Path, typed: str, first: str) -> None:
    browser.open(site / "guides" / "asyncio.html")
    browser.evaluate("document.getElementById('-search').focus()")
    browser.type(typed)
    assert browser.until(f"{FOUND}.length && {FOUND}")[0] == first


#: What newcomers ask for → where they should be led, by one of the first places in the list.
QUESTIONS = {
    "upload a folder": "Folders",
    "assume a role": "Roles",
    "mock s3 in a test": "Testing",
    "stream a big download": "Objects",
    "paginate": "Pages",
    "retry settings": "Retries",
    "minio": "Store by store",
    "fastapi asyncio": "In a web framework",
    "lambda cold start": "Lambda",
    "migrate from boto3": "Moving from boto3",
}


@pytest.mark.parametrize(("typed", "place"), QUESTIONS.items(), ids=QUESTIONS)
def test_questions_lead_to_guides(browser: Browser, site: Path, typed: str, place: str) -> None:
    browser.open(site / "index.html")
    browser.evaluate("document.getElementById('-search').focus()")
    browser.type(typed)
    assert place in browser.until(f"{FOUND}.length && {FOUND}")[:5]


def test_what_is_found_can_be_chosen_by_keyboard(browser: Browser, site: Path) -> None:
    browser.open(site / "index.html")
    browser.press("/")
    browser.type("queue")
    browser.until(f"{FOUND}.length > 2")
    browser.press("ArrowDown")
    browser.press("ArrowDown")
    second = browser.until("document.activeElement.tagName === 'A' && document.activeElement.href")
    assert second == browser.evaluate("document.querySelectorAll('#-found a')[1].href")
    browser.press("Escape")
    assert browser.until("document.getElementById('-found').hidden")


def test_nothing_found_is_said(browser: Browser, site: Path) -> None:
    browser.open(site / "index.html")
    browser.press("/")
    browser.type("<b>xyzzy")
    assert browser.until("document.getElementById('-found').textContent") == "Nothing is called <b>xyzzy."


def test_a_link_into_a_folded_part_opens_it(browser: Browser, site: Path) -> None:
    browser.open(site / "reference" / "dynamodb" / "put_item.html", "#p-t-AttributeValue")
    assert browser.until("document.getElementById('p-t-AttributeValue').checkVisibility()")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read_on_a_telephone_and_in_both_colours(browser: Browser, site: Path, page: str) -> None:
    for dark in (False, True):
        browser.look(width=360, height=740, dark=dark)
        browser.open(site / page)
        assert browser.evaluate("document.scrollingElement.scrollWidth") <= 360, "it would have to be moved sideways"
        browser.look(width=1280, dark=dark)
        assert browser.evaluate(TOO_FAINT) == []


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_fault_of_accessibility(browser: Browser, site: Path, page: str) -> None:
    browser.open(site / page)
    if page == "index.html":  # with the search open
        browser.press("/")
        browser.type("put")
        browser.until(f"{FOUND}.length")
    browser.call("Runtime.evaluate", expression=axe())
    assert browser.evaluate(FAULTS) == []


def axe() -> str:
    """Return the script of axe, https://github.com/dequelabs/axe-core, from the package that has it."""
    place = importlib.util.find_spec("axe_core_python")
    assert place is not None
    assert place.origin is not None
    return Path(place.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def test_axe_finds_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>x</title><h1>x</h1><input><img src='data:,'>")
    browser.open(page)
    browser.call("Runtime.evaluate", expression=axe())
    assert {"html-has-lang", "image-alt", "label"} <= {fault["id"] for fault in browser.evaluate(FAULTS)}
    browser.errors.clear()


def test_a_page_without_scripts_shows_and_leads_everywhere(browser: Browser, site: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(site / "reference" / "s3" / "put_object.html")
        browser.look(width=1280)
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.evaluate("document.querySelector('#parameters').checkVisibility()")
    assert browser.evaluate("typeof window.sotaliaNames") == "undefined"
    assert browser.evaluate("document.forms[0].getAttribute('action')").endswith("reference/index.html")
