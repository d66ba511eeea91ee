"""Keyfactor Command's e-mail settings for asyncio: store a profile, then try several recipients at the same time."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}


@dataclass(frozen=True)
class Command:
    """Where Command is, and who calls it; each call is one of requests', in a thread that asyncio waits for."""

    url: str
    credentials: tuple[str, str]
    ca_file: str | bool = True

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to one call, None if it is empty; `requests.HTTPError` if Command says no."""
        answer = await asyncio.to_thread(
            requests.request,
            method,
            f"{self.url}{path}",
            json=body,
            headers=HEADERS,
            auth=self.credentials,
            verify=self.ca_file,
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None


async def roll_out(command: Command, profile: Mapping[str, Any], recipients: Iterable[str]) -> dict[str, str]:
    """Store the profile and send each recipient a test mail; who cannot have one, with Command's words."""
    await command.call("PUT", "/SMTP", profile)
    refusals = {}

    async def send_test(recipient: str) -> None:
        try:
            await command.call("POST", "/SMTP/Test", {**profile, "TestRecipient": recipient})
        except requests.HTTPError as error:
            refusals[recipient] = str(error.response.json()["Message"])

    async with asyncio.TaskGroup() as group:
        for recipient in recipients:
            group.create_task(send_test(recipient))
    return refusals
