"""The endpoints of Command. Each one only loads, acts and dumps; each file has the blueprint of one resource."""
