"""How much of anything is read, in one place: no file may take all of the memory or all of the time.

What goes beyond is refused in a line, but for the bounds that say otherwise. docs/limits.md is made from this module.
"""

from __future__ import annotations

# Files
FILE_MB = 256  # MB of a file that is read whole, where no setting says another number (`largest` for documents)
TEXT_MB = 1_000  # MB of a plain text, which is read in parts
PART_CHARACTERS = 500_000  # characters of a part of a plain text
PART_LINES = 10_000  # lines of a part: a segment with all that is known of it takes some 3 kB of memory
LINE_BYTES = 16_000_000  # bytes of a line given to `translate`

# Archives and mail: Office documents, OpenDocument, EPUB
ARCHIVE_MEMBERS = 20_000  # members of an archive
ARCHIVE_BYTES = 1_000_000_000  # bytes unfolded, of all members together
ARCHIVE_RATIO = 400  # times its own folded size that a member may unfold to
ARCHIVE_RATIO_FROM = 4_000_000  # bytes of a member up to which it may fold as it likes
CONTENT_TYPES_BYTES = 2_000_000  # bytes of the list of content types by which an Office file is told
SHEET_COLUMNS = 16_384  # columns of a sheet
MAIL_PARTS = 1_000  # parts of a mail
MAIL_HEADERS = 100_000  # bytes of the headers of such a part

# Depth: what stands in one another
OFFICE_DEPTH = 200  # elements of an Office document; real documents stay below 60
XLIFF_DEPTH = 256  # elements of XLIFF
HTML_DEPTH = 500  # elements of a page; more than any browser makes of a page
JSON_DEPTH = 500  # lists and objects of JSON and YAML
MAIL_DEPTH = 20  # parts of a mail
MARKDOWN_DEPTH = 100  # quotations and lists of Markdown
MESSAGE_DEPTH = 20  # messages (plural, select); deeper ones stay as they are
TERMBASE_DEPTH = 8  # mappings and lists of a termbase
XML_CHILDREN = 100_000  # elements in one that is read whole (TMX, TBX, SRX)

# Tables
TABLE_ROWS = 250_000  # rows of a glossary or a table for review
TABLE_CELLS = 1_000  # cells of a row of a table
CELL_CHARACTERS = 32_767  # characters of a cell, which is Excel's limit
RECORD_BYTES = 16_000_000  # bytes of a row of a table that is read row by row
SLICE_BYTES = 8_000_000  # bytes of rows of such a table that are held at once
REVIEW_COLUMNS = 64  # columns of a workbook for review; further ones are not read
WORKBOOK_BYTES = 268_435_456  # bytes unfolded of a workbook that holds a glossary; 250,000 rows have about 100 MB
WORKBOOK_STRINGS = 4_000_000  # texts of such a workbook
WORKBOOK_COLUMNS = 256  # columns of such a workbook; further ones are told and not read
ROWS_ABOVE_HEADER = 30  # rows among which the header of a glossary is looked for

# Glossaries
TERMBASE_BYTES = 200_000_000  # bytes of a termbase
TERM_CHARACTERS = 1_000  # characters of a term
NOTE_CHARACTERS = 20_000  # characters of a definition or a note; a longer one is left out and told
GLOSSARY_CHARACTERS = 50_000_000  # characters of all terms of an imported file
CONCEPT_TERMS = 20_000  # terms of one language in one concept
CONCEPT_PAIRS = 10_000  # pairs that a concept gives in a format of pairs; the rest is told
ROW_PAIRS = 1_000  # pairs that a row of a table may give
PO_MESSAGE_CHARACTERS = 1_000_000  # characters of a message of a PO glossary

# Rules and expressions of a user
SRX_RULES = 5_000  # segmentation rules of a language
SRX_LENGTH = 50_000  # characters of an expression
SRX_DEPTH = 50  # groups in one another
SRX_COPIES = 10_000  # pieces of an expression once its repetitions ({1000}) are written out
SRX_ALL_COPIES = 200_000  # such pieces of all rules together
SRX_REPEATS_BEFORE = 100  # repetitions that a rule sees before a position, so that long lines stay linear
SRX_REPEATS_AFTER = 1_000  # repetitions that it sees after it
SRX_PATIENCE = 5.0  # seconds of processor time that rules may take on any text
SRX_PACE = 20_000  # characters a second that they must manage beyond; our own manage two hundred times as many
LINKED_WORDS = 150  # words of a text beyond which its words are not linked for `check --consistency`
LINKED_PAIRS = 5_000_000  # pairs of words in the units of a file up to which they are linked
OWN_CHECK_SECONDS = 0.5  # seconds that the pattern of a check of one's own may take for a text

# Model packages
INDEX_BYTES = 20_000_000  # bytes of an index; the real one has about 100 kB
DOWNLOAD_BYTES = 2_147_483_648  # bytes of a package, where the index does not say; the largest has about 300 MB
PACKAGE_MEMBERS = 2_000  # members of a package
PACKAGE_BYTES = 4_294_967_296  # bytes of a package unpacked
PACKAGE_RATIO = 100  # times its size that it may unpack to; weights give about 1.2
METADATA_BYTES = 1_000_000  # bytes of its metadata and its README
LEXICON_BYTES = 64_000_000  # bytes of its lexicon
