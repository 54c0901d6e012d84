"""Components by file name."""

import pytest

from rnnbench.components import discovery


@pytest.mark.parametrize("kind", discovery.KINDS)
def test_every_component_loads_and_has_a_summary(kind):
    assert discovery.names(kind)
    for name in discovery.names(kind):
        component = discovery.load(kind, name)
        assert discovery.source(kind, name).is_file()
        if kind != "claims":
            assert discovery.summary(component)


def test_unknown_names_offer_the_nearest():
    with pytest.raises(discovery.UnknownNameError, match="did you mean 'peephole_lstm'"):
        discovery.load("cells", "peephole_lsmt")


@pytest.fixture
def folders(monkeypatch):
    """Folders that are used are forgotten after the test."""
    monkeypatch.setattr(discovery, "_folders", list(discovery._folders))
    yield
    discovery.names.cache_clear()


def _component(folder, kind, name, text=""):
    (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / kind / f"{name}.py").write_text(text)


def test_components_of_ones_own_are_found_beside_the_built_in_ones(tmp_path, folders):
    _component(
        tmp_path,
        "clips",
        "halved",
        "from rnnbench.components.clips.norm import NormClip\n"
        "class Halved(NormClip):\n    'Half.'\n",
    )
    discovery.use([str(tmp_path)])
    discovery.use([str(tmp_path)])  # twice is once
    assert "halved" in discovery.names("clips")
    assert discovery.load("clips", "halved").__name__ == "Halved"
    files = discovery.sources("clips", "halved")
    assert [file.name for file in files] == ["halved.py", "norm.py"]


def test_a_name_that_is_taken_is_refused(tmp_path, folders):
    _component(tmp_path, "cells", "lstm")
    with pytest.raises(discovery.ComponentsError, match=r"cells/lstm\.py: lstm is taken"):
        discovery.use([str(tmp_path)])


def test_a_folder_without_components_is_refused(tmp_path, folders):
    with pytest.raises(discovery.ComponentsError, match="has none of cells, inits"):
        discovery.use([str(tmp_path / "typo")])


def test_a_component_depends_on_the_files_that_it_is_made_of():
    files = discovery.sources("cells", "coupled_peephole_lstm")
    assert {f.name for f in files} == {
        "coupled_peephole_lstm.py", "coupled_lstm.py", "_peepholes.py",
    }  # fmt: skip


def test_a_file_must_define_exactly_one(tmp_path, folders):
    _component(tmp_path, "cells", "empty_cell", "x = 1\n")
    discovery.use([str(tmp_path)])
    with pytest.raises(discovery.ComponentsError, match="must define one Cell, but defines 0"):
        discovery.load("cells", "empty_cell")
