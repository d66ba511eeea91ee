"""Reads a mail: headers, bodies, attached files, links. It never raises, whatever the octets are."""
