"""Forms: what a service asks, how answers are judged, what the hall fills in by itself.

The door of the room. A form comes from the `form:` part of a service definition; kinds of field live one to a file
under `fields/` and register themselves. The room has no storage: values go in and out as JSON. What may be seen by a
flow are the facts, never the form. Conditions are `chalicelib.shared.conditions`, evaluated alike in the browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.forms.check_values import check_values
    from chalicelib.forms.describe import describe
    from chalicelib.forms.display import diff_of, display_of, step_fields, title_of, title_places, uploads_in
    from chalicelib.forms.disputed_fields import disputed_fields
    from chalicelib.forms.facts_of import fact_sources, fact_types, facts_of, option_values
    from chalicelib.forms.facts_so_far import facts_so_far
    from chalicelib.forms.fields.shown_value import find_value
    from chalicelib.forms.file_kinds import KINDS, check_upload
    from chalicelib.forms.look_up import look_up
    from chalicelib.forms.misfits import Misfit, misfits
    from chalicelib.forms.model import (
        MAX_FORM_BYTES,
        Directory,
        Earlier,
        EarlierApplication,
        Field,
        Form,
        Limits,
        Option,
        UploadInfo,
    )
    from chalicelib.forms.offers import offers_of
    from chalicelib.forms.parse_form import FormError, form_findings, parse_form
    from chalicelib.forms.prefill import Prefilled, down_of, known_values, prefill
    from chalicelib.forms.profile import owners, profile
    from chalicelib.forms.repeated import repeated
    from chalicelib.forms.row_source import FoundRow, FoundValue, RowSource, bind_rows, connector_place
    from chalicelib.forms.sought import Sought, sought_in, sought_values
    from chalicelib.forms.still_fits import reading, still_fits
    from chalicelib.forms.verify import Compared, to_verify, verify
else:
    open_lazily(__name__)

__all__ = [
    "KINDS",
    "MAX_FORM_BYTES",
    "Compared",
    "Directory",
    "Earlier",
    "EarlierApplication",
    "Field",
    "Form",
    "FormError",
    "FoundRow",
    "FoundValue",
    "Limits",
    "Misfit",
    "Option",
    "Prefilled",
    "RowSource",
    "Sought",
    "UploadInfo",
    "bind_rows",
    "check_upload",
    "check_values",
    "connector_place",
    "describe",
    "diff_of",
    "display_of",
    "disputed_fields",
    "down_of",
    "fact_sources",
    "fact_types",
    "facts_of",
    "facts_so_far",
    "find_value",
    "form_findings",
    "known_values",
    "look_up",
    "misfits",
    "offers_of",
    "option_values",
    "owners",
    "parse_form",
    "prefill",
    "profile",
    "reading",
    "repeated",
    "sought_in",
    "sought_values",
    "step_fields",
    "still_fits",
    "title_of",
    "title_places",
    "to_verify",
    "uploads_in",
    "verify",
]
