"""Spans: overlapping, merging, and giving each claimant one of its own."""

from __future__ import annotations

from bitexte.text.spans import assigned, merged, overlaps, shifted, within


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert overlaps((2, 4), [(0, 2), (3, 5)])
    assert not overlaps((2, 4), [(0, 2), (4, 6)])


def test_a_span_lies_within_another_when_no_character_stands_out() -> None:
    assert within((2, 4), [(2, 4)])
    assert not within((2, 5), [(0, 4), (4, 9)])


def test_a_span_is_shifted_as_a_whole() -> None:
    assert shifted((2, 4), 3) == (5, 7)


def test_overlapping_spans_become_one_and_touching_ones_only_when_asked() -> None:
    assert merged([(5, 8), (0, 3), (2, 5)]) == [(0, 5), (5, 8)]
    assert merged([(5, 8), (0, 3), (2, 5)], touching=True) == [(0, 8)]
    assert merged([]) == []


def test_the_longest_span_is_given_away_first_and_no_two_claimants_share_a_character() -> None:
    assert assigned([[(0, 4), (10, 14)], [(0, 9)], [(2, 4)]]) == ((10, 14), (0, 9), None)


def test_of_equal_spans_the_claimant_with_the_least_choice_comes_first() -> None:
    assert assigned([[(0, 4), (10, 14)], [(0, 4)]]) == ((10, 14), (0, 4))
