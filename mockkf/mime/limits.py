"""How much of one mail is read: more is left out and told as a defect, so that no mail takes long."""

DEPTH = 1_000
"""Multiparts inside one another; a deeper one is read as text."""

PARTS = 10_000
"""Parts of a mail; what follows belongs to the last one."""

DELIMITERS = 500_000
"""Lines that begin like a delimiter; what follows belongs to the part they are in."""

DELIMITER = 1_000
"""Octets of a delimiter line; a longer line is none."""

HEAD = 2 * 1024 * 1024
"""Octets of headers of a part; those behind are left out."""

HEADERS = 10_000
"""Headers of a part; the others are left out."""

VALUE = 1024 * 1024
"""Octets of a header's value that are decoded."""

PARAMETERS = 5_000
"""Parameters of a header; the others are left out."""

ADDRESSES = 10_000
"""Addresses of a header; the others are left out."""

PIECES = 100_000
"""Pieces of base64 that each end in padding; those after are read as one."""

META = 1_024
"""Octets of HTML in which its own charset is looked for."""

DEFECTS = 100
"""Sentences about what was mended."""

QUOTED = 60
"""Characters of a mail that such a sentence repeats."""
