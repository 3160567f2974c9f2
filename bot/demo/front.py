"""What every page of the demo shop shares: the shop, the visitor, and how a page is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date
from babel.numbers import format_decimal
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from bot.demo.security import assistant_origin
from bot.demo.strings import LANGUAGE_NAMES, text, to_language
from bot.demo.visitors import COOKIE, LIFETIME, Visitor, VisitorBook
from bot.settings import Settings
from knowledge.graph.views import CategoryView
from knowledge.money import LOCALES
from knowledge.shop import Shop

TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")
NOTICES = ("unknown_household", "stale_form")
_PASSING = ("lang", "notice", "sign-in")  # what a page was asked for once, and no link to it repeats


@dataclass(frozen=True)
class Front:
    """The shop front: ``widget`` is where the built chat widget should be."""

    shop: Shop
    settings: Settings
    visitors: VisitorBook
    widget: Path

    @property
    def is_demo(self) -> bool:
        """Whether visitors may shop as anybody: in the demo shop, and never in one whose customers are real."""
        return self.shop.store.setting("demo") is True

    def visitor(self, request: Request) -> tuple[Visitor, bool]:
        """Who asks, and whether the browser's cookie must be written: for a new visitor or another language."""
        spoken = to_language(request.headers.get("accept-language")) or "en"
        visitor, is_new = self.visitors.read(request.cookies.get(COOKIE), spoken)
        if visitor.household is not None and not self.is_demo:
            # A cookie of the demo shop, which had the same secret.
            visitor, is_new = replace(visitor, household=None), True
        chosen = to_language(request.query_params.get("lang"))
        if chosen is None or chosen == visitor.language:
            return visitor, is_new
        return replace(visitor, language=chosen), True

    def remember(self, request: Request, response: Response, visitor: Visitor) -> None:
        """Write the visitor's cookie, for this site's own pages and out of scripts' reach."""
        response.set_cookie(
            COOKIE,
            self.visitors.write(visitor),
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    def page(self, request: Request, template: str, status: int = 200, **content: Any) -> Response:
        """The page that ``template`` makes of ``content`` for whoever asks."""
        visitor, is_new = self.visitor(request)
        language = visitor.language
        notice = request.query_params.get("notice")
        context = {
            "t": partial(text, language),
            "language": language,
            "languages": LANGUAGE_NAMES,
            "other_language": lambda code: _address(request, ("lang", code)),
            "visitor": visitor,
            "is_demo": self.is_demo,
            "form_token": self.visitors.form_token(visitor),
            "shop_name": self.shop.name,
            "departments": self.shop.graph.categories(),
            "label": partial(label, language=language),
            "number": partial(format_decimal, locale=LOCALES[language]),
            "date": partial(_date, language=language),
            "category_url": category_url,
            "product_url": product_url,
            "picture_url": picture_url,
            "here": _address(request),
            "sign_in": _address(request, ("sign-in", "1")),
            "signing_in": "sign-in" in request.query_params,
            "notice": notice if notice in NOTICES else None,
            "widget_built": self.widget.is_file(),
            "assistant": assistant_origin(request, self.settings),
            "text": "",
            **content,
        }
        response = TEMPLATES.TemplateResponse(request, template, context, status_code=status)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Vary"] = "Cookie, Accept-Language"
        if is_new:
            self.remember(request, response, visitor)
        return response


def front_of(request: Request) -> Front:
    """The front that the application was made with."""
    front: Front = request.app.state.front
    return front


def label(category: CategoryView, language: str) -> str:
    """A category's name in ``language``, or in the shop's own where it has none."""
    return category.labels.get(language) or category.name


def category_url(key: str) -> str:
    """The page of a category."""
    return f"/c/{quote(key)}"


def product_url(product_id: str) -> str:
    """The page of a product."""
    return f"/product/{quote(product_id, safe='')}"


def picture_url(product: Any) -> str:
    """A product's photograph, or else a drawing of what kind of thing it is."""
    return product.image_url or f"/picture/{quote(product.product_id, safe='')}.svg"


def _address(request: Request, *added: tuple[str, str]) -> str:
    """The page that was asked for, with ``added`` to what was asked of it."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in _PASSING]
    fields = urlencode([*kept, *added])
    return quote(request.url.path) + (f"?{fields}" if fields else "")


def _date(moment: datetime, language: str) -> str:
    return str(format_date(moment.date(), "medium", locale=LOCALES[language]))
