"""Which table a batch of records goes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge.catalogue.feeds.base import Counts, Reject
from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.orders import write_orders
from knowledge.catalogue.loading.people import write_customers, write_events
from knowledge.catalogue.loading.products import write_products
from knowledge.catalogue.loading.promotions import write_campaigns, write_promotions, write_redemptions
from knowledge.catalogue.loading.vocabulary import Vocabulary, write_settings
from knowledge.catalogue.records import (
    AttributeRecord,
    BrandRecord,
    CampaignRecord,
    CategoryRecord,
    CustomerRecord,
    EventRecord,
    OrderRecord,
    ProductRecord,
    PromotionRecord,
    Record,
    RedemptionRecord,
    SettingRecord,
)


class Writer:
    """Writes batches of one import; ``counts`` grows as it does."""

    def __init__(self, session: Session, source: str, now: datetime, reject: Callable[[Reject], None]) -> None:
        self.counts: dict[str, Counts] = {}
        self._batch = Batch(session, source, now, reject, self.counts)
        words = Vocabulary(self._batch)
        skus: set[str] = set()
        self._writers: dict[type[Record], tuple[str, Callable[[Sequence[Any]], None]]] = {
            SettingRecord: ("setting", lambda records: write_settings(self._batch, records)),
            CategoryRecord: ("category", words.write_categories),
            BrandRecord: ("brand", words.write_brands),
            AttributeRecord: ("attribute", words.write_attributes),
            ProductRecord: ("product", lambda records: write_products(self._batch, words, skus, records)),
            CustomerRecord: ("customer", lambda records: write_customers(self._batch, records)),
            CampaignRecord: ("campaign", lambda records: write_campaigns(self._batch, records)),
            PromotionRecord: ("promotion", lambda records: write_promotions(self._batch, records)),
            RedemptionRecord: ("redemption", lambda records: write_redemptions(self._batch, records)),
            OrderRecord: ("order", lambda records: write_orders(self._batch, records)),
            EventRecord: ("event", lambda records: write_events(self._batch, records)),
        }

    def write(self, records: Sequence[Record]) -> str:
        """Write records that are all of one type, and say which kind of thing they are."""
        kind, write = self._writers[type(records[0])]
        write(records)
        return kind
