"""The ledger's `rule` column in plain words.

Kept apart from the stages that decide, so that `quotes show --why` need not load them.
"""

from __future__ import annotations

RULES = {
    "name": "the reporting clause names the speaker in full",
    "short_name": "the reporting clause gives part of a name that the article gives in full elsewhere",
    "nickname": "the reporting clause gives a nickname or initials of a name that the article gives in full",
    "title_name": "the reporting clause gives part of a name that stands in full in the title",
    "pronoun": "the reporting clause has a pronoun; it is whoever the sentences before are about",
    "pronoun_client": "the reporting clause has a pronoun, and the quote speaks of a client: it is the lawyer",
    "pronoun_unresolved": "the reporting clause has a pronoun, and the article gives nobody it could stand for",
    "enclitic": "the reporting word ends in -nya; it is whoever the sentences before are about",
    "enclitic_client": "the reporting word ends in -nya, and the quote speaks of a client: it is the lawyer",
    "enclitic_unresolved": "the reporting word ends in -nya, and the article gives nobody it could stand for",
    "role": "the reporting clause gives an office or a role; it is the person the article gives it to",
    "role_client": "the reporting clause gives a role, and the quote speaks of a client: it is the lawyer",
    "role_unresolved": "the reporting clause gives a role that the article gives to nobody",
    "institution": "the reporting clause names an institution",
    "document": "the reporting clause names a document, a law or a text that is read out",
    "unnamed": "the reporting clause describes somebody whom the article never names",
    "run_on": "the quote has no reporting clause of its own and runs on from one beside it",
    "no_clause": "the reporting clause names nobody; it is whoever the sentences before are about",
    "no_clause_client": "the reporting clause names nobody, and the quote speaks of a client: it is the lawyer",
    "no_clause_unresolved": "the reporting clause names nobody, and the article gives nobody it could be",
    "checked": "a reader has checked the row, or said what is right",
    "foreign_unresolved": "the article is in another language than Indonesian, whose reporting clauses are not read",
    "ambiguous": "several people could be meant, and nothing tells them apart",
}


CHANGED = "_model"  # ends the rule of a row that a model of names has changed


def explained(rule: str) -> str:
    """A rule in a sentence, without its full stop; the rule itself where it is not known here."""
    name = rule.removesuffix(CHANGED)
    how = RULES.get(name, f"decided by {name}")
    return how if name == rule else f"{how}; where names begin and end, or whether they are names, stanza decided"
