"""An XLIFF file as a document: its empty targets are filled, and nothing else of it changes but their states.

Its segmentation is law: a block is a segment of the file. Codes are carried as they are written there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from bitexte.errors import InputError
from bitexte.formats.code_notation import escaped
from bitexte.formats.options import Options
from bitexte.formats.xliff.segments import Part, languages, marks, parts
from bitexte.formats.xliff.source import Markup, decoded
from bitexte.formats.xliff.source import parse as parse_markup
from bitexte.language import detection
from bitexte.language.tags import SOURCE, TARGET, is_french, primary
from bitexte.model import Block, BlockKind, CodeKind, Document, InlineCode, Remark, State
from bitexte.text.characters import composed, shown

_PAIRS = frozenset({"g", "pc"})
_OPENING = frozenset({"bx", "sc", "bpt"})
_CLOSING = frozenset({"ex", "ec", "ept"})
_TEXT_CODE = regex.compile(r"(?P<open>\{[a-z][\w-]*>)|(?P<close><[a-z][\w-]*\})|\{\d+\}")  # Phrase's
# A message of ICU holds its texts between braces: no engine may touch it whole.
_MESSAGE = regex.compile(r"\s*\{\s*[\w.]+\s*,\s*(?:plural|select|selectordinal)\s*,")
_INDENT = regex.compile(r"\r?\n[ \t]*$")
_WIDEST_INDENT = 200
_SAMPLE = 200  # segments that tell the language of a file


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The file as it came; `numbers` are those of the parts that the blocks are, in the file's order."""

    content: bytes
    numbers: tuple[int, ...]


def parse(content: bytes, name: str, _options: Options) -> Document:
    """A block for each segment without translation that may be translated; its notes say what developers said.

    A file whose segments are in another language than French, or go into another one than English, has no blocks and
    a warning that says so: what a file states is believed only where the text does not tell. Raises InputError.
    """
    text, _ = decoded(content, name)
    root = parse_markup(text, name)
    if root.tag != "xliff":
        raise InputError(f"its root is <{shown(root.tag)}>, not <xliff>", where=name)
    found = list(parts(root, name))
    strange = _strange(found, root)
    if strange is not None:
        return Document(name, "xliff", (), Skeleton(content, ()), (strange,))
    phrase = "memsource.com" in text[:2000]
    wanted = [(n, part) for n, part in enumerate(found) if part.untranslated and not part.kept and _writable(part)]
    blocks = [(number, _block(part, phrase)) for number, part in wanted]
    worded = [(number, block) for number, block in blocks if block.text.strip()]
    chosen = [(number, block) for number, block in worded if not _MESSAGE.match(block.text)]
    warnings = []
    if len(chosen) < len(worded):
        warnings.append(Remark("messages-kept", str(len(worded) - len(chosen))))
    if found and not chosen:
        warnings.append(Remark("nothing-to-translate", "every segment has its translation"))
    skeleton = Skeleton(content, tuple(number for number, _ in chosen))
    return Document(name, "xliff", tuple(block for _, block in chosen), skeleton, tuple(warnings))


def _strange(found: Sequence[Part], root: Markup) -> Remark | None:
    """Why a file is none that is translated from French into English; None where it is."""
    if not found:
        return None
    source, target = languages(found[0], root)
    if target and primary(target) != TARGET:
        return Remark("nothing-to-translate", f"it goes into {shown(target)}, not into English")
    texts = (" ".join(part.source.text for part in found[:_SAMPLE])) or ""
    looks = detection.foreign(texts + " ".join(_plain(part.source) for part in found[:_SAMPLE]))
    if looks and not is_french(source or SOURCE):
        return Remark("nothing-to-translate", f"its source is {detection.NAMES.get(looks, looks)}, not French")
    return None


def _plain(element: Markup) -> str:
    return " ".join(child.text + child.tail for child in element.inside())


def _writable(part: Part) -> bool:
    """Whether a target can be put in: a segment of 1.2 whose unit has a target that lacks its mark cannot."""
    return not part.mark or part.target is not None or part.unit.first("target") is None


def _block(part: Part, phrase: bool) -> Block:
    text, codes = "", []
    for piece, code in _pieces(part.source, phrase):
        if code is None:
            text = composed(text + piece)
        else:
            offset = len(text)
            text += code.equivalent
            codes.append(InlineCode(code.id, code.kind, offset, code.content, code.equivalent))
    return Block(BlockKind.PARAGRAPH, text, codes=tuple(codes), notes=part.notes, key=part.key)


def _pieces(element: Markup, phrase: bool) -> Iterator[tuple[str, InlineCode | None]]:
    """The texts and codes of a source, in their order."""
    yield from _texts(element.text, phrase)
    for child in element:
        raw = element.source[child.start : child.end]
        label = child.tag
        if label == "mrk" and _protected(child):
            inner = "".join(piece for piece, code in _pieces(child, False) if code is None)
            yield "", InlineCode(f"mrk{child.start}", CodeKind.ISOLATED, 0, raw, inner)
        elif (label in _PAIRS or label == "mrk") and not child.empty:
            name = child.get("id") or child.get("mid") or f"mrk{child.start}"
            yield "", InlineCode(f"{label}{name}", CodeKind.OPEN, 0, element.source[child.start : child.inner[0]])
            yield from _pieces(child, phrase)
            yield "", InlineCode(f"{label}{name}", CodeKind.CLOSE, 0, element.source[child.inner[1] : child.end])
        elif label in _OPENING or (label == "it" and child.get("pos") == "open"):
            yield "", InlineCode(f"half{_pair_name(child)}", CodeKind.OPEN, 0, raw)
        elif label in _CLOSING or label == "it":
            yield "", InlineCode(f"half{_pair_name(child)}", CodeKind.CLOSE, 0, raw)
        else:
            yield "", InlineCode(f"{label}{child.get('id') or child.start}", CodeKind.ISOLATED, 0, raw)
        yield from _texts(child.tail, phrase)


def _texts(text: str, phrase: bool) -> Iterator[tuple[str, InlineCode | None]]:
    """A text; in Phrase's files with the codes that stand in it as text."""
    last = 0
    for found in _TEXT_CODE.finditer(text) if phrase else ():
        yield text[last : found.start()], None
        last = found.end()
        kind = CodeKind.OPEN if found["open"] else CodeKind.CLOSE if found["close"] else CodeKind.ISOLATED
        name = found[0].strip("{}<>")
        yield "", InlineCode(f"text{name}", kind, 0, escaped(found[0]).replace("&gt;", ">"))
    yield text[last:], None


def _pair_name(element: Markup) -> str:
    return element.get("startRef") or element.get("rid") or element.get("id")


def _protected(element: Markup) -> bool:
    return element.get("mtype") == "protected" or element.get("translate") == "no"


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with these targets as drafts."""
    return rebuild_stated(document, targets, [State.INITIAL] * len(targets))


def rebuild_stated(document: Document, targets: Sequence[Block], states: Sequence[State]) -> bytes:
    """The file with these targets in the empty places, each in its state; not a byte changes where none differs."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    if tuple(targets) == document.blocks:
        return skeleton.content
    text, encoding = decoded(skeleton.content, document.name)
    found = list(parts(parse_markup(text, document.name), document.name))
    filled: dict[int, list[tuple[Part, str, State]]] = {}
    for number, target, state in zip(skeleton.numbers, targets, states, strict=True):
        part = found[number]
        filled.setdefault(part.unit.start, []).append((part, _written(target), state))
    edits = [edit for group in filled.values() for edit in _edits(group)]
    return _edited(text, edits).encode(encoding, "xmlcharrefreplace")


def _written(block: Block) -> str:
    made, last = "", 0
    for code in block.codes:
        made += _escaped(block.text[last : code.offset]) + code.content
        last = max(last, code.offset + len(code.equivalent))
    return made + _escaped(block.text[last:])


def _escaped(text: str) -> str:
    return escaped(text).replace("&quot;", '"').replace("&gt;", ">").replace("]]>", "]]&gt;")


Edit = tuple[int, int, str]


def _edits(group: Sequence[tuple[Part, str, State]]) -> Iterator[Edit]:
    """What a unit's new targets change in the file."""
    unit = group[0][0].unit
    for part, target, state in group:
        if part.version == 2:
            yield from _put_2(part, target)
            yield from _attributes(part.holder, {"state": _STATE_2[state]} if state is not State.INITIAL else {})
        elif part.target is not None:
            yield from _put(part.target, target)
    if group[0][0].version == 1:
        if unit.first("target") is None:
            yield _new_target(unit, group)
        yield from _states_1(unit, group)


def _put(element: Markup, target: str) -> Iterator[Edit]:
    """A target in an element that is empty."""
    if element.empty:
        opened = element.source[element.start : element.end].removesuffix("/>").rstrip()
        yield element.start + len(opened), element.end, f">{target}</{element.name}>"
    else:
        yield element.inner[0], element.inner[1], target


def _put_2(part: Part, target: str) -> Iterator[Edit]:
    if part.target is not None:
        yield from _put(part.target, target)
        return
    prefix = part.source.name.removesuffix("source")
    yield part.source.end, part.source.end, _spaced(part.source, f"<{prefix}target>{target}</{prefix}target>")


def _spaced(before: Markup, text: str) -> str:
    """An element on a line of its own, where the one before it stands on one."""
    found = _INDENT.search(before.source, max(0, before.start - _WIDEST_INDENT), before.start)
    return (found[0] if found is not None else "") + text


def _new_target(unit: Markup, group: Sequence[tuple[Part, str, State]]) -> Edit:
    """The target of a unit of 1.2 that has none: as the segmented source, its segments filled."""
    source, segmented = unit.first("source"), unit.first("seg-source")
    assert source is not None
    after = segmented or source
    prefix = source.name.removesuffix("source")
    if segmented is not None and group[0][0].mark:
        by_mark = {part.mark: target for part, target, _ in group}
        edits: list[Edit] = []
        for name, mark in marks(segmented).items():
            start, end = mark.inner[0] - segmented.inner[0], mark.inner[1] - segmented.inner[0]
            edits.append((start, end, by_mark.get(name, "")))
        content = _edited(segmented.source[slice(*segmented.inner)], edits)
    else:
        content = group[0][1]
    attributes = "" if _dialect(unit) else _state_1(group)
    return after.end, after.end, _spaced(source, f"<{prefix}target{attributes}>{content}</{prefix}target>")


_STATE_2 = {state: str(state) for state in State}
_STATE_1 = {
    State.INITIAL: ' state="needs-review-translation" state-qualifier="leveraged-mt"',
    State.TRANSLATED: ' state="translated"',
    State.REVIEWED: ' state="signed-off"',
    State.FINAL: ' state="final"',
}
_TRADOS = {
    State.INITIAL: {"conf": "Draft", "origin": "mt", "origin-system": "Bitexte"},
    State.TRANSLATED: {"conf": "Translated", "origin": "tm", "origin-system": "Bitexte"},
    State.REVIEWED: {"conf": "ApprovedTranslation", "origin": "tm", "origin-system": "Bitexte"},
    State.FINAL: {"conf": "ApprovedSignOff", "origin": "tm", "origin-system": "Bitexte"},
}
_MEMOQ = {
    State.INITIAL: "MachineTranslated",
    State.TRANSLATED: "ManuallyConfirmed",
    State.REVIEWED: "Proofread",
    State.FINAL: "Proofread",
}


def _state_1(group: Sequence[tuple[Part, str, State]]) -> str:
    return _STATE_1[min((state for _, _, state in group), key=list(State).index)]


def _dialect(unit: Markup) -> str:
    """Whose file it is: trados, memoq or phrase have states of their own; empty for plain XLIFF."""
    if unit.first("seg-defs") is not None:
        return "trados"
    names = {name.rpartition(":")[2] for name in unit.attributes if ":" in name}
    return "phrase" if "confirmed" in names else "memoq" if "status" in names else ""


def _states_1(unit: Markup, group: Sequence[tuple[Part, str, State]]) -> Iterator[Edit]:
    lowest = min((state for _, _, state in group), key=list(State).index)
    dialect = _dialect(unit)
    if dialect == "trados":
        definitions = unit.first("seg-defs")
        for definition in definitions.all("seg") if definitions is not None else ():
            state = next((state for part, _, state in group if part.mark in {definition.get("id"), ""}), None)
            yield from _attributes(definition, _TRADOS[state] if state is not None else {})
    elif dialect == "memoq":
        yield from _attributes(unit, {_prefixed(unit, "status"): _MEMOQ[lowest]})
    elif dialect == "phrase":
        draft = lowest is State.INITIAL
        origin, confirmed = _prefixed(unit, "trans-origin"), _prefixed(unit, "confirmed")
        prefix = confirmed.rpartition(":")[0]
        origin = origin if ":" in origin else f"{prefix}:trans-origin"
        yield from _attributes(unit, {origin: "mt" if draft else "tm", confirmed: "0" if draft else "1"})
    else:
        target = unit.first("target")
        if target is not None:
            wanted = dict(_ATTRIBUTE.findall(_STATE_1[lowest]))
            yield from _attributes(target, wanted)


_ATTRIBUTE = regex.compile(r'([\w-]+)="([^"]*)"')


def _prefixed(element: Markup, label: str) -> str:
    """The name of an attribute as it is written, its prefix included."""
    return next((name for name in element.attributes if name.rpartition(":")[2] == label and ":" in name), label)


def _attributes(element: Markup, wanted: dict[str, str]) -> Iterator[Edit]:
    """Attributes of an element changed in place, those that it lacks put behind its name's others."""
    inner = element.start + 1 + len(element.name)
    tag_end = element.inner[0] if not element.empty else element.end
    opened = element.source[inner:tag_end]
    missing = ""
    for name, value in wanted.items():
        found = regex.search(rf"""\s{regex.escape(name)}\s*=\s*(?:"([^"]*)"|'([^']*)')""", opened)
        if found is None:
            missing += f' {name}="{value}"'
        elif (found[1] if found[1] is not None else found[2]) != value:
            group = 1 if found[1] is not None else 2
            yield inner + found.start(group), inner + found.end(group), value
    if missing:
        kept = opened.removesuffix("/>").removesuffix(">").rstrip()
        yield inner + len(kept), inner + len(kept), missing


def _edited(text: str, edits: Sequence[Edit]) -> str:
    made, last = "", 0
    for start, end, put in sorted(edits):
        made += text[last:start] + put
        last = end
    return made + text[last:]
