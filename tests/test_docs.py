"""The documentation: links resolve, and named tests exist."""

import re

import pytest
from project import ROOT

PAGES = [ROOT / "README.md", ROOT / "config" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r'\]\((?!https?:)([^)\s]+)\)|src="([^"]+)"')
TEST = re.compile(r"`(?:tests/)?(test_\w+\.py)?(?:::(test_\w+))?`")


def _anchors(page):
    """Anchors of a page's headings, as GitHub makes them, and of explicit ids."""
    text = page.read_text()
    titles = re.findall(r"^#+ (.*)$", text, re.M)
    slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return slugs | set(re.findall(r'id="([^"]+)"', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page):
    for link in {a or b for a, b in LINK.findall(page.read_text())}:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_named_tests_exist():
    missing = []
    for page in PAGES:
        file = ""
        for named, test in TEST.findall(page.read_text()):
            file = named or file
            path = ROOT / "tests" / file
            if file and not (path.is_file() and (not test or f"def {test}(" in path.read_text())):
                missing.append(f"{page.name}: {file}::{test}")
    assert not missing
