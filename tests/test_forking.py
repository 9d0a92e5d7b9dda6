"""Processes that are forked, spawned or served after this one has analysed: none hangs, and all give the same rows."""

import multiprocessing
import os
import subprocess
import sys

import pytest

CODE = """
import multiprocessing, sys
from quotes import Analyser, Article
from quotes.runs import work

TEXT = '"Air sudah surut," kata Bupati Rawalaut Sarinah Wibowo. Ia pulang. "Kami senang," kata Tono Raharja, warga.'
ANALYSER = Analyser(mode=sys.argv[1])

def rows(number):
    return ANALYSER.ledger([Article(f"a{number}", TEXT)] * 3).to_csv()

if __name__ == "__main__":
    work._building.acquire()  # as if another thread were at work
    expected = [rows(number) for number in range(4)]
    with multiprocessing.get_context(sys.argv[2]).Pool(2) as pool:
        found = pool.map_async(rows, range(4)).get(120)
    assert found == expected
    if sys.argv[2] == "fork":
        import os
        child = os.fork()
        if not child:
            os._exit(0 if work._building.acquire(timeout=5) else 1)
        assert os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.parametrize("mode", ["rules", "cascade", "full"])
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_started_after_an_analysis_work(tmp_path, mode, method):
    (tmp_path / "program.py").write_text(CODE)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("OMP_NUM_THREADS", None)
    command = [sys.executable, str(tmp_path / "program.py"), mode, method]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
