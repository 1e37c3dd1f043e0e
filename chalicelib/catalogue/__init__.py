"""The catalogue: what services there are, their guides, and publishing them.

The door of the room. A service is data: a YAML file under ``catalogue/``, checked, published as a version that never
changes, found by everybody. The room does not know what a form or a flow means; higher rooms' checks, the compiler and
the renderer come in as functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.catalogue.archetypes import begun_from, template_source
    from chalicelib.catalogue.channel import (
        Channel,
        Cohort,
        OtherWay,
        Period,
        Stage,
        read_channel,
        visible,
        write_channel,
    )
    from chalicelib.catalogue.check_definition import Check, check_definition
    from chalicelib.catalogue.findings import Finding, Noted, Problem, below
    from chalicelib.catalogue.history import lived, state_on
    from chalicelib.catalogue.imports.store import ImportStore
    from chalicelib.catalogue.load_definitions import (
        CATALOGUE_ROOT,
        MAX_DEFINITION_BYTES,
        NOT_SERVICES,
        TEMPLATES,
        Definition,
        load_definition,
        load_definitions,
        parse_definition,
    )
    from chalicelib.catalogue.model import UNWRITTEN, Contact, Guide, Material, Question, Service
    from chalicelib.catalogue.pinyin import read_pinyin
    from chalicelib.catalogue.publish_service import content_of, publish_service
    from chalicelib.catalogue.read_yaml import read_yaml
    from chalicelib.catalogue.retention import Retention, retention_of
    from chalicelib.catalogue.sample_files import bundled_samples, is_sample_name, sample_path, samples_of
    from chalicelib.catalogue.say import title_of_key
    from chalicelib.catalogue.store import Note, Release, ServiceStore
    from chalicelib.catalogue.summary import Pinyin, Summary, summary_of
    from chalicelib.catalogue.vocabulary import (
        ARCHETYPES,
        AREAS,
        CATEGORIES,
        CHANNEL_STATES,
        OPEN_STATES,
        THEMES,
        UNBUILT,
        is_entry,
        is_unbuilt,
    )
else:
    open_lazily(__name__)

__all__ = [
    "ARCHETYPES",
    "AREAS",
    "CATALOGUE_ROOT",
    "CATEGORIES",
    "CHANNEL_STATES",
    "MAX_DEFINITION_BYTES",
    "NOT_SERVICES",
    "OPEN_STATES",
    "TEMPLATES",
    "THEMES",
    "UNBUILT",
    "UNWRITTEN",
    "Channel",
    "Check",
    "Cohort",
    "Contact",
    "Definition",
    "Finding",
    "Guide",
    "ImportStore",
    "Material",
    "Note",
    "Noted",
    "OtherWay",
    "Period",
    "Pinyin",
    "Problem",
    "Question",
    "Release",
    "Retention",
    "Service",
    "ServiceStore",
    "Stage",
    "Summary",
    "begun_from",
    "below",
    "bundled_samples",
    "check_definition",
    "content_of",
    "is_entry",
    "is_sample_name",
    "is_unbuilt",
    "lived",
    "load_definition",
    "load_definitions",
    "parse_definition",
    "publish_service",
    "read_channel",
    "read_pinyin",
    "read_yaml",
    "retention_of",
    "sample_path",
    "samples_of",
    "state_on",
    "summary_of",
    "template_source",
    "title_of_key",
    "visible",
    "write_channel",
]
