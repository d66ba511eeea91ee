"""A mail that tries everything, and a server that counts what reaches it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

LOADS = {
    "img": '<img src="{at}">',
    "img-srcset": '<img srcset="{at} 1x">',
    "picture": '<picture><source srcset="{at}"><img alt=""></picture>',
    "stylesheet": '<link rel="stylesheet" href="{at}">',
    "import": "<style>@import url({at});</style>",
    "css-background": "<style>.a{{background:url({at})}}</style><p class=a>a",
    "css-content": "<style>.b::before{{content:url({at})}}</style><p class=b>b",
    "inline-style": '<p style="background-image:url({at})">c',
    "list-style": "<ul style='list-style-image:url({at})'><li>d</ul>",
    "font": "<style>@font-face{{font-family:f;src:url({at})}}</style><p style='font-family:f'>e",
    "script": '<script src="{at}"></script>',
    "module": '<script type="module" src="{at}"></script>',
    "iframe": '<iframe src="{at}"></iframe>',
    "embed": '<embed src="{at}">',
    "object": '<object data="{at}"></object>',
    "video": '<video src="{at}" preload="auto"></video>',
    "poster": '<video poster="{at}"></video>',
    "audio": '<audio src="{at}" preload="auto"></audio>',
    "preload": '<link rel="preload" as="image" href="{at}">',
    "prefetch": '<link rel="prefetch" href="{at}">',
    "modulepreload": '<link rel="modulepreload" href="{at}">',
    "input-image": '<input type="image" src="{at}" alt="">',
    "svg-image": '<svg width=9 height=9><image href="{at}" width=9 height=9 /></svg>',
    "table-background": '<table background="{at}"><tr><td>f</table>',
    "border-image": '<p style="border:3px solid;border-image:url({at}) 1">g',
    "cursor-mask": '<p style="mask-image:url({at})">h',
}
"""Ways to load something from another server, by name."""

SCRIPTS = (
    "<script>{code}</script>",
    '<img src="x:" onerror="{code}">',
    '<body onload="{code}">',
    '<svg onload="{code}"></svg>',
    '<iframe src="javascript:{code}"></iframe>',
    '<iframe srcdoc="&lt;script&gt;{code}&lt;/script&gt;"></iframe>',
    '<details open ontoggle="{code}"></details>',
    '<input autofocus onfocus="{code}">',
    '<video><source onerror="{code}"></video>',
    '<meta http-equiv="refresh" content="0;url=javascript:{code}">',
    '<form action="{at}"><input name=a></form>',
    '<base href="{base}/">',
    '<meta http-equiv="refresh" content="0;url={at}">',
)
"""Ways to run a script, or to lead elsewhere."""

CODE = "new Image().src='{base}/ran';top.postMessage('ran','*')"
"""A script that both the counting server and the page around it notice."""


def html(base: str) -> str:
    """Return HTML that loads everything from `base` and runs every script."""
    loads = "".join(load.format(at=f"{base}/{name}") for name, load in LOADS.items())
    scripts = "".join(script.format(at=f"{base}/led", base=base, code=CODE.format(base=base)) for script in SCRIPTS)
    return f"<!doctype html><html><head></head><body><h1>Hostile</h1>{loads}{scripts}</body></html>"


class CountingServer:
    """A server that counts the requests for each path; `/page` is the document that it serves itself."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.page = ""
        self.url = ""


@contextmanager
def counting_server() -> Iterator[CountingServer]:
    """Run a counting server while the block runs."""
    counted = CountingServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/").partition("?")[0]
            counted.hits[name] += 1
            body = counted.page.encode() if name == "page" else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if name == "page" else "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    counted.url = f"http://127.0.0.1:{server.server_address[1]}"
    counted.page = html(counted.url)
    try:
        yield counted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
