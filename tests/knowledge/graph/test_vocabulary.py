"""The words for the NLU's gazetteer."""

from __future__ import annotations

from knowledge.catalogue.store import CatalogueStore
from knowledge.graph import ProductGraph, Term, read_vocabulary


def test_the_catalogue_and_the_graph_say_the_same(small_store: CatalogueStore, graph: ProductGraph) -> None:
    # The graph leaves out p9, which has no price; the catalogue's vocabulary does not look at prices.
    from_catalogue = {term for term in read_vocabulary(small_store) if term.key != "p9"}
    assert from_catalogue == set(graph.vocabulary())


def test_every_key_is_one_that_search_takes(graph: ProductGraph) -> None:
    for term in graph.vocabulary():
        node = f"{term.kind}:{term.key}"
        assert node in graph.nx, term


def test_categories_have_their_names_in_each_language_and_short_forms(graph: ProductGraph) -> None:
    terms = set(graph.vocabulary())
    for text, language, key in [
        ("Kids Cereal", "en", "grocery/cold-cereal/kids-cereal"),
        ("breakfast cereal", "en", "grocery/cold-cereal"),
        ("谷物早餐", "zh", "grocery/cold-cereal"),
        ("Fluid Milk", "en", "grocery/milk"),
        ("Soap", "en", "household/soap"),
        ("Cleansers", "en", "household/soap"),
    ]:
        assert Term(text, language, "category", key) in terms


def test_a_word_that_ends_several_names_means_the_widest_category(graph: ProductGraph) -> None:
    assert [t.key for t in graph.vocabulary() if t.text.lower() == "cereal"] == ["grocery/cold-cereal"]


def test_values_are_named_by_synonyms_too(graph: ProductGraph) -> None:
    assert {t.text for t in graph.vocabulary() if t.key == "scent=lemon"} == {"Lemon", "柠檬", "citrus"}


def test_empty_categories_unused_values_and_inactive_products_have_no_words(graph: ProductGraph) -> None:
    texts = {term.text for term in graph.vocabulary()}
    assert not texts & {"Empty Shelf", "Unused", "Nobody", "Discontinued Cereal"}


def test_a_product_name_that_also_names_a_category_is_left_to_the_category(graph: ProductGraph) -> None:
    assert {t.kind for t in graph.vocabulary() if t.text == "儿童麦片"} == {"category"}
