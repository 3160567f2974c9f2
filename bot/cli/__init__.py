"""The command line: ``daogou``. One module a command; nothing heavy is imported before a command runs."""

from __future__ import annotations

import typer

from bot import environment
from bot.cli import (
    ask,
    cases,
    chat,
    check,
    demo,
    evaluate,
    importing,
    orders,
    price,
    profile,
    recommend,
    review,
    serve,
    train,
)
from bot.cli.common import reporting_errors

environment.prepare()

app = typer.Typer(
    help="Daogou, a customer-service assistant for online shops.", no_args_is_help=True, pretty_exceptions_enable=False
)
for name, command in {
    "demo": demo.demo,
    "import": importing.import_feed,
    "train": train.train,
    "serve": serve.serve,
    "chat": chat.chat,
    "ask": ask.ask,
    "recommend": recommend.recommend,
    "price": price.price,
    "check": check.check,
    "review": review.review,
    "cases": cases.cases,
}.items():
    app.command(name)(reporting_errors(command))
app.add_typer(evaluate.evaluate, name="evaluate")
app.add_typer(orders.orders, name="orders")
app.add_typer(profile.profile, name="profile")
