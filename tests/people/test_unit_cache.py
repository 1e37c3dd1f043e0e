from chalicelib.people.unit_cache import UnitCache
from tests.people.samples import unit


class Shelf:
    def __init__(self) -> None:
        self.units = {"library": unit("library")}
        self.read = 0
        self.now = 0.0
        self.cache = UnitCache(self.all, keep=300, now=lambda: self.now)

    def all(self):
        self.read += 1
        return dict(self.units)


def test_units_are_kept_for_their_time():
    shelf = Shelf()
    for shelf.now in (0.0, 100.0, 299.0):
        shelf.cache.all()
    assert shelf.read == 1
    shelf.now = 300.0
    shelf.cache.all()
    assert shelf.read == 2


def test_a_missing_unit_is_looked_for_again_but_not_all_the_time():
    shelf = Shelf()
    shelf.cache.all()
    shelf.units["registry"] = unit("registry")
    assert shelf.cache.some(["registry"]) == {}
    shelf.now = 5.0
    assert list(shelf.cache.some(["registry", "library", "nowhere"])) == ["registry", "library"]
    for _ in range(100):
        shelf.cache.some(["nowhere"])
    assert shelf.read == 2


def test_what_was_forgotten_is_read_again():
    shelf = Shelf()
    shelf.cache.all()
    shelf.cache.forget()
    shelf.cache.all()
    assert shelf.read == 2
