"""Write docs/gallery.md."""

from tests.gallery.page import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
