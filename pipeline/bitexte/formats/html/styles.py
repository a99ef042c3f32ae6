"""How changed texts are written in HTML: between tags, and in attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bitexte.formats.splice import Piece, Style, joined, wrapped


def escaped(text: str) -> str:
    """A text as it stands between tags; no-break spaces, which nobody sees, as references."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\u00a0", "&#160;").replace("\u202f", "&#8239;")


def _text(pieces: Sequence[Piece], original: str) -> str:
    escaped_pieces = [piece if piece.code else Piece(escaped(piece.text)) for piece in pieces]
    first, *others = original.splitlines()
    if not others:
        return "".join(piece.text for piece in escaped_pieces)
    indent = others[0][: len(others[0]) - len(others[0].lstrip())]
    end = "\r\n" if "\r\n" in original else "\n"
    return wrapped(escaped_pieces, max(map(len, (first, *others))), indent, end=end)


def _attribute(quote: str) -> Style:
    def written(pieces: Sequence[Piece], _original: str) -> str:
        if not quote:
            return f'"{joined(pieces, lambda text: escaped(text).replace(chr(34), "&quot;"))}"'
        return joined(pieces, lambda text: escaped(text).replace(quote, "&quot;" if quote == '"' else "&#39;"))

    return written


STYLES: Mapping[str, Style] = {
    "text": _text,
    'attribute"': _attribute('"'),
    "attribute'": _attribute("'"),
    "attribute": _attribute(""),
}
