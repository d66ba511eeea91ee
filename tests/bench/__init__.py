"""The budgets of mockkf, each measured beside its floor in one run; `run.py` prints the table."""
