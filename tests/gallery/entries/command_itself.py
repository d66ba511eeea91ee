"""Command itself: how it fails there."""

from tests.gallery.entry import CREDENTIALS, Entry

ENTRIES = (
    Entry(
        "A load balancer answers in Command's place with HTML",
        "Command's application pool is down, and what stands before it says so in its own way. Look at status "
        "and Content-Type before you parse; a GET may be repeated after a pause.",
        "GET",
        "gateway.bad_gateway",
    ),
    Entry(
        "The proxy is less patient than Command",
        "A test mail may take as long as all its steps together, and a proxy gives up after its own limit. "
        'Treat a 504 as "nobody knows": in life the mail may still go out.',
        "password",
        "gateway.timeout",
    ),
    Entry(
        "The script calls too often",
        "A loop without a pause meets the limit of a gateway. Wait for as long as Retry-After says, then go on.",
        "GET",
        "gateway.rate_limited",
    ),
    Entry(
        "Something breaks inside Command",
        "The database fails over, or a disk is full. The sentence helps nobody: log X-Keyfactor-Correlation-Id, "
        "by which it is found in Command's own log.",
        "GET",
        "gateway.server_error",
    ),
    Entry(
        "The settings are stored, but the answer is lost",
        "A connection breaks after Command did its work. Do not report a failure: read the profile and compare, "
        "or send the same PUT again, which does no harm.",
        "PUT",
        "gateway.lost_answer",
    ),
    Entry(
        "A firewall resets the connection",
        "A connection out of a pool was idle for too long, and a firewall forgot it. Nothing was done; try once "
        "more on a new connection.",
        "GET",
        "http.request",
        {"tcp_reset": "before"},
    ),
    Entry(
        "Command takes the call and says nothing",
        "All threads wait for a database. `requests` waits for ever unless it is told a `timeout`: give every "
        "call one, here of half a second.",
        "GET",
        "http.request",
        {"hang": True},
        patience=0.5,
    ),
    Entry(
        "The answer breaks off in the middle",
        "A worker is recycled while it writes. Status and headers were fine; only reading the body to its end "
        "shows it, so read it before you act on the status.",
        "GET",
        "http.request",
        {"answer": "truncated"},
    ),
    Entry(
        "The answer is 200, and no JSON",
        "A filter between client and Command rewrites what passes. A status of 200 proves nothing: expect that "
        "the body cannot be parsed, and say which call it was.",
        "GET",
        "http.request",
        {"answer": "malformed_json"},
    ),
    Entry(
        "The password of the script's account was changed",
        "It needs no fault: the users are declared, and this is none of them. Command's 401 has no body; do not "
        "try again, since wrong passwords lock an account.",
        "GET",
        options={"users": [{"name": CREDENTIALS[0], "password": "Autumn2026"}]},
    ),
    Entry(
        "The script's account may read the settings, but not change them",
        "It needs no fault, only a role that was narrowed. This is 403 and not 401, and trying again is of no "
        "use: show the message to whoever runs the script.",
        "PUT",
        options={
            "users": [{"name": CREDENTIALS[0], "password": CREDENTIALS[1], "roles": ["reader"]}],
            "roles": {"reader": ["/system_settings/read/"]},
        },
    ),
)
