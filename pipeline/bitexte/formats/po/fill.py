"""A gettext catalogue as a document: its empty entries are filled, and nothing else of it changes.

Machine drafts are marked fuzzy. An entry that is fuzzy and has a text is older human work: it keeps it, the draft
stands beside it as a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from bitexte.errors import InputError
from bitexte.formats.html.names import BLOCK
from bitexte.formats.options import Options
from bitexte.formats.po.catalogue import Message, decoded, literal, metadata
from bitexte.formats.po.catalogue import parse as parse_catalogue
from bitexte.language import detection
from bitexte.language.tags import TARGET, primary
from bitexte.model import Block, BlockKind, CodeKind, Document, InlineCode, Remark, State
from bitexte.text.characters import shown

_NAME = regex.compile(r"[\w.:/-]+")
_LANGUAGE_CODE = regex.compile(r"[a-z]{2}(?:[_-][A-Z]{2})?")
_TAG = regex.compile(
    r"""<(?P<close>/)?(?P<name>[A-Za-z][\w-]*)(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?(?P<empty>/)?>|[\n\t]"""
)
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "source", "wbr"})
_PLACEHOLDER_FORMS = regex.compile(r"nplurals=INTEGER; plural=EXPRESSION;")
_FORMS = "nplurals=2; plural=(n != 1);"
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-", "\u00a0": " "})
_WIDEST = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """What a block goes into: forms of the message of that number, or a comment beside it."""

    message: int
    forms: tuple[int, ...]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Skeleton:
    content: bytes
    entries: tuple[Entry, ...]


def parse(content: bytes, name: str, options: Options) -> Document:
    """A block for each text that has no translation, two for a message with a plural.

    A catalogue of another language than French, or into another one than English, has no blocks and a warning that
    says so; one of names with French texts has the texts. Raises InputError.
    """
    text, _ = decoded(content, name)
    if not text.strip("\ufeff \t\r\n"):
        raise InputError("the file is empty", where=name)
    messages = parse_catalogue(text, name)
    if not messages:
        raise InputError("there is no message in it", where=name, hint="is this really a PO file?")
    wanted, strange = _wanted(messages, options)
    blocks = tuple(block for _, block in wanted)
    warnings: tuple[Remark, ...] = ()
    if strange or not blocks:
        detail = strange or "every entry has its translation"
        warnings = (Remark("nothing-to-translate", detail),)
    return Document(name, "po", blocks, Skeleton(content, tuple(entry for entry, _ in wanted)), warnings)


def _wanted(messages: list[Message], options: Options) -> tuple[list[tuple[Entry, Block]], str]:
    """The texts to translate, or why there are none."""
    live = [(n, each) for n, each in enumerate(messages) if not each.obsolete and not each.is_header]
    sources = " ".join(each.source.value for _, each in live if each.source is not None)
    language = primary(metadata(messages).get("Language", ""))
    if _of_names([each for _, each in live]):
        texts = " ".join(field.value for _, each in live for field in each.targets.values())
        if language in {"", "fr"} and detection.foreign(texts) is None:
            return [found for number, each in live for found in _texts_of_names(number, each)], ""
        return [], "its texts are not French"
    looks = detection.foreign(sources)
    if looks:
        return [], f"its msgids are {detection.NAMES.get(looks, looks)}, not French"
    if language not in {"", TARGET} and any(field.value for _, each in live for field in each.targets.values()):
        return [], f"it translates into {shown(language)}, not into English"
    return [found for number, each in live for found in _untranslated(number, each, options)], ""


def _of_names(messages: Sequence[Message]) -> bool:
    """Whether the msgids are names of texts, and the texts stand in msgstr."""
    filled = [each for each in messages if each.source is not None and any(f.value for f in each.targets.values())]
    names = [each for each in filled if each.source is not None and _NAME.fullmatch(each.source.value)]
    phrases = [each for each in filled if " " in each.targets.get(0, each.targets[min(each.targets)]).value]
    return bool(filled) and len(names) == len(filled) and len(phrases) * 2 > len(filled)


def _texts_of_names(number: int, message: Message) -> Iterator[tuple[Entry, Block]]:
    for form, field in sorted(message.targets.items()):
        if field.value.strip():
            key = message.source.value if message.source is not None else ""
            yield Entry(number, (form,)), _block(field.value, message, key)


def _untranslated(number: int, message: Message, options: Options) -> Iterator[tuple[Entry, Block]]:
    assert message.source is not None
    empty = [form for form, field in sorted(message.targets.items()) if not field.value]
    context = message.context.value if message.context is not None else ""
    key = f"{context}\x04{message.source.value}" if context else message.source.value
    if not message.source.value.strip() or _LANGUAGE_CODE.fullmatch(message.source.value):
        return
    if not empty:
        if message.fuzzy and not options.only_empty:
            yield Entry(number, (), beside=True), _block(message.source.value, message, key)
        return
    if message.plural is None or (0 in empty and len(message.targets) > 1):
        yield Entry(number, (0,)), _block(message.source.value, message, key)
    others = tuple(form for form in empty if form or len(message.targets) == 1)
    if message.plural is not None and others:
        yield Entry(number, others), _block(message.plural.value, message, f"{key}\x04plural")


def _block(text: str, message: Message, key: str) -> Block:
    """A text with its tags, line ends and tabs as codes; line ends at its ends are none.

    A tag of a block (a paragraph, an item of a list) parts what stands before and behind it, as a tab does.
    """
    codes: list[InlineCode] = []
    opened: list[str] = []
    made, last = "", 0
    inner = len(text.rstrip("\n\t"))
    lead = len(text) - len(text.lstrip("\n\t"))
    for number, found in enumerate(_TAG.finditer(text, lead, max(lead, inner))):
        made += text[last : found.start()]
        last = found.end()
        if found["name"] is None:
            codes.append(InlineCode(f"c{number}", CodeKind.ISOLATED, len(made), equivalent=found[0]))
            made += found[0]
            continue
        label = found["name"].lower()
        if label in BLOCK:
            apart = "\t" if made.strip() and not made.endswith(("\t", "\n")) else ""
            codes.append(InlineCode(f"{label}{number}", CodeKind.ISOLATED, len(made), found[0], apart))
            made += apart
            continue
        kind, name = CodeKind.ISOLATED, f"{label}{number}"
        if found["close"] and any(each.rstrip("0123456789") == label for each in opened):
            kind = CodeKind.CLOSE
            name = next(each for each in reversed(opened) if each.rstrip("0123456789") == label)
            opened.remove(name)
        elif not found["close"] and not found["empty"] and label not in _VOID:
            kind = CodeKind.OPEN
            opened.append(name)
        codes.append(InlineCode(name, kind, len(made), found[0]))
    limits = [*message.extracted, *(f"flag: {flag}" for flag in message.flags if flag != "fuzzy")]
    context = [f"context: {message.context.value}"] if message.context is not None else []
    return Block(BlockKind.MESSAGE, made + text[last:], codes=tuple(codes), notes=(*context, *limits), key=key)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The catalogue with these targets as drafts."""
    return rebuild_stated(document, targets, [State.INITIAL] * len(targets))


def rebuild_stated(document: Document, targets: Sequence[Block], states: Sequence[State]) -> bytes:
    """The catalogue with these targets in the empty places, drafts marked fuzzy; unchanged where no target differs."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    if tuple(targets) == document.blocks:
        return skeleton.content
    text, charset = decoded(skeleton.content, document.name)
    messages = parse_catalogue(text, document.name)
    end = "\r\n" if "\r\n" in text else "\n"
    edits: list[tuple[int, int, str]] = []
    drafts: set[int] = set()
    for entry, target, state in zip(skeleton.entries, targets, states, strict=True):
        message = messages[entry.message]
        written = _written(target)
        if entry.beside:
            said = " ".join(written.split())
            edits.append((message.start, message.start, f"#. draft: {said}{end}"))
            continue
        edits += [_filled(message, form, written, end) for form in entry.forms]
        if state is State.INITIAL and not message.fuzzy:
            drafts.add(entry.message)
    edits += [_marked(messages[number], end) for number in sorted(drafts)]
    made = _edited(text, edits)
    return _encoded(_PLACEHOLDER_FORMS.sub(_FORMS, made, count=1), charset)


def _written(block: Block) -> str:
    made, last = "", 0
    for code in block.codes:
        made += block.text[last : code.offset] + (code.content or code.equivalent)
        last = max(last, code.offset + len(code.equivalent))
    return made + block.text[last:]


def _filled(message: Message, form: int, target: str, end: str) -> tuple[int, int, str]:
    """A target in its field, with the line ends at its ends that the source has, wrapped as the source is."""
    source = message.plural if form and message.plural is not None else message.source
    assert source is not None
    field = message.targets[form]
    keyword = f"msgstr[{form}]" if message.plural is not None else "msgstr"
    framed = target.strip("\n")
    framed = "\n" * source.value.startswith("\n") + framed + "\n" * source.value.endswith("\n") if framed else ""
    pieces = len(regex.findall(r"[^\n]*\n|[^\n]+", source.value))
    wrapped = source.lines > pieces + 1 and "no-wrap" not in message.flags
    return (*field.span, literal(keyword, framed, end, _WIDEST if wrapped else 0, several=source.lines > 1))


def _marked(message: Message, end: str) -> tuple[int, int, str]:
    """The mark of a draft: in the line of flags, or on a line of its own."""
    if message.flagged >= 0:
        return message.flagged, message.flagged, " fuzzy,"
    return message.keyword, message.keyword, f"#, fuzzy{end}"


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    made, last = "", 0
    for start, stop, put in sorted(edits):
        made += text[last:start] + put
        last = stop
    return made + text[last:]


def _encoded(text: str, charset: str) -> bytes:
    """The bytes in the file's charset: plain signs for typographic ones it lacks, UTF-8 where even that does not do."""
    for attempt in (text, text.translate(_PLAIN)):
        try:
            return attempt.encode(charset)
        except UnicodeEncodeError:
            continue
    return regex.sub(r"(?<=charset=)[A-Za-z0-9_.:-]+", "UTF-8", text, count=1).encode("utf-8")
