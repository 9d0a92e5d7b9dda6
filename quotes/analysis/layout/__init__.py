"""Where the paragraphs of an article stand, and what around them is furniture; offsets stay those of the text."""
