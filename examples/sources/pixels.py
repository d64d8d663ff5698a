# SPDX-License-Identifier: Apache-2.0
"""Reading and writing of small pictures where there is Python alone."""

import re
import struct
import zlib


def read_ids(path):
    """A PPM whose red + 256 green is a number: the numbers, row by row."""
    with open(path, "rb") as file:
        data = file.read()
    # the header may hold comments between its four words
    head = re.match(rb"P6(?:\s+#[^\n]*)*\s+(\d+)(?:\s+#[^\n]*)*\s+(\d+)(?:\s+#[^\n]*)*\s+255\s", data)
    if not head:
        raise ValueError(path + ": no PPM of 8 bits")
    body = data[head.end() :]
    return [red + 256 * green for red, green in zip(body[0::3], body[1::3])]


def write_grey(path, values, width, bits):
    """A grey PNG of 8 or 16 bits."""
    number = struct.Struct(">%d%s" % (width, "H" if bits == 16 else "B"))
    rows = b"".join(b"\0" + number.pack(*values[i : i + width]) for i in range(0, len(values), width))
    head = struct.pack(">IIBBBBB", width, len(values) // width, bits, 0, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")):
            file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))


def undate(path):
    """Takes a PNG's words and time away, so that the same picture is the same file."""
    with open(path, "rb") as file:
        data = file.read()
    kept, at = [data[:8]], 8
    while at < len(data):
        end = at + 12 + struct.unpack(">I", data[at : at + 4])[0]
        if data[at + 4 : at + 8] not in (b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            kept.append(data[at:end])
        at = end
    with open(path, "wb") as file:
        file.write(b"".join(kept))


def innermost(inside, width):
    """The pixel of a mask that is farthest from what is outside of it, nearly: x, y."""
    height = len(inside) // width
    far = 10**6
    # a rim of outside saves asking where the picture ends; steps of 5 and 7 are nearly those of length 1 and root 2
    wide = width + 2
    away = [0] * (wide * (height + 2))
    for y in range(height):
        for x in range(width):
            if inside[y * width + x]:
                away[(y + 1) * wide + x + 1] = far
    spots = [i for i, a in enumerate(away) if a]
    for order, sign in ((spots, 1), (spots[::-1], -1)):
        for i in order:
            side, corner = i - sign, i - sign * wide
            near = min(away[side], away[corner]) + 5, min(away[corner - 1], away[corner + 1]) + 7
            away[i] = min(away[i], *near)
    best = max(spots, key=away.__getitem__)
    return best % wide - 1, best // wide - 1
