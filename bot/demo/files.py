"""The files that the pages load: the widget's script and the products' pictures."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.demo.front import front_of
from bot.demo.pictures import picture

router = APIRouter()


@router.get("/static/daogou.js")
def widget(request: Request) -> Response:
    """The chat widget as it was built."""
    script = front_of(request).widget
    if not script.is_file():
        reason = "/* The chat widget has not been built yet: run `make setup` in the project's folder. */\n"
        return Response(reason, status_code=503, media_type="text/javascript")
    return FileResponse(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/picture/{product_id}.svg")
def product_picture(request: Request, product_id: str) -> Response:
    """The drawing for a product without a photograph."""
    path = front_of(request).shop.graph.product(product_id).category_path
    return Response(picture(path), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@router.get("/picture/department/{key}.svg")
def department_picture(request: Request, key: str) -> Response:
    """The drawing for a department."""
    department = front_of(request).shop.graph.category(key)
    return Response(
        picture((department.key,)), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"}
    )
