"""YAML in which a repeated key is an error."""

from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """Plain values only; merged keys (``<<``) may be given again, as YAML has it."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        begin, end = node.start_mark.index, node.end_mark.index
        own = [
            key
            for key, _ in node.value
            if isinstance(key, yaml.ScalarNode) and begin <= key.start_mark.index < end
        ]
        seen: set[str] = set()
        for key in own:
            if key.value in seen:
                what = f"the key {key.value!r} comes twice"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def load(text: str) -> Any:
    """The content of a YAML document.

    Raises:
        yaml.YAMLError: it is none, or a mapping in it has a key twice.
    """
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
