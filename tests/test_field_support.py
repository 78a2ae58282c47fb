"""The support of fields changes which topic wins only between fields that differ in strength."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.topics.field_support import field_support

FIELDS = ("dat-dai", "dat-dai", "y-te", "khac")
LOGITS = arrays(np.float64, (3, 4), elements=st.floats(-20, 20))


@given(LOGITS)
def test_topics_of_one_field_keep_their_order(logits: np.ndarray) -> None:
    found = field_support(logits, FIELDS)
    assert (
        np.sign(np.round(found[:, 0] - found[:, 1], 9)) == np.sign(np.round(0.6 * (logits[:, 0] - logits[:, 1]), 9))
    ).all()


@given(LOGITS, st.floats(-5, 5))
def test_a_constant_added_to_all_changes_no_choice(logits: np.ndarray, constant: float) -> None:
    first, second = field_support(logits, FIELDS), field_support(logits + constant, FIELDS)
    np.testing.assert_allclose(first - first.max(), second - second.max(), atol=1e-6)


def test_two_likely_topics_of_a_field_outweigh_one_that_is_a_little_likelier() -> None:
    logits = np.array([[1.0, 1.0, 1.1, -9.0]])
    assert logits.argmax() == 2
    assert field_support(logits, FIELDS).argmax() == 0
