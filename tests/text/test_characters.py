"""Characters: composed in linear time, and bytes."""

from __future__ import annotations

import time
import unicodedata

from bitexte.text.characters import composed
from hypothesis import given
from hypothesis import strategies as st


@given(st.text(st.sampled_from("eéa\u0301\u0323\u0327ç ﬁ\u1100\u1161"), max_size=60))
def test_texts_are_composed_as_unicode_says(text: str) -> None:
    assert composed(text) == unicodedata.normalize("NFC", text)


def test_runs_of_combining_marks_take_linear_time() -> None:
    began = time.process_time()
    text = composed("e\u0301" + "x" + "\u0301\u0323" * 300_000 + "e\u0301")
    assert time.process_time() - began < 5  # in order they would take minutes
    assert (text[0], text[-1], len(text)) == ("é", "é", 600_003)
