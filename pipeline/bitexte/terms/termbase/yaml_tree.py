"""YAML as a tree with places: our own composer over the parser's events, so that every error has its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.error import Mark

from bitexte import limits
from bitexte.errors import GlossaryError

_TOO_DEEP = ("nested too deeply", "an entry is a line such as - {fr: panier, en: cart}")
# `<<` and types are YAML machinery that no termbase needs.
_PLAIN_TAGS = (None, "!")
_QUOTES = ("'", '"', "|", ">")


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    line: int
    quoted: bool
    end: int


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int
    flow: bool
    start: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    flow: bool
    end: int
    column: int
    start: int

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.pairs if name.text == key), None)


Node = Scalar | Sequence | Mapping


def decode(content: bytes, name: str) -> str:
    """The text of a YAML file without its byte order mark."""
    if len(content) > limits.TERMBASE_BYTES:
        raise GlossaryError("the file is larger than 200 MB", where=name, hint="split the termbase by domain")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GlossaryError("the file is not UTF-8", where=f"{name}:{line}", hint="save it as UTF-8") from None
    for number, sign in enumerate(text) if not text.isprintable() and _has_control(text) else ():
        if _is_control(sign):
            line = text.count("\n", 0, number) + 1
            raise GlossaryError(f"control character U+{ord(sign):04X}", where=f"{name}:{line}", hint="delete it")
    return text


def _has_control(text: str) -> bool:
    return any(chr(code) in text for code in (*range(9), 11, 12, *range(14, 32), 127))


def _is_control(sign: str) -> bool:
    return (sign < " " and sign not in "\t\n\r") or sign == "\x7f"


def compose(text: str, name: str) -> Node | None:
    """The tree of the only document in the text, or None where it is empty.

    Refused with file and line: syntax errors, aliases and anchors, tags, duplicate keys, deep nesting, a second
    document.
    """
    try:
        events = _content_events(text, name)
        first = next(events, None)
        node = None if first is None else _node(first, events, name, 0)
        if (extra := next(events, None)) is not None:
            raise _error("a second document", name, extra, "keep one termbase a file")
        return node
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, name) from None
    except yaml.YAMLError as error:
        raise GlossaryError(f"not YAML: {' '.join(str(error).split())}", where=name) from None


def _content_events(text: str, name: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    framing = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _error("anchors and aliases are not accepted", name, event, "write the value out")
        if not isinstance(event, framing):
            yield event


def _node(event: yaml.Event, events: Iterator[yaml.Event], name: str, depth: int) -> Node:
    if depth > limits.TERMBASE_DEPTH:
        raise _error(_TOO_DEEP[0], name, event, _TOO_DEEP[1])
    tag = getattr(event, "tag", None)
    if tag not in _PLAIN_TAGS:
        raise _error(f"the tag {tag} is not accepted", name, event, "write plain values")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(event, events, name, depth)
    return _mapping(event, events, name, depth)


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    return Scalar(event.value, _start(event).line + 1, event.style in _QUOTES, _end(event))


def _sequence(event: yaml.Event, events: Iterator[yaml.Event], name: str, depth: int) -> Sequence:
    items: list[Node] = []
    flow = bool(getattr(event, "flow_style", False))
    for inner in events:
        if isinstance(inner, yaml.SequenceEndEvent):
            end = _end(inner) if flow else items[-1].end if items else _start(inner).index
            mark = _start(event)
            return Sequence(tuple(items), mark.line + 1, flow, mark.index, end, mark.column)
        items.append(_node(inner, events, name, depth + 1))
    raise _error("the list does not end", name, event, "")


def _mapping(event: yaml.Event, events: Iterator[yaml.Event], name: str, depth: int) -> Mapping:
    pairs: dict[str, tuple[Scalar, Node]] = {}
    flow = bool(getattr(event, "flow_style", False))
    end = _end(event)
    for inner in events:
        mark = _start(event)
        if isinstance(inner, yaml.MappingEndEvent):
            end = _end(inner) if flow else end
            return Mapping(tuple(pairs.values()), mark.line + 1, flow, end, mark.column, mark.index)
        if not isinstance(inner, yaml.ScalarEvent):
            raise _error("a field name must be a word", name, inner, "quote it if it is one")
        key = _scalar(inner)
        if key.text in pairs:
            raise _error(
                f"the field “{key.text}” stands twice", name, inner, f"first on line {pairs[key.text][0].line}"
            )
        value = _node(next(events), events, name, depth + 1)
        pairs[key.text] = (key, value)
        end = max(key.end, value.end)
    raise _error("the entry does not end", name, event, "")


def _start(event: yaml.Event) -> Mark:
    mark = event.start_mark
    assert mark is not None
    return mark  # type: ignore[return-value]  # libyaml's mark has the same fields


def _end(event: yaml.Event) -> int:
    mark = event.end_mark
    assert mark is not None
    return mark.index


def _error(message: str, name: str, event: yaml.Event, hint: str) -> GlossaryError:
    return GlossaryError(message, where=f"{name}:{_start(event).line + 1}", hint=hint)


def _syntax_error(error: yaml.MarkedYAMLError, text: str, name: str) -> GlossaryError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    if "nesting depth" in (error.problem or ""):  # the scanner's own limit, which newer versions of it have
        return GlossaryError(_TOO_DEEP[0], where=f"{name}:{line}", hint=_TOO_DEEP[1])
    lines = text.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    hint = "indent with blanks, not tabs" if "\t" in shown else "check indentation, colons and quotes"
    return GlossaryError(
        f"not YAML: {error.problem or error.context or 'syntax error'}", where=f"{name}:{line}", hint=hint
    )
