"""Registers: named, typed datasets that departments own, and what applications do to them.

The door of the room. `RegisterRoom` holds its parts: `reading` (who sees which rows), `imports` and the worker behind
them, `connectors` (what departments' own systems are asked for), `disputes` (Z-16) with the owner's corrections,
`collections` (who has answered what a department collects), `leaving` (what ends once its person has left), and
`effects`: the one way an application writes to a register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.registers.check_collect import collect_problems
    from chalicelib.registers.check_connector import check_connector
    from chalicelib.registers.check_register import check_register
    from chalicelib.registers.collecting import Collections
    from chalicelib.registers.connector import Connector
    from chalicelib.registers.connectors import Connectors
    from chalicelib.registers.define_connectors import bundled_connectors, define_connectors
    from chalicelib.registers.definitions import RegisterDefinitions, bundled_registers, define_registers
    from chalicelib.registers.disputes import Disputes
    from chalicelib.registers.effect_spec import effect_problems, value_of
    from chalicelib.registers.effects import HELD_FOR, Asked, EffectDone, Effects
    from chalicelib.registers.expiring import expiring
    from chalicelib.registers.form_rows import FormRows
    from chalicelib.registers.form_sources import FormSources
    from chalicelib.registers.imports import Imports
    from chalicelib.registers.load_rows import load_rows
    from chalicelib.registers.model import KEEPERS, Column, Register, Row, Stamp
    from chalicelib.registers.plan_changes import EffectRefused
    from chalicelib.registers.read_cells import READERS, FileRefused
    from chalicelib.registers.reading import Reading
    from chalicelib.registers.room import RegisterRoom
    from chalicelib.registers.run_import import RunImport
    from chalicelib.registers.store import RegisterStore
else:
    open_lazily(__name__)

__all__ = [
    "HELD_FOR",
    "KEEPERS",
    "READERS",
    "Asked",
    "Collections",
    "Column",
    "Connector",
    "Connectors",
    "Disputes",
    "EffectDone",
    "EffectRefused",
    "Effects",
    "FileRefused",
    "FormRows",
    "FormSources",
    "Imports",
    "Reading",
    "Register",
    "RegisterDefinitions",
    "RegisterRoom",
    "RegisterStore",
    "Row",
    "RunImport",
    "Stamp",
    "bundled_connectors",
    "bundled_registers",
    "check_connector",
    "check_register",
    "collect_problems",
    "define_connectors",
    "define_registers",
    "effect_problems",
    "expiring",
    "load_rows",
    "value_of",
]
