"""The endpoints file that ``daogou serve`` gives Rasa. Rasa reads ports and paths from a file, not from settings."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import yaml

from bot.settings import Settings
from knowledge.errors import ConfigurationError

MOVED = Path(".daogou")


def endpoints_file(settings: Settings, folder: Path = MOVED) -> Path:
    """``settings.endpoints``, or where ``DAOGOU_ACTIONS_PORT`` moves the actions, a copy in ``folder`` that says so.

    Raises:
        ConfigurationError: the file cannot be read or names no action server.
    """
    given = Path(settings.endpoints)
    try:
        endpoints = yaml.safe_load(given.read_text())
        url = urlsplit(endpoints["action_endpoint"]["url"])
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{given} must be a readable endpoints file with the url of an action_endpoint; see DAOGOU_ENDPOINTS"
        ) from error
    if settings.actions_port in (Settings.actions_port, url.port):
        return given
    endpoints["action_endpoint"]["url"] = url._replace(netloc=f"{url.hostname}:{settings.actions_port}").geturl()
    folder.mkdir(parents=True, exist_ok=True)
    moved = folder / f"endpoints-{settings.actions_port}.yml"
    moved.write_text(yaml.safe_dump(endpoints))
    return moved
