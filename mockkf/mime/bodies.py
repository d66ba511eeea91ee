"""Divides the parts of a mail into bodies and files."""

from collections.abc import Iterator
from itertools import chain

from mockkf.mime.defects import Defects
from mockkf.mime.part import Part, numbered_leaves, walk

ALTERNATIVE = "multipart/alternative"


def bodies(root: Part, content_type: str) -> list[Part]:
    """Return the parts of the body of this type, in order; of alternatives only the first that has any."""
    found: dict[int, list[Part]] = {}
    for part in reversed(list(walk(root))):
        within = [found.pop(id(child)) for child in part.children]
        if not within:
            found[id(part)] = [part] if part.is_body(content_type) else []
        elif part.content_type == ALTERNATIVE:
            found[id(part)] = next(filter(None, within), [])
        else:
            found[id(part)] = list(chain.from_iterable(within))
    return found[id(root)]


def body_text(root: Part, content_type: str, defects: Defects) -> str | None:
    """Return the body of this type, each part starting on a new line; None without one."""
    texts = [part.text(defects) for part in bodies(root, content_type)]
    ended = [text if text.endswith("\n") or not text else f"{text}\n" for text in texts[:-1]]
    return "".join([*ended, texts[-1]]) if texts else None


def files(root: Part) -> Iterator[tuple[str, Part]]:
    """Return the parts that are not a body, each with its number."""
    read = {id(part) for content_type in ("text/plain", "text/html") for part in bodies(root, content_type)}
    return ((number, part) for number, part in numbered_leaves(root) if id(part) not in read)
