"""An intent's name, in words, is an example of it where there are few."""

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_names import IntentNameExamples


def taught(examples: list[tuple[str, str]], most: int = 30) -> list[tuple[str, str]]:
    data = TrainingData([Message.build(text=text, intent=intent) for text, intent in examples])
    result = IntentNameExamples({"most": most}).process_training_data(data)
    return sorted((each.get(TEXT), each.get(INTENT)) for each in result.intent_examples)


def test_a_name_is_added_in_words() -> None:
    assert ("track order", "track_order") in taught([("where is it", "track_order"), ("hello", "greet")])


def test_a_name_that_somebody_says_already_is_not_added_again() -> None:
    assert taught([("greet", "say_hello"), ("hi", "greet")], most=1) == [
        ("greet", "say_hello"),
        ("hi", "greet"),
        ("say hello", "say_hello"),
    ]


def test_an_intent_with_many_examples_needs_no_name() -> None:
    many = [(f"hello {number}", "greet") for number in range(3)]
    assert taught(many, most=2) == many


def test_messages_pass_unchanged() -> None:
    messages = [Message({TEXT: "hello"})]
    assert IntentNameExamples({"most": 30}).process(messages) is messages
    assert messages[0].as_dict() == {TEXT: "hello"}
