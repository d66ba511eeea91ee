"""The schemas of API calls, traces, refusals of the mail server and failed connections."""

from marshmallow import fields
from marshmallow.validate import OneOf

from mockkf.control.schemas.base import AnswerSchema
from mockkf.control.schemas.faults import FaultSchema
from mockkf.control.schemas.messages import ConnectionSchema, EnvelopeSchema


class DeviationSchema(AnswerSchema):
    """A deviation of an accepted request from the documentation."""

    name = fields.String()
    sentence = fields.String()


class TraceStepSchema(AnswerSchema):
    """One step of a call; times are in seconds since the start of the call."""

    step = fields.String()
    detail = fields.String()
    outcome = fields.String()
    began = fields.Float()
    took = fields.Float()
    fault = fields.Integer(metadata={"description": "The id of the fault that fired at this step."}, allow_none=True)


class CallLineSchema(AnswerSchema):
    """A call without its bodies."""

    id = fields.Integer()
    epoch = fields.Integer()
    correlation_id = fields.String()
    received = fields.String()
    took = fields.Float()
    method = fields.String()
    path = fields.String()
    status = fields.Integer()
    api_version = fields.Integer(allow_none=True)
    user = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    deviations = fields.List(fields.Nested(DeviationSchema))
    routed = fields.Boolean()
    clock_ahead = fields.Float()
    scheme = fields.String(validate=OneOf(("http", "https")))


class ApiCallSchema(CallLineSchema):
    """An API call and its answer; secrets are masked."""

    request_headers = fields.Dict(keys=fields.String(), values=fields.String())
    request = fields.Raw()
    answer_headers = fields.Dict(keys=fields.String(), values=fields.String())
    answer = fields.String()
    trace = fields.List(fields.Nested(TraceStepSchema))


class OpenCallSchema(AnswerSchema):
    """A call without an answer so far; `why` names the faults that fired."""

    id = fields.Integer()
    received = fields.String()
    age = fields.Float(metadata={"description": "The seconds since its start."})
    method = fields.String()
    path = fields.String()
    why = fields.String()
    trace = fields.List(fields.Nested(TraceStepSchema))


class RefusalSchema(ConnectionSchema):
    """A refusal of the mail server."""

    step = fields.String()
    reply = fields.String()
    why = fields.String(metadata={"description": "The cause that only the mock knows, empty if the reply says all."})
    epoch = fields.Integer()
    received = fields.String()
    envelope = fields.Nested(EnvelopeSchema, allow_none=True)


class FailedConnectionSchema(AnswerSchema):
    """An HTTP connection that did not become a call; `reason` says what happened, and what to do."""

    id = fields.Integer()
    listener = fields.String(metadata={"description": "http or https"})
    peer = fields.Raw(metadata={"description": "The address and port of the client."})
    reason = fields.String()
    status = fields.Integer(metadata={"description": "The status of the answer, 0 if there was none."})
    request = fields.String(metadata={"description": "Method and path, empty if they are unknown."})
    sni = fields.String(metadata={"description": "The server name of the TLS handshake."}, allow_none=True)
    epoch = fields.Integer()
    received = fields.String()


class DroppedSchema(AnswerSchema):
    """How many calls, messages and failed connections were dropped since the last reset, because of a limit."""

    calls = fields.Integer()
    messages = fields.Integer()
    connections = fields.Integer()


class LastDroppedItemSchema(AnswerSchema):
    """The greatest id of the dropped items, 0 without one, and the latest time at which one was received."""

    id = fields.Integer()
    received = fields.String(allow_none=True)


class LastDroppedSchema(AnswerSchema):
    """Which calls, messages and connections were dropped since the last reset: nothing after these ids and times."""

    calls = fields.Nested(LastDroppedItemSchema)
    messages = fields.Nested(LastDroppedItemSchema)
    connections = fields.Nested(LastDroppedItemSchema)


class JournalSchema(AnswerSchema):
    """The calls that match; if none does, `instead` describes the calls that arrived."""

    optional = ("instead",)

    calls = fields.List(fields.Nested(ApiCallSchema))
    total = fields.Integer()
    unanswered = fields.List(fields.Nested(OpenCallSchema))
    refused = fields.List(fields.Nested(RefusalSchema))
    refused_total = fields.Integer()
    connections = fields.List(fields.Nested(FailedConnectionSchema))
    connections_total = fields.Integer()
    epoch = fields.Integer()
    late = fields.Integer()
    dropped = fields.Nested(DroppedSchema)
    last_dropped = fields.Nested(LastDroppedSchema)
    instead = fields.String()


class HarSchema(AnswerSchema):
    """A HAR 1.2 document (HTTP Archive): `log` has `version`, `creator` and one entry for each call."""

    log = fields.Dict()


class TracedMessageSchema(AnswerSchema):
    """A message that a call sent."""

    id = fields.Integer()
    uid = fields.String()
    subject = fields.String()
    recipients = fields.List(fields.String())


class TracedRefusalSchema(AnswerSchema):
    """A refusal of the mail server during a call."""

    step = fields.String()
    reply = fields.String()
    recipients = fields.List(fields.String(), allow_none=True)


class TraceSchema(CallLineSchema):
    """The trace of a call: its steps, the faults that fired, its mail; `text` is the whole trace as text."""

    steps = fields.List(fields.Nested(TraceStepSchema))
    faults = fields.List(fields.Nested(FaultSchema))
    messages = fields.List(fields.Nested(TracedMessageSchema))
    refusals = fields.List(fields.Nested(TracedRefusalSchema))
    text = fields.String()


class TracesSchema(AnswerSchema):
    """A page of traces."""

    traces = fields.List(fields.Nested(TraceSchema))
    total = fields.Integer()
