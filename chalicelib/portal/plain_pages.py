"""The pages that are the same for every service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plain:
    """A page that is the same for every service: its template, script, place in the menu, whether it is private."""

    path: str
    template: str
    script: str
    title: str
    here: str
    private: bool = True


PLAIN = (
    Plain("applications/", "applications.html", "mine", "nav.mine", "mine"),
    Plain("application/", "application.html", "application", "nav.mine", "mine"),
    Plain("inbox/", "inbox.html", "inbox", "nav.inbox", "inbox"),
    Plain("task/", "task.html", "task", "nav.inbox", "inbox"),
    Plain("rank/", "rank.html", "rank", "rank.title", "inbox"),
    Plain("query/", "query.html", "query", "nav.query", "query", private=False),
    Plain("archive-check/", "archive_check.html", "archived", "archive-check.title", "query", private=False),
    Plain("me/", "me.html", "me", "nav.me", "me"),
    Plain("checks/", "checks.html", "checks", "checks.title", "me"),
    Plain("catalogue/", "catalogue.html", "catalogue", "catalogue.title", "me"),
    Plain("catalogue/edit/", "edit.html", "edit", "edit.title", "me"),
    Plain("versions/", "versions.html", "versions", "versions.title", "me"),
    Plain("messages/", "messages.html", "ledger", "ledger.title", "me"),
    Plain("data/", "data.html", "data", "data.title", "me"),
    Plain("codes/", "codes.html", "codes", "codes.title", "me"),
    Plain("collections/", "collections.html", "collections", "collect.title", "me"),
    Plain("notices/", "notices.html", "notices", "bills.title", "me"),
    Plain("appointments/", "appointments.html", "appointments", "visit.title", "mine"),
    Plain("counters/", "counters.html", "counters", "desk.title", "me"),
    Plain("counters/entry/", "entry.html", "entry", "entry.title", "me"),
    Plain("ticket/", "ticket.html", "ticket", "ticket.title", "mine"),
    Plain("helper/", "helper.html", "helper", "helper.title", "me"),
    Plain("kiosk/", "kiosk.html", "kiosk", "kiosk.title", ""),
    Plain("board/", "board.html", "board", "board.title", ""),
    Plain("rate/", "pad.html", "pad", "pad.title", ""),
    Plain("charges/", "charges.html", "charges", "charges.title", "me"),
    Plain("exports/", "exports.html", "exports", "exports.title", "me"),
    Plain("cases/", "cases.html", "cases", "cases.title", "me"),
    Plain("coverage/", "coverage.html", "coverage", "coverage.title", "me"),
    Plain("rosters/", "rosters.html", "rosters", "rosters.title", "me"),
    Plain("directory/", "directory.html", "directory", "directory.title", "me"),
    Plain("webhooks/", "webhooks.html", "hooks", "hooks.title", "me"),
    Plain("answer-desk/", "answer_desk.html", "answering", "answer-desk.title", "me"),
    Plain("certificates/", "certificates.html", "certificates", "cert.my-title", "me"),
    Plain("certificate/", "certificate.html", "certificate", "verify.page", "query"),
    Plain("statistics/", "statistics.html", "statistics", "statistics.title", "me"),
)
