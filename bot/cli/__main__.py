"""``python -m bot.cli``: the same as ``daogou``."""

from bot.cli import app

app()
