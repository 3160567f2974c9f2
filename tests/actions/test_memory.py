"""What a conversation keeps of its search."""

from __future__ import annotations

import json
from decimal import Decimal

from actions.memory import MOST_STEPS_BACK, SearchMemory
from knowledge.graph.search import SearchQuery

ICE, CHEAP = SearchQuery(text="ice cream"), SearchQuery(text="ice cream", price_max=Decimal(3))


def test_each_step_can_be_taken_back():
    memory = SearchMemory.begun(ICE, None).went_on(CHEAP)
    assert memory.query == CHEAP
    back = memory.back()
    assert back is not None and back.query == ICE
    assert back.back() is None


def test_a_new_search_can_be_gone_back_from_and_asks_anew():
    memory = SearchMemory.begun(ICE, None).asks(("brand", "price"))
    other = SearchMemory.begun(SearchQuery(text="milk"), memory)
    assert (other.asked, other.asking) == ((), ())
    assert other.back() is not None and other.back().query == ICE


def test_what_was_asked_stays_asked_while_the_search_goes_on():
    memory = SearchMemory.begun(ICE, None).asks(("brand",)).went_on(CHEAP).asks(("price",))
    assert (memory.asked, memory.asking) == (("brand", "price"), ("price",))


def test_from_a_list_aside_back_is_the_search_itself():
    memory = SearchMemory.begun(ICE, None)
    aside = SearchMemory.from_json(memory.beside())
    assert aside is not None and aside.aside
    assert aside.back() == memory


def test_the_way_back_does_not_grow_without_end():
    memory = SearchMemory.begun(ICE, None)
    for number in range(20):
        memory = memory.went_on(SearchQuery(text=str(number)))
    assert len(memory.before) == MOST_STEPS_BACK


def test_showing_the_same_again_is_no_step():
    assert SearchMemory.begun(ICE, None).went_on(ICE).before == ()


def test_it_survives_the_conversation_store():
    memory = SearchMemory.begun(ICE, None).went_on(CHEAP).asks(("brand",))
    assert SearchMemory.from_json(json.loads(json.dumps(memory.to_json()))) == memory
    assert SearchMemory.from_json(None) is None
    everything = SearchMemory.begun(SearchQuery(), None)
    assert SearchMemory.from_json(everything.to_json()) == everything
