"""What the assistant does: one module a topic. Each action reads the turn, asks the shop, and renders the reply."""

import os

# `rasa run actions` would bind every interface. rasa_sdk reads this after it has imported the actions.
os.environ.setdefault("SANIC_HOST", "127.0.0.1")
