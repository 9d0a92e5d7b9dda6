"""Who the people of an article are, and whom the discourse is about at each point of it."""
