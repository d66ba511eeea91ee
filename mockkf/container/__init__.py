"""The start of the container image: it drops root's rights, reads Mailpit's variables, and runs the command line.

Nothing else uses it: `mockkf serve` outside of the image knows no variable of Mailpit.
"""

from mockkf.container.mailpit_variables import Translation, translate
from mockkf.container.rights import drop_root, read_for_later

__all__ = ["Translation", "drop_root", "read_for_later", "translate"]
