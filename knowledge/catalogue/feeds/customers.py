"""The shop's customers, as CSV or JSON Lines; the columns are in docs/feeds.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.desk import ADDRESS, read_address, read_methods
from knowledge.catalogue.feeds.fields import BadField, Cells, unless_bad
from knowledge.catalogue.feeds.spool import Spool
from knowledge.catalogue.feeds.tables import Row, read_rows, unread
from knowledge.catalogue.models.customers import PURPOSES
from knowledge.catalogue.records import CustomerRecord, Record

TRAIT = "trait."
LANGUAGES = ("en", "zh")
_COLUMNS = (
    *("customer_id", "name", "email", "phone", "language", "loyalty_member"),
    *("traits", "consents", "address", "payment_methods"),
)


class Customers(Feed):
    """The customers at ``path``; ``currency`` is that of balances that name none."""

    source = "customers"

    def __init__(self, path: Path, currency: str = "USD") -> None:
        self.path = path
        self._currency = currency

    def records(self) -> Iterator[Record | Reject]:
        columns: dict[str, None] = {}
        with Spool[CustomerRecord]() as spool:
            for row in read_rows(self.path, ("customer_id",)):
                if isinstance(row, Reject):
                    yield row
                    continue
                columns.update(dict.fromkeys(column for column, _ in row.pairs))
                problems: list[Reject] = []
                record = unless_bad(row.origin, problems, _customer, row, self._currency, problems)
                yield from problems
                if record is None:
                    continue
                key, line = record.customer_id, row.origin.line
                before = spool.add(key, record, line, key=key)
                if before is not None:
                    reason = f"{key!r} is given again on line {line}, which is used"
                    yield Reject(self.path.name, before, "customer_id", reason)
            for records in spool.groups():
                yield from records
        yield from unread(
            self.path.name, [name for name in columns if name not in _COLUMNS and not name.startswith((TRAIT, ADDRESS))]
        )


def _customer(row: Row, currency: str, problems: list[Reject]) -> CustomerRecord:
    cells, origin = Cells(row.values), row.origin
    language = unless_bad(origin, problems, _language, cells)
    return CustomerRecord(
        origin=origin,
        customer_id=cells.required("customer_id"),
        name=cells.text("name"),
        email=unless_bad(origin, problems, _email, cells),
        phone=cells.text("phone"),
        language=language or "en",
        loyalty_member=unless_bad(origin, problems, cells.flag, "loyalty_member") or False,
        traits=unless_bad(origin, problems, _traits, row.values) or {},
        consents=unless_bad(origin, problems, _consents, cells) or (),
        address=unless_bad(origin, problems, read_address, row.values),
        payment_methods=unless_bad(origin, problems, read_methods, row.values, currency),
    )


def _consents(cells: Cells) -> tuple[str, ...]:
    given = tuple(dict.fromkeys((cells.text("consents") or "").replace(",", " ").replace(";", " ").split()))
    strange = [purpose for purpose in given if purpose not in PURPOSES]
    if strange:
        raise BadField("consents", f"{strange[0][:20]!r} is none of {', '.join(sorted(PURPOSES))}; none is taken")
    return given


def _language(cells: Cells) -> str | None:
    language = cells.text("language")
    short = language and language.replace("_", "-").partition("-")[0].casefold()
    if short and short not in LANGUAGES:
        raise BadField("language", f"{short[:20]!r} is none of {', '.join(LANGUAGES)}; en is taken")
    return short


def _email(cells: Cells) -> str | None:
    email = cells.text("email")
    if email is not None and ("@" not in email[1:-1] or " " in email):
        raise BadField("email", "is not an address")
    return email


def _traits(values: Mapping[str, Any]) -> dict[str, Any]:
    traits = values.get("traits") or {}
    if not isinstance(traits, dict):
        raise BadField("traits", "is not an object; in a table each trait has its own column, as trait.age")
    own = {name.removeprefix(TRAIT): value for name, value in values.items() if name.startswith(TRAIT)}
    return {
        **traits,
        **{name: value.strip() for name, value in own.items() if isinstance(value, str) and value.strip()},
    }
