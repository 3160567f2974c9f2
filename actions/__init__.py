"""What the assistant does: one module a topic. Each action reads the turn, asks the shop, and renders the reply."""
