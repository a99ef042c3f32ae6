"""The strings of a YAML text with where they stand, and how others are written in their place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
import yaml

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats.splice import Piece, joined, wrapped
from bitexte.formats.strings import Scalar

_LINE_ENDS = regex.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_PROPERTIES = regex.compile(r"(?:[&!]\S*\s+)*")  # anchors and tags before a value
_STRING = "tag:yaml.org,2002:str"
_RESOLVER = yaml.SafeLoader.yaml_implicit_resolvers


def scalars(text: str, name: str) -> Iterator[Scalar]:
    """The string values, each with its path of keys and indices; numbers, dates and the like are none.

    Aliases are not followed: what they stand for is read once. Raises InputError where the text is no YAML.
    """
    starts = [0, *(found.end() for found in _LINE_ENDS.finditer(text))]
    place = _Place()
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                place.enter()
                if len(place.frames) > limits.JSON_DEPTH:
                    number = event.start_mark.line + 1 if event.start_mark else 1
                    raise InputError(
                        f"more than {limits.JSON_DEPTH} lists within one another",
                        where=f"{name}:{number}",
                        hint="is this a translation?",
                    )
                place.frames.append(_Frame(isinstance(event, yaml.MappingStartEvent), bool(event.flow_style)))
            elif isinstance(event, yaml.CollectionEndEvent):
                place.frames.pop()
                place.leave()
            elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                value = event.value if isinstance(event, yaml.ScalarEvent) else ""
                if place.takes_key(value):
                    continue
                place.enter()
                if isinstance(event, yaml.ScalarEvent) and _is_string(event):
                    start, end = (
                        starts[mark.line] + mark.column for mark in (event.start_mark, event.end_mark) if mark
                    )
                    yield _scalar(text, tuple(place.path), event, start, end, flow=place.in_flow)
                place.leave()
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(f"no YAML: {error.problem}", where=f"{name}{line}", hint="mend the line") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError("no YAML that can be read", where=name, hint="check it in an editor") from error


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is open; `key` is that of the value to come."""

    mapping: bool
    flow: bool
    count: int = 0
    key: str | None = None


class _Place:
    """Where in the tree the reader stands."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.frames: list[_Frame] = []

    @property
    def in_flow(self) -> bool:
        return bool(self.frames) and self.frames[-1].flow

    def takes_key(self, value: str) -> bool:
        """Whether a scalar is a key."""
        if not self.frames or not self.frames[-1].mapping or self.frames[-1].key is not None:
            return False
        self.frames[-1].key = value
        return True

    def enter(self) -> None:
        if self.frames:
            frame = self.frames[-1]
            self.path.append(frame.key or "" if frame.mapping else str(frame.count))
            frame.count, frame.key = frame.count + 1, None

    def leave(self) -> None:
        if self.path:
            self.path.pop()


def _is_string(event: yaml.ScalarEvent) -> bool:
    if event.tag is not None:
        return bool(event.tag in (_STRING, "!"))
    if event.style is not None:
        return True
    first = event.value[:1]
    return not any(pattern.match(event.value) for _, pattern in _RESOLVER.get(first, ()))


def _scalar(text: str, path: tuple[str, ...], event: yaml.ScalarEvent, start: int, end: int, *, flow: bool) -> Scalar:
    start = _PROPERTIES.match(text, start, end).end()  # type: ignore[union-attr]  # matches always
    if event.style in ("'", '"'):
        return Scalar(path, event.value, start + 1, end - 1, f"yaml{event.style}")
    if event.style in ("|", ">"):
        start = text.index("\n", start, end) + 1 if "\n" in text[start:end] else end
        content = text[start:end]
        kept = content.split("\n")
        while kept and not kept[-1].strip():
            kept.pop()
        return Scalar(
            path, event.value.rstrip("\n"), start, start + len("\n".join(kept).rstrip("\r")), f"yaml{event.style}"
        )
    return Scalar(path, event.value, start, end, "yaml," if flow else "yaml")


def _single_quoted(pieces: Sequence[Piece], _original: str) -> str:
    text = joined(pieces, str)
    return text.replace("'", "''")


def _double_quoted(pieces: Sequence[Piece], original: str) -> str:
    ascii_only = original.isascii() and "\\u" in original
    return json.dumps(joined(pieces, str), ensure_ascii=ascii_only)[1:-1]


def _plain(pieces: Sequence[Piece], _original: str) -> str:
    text = joined(pieces, str)
    return text if _reads_the_same(text) else json.dumps(text, ensure_ascii=False)


def _plain_in_flow(pieces: Sequence[Piece], _original: str) -> str:
    text = joined(pieces, str)
    sound = _reads_the_same(text) and not set(text) & set(",[]{}")
    return text if sound else json.dumps(text, ensure_ascii=False)


def _reads_the_same(text: str) -> bool:
    if "\n" in text or text != text.strip():
        return False
    try:
        return bool(yaml.safe_load(f"key: {text}\n") == {"key": text})
    except yaml.YAMLError:
        return False


def _literal(pieces: Sequence[Piece], original: str) -> str:
    indent = original[: len(original) - len(original.lstrip(" "))]
    end = "\r\n" if "\r\n" in original else "\n"
    return end.join(indent + line if line else "" for line in joined(pieces, str).split("\n"))


def _folded(pieces: Sequence[Piece], original: str) -> str:
    indent = original[: len(original) - len(original.lstrip(" "))]
    end = "\r\n" if "\r\n" in original else "\n"
    width = max(map(len, original.splitlines()))
    paragraphs = [wrapped([Piece(line)], max(width, 20), indent, end=end) for line in joined(pieces, str).split("\n")]
    return (end * 2).join(indent + paragraph if paragraph else "" for paragraph in paragraphs)


STYLES = {
    "yaml'": _single_quoted,
    'yaml"': _double_quoted,
    "yaml": _plain,
    "yaml,": _plain_in_flow,
    "yaml|": _literal,
    "yaml>": _folded,
}
