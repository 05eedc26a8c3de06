"""A QR code that the server sends as a picture."""

import io

import zxingcpp
from PIL import Image


def qr_code(png: bytes) -> str:
    """What a camera reads in it."""
    picture = Image.open(io.BytesIO(png), formats=["PNG"]).convert("L")
    found = zxingcpp.read_barcodes(picture)
    assert found, "the QR code cannot be read"
    return found[0].text
