"""The switchboard: what AWS calls, each handed on in one line. No rules here, and nothing that takes time to import.

Lambda functions are declared in this file and not on a blueprint, because Chalice would then deploy them with a handler
that never imports this file, and without its middleware. Middleware stands before the blueprints for the same reason.
"""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, ConvertToMiddleware

from chalicelib import bootstrap, observability, web

app = Chalice(app_name="hall", configure_logs=False)
app.register_middleware(web.edge, "http")
app.register_middleware(ConvertToMiddleware(observability.with_log_keys))
app.register_middleware(ConvertToMiddleware(observability.with_tracing))
web.serve(app)

Event = dict[str, Any]


@app.lambda_function(name="on_change")
def on_change(event: Event, _context: Any) -> Any:
    """The applications table's stream: what follows from each event."""
    return bootstrap.hall().on_change(event)


@app.lambda_function(name="on_directory")
def on_directory(event: Event, _context: Any) -> Any:
    """The people table's stream: who changed or left, and whose tasks that leaves without anybody."""
    return bootstrap.hall().on_directory(event)


@app.lambda_function(name="on_step")
def on_step(event: Event, _context: Any) -> Any:
    """The steps queue: Step Functions entered a step or an effect and waits for its token."""
    return bootstrap.hall().on_step(event)


@app.lambda_function(name="on_notice")
def on_notice(event: Event, _context: Any) -> Any:
    """The notices queue: one mail or text message each."""
    return bootstrap.hall().on_notice(event)


@app.lambda_function(name="on_import")
def on_import(event: Event, _context: Any) -> Any:
    """The imports queue: one stretch of bringing a file into a register."""
    return bootstrap.hall().on_import(event)


@app.lambda_function(name="on_export")
def on_export(event: Event, _context: Any) -> Any:
    """The exports queue: one slice of an export, or its file."""
    return bootstrap.hall().on_export(event)


@app.lambda_function(name="on_bill")
def on_bill(event: Event, _context: Any) -> Any:
    """The bills queue: one stretch of a department's notice, checked, told or reminded of."""
    return bootstrap.hall().on_bill(event)


@app.lambda_function(name="on_hook")
def on_hook(event: Event, _context: Any) -> Any:
    """The hooks queue: look at one endpoint of a department, and deliver what is due."""
    return bootstrap.hall().on_hook(event)


@app.lambda_function(name="on_document")
def on_document(event: Event, _context: Any) -> Any:
    """The documents queue: a flow asks for a certificate, or its office wants one made again."""
    return bootstrap.hall().on_document(event)


@app.lambda_function(name="on_archive")
def on_archive(event: Event, _context: Any) -> Any:
    """The archive queue: write the package of an application that has ended."""
    return bootstrap.hall().on_archive(event)


@app.lambda_function(name="sweep")
def sweep(_event: Event, _context: Any) -> Any:
    """Every few minutes: what is due, overdue or out of step with its flow."""
    return bootstrap.hall().sweep()


@app.lambda_function(name="publish")
def publish(event: Event, _context: Any) -> Any:
    """Check, compile, render and publish service definitions: on demand, and those whose requests were approved."""
    return bootstrap.hall().publish(event)
