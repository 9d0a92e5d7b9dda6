"""A ledger against gold."""
