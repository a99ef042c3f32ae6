"""Mail keeps its headers and attachments; of a PDF the text comes out."""

from __future__ import annotations

import email.policy
import io
from email.message import EmailMessage
from pathlib import Path

import pypdf
import pytest
from bitexte import formats
from bitexte.errors import InputError
from bitexte.formats import Options
from bitexte.formats.pdf import _paragraphs, _without_heads
from bitexte.model import BlockKind, Document, Remark
from documents import read, rebuilt, shouted, worded

HEAD = "From: a@example.org\nSubject: Votre commande\n"


def message(text: str, head: str = "", encoding: str = "utf-8") -> bytes:
    return f"{HEAD}{head}\n{text}".encode(encoding)


def opened(content: bytes) -> EmailMessage:
    made = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    return made


def parse(content: bytes, name: str = "a.eml") -> Document:
    return formats.parse(content, name, Options())


def test_every_text_of_a_message_is_read_and_all_else_stays() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "Été"
    mail.set_content("Bonjour,\n\n> Une question ?\n\nUne réponse.\n", charset="iso-8859-1", cte="quoted-printable")
    mail.add_alternative("<p>Bonjour <b>à vous</b></p>", subtype="html", cte="base64")
    mail.add_attachment(b"Une autre", maintype="text", subtype="plain", filename="a.txt")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    content = mail.as_bytes()
    document = parse(content)
    assert [block.text for block in document.blocks] == [
        *("Bonjour,", "Une question ?", "Une réponse.", "Bonjour à vous"),
    ]
    assert document.warnings == (Remark("mail-parts", "2"),)
    assert rebuilt(document) == content
    made = opened(rebuilt(document, shouted))
    plain, page = (made.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert plain.get_content() == "BONJOUR,\n\n> UNE QUESTION ?\n\nUNE RÉPONSE.\n"
    assert page.get_content() == "<p>BONJOUR <b>À VOUS</b></p>\n"
    assert made["Subject"] == "Été"
    assert [part.get_content() for part in made.iter_attachments()] == ["Une autre", b"\x89PNG"]


@pytest.mark.parametrize(
    "head",
    [
        "",
        "Content-Type: text/plain\n",
        "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n",
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n",
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n",
    ],
)
def test_a_character_that_a_part_has_no_room_for_changes_its_headers(head: str) -> None:
    document = parse(message("Une maison\n", head))
    made = opened(rebuilt(document, worded({"Une maison": "A “house” for €5"})))
    assert made.get_content() == "A “house” for €5\n"
    assert made["Subject"] == "Votre commande"


def test_a_signed_message_and_a_part_without_headers_are_read() -> None:
    head = 'Content-Type: multipart/signed; boundary="b"\n'
    content = message("--b\n\nUne maison\n--b\nContent-Type: application/pgp-signature\n\nxyz\n--b--\n", head)
    document = parse(content)
    assert [block.text for block in document.blocks] == ["Une maison"]
    assert document.warnings == (Remark("mail-parts", "1"), Remark("mail-signed"))
    assert rebuilt(document, shouted) == content.replace(b"Une maison", b"UNE MAISON")


def test_parts_within_parts_have_a_bound() -> None:
    content = HEAD
    for number in range(30):
        content += f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'
    with pytest.raises(InputError, match="within one another"):
        parse(content.encode())


def test_lines_of_a_pdf_are_joined_where_a_paragraph_goes_on() -> None:
    prose = [
        "Le vendeur envoie la commande au client dans un délai de deux jours ouvra-",
        "bles, puis il lui demande de bien vouloir confirmer la réception du colis.",
        "Titre",
        "La peut-",
        "être dernière ligne de la première page de ce document un peu long va vers",
    ]
    following = ["la deuxième page, où elle se termine bien.", "• Un point", "• Un autre"]
    assert list(_paragraphs(iter([prose, following]))) == [
        "Le vendeur envoie la commande au client dans un délai de deux jours ouvrables, puis il lui demande de bien "
        "vouloir confirmer la réception du colis.",
        "Titre",
        "La peut-être dernière ligne de la première page de ce document un peu long va vers la deuxième page, où elle "
        "se termine bien.",
        "• Un point",
        "• Un autre",
    ]


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [[f"Rapport 2024 – page {n}", f"Texte {'abc'[n]}.", f"Suite {'abc'[n]}.", str(n)] for n in range(3)]
    assert list(_without_heads(pages)) == [[f"Texte {letter}.", f"Suite {letter}."] for letter in "abc"]
    assert list(_without_heads([["Un", "12"]])) == [["Un", "12"]]


def test_a_pdf_comes_out_as_a_word_document(shared: Path) -> None:
    path = shared / "cases/documents/pdf/declaration-rgaa.pdf"
    document = formats.load_document(path)
    assert document.warnings[0] == Remark("pdf-layout")
    assert formats.target_suffix(document) == ".docx"
    again = formats.parse(rebuilt(document, shouted), "a.docx", Options())
    worded_ones = [shouted(block).text for block in document.blocks if any(map(str.isalnum, block.text))]
    assert [block.text.removeprefix("•\t") for block in again.blocks] == worded_ones
    assert sum(block.kind is BlockKind.LIST_ITEM for block in document.blocks) > 5


def test_pages_without_text_are_named_and_a_pdf_of_them_is_refused(shared: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=shared / "cases/documents/pdf/dormeur-lo.pdf")
    writer.insert_blank_page(index=0)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert Remark("pdf-pages", "1") in parse(buffer.getvalue(), "a.pdf").warnings
    blank = pypdf.PdfWriter()
    blank.add_blank_page(100, 100)
    buffer = io.BytesIO()
    blank.write(buffer)
    with pytest.raises(InputError, match="no text on any of its 1 pages") as caught:
        parse(buffer.getvalue(), "a.pdf")
    assert "OCR" in caught.value.hint


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF"])
def test_a_damaged_pdf_is_told(content: bytes) -> None:
    with pytest.raises(InputError, match="is damaged, or no PDF"):
        parse(content, "a.pdf")


def test_text_that_quotes_a_header_is_no_mail() -> None:
    assert read("Bonjour,\n\nFrom: moi\n", "a.txt").format == "txt"
