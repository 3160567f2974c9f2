"""Chinese is segmented by the shop's own words, as they are."""

from __future__ import annotations

from sqlalchemy import update

from bot.nlu.chinese_dictionary import ChineseDictionary
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.models import Category
from tests.small_shop import SmallShopFeed

NEVER = 3600.0
TEXT = "有酥脆麦片圈吗"


def name_a_category(store, chinese: str) -> None:
    with store.session() as session:
        session.execute(update(Category).where(Category.name == "Cereal").values(labels={"zh": chinese}))
        session.commit()


def words(dictionary: ChineseDictionary) -> list[str]:
    return [word for word, _ in dictionary.cut(TEXT)]


def test_a_word_of_the_shop_is_one_word_and_stands_where_it_is(small_store, small_store_url):
    plain = ChineseDictionary("sqlite:////nowhere/shop.db", NEVER)
    assert "酥脆麦片圈" not in words(plain)
    name_a_category(small_store, "酥脆麦片圈")
    assert ChineseDictionary(small_store_url, NEVER).cut(TEXT) == [("有", 0), ("酥脆麦片圈", 1), ("吗", 6)]
    assert "酥脆麦片圈" not in words(plain)  # one shop's words are not another's


def test_an_import_brings_new_words_and_takes_old_ones_away(small_store, small_store_url):
    name_a_category(small_store, "酥脆麦片圈")
    dictionary = ChineseDictionary(small_store_url, 0.0)
    before = dictionary.digest
    import_feed(small_store, SmallShopFeed())  # calls the category 麦片 again
    assert "酥脆麦片圈" not in words(dictionary)
    assert dictionary.digest != before


def test_without_a_shop_the_general_dictionary_serves():
    dictionary = ChineseDictionary("sqlite:////nowhere/shop.db", NEVER)
    assert [word for word, _ in dictionary.cut("我想买牛奶")] == ["我", "想", "买", "牛奶"]
