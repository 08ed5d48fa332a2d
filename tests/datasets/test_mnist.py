"""Where MNIST comes from, and that nothing but the canonical bytes passes for it."""

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from grader.datasets import mnist
from grader.settings import Settings
from tests.mnist_files import FOLDER, find, is_complete, needs_canonical_files


@pytest.fixture
def settings(tmp_path):
    here = Settings.from_env({"GRADER_DATA_DIR": str(tmp_path / "data")})
    return here.model_copy(update={"mnist_dir": None, "mnist_download": False})


def refuse(url):
    raise OSError(f"no network: {url}")


@needs_canonical_files
def test_the_canonical_files_are_read_from_their_folder(settings):
    digits = mnist.load(settings.model_copy(update={"mnist_dir": FOLDER}))
    assert digits.name == mnist.CANONICAL
    assert digits.train_images.shape == (60000, 28, 28)
    assert digits.test_images.shape == (10000, 28, 28)
    assert digits.train_images.dtype == np.uint8
    # Published: the training set begins with 5, 0, 4, 1, 9 and has 6742 ones, its most frequent digit.
    assert digits.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(digits.train_labels)[1] == 6742
    assert digits.test_labels[:5].tolist() == [7, 2, 1, 0, 4]


@needs_canonical_files
def test_a_file_with_other_bytes_is_passed_over(settings, tmp_path):
    for name in mnist.FILES:
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    raw = bytearray(gzip.decompress((FOLDER / "t10k-labels-idx1-ubyte.gz").read_bytes()))
    raw[100] ^= 1
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(bytes(raw)))
    assert mnist.load(settings.model_copy(update={"mnist_dir": tmp_path})).name == mnist.FALLBACK


@needs_canonical_files
def test_missing_files_are_fetched_once_and_kept(settings):
    asked = []

    def fetch(url):
        asked.append(url)
        if url.startswith(mnist.MIRRORS[0]):
            raise OSError("this mirror is down")
        return (FOLDER / Path(url).name).read_bytes()

    online = settings.model_copy(update={"mnist_download": True})
    assert mnist.load(online, fetch=fetch).name == mnist.CANONICAL
    assert len(asked) == 8
    assert mnist.load(online, fetch=refuse).name == mnist.CANONICAL


def test_what_a_mirror_sends_must_be_the_canonical_bytes(settings):
    online = settings.model_copy(update={"mnist_download": True})
    digits = mnist.load(online, fetch=lambda url: gzip.compress(b"\0\0\x08\x01\0\0\0\x01\x07"))
    assert digits.name == mnist.FALLBACK
    assert not list((settings.data_dir).glob("mnist/*"))


def test_without_files_and_network_the_stand_in_serves_and_says_so(settings):
    digits = mnist.load(settings.model_copy(update={"mnist_download": True}), fetch=refuse)
    assert digits.name == mnist.FALLBACK
    assert "5,000" in digits.description
    assert digits.train_images.shape == (4000, 28, 28)
    assert digits.test_images.shape == (1000, 28, 28)
    assert np.bincount(digits.train_labels).tolist() == [400] * 10
    assert np.bincount(digits.test_labels).tolist() == [100] * 10


def test_the_stand_in_shares_no_image_between_training_and_testing(settings):
    digits = mnist.load(settings)

    def prints(images):
        return {hashlib.sha256(image.tobytes()).digest() for image in images}

    assert not prints(digits.train_images) & prints(digits.test_images)


@needs_canonical_files
def test_the_stand_in_is_made_of_genuine_images(settings):
    whole = mnist.load(settings.model_copy(update={"mnist_dir": FOLDER}))
    known = {image.tobytes(): label for image, label in zip(whole.train_images, whole.train_labels, strict=True)}
    known |= {image.tobytes(): label for image, label in zip(whole.test_images, whole.test_labels, strict=True)}
    few = mnist.load(settings)
    for image, label in zip(few.test_images, few.test_labels, strict=True):
        assert known[image.tobytes()] == label


def test_the_tests_prefer_the_configured_folder_to_the_one_beside_the_project(tmp_path):
    beside = tmp_path / "mnist"
    assert find({}, beside) is None
    beside.mkdir()
    assert find({}, beside) == find({"GRADER_MNIST_DIR": ""}, beside) == beside
    assert find({"GRADER_MNIST_DIR": "/configured"}, beside) == Path("/configured")


def test_a_folder_without_all_four_files_does_not_count_as_canonical(tmp_path):
    names = list(mnist.FILES)
    for name in names[:-1]:
        (tmp_path / name).touch()
    assert not is_complete(tmp_path)
    (tmp_path / names[-1]).touch()
    assert is_complete(tmp_path)
    assert not is_complete(None)
