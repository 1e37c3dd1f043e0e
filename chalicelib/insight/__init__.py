"""What the hall knows of its own work: visits, handlings, durations, ratings, searches in vain, where people come from.

The door of the room. `Counting` reacts to the timeline, `Visits` to what pages report; `Folding` turns the journal of a
day into the totals of its month. `Figures` are what a guide shows of them, `Statistics` what a department sees of its
services, `Ratings` what applicants say, `Comparison` how what they say compares. Nothing here knows a person: an
application is a few bytes of a digest.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.insight.comparison import Comparison, RatedCounter
    from chalicelib.insight.count import Counting
    from chalicelib.insight.entries import Ending, digest_of, end_of
    from chalicelib.insight.figures import Figures
    from chalicelib.insight.fold import Folding
    from chalicelib.insight.history import History, load_history
    from chalicelib.insight.ratings import Ratings
    from chalicelib.insight.statistics import Statistics
    from chalicelib.insight.store import InsightStore
    from chalicelib.insight.visits import Visits
else:
    open_lazily(__name__)

__all__ = [
    "Comparison",
    "Counting",
    "Ending",
    "Figures",
    "Folding",
    "History",
    "InsightStore",
    "RatedCounter",
    "Ratings",
    "Statistics",
    "Visits",
    "digest_of",
    "end_of",
    "load_history",
]
