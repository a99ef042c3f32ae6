"""How well inline codes are placed, on lines with tags: `python benchmarks/inline.py TAGS.tsv [--package NAME]`.

TAGS.tsv holds French with tags TAB English with tags. Two questions are asked. *Forced*: the English of the file is
forced through the model and the French tags are projected on it by the attention; the stretches of words inside
(compared by name of tag, whatever their order) are those of the file or not. *Free*: the French is translated, and
the English inside our tags is compared with the file's by chrF, beside the whole text. Both are asked of two baselines
too: tags by relative position, and every stretch between two tags translated on its own.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise, permutations
from pathlib import Path

import regex
import sacrebleu
from bitexte.engine import Engine
from bitexte.engine.ctranslate import CTranslateDecoder, Search
from bitexte.engine.decoder import Decoder
from bitexte.engine.links import word_links
from bitexte.engine.placement import place
from bitexte.engine.tokenizers import tokenizer
from bitexte.model import CodeKind, InlineCode, Origin, Request, Segment, Span, Translation
from bitexte.project import Project
from bitexte.text import typography
from bitexte.text.words import words

_TAG = regex.compile(r"<(/?)(\w+)[^>]*>")
# Where tags alone part two words (the steps of a menu, the items of a list), a reader puts them apart.
_TOUCHING = regex.compile(r"(?<=[\p{L}.])((?:</\w+>)*)((?:<\w+>)*)(?<=>)(?=\p{Lu})")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text and its codes; the id of a pair is the name of its tag and a number."""

    text: str
    codes: tuple[InlineCode, ...]


def tagged(line: str) -> Tagged:
    """A line with tags as text and codes. Raises ValueError where a tag is not closed."""
    line = _TOUCHING.sub(r"\1 \2", line)
    text, last, codes = "", 0, []
    opened: list[str] = []
    for number, tag in enumerate(_TAG.finditer(line)):
        text += unescape(line[last : tag.start()])
        last = tag.end()
        if not tag[1]:
            opened.append(f"{tag[2]} {number}")
        kind = CodeKind.CLOSE if tag[1] else CodeKind.OPEN
        codes.append(InlineCode(opened.pop() if tag[1] else opened[-1], kind, len(text), tag[0]))
    if opened:
        raise ValueError(f"not closed: {opened}")
    return Tagged(text + unescape(line[last:]), tuple(codes))


def stretches(text: Tagged) -> dict[str, list[Span]]:
    """The spans inside the pairs, by the names of their tags."""
    ends = {code.id: code.offset for code in text.codes if code.kind is CodeKind.CLOSE}
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for code in text.codes:
        if code.kind is CodeKind.OPEN:
            found[code.id.split()[0]].append((code.offset, ends[code.id]))
    return found


def well_formed(codes: Sequence[InlineCode], wanted: Sequence[InlineCode], text: str) -> bool:
    """Whether the codes are those wanted, nest, stand in order, and none is inside a word."""
    same = Counter((code.id, code.kind) for code in codes) == Counter((code.id, code.kind) for code in wanted)
    stack: list[str] = []
    for code in codes:
        if code.kind is CodeKind.OPEN:
            stack.append(code.id)
        elif code.kind is CodeKind.CLOSE and (not stack or stack.pop() != code.id):
            return False
    offsets = [code.offset for code in codes]
    inside = any(a < offset < b for offset in offsets for a, b in words(text))
    return same and not stack and offsets == sorted(offsets) and not inside


def agreement(ours: Tagged, theirs: Tagged) -> list[tuple[bool, float]]:
    """For each pair of the reference: whether the same words stand inside ours, and the F1 of these words."""
    spans = words(theirs.text)
    mine, wanted = stretches(ours), stretches(theirs)
    figures = []
    for name, targets in wanted.items():
        sets = [_numbers(spans, span) for span in targets]
        others = [_numbers(spans, span) for span in mine.get(name, [])] + [set()] * len(targets)
        orders = permutations(others[: len(targets)]) if len(targets) < 7 else [tuple(others[: len(targets)])]
        best = max(
            ([(a == b, _f1(a, b)) for a, b in zip(sets, order, strict=True)] for order in orders),
            key=lambda found: (sum(same for same, _ in found), sum(f1 for _, f1 in found)),
        )
        figures += best
    return figures


def by_position(source: Tagged, target: str) -> Tagged:
    """The baseline: every code at the border of a word as far from the start as in the source."""
    borders = sorted({0, len(target), *(border for span in words(target) for border in span)})
    codes = []
    for code in source.codes:
        wanted = code.offset / max(1, len(source.text)) * len(target)
        codes.append(replace(code, offset=min(borders, key=lambda border: abs(border - wanted))))
    return Tagged(target, tuple(codes))


def _numbers(spans: Sequence[Span], span: Span) -> set[int]:
    return {number for number, (start, end) in enumerate(spans) if start < span[1] and span[0] < end}


def _f1(a: set[int], b: set[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def forced(decoder: Decoder, sources: Sequence[Tagged], references: Sequence[Tagged]) -> list[Translation]:
    """The references as translations whose links come from the model's attention while it was made to say them."""
    texts = [typography.to_model(source.text) for source in sources]
    targets = [decoder.pieces(typography.to_model(reference.text)) for reference in references]
    made = decoder.decode(texts, hypotheses=1, prefixes=targets)
    translations = []
    for source, text, reference, pieces, (hypothesis, *_) in zip(
        sources, texts, references, targets, made, strict=True
    ):
        said = replace(
            hypothesis,
            text=typography.to_model(reference.text),
            pieces=hypothesis.pieces[: len(pieces)],
            attention=hypothesis.attention[: len(pieces)],
        )
        links = word_links(source.text, text, reference.text, said, decoder.pieces)
        translations.append(Translation(reference.text, Origin.MACHINE, links=links))
    return translations


def alone(engine: Engine, sources: Sequence[Tagged]) -> list[Tagged]:
    """The baseline: what stands between two tags translated on its own, and put together again."""
    cuts = [sorted({0, len(s.text), *(code.offset for code in s.codes)}) for s in sources]
    pieces = [s.text[a:b] for s, c in zip(sources, cuts, strict=True) for a, b in pairwise(c)]
    answers = iter(engine.translate([Request(piece.strip()) for piece in pieces if piece.strip()]))
    made = []
    for source, offsets in zip(sources, cuts, strict=True):
        text, moved = "", {0: 0}
        for a, b in pairwise(offsets):
            piece = source.text[a:b]
            english = next(answers).text if piece.strip() else ""
            lead, trail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :] if english else ""
            text += lead + english + trail
            moved[b] = len(text)
        made.append(Tagged(text, tuple(replace(code, offset=moved[code.offset]) for code in source.codes)))
    return made


def placed(source: Tagged, translation: Translation) -> Tagged:
    """The translation with the codes of the source."""
    made = place(Segment("", 0, source.text, (0, len(source.text)), codes=source.codes), translation)
    assert well_formed(made.codes, source.codes, made.text), f"codes are lost or torn: {source.text}"
    return Tagged(made.text, made.codes)


def inside(ours: Sequence[Tagged], theirs: Sequence[Tagged]) -> float:
    """chrF of the English inside our tags against the file's, tag by tag (k-th of a name against the k-th)."""
    pairs = []
    for mine, wanted in zip(ours, theirs, strict=True):
        own = stretches(mine)
        for name, spans in stretches(wanted).items():
            contents = [mine.text[slice(*span)] for span in own.get(name, [])] + [""] * len(spans)
            pairs += [(got, wanted.text[slice(*span)]) for got, span in zip(contents, spans, strict=False)]
    return chrf([got for got, _ in pairs], [wanted for _, wanted in pairs])


def chrf(ours: Sequence[str], theirs: Sequence[str]) -> float:
    return sacrebleu.corpus_chrf(list(ours), [list(theirs)]).score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tags", type=Path)
    parser.add_argument("--package")
    parser.add_argument("--show", action="store_true", help="print the stretches that differ")
    chosen = parser.parse_args()
    lines = [line.split("\t") for line in chosen.tags.read_text(encoding="utf-8").splitlines()]
    sources, references = [tagged(line[0]) for line in lines], [tagged(line[1]) for line in lines]
    with Project.open(package=chosen.package) as project:
        package, engine = project.package, project.engine
        decoder = CTranslateDecoder(
            package.model, tokenizer(package), package.name, Search(), package.metadata.target_prefix
        )
        spoken = forced(decoder, sources, references)
        free = engine.translate([Request(source.text) for source in sources])
        apart = alone(engine, sources)
    print(f"{len(lines)} lines, {sum(len(source.codes) // 2 for source in sources)} pairs of tags\n")
    print("forced                      exact stretch   word F1")
    ours = [placed(source, translation) for source, translation in zip(sources, spoken, strict=True)]
    position = [by_position(s, r.text) for s, r in zip(sources, references, strict=True)]
    for label, made in (("by word links", ours), ("by relative position", position)):
        figures = [pair for mine, wanted in zip(made, references, strict=True) for pair in agreement(mine, wanted)]
        exact, f1 = (sum(column) / len(figures) for column in zip(*figures, strict=True))
        print(f"{label:28}{exact:13.3f}{f1:10.3f}")
    if chosen.show:
        show(sources, ours, references)
    print("\nfree                        chrF inside tags   chrF of all text")
    linked = [placed(source, translation) for source, translation in zip(sources, free, strict=True)]
    position = [by_position(s, t.text) for s, t in zip(sources, free, strict=True)]
    texts = [reference.text for reference in references]
    rows = (("by word links", linked), ("by relative position", position), ("stretches on their own", apart))
    for label, made in rows:
        print(f"{label:28}{inside(made, references):16.1f}{chrf([each.text for each in made], texts):19.1f}")
    print(f"\ncodes all there, in well-formed pairs, none inside a word: {len(linked) + len(ours)} of {2 * len(lines)}")


def show(sources: Sequence[Tagged], ours: Sequence[Tagged], references: Sequence[Tagged]) -> None:
    for source, mine, wanted in zip(sources, ours, references, strict=True):
        if not all(same for same, _ in agreement(mine, wanted)):
            print(f"  {marked(source)}\n  - {marked(mine)}\n  + {marked(wanted)}\n")


def marked(text: Tagged) -> str:
    made, last = "", 0
    for code in text.codes:
        made += text.text[last : code.offset] + code.content
        last = code.offset
    return made + text.text[last:]


if __name__ == "__main__":
    main()
