"""When something was said, and from which outlet it is relayed."""
