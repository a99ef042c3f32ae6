"""HTML: one self-contained page a document, in which a reviewer reads, filters, corrects and exports the pairs."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from importlib import resources

from bitexte.formats import returned_json
from bitexte.formats.layout import reviewed, score, terms_of
from bitexte.formats.units import Returned
from bitexte.model import Bitext, Designation, Finding, Flag, Provenance, Side, Span, Term, Unit
from bitexte.text.characters import NO_HTML, utf8

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
# What would end or confuse the script element that holds the JSON; U+2028 and U+2029 once broke lines of JavaScript.
MARKUP = re.compile("[<>&\x7f-\x9f\u2028\u2029]")
CONTROL = re.compile(f"[{NO_HTML}]")
SLOT = re.compile(r"@@(\w+)@@")
INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)

Offset = Callable[[int], int]


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """What a reviewer did in the page, from the file that it saves."""
    return returned_json.from_page(content, name)


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """As `parse_returned`, the units alone."""
    return tuple(each.unit for each in parse_returned(content, name))


def serialize_units(bitext: Bitext) -> bytes:
    """The review page: it needs no network and runs no script but its own.

    The texts lie in it as JSON; offsets there count UTF-16 units, as the browser's strings do. A reviewer's work is
    kept by the browser under the document's name and a checksum of its French text, so that a new translation of the
    same text does not lose it.
    """
    return utf8(_page(bitext, bitext.provenance))


def _page(bitext: Bitext, provenance: Provenance) -> str:
    template = _template()
    slots = {
        "POLICY": _policy(template),
        "TITLE": escape(CONTROL.sub("\ufffd", bitext.document.name)),
        "BITEXT": _embedded(_content(bitext, provenance)),
    }
    return SLOT.sub(lambda slot: slots[slot[1]], template)


@cache
def _template() -> str:
    return resources.files("bitexte").joinpath("assets/review.html").read_text(encoding="utf-8")


@cache
def _policy(template: str) -> str:
    """Return the content security policy: nothing but the page's own style and script, known by their hashes (CSP 3).

    The browser is also told to refuse any text as markup (Trusted Types), should the script ever try.
    """
    hashes = {
        name: b64encode(hashlib.sha256(text.encode()).digest()).decode() for name, text in INLINE.findall(template)
    }
    return (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _embedded(content: dict[str, object]) -> str:
    """Return JSON that is safe inside a script element."""
    return MARKUP.sub(lambda found: f"\\u{ord(found[0]):04x}", ENCODER.encode(content))


def _content(bitext: Bitext, provenance: Provenance) -> dict[str, object]:
    document = bitext.document
    forms = _forms(bitext)
    numbers = {term: number for number, term in enumerate(forms)}
    return {
        "document": document.name,
        "format": document.format,
        "checksum": _checksum(bitext),
        "warnings": [asdict(warning) for warning in document.warnings],
        "provenance": asdict(provenance),
        "terms": [_term(term, *own) for term, own in forms.items()],
        "units": [_unit(bitext, unit, findings, numbers) for unit, findings in reviewed(bitext)],
    }


def _checksum(bitext: Bitext) -> str:
    texts = "\0".join(text for unit in bitext.units for text in (unit.segment.id, unit.segment.text))
    return hashlib.sha256(utf8(texts)).hexdigest()[:16]


def _forms(bitext: Bitext) -> dict[Term, tuple[Sequence[str], Sequence[str]]]:
    """The terms of a bitext with the forms that count as allowed and as forbidden."""
    found: dict[Term, tuple[Sequence[str], Sequence[str]]] = {}
    for unit in bitext.units:
        own = unit.compliance
        for index, match in enumerate(unit.matches):
            forms = (own.allowed_forms[index], own.forbidden_forms[index]) if own else ((), ())
            found.setdefault(match.term, forms)
    return found


def _term(term: Term, allowed: Sequence[str], forbidden: Sequence[str]) -> dict[str, object]:
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
        "exactCase": Flag.EXACT_CASE in term.flags,
    }


def _texts(designations: Sequence[Designation]) -> list[str]:
    return [designation.text for designation in designations]


def _unit(bitext: Bitext, unit: Unit, findings: list[Finding], numbers: dict[Term, int]) -> dict[str, object]:
    segment, translation = unit.segment, unit.translation
    block = bitext.document.blocks[segment.block]
    source, target = _offsets(segment.text), _offsets(translation.text)
    return {
        "id": segment.id,
        "number": segment.number,
        "block": segment.block,
        "kind": block.kind,
        "level": block.level,
        "source": segment.text,
        "target": translation.text,
        "origin": translation.origin,
        "engine": translation.engine,
        "score": score(translation),
        "confidence": translation.confidence,
        "state": unit.state,
        "notes": list(block.notes),
        "candidates": [asdict(each) for each in unit.candidates],
        "terms": [
            {
                "term": numbers[match.term],
                "source": _moved(match.span, source),
                "target": _moved(use.span if use else None, target),
                "honour": use.honour if use else None,
            }
            for match, use in terms_of(unit)
        ],
        "findings": [_finding(finding, source if finding.side is Side.SOURCE else target) for finding in findings],
        "links": [[_moved(link.source, source), _moved(link.target, target)] for link in translation.links],
    }


def _finding(finding: Finding, offset: Offset) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "side": finding.side,
        "span": _moved(finding.span, offset),
    }


def _moved(span: Span | None, offset: Offset) -> Span | None:
    return (offset(span[0]), offset(span[1])) if span else None


def _offsets(text: str) -> Offset:
    """Return what turns offsets in characters into offsets in UTF-16 units."""
    if text.isascii() or max(text) <= "\uffff":
        return int
    return lambda offset: len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
