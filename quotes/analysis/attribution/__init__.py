"""From candidates to the speaker of each quotation."""
