"""Appends a section with pefile, as scripts of its users do.

Run: npx zbootkit verify --harness -- python3 examples/rewriters/append_pefile.py
"""
import struct
import sys

import pefile


def up(value, to):
    return (value + to - 1) // to * to


def append(image, name, content, flags):
    pe = pefile.PE(data=image, fast_load=True)
    optional, last = pe.OPTIONAL_HEADER, pe.sections[-1]
    header = last.get_file_offset() + 40
    if header + 40 > optional.SizeOfHeaders:
        raise pefile.PEFormatError("There is no room for a section header.")
    address = up(last.VirtualAddress + last.Misc_VirtualSize, optional.SectionAlignment)
    raw, raw_size = up(len(image), optional.FileAlignment), up(len(content), optional.FileAlignment)
    fields = struct.pack("<8sIIII12xI", name, len(content), address, raw_size, raw, flags)
    pe.set_bytes_at_offset(header, fields)
    pe.FILE_HEADER.NumberOfSections += 1
    optional.SizeOfImage = up(address + len(content), optional.SectionAlignment)
    optional.SizeOfInitializedData += raw_size
    return bytes(pe.write()).ljust(raw, b"\0") + content.ljust(raw_size, b"\0")


while len(frame := sys.stdin.buffer.read(24)) == 24:  # docs/harness.md has the protocol
    number, kind, flags, *lengths = struct.unpack("<6I", frame)
    parts = [sys.stdin.buffer.read(length) for length in lengths]
    try:
        said = (2, 1, b"pefile " + pefile.__version__.encode()) if kind == 1 else (4, 0, append(*parts, flags))
    except (pefile.PEFormatError, struct.error, IndexError, ZeroDivisionError) as why:
        said = (5, 0, str(why).encode())
    sys.stdout.buffer.write(struct.pack("<6I", number, *said[:2], len(said[2]), 0, 0) + said[2])
    sys.stdout.buffer.flush()
