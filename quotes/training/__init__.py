"""Training of the stanza models that ship in `quotes/models/`; `python -m quotes.training DATA OUT` runs it all.

Not imported by the analyser: it needs gensim beside stanza, and the data that `make models DATA=...` names.
"""
