"""The journal as HAR 1.2 (HTTP Archive), which browsers, proxies and HAR libraries read; secrets are masked."""

import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from mockkf.model import ApiCall, OpenCall, TraceStep, kept, own_version

UNKNOWN = -1
"""The size or time of something that the journal does not record, as HAR 1.2 writes it."""

PROTOCOL = "HTTP/1.1"

NO_HOST = "localhost"
"""The host in the URL of a call whose Host header is not known."""

PHRASES: Mapping[int, str] = {status.value: status.phrase for status in HTTPStatus}


def archive(calls: Iterable[ApiCall], unanswered: Iterable[OpenCall] = ()) -> dict[str, Any]:
    """Return calls as a HAR 1.2 document: those with an answer, then those without one so far.

    The URL of a call without an answer begins with http://localhost, because its headers are not known yet. Members
    that begin with `_` are not in HAR 1.2: id, user, reason, deviations and trace of a call.
    """
    creator = {"name": "mockkf", "version": own_version()}
    entries = [*map(_entry, calls), *map(_open_entry, unanswered)]
    comment = "Secrets are masked. A request body is shown as the mock read it."
    return {"log": {"version": "1.2", "creator": creator, "entries": entries, "comment": comment}}


def _entry(call: ApiCall) -> dict[str, Any]:
    url = f"{call.scheme}://{_header(call.request_headers, 'Host') or NO_HOST}{call.path}"
    return _timed(
        call.received.isoformat(),
        call.took,
        {
            "request": _request(call.method, url, call.request_headers, call.request),
            "response": _response(call) if call.status else _no_response("the connection ended without an answer"),
            **({"comment": call.reason} if call.reason else {}),
            "_id": call.id,
            "_user": call.user,
            "_reason": call.reason,
            "_deviations": [deviation.sentence for deviation in call.deviations],
            "_trace": _steps(call.trace),
        },
    )


def _open_entry(call: OpenCall) -> dict[str, Any]:
    return _timed(
        call.received.isoformat(),
        call.age,
        {
            "request": _request(call.method, f"http://{NO_HOST}{call.path}", {}, None),
            "response": _no_response("no answer yet"),
            **({"comment": call.why} if call.why else {}),
            "_id": call.id,
            "_trace": _steps(call.steps),
        },
    )


def _timed(started: str, seconds: float, members: Mapping[str, Any]) -> dict[str, Any]:
    milliseconds = round(seconds * 1000, 3)
    timings = {"send": 0, "wait": milliseconds, "receive": 0}
    return {"startedDateTime": started, "time": milliseconds, **members, "cache": {}, "timings": timings}


def _request(method: str, url: str, headers: Mapping[str, str], body: Any) -> dict[str, Any]:
    size = _size(headers, 0 if headers else UNKNOWN)
    request = {"method": method, "url": url, **_message(headers), "queryString": [], "bodySize": size}
    mime = _header(headers, "Content-Type")
    if body is not None:
        return {**request, "postData": {"mimeType": mime, "params": [], "text": json.dumps(body)}}
    if size > 0:
        comment = "not kept: the mock did not read this body as JSON"
        return {**request, "postData": {"mimeType": mime, "params": [], "text": "", "comment": comment}}
    return request


def _response(call: ApiCall) -> dict[str, Any]:
    headers = call.answer_headers
    text, characters = kept(call.answer)
    size = _size(headers, len(text.encode()) if characters is None else UNKNOWN)
    content: dict[str, Any] = {"size": size, "mimeType": _header(headers, "Content-Type"), "text": text}
    if characters is not None:
        content["comment"] = f"only the first {len(text)} of {characters} characters are kept"
    return {
        "status": call.status,
        "statusText": PHRASES.get(call.status, ""),
        **_message(headers),
        "content": content,
        "redirectURL": _header(headers, "Location"),
        "bodySize": size,
    }


def _no_response(why: str) -> dict[str, Any]:
    """Return the response of a call without an answer: browsers write it with status 0."""
    content = {"size": 0, "mimeType": "x-unknown"}
    none = {"status": 0, "statusText": "", **_message({}), "content": content, "redirectURL": "", "bodySize": UNKNOWN}
    return {**none, "httpVersion": "", "_error": why, "comment": why}


def _message(headers: Mapping[str, str]) -> dict[str, Any]:
    named = [{"name": name, "value": value} for name, value in headers.items()]
    return {"httpVersion": PROTOCOL, "cookies": [], "headers": named, "headersSize": UNKNOWN}


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for known, value in headers.items() if known.lower() == name.lower()), "")


def _size(headers: Mapping[str, str], otherwise: int) -> int:
    length = _header(headers, "Content-Length")
    return int(length) if re.fullmatch("[0-9]{1,15}", length) else otherwise


def _steps(steps: Iterable[TraceStep]) -> list[dict[str, Any]]:
    return [{"step": one.step, "detail": one.detail, "outcome": one.outcome, "began": one.began} for one in steps]
