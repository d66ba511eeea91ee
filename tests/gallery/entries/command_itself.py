"""Command itself: how it fails there."""

from tests.gallery.entry import CREDENTIALS, Entry

ENTRIES = (
    Entry(
        "A load balancer answers instead of Command, with HTML",
        "The application pool of Command is down, and the load balancer sends its own page. Check the "
        "status and the Content-Type before you parse the body. Repeat a GET after a pause.",
        "GET",
        "gateway.bad_gateway",
    ),
    Entry(
        "The proxy has a shorter time limit than Command",
        "A test mail may take as long as all its steps together. The proxy stops after its own limit. A "
        "504 means that the result is unknown: a real Command may still send the mail.",
        "password",
        "gateway.timeout",
    ),
    Entry(
        "The script calls too often",
        "A loop without a pause exceeds the limit of a gateway. Wait for the seconds in Retry-After, then continue.",
        "GET",
        "gateway.rate_limited",
    ),
    Entry(
        "Command has an internal error",
        "The database fails over, or a disk is full. The message does not help: log "
        "X-Keyfactor-Correlation-Id, which identifies the error in Command's own log.",
        "GET",
        "gateway.server_error",
    ),
    Entry(
        "Command stores the settings, but the answer is lost",
        "The connection breaks after Command executed the call. Do not report a failure. Read the profile "
        "and compare it, or send the same PUT again, which has no side effect.",
        "PUT",
        "gateway.lost_answer",
    ),
    Entry(
        "A firewall resets the connection",
        "A pooled connection was idle for too long, and the firewall dropped its state. Command did not "
        "receive the call. Try once more on a new connection.",
        "GET",
        "gateway.reset_connection",
        tries=2,
    ),
    Entry(
        "The proxy closes an idle connection when the next call comes",
        "The time limit of the proxy for idle connections is shorter than that of the client's pool. The client cannot "
        "notice it in advance. Repeat a GET or PUT on a new connection, and let the pool close connections earlier.",
        "GET",
        "gateway.closed_connection",
        tries=2,
    ),
    Entry(
        "A firewall has forgotten an idle connection",
        "The packets of the next call are dropped, so that nothing comes back, not even a reset. Only a time limit "
        "ends the call. Here it is half a second. TCP keep-alive, or a pool that closes connections earlier, "
        "prevents it.",
        "GET",
        "gateway.dead_connection",
        tries=2,
        patience=0.5,
    ),
    Entry(
        "Command accepts the call and does not answer",
        "All threads wait for a database. `requests` has no time limit by default: set a `timeout` on "
        "every call. Here it is half a second.",
        "GET",
        "http.request",
        {"hang": True},
        patience=0.5,
    ),
    Entry(
        "The answer ends in the middle",
        "A worker process is recycled while it writes. Status and headers are correct, and only the end of "
        "the body shows the error. Read the whole body before you use the status.",
        "GET",
        "http.request",
        {"answer": "truncated"},
    ),
    Entry(
        "The answer is 200, but it is not JSON",
        "A filter between client and Command rewrites the answer. A status of 200 proves nothing: handle a "
        "body that you cannot parse, and name the call in your message.",
        "GET",
        "http.request",
        {"answer": "malformed_json"},
    ),
    Entry(
        "The password of the script's account was changed",
        "This entry needs no fault: the scenario declares users, and the script uses another one. The 401 "
        "of Command has no body. Do not try again, because wrong passwords lock an account.",
        "GET",
        options={"users": [{"name": CREDENTIALS[0], "password": "Autumn2026"}]},
    ),
    Entry(
        "The script's account may read the settings, but not change them",
        "This entry needs no fault, only a role with fewer permissions. The status is 403, not 401, and "
        "another attempt does not help. Show the message to the user of the script.",
        "PUT",
        options={
            "users": [{"name": CREDENTIALS[0], "password": CREDENTIALS[1], "roles": ["reader"]}],
            "roles": {"reader": ["/system_settings/read/"]},
        },
    ),
)
