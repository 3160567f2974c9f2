from __future__ import annotations

import pytest

from tests.lacking import lacking


def test_what_is_lacking_skips_a_test_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium"):
        lacking("no Chromium")


@pytest.mark.parametrize("value", ["true", "1"])
def test_what_is_lacking_fails_a_test_in_ci(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)
    with pytest.raises(pytest.fail.Exception, match="no Chromium"):
        lacking("no Chromium")
