"""Who a guest is, by a code; what is told says nothing of whether there is such a customer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from knowledge.catalogue.models import Customer
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.sign_in import LIFETIME, MOST_CODES, MOST_WRONG, SignInDesk, chosen_sender, to_log
from knowledge.errors import ConfigurationError


class Sent:
    """What was sent, and to whom."""

    def __init__(self) -> None:
        self.codes: list[tuple[str, str]] = []

    def __call__(self, customer_id: str, email: str | None, phone: str | None, code: str) -> None:
        self.codes.append((customer_id, code))


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def sign_ins(store: CatalogueStore, clock: FixedClock, sent: Sent) -> SignInDesk:
    with store.transaction() as session:
        for number, name in enumerate(["Ada Byron", "Ben Li", "Ben Li"]):
            email, key = f"{name.split()[0].lower()}{number}@example.com", f"c{number}"
            session.add(Customer(customer_id=key, name=name, email=email, postcode="80001", source="test"))
    return SignInDesk(store, clock, "s" * 32, sent)


def other_than(code: str) -> str:
    return "111111" if code != "111111" else "222222"


def test_the_right_code_says_who_it_is(sign_ins: SignInDesk, sent: Sent) -> None:
    assert sign_ins.ask("talk", email="ADA0@example.com")
    [(customer, code)] = sent.codes
    assert customer == "c0"
    assert sign_ins.customer("talk") is None
    assert sign_ins.verify("another talk", code) == "over"
    assert sign_ins.verify("talk", code) == "right"
    assert sign_ins.customer("talk") == "c0"
    assert sign_ins.verify("talk", code) == "over"  # once


def test_a_name_and_a_postcode_do_where_only_one_has_them(sign_ins: SignInDesk, sent: Sent) -> None:
    assert sign_ins.ask("talk", name=" ada  BYRON ", postcode="80001 ")
    assert sign_ins.ask("talk", name="Ben Li", postcode="80001")
    assert [customer for customer, _ in sent.codes] == ["c0"]


def test_where_there_is_no_such_customer_all_looks_the_same(sign_ins: SignInDesk, sent: Sent) -> None:
    assert sign_ins.ask("talk", email="nobody@example.com")
    assert sent.codes == []
    assert [sign_ins.verify("talk", "123456") for _ in range(MOST_WRONG)] == ["wrong"] * (MOST_WRONG - 1) + ["over"]
    assert sign_ins.ask("known", email="ada0@example.com")
    wrong = other_than(sent.codes[0][1])
    assert [sign_ins.verify("known", wrong) for _ in range(MOST_WRONG)] == ["wrong"] * (MOST_WRONG - 1) + ["over"]


def test_after_too_many_wrong_ones_the_right_one_is_too_late(sign_ins: SignInDesk, sent: Sent) -> None:
    sign_ins.ask("talk", email="ada0@example.com")
    code = sent.codes[0][1]
    for _ in range(MOST_WRONG):
        sign_ins.verify("talk", other_than(code))
    assert sign_ins.verify("talk", code) == "over"
    assert sign_ins.customer("talk") is None


def test_a_code_lives_ten_minutes(sign_ins: SignInDesk, sent: Sent, store: CatalogueStore, clock: FixedClock) -> None:
    sign_ins.ask("talk", email="ada0@example.com")
    later = FixedClock(clock.now() + LIFETIME + timedelta(seconds=1))
    assert SignInDesk(store, later, "s" * 32, sent).verify("talk", sent.codes[0][1]) == "over"


def test_only_so_many_codes_go_out_in_an_hour(sign_ins: SignInDesk, sent: Sent) -> None:
    asked = [sign_ins.ask("talk", email="ada0@example.com") for _ in range(MOST_CODES + 1)]
    assert asked == [True] * MOST_CODES + [False]
    assert sign_ins.ask("elsewhere", email="ada0@example.com")  # looks the same, and sends nothing
    assert len(sent.codes) == MOST_CODES


def test_who_was_verified_first_the_conversation_belongs_to(sign_ins: SignInDesk, sent: Sent) -> None:
    for email in ("ada0@example.com", "ben1@example.com"):
        sign_ins.ask("talk", email=email)
        sign_ins.verify("talk", sent.codes[-1][1])
    assert sign_ins.customer("talk") == "c0"


def test_a_real_shop_says_how_codes_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_sender(demo=False) is None
    assert chosen_sender(demo=True) is to_log
    monkeypatch.setenv("DAOGOU_CODE_SENDER", "knowledge.customers.sign_in:to_log")
    assert chosen_sender(demo=False) is to_log
    monkeypatch.setenv("DAOGOU_CODE_SENDER", "knowledge.nowhere:send")
    with pytest.raises(ConfigurationError, match="DAOGOU_CODE_SENDER"):
        chosen_sender(demo=True)
