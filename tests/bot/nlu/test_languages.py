"""Which language a message is in: its frame decides, and what does not tell says nothing."""

from __future__ import annotations

import time

import pytest

from bot.nlu.languages import Heard, hear

ENGLISH = [
    "do you have oat milk?",
    "cheaper",
    "where's my order",
    "wats on sale",
    "the second one",
    "do you have 豆腐",
    "can you find me 老干妈 please",
    "what is 豆浆?",
    "how do I use the 优惠券",
    "i want to buy some 燕麦奶 for my son",
    "thank you",
    "Are the Häagen-Dazs ones on offer?",
    "WHAT GOES WITH THIS",
    "it’s too expensive",
]
CHINESE = [
    "这个 red bag 多少钱",
    "有没有 gluten free 的面包",
    "我想买 Coca-Cola",
    "帮我找 something to drink",
    "我的order到哪了",
    "the first one 多少钱",
    "Häagen-Dazs 有优惠吗",
    "Ben and Jerry's 打折吗",
    "iPhone 充电线 有吗",
    "牛奶",
    "优惠券 coupon",
    "hello 你好",
    "ok的",
    "please 推荐一下 shampoo",
    "訂單到哪裡了",
    "this one 怎么样？",
    "3到5块的 yogurt",
    "why 这个这么贵",
]
NOTHING = [
    "",
    "   ",
    "ok",
    "OK!",
    "hi",
    "2",
    "$5",
    "12 oz",
    "W4082615",
    "31198570044",
    "Coca-Cola",
    "Häagen-Dazs",
    "Ben and Jerry's",
    "iPhone 15 Pro",
    "Tide Pods",
    "😀👍",
    "???",
    "shampoo",
    "https://shop.example.com/what/is/this",
    "me@example.com",
    "これはいくらですか",
    "얼마예요",
    "сколько это стоит",
    "كم السعر",
    "bonjour",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_an_english_frame_is_english_whatever_it_names(text):
    assert hear(text).language == "en"


@pytest.mark.parametrize("text", CHINESE)
def test_a_chinese_frame_is_chinese_whatever_it_names(text):
    assert hear(text).language == "zh"


@pytest.mark.parametrize("text", NOTHING)
def test_what_could_be_said_in_either_says_nothing(text):
    assert hear(text) == Heard(None)


@pytest.mark.parametrize(
    "text", ["where is my order now?", "我的订单到哪里了", "do you have 豆腐 in the shop", "我想要 red wine"]
)
def test_a_whole_sentence_is_told_from_a_few_words(text):
    assert hear(text).sentence


@pytest.mark.parametrize("text", ["cheaper", "the first", "牛奶", "好的", "便宜点"])
def test_a_few_words_are_no_whole_sentence(text):
    assert not hear(text).sentence


def test_a_pasted_page_takes_no_longer_than_its_beginning():
    began = time.perf_counter()
    hear("what is this " * 100_000)
    hear("1a" * 500_000)
    assert time.perf_counter() - began < 0.5
