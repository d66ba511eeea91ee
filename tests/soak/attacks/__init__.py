"""The attacks, one file each: `ITEM`, `TITLE` and `attack(scale)`; a new file is a new line of the scoreboard."""
