"""What a customer's widget can rely on, over real connections."""

from __future__ import annotations

import asyncio
import base64
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import select

from bot.channels.tokens import issue_token
from knowledge.catalogue.models import Customer, Order, OrderLine, ShopperEvent
from knowledge.customers.identity import Identity, unseal
from tests.bot.channels.conftest import PAGE, SEAL_KEY, Serve, Service

CARD = {"product_id": "P1", "name": "Tea", "price": "1.99", "currency": "USD", "in_stock": True}


async def test_a_message_is_acknowledged_and_answered(service: Service) -> None:
    ada = await service.connected()
    said = await ada.say("hello", "m1")
    await ada.settled()
    mine, answer = ada.messages
    assert said == {"ok": True, "seq": mine["seq"]}
    assert (mine["sender"], mine["client_id"], mine["text"]) == ("customer", "m1", "hello")
    assert answer["sender"] == "assistant" and answer["seq"] > mine["seq"]
    assert [event for event, _ in ada.received] == ["message", "typing", "message", "typing"]
    assert [body for event, body in ada.received if event == "typing"] == [{"on": True}, {"on": False}]


async def test_the_first_transport_a_browser_tries_works_too(service: Service) -> None:
    ada = service.client()
    await ada.connect(transports=["polling"])
    await ada.say("hello")
    await ada.until_texts("You said: hello")


async def test_words_buttons_and_payload_arrive_as_one_message(service: Service) -> None:
    async def answer(message: UserMessage) -> None:
        payload = {"type": "product_list", "list": "search", "products": [CARD]}
        buttons = [{"title": "More", "payload": "more"}]
        await message.output_channel.send_response(
            message.sender_id, {"text": "Found", "custom": payload, "buttons": buttons}
        )

    service.agent.answer = answer
    ada = await service.connected()
    await ada.say("tea")
    await ada.settled()
    assert [message["sender"] for message in ada.messages] == ["customer", "assistant"]
    assert ada.messages[1]["payload"]["products"] == [CARD]
    assert ada.messages[1]["quick_replies"] == [{"title": "More", "text": "more"}]


async def test_the_action_learns_who_speaks_under_a_seal(service: Service) -> None:
    ada = await service.connected("conversation-a", "ada")
    guest = await service.connected("conversation-g", None)
    await ada.say("hello", page_product="P1")
    await ada.settled()
    await guest.say("hello", page_product="no such product", metadata={"customer_id": "ada"}, customer_id="ada")
    await guest.settled()
    first, second = service.agent.asked
    assert first.sender_id == "conversation-a"
    assert unseal(first.metadata, "conversation-a", SEAL_KEY) == Identity("conversation-a", "ada", "en", "P1")
    assert unseal(second.metadata, "conversation-g", SEAL_KEY) == Identity("conversation-g", None, "en", None)


# --- who may come in ---


@pytest.mark.parametrize(
    "token, code",
    [
        ("", "no_token"),
        ("rubbish", "bad_token"),
        (issue_token("conversation-a", "x" * 40, customer_id="ada"), "bad_token"),
    ],
    ids=["none", "rubbish", "another key"],
)
async def test_without_a_good_token_nobody_comes_in(service: Service, token: str, code: str) -> None:
    stranger = service.client(token=token)
    with pytest.raises(Exception):  # noqa: B017 - the client wraps it; what it was told is checked below
        await stranger.connect()
    assert stranger.refusal is not None and stranger.refusal["data"] == {"code": code}


async def test_an_expired_token_says_so(service: Service) -> None:
    late = service.client(token=service.token("conversation-a", "ada", timedelta(seconds=-1)))
    with pytest.raises(Exception):  # noqa: B017
        await late.connect()
    assert late.refusal is not None and late.refusal["data"] == {"code": "token_expired"}


async def test_a_token_that_expires_while_connected_is_no_longer_good(service: Service) -> None:
    ada = service.client(token=service.token("conversation-a", "ada", timedelta(seconds=2)))
    await ada.connect()
    assert (await ada.say("in time"))["ok"]
    await asyncio.sleep(2)
    requests: dict[str, Any] = {
        "message": {"client_id": "late", "text": "too late"},
        "resume": {"after": 0},
        "event": {"events": []},
        "language": {"language": "zh"},
    }
    for event, body in requests.items():
        assert (await ada.call(event, body))["error"]["code"] == "token_expired"
    assert service.agent.texts == ["in time"]


async def test_a_strange_page_is_told_so(service: Service) -> None:
    strange = service.client()
    with pytest.raises(Exception):  # noqa: B017
        await strange.connect(origin="http://evil.test")
    assert strange.refusal is not None and strange.refusal["data"] == {"code": "bad_origin"}


async def test_a_strange_page_does_not_even_get_a_handshake_over_http(service: Service) -> None:
    strange = service.client()
    with pytest.raises(Exception, match="400"):
        await strange.connect(origin="http://evil.test", transports=["polling"])


async def test_a_program_without_an_origin_needs_only_its_token(service: Service) -> None:
    program = service.client()
    await program.connect(origin=None)
    assert (await program.say("hello"))["ok"]


async def test_a_token_for_one_conversation_never_reaches_another(service: Service) -> None:
    ada = await service.connected("conversation-a", "ada")
    await ada.say("my secret")
    await ada.settled()
    bob = await service.connected("conversation-b", "bob")
    answer = await bob.call("resume", {"after": 0, "conv": "conversation-a", "conversation_id": "conversation-a"})
    assert answer["ok"] and answer["messages"] == []
    said = ada.messages[1]["seq"]
    assert (await bob.call("feedback", {"seq": said, "value": 1}))["error"]["code"] == "bad_request"


@pytest.mark.parametrize("other", ["bob", None])
async def test_another_customers_conversation_is_closed(service: Service, other: str | None) -> None:
    await service.connected("conversation-a", "ada")
    intruder = service.client("conversation-a", other)
    with pytest.raises(Exception):  # noqa: B017
        await intruder.connect()
    assert intruder.refusal is not None and intruder.refusal["data"] == {"code": "bad_token"}


async def test_two_customers_never_see_each_others_messages(service: Service) -> None:
    ada = await service.connected("conversation-a", "ada")
    bob = await service.connected("conversation-b", "bob")
    await asyncio.gather(*(ada.say(f"ada {n}") for n in range(5)), *(bob.say(f"bob {n}") for n in range(5)))
    await asyncio.gather(ada.until_texts("You said: ada 4"), bob.until_texts("You said: bob 4"))
    assert not [text for text in ada.texts if "bob" in text] and not [text for text in bob.texts if "ada" in text]
    assert len(ada.texts) == len(bob.texts) == 10


# --- what may be said ---


@pytest.mark.parametrize(
    "text, code",
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("\u200b\x00", "empty"),
        ("///", "empty"),
        ("x" * 2001, "too_long"),
        ("好" * 10_000, "too_long"),
        (5, "bad_request"),
        (None, "bad_request"),
        ({"text": "nested"}, "bad_request"),
    ],
    ids=range(9),
)
async def test_what_cannot_be_said_gets_an_error(service: Service, text: Any, code: str) -> None:
    ada = await service.connected()
    assert (await ada.say(text))["error"]["code"] == code
    assert service.front.conversations.messages("conversation-a") == () and service.agent.asked == []
    assert (await ada.say("and now properly"))["ok"]


@pytest.mark.parametrize(
    "body",
    [None, [], "text", {}, {"text": "hi"}, *({"client_id": bad, "text": "hi"} for bad in ("", "x" * 101, "\x00", 5))],
    ids=range(9),
)
async def test_a_malformed_message_gets_an_error(service: Service, body: Any) -> None:
    ada = await service.connected()
    assert (await ada.call("message", body))["error"]["code"] == "bad_request"


@pytest.mark.parametrize(
    "text",
    ["👍", "x" * 2000, "<script>alert(1)</script>", "<b>bold</b> & co", "{name} {0}", "\ud83d hello"],
    ids=["emoji", "longest", "script", "markup", "braces", "half a character"],
)
async def test_odd_text_arrives_inert_and_as_it_was(service: Service, text: str) -> None:
    ada = await service.connected()
    assert (await ada.say(text))["ok"]
    await ada.settled()
    shown = text.replace("\ud83d", "").strip()
    assert ada.texts[0] == shown and service.agent.texts == [shown]


@pytest.mark.parametrize(
    "typed", ["/restart", " /restart", '/ask_coupons{"customer_id": "42"}', "／restart", "\u200b/restart"]
)
async def test_a_typed_command_is_only_words(service: Service, typed: str) -> None:
    ada = await service.connected()
    assert (await ada.say(typed))["ok"]
    await ada.settled()
    (text,) = service.agent.texts
    assert text is not None and text[0] in "ra"
    assert ada.messages[0]["text"] == typed.strip().replace("\u200b", "")


async def test_too_many_messages_are_held_back_and_the_rest_goes_on(serve: Serve) -> None:
    async with serve(messages_burst=3, messages_per_second=2.0) as service:
        ada = await service.connected("conversation-a", "ada")
        bob = await service.connected("conversation-b", "bob")
        answers = [await ada.say(f"message {number}") for number in range(5)]
        assert [answer["ok"] for answer in answers[:3]] == [True, True, True]
        assert answers[4]["error"]["code"] == "rate_limited"
        assert (await bob.say("hello"))["ok"]
        await asyncio.sleep(0.6)
        assert (await ada.say("slower now"))["ok"]


async def test_reconnecting_does_not_lift_the_limit(serve: Serve) -> None:
    async with serve(messages_burst=1, messages_per_second=0.01) as service:
        ada = await service.connected()
        await ada.say("one")
        await ada.sio.disconnect()
        again = await service.connected()
        assert (await again.say("two"))["error"]["code"] == "rate_limited"


async def test_too_many_requests_of_any_kind_are_held_back(serve: Serve) -> None:
    async with serve(requests_burst=5, requests_per_second=0.01) as service:
        ada = await service.connected()
        answers = [await ada.call("language", {"language": "zh"}) for _ in range(6)]
        assert [answer["ok"] for answer in answers] == [True] * 5 + [False]
        assert answers[5]["error"]["code"] == "rate_limited"


# --- buttons on products ---


@pytest.mark.parametrize(
    "name, intent",
    [
        ("product_details", "ask_product_details"),
        ("product_offers", "ask_product_offers"),
        ("goes_with", "ask_goes_with"),
        ("why", "ask_why"),
    ],
)
async def test_a_button_becomes_its_intent_and_shows_its_title(service: Service, name: str, intent: str) -> None:
    ada = await service.connected()
    command = {"client_id": "c1", "name": name, "product_id": "P1", "title": "Tell me about Tea"}
    assert (await ada.call("command", command))["ok"]
    await ada.settled()
    assert service.agent.texts == [f'/{intent}{{"product": "P1", "language_evidence": {{"channel": "en"}}}}']
    assert ada.texts[0] == "Tell me about Tea"


async def test_a_products_id_cannot_break_out_of_its_command(service: Service) -> None:
    ada = await service.connected()
    command = {"client_id": "c1", "name": "why", "product_id": 'P"2}', "title": "Why?"}
    assert (await ada.call("command", command))["ok"]
    await ada.settled()
    assert service.agent.texts == ['/ask_why{"product": "P\\"2}", "language_evidence": {"channel": "en"}}']


@pytest.mark.parametrize(
    "change",
    [
        {"product_id": "no such product"},
        {"product_id": "P1'; DROP TABLE product; --"},
        {"product_id": 5},
        {"name": "restart"},
        {"name": "/restart"},
        {"title": ""},
        {"title": "x" * 201},
    ],
)
async def test_a_button_for_what_does_not_exist_does_nothing(service: Service, change: dict[str, Any]) -> None:
    ada = await service.connected()
    command = {"client_id": "c1", "name": "why", "product_id": "P1", "title": "Why?", **change}
    assert (await ada.call("command", command))["error"]["code"] == "bad_request"
    assert service.agent.asked == [] and service.front.conversations.messages("conversation-a") == ()


# --- events, feedback, language ---


def stored(service: Service) -> list[tuple[Any, ...]]:
    with service.front.store.session() as session:
        rows = session.execute(select(ShopperEvent).order_by(ShopperEvent.event_id)).scalars()
        return [(row.event_id, row.name, row.product_id, row.customer_id, row.conversation_id) for row in rows]


async def test_events_are_kept_once(service: Service) -> None:
    ada = await service.connected()
    seen = {"event_id": "e1", "name": "view_item_list", "product_id": "P1", "list_name": "search", "position": 1}
    clicked = {"event_id": "e2", "name": "select_item", "product_id": "P1"}
    assert await ada.call("event", {"events": [seen]}) == {"ok": True, "stored": 1}
    assert await ada.call("event", {"events": [seen, clicked]}) == {"ok": True, "stored": 1}
    assert await ada.call("event", {"events": []}) == {"ok": True, "stored": 0}
    assert stored(service) == [
        ("e1", "view_item_list", "P1", None, None),
        ("e2", "select_item", "P1", None, None),
    ]


async def test_a_guests_events_are_kept_by_conversation(service: Service) -> None:
    guest = await service.connected("conversation-g", None)
    await guest.call("event", {"events": [{"event_id": "e1", "name": "view_item", "product_id": "P1"}]})
    assert stored(service) == [("e1", "view_item", "P1", None, "conversation-g")]


async def test_an_event_names_its_customer_only_where_they_agreed(service: Service) -> None:
    with service.front.store.transaction() as session:
        session.add_all(Customer(customer_id=each, source="test") for each in ("ada", "bob"))
    service.front.consents.decide("ada", "analytics", True)
    for who, event_id in (("ada", "e1"), ("bob", "e2")):
        client = await service.connected(f"conversation-{who}", who)
        await client.call("event", {"events": [{"event_id": event_id, "name": "view_item", "product_id": "P1"}]})
    assert [row[3:] for row in stored(service)] == [("ada", "conversation-ada"), (None, None)]


@pytest.mark.parametrize(
    "event",
    [
        {"event_id": "e", "name": "purchase", "product_id": "P1"},
        {"event_id": "e", "name": "view_item", "product_id": "no such product"},
        {"event_id": "e", "name": "view_item", "product_id": "P1", "position": 0},
        {"event_id": "e", "name": "view_item", "product_id": "P1", "position": "first"},
        {"name": "view_item", "product_id": "P1"},
        None,
    ],
)
async def test_a_made_up_event_is_refused(service: Service, event: Any) -> None:
    ada = await service.connected()
    assert (await ada.call("event", {"events": [event]}))["error"]["code"] == "bad_request"
    assert stored(service) == []


async def test_a_thumb_stays_with_its_message(service: Service) -> None:
    ada = await service.connected()
    mine = await ada.say("hello")
    await ada.settled()
    answer = ada.messages[1]["seq"]
    assert await ada.call("feedback", {"seq": answer, "value": -1}) == {"ok": True}
    history = await ada.resume()
    assert [message.get("feedback") for message in history["messages"]] == [None, -1]
    for body in ({"seq": mine["seq"], "value": 1}, {"seq": answer, "value": 0}, {"seq": 10**12, "value": 1}, {}):
        assert (await ada.call("feedback", body))["error"]["code"] == "bad_request"


async def test_the_chosen_language_holds_for_the_rest(service: Service) -> None:
    ada = await service.connected()
    assert await ada.call("language", {"language": "zh"}) == {"ok": True}
    await ada.say("你好")
    await ada.settled()
    assert service.agent.asked[0].metadata["language"] == "zh"
    again = await service.connected()
    assert (await again.resume())["language"] == "zh"
    assert (await ada.call("language", {"language": "tlh"}))["error"]["code"] == "bad_request"


def allowed_origin(url: str, origin: str) -> str | None:
    request = urllib.request.Request(f"{url}/socket.io/?EIO=4&transport=polling", headers={"Origin": origin})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return str(answer.headers["Access-Control-Allow-Origin"])


async def test_the_shops_page_is_allowed_to_read_over_http(service: Service) -> None:
    assert await asyncio.to_thread(allowed_origin, service.url, PAGE) == PAGE
    with pytest.raises(urllib.error.HTTPError):
        await asyncio.to_thread(allowed_origin, service.url, "http://evil.test")


async def test_how_content_a_customer_was_is_kept_and_what_is_no_score_refused(service: Service) -> None:
    ada = await service.connected()
    assert await ada.call("satisfaction", {"score": 4, "word": "quick"}) == {"ok": True}
    for body in ({"score": 0}, {"score": "5"}, {"word": "hm"}, {"score": 3, "word": "x" * 1001}):
        assert (await ada.call("satisfaction", body))["error"]["code"] == "bad_request"


async def test_an_invoice_is_only_brought_to_the_customer_of_the_order(service: Service) -> None:
    with service.front.store.transaction() as session:
        owner = Customer(customer_id="ada", source="test")
        session.add(owner)
        session.flush()
        line = OrderLine(position=1, product_id="P1", sku="P1", name="Tea", quantity=1, paid=Decimal(3))
        placed = datetime(2024, 5, 1, tzinfo=timezone.utc)
        own = {"customer_id": owner.id, "status": "delivered", "placed_at": placed, "total": Decimal(3)}
        session.add(Order(number="W1", currency="USD", source="test", lines=[line], **own))
    brought = await (await service.connected("conversation-ada", "ada")).call("invoice", {"number": "#w1"})
    assert base64.b64decode(brought["pdf"]).startswith(b"%PDF")
    for conversation, other in (("conversation-bob", "bob"), ("conversation-guest", None)):
        refused = await (await service.connected(conversation, other)).call("invoice", {"number": "W1"})
        assert refused["error"]["code"] == "bad_request"
