"""Where in a JSON text things stand, so that a complaint can name the line."""

from collections.abc import Iterator

import yaml

Path = tuple[str | int, ...]  # keys and list positions from the top: ("recipients", 2, "email")


class Places:
    """The lines of one JSON text: JSON is YAML, and PyYAML remembers where it found things."""

    def __init__(self, text: str) -> None:
        try:
            self._top = yaml.compose(text.replace("\t", " "), yaml.CSafeLoader)
        except (yaml.YAMLError, RecursionError):
            self._top = None  # every line is then said to be the first

    def line_of(self, path: Path) -> int:
        """The line, from 1, of what stands at `path`, or of the nearest thing around it."""
        node = self._top
        line = node.start_mark.line + 1 if node else 1
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = [pair for pair in node.value if pair[0].value == str(step)]
                if not found:
                    return line
                key, node = found[-1]
                line = key.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                return line
        return line

    def repeated_keys(self) -> Iterator[tuple[Path, str]]:
        """Each key that stands twice in one object, which JSON's own readers pass over."""
        yield from _repeated_keys(self._top, ())


def _repeated_keys(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*path, key.value), key.value
            seen.add(key.value)
            yield from _repeated_keys(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _repeated_keys(value, (*path, index))
