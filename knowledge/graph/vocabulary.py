"""The words by which customers name what the shop has: for the NLU's gazetteer, from the catalogue or the graph."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
from sqlalchemy import select, union

from knowledge.catalogue.models import Product, ProductValue, Variant, VariantValue
from knowledge.catalogue.store import CatalogueStore
from knowledge.graph import schema
from knowledge.graph.rows import read_brands, read_categories, read_values, stream
from knowledge.graph.text import STOP_WORDS, fold, is_cjk, words

_SEPARATORS = re.compile(r"\s*[/&,:;()、与和]+\s*|\s+(?:and|or|-)\s+")
#: Words that end a category's name without naming anything a customer would ask for.
_GENERIC = frozenset(
    words(
        "accessories aids all assorted assortment bulk combo fancy fresh frozen general goods grocery items main "
        "meal merchandise misc miscellaneous needs new novelty other others packaged pack plus prepackaged product "
        "products regular ready refrigerated sales seasonal self service single snack special specialty supplies types "
        "unknown value variety various"
    )
)
#: How strongly a category owns a text: its name, a part of its name, the last word of its name.
_NAME, _PART, _HEAD = 1.0, 0.3, 0.1
#: A claim counts beside the strongest from this share of it on, and so many at most.
_RIVAL = 0.3
_RIVALS = 5


@dataclass(frozen=True)
class Term:
    """``text`` in ``language`` names the ``kind`` (category, brand, value or product) with this ``key``."""

    text: str
    language: str
    kind: str
    key: str


@dataclass(frozen=True)
class _Named:
    key: str
    name: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]
    products: int = 0

    def texts(self) -> Iterator[tuple[str, str]]:
        """(language, text) for every way of writing it, the name first."""
        seen = set()
        written = [("en", self.name), *self.labels.items()]
        written += [(language, text) for language, texts in self.synonyms.items() for text in texts]
        for language, text in written:
            if (pair := (language, text.strip())) not in seen and pair[1]:
                seen.add(pair)
                yield pair


def read_vocabulary(store: CatalogueStore) -> Iterator[Term]:
    """The vocabulary of ``store``'s active products, without building a graph. See :func:`_terms` for what is in it."""
    product, variant = Product.__table__.c, Variant.__table__.c
    with store.session() as session:
        categories, brands, values = read_categories(session), read_brands(session), read_values(session)
        products: list[_Named] = []
        in_category: Counter[int] = Counter()
        made_by: set[int | None] = set()
        columns = select(product.product_id, product.name, product.labels, product.category_id, product.brand_id)
        for product_id, name, labels, category_id, brand_id in stream(
            session, columns.where(product.active).order_by(product.product_id)
        ):
            products.append(_Named(product_id, name, labels, {}))
            made_by.add(brand_id)
            seen: set[int] = set()
            while category_id is not None and category_id not in seen:
                seen.add(category_id)
                category_id = categories[category_id].parent_id
            in_category.update(seen)
        active = select(product.id).where(product.active)
        own, of_variant = ProductValue.__table__.c, VariantValue.__table__.c
        used = union(
            select(own.value_id).where(own.product_id.in_(active)),
            select(of_variant.value_id).where(
                of_variant.variant_id.in_(select(variant.id).where(variant.product_id.in_(active)))
            ),
        )
        used_values = {row[0] for row in stream(session, used)}
    yield from _terms(
        [
            _Named(c.key, c.name, c.labels, c.synonyms, in_category[c.id])
            for c in categories.values()
            if in_category[c.id]
        ],
        [_Named(b.key, b.name, b.labels, b.synonyms) for b in brands.values() if b.id in made_by],
        [
            _Named(f"{v.attribute}={v.key}", v.name, v.labels, v.synonyms)
            for v in values.values()
            if v.id in used_values
        ],
        products,
    )


def graph_vocabulary(graph: nx.DiGraph) -> Iterator[Term]:
    """The same from a built graph."""
    named: dict[str, list[_Named]] = defaultdict(list)
    for _, data in graph.nodes(data=True):
        kind = data["kind"]
        if kind == schema.PRODUCT:
            named[kind].append(_Named(data["key"], data["view"].name, data["view"].labels, {}))
        elif kind in (schema.CATEGORY, schema.BRAND, schema.VALUE):
            count = data.get("product_count", 0)
            named[kind].append(_Named(data["key"], data["name"], data["labels"], data["synonyms"], count))
    yield from _terms(*(named[kind] for kind in (schema.CATEGORY, schema.BRAND, schema.VALUE, schema.PRODUCT)))


def _terms(
    categories: Sequence[_Named], brands: Sequence[_Named], values: Sequence[_Named], products: Sequence[_Named]
) -> Iterator[Term]:
    """Categories by name, label, synonym and short form; brands and values by theirs; products by distinctive names.

    A text can name several categories ("bread": the bakery's and the shelf's); a category claims it by its products,
    where a claim by a part of the name ("rolls" of "Bread/Buns/Rolls") counts for less and one by its last word
    ("cereal" of "Cold Cereal") for less still, and claims far below the strongest are dropped, as are those of
    categories below another's. A product's name is distinctive if it has two words or more, no other product has it,
    and it names no category.
    """
    category_terms = list(_category_terms(categories))
    yield from category_terms
    for kind, named in ((schema.BRAND, brands), (schema.VALUE, values)):
        for thing in sorted(named, key=lambda thing: thing.key):
            for language, text in thing.texts():
                yield Term(text, language, kind, thing.key)
    taken = {_folded(term.text) for term in category_terms}
    named_so: dict[str, set[str]] = defaultdict(set)
    for product in products:
        for _, text in product.texts():
            named_so[_folded(text)].add(product.key)
    for product in products:
        for language, text in product.texts():
            folded = _folded(text)
            distinctive = " " in folded or (is_cjk(folded) and len(folded) > 3)
            if distinctive and folded not in taken and len(named_so[folded]) == 1:
                yield Term(text, language, schema.PRODUCT, product.key)


def _category_terms(categories: Sequence[_Named]) -> Iterator[Term]:
    claims: dict[tuple[str, str], dict[str, tuple[float, str]]] = defaultdict(dict)
    vouched = _vouched(categories)
    for category in categories:
        for language, text in category.texts():
            for strength, form in _forms(text):
                folded = _folded(form)
                if strength == _NAME or folded in vouched:
                    claim = (strength * category.products, form)
                    claims[language, folded][category.key] = max(
                        claim, claims[language, folded].get(category.key, claim)
                    )
    for (language, _), claimants in sorted(claims.items()):
        strongest = max(claim for claim, _ in claimants.values())
        kept = [key for key, (claim, _) in claimants.items() if claim >= _RIVAL * strongest]
        broadest = [key for key in kept if not any(key.startswith(f"{other}/") for other in kept)]
        for key in sorted(broadest, key=lambda key: (-claimants[key][0], key))[:_RIVALS]:
            yield Term(claimants[key][1], language, schema.CATEGORY, key)


def _vouched(categories: Sequence[_Named]) -> frozenset[str]:
    """The short forms that are fit to stand alone.

    "Rolls" of "Bread, Buns & Rolls" is: every part there is one word. "Floor" of "Floor & Furniture Tools" leans on a
    word that another part has, and "Incense" may be an accident; such a form must end or be the name of two categories.
    """
    own: set[str] = set()
    sources: dict[str, set[str]] = defaultdict(set)
    for category in categories:
        for _, text in category.texts():
            forms = list(_forms(text))
            parts = [form for strength, form in forms if strength == _PART]
            alone = all(" " not in part for part in parts)
            own.update(_folded(part) for part in parts if alone or " " in part)
            for strength, form in forms:
                if strength != _PART or alone or " " in form:
                    sources[_folded(form)].add(_folded(text))
    return frozenset(own | {form for form, texts in sources.items() if len(texts) > 1}) - STOP_WORDS


def _forms(text: str) -> Iterator[tuple[float, str]]:
    """How people shorten a category's name, with the strength of each claim; the whole name first."""
    yield _NAME, text
    whole = _folded(text)
    for part in _SEPARATORS.split(text):
        kept = part.split()
        while kept and fold(kept[-1].casefold()) in _GENERIC:
            kept.pop()
        short = " ".join(kept)
        if len(short) < (1 if is_cjk(short) else 3):
            continue
        if _folded(short) != whole:
            yield _PART, short
        if len(kept) > 1 and len(kept[-1]) >= 3 and kept[-1].isalpha():
            yield _HEAD, kept[-1]


def _folded(text: str) -> str:
    return " ".join(words(text)) or text.casefold()
