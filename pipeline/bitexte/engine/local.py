"""A language model behind a server of this machine: chat completions, as llama.cpp, Ollama, LM Studio, vLLM have them.

Whatever it answers is checked. It is asked again with what was wrong, twice at most; then the package's draft stands.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from bitexte.engine import answer, prompt
from bitexte.engine.stopped import StoppedError
from bitexte.errors import ConfigError, ServerError
from bitexte.fingerprint import fingerprint
from bitexte.model import Honour, Origin, Remark, Request, TermUse, Translation
from bitexte.packages.http import Answer, BrokenTransferError, TransferError, is_here, posted
from bitexte.settings import Settings
from bitexte.terms.matching.compliance import compliance
from bitexte.text import literals
from bitexte.text.characters import shown

AGAIN = 2  # times that a text is asked for once more with what was wrong
TRIES = 4  # requests for one answer where the server fails or is busy
LARGEST = 1 << 20  # bytes of an answer
LONGEST_WAIT = 30.0  # seconds, whatever Retry-After says
_PAUSE = 0.5  # seconds before the second try where the server says nothing; twice as long before each further one
_REPEATED = 4000  # characters of a wrong answer that the model is shown
_BUSY = (408, 425, 429)  # and all from 500: the server may answer otherwise later
_UNFIT = (400, 413, 422)  # the server does not take this very text


class UnfitError(Exception):
    """The server refuses this text, as too long for its model perhaps."""


class Drafts(Protocol):
    """The engine that stands in."""

    signature: str

    def translate(self, requests: Sequence[Request]) -> list[Translation]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said; `fault` is what is wrong before it is read."""

    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The translation of a text, or what was wrong with the last one."""

    text: str
    faults: tuple[str, ...] = ()


class Local:
    """An Engine over a server's language model. `drafts` translates what has no words, and where the model fails."""

    def __init__(self, settings: Settings, drafts: Drafts) -> None:
        self._server = Server(settings)
        self._english, self._at_once, self._drafts = settings.english, settings.local_requests, drafts
        asked = f"local {json.dumps(settings.local_model)} tokens={settings.local_tokens} english={settings.english}"
        self.signature = f"{asked} code={fingerprint()} drafts=({drafts.signature})"

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        """Translate each request. Raises StoppedError where the server cannot be asked any more."""
        worded = [index for index, request in enumerate(requests) if not literals.has_no_words(request.text)]
        outcomes, error = self._outcomes([requests[index] for index in worded])
        answered = dict(zip(worded, outcomes, strict=True))
        done: dict[int, Translation] = {}
        left: list[int] = []
        for index, request in enumerate(requests):
            outcome = answered.get(index, Outcome("", ("no words",)))
            if outcome is not None and not outcome.faults:
                done[index] = self._translation(request, outcome.text)
            elif outcome is not None:
                left.append(index)
        if left:
            drafts = self._drafts.translate([requests[index] for index in left])
            done.update((index, _with(draft, answered.get(index))) for index, draft in zip(left, drafts, strict=True))
        if error is not None:
            kept = [done.get(index) for index in range(len(requests))]
            raise StoppedError(error.message, where=error.where, hint=error.hint, done=kept)
        return [done[index] for index in range(len(requests))]

    def _outcomes(self, requests: Sequence[Request]) -> tuple[list[Outcome | None], ServerError | None]:
        """What came of each request, None where the server failed, and how it did."""
        pool = ThreadPoolExecutor(self._at_once, thread_name_prefix="local")
        try:
            futures = [pool.submit(self._outcome, request) for request in requests]
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        wait([future for future in futures if not future.cancelled()])  # those in flight are let come home
        errors = [error for error in map(_failure, futures) if error is not None]
        return [_result(future) for future in futures], next(iter(errors), None)

    def _outcome(self, request: Request) -> Outcome:
        messages = prompt.asked(request, self._english)
        faults: list[str] = []
        for _ in range(1 + AGAIN):
            try:
                said = self._server.said(messages)
            except UnfitError as error:
                return Outcome("", (f"the server refuses the text: {error}",))
            text = answer.cleaned(said.text, request.text)
            faults = [said.fault] if said.fault else answer.faults(request, text)
            if not faults:
                return Outcome(text)
            messages = prompt.again(messages, said.text[:_REPEATED], faults)
        return Outcome("", tuple(faults))

    def _translation(self, request: Request, text: str) -> Translation:
        renderings = compliance(request.matches, text).renderings
        uses = (TermUse(Honour.PROMPTED if each.span else Honour.MISSED, each.span) for each in renderings)
        return Translation(text, Origin.MACHINE, self.signature, uses=tuple(uses))


class Server:
    """The server that the settings name. Raises ConfigError where they cannot be meant."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.local_address.rstrip("/") + "/chat/completions"
        self._here = not settings.texts_may_leave_this_machine
        self._seconds = settings.local_seconds
        self._options: dict[str, object] = {
            "model": settings.local_model,
            "temperature": 0,
            "max_tokens": settings.local_tokens,
            "stream": False,
        }
        self._knows_seed = threading.Event()
        self._knows_seed.set()
        _sound(settings)

    def said(self, messages: Sequence[prompt.Message]) -> Said:
        """What the model says to these messages. Raises ServerError, and UnfitError where it refuses them alone."""
        problem, pause = "", _PAUSE
        for number in range(TRIES):
            if number:
                time.sleep(min(pause, LONGEST_WAIT))
                pause = _PAUSE * 2**number
            try:
                got = self._posted(messages)
            except BrokenTransferError as error:
                problem = str(error)
                continue
            except TransferError as error:
                raise self._failed(str(error)) from error
            if got.status == 200:
                try:
                    return _read(got.content)
                except ValueError as error:
                    problem = f"answers what is no chat completion: {error}"
                    continue
            problem = f"answers {got.status}{_reason(got.content)}"
            if got.status in _UNFIT:
                raise UnfitError(problem)
            if got.status < 500 and got.status not in _BUSY:
                moved = ", a redirect, and none is followed" if 300 <= got.status < 400 else ""
                raise self._failed(problem + moved)
            pause = pause if got.wait is None else got.wait
        raise self._failed(problem)

    def _posted(self, messages: Sequence[prompt.Message]) -> Answer:
        """The answer, asked for with a seed unless the server has refused one."""
        got = self._post({**self._options, "messages": messages, **({"seed": 0} if self._knows_seed.is_set() else {})})
        if got.status in _UNFIT and self._knows_seed.is_set():
            plain = self._post({**self._options, "messages": messages})
            if plain.status == 200:
                self._knows_seed.clear()
            return plain
        return got

    def _post(self, body: dict[str, object]) -> Answer:
        content = json.dumps(body).encode("ascii")
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return posted(self._address, content, headers, LARGEST, self._seconds, here=self._here)

    def _failed(self, problem: str) -> ServerError:
        hint = "is it running, and are the settings local_… right? What it has answered is kept"
        return ServerError(f"the local model's server {problem}", where=self._address, hint=hint)


def _sound(settings: Settings) -> None:
    if not settings.local_model:
        raise ConfigError("local_model is not set", hint="name the model that the server at local_address offers")
    try:
        parts = urlsplit(settings.local_address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    named = settings.local_address
    if not usable or not named.isascii() or not named.isprintable() or " " in named or "@" in parts.netloc:
        raise ConfigError(f"local_address {shown(repr(named))} is no address", hint="such as http://127.0.0.1:8080/v1")
    if not settings.texts_may_leave_this_machine and not is_here(parts.hostname or ""):
        hint = "texts_may_leave_this_machine = true allows it"
        raise ConfigError(f"local_address {shown(repr(named))} is not on this machine", hint=hint)


def _read(content: bytes) -> Said:
    """The answer in a chat completion. Raises ValueError for any other content."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    try:
        said = json.loads(text)
        choices = said["choices"]
        texts = [choice["message"].get("content") or "" for choice in choices]
        ends = [choice.get("finish_reason") for choice in choices]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(shown(repr(text.strip()), 80)) from error
    if not all(isinstance(each, str) for each in texts):
        raise ValueError(shown(repr(text.strip()), 80))
    if len(set(texts)) > 1:
        return Said(texts[0], "it is more than the one translation: several answers, or a comment")
    if "length" in ends:
        return Said(texts[0], "it was cut, being too long")
    return Said(texts[0] if texts else "")


def _reason(content: bytes) -> str:
    """What a server says of its refusal, one line of it."""
    try:
        said = json.loads(content)["error"]
        message = said["message"] if isinstance(said, dict) else said
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f": {shown(message, 150)}" if isinstance(message, str) and message else ""


def _with(draft: Translation, outcome: Outcome | None) -> Translation:
    """The package's draft, which says why it stands there."""
    if outcome is None:
        return draft
    remark = Remark("local-model", "; ".join(outcome.faults))
    return replace(draft, problems=(*draft.problems, remark))


def _failure(future: Future[Outcome]) -> ServerError | None:
    error = None if future.cancelled() else future.exception()
    if error is not None and not isinstance(error, ServerError):
        raise error
    return error


def _result(future: Future[Outcome]) -> Outcome | None:
    return None if future.cancelled() or future.exception() is not None else future.result()
