"""The shop that entities come from: opened only where it is, its words indexed once in the process."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from weakref import WeakValueDictionary

from sqlalchemy.engine.url import make_url

from bot.nlu.gazetteer import Gazetteer
from knowledge.catalogue.store import CatalogueStore
from knowledge.graph.vocabulary import read_vocabulary

logger = logging.getLogger(__name__)

_SHARED: WeakValueDictionary[tuple[str, int], Gazetteer] = WeakValueDictionary()
_BUILDING = threading.Lock()


def open_shop(url: str) -> CatalogueStore | None:
    """The store at ``url``; None where its file is not there, which opening would make."""
    parsed = make_url(url)
    on_disk = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    if on_disk and not Path(parsed.database).is_file():
        return None
    return CatalogueStore.open(url)


def shared_gazetteer(url: str, last_import: int, store: CatalogueStore) -> Gazetteer:
    """The index of the vocabulary as it is since ``last_import``; one in the process, kept while a model uses it."""
    with _BUILDING:
        gazetteer = _SHARED.get((url, last_import))
        if gazetteer is None:
            gazetteer = _SHARED[url, last_import] = Gazetteer(read_vocabulary(store))
            logger.info("The catalogue's vocabulary has %d terms.", gazetteer.size)
        return gazetteer
