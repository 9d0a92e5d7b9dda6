"""Training of the stanza models in `quotes/learned/weights/`; `python -m quotes.training DATA OUT` runs it all.

Not imported by the analyser: it needs gensim beside stanza, and the data that `make models DATA=...` names.
"""
