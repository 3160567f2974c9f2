"""What is a yes, and what is none: nothing is done but on an explicit one."""

from __future__ import annotations

import re

_YES = (
    r"yes|yep|yeah|yup|sure|ok(?:ay)?|confirm(?:ed)?|correct|go ahead|do it|please do|(?:that's |that is )?right|"
    r"please|thanks|是的?|好的?|对的?|确认|可以|行|没问题|嗯|谢谢"
)
YES = re.compile(rf"^\W*(?:{_YES})(?:\W+(?:{_YES}))*\W*$", re.IGNORECASE)
"""Nothing but a yes: "ok, but wait" is none."""
BEGINS_WITH_YES = re.compile(r"^\W*(?:yes|yep|yeah|ok(?:ay)?|sure|是|好|对)(?![a-z])", re.IGNORECASE)
HOLD = re.compile(r"\b(?:but|wait|hold on|not yet|first|unless|if|later)\b|[?？]|但|等|先|如果|不过", re.IGNORECASE)
NO = re.compile(
    r"^\W*(?:no|nope|nah|never mind|forget (?:it|about it)|stop|don't|do not|cancel that|leave it|"
    r"不了?|不用了?|算了|取消吧|别)(?!\w)",
    re.IGNORECASE,
)
