"""`bitexte glossary add`, `edit`, `remove`, `undo`, `diff` and the update of `import`: a person's termbase changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bitexte import terms
from bitexte.cli import console, options
from bitexte.disk.lock import editing
from bitexte.disk.read import read_bytes
from bitexte.disk.replace import write_if_changed
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms import termbase
from bitexte.terms.termbase import revision
from bitexte.terms.termbase.revision import Difference
from bitexte.text.characters import escaped
from bitexte.text.identifiers import slug

GlossaryFile = Annotated[
    Path | None, typer.Option("--glossary", "-g", help="The file to change. Default: the only one.")
]
Concept = Annotated[str, typer.Argument(metavar="TERM|ID", help="A French term, or the id of the concept.")]
PartOption = Annotated[PartOfSpeech, typer.Option(help="Part of speech.")]
Definition = Annotated[str | None, typer.Option(help="What the concept is.")]
Note = Annotated[str | None, typer.Option(help="Note for translators.")]
_CHANGES = {"+": "added", "~": "changed", "-": "withdrawn"}
Domain = Annotated[str | None, typer.Option(help="Domain, where it is not the file's.")]


def add(
    french: Annotated[str, typer.Argument(metavar="FRENCH")],
    english: Annotated[str, typer.Argument(metavar="ENGLISH")],
    glossary: GlossaryFile = None,
    domain: Domain = None,
    pos: PartOption = PartOfSpeech.NOUN,
    definition: Definition = None,
    note: Note = None,
    keep: Annotated[bool, typer.Option("--keep", help="`translate: no`: English keeps the French term.")] = False,
    json: options.Json = False,
) -> None:
    """Add a concept to a glossary file; everything else in the file stays as it is."""
    path = glossary or only_file()

    def extended(content: bytes) -> bytes:
        term = Term(
            id=slug(french),
            sources=(Designation(_term(french, "FRENCH"), pos),),
            targets=(Designation(_term(english, "ENGLISH"), pos),),
            domain=termbase.domain(content, str(path)) if domain is None else domain,
            definition=definition or "",
            note=note or "",
            flags=frozenset((Flag.KEEP,)) if keep else frozenset(),
        )
        return termbase.append(content, (term,), str(path))

    change(path, extended)
    record = {"file": str(path), "fr": french, "en": english}
    console.result_of(f"{path}: {french} → {english}", record, json=json)


def edit(
    concept: Concept,
    glossary: GlossaryFile = None,
    english: Annotated[str | None, typer.Option(help="The English term to use from now on.")] = None,
    admit: Annotated[list[str] | None, typer.Option(help="An English term that may stand too; repeatable.")] = None,
    forbid: Annotated[list[str] | None, typer.Option(help="An English term that must not stand; repeatable.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="A term to take out of the entry; repeatable.")] = None,
    definition: Definition = None,
    note: Note = None,
    domain: Domain = None,
    json: options.Json = False,
) -> None:
    """Change an entry; its comments, forms and all other entries stay. `glossary undo` takes it back."""
    path = glossary or only_file()

    def changed(term: Term) -> Term:
        edited = _with_targets(term, english, admit or (), forbid or (), drop or ())
        given = {"definition": definition, "note": note, "domain": domain}
        return replace(edited, **{name: text for name, text in given.items() if text is not None})  # type: ignore[arg-type]

    told: list[str] = []

    def revised(content: bytes) -> bytes:
        index, old = _found(content, concept, path)
        told.extend(revision.describe(old, changed(old)))
        return revision.revise(content, {index: changed(old)}, str(path))

    if not change(path, revised):
        console.say("nothing to change")
    for line in told:
        record = {"file": str(path), "concept": concept, "change": line}
        console.result_of(f"{path}: {escaped(concept)}: {escaped(line)}", record, json=json)


def remove(concept: Concept, glossary: GlossaryFile = None, json: options.Json = False) -> None:
    """Take an entry out of a glossary file; its comments stay. `glossary undo` puts it back."""
    path = glossary or only_file()
    change(path, lambda content: revision.revise(content, {_found(content, concept, path)[0]: None}, str(path)))
    record = {"file": str(path), "concept": concept, "change": "removed"}
    console.result_of(f"{path}: {escaped(concept)} removed", record, json=json)


def undo(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Default: the only glossary.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Also where the file was changed by hand since.")] = False,
    json: options.Json = False,
) -> None:
    """Take back the last change that a command made in a glossary file; a second `undo` makes it again."""
    path = file or only_file()
    with editing(path):
        kept = _undo_file(path)
        if not kept.is_file():
            raise GlossaryError("no command has changed it", where=str(path), hint="git keeps older versions")
        digest, _, before = read_bytes(kept).partition(b"\n")
        content = read_bytes(path)
        if digest.decode("ascii", "replace") != _digest(content) and not force:
            raise GlossaryError(
                "the file was changed by hand since", where=str(path), hint="give --force to undo anyway"
            )
        _write(path, content, before)
    record = {"file": str(path), "change": "taken back"}
    console.result_of(f"{path}: the last change is taken back", record, json=json)


def diff(
    old: Annotated[Path, typer.Argument(help="A glossary, YAML or any format of `glossary import`.")],
    new: Annotated[Path, typer.Argument(help="The one to compare it with.")],
    json: options.Json = False,
) -> None:
    """Show what a glossary adds to, changes in and no longer holds of another one. Exit 1 where they differ."""
    remarks: list[str] = []
    first, second = ([entry.term for entry in terms.load_entries(path, remarks)] for path in (old, new))
    for remark in remarks:
        console.say(remark)
    if tell(revision.compare(first, second), json=json):
        raise typer.Exit(console.FINDINGS)


def update(path: Path, found: Sequence[Term], *, remove_withdrawn: bool, dry_run: bool, json: bool) -> None:
    """Bring a termbase up to a newer glossary; what the newer one does not say stays."""
    differences: list[Difference] = []

    def updated(content: bytes) -> bytes:
        difference = revision.compare(termbase.parse(content, str(path)), found)
        differences.append(difference)
        changes: dict[int, Term | None] = {one.index: one.new for one in difference.changed}
        if remove_withdrawn:
            changes |= {one.index: None for one in difference.withdrawn}
        revised = revision.revise(content, changes, str(path)) if changes else content
        return termbase.append(revised, difference.added, str(path)) if difference.added else revised

    if dry_run:
        updated(read_bytes(path))
    else:
        change(path, updated)
    difference = differences[-1]
    tell(difference, json=json)
    fate = "removed" if remove_withdrawn else "kept"
    console.say(
        f"{len(difference.added):,} added, {len(difference.changed):,} changed, "
        f"{len(difference.withdrawn):,} withdrawn and {fate}{' (nothing is written)' if dry_run else ''}"
    )


def tell(difference: Difference, *, json: bool) -> bool:
    """Print a difference, an entry a line; False where there is none."""
    rows: list[tuple[str, Term, list[str]]] = [("+", term, []) for term in difference.added]
    rows += [("~", one.old, list(revision.describe(one.old, one.new))) for one in difference.changed]
    rows += [("-", one.old, []) for one in difference.withdrawn]
    for sign, term, changes in rows:
        told = f": {escaped('; '.join(changes))}" if changes else ""
        record = {"change": _CHANGES[sign], "fr": term.source, "en": term.target, "details": changes}
        console.result_of(f"{sign} {escaped(_shown(term))}{told}", record, json=json)
    return bool(difference.added or difference.changed or difference.withdrawn)


def change(path: Path, make: Callable[[bytes], bytes]) -> bool:
    """Change a person's termbase under its lock: read again, written whole, the state before kept for `undo`."""
    with editing(path):
        before = read_bytes(path) if path.exists() else termbase.dump(())
        after = make(before)
        return after != before and _write(path, before, after)


def only_file() -> Path:
    """The one glossary of the project, or the file that a first term would be put into."""
    found = options.glossary_files(options.settings(), ())
    if len(found) > 1:
        names = ", ".join(str(path) for path in found)
        raise GlossaryError(f"there are several glossaries: {names}", hint="name one with --glossary")
    return found[0] if found else Path("glossary") / "terms.yaml"


def _write(path: Path, before: bytes, after: bytes) -> bool:
    write_if_changed(_undo_file(path), _digest(after).encode() + b"\n" + before)
    return write_if_changed(path, after, keep_links=True)


def _undo_file(path: Path) -> Path:
    return path.with_name(f".{path.name}.undo")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _found(content: bytes, concept: str, path: Path) -> tuple[int, Term]:
    """The entry of that id, else the one with that French term. GlossaryError where there is none or several."""
    entries = termbase.read(content, str(path))
    by_id = [index for index, entry in enumerate(entries) if entry.term.id == concept]
    found = by_id or list(_with_text(entries, " ".join(concept.split())))
    if not found:
        raise GlossaryError(f"no entry is called “{concept[:60]}”", where=str(path), hint="bitexte glossary list")
    if len(found) > 1:
        names = ", ".join(entries[index].term.id for index in found)
        raise GlossaryError(
            f"several entries hold “{concept[:60]}”: {names}", where=str(path), hint="name one by its id"
        )
    return found[0], entries[found[0]].term


def _with_text(entries: Sequence[termbase.Entry], text: str) -> Iterator[int]:
    for index, entry in enumerate(entries):
        if text in [one.text for one in (entry.term.sources or entry.term.targets)]:
            yield index


def _with_targets(
    term: Term, english: str | None, admit: Sequence[str], forbid: Sequence[str], drop: Sequence[str]
) -> Term:
    targets = {one.text: one for one in term.targets}
    pos = (term.targets or term.sources)[0].part_of_speech
    for names, status in ((admit, Status.ADMITTED), (forbid, Status.DEPRECATED)):
        for name in names:
            text = _term(name, "the term")
            targets[text] = replace(targets.get(text, Designation(text, pos)), status=status)
    if english is not None:
        text = _term(english, "--english")
        former = term.allowed[:1]
        targets = {one: each for one, each in targets.items() if each not in former}
        preferred = replace(targets.get(text, Designation(text, pos)), status=Status.PREFERRED)
        targets = {text: preferred, **{one: each for one, each in targets.items() if one != text}}
    gone = {" ".join(name.split()) for name in drop}
    order = {Status.PREFERRED: 0, Status.ADMITTED: 1, Status.DEPRECATED: 2}
    kept = sorted((one for one in targets.values() if one.text not in gone), key=lambda one: order[one.status])
    sources = tuple(one for one in term.sources if one.text not in gone)
    if not kept or (not sources and any(one.status is not Status.DEPRECATED for one in kept)):
        raise GlossaryError("an entry needs a French and an English term", hint="`glossary remove` takes it out")
    flags = term.flags - {Flag.KEEP} if english is not None else term.flags
    return replace(term, sources=sources, targets=tuple(kept), flags=flags)


def _shown(term: Term) -> str:
    return f"{term.source or '(any)'} = {term.target}"


def _term(text: str, argument: str) -> str:
    plain = " ".join(text.split())
    if problem := termbase.unfit_because(plain):
        raise GlossaryError(f"{argument}: {problem}", hint="give a term")
    return plain
