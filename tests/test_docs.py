"""Documents refer to what there is."""

import re

import pytest
from project import ROOT

WALK_THROUGH = ROOT / "docs" / "extending.md"  # it writes tests of its own
DOCUMENTS = [ROOT / "README.md", *sorted(set((ROOT / "docs").glob("*.md")) - {WALK_THROUGH})]
REFERENCE = re.compile(r"`(?:tests/)?(?=test_|::test)(test_\w+\.py)?(?:::(test_\w+))?`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_tests_that_exist(document):
    """A test without a file belongs to the file named before it."""
    tests, file = {path.name: path.read_text() for path in ROOT.glob("tests/test_*.py")}, ""
    for named, test in REFERENCE.findall(document.read_text()):
        file = named or file
        assert file in tests, test
        assert not test or f"def {test}(" in tests[file], f"{file}::{test}"
