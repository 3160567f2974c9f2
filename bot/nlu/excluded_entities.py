"""Marks the entities that a customer does not want, and finds the unwanted words that no other entity knows."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import entity
from bot.nlu.negation import Scope, negated
from knowledge.chinese import simplified
from knowledge.graph.refine import ASKING_WORDS
from knowledge.graph.text import is_cjk
from knowledge.language import ENGLISH_STOP_WORDS

EXCLUDED = "excluded"
#: What may be unwanted; a price, a date or a number is not.
NAMES = frozenset({"category", "brand", "attribute_value", "product", "size"})
MOST_WORDS = 3

_WORD = re.compile(r"[a-zA-Z]+(?:['’-][a-zA-Z]+)*")
_SAYING_NOTHING = ENGLISH_STOP_WORDS | ASKING_WORDS | frozenset(
    "brand brands kind sort type stuff option options order orders anymore added flavour flavor taste person people "
    "price prices money problem issue thank don't doesn't can't free work time today delivery".split()
)  # fmt: skip
_SAYING_NOTHING_ZH = frozenset(
    "的 了 吗 呢 吧 啊 是 那 这 那个 这个 那种 这种 东西 商品 产品 牌子 品牌 这些 那些 它 他 我 你 您 "
    "个 种 款 一个 一种 一点 和 或 或者 跟 再 很 太 牌 货 钱 人 知道 时候 问题 一样 谢谢 一下 口味 味道 订单 号 "
    "买 卖 给 看 要 想 用 去 来 到 上 下 会 能 收到 发货".split()
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ExclusionExtractor(GraphComponent, EntityExtractorMixin):
    """Gives ``"role": "excluded"`` to entities in a negated stretch, and adds ``word`` for other words in one.

    Stands after all other extractors. Where of two only one is negated ("chips but not doritos"), only that one is.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ExclusionExtractor":
        """Create the component; it has nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Mark and add."""
        for message in messages:
            if text := message.get(TEXT):
                self._exclude(message, text)
        return messages

    def _exclude(self, message: Message, text: str) -> None:
        entities = message.get(ENTITIES, [])
        places = {place for each in entities for place in range(each["start"], each["end"])}
        # A "no" within a name or a price ("no more than $5") negates nothing.
        scopes = [scope for scope in negated(simplified(text)) if scope.cue not in places]
        if not scopes:
            return
        marked = [{**each, "role": EXCLUDED} if _unwanted(each, scopes) else each for each in entities]
        words = [word for scope in scopes if scope.plain for word in self._words(message, text, scope, places)]
        if words:
            # "Wine but no red wine": of what is wanted, only the red is not.
            wanted = {(each["entity"], str(each["value"])) for each in marked if "role" not in each}
            marked = [
                each for each in marked if "role" not in each or (each["entity"], str(each["value"])) not in wanted
            ]
        message.set(ENTITIES, [*marked, *words], add_to_output=True)

    def _words(self, message: Message, text: str, scope: Scope, covered: set[int]) -> list[dict[str, Any]]:
        """Words in ``scope`` that are in no entity and say something, neighbours together."""
        runs: list[tuple[int, int]] = []
        for first, last in _tokens(message, text, scope.start, scope.end):
            if covered.intersection(range(first, last)):
                continue
            if runs and not text[runs[-1][1] : first].strip(" -"):
                runs[-1] = (runs[-1][0], last)
            else:
                runs.append((first, last))
        found = []
        for first, last in runs:
            if len(text[first:last].split()) <= MOST_WORDS:
                covered.update(range(first, last))
                value = simplified(text[first:last]).lower()
                found.append(entity("word", value, first, last, self.name) | {"role": EXCLUDED})
        return found


def _unwanted(each: dict[str, Any], scopes: list[Scope]) -> bool:
    return each["entity"] in NAMES and any(
        each["start"] == scope.start if scope.next_only else scope.start <= each["start"] < scope.end
        for scope in scopes
    )


def _tokens(message: Message, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Places of the words that may name something: English ones by letters, Chinese ones as the tokenizer cut them."""
    english = [
        match.span() for match in _WORD.finditer(text, start, end) if match.group().lower() not in _SAYING_NOTHING
    ]
    chinese = [
        (token.start, token.end)
        for token in message.get(TOKENS_NAMES[TEXT], [])
        if start <= token.start and token.end <= end and is_cjk(token.text)
        and simplified(token.text) not in _SAYING_NOTHING_ZH
    ]  # fmt: skip
    return sorted([*english, *chinese])
