"""The peers; each file is one, or a few that differ only in an option."""
