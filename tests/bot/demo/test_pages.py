from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.demo import pages
from knowledge.catalogue.models import ShopperEvent
from knowledge.shop import Shop


def _products(html: str) -> list[str]:
    return re.findall(r'<a href="/product/([^"]+)">', html)


@pytest.mark.parametrize(
    "path", ["/", "/offers", "/departments", "/c/grocery", "/c/grocery/cold-cereal/kids-cereal", "/product/p1"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_there_in_both_languages(page: TestClient, path: str, language: str) -> None:
    response = page.get(path, params={"lang": language})
    assert response.status_code == 200
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in response.text


@pytest.mark.parametrize("path", ["/product/nothing", "/product/p8", "/c/nowhere", "/nowhere", "/picture/nothing.svg"])
def test_what_the_shop_does_not_have_is_a_page_that_says_so(page: TestClient, path: str) -> None:
    response = page.get(path)
    assert response.status_code == 404
    assert "This shelf is empty" in response.text


def test_a_category_holds_its_subcategories_products(page: TestClient) -> None:
    html = page.get("/c/grocery/cold-cereal").text
    assert set(_products(html)) == {"p1", "p2", "p3"}
    assert 'href="/c/grocery/cold-cereal/kids-cereal"' in html


def test_search_finds_by_words(page: TestClient) -> None:
    html = page.get("/search", params={"q": "milk"}).text
    assert set(_products(html)) == {"p4", "p5"}
    assert 'value="milk"' in html


def test_search_that_finds_nothing_says_what_was_searched(page: TestClient) -> None:
    response = page.get("/search", params={"q": "zeppelin"})
    assert response.status_code == 200
    assert "Nothing on our shelves fits “zeppelin”." in response.text


def test_markup_in_a_search_is_shown_and_not_obeyed(page: TestClient) -> None:
    html = page.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_an_overlong_search_is_cut(page: TestClient) -> None:
    response = page.get("/search", params={"q": "milk " * 3000})
    assert response.status_code == 200
    assert len(response.text) < 100_000


def test_a_list_is_paged(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    first = page.get("/c/grocery", params={"sort": "price"}).text
    second = page.get("/c/grocery", params={"sort": "price", "page": "2"}).text
    assert _products(first) == ["p3", "p4"]
    assert _products(second) == ["p1", "p5"]
    assert "Page 2 of 3" in second
    assert 'href="?sort=price&amp;page=3"' in second


@pytest.mark.parametrize(("asked", "shown"), [("99", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 40, 1), ("²", 1)])
def test_a_page_that_is_not_there_is_the_nearest(
    page: TestClient, monkeypatch: pytest.MonkeyPatch, asked: str, shown: int
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    assert f"Page {shown} of 3" in page.get("/c/grocery", params={"page": asked}).text


def test_an_unknown_order_of_sorting_is_ignored(page: TestClient) -> None:
    assert page.get("/c/grocery", params={"sort": "name; drop table"}).status_code == 200


def test_the_product_page_shows_price_offers_details_and_what_goes_with_it(page: TestClient) -> None:
    html = page.get("/product/p1").text
    assert "Acme Kids Cereal, 12 oz" in html
    assert "<strong>$3.60</strong>" in html
    assert "<s>$4.00</s>" in html
    assert "Ten Off Cereal" in html
    assert "<dd>12 oz</dd>" in html
    assert 'data-product="p1"' in html
    assert "p4" in _products(html)


def test_the_names_are_in_the_visitors_language_where_the_shop_has_them(page: TestClient) -> None:
    html = page.get("/product/p1", params={"lang": "zh"}).text
    assert "<h1>儿童麦片</h1>" in html
    assert "规格" in html


def test_the_language_is_remembered(page: TestClient) -> None:
    page.get("/", params={"lang": "zh"})
    assert "本周优惠" in page.get("/departments").text


def test_switching_the_language_stays_on_the_page(page: TestClient) -> None:
    html = page.get("/search", params={"q": "milk & honey", "page": "2"}).text
    assert 'href="/search?q=milk+%26+honey&amp;page=2&amp;lang=zh"' in html


def test_looking_at_a_product_is_kept_as_an_event(page: TestClient, shop: Shop) -> None:
    page.get("/product/p1")
    page.get("/product/nothing")
    with shop.store.session() as session:
        events = session.execute(select(ShopperEvent)).scalars().all()
    assert [(event.name, event.product_id, event.customer_id) for event in events] == [("view_item", "p1", None)]
    assert events[0].conversation_id


def test_the_page_embeds_the_widget_with_one_tag(page: TestClient) -> None:
    html = page.get("/").text
    assert html.count("<script") == 1
    assert 'src="/static/daogou.js" data-server="http://127.0.0.1:5005" data-token-url="/daogou/token"' in html
    assert page.get("/static/daogou.js").text == "window.Daogou = {};"


def test_a_widget_that_was_not_built_is_told(page: TestClient, widget: Path) -> None:
    widget.unlink()
    assert page.get("/static/daogou.js").status_code == 503
    html = page.get("/").text
    assert "make setup" in html
    assert "<script" not in html


def test_scripts_may_come_from_the_page_alone_and_talk_to_the_assistant_alone(page: TestClient) -> None:
    policy = page.get("/").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == "'self'"
    assert rules["connect-src"] == "'self' http://127.0.0.1:5005 ws://127.0.0.1:5005"
    assert "unsafe" not in policy


def test_no_page_uses_what_its_own_policy_forbids(page: TestClient) -> None:
    for path in ("/", "/c/grocery", "/product/p1"):
        html = page.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)


def test_another_host_name_is_refused(page: TestClient) -> None:
    assert page.get("/", headers={"host": "evil.example"}).status_code == 400


def test_pictures_are_drawings(page: TestClient) -> None:
    response = page.get("/picture/p4.svg")
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.text.startswith("<svg")
    assert page.get("/picture/department/grocery.svg").status_code == 200
