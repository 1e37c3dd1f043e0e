"""The flow language: which steps an application takes, who acts in each, and what that means to Step Functions.

A flow is data of a service definition. `parse_flow` reads it, `check_flow` asks whether it can work, `compile_flow`
makes the state machine, `draw_flow` the picture, `predict` the way ahead. Nothing here does I/O except reading the
building blocks of ``statemachines/`` when a flow is compiled.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.flows.blocks import fill_machine
    from chalicelib.flows.check_flow import check_flow
    from chalicelib.flows.compile_flow import compile_flow
    from chalicelib.flows.draw_flow import draw_flow
    from chalicelib.flows.expect import Expected, Outlook, expect, verdict
    from chalicelib.flows.holders_of import Units, ancestors, holders_of
    from chalicelib.flows.model import (
        ENDED,
        FINISH,
        MOVE,
        REVISE,
        By,
        Effect,
        Element,
        Flow,
        Overdue,
        Parallel,
        Phase,
        Ranking,
        Step,
        When,
        arms_of,
        find_effect,
        find_step,
        phases_of,
        steps_of,
        top_level_of,
        walk,
    )
    from chalicelib.flows.parse_by import parse_by
    from chalicelib.flows.parse_flow import EFFECT_TITLES, parse_flow
    from chalicelib.flows.predict import count_transitions, facts_used, predict
    from chalicelib.flows.problems import FlowError, FlowProblem
    from chalicelib.flows.settled_way import Way, different, in_order, way_with
    from chalicelib.flows.way import before, steps_before, way_of
    from chalicelib.flows.words import Labels, condition_words, holder_words, rule_words, within_words
else:
    open_lazily(__name__)

__all__ = [
    "EFFECT_TITLES",
    "ENDED",
    "FINISH",
    "MOVE",
    "REVISE",
    "By",
    "Effect",
    "Element",
    "Expected",
    "Flow",
    "FlowError",
    "FlowProblem",
    "Labels",
    "Outlook",
    "Overdue",
    "Parallel",
    "Phase",
    "Ranking",
    "Step",
    "Units",
    "Way",
    "When",
    "ancestors",
    "arms_of",
    "before",
    "check_flow",
    "compile_flow",
    "condition_words",
    "count_transitions",
    "different",
    "draw_flow",
    "expect",
    "facts_used",
    "fill_machine",
    "find_effect",
    "find_step",
    "holder_words",
    "holders_of",
    "in_order",
    "parse_by",
    "parse_flow",
    "phases_of",
    "predict",
    "rule_words",
    "steps_before",
    "steps_of",
    "top_level_of",
    "verdict",
    "walk",
    "way_of",
    "way_with",
    "within_words",
]
