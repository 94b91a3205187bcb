"""Cutting texts and questions: what stands in a text is found in it, whatever is round it."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.searching import looked_for, pieces_of

SIGNS = "产教融合毓秀实训ab1，。 \n"
TEXTS = st.text(alphabet=SIGNS, max_size=40)


def found(word: str, text: str) -> bool:
    kept = f" {' '.join(pieces_of(text))} "
    wanted = looked_for(word)
    return bool(wanted) and all(looked.chained in kept for looked in wanted)


def test_two_characters_one_and_many_are_found_and_nothing_else() -> None:
    text = "毓秀路实训基地：深化产教融\n合，２０２５年 ＡＢＣ"
    for word in ("毓秀", "产教融合", "产", "地", "基地", "2025", "20", "abc", "ABC", "实训基地深化"[:4]):
        assert found(word, text), word
    for word in ("秀毓", "融教", "校", "025", "bc", "，", ""):
        assert not found(word, text), word


def test_a_word_of_letters_and_chinese_is_looked_for_in_both() -> None:
    assert found("1+X证书", "试点1+x证书制度")
    assert not found("1+X证书", "试点1+x制度")


@given(before=TEXTS, word=st.text(alphabet="产教融合毓秀实训", min_size=1, max_size=8), after=TEXTS)
def test_chinese_that_stands_in_a_text_is_found_whatever_is_round_it(
    before: str, word: str, after: str
) -> None:
    assert found(word, before + word + after)


@given(text=TEXTS, word=st.text(alphabet="产教融合毓秀实训", min_size=2, max_size=6))
def test_what_is_found_stands_in_the_text_without_its_signs(text: str, word: str) -> None:
    if found(word, text):
        assert word in "".join(sign for sign in text if sign in "产教融合毓秀实训")
