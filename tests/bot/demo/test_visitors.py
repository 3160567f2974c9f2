from __future__ import annotations

from dataclasses import replace

import jwt
import pytest

from bot.demo.visitors import VisitorBook

BOOK = VisitorBook("k" * 40)


def test_a_visitor_comes_back_as_they_were() -> None:
    visitor, is_new = BOOK.read(None, "zh")
    assert is_new
    shopping = replace(visitor, household="7")
    assert BOOK.read(BOOK.write(shopping)) == (shopping, False)


@pytest.mark.parametrize("cookie", ["", "nonsense", jwt.encode({"exp": 4102444800}, "k" * 40, algorithm="HS256")])
def test_a_cookie_that_is_none_makes_a_new_guest(cookie: str) -> None:
    visitor, is_new = BOOK.read(cookie)
    assert is_new
    assert visitor.household is None


def test_a_cookie_signed_by_somebody_else_makes_a_new_guest() -> None:
    visitor, _ = BOOK.read(None)
    forged = VisitorBook("another key, just as long as the shop's").write(replace(visitor, household="7"))
    assert BOOK.read(forged)[0].household is None


def test_an_unsigned_cookie_makes_a_new_guest() -> None:
    visitor, _ = BOOK.read(None)
    claims = {"session": visitor.session_id, "guest": "g", "household": "7", "language": "en", "exp": 4102444800}
    assert BOOK.read(jwt.encode(claims, None, algorithm="none"))[0].household is None


def test_shopping_as_another_is_another_conversation_and_back_again_the_first() -> None:
    guest, _ = BOOK.read(None)
    household = replace(guest, household="7")
    assert BOOK.conversation_id(guest) != BOOK.conversation_id(household)
    assert BOOK.conversation_id(replace(household, household=None)) == BOOK.conversation_id(guest)


def test_the_same_household_in_two_browsers_has_two_conversations() -> None:
    here, there = (replace(BOOK.read(None)[0], household="7") for _ in range(2))
    assert BOOK.conversation_id(here) != BOOK.conversation_id(there)


def test_a_form_of_another_visitor_is_not_ours() -> None:
    here, there = BOOK.read(None)[0], BOOK.read(None)[0]
    assert BOOK.is_own_form(here, BOOK.form_token(here))
    assert not BOOK.is_own_form(here, BOOK.form_token(there))
    assert not BOOK.is_own_form(here, "é")
