"""The store of saved exports, beside that of their jobs."""

from chalicelib.exports.plan_store.store import MOST, PlanStore

__all__ = ["MOST", "PlanStore"]
