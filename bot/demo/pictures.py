"""A picture for products that have no photograph: what kind of thing it is, in that kind's colours."""

from __future__ import annotations

import colorsys
import hashlib
import re
from functools import lru_cache
from pathlib import Path

_DRAWINGS = Path(__file__).parent / "drawings"
_DEFAULT = "box"
#: Of each drawing: its hue (of 0 to 1, red being 0) and the words of a category's name that call for it.
_DRAWN: dict[str, tuple[float, str]] = {
    "box": (0.58, "cereal"),
    "carton": (0.57, "milk dairy juice juices cream creamer yogurt"),
    "cheese": (0.12, "cheese cheeses deli"),
    "egg": (0.09, "egg eggs"),
    "banana": (0.14, "bananas tropical"),
    "apple": (0.99, "apple apples fruit pears grapes berries melons citrus stone peaches"),
    "leaf": (
        0.33,
        "salad salads vegetables vegetable herbs lettuce broccoli carrots peppers onions potatoes squash corn produce"
        " mushrooms tomatoes organic foliage nutrition natural",
    ),
    "loaf": (0.08, "bread buns rolls bagels tortillas dough"),
    "cake": (0.93, "bakery cake cakes pies cookies donuts muffins sweets dessert desserts cones pastry baked"),
    "fish": (0.52, "seafood fish shrimp tuna salmon sushi"),
    "steak": (0.0, "meat meats beef pork veal lamb bacon sausage steak ham dogs turkey chicken poultry game fowl"),
    "bottle": (0.78, "wine beer beers ales liquor spirits drinks soda water beverage beverages isotonic waters"),
    "mug": (0.06, "café coffee tea teas cocoa"),
    "can": (0.03, "canned soup soups chili beans"),
    "jar": (0.05, "condiments sauces sauce jelly jam peanut dressing dressings spices pickles syrup salsa relish"),
    "bag": (0.11, "grocery chips snacks snack crackers pretzels popcorn nuts rice pasta flour sugar"),
    "cone": (0.9, "ice frozen sherbets"),
    "flower": (0.86, "flowers flower roses bouquet garden plants plant balloons vases"),
    "pump": (
        0.47,
        "beauty soap hair lotion shampoo deodorants bath makeup cosmetic fragrances facial oral shaving hygiene"
        " cleaners detergents laundry dish bleach fresheners",
    ),
    "pill": (0.6, "health flu pain vitamins relief aid antacids laxatives allergy dietary eye diet medicine"),
    "paw": (0.07, "dog cat pet bird"),
    "candy": (0.95, "candy gum chocolate"),
    "gift": (0.67, "cards gift party christmas halloween toys stationery magazine bookstore seasonal easter"),
    "baby": (0.55, "baby infant diapers"),
}
_DRAWING_OF = {word: drawing for drawing, (_, words) in _DRAWN.items() for word in words.split()}


def drawing_for(category_path: tuple[str, ...]) -> str:
    """The name of the drawing for a product in this category (keys, root first)."""
    for key in reversed(category_path):
        words = re.findall(r"\w+", key.rpartition("/")[2])
        # English puts what a thing is last: dog food bowls are bowls, white milk is milk.
        for word in reversed(words):
            if word in _DRAWING_OF:
                return _DRAWING_OF[word]
    return _DEFAULT


def picture(category_path: tuple[str, ...]) -> str:
    """An SVG picture, 240 by 240: one drawing and hue a kind of thing, shifted a little from category to category."""
    name = drawing_for(category_path)
    hue = (_DRAWN[name][0] + 0.05 * (_fraction("/".join(category_path)) - 0.5)) % 1
    tones = {
        "paper": _colour(hue, 0.94, 0.45),
        "disc": _colour(hue, 0.87, 0.50),
        "light": _colour(hue, 0.98, 0.60),
        "mid": _colour(hue, 0.66, 0.50),
        "dark": _colour(hue, 0.36, 0.45),
        "accent": _colour((hue + 0.42) % 1, 0.60, 0.60),
    }
    drawing = re.sub(r"\{(\w+)\}", lambda found: tones[found[1]], _drawing(name))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="240" height="240">'
        f'<rect width="120" height="120" fill="{tones["paper"]}"/>'
        f'<circle cx="60" cy="60" r="44" fill="{tones["disc"]}"/>{drawing}</svg>'
    )


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    """The shapes of a drawing, on a field of 120 by 120; ``{dark}`` and the like stand for colours."""
    return (_DRAWINGS / f"{name}.svgpart").read_text(encoding="utf-8").strip()


def _fraction(seed: str) -> float:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32


def _colour(hue: float, lightness: float, saturation: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
