"""What is made from PyPI `phonenumbers` and checked in must not go stale: the corpus and the table of numbering plans."""

import pathlib
import subprocess
import sys

import pytest

phonenumbers = pytest.importorskip("phonenumbers", reason="needs phonenumbers==8.12.57 from PyPI")

import number_corpus  # noqa: E402  (the module itself needs the package)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def test_oracle_has_the_version_of_the_library():
    assert phonenumbers.__version__ == number_corpus.VERSION


def test_corpus_is_the_one_checked_in():
    made = list(number_corpus.corpus())
    assert len(made) > 3000
    assert made == number_corpus.FILE.read_text().splitlines()


def test_corpus_holds_every_kind_of_answer():
    kinds = {line.rsplit("\t", 1)[1].partition(":")[0][:2] for line in number_corpus.corpus()}
    assert {"wi", "sh", "!r", "!i", "+4"} <= kinds


def test_table_of_numbering_plans_is_the_one_checked_in():
    script = ROOT / "Scripts/generate-number-plans.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
