"""The ledger: its schema, its table, the formats it is kept in, and what it says of itself in words."""
