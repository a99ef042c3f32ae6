"""The local engine before a server that misbehaves in the ways of real ones."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bitexte import engine
from bitexte.engine import StoppedError, answer, local
from bitexte.engine.local import Local
from bitexte.engine.prompt import masked, unmasked
from bitexte.errors import ConfigError
from bitexte.flow import translate_document
from bitexte.memory import Memory, key
from bitexte.model import (
    Block,
    BlockKind,
    Designation,
    Document,
    Honour,
    Origin,
    Remark,
    Request,
    Status,
    Term,
    TermMatch,
    Translation,
)
from bitexte.project import Project
from bitexte.settings import Settings
from bitexte.stages.translation import translated
from chat_server import Reply, broken, chat, completion, dripping, flooding, hung_up, raw, said, slow

FRENCH = "Le magasin a ouvert ses portes."
ENGLISH = "The shop has opened its doors."
DRAFT = "The draft of the package."


@dataclass
class Drafting:
    """The package's engine, for tests: one draft for all."""

    signature: str = "drafts 1"
    asked: list[str] = field(default_factory=list)

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        self.asked += [request.text for request in requests]
        return [Translation(DRAFT, Origin.MACHINE, self.signature) for _ in requests]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_PAUSE", 0.001)
    monkeypatch.setattr(local, "LONGEST_WAIT", 0.05)


@pytest.fixture(autouse=True)
def _proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A proxy that nobody asks: it would refuse."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    return iter(())


def settings(address: str, **others: object) -> Settings:
    return Settings(engine="local", local_address=address, local_model="small", **others)  # type: ignore[arg-type]


def ask(address: str, *requests: Request, drafts: Drafting | None = None, **others: object) -> list[Translation]:
    return Local(settings(address, **others), drafts or Drafting()).translate(requests or (Request(FRENCH),))


def match(french: str, text: str, *targets: Designation) -> TermMatch:
    start = text.index(french)
    return TermMatch(Term(french, (Designation(french),), targets), (start, start + len(french)), french)


def test_a_good_answer_stands_and_the_request_is_what_servers_know() -> None:
    with chat(ENGLISH) as server:
        (done,) = ask(server.address)
    assert (done.text, done.origin, done.problems) == (ENGLISH, Origin.MACHINE, ())
    (body,) = server.asked
    assert server.paths == ["/v1/chat/completions"]
    assert {name: body[name] for name in body if name != "messages"} == {
        "model": "small",
        "temperature": 0,
        "seed": 0,
        "max_tokens": 1024,
        "stream": False,
    }
    assert [message["role"] for message in body["messages"]] == ["user"]
    assert body["messages"][0]["content"].endswith(f"The text to translate:\n{FRENCH}")


@pytest.mark.parametrize(
    "answered",
    [
        f"Here is the translation: {ENGLISH}",
        f"Here is the English translation of the text:\n\n{ENGLISH}",
        f"Sure! Here's the translation:\n{ENGLISH}",
        f"**Translation:** {ENGLISH}",
        f"<think>Le magasin… the shop?\nYes.</think>\n\n{ENGLISH}",
        f"The shop, I think.</think>{ENGLISH}",
        f'"{ENGLISH}"',
        f"“{ENGLISH}”",
        f"« {ENGLISH} »",
        f"```\n{ENGLISH}\n```",
        f"```text\n{ENGLISH}\n```\n",
        f'Translation:\n\n```\n"{ENGLISH}"\n```',
        f"\x1b{ENGLISH}\x07\r\n",
    ],
)
def test_what_a_model_says_about_its_answer_is_taken_off(answered: str) -> None:
    with chat(answered.removeprefix("**").replace(":**", ":") if "**" in answered else answered) as server:
        (done,) = ask(server.address)
    assert (done.text, len(server.asked)) == (ENGLISH, 1)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("« Entrez ! »", "“Come in!”"),
        ("Traduction : le mot juste.", "Translation: the right word."),
        ("Le mot <think> est une balise.", "The word <think> is a tag."),
    ],
)
def test_what_the_source_has_too_is_left(source: str, kept: str) -> None:
    assert answer.cleaned(kept, source) == kept


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (FRENCH, "it is not English"),
        ("Le magasin vient d'ouvrir ses portes dans la ville.", "it is not English"),
        ("Der Laden hat heute Morgen endlich seine Türen für alle Kunden geöffnet.", "it is not English"),
        ("", "no translation"),
        ("<think>The shop, or the store", "no translation"),
        (f"{ENGLISH}\nThe store opened its doors.", "several answers"),
        (f"{ENGLISH}\n\nNote: “magasin” may be a store, too.", "several answers"),
        ("The shop the shop the shop the shop the shop the shop", "repeats itself"),
        (ENGLISH * 3, "far longer"),
        (said(ENGLISH, "The store opened its doors."), "several answers"),
        (said(ENGLISH, end="length"), "cut"),
        (said(None), "no translation"),
        (said(), "no translation"),
    ],
)
def test_a_wrong_answer_is_asked_for_again_with_what_was_wrong(reply: Reply | str, fault: str) -> None:
    with chat(reply, ENGLISH) as server:
        (done,) = ask(server.address)
    assert (done.text, done.problems) == (ENGLISH, ())
    roles = [message["role"] for message in server.asked[1]["messages"]]
    assert roles == ["user", "assistant", "user"]
    assert fault in server.prompts()[1]


def test_after_two_more_times_the_draft_stands_with_a_remark() -> None:
    drafts = Drafting()
    with chat(otherwise=lambda text: text) as server:
        (done,) = ask(server.address, drafts=drafts)
    assert len(server.asked) == 3
    assert (done.text, drafts.asked) == (DRAFT, [FRENCH])
    assert done.problems == (Remark("local-model", "it is not English"),)


def test_terms_are_in_the_prompt_and_asked_for_where_they_are_missing() -> None:
    text = "Le magasin a ouvert."
    wanted = match("magasin", text, Designation("store"), Designation("boutique", status=Status.DEPRECATED))
    with chat("The shop has opened.", "The boutique has opened.", "The store has opened.") as server:
        (done,) = ask(server.address, Request(text, (wanted,)))
    assert '"magasin" is "store"' in server.prompts()[0]
    assert 'never write "boutique" for "magasin"' in server.prompts()[0]
    assert 'it does not say "store" for "magasin"' in server.prompts()[1]
    assert 'it must not say "boutique"' in server.prompts()[2]
    assert [(use.honour, use.span) for use in done.uses] == [(Honour.PROMPTED, (4, 9))]


@pytest.mark.parametrize(
    ("text", "kept", "bad", "good"),
    [
        ("Voir https://a.fr/b ici.", (), "See it here.", "See https://a.fr/b here."),
        ("Il y a 1 234 lots dans 12 caves.", (), "There are lots in cellars.", "There are 1,234 lots in 12 cellars."),
        ("Bonjour {name}, ça va ?", (), "Hello {nom} and you?", "Hello {name}, how are you?"),
        ("Un <b>mot</b> juste.", (), "One right word.", "One <b>word</b> that is right."),
        ("Le mot XYZ reste.", ((7, 10),), "The word stays.", "The word XYZ stays."),
        ("Le mot \U000f0001 reste.", ((7, 8),), "The word stays.", "The word ⟦1⟧ stays."),
    ],
)
def test_what_must_stand_is_asked_for_where_it_is_lost(
    text: str, kept: tuple[tuple[int, int], ...], bad: str, good: str
) -> None:
    with chat(bad, good) as server:
        (done,) = ask(server.address, Request(text, (), kept))
    assert len(server.asked) == 2
    assert "which must stand in it" in server.prompts()[1]
    assert masked(done.text) == good
    assert unmasked(good, text) == done.text


def test_context_and_examples_are_in_the_prompt() -> None:
    request = Request(FRENCH, (), (), "Avant.", "Après.", (("Le magasin ferme.", "The shop closes."),))
    with chat() as server:
        ask(server.address, request)
    (prompt,) = server.prompts()
    assert "not to be translated:\n- Avant." in prompt
    assert "not to be translated:\n- Après." in prompt
    assert "French: Le magasin ferme.\nEnglish: The shop closes." in prompt


def test_what_has_no_words_is_not_asked() -> None:
    drafts = Drafting()
    with chat() as server:
        done = ask(server.address, Request("12/03/2024"), Request(FRENCH), drafts=drafts)
    assert len(server.asked) == 1
    assert drafts.asked == ["12/03/2024"]
    assert [(each.text, each.problems) for each in done] == [(DRAFT, ()), (ENGLISH, ())]


@pytest.mark.parametrize(
    "reply",
    [
        raw(b"", 429, Retry_After="1"),
        raw(b"", 503, Retry_After="0"),
        raw(b"", 503, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
        raw(b"", 503, Retry_After="soon"),
        raw(b'{"error": {"message": "out of memory"}}', 500),
        raw(completion(ENGLISH)[:-20]),
        raw(b"<html><h1>Bad gateway</h1></html>", kind="text/html"),
        raw('{"choices": [{"message": {"content": "été"}}]}'.encode("latin-1")),
        raw(b"[" * 100_000),
        raw(b'{"choices": 3}'),
        raw(b'{"choices": [{"message": {"content": {}}}]}', 200),
        broken,
        hung_up,
    ],
)
def test_what_passes_is_tried_again(reply: Reply) -> None:
    with chat(reply, reply) as server:
        (done,) = ask(server.address)
    assert (done.text, len(server.asked)) == (ENGLISH, 3)


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (raw(b"", 503, Retry_After="1"), "answers 503"),
        (raw(b'{"error": {"message": "out of\\u001b memory"}}', 500), "answers 500: out of"),
        (raw(b'{"error": "no such model"}', 404), "answers 404: no such model"),
        (raw(b"<html>\n<h1>Hello</h1></html>", kind="text/html"), "no chat completion: '<html>"),
        (raw("été".encode("latin-1")), "it is not UTF-8"),
        (raw(b"", 307, Location="http://example.org/v1/chat/completions"), "a redirect, and none is followed"),
        (raw(b"", 302, Location="http://127.0.0.1:9/"), "a redirect, and none is followed"),
        (broken, "the connection broke half-way"),
        (hung_up, "the connection broke"),
        (flooding, "answers more than 1,048,576 bytes"),
    ],
)
def test_a_server_that_fails_for_good_is_one_line(reply: Reply, line: str) -> None:
    with chat(*[reply] * 8) as server, pytest.raises(StoppedError) as raised:
        ask(server.address)
    told = str(raised.value)
    assert line in told
    assert told.isprintable()
    assert told.startswith(f"{server.address}/chat/completions: the local model's server ")
    assert raised.value.done == (None,)


@pytest.mark.parametrize("reply", [slow(5), dripping])
def test_an_answer_has_its_time_as_a_whole(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    started = time.monotonic()
    with chat(reply) as server:
        one = Local(settings(server.address), Drafting())
        monkeypatch.setattr(one._server, "_seconds", 0.2)
        with pytest.raises(StoppedError, match=r"has not answered within 0\.2 seconds"):
            one.translate([Request(FRENCH)])
    assert time.monotonic() - started < 3


def test_no_server_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(StoppedError, match="cannot be reached: Connection refused"):
        ask(address)


def test_a_server_without_seed_is_asked_without() -> None:
    unknown = raw(b'{"error": {"message": "unknown field seed"}}', 400)
    with chat(unknown) as server:
        done = ask(server.address, Request(FRENCH), Request("La porte est ouverte."), local_requests=1)
    assert [each.text for each in done] == [ENGLISH, ENGLISH]
    assert ["seed" in body for body in server.asked] == [True, False, False]


def test_a_text_that_the_server_refuses_is_drafted() -> None:
    refused = raw(b'{"error": {"message": "the request exceeds the context size"}}', 400)
    with chat(refused, refused) as server:
        done = ask(server.address, Request(FRENCH), Request("La porte est ouverte."), local_requests=1)
    assert [each.text for each in done] == [DRAFT, ENGLISH]
    assert "exceeds the context size" in done[0].problems[0].detail


def test_no_more_texts_are_in_flight_than_the_setting_says() -> None:
    requests = [Request(f"Le magasin numéro {number} a ouvert.") for number in range(2, 9)]

    def reply(text: str) -> str:
        time.sleep(0.01)
        return f"Shop number {text.split()[3]} has opened."

    with chat(otherwise=reply) as server:
        done = ask(server.address, *requests, local_requests=3)
    assert 1 < server.at_once <= 3
    assert [each.text for each in done] == [f"Shop number {number} has opened." for number in range(2, 9)]


def test_answers_are_kept_when_the_server_dies_and_a_second_run_asks_the_rest_alone(tmp_path: Path) -> None:
    requests = [Request(f"{FRENCH} {word}") for word in ("Oui.", "Bon.", "Non.")]
    dead = raw(b"", 401)
    with (
        chat(ENGLISH, ENGLISH, dead) as server,
        Memory.open(tmp_path / "memory") as memory,
        pytest.raises(StoppedError, match="answers 401"),
    ):
        translated(requests, Local(settings(server.address, local_requests=1), Drafting()), memory)
    for expected in (1, 0):
        with chat() as server, Memory.open(tmp_path / "memory") as memory:
            done = translated(requests, Local(settings(server.address), Drafting()), memory)
        assert len(server.asked) == expected
        assert [each.text for each, _ in done] == [ENGLISH] * 3


def test_the_key_holds_the_model_and_the_prompt_and_not_the_address() -> None:
    def signature(address: str = "http://127.0.0.1:1/v1", **others: object) -> str:
        return Local(settings(address, **others), Drafting()).signature

    def of(**context: object) -> str:
        return key("", Request(FRENCH, **context))  # type: ignore[arg-type]

    assert signature() == signature("http://localhost:2/v1", local_requests=9, local_seconds=9)
    others = {signature(), signature(local_tokens=99), signature(english="en-GB")}
    assert len(others) == 3
    assert len({of(), of(before="a"), of(after="a"), of(examples=(("a", "b"),))}) == 4


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("http://192.0.2.1:8080/v1", "not on this machine"),
        ("http://example.org/v1", "not on this machine"),
        ("http://127.0.0.1.example.org/v1", "not on this machine"),
        ("http://localhost@example.org/v1", "is no address"),
        ("ftp://127.0.0.1/v1", "is no address"),
        ("127.0.0.1:8080", "is no address"),
        ("http://127.0.0.1:99999/v1", "is no address"),
        ("http://127.0.0.1:80/é", "is no address"),
        ("", "is no address"),
    ],
)
def test_an_address_elsewhere_or_none_is_refused(address: str, line: str) -> None:
    with pytest.raises(ConfigError, match=line):
        Local(settings(address), Drafting())


def test_texts_leave_the_machine_where_a_setting_says_so() -> None:
    Local(settings("http://192.0.2.1:8080/v1", texts_may_leave_this_machine=True), Drafting())


def test_localhost_that_is_another_machine_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "getpeername", lambda _: ("192.0.2.1", 80))
    with chat() as server, pytest.raises(StoppedError, match="is another machine"):
        ask(server.address.replace("127.0.0.1", "localhost"))
    assert server.asked == []


def test_a_model_must_be_named() -> None:
    with pytest.raises(ConfigError, match="local_model is not set"):
        Local(Settings(engine="local"), Drafting())


def test_the_road_gives_neighbours_and_the_finding_and_the_second_run_asks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_of_package", lambda *_: Drafting())
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in (FRENCH, "La porte est ouverte.", "Il fait beau."))
    document = Document("texts", "txt", blocks)
    answers = {FRENCH: ENGLISH, "La porte est ouverte.": "The door is open.", "Il fait beau.": "Il fait beau."}
    with chat(otherwise=answers.__getitem__) as server:
        asked = []
        for _ in range(2):
            with Project(settings(server.address), memory_file=tmp_path / "memory") as project:
                vars(project)["provenance"] = None
                bitext = translate_document(document, project)
            asked.append(len(server.asked))
        prompt = next(text for text in server.prompts() if text.endswith("La porte est ouverte."))
    assert asked == [5, 5]
    assert [unit.translation.text for unit in bitext.units] == [ENGLISH, "The door is open.", DRAFT]
    assert FRENCH in prompt
    assert "- Il fait beau." in prompt
    assert "S004" in [finding.code for finding in bitext.findings if finding.segment == bitext.units[2].segment.id]
