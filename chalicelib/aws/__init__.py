"""The hall's hands on AWS: thin adapters for SES, SNS, SQS, Step Functions and S3. No rules live here.

The only room that imports boto3, and only `chalicelib.bootstrap` imports this room: every other room is given an
adapter and knows it by what it can do. Clients are made when they are first used. What AWS answers comes back as
`chalicelib.errors`: `Temporary` is worth another try, `Unconfirmed` means nobody knows whether it happened.
"""

from typing import TYPE_CHECKING

from chalicelib.shared.door import open_lazily

if TYPE_CHECKING:
    from chalicelib.aws.clients import Clients
    from chalicelib.aws.file_storage import FileStorage
    from chalicelib.aws.flow_runner import FlowRunner
    from chalicelib.aws.key_signer import KeySigner
    from chalicelib.aws.mail_sender import MailSender
    from chalicelib.aws.queue import Queue
    from chalicelib.aws.sms_sender import SmsSender
else:
    open_lazily(__name__)

__all__ = ["Clients", "FileStorage", "FlowRunner", "KeySigner", "MailSender", "Queue", "SmsSender"]
