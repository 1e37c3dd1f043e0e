"""Certificates: one's own, the office's, and whether one is genuine."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.access import Policy
from chalicelib.web.reply import Reply, listed, moved, ok
from chalicelib.web.route import Limit, WebRequest, route
from chalicelib.web.routes.paging import page_members
from chalicelib.web.shape import Shape, choice, text

blueprint = Blueprint(__name__)

OF_APPLICATION = "/api/v1/applications/{application_id}/certificates"
ONE = OF_APPLICATION + "/{certificate}"
MINE = "/api/v1/me/certificates"
OF_UNIT = "/api/v1/units/{unit}/certificates"
LIMIT = 25


@route(
    blueprint,
    OF_APPLICATION,
    policy=Policy.INVOLVED,
    summary="The certificates an application has brought, oldest first",
    answers={200: "Certificates"},
    refuses=(404,),
)
def application_certificates(request: WebRequest) -> Reply:
    return ok(request.hall.certificates.of_application(request.person, request.path["application_id"]))


@route(
    blueprint,
    MINE,
    policy=Policy.SIGNED_IN,
    summary="Every certificate I was issued, newest first",
    query=Shape(page_members(LIMIT)),
    answers={200: "CertificatePage"},
)
def my_certificates(request: WebRequest) -> Reply:
    cursor, limit = request.query["cursor"], request.query["limit"]
    return listed(request.hall.certificates.mine(request.person, cursor, limit), MINE, limit)


@route(
    blueprint,
    ONE + "/file",
    policy=Policy.CERTIFICATE_READER,
    summary="A five-minute link to the file",
    answers={302: None},
    refuses=(404,),
)
def certificate_file(request: WebRequest) -> Reply:
    path = request.path
    return moved(request.hall.certificates.link(request.person, path["application_id"], path["certificate"]))


@route(
    blueprint,
    ONE + "/print-codes",
    method="POST",
    policy=Policy.APPLICANT,
    summary="Eight digits that a kiosk takes for this certificate, once and for ten minutes; told this once",
    limit=Limit(20, 3600),
    answers={201: "PrintCode"},
    refuses=(404, 409),
)
def make_print_code(request: WebRequest) -> Reply:
    path = request.path
    return ok(request.hall.printing.make(request.person, path["application_id"], path["certificate"]), status=201)


@route(
    blueprint,
    "/api/v1/certificate-choices",
    policy=Policy.CERTIFICATE_KEEPER,
    summary="The units whose certificates I look after",
    answers={200: "CertificateChoices"},
)
def certificate_choices(request: WebRequest) -> Reply:
    return ok(request.hall.certificate_desk.choices(request.person))


@route(
    blueprint,
    OF_UNIT,
    policy=Policy.CERTIFICATE_KEEPER,
    summary="What a unit has issued, newest first; or the one with this number",
    query=Shape({"number": text(0, 60, default=""), **page_members(LIMIT)}),
    answers={200: "KeptCertificates"},
    refuses=(404,),
    samples={"unit": "registry"},
)
def unit_certificates(request: WebRequest) -> Reply:
    unit, query = request.path["unit"], request.query
    found = request.hall.certificate_desk.list_certificates(
        request.person, unit, query["number"], query["cursor"], query["limit"]
    )
    return listed(found, f"/api/v1/units/{unit}/certificates", query["limit"])


@route(
    blueprint,
    ONE + "/acts",
    method="POST",
    policy=Policy.CERTIFICATE_KEEPER,
    summary="Revoke a certificate, issue another in its place, or try again to make one that was held",
    body=Shape(
        {
            "act": choice("revoke", "reissue", "retry"),
            "reason": text(0, 300, default="", example="姓名有误"),
        }
    ),
    limit=Limit(60, 3600),
    answers={200: "KeptCertificate"},
    refuses=(404, 409, 422),
)
def act_on_certificate(request: WebRequest) -> Reply:
    path, body = request.path, request.body
    return ok(
        request.hall.certificate_desk.act(
            request.person, path["application_id"], path["certificate"], body["act"], body["reason"]
        )
    )


@route(
    blueprint,
    "/api/v1/certificate-checks",
    method="POST",
    policy=Policy.CERTIFICATE_CODE,
    summary="What a verification code stands for; a code nobody has answers in the same shape",
    body=Shape({"code": text(1, 60, example="0123A-BCDEF-GHJKM-NPQRS")}),
    answers={200: "CertificateCheck"},
    refuses=(429,),
)
def check_certificate(request: WebRequest) -> Reply:
    return ok(request.hall.certificates.verify(request.body["code"], request.ip))
