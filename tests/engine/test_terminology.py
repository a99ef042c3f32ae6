"""Terms in a translation: each way they can come in, and every harm that is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bitexte.engine import ModelEngine
from bitexte.engine.decoder import Model
from bitexte.model import Designation, Flag, Honour, Remark, Request, Status, Term, TermMatch, TermUse
from bitexte.packages.package import Annotation
from bitexte.text import typography
from bitexte.text.defects import Defect, defect
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_decoder import Scripted

TAGS = Annotation("\ue000", "\ue001", "\ue002")
CART = Term("cart", (Designation("panier"),), (Designation("cart"), Designation("trolley", status=Status.ADMITTED)))
ORDER = Term("order", (Designation("commande"),), (Designation("order"),))
SOURCE = "Ouvrir le panier rouge maintenant"
REPLACED = "Ouvrir le cart rouge maintenant"
PLAIN = "Open the basket red now"
GOOD = "Open the cart red now"
BAD = -9.0


def request(text: str, *terms: Term) -> Request:
    spans = [(text.index(term.source), text.index(term.source) + len(term.source), term) for term in terms]
    return Request(
        text, tuple(TermMatch(term, (a, b), text[a:b]) for a, b, term in sorted(spans, key=lambda span: span[0]))
    )


def translator(decoder: Scripted, tags: Annotation | None = None) -> ModelEngine:
    return ModelEngine(Model(decoder, tags))


def honours(decoder: Scripted, asked: Request, tags: Annotation | None = None) -> tuple[str, list[Honour]]:
    """What comes of one request; the source with its terms replaced gives what the source gave, unless told."""
    swapped = asked.text
    for match in asked.matches:
        swapped = swapped.replace(match.surface, match.term.target)
    plain = decoder.answers.get(typography.to_model(asked.text), [""])[0]
    decoder.answers.setdefault(typography.to_model(swapped), [plain])
    (made,) = translator(decoder, tags).translate([asked])
    for use in made.uses:
        assert (use.span is None) == (use.honour is Honour.MISSED)
    return made.text, [use.honour for use in made.uses]


def test_a_trained_package_is_asked_by_annotation_and_answers() -> None:
    annotated = "Ouvrir le\ue000 panier\ue001 cart\ue002 rouge maintenant"
    decoder = Scripted({annotated: [GOOD]}, late=0)
    assert honours(decoder, request(SOURCE, CART), TAGS) == (GOOD, [Honour.ANNOTATED])
    assert decoder.asked == [("plain", annotated)]


def test_a_term_that_comes_unasked_costs_nothing_more() -> None:
    decoder = Scripted({SOURCE: [GOOD]})
    assert honours(decoder, request(SOURCE, CART)) == (GOOD, [Honour.FREE])
    assert decoder.asked == [("plain", SOURCE)]


def test_an_admitted_target_or_an_inflected_one_is_as_good() -> None:
    for answer in ("Open the trolley red now", "Open the Carts red now"):
        assert honours(Scripted({SOURCE: [answer]}), request(SOURCE, CART)) == (answer, [Honour.FREE])


def test_another_hypothesis_that_holds_the_term_is_taken() -> None:
    decoder = Scripted({SOURCE: [PLAIN, "Open a basket", GOOD]})
    assert honours(decoder, request(SOURCE, CART)) == (GOOD, [Honour.HYPOTHESIS])


def test_a_term_put_in_the_source_is_taken_where_that_reads_best() -> None:
    substituted = "Now open the cart that is red"
    scores = {GOOD: -0.5, substituted: -0.2, "Open the cart": BAD}
    decoder = Scripted({SOURCE: [PLAIN], REPLACED: [substituted]}, scores=scores)
    assert honours(decoder, request(SOURCE, CART)) == (substituted, [Honour.SUBSTITUTED])


def test_a_term_forced_on_the_decoder_is_taken_where_that_reads_best() -> None:
    decoder = Scripted({SOURCE: [PLAIN]}, endings={"Open the cart": "in red now"}, scores={GOOD: -0.5})
    assert honours(decoder, request(SOURCE, CART)) == ("Open the cart in red now", [Honour.PREFIX])


def test_a_term_is_spliced_in_where_that_reads_best() -> None:
    decoder = Scripted({SOURCE: [PLAIN]}, scores={"Open the cart": BAD})
    assert honours(decoder, request(SOURCE, CART)) == (GOOD, [Honour.SPLICED])


def test_a_term_that_would_ruin_the_sentence_is_missed_and_the_sentence_kept() -> None:
    decoder = Scripted({SOURCE: [PLAIN]}, scores={GOOD: BAD, "Open the cart": BAD})
    assert honours(decoder, request(SOURCE, CART)) == (PLAIN, [Honour.MISSED])


def test_a_forbidden_target_does_not_count() -> None:
    term = Term("cart", CART.sources, (Designation("cart"), Designation("basket", status=Status.DEPRECATED)))
    decoder = Scripted({SOURCE: [PLAIN]}, scores={"Open the cart": BAD})
    assert honours(decoder, request(SOURCE, term)) == (GOOD, [Honour.SPLICED])


def test_a_forbidden_wording_is_not_honoured_where_hyphens_and_blanks_would_be_free() -> None:
    targets = (Designation("marketplace"), Designation("market place", status=Status.DEPRECATED))
    market = Term("m", (Designation("marché"),), targets)
    said = "The market place rises"
    decoder = Scripted({"Le marché monte": [said]}, scores={"The marketplace rises": BAD, "The marketplace": BAD})
    assert honours(decoder, request("Le marché monte", market)) == (said, [Honour.MISSED])
    decoder = Scripted({"Le marché monte": [said]}, scores={"The marketplace": BAD})
    assert honours(decoder, request("Le marché monte", market)) == ("The marketplace rises", [Honour.SPLICED])


@pytest.mark.parametrize("way", ["hypothesis", "substituted"])
@pytest.mark.parametrize(
    ("source", "plain", "harmful"),
    [
        ("Ouvrir le panier 150 maintenant", "Open the basket 150 now", "Open the cart now soon"),
        ("Ouvrir le panier {nom} maintenant", "Open the basket {nom} now", "Open the cart name now"),
        ("Ouvrir le panier rouge maintenant", "Open the basket red now", "Open the cart cart now"),
        ("Ouvrir le panier rouge maintenant", "Open the basket red now", "cart"),
        ("Ouvrir le panier rouge maintenant", "Open the basket red now", "Open the cart " + "and then again " * 5),
    ],
    ids=["number", "placeholder", "said twice", "too short", "too long"],
)
def test_a_candidate_that_does_harm_is_refused(way: str, source: str, plain: str, harmful: str) -> None:
    good = plain.replace("basket", "cart")
    decoder = Scripted({source: [plain]}, scores={good: BAD, "Open the cart": BAD})
    if way == "hypothesis":
        decoder.answers[source].append(harmful.strip())
    else:
        decoder.answers[source.replace("panier", "cart")] = [harmful.strip()]
    assert honours(decoder, request(source, CART)) == (plain, [Honour.MISSED])


def test_a_candidate_that_loses_another_term_is_refused() -> None:
    source, plain = "Le panier de la commande reste", "The basket of the order stays"
    decoder = Scripted({source: [plain, "The cart of the command stays"]}, scores={"The cart": BAD})
    decoder.answers["Le cart de la order reste"] = ["The cart of the command remains"]
    assert honours(decoder, request(source, CART, ORDER)) == (
        "The cart of the order stays",
        [Honour.SPLICED, Honour.FREE],
    )


def test_two_missing_terms_are_both_put_in() -> None:
    source, plain = "Le panier de la commande reste", "The basket of the command stays"
    decoder = Scripted({source: [plain]}, scores={"The cart": BAD})
    assert honours(decoder, request(source, CART, ORDER)) == (
        "The cart of the order stays",
        [Honour.SPLICED, Honour.SPLICED],
    )


def test_punctuation_after_a_spliced_term_stays() -> None:
    source, plain = "Ouvrir le panier , vite fait", "Open the basket, quickly done"
    decoder = Scripted({"Ouvrir le panier, vite fait": [plain]}, scores={"Open the cart": BAD})
    text, (honour,) = honours(decoder, request(source, CART))
    assert (text, honour) == ("Open the cart, quickly done", Honour.SPLICED)


def test_a_loop_is_decoded_again_cautiously() -> None:
    decoder = Scripted({SOURCE: ["no no no no no no no"]}, cautious={SOURCE: PLAIN})
    (made,) = translator(decoder).translate([Request(SOURCE)])
    assert (made.text, made.problems) == (PLAIN, ())
    assert decoder.asked == [("plain", SOURCE), ("cautious", SOURCE)]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [("", "empty"), ("go on go on go on go on", "loop"), ("never again " * 20, "loop"), ("a b c d e " * 2, "")],
)
def test_what_stays_bad_is_kept_and_told(answer: str, problem: str) -> None:
    decoder = Scripted({SOURCE: [answer.strip()]}, cautious={SOURCE: answer.strip()})
    (made,) = translator(decoder).translate([Request(SOURCE)])
    assert made.text.lower() == answer.strip()
    assert len(made.problems) == bool(problem)
    assert all(problem in found.detail for found in made.problems)


def test_a_repetition_of_the_source_is_no_loop() -> None:
    assert defect("non non non non non", "no no no no no") is None
    assert defect("à 15h58", "at 15" + "58" * 12) is Defect.LOOP
    assert defect("Nom : " + "_" * 30, "Name: " + "_" * 30) is None
    assert defect("un mot", " ".join(map(str, range(40)))) is Defect.LONG


def test_what_has_no_words_never_reaches_the_model() -> None:
    decoder = Scripted()
    texts = ["3,35", "https://a.fr/?x=1,5", "15h58", "", "…", "XR-200"]
    made = translator(decoder).translate([Request(text) for text in texts])
    assert [translation.text for translation in made] == ["3.35", "https://a.fr/?x=1,5", "15:58", "", "…", "XR-200"]
    assert decoder.asked == []


def test_an_address_of_english_words_makes_no_english_sentence() -> None:
    (made,) = translator(Scripted()).translate([Request("https://a.fr/the-price-of-it-is-not 1 000,5")])
    assert (made.text, made.problems) == ("https://a.fr/the-price-of-it-is-not 1,000.5", ())


def test_words_in_another_script_travel_as_letters_and_come_back() -> None:
    text = "Москва et 华为 puis Москва"
    decoder = Scripted({"X et Y puis X": ["X and Y's X"]})
    (made,) = translator(decoder).translate([Request(text)])
    assert made.text == "Москва and 华为's Москва"


def test_a_trained_package_is_asked_to_keep_the_letters() -> None:
    annotated = "À\ue000 X\ue001 X\ue002 ou\ue000 12\ue001 12\ue002"
    decoder = Scripted({annotated: ["To X or 12"]})
    (made,) = translator(decoder, TAGS).translate([Request("À λόγος ou 12")])
    assert made.text == "To λόγος or 12"


def test_a_long_quotation_in_another_script_is_no_defect() -> None:
    quotation = "слово " * 30 + "слово"
    decoder = Scripted({"Il dit X": ["He says X"]})
    (made,) = translator(decoder).translate([Request(f"Il dit {quotation}")])
    assert (made.text, made.problems) == (f"He says {quotation}", ())


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("This is the price of 1,000 pieces, not for sale.", ()),
        ("Der Preis ist 1.000 und nicht verhandelbar.", (Remark("language", "de"),)),
    ],
)
def test_a_sentence_in_another_language_is_left_as_it_is(text: str, problems: tuple[Remark, ...]) -> None:
    decoder = Scripted()
    (made,) = translator(decoder).translate([Request(text)])
    assert (made.text, made.problems, decoder.asked) == (text, problems, [])


def test_a_sentence_of_300_words_is_decoded_in_clauses_and_put_together() -> None:
    words = [f"mot{place}," if place % 9 == 0 else f"mot{place}" for place in range(300)]
    text = " ".join(words)
    decoder = Scripted()
    (made,) = translator(decoder).translate([Request(text)])
    assert made.text == text
    assert len(decoder.asked) > 1
    assert max(len(decoder.pieces(source)) for _, source in decoder.asked) <= 150


def test_the_terms_of_a_sentence_in_clauses_are_found_in_the_whole() -> None:
    text = "Le panier " + "est ici, " * 100 + "et la commande reste"
    decoder = Scripted()
    (made,) = translator(decoder, TAGS).translate([request(text, CART, ORDER)])
    assert [made.text[use.span[0] : use.span[1]] for use in made.uses if use.span] == ["cart", "order"]


def test_white_space_comes_between_clauses_only_where_the_source_has_it() -> None:
    address = "https://exemple.fr/" + "x" * 2000
    decoder = Scripted()
    (made,) = translator(decoder).translate([Request(f"Voir le site ({address}) pour en savoir plus")])
    assert made.text == f"Voir le site ({address}) pour en savoir plus"


def test_a_line_in_capitals_comes_out_in_capitals() -> None:
    decoder = Scripted({"Ouvrir le panier": ["Open the cart"]})
    text = "OUVRIR LE PANIER"
    (made,) = translator(decoder).translate([Request(text, (TermMatch(CART, (10, 16), "PANIER"),))])
    assert (made.text, made.uses) == ("OPEN THE CART", (TermUse(Honour.FREE, (9, 13)),))


def test_a_term_to_keep_is_kept_to_the_letter() -> None:
    kept = Term(
        "prime", (Designation("Prime"),), (Designation("Prime"),), flags=frozenset({Flag.KEEP, Flag.EXACT_CASE})
    )
    source = "Le service Prime est ouvert"
    decoder = Scripted({source: ["The service prime is open"]}, scores={"The service Prime": BAD})
    assert honours(decoder, request(source, kept)) == ("The service Prime is open", [Honour.SPLICED])


@pytest.mark.parametrize(
    ("wanted", "said", "made"),
    [
        ("AliExpress", "Go to aliExpress now", "Go to AliExpress now"),
        ("JDN", "Go to Jdn now", "Go to JDN now"),
        ("Live Shopping", "Go to live shopping now", "Go to live shopping now"),
        ("AliExpress", "GO TO ALIEXPRESS NOW", "GO TO ALIEXPRESS NOW"),
    ],
)
def test_a_brand_is_written_as_the_termbase_writes_it(wanted: str, said: str, made: str) -> None:
    term = Term("brand", (Designation("Marque"),), (Designation(wanted),))
    decoder = Scripted({"Voir Marque": [said]})
    assert honours(decoder, request("Voir Marque", term)) == (made, [Honour.FREE])


def test_the_signature_tells_how_terms_are_asked_for() -> None:
    assert translator(Scripted()).signature != translator(Scripted(), TAGS).signature


sources = st.lists(st.sampled_from(["le", "panier", "commande", "3,5", "«", "»", "X1Y2", "—", ",", "…"]), max_size=30)


@given(st.lists(sources.map(" ".join), max_size=6), st.booleans())
@settings(deadline=None)  # the word lists open at the first example
def test_every_request_gets_one_translation_with_one_use_a_term(texts: list[str], annotated: bool) -> None:
    requests = []
    for text in texts:
        found = [
            TermMatch(term, (place, place + len(term.source)), term.source)
            for term in (CART, ORDER)
            for place in range(len(text))
            if text.startswith(term.source, place)
        ]
        requests.append(Request(text, tuple(sorted(found, key=lambda match: match.span))))
    made = translator(Scripted(), TAGS if annotated else None).translate(requests)
    assert [len(translation.uses) for translation in made] == [len(request.matches) for request in requests]
    for translation in made:
        spans = sorted(use.span for use in translation.uses if use.span)
        assert all(0 <= start < end <= len(translation.text) for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_clause_full_of_terms_is_cut_until_its_annotations_fit() -> None:
    long = Term("cart", (Designation("panier"),), (Designation("cart " * 4 + "cart"),))
    text = " ".join(["panier"] * 100)
    matches = tuple(TermMatch(long, (place, place + 6), "panier") for place in range(0, len(text), 7))
    decoder = Scripted(late=0)
    (made,) = translator(decoder, TAGS).translate([Request(text, matches)])
    assert len(made.uses) == 100
    assert max(len(decoder.pieces(source)) for _, source in decoder.asked if TAGS.open in source) <= 300


def test_a_target_too_long_to_be_annotated_costs_the_term_and_not_the_sentence() -> None:
    endless = Term("cart", (Designation("panier"),), (Designation("cart " * 400 + "cart"),))
    decoder = Scripted({SOURCE: [PLAIN]})
    (made,) = translator(decoder, TAGS).translate([request(SOURCE, endless)])
    assert (made.text, [use.honour for use in made.uses]) == (PLAIN, [Honour.MISSED])


def test_terms_missing_from_no_output_at_all_are_missed_and_told() -> None:
    decoder = Scripted({SOURCE: [""], REPLACED: [""]}, cautious={SOURCE: ""})
    (made,) = translator(decoder).translate([request(SOURCE, CART)])
    assert made.problems == (Remark("defect", "empty"),)
    assert [use.honour for use in made.uses] == [Honour.MISSED]


MASKS = "\ue010\ue011"


def masking(decoder: Scripted, *, links: bool = False) -> ModelEngine:
    return ModelEngine(Model(decoder, TAGS, masks=MASKS), links=links)


def test_literals_travel_as_symbols_and_come_back_in_their_places() -> None:
    decoder = Scripted({"Voir \ue010, puis \ue011.": ["After \ue011, see \ue010."]})
    (made,) = masking(decoder).translate([Request("Voir https://a.fr/été?b=1, puis 👍🏽.")])
    assert made.text == "After 👍🏽, see https://a.fr/été?b=1."


def test_two_that_are_equal_come_back_twice() -> None:
    decoder = Scripted({"Envoyer \ue010 ou \ue011": ["Send \ue010 or \ue011"]})
    (made,) = masking(decoder).translate([Request("Envoyer {id} ou {id}")])
    assert made.text == "Send {id} or {id}"


def test_what_comes_after_the_last_symbol_is_asked_for_as_a_term() -> None:
    source = "Lire \ue010 \ue011 et\ue000 {c}\ue001 {c}\ue002 ici"
    (made,) = masking(Scripted({source: ["Read \ue010 \ue011 and {c} here"]})).translate(
        [Request("Lire {a} {b} et {c} ici")]
    )
    assert made.text == "Read {a} {b} and {c} here"


def test_a_hypothesis_that_loses_a_symbol_gives_way_to_one_that_has_it() -> None:
    decoder = Scripted({"Voir \ue010 ici": ["See here"]}, cautious={"Voir \ue010 ici": "See \ue010 here"})
    (made,) = masking(decoder).translate([Request("Voir {a} ici")])
    assert made.text == "See {a} here"


def test_no_symbol_is_left_in_a_translation() -> None:
    decoder = Scripted({"Voir \ue010 ici": ["See \ue010 \ue010 here"]}, cautious={"Voir \ue010 ici": "\ue010 \ue010"})
    (made,) = masking(decoder).translate([Request("Voir {a} ici")])
    assert made.text.count("{a}") == 1
    assert "\ue010" not in made.text


def test_a_term_inside_a_literal_is_asked_for_and_not_masked() -> None:
    text = "Le {panier} rouge"
    source = "Le {\ue000panier\ue001 cart\ue002} rouge"
    (made,) = masking(Scripted({source: ["The {cart} red"]})).translate([request(text, CART)])
    assert made.text == "The {cart} red"


def test_a_masked_literal_is_one_word_to_the_links() -> None:
    text = "Voir https://a.fr/b maintenant"
    decoder = Scripted({"Voir \ue010 maintenant": ["See \ue010 now"]}, late=0)
    (made,) = masking(decoder, links=True).translate([Request(text)])
    pairs = [(text[a:b], made.text[c:d]) for (a, b), (c, d) in ((link.source, link.target) for link in made.links)]
    assert pairs == [("Voir", "See"), ("https://a.fr/b", "https://a.fr/b"), ("maintenant", "now")]


def test_a_sign_of_rights_comes_back_too() -> None:
    (made,) = masking(Scripted({"\ue010 Aliexpress": ["\ue010 AliExpress"]})).translate([Request("© Aliexpress")])
    assert made.text == "© AliExpress"


def test_what_is_kept_travels_as_a_symbol_whatever_it_is() -> None:
    decoder = Scripted({"Voir \ue010 et \ue011": ["See \ue011 and \ue010"]})
    (made,) = masking(decoder).translate([Request("Voir \U000f0000 et {id}", kept=((5, 6),))])
    assert made.text == "See {id} and \U000f0000"


def test_a_model_without_symbols_is_given_a_letter_for_what_is_kept() -> None:
    decoder = Scripted({"Le X et le Y": ["The X and the Y"]})
    (made,) = translator(decoder).translate([Request("Le \U000f0000 et le lien", kept=((3, 4), (11, 15)))])
    assert made.text == "The \U000f0000 and the lien"


def test_what_is_kept_goes_before_literals_where_symbols_are_few() -> None:
    source = "Lire \ue000{a}\ue001 {a}\ue002 \ue010 \ue011"
    decoder = Scripted({source.replace("\ue000{a}", "\ue000 {a}").replace("Lire ", "Lire"): ["Read {a} \ue010 \ue011"]})
    (made,) = masking(decoder).translate([Request("Lire {a} ici là", kept=((9, 12), (13, 15)))])
    assert made.text == "Read {a} ici là"


def test_nothing_but_what_is_kept_needs_no_model() -> None:
    (made,) = translator(Scripted()).translate([Request("12 mars", kept=((0, 7),))])
    assert made.text == "12 mars"
