"""The limits for reading one mail, so that no mail takes long. What exceeds them is a defect."""

DEPTH = 1_000
"""Maximum depth of nested multiparts; a deeper one is read as text."""

PARTS = 10_000
"""Maximum number of parts; the rest belongs to the last one."""

DELIMITERS = 500_000
"""Maximum number of lines that start like a delimiter; the rest belongs to the open part."""

DELIMITER = 1_000
"""Maximum octets of a delimiter line; a longer line is not a delimiter."""

HEAD = 2 * 1024 * 1024
"""Maximum octets of the headers of a part; the rest is left out."""

HEADERS = 10_000
"""Maximum number of headers of a part; the others are left out."""

VALUE = 1024 * 1024
"""Maximum octets of a header value that are decoded."""

PARAMETERS = 5_000
"""Maximum number of parameters of a header; the others are left out."""

ADDRESSES = 10_000
"""Maximum number of addresses of a header; the others are left out."""

PIECES = 100_000
"""Maximum number of base64 pieces that end with padding; the rest is read as one piece."""

LABEL = 100
"""Maximum number of characters of a charset label; the rest is ignored."""

TAGS = 1_000
"""Maximum number of tags of a mail on arrival; the others are left out."""

META = 1_024
"""Octets at the start of HTML that are searched for its charset."""

DEFECTS = 100
"""Maximum number of sentences about defects."""

QUOTED = 60
"""Maximum number of characters that such a sentence quotes."""
