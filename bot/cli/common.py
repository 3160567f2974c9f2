"""What every command shares: the shop option, error reports, and JSON for programs."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from knowledge.errors import DaogouError

console = Console()
errors = Console(stderr=True)

ShopUrl = Annotated[
    str | None,
    typer.Option("--shop", envvar="DAOGOU_SHOP", help="URL of the shop's database [default: the demo's]"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for a program to read")]

F = TypeVar("F", bound=Callable[..., Any])


def reporting_errors(command: F) -> F:
    """``command``, saying what to do where it fails on purpose, and leaving with status 1."""

    @functools.wraps(command)
    def reported(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except DaogouError as error:
            errors.print(f"[red]{type(error).__name__}[/]: {error}", highlight=False)
            raise typer.Exit(1) from error

    return reported  # type: ignore[return-value]


def choose_shop(url: str | None) -> None:
    """Make ``url`` the shop of this process and of those it starts: the entity extractor reads it from there too."""
    if url:
        os.environ["DAOGOU_SHOP"] = url


def require_customer(shop: Any, customer_id: str | None) -> None:
    """See that whom a command is to speak or choose for is a customer; None is a guest.

    Raises:
        UnknownCustomer: the shop has no such customer.
    """
    from knowledge.customers.registry import is_customer
    from knowledge.errors import UnknownCustomer

    if customer_id is not None and not is_customer(shop.store, customer_id):
        raise UnknownCustomer(f"the shop has no customer {customer_id!r}; leave --customer out to be a guest")


def write_json(value: Any) -> None:
    """``value`` on standard output, as a program reads it."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
