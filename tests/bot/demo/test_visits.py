from __future__ import annotations

import re

import jwt
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from bot.channels.tokens import verify_token
from bot.demo.visitors import COOKIE
from knowledge.catalogue.models import ShopperEvent, ShopSetting
from knowledge.settings import token_key
from knowledge.shop import Shop


def _become(page: TestClient, household: str, **fields: str) -> str:
    """Send the form of the page; the page that comes back."""
    token = re.search(r'name="form_token" value="([^"]+)"', page.get("/").text)
    assert token
    sent = {"form_token": token[1], "household": household, "next": "/product/p4"} | fields
    return page.post("/shopping-as", data=sent).text


def test_a_guest_may_shop_as_a_household(page: TestClient) -> None:
    html = _become(page, " member ")
    assert "household member" in html
    assert "<strong>$2.40</strong>" in html
    assert 'data-product="p4"' in html


def test_in_a_shop_with_real_customers_nobody_may_shop_as_another(page: TestClient, shop: Shop) -> None:
    form_token = re.search(r'name="form_token" value="([^"]+)"', page.get("/").text)
    assert form_token
    _become(page, "member")
    with shop.store.transaction() as session:
        session.execute(delete(ShopSetting).where(ShopSetting.key == "demo"))
    html = page.get("/product/p4?sign-in=1").text
    assert "shopping-as" not in html
    assert "<strong>$3.00</strong>" in html
    assert verify_token(page.get("/daogou/token").json()["token"], token_key()).customer_id is None
    answer = page.post("/shopping-as", data={"form_token": form_token[1], "household": "member"})
    assert answer.status_code == 404
    assert verify_token(page.get("/daogou/token").json()["token"], token_key()).customer_id is None


def test_the_widgets_way_to_sign_in_opens_the_form(page: TestClient) -> None:
    html = page.get("/product/p4").text
    assert 'data-sign-in-url="/product/p4?sign-in=1#shopping-as"' in html
    assert '<details class="who" id="shopping-as">' in html
    opened = page.get("/product/p4?sign-in=1").text
    assert '<details class="who" id="shopping-as" open>' in opened
    assert 'name="next" value="/product/p4"' in opened


def test_a_household_may_become_a_guest_again(page: TestClient) -> None:
    _become(page, "member")
    assert "<strong>$3.00</strong>" in _become(page, "")


@pytest.mark.parametrize("household", ["nobody", "0", "x" * 500, "' OR 1=1", "\x00"])
def test_a_household_that_the_shop_does_not_have_is_refused(page: TestClient, household: str) -> None:
    html = _become(page, household)
    assert "There is no such household here." in html
    assert "<strong>guest</strong>" in html


def test_a_form_of_another_site_changes_nothing(page: TestClient) -> None:
    html = _become(page, "member", form_token="made up")
    assert "<strong>guest</strong>" in html
    assert "That form was too old." in html


def test_an_overlong_form_changes_nothing(page: TestClient) -> None:
    assert "<strong>guest</strong>" in _become(page, "member", padding="x" * 10_000)


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_form_leads_to_a_page_of_ours_only(page: TestClient, next_page: str) -> None:
    token = re.search(r'name="form_token" value="([^"]+)"', page.get("/").text)
    assert token
    answer = page.post("/shopping-as", data={"form_token": token[1], "next": next_page}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(page: TestClient) -> None:
    cookie = page.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_cookie_that_was_tampered_with_is_a_guests(page: TestClient) -> None:
    _become(page, "no-card")
    header, payload, signature = page.cookies[COOKIE].split(".")
    claims = jwt.decode(page.cookies[COOKIE], options={"verify_signature": False}) | {"household": "member"}
    forged = jwt.encode(claims, "x" * 32, algorithm="HS256").split(".")[1]
    page.cookies.clear()
    page.cookies.set(COOKIE, f"{header}.{forged}.{signature}")
    assert payload != forged
    assert "<strong>guest</strong>" in page.get("/").text


def test_the_token_lets_a_guest_into_their_own_conversation(page: TestClient) -> None:
    page.get("/", params={"lang": "zh"})
    response = page.get("/daogou/token")
    claims = verify_token(response.json()["token"], token_key())
    assert claims.customer_id is None
    assert claims.language == response.json()["language"] == "zh"
    assert claims.conversation_id == response.json()["conversation"]
    assert response.headers["cache-control"] == "no-store"


def test_a_visitors_conversation_goes_on_from_page_to_page(page: TestClient) -> None:
    first = page.get("/daogou/token").json()["conversation"]
    page.get("/product/p1")
    assert page.get("/daogou/token").json()["conversation"] == first


def test_shopping_as_another_starts_another_conversation(page: TestClient) -> None:
    guest = page.get("/daogou/token").json()["conversation"]
    _become(page, "member")
    body = page.get("/daogou/token").json()
    assert body["conversation"] != guest
    assert verify_token(body["token"], token_key()).customer_id == "member"


@pytest.mark.parametrize(("agreed", "kept_for"), [(True, "member"), (False, None)])
def test_whose_look_at_a_product_it_was_is_kept_only_with_consent(
    page: TestClient, shop: Shop, agreed: bool, kept_for: str | None
) -> None:
    shop.consents.decide("member", "analytics", agreed)
    _become(page, "member", next="/")
    page.get("/product/p1")
    with shop.store.session() as session:
        event = session.execute(select(ShopperEvent)).scalar_one()
    assert event.customer_id == kept_for
    assert event.conversation_id is None
