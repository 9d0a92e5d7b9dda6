"""The terminal browser: a ledger of any length, searched, filtered, checked and taken along.

`source` opens ledgers, `queries` asks DuckDB, `filters`, `tags` and `export` hold what the reader chooses; none of
these knows Textual. `table`, `detail`, `dialogs`, the screens and `app` show it.
"""
