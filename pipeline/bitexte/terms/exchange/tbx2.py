"""TBX-Basic of ISO 30042:2008 (version 2, `martif`), which OmegaT, translate-toolkit and Weblate read; nothing lost."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import concept
from bitexte.terms.exchange.outcome import Export
from bitexte.text.xml import LANG

_DOCTYPE = '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">\n'


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """All fields of the terms; ids that are no XML names are rewritten and named."""
    named, lost = concept.with_xml_names(terms)
    root = etree.Element("martif", {"type": "TBX-Basic", LANG: "fr"})
    root.append(_header(provenance))
    return Export("tbx2.tbx", concept.termbase(root, named, concept.VERSION_2, _DOCTYPE), tuple(lost))


def _header(provenance: Provenance) -> etree._Element:
    header = etree.Element("martifHeader")
    source = etree.SubElement(etree.SubElement(header, "fileDesc"), "sourceDesc")
    made = " ".join(part for part in ("bitexte", provenance.version, provenance.glossary) if part)
    etree.SubElement(source, "p").text = made
    encoding = etree.SubElement(header, "encodingDesc")
    etree.SubElement(encoding, "p", type="XCSURI").text = "TBXBasicXCSV02.xcs"
    return header
