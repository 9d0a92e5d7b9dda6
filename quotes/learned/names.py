"""Sentences -> names, by the entity tagger that stanza trained, run by numpy alone.

A few matrix products tag a sentence, so the default needs neither stanza nor torch: importing those costs more than all
the sentences of most runs. `quotes.training` makes `names.npz` from stanza's model; the tags are stanza's.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.learned import shipped
from quotes.learned.segmentation import Piece, cut_sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Places = NDArray[np.intp]

FILE = "names.npz"
TYPES = {"PERSON": "PER", "ORGANISATION": "ORG", "PLACE": "LOC"}  # as one of the sets calls them in made-up clauses
OUTSIDE = "O"  # the tag of a token in no name
UNKNOWN = 1  # the row of a word or character that is not in the vocabulary
BATCH = 64  # sentences tagged together; more gain nothing


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in the text."""

    start: int  # in the parsed text
    end: int
    text: str
    type: str  # PER, ORG or LOC


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and how probably a person's name begins or ends with it."""

    start: int  # in the parsed text
    end: int
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tagger reads in a text."""

    names: tuple[Entity, ...]  # in order
    tokens: tuple[Token, ...]


class Tagger:
    """A bidirectional LSTM over words and their characters, with a layer of transitions between tags (Lample et al.
    2016), as stanza builds it.

    Args:
        weights: by name, as `quotes.training.shipping` writes them.
    """

    def __init__(self, weights: dict[str, NDArray[np.generic]]) -> None:
        self._words = {word: row for row, word in enumerate(_lines(weights["words"]))}
        self._vectors = weights["vectors"]  # in half precision; widened by the row
        self._characters = {character: row for row, character in enumerate(_lines(weights["characters"]))}
        self._spelling = _Lstm(weights, "spelling")
        self._context = _Lstm(weights, "context")
        inputs = self._spelling.project(_wide(weights["character_vectors"]))
        self._character_inputs = inputs
        self._tag_weights = _wide(weights["tag_weights"])
        self._tag_bias = _wide(weights["tag_bias"])
        self._transitions = _wide(weights["transitions"])
        self._tags = _lines(weights["tags"])
        people = [tag[:1] if TYPES.get(tag[2:], tag[2:]) == "PER" else "" for tag in self._tags]
        self._edges = _membership(people, ("BS", "ES"))

    def names(self, texts: Sequence[str]) -> list[tuple[Entity, ...]]:
        """The names in texts, each text cut into sentences that are tagged on their own.

        Args:
            texts: sentences, paragraphs or articles; many at once are faster for each.

        Returns:
            For each text its names in order; offsets count characters of that text, half-open.
        """
        return [reading.names for reading in self.readings(texts)]

    def readings(self, texts: Sequence[str]) -> list[Reading]:
        """The same, with how probably people's names begin and end with each token."""
        sentences = [(place, pieces) for place, text in enumerate(texts) for pieces in cut_sentences(text)]
        tokens = [[texts[place][piece.start : piece.end] for piece in pieces] for place, pieces in sentences]
        names: list[list[Entity]] = [[] for _ in texts]
        known: list[list[Token]] = [[] for _ in texts]
        for (place, pieces), (tags, edges) in zip(sentences, self._read(tokens), strict=True):
            names[place].extend(_entities(texts[place], pieces, tags))
            known[place].extend(
                Token(piece.start, piece.end, *edge) for piece, edge in zip(pieces, edges.tolist(), strict=True)
            )
        return [Reading(tuple(each), tuple(words)) for each, words in zip(names, known, strict=True)]

    def tags(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The BIOES tags of tokenised sentences, in their order."""
        return [tags for tags, _ in self._read(sentences)]

    def _read(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[str], Floats]]:
        """Of each sentence the tags, and how probably a person's name begins and ends with each token."""
        import numpy as np

        order = sorted(range(len(sentences)), key=lambda place: -len(sentences[place]))
        read: list[tuple[list[str], Floats]] = [([], np.zeros((0, 2), np.float32)) for _ in sentences]
        for at in range(0, len(order), BATCH):
            batch = [place for place in order[at : at + BATCH] if sentences[place]]
            if batch:
                for place, found in zip(batch, self._tagged([sentences[place] for place in batch]), strict=True):
                    read[place] = found
        return read

    def _tagged(self, sentences: list[Sequence[str]]) -> Iterator[tuple[list[str], Floats]]:
        """What `_read` gives of sentences, the longest first."""
        import numpy as np

        forms = {token: row for row, token in enumerate(dict.fromkeys(t for sentence in sentences for t in sentence))}
        known = self._words
        rows = [known.get(form.lower(), UNKNOWN) for form in forms]
        inputs = self._context.project(np.concatenate([_wide(self._vectors[rows]), self._spelt(list(forms))], axis=1))
        lengths = [len(sentence) for sentence in sentences]
        places = np.zeros((lengths[0], len(sentences)), np.intp)
        for column, sentence in enumerate(sentences):
            places[: lengths[column], column] = [forms[token] for token in sentence]
        states, _ = self._context.run(inputs, places, lengths)
        scores = states @ self._tag_weights + self._tag_bias
        edges = self._shares(scores, lengths) @ self._edges
        for column, best in enumerate(self._best(scores, lengths)):
            yield [self._tags[tag] for tag in best[: lengths[column]]], edges[: lengths[column], column]

    def _spelt(self, forms: list[str]) -> Floats:
        """What the characters of words say, a row a word."""
        import numpy as np

        order = sorted(range(len(forms)), key=lambda place: -len(forms[place]))
        lengths = [len(forms[place]) for place in order]
        places = np.zeros((lengths[0], len(forms)), np.intp)
        known = self._characters
        for column, place in enumerate(order):
            places[: lengths[column], column] = [known.get(character, UNKNOWN) for character in forms[place]]
        _, last = self._spelling.run(self._character_inputs, places, lengths)
        spelt = np.empty_like(last)
        spelt[order] = last
        return spelt

    def _shares(self, scores: Floats, lengths: list[int]) -> Floats:
        """How probable each tag is at each place, by the forward-backward algorithm; like `scores`."""
        import numpy as np

        odds = np.exp(scores - scores.max(axis=2, keepdims=True))
        ways = np.exp(self._transitions - self._transitions.max())
        going = list(_going(lengths))
        shares: Floats = np.zeros_like(odds)
        reached = np.ones((len(lengths), odds.shape[2]), np.float32)
        for place, count in enumerate(going):
            reached = odds[place, :count] * (reached[:count] @ ways if place else 1)
            reached /= reached.sum(axis=1, keepdims=True)
            shares[place, :count] = reached
        behind = np.ones((len(lengths), odds.shape[2]), np.float32)
        for place in reversed(range(len(going) - 1)):
            count = going[place + 1]
            behind[:count] = (behind[:count] * odds[place + 1, :count]) @ ways.T
            behind[:count] /= behind[:count].sum(axis=1, keepdims=True)
            shares[place, :count] *= behind[:count]
        totals = shares.sum(axis=2, keepdims=True)
        np.divide(shares, totals, out=shares, where=totals > 0)
        return shares

    def _best(self, scores: Floats, lengths: list[int]) -> list[list[int]]:
        """The likeliest sequence of tags of each sentence, by Viterbi's algorithm; `scores` by place, sentence, tag."""
        import numpy as np

        reached = scores[0]
        last = np.empty(len(lengths), np.intp)
        came: list[Places] = []
        for place, going in enumerate(_going(lengths)):
            if place:
                ways = reached[:going, :, None] + self._transitions
                came.append(ways.argmax(axis=1))
                reached = np.concatenate([ways.max(axis=1) + scores[place, :going], reached[going:]])
        last = reached.argmax(axis=1)
        best = []
        for column, length in enumerate(lengths):
            path = [int(last[column])]
            for step in reversed(came[: length - 1]):
                path.append(int(step[column, path[-1]]))
            best.append(path[::-1])
        return best


class _Lstm:
    """A bidirectional layer. Gates are scaled so that one tanh serves them all: sigmoid(x) = (1 + tanh(x / 2)) / 2."""

    def __init__(self, weights: dict[str, NDArray[np.generic]], name: str) -> None:
        import numpy as np

        def part(kind: str) -> Floats:
            gates = _wide(weights[f"{name}_{kind}"])  # direction, gate x unit (input, forget, new, output), ...
            gates = gates.reshape(2, 4, -1, *gates.shape[2:])
            scaled = np.concatenate([gates[:, [0, 1, 3]] / 2, gates[:, [2]]], axis=1)
            return scaled.reshape(2, -1, *gates.shape[3:])

        inputs = part("inputs")
        self._inputs = np.concatenate(list(inputs)).T.copy()
        self._bias = part("bias").reshape(-1)
        self._recurrent = part("recurrent").transpose(0, 2, 1).copy()
        self._start = _wide(weights[f"{name}_start"])  # hidden state and cell, direction, unit
        self._units = self._recurrent.shape[1]

    def project(self, vectors: Floats) -> Floats:
        """What each input row adds to the gates: direction, row, gate x unit."""
        both = (vectors @ self._inputs + self._bias).reshape(len(vectors), 2, -1)
        return both.transpose(1, 0, 2).copy()  # type: ignore[no-any-return]

    def run(self, inputs: Floats, places: Places, lengths: list[int]) -> tuple[Floats, Floats]:
        """Run over sequences in both directions.

        Args:
            inputs: of `project`.
            places: the row of `inputs` at each step of each sequence (a column), the longest first.
            lengths: of the sequences.

        Returns:
            The states at each step, `(step, sequence, both directions' units)`, and the last ones, `(sequence, ...)`.
        """
        import numpy as np

        units, count = self._units, len(lengths)
        steps = np.arange(len(places))[:, None]
        turned = np.maximum(np.array(lengths) - 1 - steps, 0)  # each sequence from its own end
        backwards = np.take_along_axis(places, turned, axis=0)
        hidden, cell = (np.repeat(start[:, None], count, axis=1) for start in self._start)
        states = np.zeros((2, len(places), count, units), np.float32)
        for step, going in enumerate(_going(lengths)):
            gates = hidden[:, :going] @ self._recurrent
            gates[0] += inputs[0, places[step, :going]]
            gates[1] += inputs[1, backwards[step, :going]]
            np.tanh(gates, out=gates)
            opened = gates[:, :, : 3 * units]
            opened *= 0.5
            opened += 0.5
            held = cell[:, :going]
            held *= opened[:, :, units : 2 * units]
            held += opened[:, :, :units] * gates[:, :, 3 * units :]
            np.multiply(opened[:, :, 2 * units :], np.tanh(held), out=hidden[:, :going])
            states[:, step, :going] = hidden[:, :going]
        turned_back = np.take_along_axis(states[1], turned[:, :, None], axis=0)
        return np.concatenate([states[0], turned_back], axis=2), np.concatenate([hidden[0], hidden[1]], axis=1)


def _membership(marks: Sequence[str], groups: Sequence[str]) -> Floats:
    """Which tags are in which group, a column a group."""
    import numpy as np

    return np.array([[bool(mark) and mark in group for group in groups] for mark in marks], np.float32)


def _going(lengths: list[int]) -> Iterator[int]:
    """At each step how many sequences, the longest first, are not over."""
    going = len(lengths)
    for step in range(lengths[0]):
        while lengths[going - 1] <= step:
            going -= 1
        yield going


def _wide(weights: NDArray[np.generic]) -> Floats:
    return weights.astype("float32")


def _lines(characters: NDArray[np.generic]) -> list[str]:
    return characters.tobytes().decode("utf-8").split("\n")


def _entities(text: str, pieces: Sequence[Piece], tags: Sequence[str]) -> Iterator[Entity]:
    """The names that BIOES tags spell; a tag that does not go on with what stands before it begins a name."""
    start: int | None = None
    for place, tag in enumerate(tags):
        if tag == OUTSIDE:
            start = None
            continue
        mark, kind = tag[0], tag[2:]
        after = tags[place + 1] if place + 1 < len(tags) else OUTSIDE
        start = place if start is None else start
        if mark in "ES" or after[0] not in "IE" or after[2:] != kind:
            at, end = pieces[start].start, pieces[place].end
            yield Entity(at, end, text[at:end], TYPES.get(kind, kind))
            start = None


def read(file: Path) -> Tagger:
    """A tagger that `quotes.training` has written."""
    return _tagger(file.read_bytes())


def _tagger(weights: bytes) -> Tagger:
    import numpy as np

    with np.load(io.BytesIO(weights), allow_pickle=False) as arrays:
        return Tagger(dict(arrays))


@lru_cache(maxsize=2)
def load(folder: Path = shipped.MODELS) -> Tagger:
    """Load the tagger; the same call again gives the same.

    Raises:
        ModelError: its weights are missing or damaged; one line that names them.
    """
    return _tagger(shipped.read(FILE, folder))
