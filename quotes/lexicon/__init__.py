"""The word lists: `data/` holds them as TOML that a linguist edits, `lists` reads them."""
