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
    RemovedSchema,
    SameSchema,
)
from mockkf.control.schemas.faults import FaultPlanSchema, FaultSchema, FaultsSchema, FaultStepsSchema
from mockkf.control.schemas.fields import (
    MISSING,
    MessageParameter,
    NumberParameter,
    TableField,
    TableListField,
    TextField,
    TextListField,
    TrueFalseParameter,
    TruthField,
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
    "MessageParameter",
    "MessageSchema",
    "MessagesSchema",
    "NameSchema",
    "NumberParameter",
    "OpenApiSchema",
    "OpenBodySchema",
    "QuerySchema",
    "RefusalSchema",
    "RemovedSchema",
    "SameSchema",
    "TableField",
    "TableListField",
    "TextField",
    "TextListField",
    "TraceSchema",
    "TracesSchema",
    "TrueFalseParameter",
    "TruthField",
    "WaitParameter",
]
