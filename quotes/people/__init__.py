"""Who is who across articles: a ledger in, people and statements out.

Reads a ledger's speakers, never its articles; knows nothing of how a quote was found.
"""
