"""An address as people type it on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.orders.views import Address

_LEAD = re.compile(
    r"^.*?\b(?:address (?:is|to|should be|as)|(?:send|ship|deliver) (?:it |them |this |that |everything )?to|"
    r"change (?:it |the address |my address |that )?to|live at|moved to|to|is|at)\b[: ]+(?=\S*\d)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"(?<![\w#])(?:\d{5}(?:-\d{4})?|\d{6}|\d{3}-\d{4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|"
    r"\d{4} ?[A-Z]{2}|\d{4})(?!\w)"
)
_UNIT = re.compile(r"^(?:suite|ste|apt|apartment|unit|flat|floor|room|#)\b", re.IGNORECASE)
_REGION = re.compile(r"^[A-Z]{2,3}$")
_COUNTRIES = {
    **dict.fromkeys(("usa", "us", "united states"), "USA"),
    **{"uk": "UK", "china": "China", "canada": "Canada"},
}
_DEFAULT = re.compile(
    r"\b(?:default|profile|usual|home|account|registered|on file)\b(?:[^.?!]*\baddress\b|\s*$)|"
    r"\baddress (?:on file|on my account|in my (?:profile|account))\b|默认地址|账户地址|我的地址",
    re.IGNORECASE,
)


def means_default(text: str) -> bool:
    """Whether the customer's own address is meant rather than one that is typed."""
    return _DEFAULT.search(text) is not None


def read_address(text: str, country: str = "") -> Address | None:
    """Street, city, postcode and country, with commas between; None where a part is missing.

    ``country`` is taken where none is typed. What stands before the street ("please send it to") is left out.
    """
    typed = _LEAD.sub("", text.strip(), count=1)
    parts = [part.strip(" .;，。") for part in re.split(r"[,\n，]", typed) if part.strip(" .;，。")]
    if len(parts) < 2:
        return None
    place = next((at for at in range(len(parts) - 1, 0, -1) if _postcode(parts[at])), None)
    if place is None:
        return None
    postcode = _postcode(parts[place])
    beside = parts[place].replace(postcode, " ").split()
    after = parts[place + 1 :]
    said = " ".join(after) if after else ""
    region = " ".join(each for each in beside if _REGION.match(each))
    if not said and beside and " ".join(beside).lower() in _COUNTRIES:
        said, beside = " ".join(beside), []
    city_words = [each for each in beside if not _REGION.match(each)]
    before = parts[:place]
    named = [each for each in before[1:] if not _UNIT.match(each)]
    if not beside and (len(named) > 1 or (named and _REGION.match(named[-1]))):  # "Fort Worth, Texas, 76165"
        region, before = before[-1], before[:-1]
    city = " ".join(city_words) or (before.pop() if len(before) > 1 else "")
    street, *more = before
    where = _COUNTRIES.get(said.lower(), said) or country
    if not (city and where and re.search(r"\d|路|街|号", street)):
        return None
    units: Sequence[str] = [each for each in more if _UNIT.match(each)] or more
    return Address(street, city, postcode, where, street2=", ".join(units), region=region)


def _postcode(part: str) -> str:
    found = list(_POSTCODE.finditer(part))
    return found[-1].group() if found else ""
