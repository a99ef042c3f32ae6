"""Engines: French to English under terms.

A package trained for it is asked for terms by annotation (Dinu et al. 2019). Any other model is a black box: its own
hypotheses are searched for one that holds the terms, then the term is put in the source, forced on the decoder from the
place its attention shows, or spliced in; the best-scored of these that damages nothing wins (after Chatterjee et al.
2017). What is missing all the same is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from bitexte.engine.confidence import unlikely_words
from bitexte.engine.ctranslate import Search, decoder_of
from bitexte.engine.decode import decode
from bitexte.engine.decoder import LONGEST, Attention, Model
from bitexte.engine.echo import Echo
from bitexte.engine.finish import finish, join, untouched
from bitexte.engine.grammar import tidy
from bitexte.engine.hints import hinted
from bitexte.engine.mend import mend
from bitexte.engine.outline import filled, outline
from bitexte.engine.prepare import prepare
from bitexte.engine.rank import ranked
from bitexte.engine.stopped import StoppedError
from bitexte.fingerprint import fingerprint
from bitexte.model import Request, Translation
from bitexte.packages import find
from bitexte.packages.package import Package
from bitexte.packages.properties import Alignment, Placeholders, Properties, Terms
from bitexte.settings import Settings

SURE = 0.8  # the share of known words linked rightly from which attention is trusted like one that was trained for it

__all__ = ["ENGINES", "IN_CONTEXT", "WITH_PACKAGE", "Engine", "ModelEngine", "StoppedError", "model_of"]


class Engine(Protocol):
    """Translates requests, in their order; equal signatures give equal translations.

    The translation of a request never depends on the others it is asked for with. One that cannot go on raises
    StoppedError, which holds what is done.
    """

    signature: str

    def translate(self, requests: Sequence[Request]) -> list[Translation]: ...


class ModelEngine:
    """An Engine over a model: prepare, decode, mend, finish. `links`: word links are made."""

    def __init__(self, model: Model, *, links: bool = False) -> None:
        terms = "annotated" if model.annotation else "black-box"
        looks = f" letters={model.letters} cased={model.cased} blind={model.blind}" if model.attention else ""
        asked = (
            f"terms={terms}{looks} links={'yes' if links else 'no'} lexicon={'no' if model.lexicon is None else 'yes'}"
        )
        self.signature = f"{model.decoder.signature} {asked} code={fingerprint()}"
        self._model, self._links = model, links

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        """Translate each request; `uses` says what became of its terms, `problems` what a reviewer must see."""
        outlines = [outline(request) for request in requests]
        asked = [(stretch, stretch.request) for own in outlines for stretch in own if stretch.request is not None]
        done = iter(self._translated([own for _, own in asked], [bool(stretch.codes) for stretch, _ in asked]))
        return [
            filled(request, own, [next(done) for stretch in own if stretch.request is not None], self.signature)
            for request, own in zip(requests, outlines, strict=True)
        ]

    def _translated(self, requests: Sequence[Request], tagged: Sequence[bool]) -> list[Translation]:
        """The translations of requests without mark-up; links are made for those that were `tagged`, too."""
        model = self._model
        parts = [prepare(request, model) for request in requests]
        asked = [part for own in parts for part in own if part.model_text]
        linked = [
            self._links or tags for own, tags in zip(parts, tagged, strict=True) for part in own if part.model_text
        ]
        hypotheses = ranked(model, asked, decode(model, asked))
        asked, hypotheses = hinted(model, asked, hypotheses)
        attempts = [tidy(attempt) for attempt in mend(model, asked, hypotheses)]
        words = unlikely_words(model, attempts)
        done = iter(
            [
                finish(attempt, own, others, model, links=links)
                for attempt, own, others, links in zip(attempts, words, hypotheses, linked, strict=True)
            ]
        )
        finished = [[(part, next(done) if part.model_text else untouched(part)) for part in own] for own in parts]
        return [join(request, own, self.signature) for request, own in zip(requests, finished, strict=True)]


def model_of(package: Package, settings: Settings) -> Model:
    """The model of a package, with the search that the settings ask for; it loads when it is first asked."""
    said, found = package.metadata, package.properties
    attention = _attention(found) if found else None
    giver = _with_dictionary(package) if attention and attention.blind else None
    search = Search(settings.beam, settings.batch_pieces, settings.jobs)
    decoder = decoder_of(package, search, attention, f" words={giver.checksum[:16]}" if giver else "")
    obeys = found is None or found.terms is Terms.ANNOTATION
    return Model(
        decoder,
        package.annotation if obeys else None,
        said.longest or (found.longest if found else LONGEST),
        said.confidence,
        said.masks,
        package.lexicon if settings.lexicon else None,
        attention,
        letters=found is not None and found.placeholders is Placeholders.LETTERS,
        cased=found is None or found.cased,
        dictionary=giver.lexicon if giver else None,
    )


def _attention(found: Properties) -> Attention:
    sure, blind = found.agreement >= SURE, found.alignment is Alignment.LEXICON
    return Attention(found.layer, found.head, found.late, sure=sure, blind=blind)


def _with_dictionary(package: Package) -> Package | None:
    """The package whose lexicon links words: this one, or an embedded one."""
    return next((each for each in (package, *find.embedded().packages) if each.lexicon), None)


def _of_package(settings: Settings, package: Callable[[], Package], links: bool) -> Engine:
    """The engine of a package: annotation where it was trained for it, the black-box road for all others."""
    return ModelEngine(model_of(package(), settings), links=links)


def _echo(_settings: Settings, _package: Callable[[], Package], _links: bool) -> Engine:
    return Echo()


def _local(settings: Settings, package: Callable[[], Package], links: bool) -> Engine:
    """A local language model; the package's drafts stand in where it fails."""
    from bitexte.engine.local import Local  # what can open a connection is loaded where it is wanted

    return Local(settings, _of_package(settings, package, links))


# What `engine` of the settings may name. The package is resolved only by the engine that needs one.
ENGINES: dict[str, Callable[[Settings, Callable[[], Package], bool], Engine]] = {
    "package": _of_package,
    "local": _local,
    "echo": _echo,
}
WITH_PACKAGE = frozenset({"package", "local"})
IN_CONTEXT = frozenset({"local"})  # those that read what stands beside a text, and reviewed examples
