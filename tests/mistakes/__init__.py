"""Every message that a user can meet by a mistake: `table.txt` has the mistake and the whole message."""
