"""Components by file name."""

from importlib import import_module

import pytest

from rnnbench.components.registry import (
    BUILT_IN,
    KINDS,
    PACKAGES,
    ComponentsError,
    Registry,
    UnknownNameError,
    summary,
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_loads_and_has_a_summary(kind):
    assert BUILT_IN.names(kind)
    for name in BUILT_IN.names(kind):
        component = BUILT_IN.load(kind, name)
        assert BUILT_IN.source(kind, name).is_file()
        if kind != "claims":
            assert summary(component)


def test_unknown_names_offer_the_nearest_however_long_they_are():
    with pytest.raises(UnknownNameError, match="unknown name in cells"):
        BUILT_IN.load("cells", "x" * 5000)
    with pytest.raises(UnknownNameError, match="did you mean 'peephole_lstm'"):
        BUILT_IN.load("cells", "peephole_lsmt")


def _component(folder, kind, name, text=""):
    (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / kind / f"{name}.py").write_text(text)


def test_components_of_ones_own_are_found_beside_the_built_in_ones(tmp_path):
    _component(
        tmp_path,
        "clips",
        "halved",
        "from rnnbench.components.clips.norm import NormClip\n"
        "class Halved(NormClip):\n    'Half.'\n",
    )
    own = Registry.of([str(tmp_path), str(tmp_path)])  # twice is once
    assert "halved" in own.names("clips")
    assert "halved" not in BUILT_IN.names("clips")
    assert own.load("clips", "halved").__name__ == "Halved"
    files = own.sources("clips", "halved")
    assert [file.name for file in files] == ["halved.py", "norm.py"]


def test_a_name_that_is_taken_is_refused(tmp_path):
    _component(tmp_path, "cells", "lstm")
    with pytest.raises(ComponentsError, match=r"cells/lstm\.py: the name lstm is taken"):
        Registry.of([str(tmp_path)])


def test_a_folder_without_components_is_refused(tmp_path):
    with pytest.raises(ComponentsError, match="contains none of the folders cells, inits"):
        Registry.of([str(tmp_path / "typo")])


def test_a_component_depends_on_the_files_that_it_is_made_of():
    files = BUILT_IN.sources("cells", "coupled_peephole_lstm")
    assert {f.name for f in files} == {
        "coupled_peephole_lstm.py", "coupled_lstm.py", "_peepholes.py",
    }  # fmt: skip


def test_a_file_must_define_exactly_one(tmp_path):
    _component(tmp_path, "cells", "empty_cell", "x = 1\n")
    own = Registry.of([str(tmp_path)])
    with pytest.raises(ComponentsError, match=r"must define one Cell \(got 0\)"):
        own.load("cells", "empty_cell")


def test_registry_finds_a_neighbour_that_is_imported_relatively(tmp_path):
    _component(
        tmp_path,
        "clips",
        "base_clip",
        "from rnnbench.components.clips.norm import NormClip\nclass Base(NormClip):\n    'Base.'\n",
    )
    _component(
        tmp_path,
        "clips",
        "derived_clip",
        "from .base_clip import Base\nclass Derived(Base):\n    'Derived.'\n",
    )
    own = Registry.of([str(tmp_path)])
    assert own.load("clips", "derived_clip").__mro__[1] is own.load("clips", "base_clip")
    files = {file.name for file in own.sources("clips", "derived_clip")}
    assert files == {"derived_clip.py", "base_clip.py", "norm.py"}


def test_registry_types_components_by_kind():
    """mypy reads the overloads; here, each kind's base class is what they promise."""
    for kind in KINDS:
        component = BUILT_IN.load(kind, BUILT_IN.names(kind)[0])
        base = import_module(PACKAGES[kind]).BASE
        assert isinstance(component, base) or issubclass(component, base)
