"""Inline codes in a translation: all there, well-formed, around the words that render theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
import regex
from bitexte.engine.decoder import Hypothesis
from bitexte.engine.links import piece_spans, word_links
from bitexte.engine.placement import place, plain_text, request
from bitexte.model import (
    CodeKind,
    Designation,
    Honour,
    InlineCode,
    Link,
    Origin,
    Remark,
    Segment,
    Term,
    TermMatch,
    TermUse,
    Translation,
)
from bitexte.text.words import words
from hypothesis import given, settings
from hypothesis import strategies as st

_MARK = regex.compile(r"<(/?)(\w+)(/?)>|\n")


def segment(marked: str) -> Segment:
    """A segment written with tags: <b>, </b>, <x/>; a line break is a code that stands for itself."""
    text, last = "", 0
    codes: list[InlineCode] = []
    for found in _MARK.finditer(marked):
        text += marked[last : found.start()]
        last = found.end()
        if found[0] == "\n":
            codes.append(InlineCode(f"n{len(codes)}", CodeKind.ISOLATED, len(text), equivalent="\n"))
            text += "\n"
        else:
            kind = CodeKind.ISOLATED if found[3] else CodeKind.CLOSE if found[1] else CodeKind.OPEN
            codes.append(InlineCode(found[2], kind, len(text), found[0]))
    return Segment("a#1", 0, text + marked[last:], (0, 0), codes=tuple(codes))


def marked(translation: Translation) -> str:
    made, last = "", 0
    for code in translation.codes:
        made += translation.text[last : code.offset] + code.content
        last = code.offset
    return made + translation.text[last:]


def placed(source: str, target: str, *links: tuple[str, str]) -> str:
    """The target with the codes of the source, given the words (their first places) that are linked."""
    found = segment(source)
    text = plain_text(found)
    made = [Link(span(text, french), span(target, english)) for french, english in links]
    return marked(place(found, Translation(target, Origin.MACHINE, links=tuple(made))))


def span(text: str, word: str) -> tuple[int, int]:
    start = text.index(word)
    return start, start + len(word)


def test_a_pair_goes_around_the_words_that_render_its_own() -> None:
    links = [("voiture", "car"), ("rouge", "red"), ("La", "The")]
    assert placed("La voiture <b>rouge</b>.", "The red car.", *links) == "The <b>red</b> car."


def test_a_pair_around_the_whole_sentence_goes_around_the_whole_translation() -> None:
    assert placed("<b>Bonjour à tous</b> !", "Hello everybody!") == "<b>Hello everybody</b>!"
    assert placed("<b>Bonjour à tous !</b>", "Hello everybody!") == "<b>Hello everybody!</b>"


def test_an_unlinked_word_inside_a_stretch_is_taken_in() -> None:
    made = placed("Voir <i>pomme terre</i> ici", "See potato of earth here", ("pomme", "potato"), ("terre", "earth"))
    assert made == "See <i>potato of earth</i> here"


def test_nested_pairs_nest_in_the_target() -> None:
    made = placed(
        "Lisez <a>le <b>gros</b> livre</a> vite.",
        "Quickly read the big book.",
        *[("Lisez", "read"), ("le", "the"), ("gros", "big"), ("livre", "book"), ("vite", "Quickly")],
    )
    assert made == "Quickly read <a>the <b>big</b> book</a>."


def test_neighbours_may_change_places() -> None:
    made = placed("un <b>chat</b> <i>noir</i>", "a black cat", ("chat", "cat"), ("noir", "black"))
    assert made == "a <i>black</i> <b>cat</b>"


def test_a_name_anchors_itself_without_links() -> None:
    assert placed("Ouvrez <b>config.toml</b> d'abord.", "First, open config.toml.") == "First, open <b>config.toml</b>."


def test_a_term_that_fills_a_pair_fills_it_in_the_target() -> None:
    term = Term("p", (Designation("panier"),), (Designation("shopping cart"),))
    source = segment("Videz le <b>panier</b> ici.")
    target = "Empty your shopping cart here."
    use = TermUse(Honour.FREE, span(target, "shopping cart"))
    match = TermMatch(term, span(source.text, "panier"), "panier")
    made = place(source, Translation(target, Origin.MACHINE, uses=(use,)), [match])
    assert marked(made) == "Empty your <b>shopping cart</b> here."


def test_quotes_inside_a_pair_stay_inside_and_outside_ones_outside() -> None:
    link = ("mot", "word")
    assert placed("Le <b>« mot »</b> juste", "The “word” right", link) == "The <b>“word”</b> right"
    assert placed("Le « <b>mot</b> » juste", "The “word” right", link) == "The “<b>word</b>” right"


def test_a_note_mark_stays_behind_its_word_and_its_full_stop() -> None:
    assert placed("Le chat<fn/> dort ici", "The cat sleeps here", ("chat", "cat")) == "The cat<fn/> sleeps here"
    made = placed("Le chat dort.<fn/> Il rêve.", "The cat sleeps. It dreams.", ("dort", "sleeps"))
    assert made == "The cat sleeps.<fn/> It dreams."


def test_a_line_break_takes_the_place_of_the_blank_between_the_same_sentences() -> None:
    assert placed("Bonjour.\nÇa va ?", "Hello. How are you?") == "Hello.\nHow are you?"


def test_the_engine_sees_a_blank_for_a_line_break_and_no_offset_moves() -> None:
    found = segment("un\ndeux")
    assert (plain_text(found), found.text) == ("un deux", "un\ndeux")


def test_links_and_terms_move_with_the_text_when_a_code_stands_for_characters() -> None:
    found = segment("un \n deux trois")
    links = (Link((5, 9), (4, 7)), Link((10, 15), (8, 13)))
    made = place(found, Translation("one two three", Origin.MACHINE, links=links))
    assert made.text == "one \n two three"
    assert [made.text[slice(*link.target)] for link in made.links] == ["two", "three"]


def test_a_pair_without_any_link_is_never_empty_and_is_told() -> None:
    found = segment("Le <b>bidule</b> machin")
    made = place(found, Translation("The thing gadget", Origin.MACHINE))
    first, last = made.codes
    assert made.text[first.offset : last.offset].strip()
    assert made.problems == (Remark("code-place", "bidule"),)


def test_half_a_pair_stands_before_or_behind_its_word() -> None:
    opened = Segment("a", 0, "Un mot", (0, 6), codes=(InlineCode("b", CodeKind.OPEN, 3, "<b>"),))
    made = place(opened, Translation("A word", Origin.MACHINE, links=(Link((3, 6), (2, 6)),)))
    assert marked(made) == "A <b>word"


def test_what_a_person_placed_stays() -> None:
    found = segment("un <b>mot</b>")
    codes = (InlineCode("b", CodeKind.OPEN, 0, "<b>"), InlineCode("b", CodeKind.CLOSE, 1, "</b>"))
    human = Translation("a word", Origin.HUMAN, codes=codes)
    assert place(found, human) is human


def test_an_untouched_text_keeps_its_codes() -> None:
    found = segment("un <b>mot</b>\nici")
    made = place(found, Translation(plain_text(found), Origin.MACHINE))
    assert (made.text, made.codes) == (found.text, found.codes)


def test_pieces_spelt_in_bytes_have_the_span_of_their_character() -> None:
    pieces = ["▁n", "<0xC5>", "<0x93>", "ud", "▁", "<0x23>"]
    assert piece_spans(pieces, "nœud #") == [(0, 1), (1, 2), (1, 2), (2, 4), (4, 5), (5, 6)]
    assert piece_spans(["▁n", "<0xC5>"], "nœ") is None


def test_a_word_that_all_words_attend_to_is_not_linked_to_all() -> None:
    hypothesis = Hypothesis("a b", ("▁a", "▁b"), 0.0, ((0.3, 0.1, 0.6), (0.1, 0.3, 0.6)))
    links = word_links("u v w", "u v w", "a b", hypothesis, lambda _: ["▁u", "▁v", "▁w"])
    assert {Link((0, 1), (0, 1)), Link((2, 3), (2, 3))} <= set(links)


@st.composite
def coded(draw: st.DrawFn) -> tuple[Segment, Translation]:
    """A segment with any codes, pairs crossing and halved among them, and a translation with any links."""
    alphabet = st.text("ab é.,«»\n-'", max_size=24)
    source, target = draw(alphabet), draw(st.text("xy z.,“”\n-'", max_size=24))
    offsets = sorted(draw(st.lists(st.integers(0, len(source)), max_size=8)))
    codes = [
        InlineCode(str(draw(st.integers(0, 3))), kind, offset, stands=kind is CodeKind.ISOLATED and draw(st.booleans()))
        for offset in offsets
        for kind in [draw(st.sampled_from(CodeKind))]
    ]
    seen: Counter[tuple[str, CodeKind]] = Counter()
    distinct = []
    for code in codes:
        seen[code.id, code.kind] += 1
        late = code.kind is CodeKind.OPEN and seen[code.id, CodeKind.CLOSE]  # no file closes before it opens
        if seen[code.id, code.kind] == 1 and not late:
            distinct.append(code)
    found = Segment("a", 0, source, (0, len(source)), codes=tuple(distinct))
    asked = request(found)
    for start, _ in asked.kept:  # an engine gives most of them back
        place = draw(st.integers(0, len(target)))
        inside = any(a < place < b for a, b in words(target))
        target = (
            target if inside or draw(st.integers(0, 3)) == 0 else target[:place] + asked.text[start] + target[place:]
        )
    ours, theirs = words(asked.text), words(target)
    links = [Link(a, b) for a in ours for b in theirs if draw(st.booleans())]
    return found, Translation(target, Origin.MACHINE, links=tuple(links))


@settings(max_examples=200, deadline=None)
@given(coded())
def test_codes_are_always_all_there_in_order_nested_and_outside_words(case: tuple[Segment, Translation]) -> None:
    source, translation = case
    made = place(source, translation)
    assert sorted((c.id, c.kind) for c in made.codes) == sorted((c.id, c.kind) for c in source.codes)
    offsets = [code.offset for code in made.codes]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(made.text) for offset in offsets)
    if made.text != source.text:
        assert made.text.replace(" ", "") == regex.sub(r"[\p{Co} ]", "", translation.text)
        assert not any(a < offset < b for offset in offsets for a, b in words(made.text))
    assert crossings(made.codes) <= crossings(source.codes)


def test_words_that_stood_apart_stay_apart_where_the_sign_of_a_code_was_lost() -> None:
    found = Segment("a", 0, "a.", (0, 2), codes=(InlineCode("0", CodeKind.ISOLATED, 1, stands=True),))
    made = place(found, Translation("x y", Origin.MACHINE))
    assert (made.text, [code.offset for code in made.codes]) == ("x y", [1])


def crossings(codes: Sequence[InlineCode]) -> set[frozenset[str]]:
    """The ids of pairs that overlap without one holding the other."""
    found: set[frozenset[str]] = set()
    stack: list[str] = []
    for code in codes:
        if code.kind is CodeKind.OPEN:
            stack.append(code.id)
        elif code.kind is CodeKind.CLOSE and code.id in stack:
            inside = stack[stack.index(code.id) + 1 :]
            found |= {frozenset((code.id, other)) for other in inside if closes_later(codes, code, other)}
            stack.remove(code.id)
    return found


def closes_later(codes: Sequence[InlineCode], code: InlineCode, other: str) -> bool:
    later = codes[codes.index(code) + 1 :]
    return any(each.id == other and each.kind is CodeKind.CLOSE for each in later)


@pytest.mark.parametrize("equivalent", ["\n", "\t"])
def test_every_character_a_code_stands_for_is_there_again(equivalent: str) -> None:
    text = f"Un deux{equivalent}trois quatre"
    code = InlineCode("1", CodeKind.ISOLATED, 7, equivalent=equivalent)
    made = place(Segment("a", 0, text, (0, len(text)), codes=(code,)), Translation("one two three", Origin.MACHINE))
    (only,) = made.codes
    assert made.text.count(equivalent) == 1
    assert made.text[only.offset] == equivalent


def test_a_code_that_stands_for_words_goes_to_them_and_doubles_none() -> None:
    text = "Le SKU-1 bleu"
    code = InlineCode("1", CodeKind.ISOLATED, 3, "<ph/>", "SKU-1")
    found = Segment("a", 0, text, (0, len(text)), codes=(code,))
    made = place(found, Translation("The blue SKU-1", Origin.MACHINE))
    assert (made.text, made.codes[0].offset) == ("The blue SKU-1", 9)
    lost = place(found, Translation("The blue one", Origin.MACHINE, links=(Link((9, 13), (4, 8)),)))
    assert lost.text.count("SKU-1") == 1
    assert lost.text.startswith("SKU-1", lost.codes[0].offset)


def test_a_code_that_stands_like_a_word_keeps_its_blanks() -> None:
    links = [("coûte", "costs"), ("La", "The"), ("table", "table")]
    assert placed("La table coûte <ph/>.", "The table costs.", *links) == "The table costs <ph/>."
    assert placed("Cliquez <x/> ici", "Click here", ("Cliquez", "Click")) == "Click <x/> here"
    assert placed("Vive <x/> !", "Hail!", ("Vive", "Hail")) == "Hail <x/>!"


PROGRAM = Segment(
    "a",
    0,
    "Tapez  dans le panier rouge",
    (0, 27),
    codes=(InlineCode("1", CodeKind.ISOLATED, 6, "`npm`", stands=True),),
)


def test_a_code_that_is_there_for_a_word_is_a_word_to_the_engine_and_comes_back_where_it_put_it() -> None:
    term = Term("p", (Designation("panier"),), (Designation("cart"),))
    asked = request(PROGRAM, [TermMatch(term, (15, 21), "panier")])
    ((start, end),) = asked.kept
    sign = asked.text[start:end]
    assert asked.text == f"Tapez {sign} dans le panier rouge"
    assert asked.text[slice(*asked.matches[0].span)] == "panier"
    target = f"In the red cart, type {sign} twice"
    links = (Link((6, 7), (22, 23)), Link((16, 22), (11, 15)))
    uses = (TermUse(Honour.FREE, (11, 15)),)
    machine = Translation(target, Origin.MACHINE, uses=uses, links=links, alternatives=(target,))
    made = place(PROGRAM, machine, [TermMatch(term, (15, 21), "panier")])
    assert marked(made) == "In the red cart, type `npm` twice"
    assert [(PROGRAM.text[slice(*a.source)], made.text[slice(*a.target)]) for a in made.links] == [("panier", "cart")]
    assert (made.uses, made.alternatives) == (uses, ("In the red cart, type  twice",))


def test_a_code_that_the_engine_lost_goes_where_its_neighbour_went() -> None:
    made = place(PROGRAM, Translation("Type in the cart", Origin.MACHINE, links=(Link((0, 5), (0, 4)),)))
    assert marked(made).split() == ["Type", "`npm`", "in", "the", "cart"]


def test_what_the_engine_gives_back_as_it_was_keeps_its_codes() -> None:
    made = place(PROGRAM, Translation(request(PROGRAM).text, Origin.MACHINE))
    assert (made.text, made.codes) == (PROGRAM.text, PROGRAM.codes)


def test_a_pair_around_a_code_that_is_there_for_a_word_goes_with_it() -> None:
    pair = [InlineCode("b", CodeKind.OPEN, 6, "<b>"), InlineCode("b", CodeKind.CLOSE, 6, "</b>")]
    found = replace(PROGRAM, codes=(pair[0], *PROGRAM.codes, pair[1]))
    sign = request(found).text[6]
    assert marked(place(found, Translation(f"Go, {sign} it", Origin.MACHINE))) == "Go, <b>`npm`</b> it"


def test_a_code_inside_a_term_does_not_hide_it() -> None:
    text = "carte cadeau"
    term = Term("c", (Designation(text),), (Designation("gift card"),))
    code = InlineCode("1", CodeKind.ISOLATED, 5, "<img>", stands=True)
    asked = request(Segment("a", 0, text, (0, 12), codes=(code,)), [TermMatch(term, (0, 12), text)])
    assert (asked.text, asked.kept) == (text, ())
