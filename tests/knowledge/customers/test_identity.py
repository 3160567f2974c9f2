from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.customers.identity import Identity, seal, unseal
from knowledge.errors import InvalidIdentity

SECRET = "a secret of the shop, long enough to be one"
CUSTOMER = Identity("conversation-1", "42", "en", "P7")


@pytest.mark.parametrize("identity", [CUSTOMER, Identity("c", None, "zh", None), Identity("对话", "客户", "zh", "茶")])
def test_what_was_sealed_comes_back(identity: Identity) -> None:
    assert unseal(seal(identity, SECRET), identity.conversation_id, SECRET) == identity


def test_metadata_is_plain_text_that_json_can_carry() -> None:
    assert all(isinstance(value, str) for value in seal(Identity("c", None, "en", None), SECRET).values())


@pytest.mark.parametrize(
    "change",
    [
        {"customer_id": "43"},
        {"language": "zh"},
        {"page_product": "P8"},
        {"page_product": None},
        {"conversation_id": "conversation-2"},
        {"seal": "0" * 64},
        {"seal": "不是签名"},
        {"seal": None},
        {"seal": 5},
        {"customer_id": {"$ne": None}},
        {"customer_id": ["42"]},
    ],
)
def test_nothing_sealed_can_be_changed(change: dict[str, object]) -> None:
    with pytest.raises(InvalidIdentity):
        unseal({**seal(CUSTOMER, SECRET), **change}, "conversation-1", SECRET)


@pytest.mark.parametrize("metadata", [None, {}, {"customer_id": "42", "conversation_id": "conversation-1"}, [], "x"])
def test_metadata_without_a_seal_is_nobody(metadata: object) -> None:
    with pytest.raises(InvalidIdentity):
        unseal(metadata, "conversation-1", SECRET)  # type: ignore[arg-type]


def test_a_seal_is_good_for_its_own_conversation_only() -> None:
    with pytest.raises(InvalidIdentity, match="another conversation"):
        unseal(seal(CUSTOMER, SECRET), "conversation-2", SECRET)


def test_a_guests_seal_does_not_become_a_customers() -> None:
    metadata = seal(Identity("c", None, "en", None), SECRET)
    with pytest.raises(InvalidIdentity):
        unseal({**metadata, "customer_id": "42"}, "c", SECRET)


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(InvalidIdentity):
        unseal(seal(CUSTOMER, SECRET), "conversation-1", SECRET + "!")


def test_fields_the_seal_does_not_cover_are_ignored() -> None:
    assert unseal({**seal(CUSTOMER, SECRET), "admin": True}, "conversation-1", SECRET) == CUSTOMER


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_two_identities_never_share_a_seal(one: str, two: str, other_one: str, other_two: str) -> None:
    if (one, two) != (other_one, other_two):
        first = seal(Identity("c", one, "en", two), SECRET)
        assert first["seal"] != seal(Identity("c", other_one, "en", other_two), SECRET)["seal"]
