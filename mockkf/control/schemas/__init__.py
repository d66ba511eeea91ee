"""The marshmallow schemas of the control API: they check requests, and describe requests and answers."""

from mockkf.control.schemas.base import (
    AnswerSchema,
    BodySchema,
    EpochSchema,
    ErrorSchema,
    NameSchema,
    OpenApiSchema,
    OpenBodySchema,
    QuerySchema,
    SameSchema,
)
from mockkf.control.schemas.faults import FaultPlanSchema, FaultSchema, FaultsSchema, FaultStepsSchema
from mockkf.control.schemas.fields import (
    MISSING,
    NumberParameter,
    TableField,
    TableListField,
    TextField,
    TextListField,
    TrueFalseParameter,
    WaitParameter,
)
from mockkf.control.schemas.journal import ApiCallSchema, JournalSchema, RefusalSchema, TraceSchema, TracesSchema
from mockkf.control.schemas.messages import MessageContentSchema, MessageSchema, MessagesSchema

__all__ = [
    "MISSING",
    "AnswerSchema",
    "ApiCallSchema",
    "BodySchema",
    "EpochSchema",
    "ErrorSchema",
    "FaultPlanSchema",
    "FaultSchema",
    "FaultStepsSchema",
    "FaultsSchema",
    "JournalSchema",
    "MessageContentSchema",
    "MessageSchema",
    "MessagesSchema",
    "NameSchema",
    "NumberParameter",
    "OpenApiSchema",
    "OpenBodySchema",
    "QuerySchema",
    "RefusalSchema",
    "SameSchema",
    "TableField",
    "TableListField",
    "TextField",
    "TextListField",
    "TraceSchema",
    "TracesSchema",
    "TrueFalseParameter",
    "WaitParameter",
]
