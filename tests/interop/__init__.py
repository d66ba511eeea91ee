"""Programs by others against a running mock: generated clients, vendor SDKs, other servers. `make interop` runs them.

A peer is one file in `peers/`, found by being there; its own programs are in `programs/`. What a peer needs and does
not find is the reason of a skip.
"""
