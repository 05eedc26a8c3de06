"""A QR code as the server sends it for a phone without network: PNG in grey, one bit for each pixel (RFC 2083)."""

import struct
import zlib

import zxingcpp


def qr_code(png: bytes) -> str:
    """What a camera reads in it."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    at, packed, header = 8, b"", None
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        data = png[at + 8 : at + 8 + length]
        header = struct.unpack(">IIBBBBB", data) if kind == b"IHDR" else header
        packed += data if kind == b"IDAT" else b""
        at += length + 12
    width, height, depth, color, _, _, interlaced = header
    assert (depth, color, interlaced) == (1, 0, 0), header
    lines, row_bytes = zlib.decompress(packed), (width + 7) // 8
    pixels, above = bytearray(), bytes(row_bytes)
    for row in range(height):
        begin = row * (row_bytes + 1)
        above = _unfiltered(lines[begin], lines[begin + 1 : begin + 1 + row_bytes], above)
        pixels += bytes(0xFF if above[x // 8] >> (7 - x % 8) & 1 else 0 for x in range(width))
    found = zxingcpp.read_barcodes(memoryview(pixels).cast("B", (height, width)))
    assert found, "the QR code cannot be read"
    return found[0].text


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """A line without its filter (RFC 2083 §6); with one bit for each pixel, the pixel before is the byte before."""
    done = bytearray()
    for x, byte in enumerate(line):
        left, up, corner = (done[x - 1] if x else 0), above[x], (above[x - 1] if x else 0)
        near = left + up - corner
        paeth = min((abs(near - left), 0, left), (abs(near - up), 1, up), (abs(near - corner), 2, corner))[2]
        done.append((byte + (0, left, up, (left + up) // 2, paeth)[kind]) & 0xFF)
    return bytes(done)
