from __future__ import annotations

import base64
import json
import time
from datetime import timedelta
from typing import Any

import jwt
import pytest

from bot.channels.tokens import TokenError, issue_token, verify_token

KEY = "the key of the tokens, at least thirty-two bytes"
GOOD = {"sub": "customer:42", "conv": "c1", "lang": "en", "exp": 4_000_000_000}


def code_of(token: Any) -> str:
    with pytest.raises(TokenError) as refused:
        verify_token(token, KEY)
    return refused.value.code


def signed(claims: dict[str, Any], key: str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def test_what_was_issued_is_verified() -> None:
    claims = verify_token(issue_token("c1", KEY, customer_id="42", language="zh"), KEY)
    assert (claims.conversation_id, claims.customer_id, claims.language) == ("c1", "42", "zh")
    assert claims.expires_at > time.time()


def test_a_guest_is_nobody_in_particular() -> None:
    assert verify_token(issue_token("c1", KEY, guest_id="g7"), KEY).customer_id is None


def test_a_customer_id_may_hold_a_colon() -> None:
    assert verify_token(issue_token("c1", KEY, customer_id="eu:42"), KEY).customer_id == "eu:42"


def test_an_unknown_language_is_english() -> None:
    assert verify_token(signed({**GOOD, "lang": "tlh"}), KEY).language == "en"
    assert verify_token(signed({**GOOD, "lang": ["zh"]}), KEY).language == "en"


@pytest.mark.parametrize("token", [None, ""])
def test_no_token(token: Any) -> None:
    assert code_of(token) == "no_token"


def test_expired_to_the_second() -> None:
    assert code_of(issue_token("c1", KEY, guest_id="g", lifetime=timedelta(seconds=-1))) == "token_expired"
    assert code_of(issue_token("c1", KEY, guest_id="g", lifetime=timedelta(0))) == "token_expired"


@pytest.mark.parametrize(
    "claims",
    [
        {key: value for key, value in GOOD.items() if key != "exp"},
        {key: value for key, value in GOOD.items() if key != "sub"},
        {key: value for key, value in GOOD.items() if key != "conv"},
        {**GOOD, "sub": "42"},
        {**GOOD, "sub": "admin:42"},
        {**GOOD, "sub": "customer:"},
        {**GOOD, "sub": "customer:" + "4" * 101},
        {**GOOD, "conv": ""},
        {**GOOD, "conv": "a b"},
        {**GOOD, "conv": "x" * 101},
        {**GOOD, "conv": 5},
        {**GOOD, "exp": "never"},
    ],
)
def test_claims_that_say_nothing_usable(claims: dict[str, Any]) -> None:
    assert code_of(signed(claims)) == "bad_token"


def test_another_key_another_algorithm_or_none_at_all() -> None:
    unsigned = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, GOOD)
    )
    assert code_of(signed(GOOD, key=KEY + "!")) == "bad_token"
    assert code_of(signed(GOOD, key=KEY * 2, algorithm="HS512")) == "bad_token"
    assert code_of(f"{unsigned}.") == "bad_token"
    assert code_of("not a token") == "bad_token"
    assert code_of({"token": "x"}) == "bad_token"


@pytest.mark.parametrize("who", [{}, {"customer_id": "1", "guest_id": "2"}])
def test_a_token_is_for_one(who: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        issue_token("c1", KEY, **who)


def test_a_conversations_id_is_plain() -> None:
    with pytest.raises(ValueError):
        issue_token("a conversation", KEY, guest_id="g")
