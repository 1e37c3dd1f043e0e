"""Ratings that add up: how many, their stars, how many were low. Values without I/O."""

from __future__ import annotations

from dataclasses import dataclass

LOW = 2
"""Stars at most that count as low."""


def is_low(stars: int) -> bool:
    return stars <= LOW


@dataclass(frozen=True)
class Rated:
    """`stars` is their sum. `judged` is of how many it was counted whether they were low: months from before that was
    counted have fewer, and no share is told of them."""

    count: int = 0
    stars: int = 0
    low: int = 0
    judged: int = 0

    def __add__(self, other: Rated) -> Rated:
        return Rated(
            self.count + other.count, self.stars + other.stars, self.low + other.low, self.judged + other.judged
        )

    @property
    def mean(self) -> float | None:
        """With two decimals, halves up; None where nobody has rated."""
        return (200 * self.stars + self.count) // (2 * self.count) / 100 if self.count else None

    @property
    def low_share(self) -> float | None:
        """Per cent with one decimal; None where it is not known of all."""
        if not self.count or self.judged < self.count:
            return None
        return (2000 * self.low + self.count) // (2 * self.count) / 10
