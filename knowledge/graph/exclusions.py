"""What a customer does not want, kept beside what they want until they ask for it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.graph.text import words


@dataclass(frozen=True)
class Exclusions:
    """No product in any of these ``categories`` (subtrees included), of these ``brands``, with any of these ``values``
    (``attribute=key``), that says all of one of ``words`` of itself, or that is one of ``products`` (their ids).

    What a product does not say of itself is not known: this is no statement on allergens.
    """

    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.categories or self.brands or self.values or self.words or self.products)

    def plus(self, other: Exclusions) -> Exclusions:
        """Both, each once."""
        return Exclusions(
            _both(self.categories, other.categories),
            _both(self.brands, other.brands),
            _both(self.values, other.values),
            _both(self.words, other.words),
            _both(self.products, other.products),
        )

    def withdrawn(
        self, categories: Collection[str], brands: Collection[str], values: Collection[str], said: str
    ) -> Exclusions:
        """Without what is asked for again: a kind, a wider or narrower one, a brand, a value, or ``said`` in words."""
        heard = set(words(said))
        return Exclusions(
            tuple(key for key in self.categories if not any(related(key, wanted) for wanted in categories)),
            tuple(key for key in self.brands if key not in brands),
            tuple(value for value in self.values if value not in values),
            tuple(word for word in self.words if not set(words(word)) <= heard),
            self.products,
        )

    def to_json(self) -> dict[str, list[str]]:
        """JSON values only, what is empty left out."""
        return {key: list(kept) for key, kept in asdict(self).items() if kept}

    @classmethod
    def from_json(cls, data: Any) -> Exclusions:
        """What :meth:`to_json` wrote."""
        return cls(**{key: tuple(kept) for key, kept in data.items()})


NOTHING = Exclusions()


def related(one: str, other: str) -> bool:
    """Whether two category keys are one, or one lies below the other."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
