"""Mailpit's search language: a query becomes terms, and each term a predicate of one mail."""

from mockkf.mailpit.search.dates import moment, zone
from mockkf.mailpit.search.language import Term, cleaned, folded, parse
from mockkf.mailpit.search.predicates import Candidate, matcher

__all__ = ["Candidate", "Term", "cleaned", "folded", "matcher", "moment", "parse", "zone"]
