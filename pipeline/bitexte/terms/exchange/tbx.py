"""TBX-Basic of ISO 30042:2019 (version 3), style DCA: the standard's own format, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import concept
from bitexte.terms.exchange.outcome import Export
from bitexte.text.xml import LANG


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """All fields of the terms; ids that are no XML names are rewritten and named."""
    named, lost = concept.with_xml_names(terms)
    three = concept.VERSION_3
    names: Mapping[None, str] = {None: three.namespace}
    attributes = {"type": "TBX-Basic", "style": "dca", LANG: "en"}
    root = etree.Element(three.tag("tbx"), attributes, nsmap=names)  # type: ignore[arg-type]  # stubs forget None
    root.append(_header(provenance))
    return Export("tbx", concept.termbase(root, named, three), tuple(lost))


def _header(provenance: Provenance) -> etree._Element:
    three = concept.VERSION_3
    header = etree.Element(three.tag("tbxHeader"))
    source = etree.SubElement(etree.SubElement(header, three.tag("fileDesc")), three.tag("sourceDesc"))
    made = " ".join(part for part in ("bitexte", provenance.version, provenance.glossary) if part)
    etree.SubElement(source, three.tag("p")).text = made
    return header
