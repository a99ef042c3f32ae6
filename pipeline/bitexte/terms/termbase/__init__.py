"""The termbase: YAML files of concepts, French to English, read strictly and extended without being rewritten.

    domain: e-commerce                 # of all entries that do not say otherwise
    source: fr
    target: en
    licence: CC0-1.0                   # optional, as is `description`
    terms:
      - fr: panier                     # the shortest entry; its id is the slug of the French term
        en: basket
      - id: online-marketplace
        fr: [place de marché, marketplace]
        en:
          - marketplace                # the first usable term is the preferred one
          - {term: market place, status: deprecated, note: one word}     # deprecated = forbidden
        pos: noun                      # noun (default), proper noun, verb, adjective, adverb, other
        definition: A site where many sellers meet their buyers.
        note: For translators.
        domain: retail                 # instead of the file's
        case: exact                    # default: any case
        match: exact                   # default: inflected
      - fr: AliExpress
        translate: no                  # keep as is; takes no `en`
      - en:                            # forbidden in every segment: all terms are deprecated, `fr` is optional
          - {term: utilize, status: deprecated, note: use}

A term is a text or a mapping with `term` and any of `pos`, `status` (preferred, admitted, deprecated), `note` and
`forms` (a list of inflected forms that replaces the rules in English and adds to them in French).
"""

from __future__ import annotations

from bitexte.model import Term
from bitexte.terms.termbase import schema
from bitexte.terms.termbase import yaml_tree as tree
from bitexte.terms.termbase.agreement import agree, merge
from bitexte.terms.termbase.schema import Entry
from bitexte.terms.termbase.values import unfit_because
from bitexte.terms.termbase.write import append, dump, scalar

__all__ = ["Entry", "agree", "append", "domain", "dump", "merge", "parse", "read", "scalar", "unfit_because"]


def parse(content: bytes, name: str) -> tuple[Term, ...]:
    """The terms of a YAML file in its order. Raises GlossaryError with file, line and field."""
    entries = read(content, name)
    agree(entries)
    return tuple(entry.term for entry in entries)


def read(content: bytes, name: str, *, unfinished: bool = False) -> list[Entry]:
    """As `parse`, each term with its line, and without comparing entries with one another.

    `unfinished` lets entries with an empty `en` pass, without targets: those that `bitexte glossary extract` writes.
    """
    return schema.entries(tree.compose(tree.decode(content, name), name), name, unfinished=unfinished)


def domain(content: bytes, name: str) -> str:
    """The domain that the file gives its entries, or an empty string."""
    root = tree.compose(tree.decode(content, name), name)
    node = root.get("domain") if isinstance(root, tree.Mapping) else None
    return " ".join(node.text.split()) if isinstance(node, tree.Scalar) else ""
