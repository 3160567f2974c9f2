from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.endpoints import endpoints_file
from bot.settings import Settings
from knowledge.errors import ConfigurationError

STORE = {"type": "SQL", "dialect": "postgresql", "url": "${DB_HOST}"}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "endpoints.yml"
    path.write_text(
        yaml.safe_dump({"action_endpoint": {"url": "http://127.0.0.1:5055/webhook"}, "tracker_store": STORE})
    )
    return path


def test_actions_where_the_file_says_need_no_copy(given: Path, tmp_path: Path) -> None:
    assert endpoints_file(Settings(endpoints=str(given)), tmp_path / "moved") == given
    assert not (tmp_path / "moved").exists()


def test_moved_actions_are_found_and_all_else_stays(given: Path, tmp_path: Path) -> None:
    moved = endpoints_file(Settings(endpoints=str(given), actions_port=6000), tmp_path / "moved")
    endpoints = yaml.safe_load(moved.read_text())
    assert endpoints["action_endpoint"]["url"] == "http://127.0.0.1:6000/webhook"
    assert endpoints["tracker_store"] == STORE


@pytest.mark.parametrize("content", [None, "", "action_endpoint: [", "tracker_store: {}"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "broken.yml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigurationError, match=r"broken\.yml"):
        endpoints_file(Settings(endpoints=str(path)))
