"""Exports: a department's applications as one file, asked for by its people or by its systems, made in the background.

The door of the room. `Exports` is what askers do (ask, look, cancel, fetch); `ExportWorker` works off the exports
queue; `export_machine` is the Step Functions machine between them, which walks through the months.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.exports.asker import Asker, asker_of
    from chalicelib.exports.columns import Column
    from chalicelib.exports.deliver import Delivering
    from chalicelib.exports.exports import Exports
    from chalicelib.exports.job import Job
    from chalicelib.exports.machine import export_machine, machine_name
    from chalicelib.exports.plan_store import PlanStore
    from chalicelib.exports.plans import Plans
    from chalicelib.exports.store import ExportStore
    from chalicelib.exports.target import Target, read_targets
    from chalicelib.exports.worker import ExportWorker
    from chalicelib.exports.write_file import write_csv
else:
    open_lazily(__name__)

__all__ = [
    "Asker",
    "Column",
    "Delivering",
    "ExportStore",
    "ExportWorker",
    "Exports",
    "Job",
    "PlanStore",
    "Plans",
    "Target",
    "asker_of",
    "export_machine",
    "machine_name",
    "read_targets",
    "write_csv",
]
