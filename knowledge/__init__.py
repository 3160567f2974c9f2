"""What the shop knows: catalogue, graph, promotions, recommendations, orders and answers.

Imports nothing of Rasa, so it can be used on its own, in a notebook or another service.
Start at :class:`knowledge.shop.Shop`.
"""
