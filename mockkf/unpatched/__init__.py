"""Time, sockets and clients of the standard library as they are, whatever other libraries patch. It patches nothing.

Test libraries freeze clocks and forbid sockets in the whole process; the mock must still answer and end its waits.
"""

from mockkf.unpatched.end_watch import EndWatch
from mockkf.unpatched.event_loop import RealTimeLoop, new_loop, serve, uses_real_time
from mockkf.unpatched.fresh import fresh
from mockkf.unpatched.sockets import Socket, connect, end, listen, pair
from mockkf.unpatched.time import WallClock, monotonic
from mockkf.unpatched.tls import on_server_name

__all__ = [
    "EndWatch",
    "RealTimeLoop",
    "Socket",
    "WallClock",
    "connect",
    "end",
    "fresh",
    "listen",
    "monotonic",
    "new_loop",
    "on_server_name",
    "pair",
    "serve",
    "uses_real_time",
]
