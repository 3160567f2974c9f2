from __future__ import annotations

import pytest

from bot.settings import Settings
from knowledge.errors import ConfigurationError


def test_with_nothing_set_everything_is_on_loopback() -> None:
    assert Settings.from_environment({}) == Settings()


def test_what_is_set_counts() -> None:
    settings = Settings.from_environment(
        {"DAOGOU_SHOP": "postgresql://db/shop", "DAOGOU_PAGE_PORT": "9000", "DAOGOU_ASSISTANT_PORT": "9001"}
    )
    assert (settings.shop, settings.page_port, settings.assistant_port) == ("postgresql://db/shop", 9000, 9001)
    assert settings.origins == ("http://127.0.0.1:9000", "http://localhost:9000")


def test_origins_are_listed_with_commas() -> None:
    settings = Settings.from_environment({"DAOGOU_ORIGINS": "https://shop.example/, http://localhost:3000"})
    assert settings.origins == ("https://shop.example", "http://localhost:3000")


@pytest.mark.parametrize(
    "variable, value",
    [
        ("DAOGOU_ORIGINS", "*"),
        ("DAOGOU_ORIGINS", "shop.example"),
        ("DAOGOU_ORIGINS", "https://shop.example/page"),
        ("DAOGOU_PAGE_PORT", "0"),
        ("DAOGOU_ACTIONS_PORT", "70000"),
        ("DAOGOU_ASSISTANT_PORT", "http"),
        ("DAOGOU_MESSAGES_BURST", "-1"),
        ("DAOGOU_MESSAGES_PER_SECOND", "nan"),
    ],
)
def test_what_cannot_be_used_is_named(variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        Settings.from_environment({variable: value})
