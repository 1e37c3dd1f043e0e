"""Published answers: what a department may publish, worded and published or not; the writer's consent."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import LIMIT, page_members
from chalicelib.web.shape import Shape, choice, text, yes_no

blueprint = Blueprint(__name__)

OF_UNIT = "/api/v1/units/{unit}/answers"
ONE = OF_UNIT + "/{answer}"
OWN = "/api/v1/applications/{application_id}/answer"
SAMPLE = {"unit": "student-affairs", "answer": "0a1b2c3d4e5f"}
CHANGES = Limit(120, 3600)
WORDING = {
    "title": text(0, 100, example="图书馆周末几点开门"),
    "question": text(0, 3000, example="考试周图书馆周末能否延长开放？"),
    "answer": text(0, 5000, example="考试周周末延长至 22:30。"),
    "title_en": text(0, 200, default=""),
    "question_en": text(0, 5000, default=""),
    "answer_en": text(0, 8000, default=""),
    "as_written": yes_no(default=False),
    "confirmed": yes_no(),
}


@route(
    blueprint,
    "/api/v1/answer-choices",
    policy=Policy.EDITOR,
    summary="The departments whose published answers I look after",
    answers={200: "AnswerChoices"},
)
def answer_choices(request: WebRequest) -> Reply:
    return ok(request.hall.answers.desk.choices(request.person))


@route(
    blueprint,
    OF_UNIT,
    policy=Policy.EDITOR,
    summary="Answers a department may publish, has published or taken down, newest first",
    query=Shape(page_members(LIMIT)),
    answers={200: "AnswerPage"},
    refuses=(404,),
    samples={"unit": "student-affairs"},
)
def list_answers(request: WebRequest) -> Reply:
    unit, query = request.path["unit"], request.query
    found = request.hall.answers.desk.list_answers(request.person, unit, query["cursor"], query["limit"])
    return listed(found, f"/api/v1/units/{unit}/answers", query["limit"])


@route(
    blueprint,
    ONE,
    policy=Policy.EDITOR,
    summary="One answer with the draft it is worded from; its ETag publishes",
    answers={200: "KeptAnswer"},
    refuses=(404,),
    samples=SAMPLE,
)
def view_answer(request: WebRequest) -> Reply:
    path = request.path
    found, rev = request.hall.answers.desk.view(request.person, path["unit"], path["answer"])
    return ok(found, seq=rev)


@route(
    blueprint,
    ONE,
    method="PUT",
    policy=Policy.EDITOR,
    summary="Publish it in these words, or change the words it is published in; nothing in them may name the writer",
    body=Shape(WORDING),
    seq=True,
    limit=CHANGES,
    answers={200: "KeptAnswer"},
    refuses=(404, 409, 422),
    samples=SAMPLE,
)
def publish_answer(request: WebRequest) -> Reply:
    path = request.path
    found, rev = request.hall.answers.desk.publish(
        request.person, path["unit"], path["answer"], request.seq, request.body
    )
    return ok(found, seq=rev)


@route(
    blueprint,
    ONE + "/acts",
    method="POST",
    policy=Policy.EDITOR,
    summary="Decide not to publish it, or take it down",
    body=Shape({"act": choice("decline", "take_down"), "reason": text(0, 300, default="", example="规定已调整")}),
    seq=True,
    limit=CHANGES,
    answers={200: "KeptAnswer"},
    refuses=(404, 409, 422),
    samples=SAMPLE,
)
def act_on_answer(request: WebRequest) -> Reply:
    path, body = request.path, request.body
    found, rev = request.hall.answers.desk.act(
        request.person, path["unit"], path["answer"], request.seq, body["act"], body["reason"]
    )
    return ok(found, seq=rev)


@route(
    blueprint,
    OWN,
    policy=Policy.APPLICANT,
    summary="Whether the answer to my letter is published",
    answers={200: "OwnAnswer"},
    refuses=(404,),
)
def own_answer(request: WebRequest) -> Reply:
    return ok(request.hall.answers.own.view(request.person, request.path["application_id"]))


@route(
    blueprint,
    OWN,
    method="DELETE",
    policy=Policy.APPLICANT,
    summary="Take my consent back: what is published is taken down, for good",
    limit=CHANGES,
    answers={200: "OwnAnswer"},
    refuses=(404,),
)
def withdraw_answer(request: WebRequest) -> Reply:
    return ok(request.hall.answers.own.withdraw(request.person, request.path["application_id"]))
