"""A harness for "zbootkit verify --harness": docs/harness.md of the package has the protocol.

Run: npx zbootkit verify --harness -- python3 harness.py
Put your own rewriter in place of append(). This one takes plain images and refuses all others.
"""
import struct
import sys

HELLO, READY, APPEND, REWRITTEN, REFUSED = range(1, 6)


class Refusal(Exception):
    pass


def up(value, to):
    return (value + to - 1) // to * to


def require(condition, otherwise):
    if not condition:
        raise Refusal(otherwise)


def append(image, name, content, flags):
    """The image with one more section; raises Refusal."""
    size = len(image)
    require(size >= 64 and image[:2] == b"MZ", "This is not an MZ file.")
    pe = struct.unpack_from("<I", image, 60)[0]
    require(image[pe:pe + 4] == b"PE\0\0" and size >= pe + 24, "There is no PE header.")
    count, symbols, optional_size = struct.unpack_from("<H4xI4xH", image, pe + 6)
    opt, table = pe + 24, pe + 24 + optional_size
    end = table + 40 * count
    require(0 < count < 96 and optional_size >= 152 and end + 40 <= size, "The headers are cut short.")
    magic, entry, section_align, file_align = struct.unpack_from("<H14xI12xII", image, opt)
    image_size, headers, directories = struct.unpack_from("<II44xI", image, opt + 56)
    require(magic == 0x20B and optional_size == 112 + 8 * directories, "This is not PE32+ with a full header.")
    require(section_align >= 4096 and 0 < file_align <= section_align, "These alignments are not usual.")
    require(symbols == 0, "There is a symbol table.")
    require(image[opt + 144:opt + 152] == bytes(8), "The image is signed.")
    require(0 < len(name) <= 8 and all(0x21 <= each < 0x7F for each in name), "No section can have this name.")
    require(len(content) > 0 and flags == 0x40000040, "I append readable initialised data only.")
    address, data = 0, 0
    for at in range(table, end, 40):
        own, virtual_size, virtual, raw_size, raw = struct.unpack_from("<8sIIII", image, at)
        require(own != name.ljust(8, b"\0"), "There is such a section.")
        address = max(address, virtual + (virtual_size or raw_size))
        if raw_size:
            require(raw >= end + 40, "There is no room for a section header.")
            data = max(data, raw + raw_size)
    require(entry < address, "The entry point lies outside of all sections.")
    require(headers >= end + 40 and data == size and size % file_align == 0, "The layout is not plain.")
    require(not any(image[end:headers]), "Something lies after the section table.")
    raw_size = up(len(content), file_align)
    address = up(max(address, image_size), section_align)  # what is reserved stays so
    new_end = up(address + len(content), section_align)
    require(new_end < 2**32, "The image is too large.")
    out = bytearray(image) + content + bytes(raw_size - len(content))
    struct.pack_into("<8sIIII12xI", out, end, name, len(content), address, raw_size, size, flags)
    struct.pack_into("<H", out, pe + 6, count + 1)
    struct.pack_into("<I", out, opt + 8, struct.unpack_from("<I", image, opt + 8)[0] + raw_size & 0xFFFFFFFF)
    struct.pack_into("<II", out, opt + 56, new_end, headers)
    struct.pack_into("<I", out, opt + 64, 0)  # CheckSum: 0 stands for none
    return bytes(out)


def answer(number, kind, value, part):
    sys.stdout.buffer.write(struct.pack("<6I", number, kind, value, len(part), 0, 0) + part)
    sys.stdout.buffer.flush()


def main():
    while len(header := sys.stdin.buffer.read(24)) == 24:
        number, kind, value, *lengths = struct.unpack("<6I", header)
        parts = [sys.stdin.buffer.read(length) for length in lengths]
        if kind == HELLO:
            answer(number, READY, 1, b"example in Python")
        elif kind == APPEND:
            try:
                answer(number, REWRITTEN, 0, append(*parts, value))
            except Refusal as why:
                answer(number, REFUSED, 0, str(why).encode())


main()
