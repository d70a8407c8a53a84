#!/usr/bin/env python3
"""Draws harbour.png, the background of harbour.yaml: flat shapes, sixteen samples a pixel, a palette. Needs nothing but Python."""

import pathlib
import struct
import zlib

WIDE, HIGH, SAMPLES = 1200, 630, 4
PAPER, SUN, SEA, DEEP, WHITE, RED, LAND = (
    (0xF6, 0xEF, 0xE2), (0xF3, 0xB2, 0x4E), (0x3E, 0x7C, 0x92), (0x24, 0x55, 0x70),
    (0xFD, 0xFB, 0xF6), (0xC8, 0x4B, 0x3A), (0x2B, 0x3F, 0x4C))


def wave(x, top, swing, length, phase):
    """Height of a row of round waves at `x`."""
    at = ((x + phase) / length) % 1.0
    return top - swing * 4.0 * at * (1.0 - at)


def tower(x, y):
    """The lighthouse: lamp, gallery, striped shaft."""
    middle = 960.0
    off = abs(x - middle)
    if 150 <= y < 168 and off < 26.0 * (y - 150) / 18.0:
        return RED
    if 168 <= y < 206 and off < 20:
        return SUN if off < 12 else LAND
    if 206 <= y < 216 and off < 36:
        return LAND
    if 216 <= y < 496 and off < 25.0 + 19.0 * (y - 216) / 280.0:
        return WHITE if int((y - 216) / 56) % 2 == 0 else RED
    return None


def color(x, y):
    if y > wave(x, 606, 14, 150, 40):
        return DEEP
    if (shade := tower(x, y)) is not None:
        return shade
    if ((x - 960.0) / 176.0) ** 2 + ((y - 556.0) / 74.0) ** 2 < 1.0:
        return LAND
    if y > wave(x, 584, 12, 120, 0) and ((x - 960.0) / 330.0) ** 2 + ((y - 606.0) / 44.0) ** 2 < 1.0:
        return SEA
    if (x - 1062.0) ** 2 + (y - 186.0) ** 2 < 58.0 ** 2:
        return SUN
    return PAPER


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main():
    rows, palette = [], {}
    for y in range(HIGH):
        row = bytearray([0])
        for x in range(WIDE):
            sums = [0, 0, 0]
            for sy in range(SAMPLES):
                for sx in range(SAMPLES):
                    shade = color(x + (sx + 0.5) / SAMPLES, y + (sy + 0.5) / SAMPLES)
                    sums = [a + b for a, b in zip(sums, shade)]
            # Steps of eight levels along the edges: a palette has 256 places.
            mean = tuple(s // SAMPLES ** 2 for s in sums)
            if mean not in (PAPER, SUN, SEA, DEEP, WHITE, RED, LAND):
                mean = tuple(min(255, (v + 8) // 16 * 16) for v in mean)
            row.append(palette.setdefault(mean, len(palette)))
        rows.append(bytes(row))
    assert len(palette) <= 256, len(palette)
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 3, 0, 0, 0)
    colors = b"".join(bytes(entry) for entry in palette)
    parts = [chunk(b"IHDR", head), chunk(b"PLTE", colors), chunk(b"IDAT", zlib.compress(b"".join(rows), 9)), chunk(b"IEND", b"")]
    path = pathlib.Path(__file__).with_name("harbour.png")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


if __name__ == "__main__":
    main()
