from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue.models import Category, Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.events import EventLog, ShopperEventIn
from knowledge.errors import ModelFileError
from knowledge.recommend import artefacts
from knowledge.recommend.artefacts import current_version, open_version
from knowledge.recommend.blend.blend import BlendRecommender
from knowledge.recommend.rules import RecommendationRules
from knowledge.recommend.service import RecommendService
from knowledge.recommend.training import train
from tests.orders import Orders

PASTA = ("pasta", "sauce", "cheese", "basil")
BREAKFAST = ("oats", "milk", "honey", "banana")
EVERYTHING = frozenset((*PASTA, *BREAKFAST, "salt"))


@pytest.fixture
def orders(store: CatalogueStore, clock: FixedClock) -> Orders:
    """Ten customers who cook pasta, eight who like breakfast, all of them buy salt; and two to recommend to."""
    orders = Orders(store, clock)
    for number in range(10):
        orders.place(f"cook-{number}", *PASTA, "salt", days_ago=5)
    for number in range(8):
        orders.place(f"early-{number}", *BREAKFAST, "salt", days_ago=5)
    orders.place("ann", "pasta", "sauce", days_ago=40)
    orders.place("ann", "cheese", days_ago=3)
    orders.place("bob", "oats", "milk", days_ago=3)
    return orders


@pytest.fixture
def service(store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path) -> RecommendService:
    train(store, tmp_path, clock)
    return RecommendService(store, tmp_path, clock, lambda: EVERYTHING)


def ids(found: list) -> list[str]:
    return [each.product_id for each in found]


def test_a_customer_gets_what_those_who_buy_the_same_buy(service: RecommendService) -> None:
    found = service.for_customer("ann", 3)
    assert found[0].product_id in {"basil", "pasta", "sauce"}
    assert set(ids(found)) == {"basil", "pasta", "sauce"}
    kinds = {each.product_id: each.reason.kind for each in found}
    assert kinds == {"basil": "because_bought", "pasta": "usual", "sauce": "usual"}


def test_what_was_bought_lately_is_left_out_and_what_was_not_may_come_again(service: RecommendService) -> None:
    found = ids(service.for_customer("ann", 20))
    assert "cheese" not in found
    assert {"pasta", "sauce"} <= set(found)


def test_evidence_is_always_of_the_customers_own_purchases(service: RecommendService) -> None:
    for customer, own in (("ann", {"pasta", "sauce", "cheese"}), ("bob", {"oats", "milk"})):
        for each in service.for_customer(customer, 20):
            assert set(each.reason.evidence) <= own
            assert bool(each.reason.evidence) == (each.reason.kind not in ("popular", "usual"))


def test_evidence_never_includes_the_recommended_product(service: RecommendService) -> None:
    for each in (*service.for_customer("ann", 20), *service.for_session(["oats", "milk"], 20)):
        assert each.product_id not in each.reason.evidence


def test_a_new_order_counts_without_training_again(service: RecommendService, orders: Orders) -> None:
    orders.place("cora", "oats", days_ago=2)
    found = service.for_customer("cora", 3)
    assert set(ids(found)) == {"milk", "honey", "banana"}
    assert all(each.reason.evidence == ("oats",) for each in found)


def test_cancelled_and_returned_orders_say_nothing(service: RecommendService, orders: Orders) -> None:
    orders.place("dan", "oats", days_ago=2, status="cancelled")
    orders.place("dan", "milk", days_ago=2, status="returned")
    assert service.for_customer("dan", 5) == service.popular(5)


def test_an_unknown_customer_gets_what_is_popular(service: RecommendService) -> None:
    found = service.for_customer("nobody", 5)
    assert found == service.popular(5)
    assert found[0].product_id == "salt"
    assert {each.reason.kind for each in found} == {"popular"}


def test_what_is_looked_at_in_this_visit_outweighs_old_purchases(service: RecommendService) -> None:
    found = service.for_customer("ann", 20, session=["oats", "milk"])
    ranked = ids(found)
    assert not {"oats", "milk"} & set(ranked)
    assert max(ranked.index("honey"), ranked.index("banana")) < ranked.index("basil")
    honey = found[ranked.index("honey")]
    assert honey.reason.kind == "because_viewed"
    assert set(honey.reason.evidence) <= {"oats", "milk"}


def test_a_visit_is_recommended_to_from_itself_alone(service: RecommendService) -> None:
    found = service.for_session(["pasta"], 3)
    assert set(ids(found)) == {"sauce", "cheese", "basil"}
    assert {(each.reason.kind, each.reason.evidence) for each in found} == {("because_viewed", ("pasta",))}


def test_what_goes_with_a_product_is_bought_by_the_same_people(service: RecommendService) -> None:
    found = service.for_product("milk", 3)
    assert set(ids(found)) == {"oats", "honey", "banana"}
    assert {(each.reason.kind, each.reason.evidence) for each in found} == {("goes_with", ("milk",))}


def test_short_lists_are_filled_with_popular_products_ranked_below(service: RecommendService) -> None:
    found = service.for_product("milk", 20)
    kinds = [each.reason.kind for each in found]
    scores = [each.score for each in found]
    assert set(ids(found)) == EVERYTHING - {"milk"}
    assert len(found) == len(set(ids(found)))
    assert kinds == sorted(kinds, key=lambda kind: kind == "popular")
    assert scores == sorted(scores, reverse=True)


CALLS: dict[str, Callable[..., list]] = {
    "customer": lambda service, **more: service.for_customer("ann", 20, **more),
    "visit": lambda service, **more: service.for_session(["pasta", "oats"], 20, **more),
    "product": lambda service, **more: service.for_product("pasta", 20, **more),
    "popular": lambda service, **more: service.popular(20, **more),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_only_what_is_wanted_and_not_excluded_comes(service: RecommendService, call: Callable[..., list]) -> None:
    assert "salt" in ids(call(service))
    assert "salt" not in ids(call(service, exclude=["salt"]))
    assert set(ids(call(service, within=["basil", "honey", "unknown"]))) == {"basil", "honey"}
    assert ids(call(service, within=["basil", "honey"], exclude=["basil"])) == ["honey"]
    assert call(service, within=[]) == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_products_that_are_not_available_never_come(
    service: RecommendService,
    call: Callable[..., list],
    store: CatalogueStore,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    few = RecommendService(store, tmp_path, clock, lambda: ["basil", "honey"])
    assert set(ids(call(few))) == {"basil", "honey"}
    assert call(RecommendService(store, tmp_path, clock, lambda: ()), exclude=()) == []


def test_without_a_trained_model_popular_products_are_recommended(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    service = RecommendService(store, tmp_path / "none", clock, lambda: EVERYTHING)
    assert service.version is None
    for found in (service.popular(3), service.for_customer("bob", 3), service.for_product("pasta", 3)):
        assert found[0].product_id == "salt"
        assert {each.reason.kind for each in found} == {"popular"}


def test_a_shop_without_orders_can_be_trained_and_recommends_nothing(
    store: CatalogueStore, clock: FixedClock, tmp_path: Path
) -> None:
    train(store, tmp_path, clock)
    service = RecommendService(store, tmp_path, clock, lambda: EVERYTHING)
    assert service.popular(5) == service.for_customer("ann", 5) == service.for_product("salt", 5) == []


def test_training_twice_on_the_same_orders_gives_the_same_answers(
    service: RecommendService, store: CatalogueStore, clock: FixedClock, tmp_path: Path
) -> None:
    train(store, tmp_path / "again", clock)
    again = RecommendService(store, tmp_path / "again", clock, lambda: EVERYTHING)
    assert again.version == service.version
    for call in CALLS.values():
        assert call(again) == call(service)


def test_a_new_version_is_taken_in_by_reload(
    service: RecommendService, store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    before = service.version
    for number in range(30):
        orders.place(f"new-{number}", "honey", days_ago=1)
    train(store, tmp_path, clock)
    assert service.popular(1)[0].product_id == "salt"
    service.reload()
    assert service.version != before
    assert service.popular(1)[0].product_id == "honey"


def test_each_step_of_training_is_told(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    steps: list[str] = []
    folder = train(store, tmp_path, clock, steps.append)
    assert steps[0] == "reading orders" and steps[-1] == "publishing"
    assert current_version(tmp_path) == folder.name


def test_an_interrupted_training_leaves_the_old_model_serving(
    service: RecommendService, store: CatalogueStore, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: BlendRecommender, folder: Path) -> None:
        (folder / "half.npz").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(BlendRecommender, "save", die)
    before = sorted((tmp_path / "recommender").iterdir())
    with pytest.raises(KeyboardInterrupt):
        train(store, tmp_path, clock)
    assert sorted((tmp_path / "recommender").iterdir()) == before
    assert current_version(tmp_path) == service.version
    service.reload()
    assert service.for_product("milk", 1)[0].reason.kind == "goes_with"


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda folder: (folder / "blend.npz").write_bytes(b"junk"), r"blend\.npz is not as it was written"),
        (lambda folder: (folder / "popularity.npz").unlink(), r"popularity\.npz is missing"),
        (lambda folder: (folder / "manifest.json").write_text("{"), r"manifest\.json is corrupt"),
        (
            lambda folder: (folder / "manifest.json").write_text(f'{{"format": {artefacts.FORMAT}}}'),
            r"manifest\.json is not complete",
        ),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 99}'), r"has format 99"),
        (lambda folder: (folder / "manifest.json").unlink(), r"no recommender at"),
    ],
)
def test_a_damaged_version_is_refused_and_the_last_good_one_serves(
    service: RecommendService,
    store: CatalogueStore,
    clock: FixedClock,
    tmp_path: Path,
    damage: Callable[[Path], object],
    complaint: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    newer = train(store, tmp_path, clock)
    damage(newer)
    with pytest.raises(ModelFileError, match=rf"{complaint}.*train the recommender again"):
        open_version(tmp_path, newer.name)
    reopened = RecommendService(store, tmp_path, clock, lambda: EVERYTHING)
    assert reopened.version == service.version
    assert reopened.for_product("milk", 3) == service.for_product("milk", 3)
    assert newer.name in caplog.text


def test_old_versions_are_forgotten_but_the_last_few(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    made = [train(store, tmp_path, clock) for _ in range(artefacts.KEPT + 2)]
    kept = [folder for folder in (tmp_path / "recommender").iterdir() if folder.is_dir()]
    assert len(kept) == artefacts.KEPT
    assert made[-1] in kept and made[-2] in kept
    assert current_version(tmp_path) == made[-1].name


def test_the_usual_is_what_is_bought_again_and_again_the_most_due_of_equals_first(
    service: RecommendService, orders: Orders
) -> None:
    for days_ago in (30, 20, 10):
        orders.place("eve", "milk", "oats", days_ago=days_ago)
    orders.place("eve", "pasta", days_ago=10)
    found = {each.product_id: each.rhythm for each in service.usual("eve", 10)}
    assert set(found) == {"milk", "oats"}
    assert found["milk"] is not None
    assert (found["milk"].times, found["milk"].every, found["milk"].last) == (3, 10, 10)
    assert found["milk"].due == 0


def test_what_a_customer_gave_up_is_not_their_usual(service: RecommendService, orders: Orders) -> None:
    for days_ago in (80, 75, 70):
        orders.place("eve", "milk", days_ago=days_ago)
    assert service.usual("eve") == []


def test_something_new_is_nothing_that_was_ever_bought(service: RecommendService) -> None:
    found = ids(service.for_customer("ann", 20, new_only=True))
    assert not {"pasta", "sauce", "cheese"} & set(found)
    assert found[0] == "basil"


def test_what_a_customer_rated_low_does_not_come_again_until_they_think_better_of_it(
    service: RecommendService, store: CatalogueStore, clock: FixedClock
) -> None:
    with store.transaction() as session:
        session.add(Product(product_id="basil", name="Basil", source="test"))

    def rate(number: int, stars: int) -> None:
        event = ShopperEventIn(f"r{number}", "rate_item", "basil", "ann", value=Decimal(stars))
        EventLog(store, clock).record([event])

    assert "basil" in ids(service.for_customer("ann", 20))
    rate(1, 2)
    assert "basil" not in ids(service.for_customer("ann", 20))
    assert "basil" in ids(service.for_customer("bob", 20))
    rate(2, 5)
    assert "basil" in ids(service.for_customer("ann", 20))


def test_products_that_nobody_bought_come_for_looking_like_those_bought(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    dark, light = np.zeros((8, 8, 3), np.float32), np.ones((8, 8, 3), np.float32)
    light[0, 0] = dark[0, 0] = 0.5
    pictures = {"oats": light, "milk": light, "new-light": light, "new-dark": dark, "salt": dark}
    train(store, tmp_path, clock, pictures=pictures)
    seen = RecommendService(store, tmp_path, clock, lambda: frozenset({"new-light", "new-dark"}))
    first = seen.for_customer("bob", 1)[0]
    assert (first.product_id, first.reason.kind) == ("new-light", "similar")
    assert set(first.reason.evidence) <= {"oats", "milk"}


def test_people_like_you_are_believed_only_where_several_agree(
    service: RecommendService, orders: Orders, store: CatalogueStore, clock: FixedClock, tmp_path: Path
) -> None:
    orders.place("cook-0", "caviar", days_ago=1)
    train(store, tmp_path, clock)
    everything = EVERYTHING | {"caviar"}
    service = RecommendService(store, tmp_path, clock, lambda: everything)
    found = service.like_you("ann", 10)
    assert {"basil", "salt"} <= set(ids(found))
    assert "caviar" not in ids(found)
    assert {(each.reason.kind, each.reason.evidence) for each in found} == {("like_you", ())}


def add_products(store: CatalogueStore, category: str, *product_ids: str) -> None:
    with store.transaction() as session:
        row = Category(key=category, name=category)
        session.add_all(Product(product_id=each, name=each, category=row, source="test") for each in product_ids)


def test_what_the_shop_never_recommends_does_not_come(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    add_products(store, "herbs/fresh", "basil")
    train(store, tmp_path, clock)
    rules = RecommendationRules(never_categories=("herbs",), never_products=frozenset({"salt"}))
    service = RecommendService(store, tmp_path, clock, lambda: EVERYTHING, rules)
    for call in CALLS.values():
        assert not {"basil", "salt"} & set(ids(call(service)))


def test_what_lasts_is_not_offered_again_until_it_may_be_worn_out(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    add_products(store, "tools/pans", "pasta")  # bought by ann forty days ago
    train(store, tmp_path, clock)
    lasting = RecommendationRules(durable={"tools": 365})
    assert "pasta" in ids(RecommendService(store, tmp_path, clock, lambda: EVERYTHING).for_customer("ann", 20))
    service = RecommendService(store, tmp_path, clock, lambda: EVERYTHING, lasting)
    assert "pasta" not in ids(service.for_customer("ann", 20))


def test_a_list_holds_only_so_many_of_a_kind_while_there_are_others(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    add_products(store, "breakfast", *BREAKFAST)
    train(store, tmp_path, clock)
    service = RecommendService(
        store, tmp_path, clock, lambda: EVERYTHING, RecommendationRules(most_per_kind=1, variety=0)
    )
    found = service.for_session(["oats"], 2)
    assert len({"milk", "honey", "banana"} & set(ids(found))) == 1


def test_drawn_places_carry_the_probability_with_which_they_came(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    train(store, tmp_path, clock)
    rules = RecommendationRules(explore=0.5, variety=0)
    service = RecommendService(store, tmp_path, clock, lambda: EVERYTHING, rules, seed=1)
    first = [service.for_session(["oats"], 1)[0] for _ in range(400)]
    likeliest = max(first, key=lambda each: each.score).product_id
    shown = sum(each.product_id == likeliest for each in first) / len(first)
    expected = {each.product_id: each.draw.propensity for each in first if each.draw}
    assert len(expected) > 1
    assert sum(expected.values()) == pytest.approx(1)
    assert {each.product_id for each in first if each.draw and each.draw.likeliest} == {likeliest}
    assert shown == pytest.approx(expected[likeliest], abs=0.08)
    assert all(
        each.draw is None
        for each in RecommendService(store, tmp_path, clock, lambda: EVERYTHING).for_session(["oats"], 3)
    )


def test_no_request_fails_while_versions_are_swapped(
    service: RecommendService, store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    def ask(number: int) -> int:
        return len(service.for_customer(("ann", "bob", "cook-1")[number % 3], 3, session=["oats"]))

    with ThreadPoolExecutor(4) as askers:
        asked = [askers.submit(ask, number) for number in range(400)]
        for number in range(3):
            orders.place(f"later-{number}", "oats", "honey", days_ago=0.5)
            train(store, tmp_path, clock)
            service.reload()
            asked += [askers.submit(ask, number) for number in range(100)]
        assert {each.result() for each in asked} == {3}


def test_a_product_that_nobody_bought_yet_is_found_by_what_is_written_of_it(
    store: CatalogueStore, clock: FixedClock, orders: Orders, tmp_path: Path
) -> None:
    with store.transaction() as session:
        for name, text in (("sauce", "Tomato pasta sauce"), ("new", "Spicy tomato sauce"), ("soap", "Bar of soap")):
            session.add(Product(product_id=name, name=text, source="test"))
    train(store, tmp_path, clock)
    service = RecommendService(store, tmp_path, clock, lambda: EVERYTHING | {"new", "soap"})
    [first, _] = service.for_session(["sauce"], 2, within={"new", "soap"})
    assert (first.product_id, first.reason.kind, first.reason.evidence) == ("new", "similar", ("sauce",))
    assert service.for_customer("ann", 1, within={"new"})[0].reason.kind == "similar"
