"""The gallery of failures: what goes wrong in production, and the page docs/gallery.md that is made of it.

`python -m tests.gallery` writes the page, by running every entry.
"""
