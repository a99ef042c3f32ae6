"""A gettext catalogue as a document: empty entries are filled, drafts are fuzzy, every other byte stays."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from bitexte.errors import InputError
from bitexte.formats import po
from bitexte.formats.options import Options
from bitexte.model import Document, State

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: en\\n"\n\n'
ONLY_EMPTY = Options(only_empty=True)


def read(body: str, options: Options | None = None) -> Document:
    return po.parse((HEADER + body).encode(), "a.po", options or Options())


def filled(body: str, *targets: str, state: State = State.INITIAL) -> str:
    document = read(body)
    blocks = [replace(block, text=text, codes=()) for block, text in zip(document.blocks, targets, strict=True)]
    made = po.rebuild_stated(document, blocks, [state] * len(blocks)).decode()
    return made.removeprefix(HEADER)


def test_an_empty_entry_is_filled_and_marked_fuzzy() -> None:
    assert filled('msgid "Bonjour"\nmsgstr ""\n', "Hello") == '#, fuzzy\nmsgid "Bonjour"\nmsgstr "Hello"\n'


def test_a_confirmed_translation_is_not_fuzzy() -> None:
    made = filled('msgid "Bonjour"\nmsgstr ""\n', "Hello", state=State.TRANSLATED)
    assert made == 'msgid "Bonjour"\nmsgstr "Hello"\n'


def test_flags_keep_their_line() -> None:
    made = filled('#: a.c:1\n#, c-format\nmsgctxt "x"\nmsgid "%d mot"\nmsgstr ""\n', "%d word")
    assert made == '#: a.c:1\n#, fuzzy, c-format\nmsgctxt "x"\nmsgid "%d mot"\nmsgstr "%d word"\n'


def test_singular_and_plural_are_two_texts_in_their_own_forms() -> None:
    body = 'msgid "%d jour"\nmsgid_plural "%d jours"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    assert [block.text for block in read(body).blocks] == ["%d jour", "%d jours"]
    assert 'msgstr[0] "%d day"\nmsgstr[1] "%d days"\n' in filled(body, "%d day", "%d days")


def test_one_form_alone_takes_the_plural() -> None:
    body = 'msgid "%d jour"\nmsgid_plural "%d jours"\nmsgstr[0] ""\n'
    assert [block.text for block in read(body).blocks][-1] == "%d jours"


def test_only_the_empty_form_is_filled() -> None:
    body = 'msgid "%d jour"\nmsgid_plural "%d jours"\nmsgstr[0] "%d day"\nmsgstr[1] ""\n'
    assert 'msgstr[0] "%d day"\nmsgstr[1] "%d days"\n' in filled(body, "%d days")


def test_what_is_done_obsolete_or_fuzzy_stays_and_a_draft_stands_beside_the_fuzzy_one() -> None:
    body = (
        'msgid "Oui"\nmsgstr "Yes"\n\n#, fuzzy\n#| msgid "Mot oublié"\nmsgid "Mot oublié ?"\nmsgstr "Forgot"\n\n'
        '#~ msgid "Non"\n#~ msgstr ""\n'
    )
    made = filled(body, "Forgotten word?")
    assert made == body.replace("#, fuzzy", "#. draft: Forgotten word?\n#, fuzzy")
    assert read(body, ONLY_EMPTY).blocks == ()


def test_line_ends_at_both_ends_and_inside_come_back() -> None:
    body = 'msgid ""\n"Un\\n"\n"\\tdeux\\n"\nmsgstr ""\n'
    document = read(body)
    (block,) = document.blocks
    assert [code.equivalent for code in block.codes] == ["\n", "\t"]
    made = po.rebuild(document, [replace(block, text=block.text.replace("Un", "An").rstrip("\n"))]).decode()
    assert made.endswith('msgstr ""\n"An\\n"\n"\\tdeux\\n"\n')


def test_tags_are_codes_in_pairs() -> None:
    (block,) = read('msgid "<a href=\\"%s\\">Nos <b>mots</b></a><br>"\nmsgstr ""\n').blocks
    assert block.text == "Nos mots"
    assert [code.content for code in block.codes] == ['<a href="%s">', "<b>", "</b>", "</a>", "<br>"]
    assert block.codes[0].id == block.codes[3].id


def test_a_wrapped_source_gets_a_wrapped_target() -> None:
    long = "mot " * 30
    body = f'msgid ""\n"{long[:60]}"\n"{long[60:]}"\nmsgstr ""\n'
    made = filled(body, "word " * 30)
    assert made.split("msgstr")[1].startswith(' ""\n"word')
    assert max(map(len, made.splitlines())) <= 80


def test_crlf_charset_and_next_line_characters_stay() -> None:
    body = 'msgid "é\x85"\r\nmsgstr "x"\r\n\r\nmsgid "Été"\r\nmsgstr ""\r\n'
    content = (HEADER.replace("UTF-8", "ISO-8859-1").replace("\n", "\r\n") + body).encode("latin-1")
    document = po.parse(content, "a.po", Options())
    assert po.rebuild(document, document.blocks) == content
    made = po.rebuild(document, [replace(document.blocks[0], text="It’s summer")])
    assert made.endswith('#, fuzzy\r\nmsgid "Été"\r\nmsgstr "It\'s summer"\r\n'.encode("latin-1"))
    assert made.startswith(content[: content.index(b"#, fuzzy") if b"#, fuzzy" in content else 100])


def test_a_character_that_the_charset_lacks_turns_the_file_into_utf_8() -> None:
    content = (HEADER.replace("UTF-8", "ISO-8859-1") + 'msgid "Été"\nmsgstr ""\n').encode("latin-1")
    document = po.parse(content, "a.po", Options())
    made = po.rebuild(document, [replace(document.blocks[0], text="5 ≤ 6")]).decode("utf-8")
    assert "charset=UTF-8" in made


def test_a_catalogue_from_english_has_nothing_to_translate_and_says_so() -> None:
    body = 'msgid "The password that you have entered is not the right one."\nmsgstr "Le mot de passe est faux."\n'
    document = read(body)
    assert (document.blocks, document.warnings[0].code) == ((), "nothing-to-translate")


def test_a_catalogue_of_names_is_translated_in_place() -> None:
    body = 'msgid "page.title"\nmsgstr "Bienvenue dans la boutique"\n'
    document = po.parse((HEADER.replace("en", "fr") + body).encode(), "a.po", Options())
    assert [block.text for block in document.blocks] == ["Bienvenue dans la boutique"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"# nothing\n", "there is no message"),
        (b'msgid "a\n', "a.po:1: malformed PO: a quote"),
        (b'msgid "a"\n', "a msgid without msgstr"),
        (b'msgstr "a"\n', "msgstr without msgid"),
        (b'msgid "a"\nmsgid "b"\nmsgstr ""\n', "a msgid without msgstr"),
        (b'"a"\n', "a text without its field"),
        (b"foo\n", "neither a comment nor a field"),
        (b'msgid ""\nmsgstr "charset=klingon\\n"\n', "unknown charset klingon"),
        (b'msgid "\xff"\nmsgstr ""\n', "not utf-8 text"),
    ],
)
def test_a_bad_catalogue_is_refused_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        po.parse(content, "a.po", Options())
    assert message in str(caught.value)


def test_real_catalogues_come_back_byte_for_byte_and_filled_ones_please_msgfmt(shared: Path) -> None:
    for path in sorted((shared / "cases" / "documents" / "po").iterdir()):
        content = path.read_bytes()
        if path.name == "tgif-fr.po":  # neither UTF-8 nor anything it names
            continue
        document = po.parse(content, path.name, Options())
        assert po.rebuild(document, document.blocks) == content
        if path.name in {"boutique.pot", "boutique-fr-en.po", "guide-html2po.pot"}:
            assert document.blocks
            made = po.rebuild(document, [replace(block, text=f"{block.text.rstrip()}.") for block in document.blocks])
            checked(made)


def checked(content: bytes) -> None:
    program = shutil.which("msgfmt")
    if program is None:
        pytest.skip("gettext is not installed")
    done = subprocess.run([program, "-c", "-o", "/dev/null", "-"], input=content, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()


def test_an_unescaped_quote_is_refused(shared: Path) -> None:
    content = (shared / "cases" / "documents" / "refused" / "po-guillemet.po").read_bytes()
    with pytest.raises(InputError, match="malformed PO"):
        po.parse(content, "po-guillemet.po", Options())
