"""Partners: organisations that work along, their agreements and their approvals."""
