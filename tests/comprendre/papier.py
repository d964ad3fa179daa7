"""Read a PDF without a reader of PDF."""

import re
import zlib

FLUX = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def flux_du_pdf(pdf: bytes) -> bytes:
    """Every compressed stream of a PDF, opened: its text, its metadata."""
    return b"\n".join(
        zlib.decompressobj().decompress(flux) for flux in FLUX.findall(pdf) if flux.startswith(b"x")
    )
