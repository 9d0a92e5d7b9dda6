"""Files that appear whole or not at all, and the places they stand in: this machine, or what fsspec knows."""
