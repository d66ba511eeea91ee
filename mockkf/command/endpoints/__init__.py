"""The endpoints of Command: each loads, acts and dumps, nothing more. Each file has the blueprint of one resource."""
