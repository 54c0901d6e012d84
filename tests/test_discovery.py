"""Components by file name."""

import pytest

from rnnbench import discovery


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


def test_a_file_must_define_exactly_one(tmp_path, monkeypatch):
    from rnnbench import cells

    (tmp_path / "empty_cell.py").write_text("x = 1\n")
    monkeypatch.setattr(cells, "__path__", [*cells.__path__, str(tmp_path)])
    monkeypatch.setattr(discovery, "source", lambda kind, name: tmp_path / f"{name}.py")
    with pytest.raises(TypeError, match="must define one Cell, but defines 0"):
        discovery.load("cells", "empty_cell")
