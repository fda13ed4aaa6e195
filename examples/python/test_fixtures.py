"""Checks every file of a folder of fixtures against its manifest: FIXTURES=folder python3 -m pytest"""

import hashlib
import json
import os
import struct
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("FIXTURES", "fixtures"))
FILES = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
# Nothing is promised of hostile images but that they crash nobody.
IMAGES = [row for row in FILES if row["mode"] == "image" and row["expect"] is not None]

# "MZ" and two bytes that kernels have as zeros, "zimg", offset and size of the payload, 8 reserved bytes, compression type up to a zero.
ZBOOT_HEADER = struct.Struct("<4s4sII8x32s")


def path_of(row):
    return row["path"]


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("row", FILES, ids=path_of)
def test_file_is_the_listed_one(row):
    content = (FOLDER / row["path"]).read_bytes()
    assert len(content) == row["size"]
    assert sha256(content) == row["sha256"]


@pytest.mark.parametrize("row", IMAGES, ids=path_of)
def test_zboot_header_says_what_the_manifest_says(row):
    # This is the place to call the reader that is to be tested.
    image = (FOLDER / row["path"]).read_bytes()
    magic, zimg, offset, size, compression = ZBOOT_HEADER.unpack_from(image)
    expected = row["expect"]
    assert (magic[:2], zimg) == (b"MZ", b"zimg")
    assert offset == expected["payloadOffset"]
    assert size == expected["payloadSize"]
    assert compression.split(b"\0")[0].decode("ascii") == expected["compressionType"]


@pytest.mark.parametrize("row", IMAGES, ids=path_of)
def test_payload_has_its_digest(row):
    image = (FOLDER / row["path"]).read_bytes()
    _, _, offset, size, _ = ZBOOT_HEADER.unpack_from(image)
    assert sha256(image[offset : offset + size]) == row["expect"]["payloadSha256"]
