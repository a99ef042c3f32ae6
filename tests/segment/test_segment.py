from __future__ import annotations

import time
from pathlib import Path

import pytest
import regex
from bitexte import limits
from bitexte.errors import ConfigError
from bitexte.model import Block, BlockKind, CodeKind, Document, InlineCode
from bitexte.segment import Rules, default_rules, default_srx, icu, segment, split
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

TRAPS = Path(__file__).with_name("segmentation_traps.txt")
HEAD = '<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header segmentsubflows="yes" cascade="{}"/><body>'


def paragraphs(text: str) -> list[list[str]]:
    """Gold paragraphs: one segment a line, a blank line or a `#group` between them."""
    blocks = regex.sub(r"(?m)^#.*$", "", text).split("\n\n")
    return [[line.strip() for line in block.splitlines() if line.strip()] for block in blocks if block.strip()]


def document(*texts: str, name: str = "essai.txt") -> Document:
    return Document(name, "text", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))


def pieces(text: str, rules: Rules | None = None) -> list[str]:
    return [text[start:end] for start, end in split(text, rules or default_rules())]


def rule_file(rules: str, cascade: str = "no", maps: str = "") -> bytes:
    maps = maps or '<languagemap languagepattern="fr.*" languagerulename="R"/>'
    groups = rules if "<languagerule" in rules else f'<languagerule languagerulename="R">{rules}</languagerule>'
    body = f"<languagerules>{groups}</languagerules><maprules>{maps}</maprules></body></srx>"
    return (HEAD.format(cascade) + body).encode()


def rule(breaks: str, before: str, after: str) -> str:
    return f'<rule break="{breaks}"><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>'


END = rule("yes", r"[\.\?!]+", r"\s")


@pytest.mark.parametrize("gold", paragraphs(TRAPS.read_text(encoding="utf-8")), ids=lambda gold: gold[0][:40])
def test_a_trap_paragraph_is_cut_as_a_reader_would(gold: list[str]) -> None:
    assert pieces(" ".join(gold)) == gold


def test_the_shared_gold_is_reached(shared: Path) -> None:
    for path in sorted((shared / "gold" / "segmentation").glob("*.txt")):
        gold = paragraphs(path.read_text(encoding="utf-8"))
        wrong = [found for found in ((pieces(" ".join(lines)), lines) for lines in gold) if found[0] != found[1]]
        assert len(wrong) <= (0.03 * len(gold) if path.name == "traps.txt" else 0), wrong


def test_the_seeds_come_out_as_their_gold_with_their_no_break_spaces(shared: Path, seeds: Path) -> None:
    for path in sorted(seeds.glob("*.txt")):
        gold = (shared / "gold" / "segmentation" / f"{path.stem}.gold.txt").read_text(encoding="utf-8")
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found = [" ".join(one.text.split()) for one in segment(document(*lines), default_rules())]
        assert found == [" ".join(line.split()) for line in gold.splitlines() if line.strip()]


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(alphabet=".?!…»«\"' \n\u00a0\u202f\u2009AàM0-—()[]"))
def test_text_and_tail_give_any_block_back(text: str) -> None:
    found = list(segment(document("Un. Deux.", text), default_rules()))
    mine = [one for one in found if one.block == 1]
    assert "".join(one.text + one.tail for one in mine) == text
    assert all(text[slice(*one.span)] == one.text == one.text.rstrip() for one in mine)
    assert all(one.text == one.text.lstrip() for one in mine[1:])
    assert all(not one.tail.strip() for one in mine)


def test_segments_are_numbered_by_block_and_place() -> None:
    found = list(segment(document("Un. Deux.", "Trois."), default_rules()))
    assert [(one.number, one.block) for one in found] == [
        ("essai.txt#1.1", 0),
        ("essai.txt#1.2", 0),
        ("essai.txt#2.1", 1),
    ]


def test_white_space_that_opens_a_block_stays_in_its_first_segment() -> None:
    (first, second) = segment(document("\u00a0 Un.\u00a0 Deux. "), default_rules())
    assert (first.text, first.tail, first.span) == ("\u00a0 Un.", "\u00a0 ", (0, 5))
    assert (second.text, second.tail) == ("Deux.", " ")


def test_a_block_of_white_space_is_one_segment_without_text_and_an_empty_block_none() -> None:
    (blank,) = segment(document(" \u00a0\n", ""), default_rules())
    assert (blank.text, blank.tail, blank.span) == ("", " \u00a0\n", (0, 0))


def test_every_kind_of_white_space_separates_sentences() -> None:
    for space in (" ", "\u00a0", "\u202f", "\u2009", "\n", "  \u00a0 ", " " * 900):
        assert pieces(f"Il part.{space}Elle reste.") == ["Il part.", "Elle reste."]


def test_nothing_breaks_without_white_space() -> None:
    assert pieces("Il part.Elle reste !Vraiment?Oui…Non.") == ["Il part.Elle reste !Vraiment?Oui…Non."]


@pytest.mark.parametrize(
    "text",
    ["." * 100_000, ". " * 50_000, "M. " * 30_000, '"' * 100_000, " " * 100_000, "A" * 1_000_000, "! » " * 25_000],
    ids=["dots", "spaced dots", "titles", "quotes", "blanks", "one word", "closing quotes"],
)
def test_a_monstrous_line_is_cut_in_linear_time(text: str) -> None:
    start = time.process_time()
    spans = split(text, default_rules())
    assert time.process_time() - start < 5
    assert spans[0][0] == 0


def test_a_million_characters_on_one_line_are_cut_quickly() -> None:
    start = time.process_time()
    assert len(split("Le marché chinois, où M. Wang vend, a grandi. " * 22_000, default_rules())) == 22_000
    assert time.process_time() - start < 5


def test_our_rule_file_is_valid_srx(shared: Path) -> None:
    schema = etree.parse(shared / "schemas" / "srx" / "srx20.xsd")
    for outside in schema.findall("{*}import"):
        outside.getparent().remove(outside)  # type: ignore[union-attr]  # xml.xsd would come from the network
    for named in schema.iter("{*}attribute"):
        if named.get("ref") == "xml:lang":
            named.getparent().remove(named)  # type: ignore[union-attr]
    assert etree.XMLSchema(schema).validate(etree.fromstring(default_srx()))


def test_our_rule_file_keeps_to_what_every_srx_engine_reads() -> None:
    text = default_srx().decode()
    rules = "".join(regex.findall(r"<(?:before|after)break>(.*?)</", text))
    assert not regex.search(r"\(\?<?[=!]|\\[wWbBhQ]|\(\?[a-z]", rules)
    assert not regex.search(r"(?<!\[)\\s(?!\\u00A0)", rules)


def test_the_first_matching_rule_decides_whatever_it_says() -> None:
    exception, stronger = rule("no", r"M\.", r"\s"), rule("yes", r"M\.", r"\sFin")
    assert pieces("M. Roux. M. Fin.", Rules.parse(rule_file(stronger + exception + END), "a.srx")) == [
        "M. Roux.",
        "M.",
        "Fin.",
    ]
    assert pieces("M. Fin. Oui.", Rules.parse(rule_file(exception + stronger + END), "a.srx")) == ["M. Fin.", "Oui."]
    assert pieces("M. Fin. Oui.", Rules.parse(rule_file(END + exception), "a.srx")) == ["M.", "Fin.", "Oui."]


def test_with_cascade_every_matching_pattern_gives_its_rules_and_without_only_the_first() -> None:
    groups = (
        f'<languagerule languagerulename="French">{rule("no", "M[.]", "")}</languagerule>'
        f'<languagerule languagerulename="Any">{END}</languagerule>'
    )
    maps = (
        '<languagemap languagepattern="EN.*" languagerulename="Any"/>'
        '<languagemap languagepattern="FR.*" languagerulename="French"/>'
        '<languagemap languagepattern=".*" languagerulename="Any"/>'
    )
    text = "M. Roux part. Oui."
    assert pieces(text, Rules.parse(rule_file(groups, "yes", maps), "a.srx")) == ["M. Roux part.", "Oui."]
    assert pieces(text, Rules.parse(rule_file(groups, "no", maps), "a.srx")) == [text]
    assert pieces(text, Rules.parse(rule_file(groups, "no", maps), "a.srx", "en")) == ["M.", "Roux part.", "Oui."]


def test_a_header_that_does_not_mention_cascade_cascades_as_in_omegat() -> None:
    groups = (
        f'<languagerule languagerulename="French">{rule("no", "M[.]", "")}</languagerule>'
        f'<languagerule languagerulename="Any">{END}</languagerule>'
    )
    maps = (
        '<languagemap languagepattern="FR.*" languagerulename="French"/>'
        '<languagemap languagepattern=".*" languagerulename="Any"/>'
    )
    silent = rule_file(groups, "no", maps).replace(b' cascade="no"', b"")
    assert pieces("M. Roux part. Oui.", Rules.parse(silent, "a.srx")) == ["M. Roux part.", "Oui."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\Q.\E", r"\h\p{Lu}"),
        (r"[\.!&amp;&amp;[^!]]", r"[\s\h]+[\p{L}&amp;&amp;[^x]]"),
        (r"(?i)T\.", r"\s"),
        (r"(?:\p{L}++|x)[\x2E]", r"\u0020"),
        (r"(par)t\x{2E}", r"(?&lt;space>\s)(?=E)"),
        (r"(?&lt;=t)\.", r"\v|\s"),
        (r"[[:alpha:]]+[.]", r"\s(?!x)"),
        (r"(?>t)\.", r"(?s).E"),
        (r"", r"(?&lt;=t\.) "),
        (r"part\.\s", r""),
        (r"\bpart\b[\]\[|.]", r"\s|$"),
    ],
)
def test_expressions_of_icu_and_java_are_understood(before: str, after: str) -> None:
    rules = Rules.parse(rule_file(rule("yes", before, after)), "a.srx")
    assert pieces("Il part. Elle reste.", rules) == ["Il part.", "Elle reste."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"<srx><body></srx>", "malformed XML"),
        (b"<tmx/>", "its root is <tmx>"),
        (b"\xff\xfe\x00", "the file is empty"),
        (b'<!DOCTYPE srx [<!ENTITY a "b">]><srx>&a;</srx>', "entity"),
        (rule_file(END, maps='<languagemap languagepattern="de" languagerulename="R"/>'), "patterns: de"),
        (rule_file(END, maps='<languagemap languagepattern="fr" languagerulename="X"/>'), "unknown rules: 'X'"),
        (rule_file(END, cascade="maybe"), "write yes or no"),
        (rule_file(rule("perhaps", "a", "b")), "write yes or no"),
        (rule_file(rule("yes", "", "")), "neither <beforebreak>"),
        (rule_file(rule("yes", "[.", "a")), "never closed"),
        (rule_file(rule("yes", "(.", "a")), "regular expression '(.': a ( is never closed"),
        (rule_file(rule("yes", "a)", "(b")), "regular expression 'a)': a ) closes nothing"),
        (rule_file(rule("yes", "a", "b") + rule("no", "a**", "b")), "regular expression 'a**'"),
        (rule_file(rule("yes", r"(a)\1", "a")), r"back reference \1"),
        (rule_file(rule("yes", r"\y", "a")), r"escape \y"),
        (rule_file(rule("yes", r"\p{Nonsense}", "a")), "regular expression"),
        (rule_file(rule("yes", "(?q)a", "a")), "flag q"),
        (rule_file(rule("yes", r"\x{FFFFFFFFFFFF}", "a")), "there is no character U+FFFFFFFFFF"),
        (rule_file(rule("yes", r"\x{110000}", "a")), "there is no character U+110000"),
        (rule_file(rule("yes", "((((a{1000}){1000}){1000}){1000})", "")), "ask for too much"),
        (rule_file(rule("yes", "(?:[ab]|c){2}(d{9999,})", "")), "ask for too much"),
        (rule_file(rule("yes", "a{99999999999999999999}", "")), "ask for too much"),
        (rule_file(rule("yes", "a{0,99999999999999999999}", "")), "regular expression"),
        (rule_file(rule("yes", "a{9000}", "") * 30), "of all rules ask for too much"),
        (rule_file(rule("yes", "(" * 5000 + "a" + ")" * 5000, "")), "nested too deeply"),
        (rule_file(rule("yes", "a" * 60_000, "")), "more than 50,000 characters"),
        (rule_file(rule("yes", "a", "b") * 5001), "more than 5,000 rules"),
    ],
)
def test_a_broken_rule_file_is_refused_in_one_line_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Rules.parse(content, "maison.srx")
    assert message in str(refused.value)
    assert refused.value.where.partition(":")[0] == "maison.srx"
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) <= 300


@pytest.mark.parametrize("after", [r"(\w*\s*)*(\w*\s*)*Z", r"((\w+\s?)+)+Z"])
def test_rules_that_would_never_end_are_stopped(after: str) -> None:
    rules = Rules.parse(rule_file(rule("yes", ".", after)), "maison.srx")
    rules.budget.left = 0.2
    with pytest.raises(ConfigError, match="the rules take too long on this text") as refused:
        pieces("Le commerce en ligne progresse dans tous les pays " * 20, rules)
    assert refused.value.where == "maison.srx"
    assert "--srx" in refused.value.hint


def test_slow_rules_are_stopped_over_many_small_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SRX_PACE", 1e12)
    rules = Rules.parse(default_srx(), "fr.srx")
    rules.budget.left = 0.02
    with pytest.raises(ConfigError, match="take too long"):
        _ = [pieces("M. Dupont est parti. Il revient. " * 3, rules) for _ in range(5_000)]


@pytest.mark.parametrize(
    ("expression", "size"),
    [
        ("abc", 3),
        (r"[abc]\s.", 3),
        ("a{3}b", 4),
        ("(ab){10}", 20),
        ("(?:a{2}|b){3}", 9),
        ("a*b+c?d{0,9}", 4),
        (r"[(]{2}\({2}", 4),
        ("(?i)ab", 2),
        ("(?<=a{4})", 4),
    ],
)
def test_the_size_of_an_expression_counts_its_repetitions(expression: str, size: int) -> None:
    assert icu.copies(expression) == size


def test_the_line_of_a_bad_expression_is_told() -> None:
    content = rule_file("\n\n" + rule("yes", "a", "b") + "\n" + rule("yes", "[", "b"))
    with pytest.raises(ConfigError) as refused:
        Rules.parse(content, "maison.srx")
    assert refused.value.where == "maison.srx:4"


def test_a_file_of_exceptions_only_breaks_nowhere() -> None:
    assert pieces("Un. Deux.", Rules.parse(rule_file(rule("no", "M[.]", "")), "a.srx")) == ["Un. Deux."]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=".?! MAa1\n", max_size=40))
def test_the_gate_lets_every_break_through(text: str) -> None:
    """Every position is tried by the ladder alone; `cuts`, which tries few, must find the same."""
    foreign = rule("no", r"M\.", r"\s") + rule("yes", r"[\.\?!]+(?:\s|$)?", r"\s?\p{Lu}") + rule("yes", r"1|a?\.", "")
    for rules in (default_rules(), Rules.parse(rule_file(foreign), "a.srx")):
        verdicts = [(place, rules.ladder.match(text, place)) for place in range(1, len(text))]
        slow = [place for place, verdict in verdicts if verdict and rules.breaks[(verdict.lastindex or 1) - 1]]
        assert list(rules.cuts(text)) == slow


def test_an_inserted_paragraph_moves_no_id() -> None:
    before = [one.id for one in segment(document("Un. Deux.", "Trois. Un."), default_rules())]
    after = [one.id for one in segment(document("Un. Deux.", "Nouveau.", "Trois. Un."), default_rules())]
    assert [one for one in after if one in before] == before
    assert len(set(after)) == 5


def _coded(text: str, *codes: InlineCode) -> Document:
    return Document("c", "x", (Block(BlockKind.PARAGRAPH, text, codes=codes),))


def test_a_code_belongs_to_the_segment_that_it_opens_or_closes() -> None:
    bold = InlineCode("1", CodeKind.OPEN, 0), InlineCode("1", CodeKind.CLOSE, 3)
    link = InlineCode("2", CodeKind.OPEN, 4), InlineCode("2", CodeKind.CLOSE, 9)
    first, second = segment(_coded("Un. Deux.", *bold, *link), default_rules())
    assert first.codes == bold
    assert [code.offset for code in second.codes] == [0, 5]


@given(st.lists(st.tuples(st.sampled_from(CodeKind), st.integers(0, 15)), max_size=6))
def test_no_code_belongs_to_two_segments(drawn: list[tuple[CodeKind, int]]) -> None:
    codes = [InlineCode(str(n), kind, offset) for n, (kind, offset) in enumerate(drawn)]
    found = list(segment(_coded("Un. Deux.  Fin.", *codes), default_rules()))
    ids = [code.id for one in found for code in one.codes]
    assert len(ids) == len(set(ids))
    assert all(0 <= code.offset <= len(one.text) for one in found for code in one.codes)
