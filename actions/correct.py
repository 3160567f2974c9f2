"""Putting right what was misunderstood: "no, I meant ice cream"."""

from __future__ import annotations

from actions.again import same_question
from actions.boundary import Reply, ShopAction
from actions.listing import begin, go_on
from actions.service import AnswerQuestion
from actions.turn import Turn
from knowledge.graph.refine import correct_search, start_search
from knowledge.shop import Shop


class Correct(ShopAction):
    """Do the last thing again for what is meant.

    A search keeps the wishes of other kinds; where nothing has them all, what was said now counts alone.
    """

    action_name = "action_correct"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        again = same_question(turn)
        wishes = turn.wishes()
        if again is None and turn.answered == AnswerQuestion.action_name and not wishes.structured:
            again = AnswerQuestion()
        if again is not None:
            again.respond(turn, shop, reply)
            return
        # Words alone may be anything said in anger; they are looked for only where a search is being corrected.
        if not wishes or (turn.search is None and not wishes.structured):
            reply.say("what_did_you_mean")
            return
        if turn.search is not None:
            corrected = correct_search(turn.search, wishes)
            if shop.graph.fitting(corrected):
                go_on(corrected, turn, shop, reply)
                return
        begin(start_search(wishes), turn, shop, reply)
