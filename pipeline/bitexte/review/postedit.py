"""What reviewers did to the drafts: the record beside the reviewed memory, and the figures of a post-edit report.

The record has a line for each segment whose work came home: the draft as it was first given out, and the text that
stands there now. It is kept where the reviewed memory is, for it cannot be made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bitexte.disk.read import read_bytes
from bitexte.errors import InputError
from bitexte.memory.similarity import edits
from bitexte.review.apply import Change

BANDS = ((0.9, "0.9-1"), (0.8, "0.8-0.9"), (0.6, "0.6-0.8"), (0.0, "below 0.6"))
NOT_KNOWN, NONE = "not known", "none"


@dataclass(frozen=True, slots=True)
class PostEdit:
    """A segment as a run gave it out, and as a person left it.

    `engine` is what made the draft, or where in the memory it was found; `findings` are the codes of what was found in
    the draft, `terms` the terms of the segment, `source → target`.
    """

    id: str
    draft: str
    target: str
    engine: str = ""
    confidence: float | None = None
    findings: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        return self.id.rpartition("#")[0]


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over segments: `untouched` ones were approved as they were; words and characters are those of the final
    texts, edits are the fewest insertions, deletions and substitutions that lead there (Levenshtein).
    """

    segments: int = 0
    untouched: int = 0
    words: int = 0
    word_edits: int = 0
    characters: int = 0
    character_edits: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(a + b for a, b in zip(asdict(self).values(), asdict(other).values(), strict=True)))

    @property
    def left_untouched(self) -> float:
        return self.untouched / self.segments if self.segments else 0.0

    @property
    def word_rate(self) -> float:
        """Edits a word: near the translation edit rate, without its shifts."""
        return self.word_edits / self.words if self.words else 0.0

    @property
    def character_rate(self) -> float:
        return self.character_edits / self.characters if self.characters else 0.0


def beside(memory: Path) -> Path:
    """Where the record of a reviewed memory lies."""
    return memory.with_suffix(".edits.jsonl")


def load(path: Path) -> dict[str, PostEdit]:
    """The record, by the ids of the segments; empty where there is none. Raises InputError."""
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(read_bytes(path).splitlines(), start=1):
        try:
            row = json.loads(line)
            each = PostEdit(**row | {"findings": tuple(row["findings"]), "terms": tuple(row["terms"])})
            found[each.id] = each
        except (ValueError, TypeError, KeyError) as error:
            hint = "take the line out, or the file: only the report needs it"
            raise InputError("no line of a post-edit record", where=f"{path}:{number}", hint=hint) from error
    return found


def dump(record: Mapping[str, PostEdit]) -> bytes:
    """The record as a file that git can show and merge: sorted, a line a segment."""
    lines = (json.dumps(asdict(record[name]), ensure_ascii=False) for name in sorted(record))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def merged(record: Mapping[str, PostEdit], changes: Iterable[Change]) -> dict[str, PostEdit]:
    """The record with what came home; the draft of a segment is the one that was given out first."""
    known = dict(record)
    for change in changes:
        draft, target = change.draft, change.entry.unit.translation.text
        name = draft.segment.id
        if name in known:
            known[name] = replace(known[name], target=target)
        else:
            known[name] = PostEdit(
                name, draft.target, target, draft.engine, draft.confidence, draft.findings, draft.terms
            )
    return known


def report(record: Iterable[PostEdit]) -> Iterator[tuple[str, str, Figures]]:
    """The figures of the whole, then by document, engine, confidence, finding and term: kind, name, figures.

    A segment counts for each of its findings and terms.
    """
    sums: dict[str, dict[str, Figures]] = {kind: {} for kind in ("all", *_KINDS)}
    for each in record:
        figures = _figures(each)
        names = {"all": ["all"]} | {kind: names_of(each) for kind, names_of in _KINDS.items()}
        for kind, own in names.items():
            for name in own:
                sums[kind][name] = sums[kind].get(name, Figures()) + figures
    for kind, groups in sums.items():
        known = [name for _, name in BANDS if name in groups] if kind == "confidence" else []
        for name in dict.fromkeys([*known, *sorted(groups)]):
            yield kind, name, groups[name]


_KINDS: Mapping[str, Callable[[PostEdit], list[str]]] = {
    "document": lambda each: [each.document],
    "engine": lambda each: [each.engine or NOT_KNOWN],
    "confidence": lambda each: [_band(each.confidence)],
    "finding": lambda each: sorted(set(each.findings)) or [NONE],
    "term": lambda each: sorted(set(each.terms)) or [NONE],
}


def by_band(record: Iterable[PostEdit]) -> Sequence[tuple[str, Figures]]:
    """The figures of each band of confidence, the surest first."""
    return [(name, figures) for kind, name, figures in report(record) if kind == "confidence"]


def _band(confidence: float | None) -> str:
    if confidence is None:
        return NOT_KNOWN
    return next((name for least, name in BANDS if confidence >= least), BANDS[-1][1])


def _figures(each: PostEdit) -> Figures:
    words, characters = edits(each.draft, each.target)
    same = each.draft == each.target
    return Figures(1, int(same), len(each.target.split()), words, len(each.target), characters)
