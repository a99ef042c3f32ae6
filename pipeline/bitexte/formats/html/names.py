"""What the elements and attributes of HTML mean to a translator (HTML Living Standard, sections 3 and 4)."""

from __future__ import annotations

from bitexte.model import BlockKind


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
# Their content is no mark-up; that of the second kind is text all the same.
RAW = _names("script style xmp iframe noembed noframes plaintext")
TEXT_ONLY = _names("title textarea")
# A text ends where one of them begins or ends.
BLOCK = _names(
    """
    address article aside blockquote body button caption center col colgroup datalist dd details dialog dir div dl dt
    fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html label legend li
    link main menu meta nav ol optgroup option p pre search section summary table tbody td tfoot th thead title tr ul
    base desc text foreignobject
    """
)
# In mid-sentence each is one code, and what it holds is text of its own.
ISLAND = _names("select textarea svg object video audio canvas map rt template noscript")
# Between words each is part of the sentence: "Cliquez sur <img> pour…".
FIGURE = _names("img input select svg")
# What they hold is no prose.
KEPT = _names("code math var")
CLOSED_BY_BLOCK = _names(
    """
    address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hgroup hr main menu nav ol p pre search section table ul
    """
)
# An opening tag ends open elements of the names given, up to the nearest of the limits.
ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (_names("li"), _names("ul ol menu dir")),
    "dt": (_names("dt dd"), _names("dl")),
    "dd": (_names("dt dd"), _names("dl")),
    "option": (_names("option"), _names("select datalist optgroup")),
    "optgroup": (_names("option optgroup"), _names("select")),
    "tr": (_names("tr td th caption colgroup"), _names("table")),
    "td": (_names("td th"), _names("tr table")),
    "th": (_names("td th"), _names("tr table")),
    "tbody": (_names("tbody thead tfoot tr td th caption colgroup"), _names("table")),
    "thead": (_names("tbody thead tfoot tr td th caption colgroup"), _names("table")),
    "tfoot": (_names("tbody thead tfoot tr td th caption colgroup"), _names("table")),
    "rt": (_names("rt rp rb"), _names("ruby")),
    "rp": (_names("rt rp rb"), _names("ruby")),
    "body": (_names("head"), _names("html")),
    **{name: (_names("p"), _names("button table td th caption object")) for name in CLOSED_BY_BLOCK},
}
KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "title"), BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
    **dict.fromkeys(("td", "th"), BlockKind.TABLE_CELL),
    **dict.fromkeys(("caption", "figcaption", "legend", "summary"), BlockKind.CAPTION),
    **dict.fromkeys(("option", "button", "label", "optgroup"), BlockKind.MESSAGE),
}

ATTRIBUTES = {
    "alt": BlockKind.CAPTION,
    "title": BlockKind.CAPTION,
    "summary": BlockKind.CAPTION,
    "standby": BlockKind.CAPTION,
    "placeholder": BlockKind.MESSAGE,
    **dict.fromkeys(
        (
            "aria-label",
            "aria-description",
            "aria-placeholder",
            "aria-roledescription",
            "aria-valuetext",
            "aria-braillelabel",
        ),
        BlockKind.MESSAGE,
    ),
}
# Attributes that are text on some elements only.
ATTRIBUTES_OF = {
    "abbr": _names("th"),
    "label": _names("track option optgroup"),
}
BUTTONS = _names("submit button reset")
DESCRIPTIONS = _names(
    """
    description keywords abstract subject application-name apple-mobile-web-app-title twitter:title
    twitter:description twitter:image:alt twitter:label1 twitter:data1 twitter:label2 twitter:data2 og:title
    og:description og:site_name og:image:alt dc.title dc.description dc.subject dcterms.title dcterms.description
    dcterms.subject citation_title
    """
)
# Meta elements that name the language of the page, and how each writes English.
LANGUAGES = {
    "content-language": "en",
    "language": "en",
    "dc.language": "en",
    "dcterms.language": "eng",
    "og:locale": "en_US",
}
CODE_CLASSES = ("brush", "highlight", "hljs", "language-", "lang-", "prettyprint", "sourcecode", "code")
