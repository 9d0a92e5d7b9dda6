"""Which written words the treebanks split into a word and its enclitic: learnt once, shipped as two short lists.

`-nya` is split wherever the treebanks do not say otherwise (adverbs like `sebelumnya`). The other enclitics are split
only in words that are listed: seen split in a treebank, or in running text with a host far more common than the whole.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from quotes.training.corpora import TREEBANKS, read_trees, running_text, tokens_of

OTHERS = ("lah", "kah", "pun", "ku", "mu")
#: Ends in -nya without an enclitic, whether or not the treebanks happen to show it.
WHOLE = (
    "hanya",
    "punya",
    "tanya",
    "bertanya",
    "menanya",
    "ditanya",
    "mempunyai",
    "dipunya",
    "kenya",
    "bahwasanya",
    "bertanya-tanya",
    "makalah",
    "mengalah",
    "barakah",
    "memangku",
    "baliku",
    "jammu",
    "sanglah",
    "maumu",
    "barumu",
)
#: Adverbs and connectives the treebanks keep whole; what they show decides over this list.
ADVERBS = (
    "sebelumnya selanjutnya akhirnya awalnya biasanya umumnya khususnya sebenarnya seharusnya sebaiknya sebaliknya "
    "sepenuhnya setidaknya sekurangnya sedikitnya selamanya seterusnya sesungguhnya sepertinya tampaknya kelihatannya "
    "rupanya nampaknya tentunya untungnya sayangnya semestinya selebihnya selayaknya berikutnya dulunya tadinya "
    "makanya pokoknya kayaknya rasanya agaknya hendaknya seluruhnya seandainya pastinya kiranya sekiranya andainya"
).split()


def learn_enclitics(data: Path) -> dict[str, list[str]]:
    """The two lists, lowercase and sorted: `whole` (-nya stays) and `split` (another enclitic is cut off)."""
    whole: Counter[str] = Counter(dict.fromkeys((*ADVERBS, *WHOLE), 2))
    cut: Counter[str] = Counter()
    for name in TREEBANKS:
        for tree in read_trees(data / "treebank" / name):
            joined = {form.lower() for _, _, form in tree.joined}
            cut.update(joined)
            whole.update(token.lower() for token in tokens_of(tree) if token.lower() not in joined)
    counts = Counter(token.lower() for sentence in running_text(data) for token in sentence)
    split = {word for word in cut if word.endswith(OTHERS) and cut[word] > whole[word]}
    for word, count in counts.items():
        ending = next((e for e in OTHERS if word.endswith(e)), None)
        if ending and word.isalpha() and word not in split and not whole[word]:
            host = word[: -len(ending)]
            enough = 200 if ending in ("ku", "mu", "pun") else 20
            if len(host) >= 3 and counts[host] >= enough and counts[host] > 20 * count:
                split.add(word)
    return {
        "whole": sorted(word for word in whole if word.endswith("nya") and whole[word] >= max(cut[word], 2)),
        "split": sorted(split),
    }
