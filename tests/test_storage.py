"""Compressed and remote inputs, and folders whose files appear whole or not at all."""

import bz2
import gzip
import lzma
import random

import fsspec
import pytest
import zstandard

from quotes.errors import InputError, OutputError, UsageError
from quotes.reading import articles
from quotes.records import Article
from quotes.storage import locations
from quotes.storage.atomic import AtomicFile

LINES = "".join(f'{{"id": "{n}", "text": "Artikel nomor {n} tentang banjir."}}\n' for n in range(500)).encode()
PACKED = {".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("suffix", PACKED)
def test_compressed_files_are_read_as_what_they_hold(tmp_path, suffix):
    (tmp_path / f"c.jsonl{suffix}").write_bytes(PACKED[suffix](LINES))
    (tmp_path / f"t.txt{suffix.upper()}").write_bytes(PACKED[suffix](b"Sebuah artikel."))
    found = list(articles([str(tmp_path)]))
    assert len(found) == 501
    assert found[-1].text == "Sebuah artikel."  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_files_packed_in_pieces_are_read_to_the_end(tmp_path, suffix):
    (tmp_path / f"c.jsonl{suffix}").write_bytes(PACKED[suffix](LINES) * 3)
    assert len(list(articles([str(tmp_path)]))) == 1500


@pytest.mark.parametrize("suffix", PACKED)
@pytest.mark.parametrize("harm", ["cut", "changed", "not packed", "empty"])
def test_damaged_files_are_told(tmp_path, suffix, harm):
    data = PACKED[suffix](random.Random(1).randbytes(400_000).hex().encode())
    middle = len(data) // 2
    data = {
        "cut": data[:middle],
        "changed": data[:middle] + bytes(64) + data[middle + 64 :],
        "not packed": LINES,
        "empty": b"",
    }[harm]
    (tmp_path / f"c.jsonl{suffix}").write_bytes(data)
    with pytest.raises(InputError, match=r"c\.jsonl.* (damaged|is empty|is no JSON Lines)"):
        list(articles([str(tmp_path / f"c.jsonl{suffix}")]))


@pytest.mark.parametrize("suffix", PACKED)
@pytest.mark.parametrize("kept", [0.3, 0.9, -1])
def test_a_file_that_breaks_off_is_not_taken_for_a_whole_one(tmp_path, suffix, kept):
    """Also where nothing but the unpacking tells: any beginning of a text is a text."""
    data = PACKED[suffix](random.Random(1).randbytes(400_000).hex().encode())
    (tmp_path / f"t.txt{suffix}").write_bytes(data[: kept if kept < 0 else int(len(data) * kept)])
    with pytest.raises(InputError, match=r"t\.txt.* breaks off or is damaged"):
        list(articles([str(tmp_path / f"t.txt{suffix}")]))


@pytest.fixture
def memory():
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pipe_file("/b/2025/a.jsonl", LINES)
    system.pipe_file("/b/2026/b.jsonl.zst", zstandard.compress(LINES))
    system.pipe_file("/b/2026/.c.jsonl", LINES)
    return system


@pytest.mark.parametrize(
    ("inputs", "count"),
    [
        (["memory://b/"], 1000),
        (["memory://b/2025/a.jsonl"], 500),
        (["memory://b/*/*.zst"], 500),
        (["memory://b/2025", "memory://b/2026/b.jsonl.zst"], 1000),
    ],
)
def test_remote_files_folders_and_patterns_are_read(memory, inputs, count):
    found = list(articles(inputs))
    assert len(found) == count
    assert all(isinstance(item, Article) for item in found)


def test_what_is_not_there_is_told(memory):
    with pytest.raises(InputError, match="memory://nowhere does not exist"):
        list(articles(["memory://nowhere"]))
    *_, last = articles(["memory://b/2025", "memory://nowhere"])
    assert (last.path, last.reason) == ("memory://nowhere", "does not exist or holds no file to read")  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="is no address this program knows"):
        list(articles(["s4://bucket/a.jsonl"]))


@pytest.mark.parametrize(
    ("name", "remote"),
    [
        ("s3://bucket/x", True),
        ("memory://x", True),
        ("gs://b", True),
        ("simplecache::s3://b/x", True),
        ("C:/x", False),
        ("x.jsonl", False),
        ("a:b", False),
        ("./s3:/x", False),
        ("/s3://x", False),
    ],
)
def test_urls_and_paths_are_told_apart(name, remote):
    assert locations.is_remote(name) is remote


@pytest.mark.parametrize("kind", ["local", "memory", "renaming"])
def test_a_folder_keeps_whole_files(tmp_path, memory, monkeypatch, kind):
    folder = locations.folder(str(tmp_path / "f") if kind == "local" else "memory://f")
    if kind == "renaming":  # as where a file can be seen while it is written
        monkeypatch.setattr(folder, "_whole", False)
    assert folder.names() == []
    folder.create()
    folder.create()
    folder.write("b", b"1")
    folder.write("b", b"22")
    folder.write("a", b"")
    assert folder.names() == ["a", "b"]
    assert (folder.read("b"), folder.size("b"), folder.size("c")) == (b"22", 2, None)
    with folder.open("b") as file:
        assert file.read() == b"22"
    folder.remove("b")
    folder.remove("b")
    assert folder.names() == ["a"]


def test_a_remote_failure_is_told(memory, monkeypatch):
    def refused(*_, **__):
        raise RuntimeError("403\nforbidden")

    folder = locations.folder("memory://f")
    monkeypatch.setattr(type(memory), "pipe_file", refused)
    with pytest.raises(OutputError, match=r"cannot write memory://f/a .*403 forbidden"):
        folder.write("a", b"")


def test_a_file_that_nobody_finishes_leaves_no_trace(tmp_path):
    """A signal may come between the opening and the block that would clear away."""
    file = AtomicFile(tmp_path / "a.csv")
    assert len(list(tmp_path.iterdir())) == 1
    del file
    assert list(tmp_path.iterdir()) == []
