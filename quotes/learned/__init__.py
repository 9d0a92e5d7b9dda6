"""What weights decide: the models that ship, and the one door to stanza."""
