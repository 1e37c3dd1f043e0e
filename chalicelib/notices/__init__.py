"""Telling people what happened to an application: in the hall, by mail, by SMS; each once.

Public API. `Notices.notify` plans and queues, `Notices.handle` sends from the queue, `Notices.list_notices` is the
bell. Who has to be told is decided by the callers; what each message says is in ``templates/messages/``.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.notices.bell import list_notices, mark_read
    from chalicelib.notices.choices import Choices, Digest, Hours
    from chalicelib.notices.gather import gather
    from chalicelib.notices.handle_notices import handle_notices
    from chalicelib.notices.messages import MESSAGES, Group, Message
    from chalicelib.notices.model import Entry, Notice, Trouble, notice_id
    from chalicelib.notices.notices import Notices
    from chalicelib.notices.notify import notify, plan_notices
    from chalicelib.notices.plan import Rules
    from chalicelib.notices.prepare import Details, Prepared, Preparer
    from chalicelib.notices.render import TEMPLATE_ROOT, Renderer
    from chalicelib.notices.send_notice import send_notice
    from chalicelib.notices.states import Channel, Delivery, Reason, State
    from chalicelib.notices.store import NoticeStore
else:
    open_lazily(__name__)

__all__ = [
    "MESSAGES",
    "TEMPLATE_ROOT",
    "Channel",
    "Choices",
    "Delivery",
    "Details",
    "Digest",
    "Entry",
    "Group",
    "Hours",
    "Message",
    "Notice",
    "NoticeStore",
    "Notices",
    "Prepared",
    "Preparer",
    "Reason",
    "Renderer",
    "Rules",
    "State",
    "Trouble",
    "gather",
    "handle_notices",
    "list_notices",
    "mark_read",
    "notice_id",
    "notify",
    "plan_notices",
    "send_notice",
]
