"""Sentences -> words, parts of speech, dependencies and names, by stanza: the one module that imports it.

stanza and torch are loaded when a parser is, never at import. The weights ship with the package; every file is checked
against the manifest before it is read, as data only, and nothing is ever downloaded on the way.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from quotes.errors import ModelError, UsageError
from quotes.learned.names import TYPES, Entity, Reading
from quotes.learned.names import load as load_tagger
from quotes.learned.segmentation import Enclitics, cut_sentences
from quotes.learned.shipped import MODELS, RULES, check

PACKAGES = ("shipped", "official")
ALL = ("pos", "lemma", "depparse", "ner")
_FILES = {"pos": "tagger.pt", "lemma": "lemmas.pt", "depparse": "parser.pt", "ner": "names.pt"}
CLAUSES = 1  # the entity model's output layer for reporting clauses and pieces of sentences; 0 is for whole ones
_VECTORS, _ENCLITICS = "vectors.pt", "enclitics.json"


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word: a token, or the host or the enclitic of one."""

    start: int  # in the parsed text; a host and its enclitic share their token's characters
    end: int
    text: str
    upos: str | None  # None: not asked for
    lemma: str | None
    head: int | None  # index of the head in the sentence's words; -1 for the root; None: not asked for
    deprel: str | None


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence with its words and names."""

    start: int  # in the parsed text
    end: int
    words: tuple[Word, ...]
    entities: tuple[Entity, ...]


def _after_fork() -> None:
    """Have torch work in one thread in a forked process: of its threads none was forked along, and it would wait."""
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class Parser:
    """A loaded stanza pipeline; make one with `load`."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    def names(self, texts: Sequence[str]) -> list[tuple[Entity, ...]]:
        """The names in texts, as `quotes.learned.names.Tagger` gives them."""
        return [tuple(name for sentence in parts for name in sentence.entities) for parts in self.parse(texts)]

    def readings(self, texts: Sequence[str]) -> list[Reading]:
        """The same, with how probably names begin and end: stanza tells names alone, its exported tagger the rest."""
        found = zip(self.names(texts), load_tagger().readings(texts), strict=True)
        return [Reading(names, reading.tokens) for names, reading in found]

    def parse(self, texts: Sequence[str]) -> list[tuple[ParsedSentence, ...]]:
        """Parse texts in one batch.

        Args:
            texts: sentences, paragraphs or articles; long batches are faster for each.

        Returns:
            For each text its sentences in order; offsets count characters of that text, half-open.
        """
        from stanza.models.common.doc import Document

        here = [place for place, text in enumerate(texts) if text.strip()]
        documents = [Document([], text=texts[place]) for place in here]
        parsed: list[tuple[ParsedSentence, ...]] = [()] * len(texts)
        if documents:
            for place, document in zip(here, self._pipeline.bulk_process(documents), strict=True):
                parsed[place] = tuple(_sentence(sentence) for sentence in document.sentences)
        return parsed


def _sentence(sentence: Any) -> ParsedSentence:
    words = []
    for token in sentence.tokens:
        at = token.start_char
        for place, word in enumerate(token.words):
            last = place + 1 == len(token.words)
            end = token.end_char if last else min(at + len(word.text), token.end_char)
            head = None if word.head is None else word.head - 1
            words.append(Word(at, end, word.text, word.upos, word.lemma, head, word.deprel))
            at = end
    entities = tuple(Entity(e.start_char, e.end_char, e.text, TYPES.get(e.type, e.type)) for e in sentence.ents)
    return ParsedSentence(sentence.tokens[0].start_char, sentence.tokens[-1].end_char, tuple(words), entities)


def check_there(models: str = "shipped") -> None:
    """Whether a parser can be loaded, as far as can be told without loading stanza.

    Raises:
        ModelError: weights are missing, damaged or do not fit the installed stanza and torch.
        UsageError: `models` names no package.
    """
    if models not in PACKAGES:
        raise UsageError(f"there are no models called {models!r}", f"choose one of {', '.join(PACKAGES)}")
    check()
    if models == "official":
        official_settings(())


@lru_cache(maxsize=4)
def load(
    models: str = "shipped",
    processors: tuple[str, ...] | None = None,
    use_gpu: bool = False,
    folder: Path = MODELS,
    clauses: bool = False,
) -> Parser:
    """Load a parser; the same call again gives the same parser.

    Args:
        models: `shipped`, or `official` for stanza's published Indonesian package with the shipped names.
        processors: of `pos`, `lemma`, `depparse` and `ner` the ones to run; None: all there are.
        use_gpu: run on a GPU where there is one.
        folder: where the shipped weights are.
        clauses: find names as in reporting clauses (`kata Bupati Wonosobo Ratna Wulandari`), not as in sentences.

    Returns:
        The parser.

    Raises:
        ModelError: weights are missing, damaged or do not fit the installed stanza and torch.
        UsageError: `models` names no package.
    """
    if models not in PACKAGES:
        raise UsageError(f"there are no models called {models!r}", f"choose one of {', '.join(PACKAGES)}")
    settings = shipped_settings(processors, folder) if models == "shipped" else official_settings(processors, folder)
    if clauses:
        settings["ner_predict_tagset"] = CLAUSES
    import stanza

    logging.getLogger("stanza").setLevel(logging.ERROR)
    try:
        return Parser(stanza.Pipeline(use_gpu=use_gpu, **settings))
    except Exception as error:  # whatever stanza or torch trips over in files that are as they should be
        raise ModelError(
            f"the {models} models could not be loaded ({type(error).__name__}: {str(error).splitlines()[0][:200]})",
            f"reinstall quotes with the stanza it asks for, {RULES}",
        ) from error


def shipped_settings(processors: Iterable[str] | None = None, folder: Path = MODELS) -> dict[str, Any]:
    """Arguments for `stanza.Pipeline` that make it use the shipped weights and download nothing.

    Args:
        processors: of `pos`, `lemma`, `depparse` and `ner` the ones to run; None: all there are.
        folder: where the shipped weights are.

    Raises:
        ModelError: see `check`.
    """
    here = check(folder)["files"]
    wanted = [name for name in (ALL if processors is None else processors) if _FILES.get(name) in here]
    register_tokenizer()
    settings: dict[str, Any] = {
        "lang": "id",
        "dir": str(folder),
        "processors": dict.fromkeys(("tokenize", *wanted), "news"),
        "package": None,
        "resources_filepath": str(folder / "resources.json"),
        "allow_unknown_language": True,
        "download_method": None,
        "tokenize_with_news": True,
        "tokenize_enclitics_path": str(folder / _ENCLITICS),
        "foundation_cache": _vectors(folder),
    }
    for name in wanted:
        settings[f"{name}_model_path"] = str(folder / _FILES[name])
        if name != "lemma":
            settings[f"{name}_pretrain_path"] = str(folder / _VECTORS)
            settings[f"{name}_forward_charlm_path"] = settings[f"{name}_backward_charlm_path"] = ""
    return settings


@lru_cache(maxsize=2)
def _vectors(folder: Path) -> Any:
    """A stanza cache that holds the word vectors, widened from the half precision they ship in."""
    from stanza.models.common.foundation_cache import FoundationCache

    cache = FoundationCache(local_files_only=True)
    pretrain = cache.load_pretrain(str(folder / _VECTORS))
    pretrain._emb = pretrain.emb.float()
    return cache


def official_folder() -> Path:
    """Where stanza keeps what it downloads."""
    from stanza.resources.common import DEFAULT_MODEL_DIR

    return Path(os.environ.get("STANZA_RESOURCES_DIR", DEFAULT_MODEL_DIR))


def official_settings(processors: Iterable[str] | None = None, folder: Path = MODELS) -> dict[str, Any]:
    """Arguments for `stanza.Pipeline` that make it use stanza's published package, with the shipped names.

    Raises:
        ModelError: the package has not been downloaded.
    """
    here = official_folder()
    if not (here / "resources.json").is_file() or not (here / "id").is_dir():
        raise ModelError(
            f"stanza's Indonesian package is not in {here}", "run 'quotes models download', or use the shipped models"
        )
    wanted = [name for name in (ALL if processors is None else processors) if name != "ner"]
    settings: dict[str, Any] = {
        "lang": "id",
        "dir": str(here),
        "processors": ",".join(["tokenize", "mwt", *wanted]),
        "download_method": None,
    }
    if processors is None or "ner" in processors:
        shipped = shipped_settings(("ner",), folder)
        settings |= {key: shipped[key] for key in shipped if key.startswith("ner_") or key == "foundation_cache"}
    return settings


def download_official() -> Path:
    """Download stanza's published Indonesian package; gives the folder it is in.

    Raises:
        ModelError: the network or stanza's server is not there, or the folder is not writable.
    """
    import stanza

    folder = official_folder()
    try:
        stanza.download("id", model_dir=str(folder), logging_level="ERROR")
    except Exception as error:  # requests, OS and stanza's own errors alike: all mean that it is not here
        reason = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        raise ModelError(
            f"stanza's Indonesian package could not be downloaded ({reason})",
            "check the network and try again; the shipped models need no download",
        ) from error
    return folder


@lru_cache(maxsize=1)
def register_tokenizer() -> None:
    """Register the project's segmentation with stanza, as the variant `news` of its `tokenize` processor."""
    from stanza.models.common.doc import Document
    from stanza.pipeline.processor import ProcessorVariant, register_processor_variant

    @register_processor_variant("tokenize", "news")
    class NewsTokenizer(ProcessorVariant):  # type: ignore[misc]
        """Cuts text by `quotes.learned.segmentation`, enclitics split."""

        OVERRIDE = True

        def __init__(self, config: dict[str, Any]) -> None:
            lists = json.loads(Path(config["enclitics_path"]).read_text(encoding="utf-8"))
            self._enclitics = Enclitics.from_lists(lists)

        def process(self, document: Any) -> Any:
            text = document.text if isinstance(document, Document) else document
            return Document(as_stanza(text, self._enclitics), text)


def as_stanza(text: str, enclitics: Enclitics) -> list[list[dict[str, Any]]]:
    """The sentences of a text as stanza takes them: a dictionary for each token, and each word of a split one."""
    sentences = []
    for pieces in cut_sentences(text):
        entries: list[dict[str, Any]] = []
        number = 1
        for piece in pieces:
            token = text[piece.start : piece.end]
            place = {"start_char": piece.start, "end_char": piece.end}
            host = enclitics.host_length(token)
            if host is None:
                entries.append({"id": number, "text": token, **place})
                number += 1
                continue
            entries.append({"id": (number, number + 1), "text": token, **place})
            entries.append({"id": number, "text": token[:host]})
            entries.append({"id": number + 1, "text": token[host:]})
            number += 2
        sentences.append(entries)
    return sentences
