"""HTML: one self-contained page a document, in which a reviewer reads, filters, corrects and exports the pairs."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from importlib import resources

from bitexte.errors import InputError
from bitexte.formats.code_notation import marked
from bitexte.formats.for_review import returned_json
from bitexte.formats.for_review.layout import other_ways, reviewed, score, standing, terms_of
from bitexte.formats.units import Returned
from bitexte.model import Bitext, Designation, Finding, Flag, InlineCode, Provenance, Side, Span, Term, Unit
from bitexte.text.characters import NO_HTML, utf8
from bitexte.text.codes import numbered
from bitexte.text.cuts import Pieces

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
# What would end or confuse the script element that holds the JSON; U+2028 and U+2029 once broke lines of JavaScript.
MARKUP = re.compile("[<>&\x7f-\x9f\u2028\u2029]")
CONTROL = re.compile(f"[{NO_HTML}]")
SLOT = re.compile(r"@@(\w+)@@")
# The page's script, in the order in which its parts need each other.
SCRIPTS = (
    "patterns.js",
    "texts.js",
    "numbers.js",
    "literals.js",
    "checks.js",
    "exports.js",
    "work.js",
    "segments.js",
    "rows.js",
    "filters.js",
    "dialogs.js",
    "page.js",
)
SERVER = '<script type="application/json" id="server">null</script>'
OFFLINE, SERVED = "default-src 'none'; ", "default-src 'none'; connect-src 'self'; "

Moved = Callable[[Span], Span]


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """What a reviewer did in the page, from the file that it saves."""
    return returned_json.from_page(content, name)


def parse_cuts(content: bytes, name: str) -> tuple[Pieces, ...]:
    """The segments that a reviewer split and joined in the page."""
    return returned_json.cuts_from_page(content, name)


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """As `parse_returned`, the units alone."""
    return tuple(each.unit for each in parse_returned(content, name))


def serialize_units(bitext: Bitext) -> bytes:
    """The review page: it needs no network and runs no script but its own.

    The texts lie in it as JSON, codes as marks; offsets there count UTF-16 units, as the browser's strings do. A
    reviewer's work is kept by the browser under the page's address and the document's name, segment by segment, so
    that a new translation of the same text does not lose it.
    """
    slots = {
        "POLICY": OFFLINE + _policy(),
        "TITLE": escape(CONTROL.sub("\ufffd", bitext.document.name)),
        "STYLE": _asset("page.css"),
        "BITEXT": _embedded(_content(bitext, bitext.provenance)),
        "SCRIPT": _script(),
    }
    return utf8(SLOT.sub(lambda slot: slots[slot[1]], _asset("page.html")))


def served(page: bytes, server: Mapping[str, object], name: str) -> bytes:
    """The page as it stands behind a local server, which may be asked for nothing but to save.

    `server` is what it finds there: where to save, and the human work that is known already. Raises InputError for
    what is no page of this version of Bitexte: its script would not be the one that is trusted here.
    """
    policy = f'content="{OFFLINE}{_policy()}"'.encode()
    slot = SERVER.encode()
    if page.count(policy) != 1 or page.count(slot) != 1:
        raise InputError("is no review page of this version of Bitexte", where=name, hint="bitexte run")
    own = SERVER.replace("null", _embedded(server)).encode()
    return page.replace(policy, f'content="{SERVED}{_policy()}"'.encode()).replace(slot, own)


@cache
def _asset(name: str) -> str:
    return resources.files("bitexte").joinpath(f"assets/page/{name}").read_text(encoding="utf-8")


@cache
def _script() -> str:
    """The parts of the script as one that shares no name with the page."""
    parts = "\n".join(_asset(name) for name in SCRIPTS)
    return f'"use strict";\n{{\n{parts}}}\n'


@cache
def _policy() -> str:
    """The content security policy: nothing but the page's own style and script, known by their hashes (CSP 3).

    The browser is also told to refuse any text as markup (Trusted Types), should the script ever try.
    """
    style, script = (
        b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (_asset("page.css"), _script())
    )
    return (
        f"style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _embedded(content: Mapping[str, object]) -> str:
    """Return JSON that is safe inside a script element."""
    return MARKUP.sub(lambda found: f"\\u{ord(found[0]):04x}", ENCODER.encode(content))


def _content(bitext: Bitext, provenance: Provenance) -> dict[str, object]:
    document = bitext.document
    forms = _forms(bitext)
    numbers = {term: number for number, term in enumerate(forms)}
    return {
        "document": document.name,
        "format": document.format,
        "french": bitext.source_language,
        "english": bitext.target_language,
        "checksum": _checksum(bitext),
        "warnings": [asdict(warning) for warning in document.warnings],
        "provenance": asdict(provenance),
        "severities": {code: severity or "off" for code, severity in bitext.severities},
        "terms": [_term(term, *own) for term, own in forms.items()],
        "units": [_unit(bitext, unit, findings, numbers) for unit, findings in reviewed(bitext)],
    }


def _checksum(bitext: Bitext) -> str:
    texts = "\0".join(text for unit in bitext.units for text in (unit.segment.id, unit.segment.text))
    return hashlib.sha256(utf8(texts)).hexdigest()[:16]


Forms = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _forms(bitext: Bitext) -> dict[Term, Forms]:
    """The terms of a bitext with the forms that count as allowed, as forbidden and as the preferred target."""
    found: dict[Term, Forms] = {}
    for unit in bitext.units:
        own = unit.compliance
        for index, match in enumerate(unit.matches):
            forms = (own.allowed_forms, own.forbidden_forms, own.preferred_forms) if own else None
            found.setdefault(match.term, (forms[0][index], forms[1][index], forms[2][index]) if forms else ((), (), ()))
    return found


def _term(term: Term, allowed: Sequence[str], forbidden: Sequence[str], preferred: Sequence[str]) -> dict[str, object]:
    return {
        "id": term.id,
        "source": term.source,
        "targets": _texts(term.allowed),
        "forbidden": _texts(term.forbidden),
        "domain": term.domain,
        "definition": term.definition,
        "note": term.note,
        "allowedForms": list(allowed),
        "forbiddenForms": list(forbidden),
        "preferredForms": list(preferred),
        "exactCase": Flag.EXACT_CASE in term.flags,
    }


def _texts(designations: Sequence[Designation]) -> list[str]:
    return [designation.text for designation in designations]


def _unit(bitext: Bitext, unit: Unit, findings: list[Finding], numbers: dict[Term, int]) -> dict[str, object]:
    segment, translation = unit.segment, unit.translation
    block = bitext.document.blocks[segment.block]
    codes = {name: str(number) for name, number in numbered(segment.codes).items()}
    source = _mover(segment.text, segment.codes, codes)
    target = _mover(translation.text, translation.codes, codes)
    return {
        "id": segment.id,
        "block": segment.block,
        "kind": block.kind,
        "level": block.level,
        "source": marked(segment.text, segment.codes, codes),
        "tail": segment.tail,
        "target": marked(translation.text, translation.codes, codes),
        "origin": translation.origin,
        "engine": translation.engine,
        "score": score(translation),
        "confidence": translation.confidence,
        "state": unit.state,
        "comments": [asdict(comment) for comment in unit.comments],
        "notes": standing(block),
        "candidates": [asdict(each) for each in unit.candidates],
        "alternatives": other_ways(unit),
        "terms": [
            {
                "term": numbers[match.term],
                "source": source(match.span),
                "target": target(use.span) if use and use.span else None,
                "honour": use.honour if use else None,
            }
            for match, use in terms_of(unit)
        ],
        "findings": [_finding(finding, source if finding.side is Side.SOURCE else target) for finding in findings],
        "links": [[source(link.source), target(link.target)] for link in translation.links],
    }


def _finding(finding: Finding, moved: Moved) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "side": finding.side,
        "span": moved(finding.span) if finding.span else None,
    }


def _mover(text: str, codes: Sequence[InlineCode], numbers: Mapping[str, str]) -> Moved:
    """What turns spans in characters into spans in UTF-16 units of the text with its marks."""
    if not codes and "⟦" not in text and (text.isascii() or max(text) <= "\uffff"):
        return lambda span: span
    return lambda span: _moved(span, text, codes, numbers)


def _moved(span: Span, text: str, codes: Sequence[InlineCode], numbers: Mapping[str, str]) -> Span:
    start, end = span
    # Codes at the start stand before the span, those at its end behind it; an empty span is a place before its codes.
    before = [code for code in codes if code.offset < start or (code.offset == start and start < end)]
    within = [code for code in codes if code.offset < end]
    return _units(marked(text[:start], before, numbers)), _units(marked(text[:end], within, numbers))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
