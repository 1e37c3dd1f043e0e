"""What people say over an application beside deciding it, and approving many tasks at once."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.shape import Shape, answers, choice, integer, many, text, yes_no

blueprint = Blueprint(__name__)

APPLICATION = "/api/v1/applications/{application_id}"
TASK = "/api/v1/tasks/{task_id}"
SAID = Limit(60, 600)
"""Remarks of one person: far more than anybody writes, far less than would fill an application."""
LONGEST = 2000
"""Characters that are looked at; what is too long is said by the room, at its field."""
DAY = text(0, 20, default="", example="2026-11-30")


@route(
    blueprint,
    APPLICATION + "/notes",
    method="POST",
    policy=Policy.INVOLVED,
    summary="Write an internal note; handlers and administrators see it, the applicant never",
    body=Shape({"text": text(0, LONGEST)}),
    key=False,
    limit=SAID,
    answers={200: "Changed"},
    refuses=(404, 422),
)
def write_note(request: WebRequest) -> Reply:
    return _done(request.hall.talk.note(*_here(request), request.body["text"], request.key or ""))


@route(
    blueprint,
    APPLICATION + "/messages",
    method="POST",
    policy=Policy.INVOLVED,
    summary="Write a message: a handler to the applicant, or the applicant to who handles it; both see it",
    body=Shape({"text": text(0, LONGEST)}),
    key=False,
    limit=SAID,
    answers={200: "Changed"},
    refuses=(404, 409, 422),
)
def write_message(request: WebRequest) -> Reply:
    return _done(request.hall.talk.message(*_here(request), request.body["text"], request.key or ""))


@route(
    blueprint,
    APPLICATION + "/copies",
    method="POST",
    policy=Policy.INVOLVED,
    summary="Copy it to a colleague for information; for who handles it",
    body=Shape({"to": text(0, 64, example="10001"), "reason": text(0, LONGEST)}),
    key=False,
    limit=SAID,
    answers={200: "Changed"},
    refuses=(404, 422),
)
def copy_to(request: WebRequest) -> Reply:
    told = request.body
    return _done(request.hall.talk.copy_to(*_here(request), told["to"], told["reason"], request.key or ""))


@route(
    blueprint,
    APPLICATION + "/reading",
    method="POST",
    policy=Policy.INVOLVED,
    summary="I have read what was copied to me",
    answers={200: "Changed"},
    refuses=(404, 409),
)
def confirm_reading(request: WebRequest) -> Reply:
    return _done(request.hall.talk.mark_read(*_here(request)))


@route(
    blueprint,
    APPLICATION + "/urgency",
    method="POST",
    policy=Policy.INVOLVED,
    summary="Mark it urgent, or no longer: step holders, administrators, the applicant where the service says so",
    body=Shape({"urgent": yes_no(), "reason": text(0, LONGEST)}),
    key=False,
    limit=SAID,
    answers={200: "Changed"},
    refuses=(403, 404, 409, 422),
)
def set_urgent(request: WebRequest) -> Reply:
    told = request.body
    return _done(request.hall.talk.set_urgent(*_here(request), told["urgent"], told["reason"], request.key or ""))


@route(
    blueprint,
    APPLICATION + "/supervision",
    method="POST",
    policy=Policy.ADMINISTRATOR,
    summary="Say what has to happen by when; its holders and the heads of their units are told",
    body=Shape({"text": text(0, LONGEST), "until": DAY}),
    key=False,
    limit=SAID,
    answers={200: "Changed"},
    refuses=(404, 409, 422),
)
def supervise(request: WebRequest) -> Reply:
    told = request.body
    return _done(request.hall.talk.supervise(*_here(request), told["text"], told["until"], request.key or ""))


@route(
    blueprint,
    TASK + "/consults",
    method="POST",
    policy=Policy.HANDLER,
    summary="Ask a colleague for an opinion, the task stays; `until` is a date, or like 2 workdays, 4 hours",
    body=Shape(
        {
            "to": text(0, 64, example="10001"),
            "question": text(0, LONGEST),
            "wants": choice("yes_no", "text", "file"),
            "until": DAY,
        }
    ),
    key=False,
    limit=SAID,
    answers={200: "Changed"},
    refuses=(404, 409, 422),
)
def consult(request: WebRequest) -> Reply:
    told = request.body
    asked = (told["to"], told["question"], told["wants"], told["until"], request.key or "")
    return _done(request.hall.talk.consult(request.person, request.path["task_id"], *asked))


@route(
    blueprint,
    TASK + "/consults",
    method="DELETE",
    policy=Policy.HANDLER,
    summary="Take a question back that I asked; the task is the question's own",
    answers={200: "Changed"},
    refuses=(404, 409),
)
def withdraw_consult(request: WebRequest) -> Reply:
    return _done(request.hall.talk.withdraw_consult(request.person, request.path["task_id"]))


@route(
    blueprint,
    TASK + "/answer",
    method="POST",
    policy=Policy.HANDLER,
    summary="Answer a question: yes or no, words, files that were uploaded for the field @answer",
    body=Shape(
        {
            "yes": yes_no(default=None),
            "text": text(0, LONGEST, default=""),
            "files": many(0, 10, text(1, 64), default=[]),
        }
    ),
    key=False,
    limit=SAID,
    answers={200: "Changed"},
    refuses=(404, 409, 422),
)
def answer_consult(request: WebRequest) -> Reply:
    told = request.body
    given = (told["yes"], told["text"], tuple(told["files"]), request.key or "")
    return _done(request.hall.talk.answer_consult(request.person, request.path["task_id"], *given))


_TOGETHER = Shape({"task_id": text(1, 200), "seq": integer(0, 999_999_999), "fields": answers(default={})})


@route(
    blueprint,
    "/api/v1/tasks/decisions",
    method="POST",
    policy=Policy.SIGNED_IN,
    summary="Approve up to 50 tasks with one opinion, or enter their places in an order (`fields`); each is answered "
    "for itself, and what is refused stops no other",
    body=Shape(
        {
            "items": many(1, 50, _TOGETHER),
            "opinion": text(0, LONGEST),
        }
    ),
    key=True,
    limit=Limit(60, 600),
    answers={200: "Results"},
    refuses=(422,),
)
def approve_many(request: WebRequest) -> Reply:
    assert request.key is not None
    told = request.body
    done = request.hall.approve_many(request.person, told["items"], told["opinion"], request.key)
    return ok({"items": done})


def _here(request: WebRequest) -> tuple[Any, str]:
    return request.person, request.path["application_id"]


def _done(application: Any) -> Reply:
    """The application after it, as far as who asked may know: it may not be theirs to read."""
    head = application.head
    return ok({"id": head.id, "number": head.number, "state": head.state.value, "seq": application.seq})
