"""The report in a real browser: it works from a file alone, filters, and fits a phone."""

import shutil
from urllib.parse import urlsplit

import pytest
from test_report import _built

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the PATH"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:playwright"),
]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True}


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    _, paths = _built(
        tmp_path_factory.mktemp("browser"),
        lambda run, rng: {"score": 0.6 + 0.3 * (run.cell == "gru") + rng.normal(0, 0.001)},
        probes=("brace_trace", "cliff", "distance_gradients", "linear_growth"),
    )
    return paths.report


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser, page_file):
    """Opens the page; afterwards nothing may have been asked for but the file, and no error."""
    contexts, said, asked = [], [], []

    def open_with(**how):
        context = browser.new_context(offline=True, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        return page

    yield open_with
    for context in contexts:
        context.close()
    assert said == []
    assert {urlsplit(url).path for url in asked} == {page_file.as_posix()}


def _rows(page):
    return page.locator("#claims-table tbody tr:visible")


def test_each_filter_shows_its_claims_and_no_others(opened):
    page = opened()
    everything = _rows(page).count()
    for name in ("lecture", "section", "verdict", "task"):
        field = page.locator(f"#filters select[name={name}]")
        values = field.locator("option").evaluate_all("all => all.map(one => one.value)")
        for value in filter(None, values):
            field.select_option(value)
            marks = _rows(page).evaluate_all(f"all => all.map(row => row.dataset.{name})")
            assert marks
            assert all(value in mark.split("|") for mark in marks)
            hidden = page.locator("#claims-table tbody tr:not(:visible)").evaluate_all(
                f"all => all.map(row => row.dataset.{name})"
            )
            assert not any(value in mark.split("|") for mark in hidden)
            assert page.locator("#filters output").inner_text().startswith(f"{len(marks)} of")
        field.select_option("")
    assert _rows(page).count() == everything


def test_filters_together_and_words(opened):
    page = opened()
    page.locator("#filters select[name=lecture]").select_option("L1")
    page.locator("#filters input[name=words]").fill("GRU")
    texts = _rows(page).all_inner_texts()
    assert texts
    assert all("gru" in text.lower() and "L1" in text for text in texts)
    page.locator("#filters input[name=words]").fill("no claim says this")
    assert _rows(page).count() == 0


@pytest.mark.parametrize("key", ["verdict", "departure", "lectures", "seeds"])
def test_sorting(opened, key):
    page = opened()
    before = _rows(page).all_inner_texts()
    page.locator("#filters select[name=sort]").select_option(key)
    numbers = _rows(page).evaluate_all(
        f"all => all.map(row => Number(row.getAttribute('data-sort-{key}')))"
    )
    assert numbers == sorted(numbers, reverse=key != "verdict")
    assert len(set(numbers)) > 1
    page.locator("#filters select[name=sort]").select_option("")
    assert _rows(page).all_inner_texts() == before


def test_without_script_everything_is_there_but_the_filters(opened):
    page = opened(java_script_enabled=False)
    assert _rows(page).count() == page.locator("article").count()
    assert not page.locator("#filters").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(opened, scheme):
    page = opened(color_scheme=scheme, **PHONE)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_in_the_dark_figures_follow(opened):
    """Their letters in the page's light ink, on no ground of their own."""
    ink = "getComputedStyle(document.querySelector('article figure svg text')).fill"
    light, dark = (opened(color_scheme=scheme).evaluate(ink) for scheme in ("light", "dark"))
    assert light != dark


def test_every_figure_has_words_for_those_who_cannot_see_it(opened):
    page = opened()
    labels = page.locator("figure").evaluate_all("all => all.map(f => f.ariaLabel)")
    assert labels
    assert all(label and len(label) > 10 for label in labels)


def test_it_prints_without_controls_and_details(opened, tmp_path):
    page = opened(viewport={"width": 718, "height": 1000})  # A4 without its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert not page.locator("#filters").is_visible()
    assert page.locator("#surprises").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
