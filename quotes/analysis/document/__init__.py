"""The article under analysis: its tokens and sentences, and the record that the stages hand on."""
