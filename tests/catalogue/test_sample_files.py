"""Samples of materials: each that a guide names is there, says that it is one, and is what its words print."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from chalicelib.catalogue import bundled_samples, load_definitions, samples_of
from tools.samples import EMPTY, INVENTED, MARK, folder_of, printed, read_samples

SERVICES = {one.raw["service"]: one.service for one in load_definitions()}


def said(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.req("C-14", "W-04")
def test_every_file_beside_a_service_is_named_by_its_guide_and_the_other_way_round() -> None:
    for code, service in SERVICES.items():
        assert sorted(samples_of(service.guide)) == sorted(bundled_samples(code)), code
    assert sum(len(bundled_samples(code)) for code in SERVICES) > 30
    assert bundled_samples("../../etc") == {}


@pytest.mark.req("C-14")
def test_samples_are_printed_from_their_words_and_marked_and_empty_forms_hold_nobody() -> None:
    for one in read_samples():
        for name, content in printed(one):
            assert (folder_of(str(one["service"])) / name).read_bytes() == content, f"python -m tools.samples: {name}"
            text = said(content)
            if name.endswith("-blank.pdf"):
                assert EMPTY in text and MARK not in text
                assert not [value for _, value in one["rows"] if len(str(value)) > 3 and str(value) in text], name
            else:
                assert MARK in text and INVENTED in text
    named = {(one["service"], one["material"]) for one in read_samples()}
    assert named <= {(code, m.name.zh) for code, one in SERVICES.items() for m in one.guide.materials if m.sample}
