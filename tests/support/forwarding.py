"""A port mapping as a container engine makes it: another port that leads to the same listener."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

LIMIT = 10
"""How many seconds start and end may take."""


@contextmanager
def forwarded(*ports: int) -> Iterator[list[int]]:
    """Ports on loopback whose connections lead to `ports`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(what: Coroutine[Any, Any, list[asyncio.Server]]) -> list[asyncio.Server]:
        return asyncio.run_coroutine_threadsafe(what, loop).result(LIMIT)

    servers = run(_opened(ports))
    try:
        yield [server.sockets[0].getsockname()[1] for server in servers]
    finally:
        run(_closed(servers))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(LIMIT)
        loop.close()


async def _opened(ports: tuple[int, ...]) -> list[asyncio.Server]:
    return [await asyncio.start_server(partial(_pass_on, port), "127.0.0.1") for port in ports]


async def _closed(servers: list[asyncio.Server]) -> list[asyncio.Server]:
    for server in servers:
        server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    return servers


async def _pass_on(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
    finally:
        writer.close()
        far_writer.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.write_eof()
