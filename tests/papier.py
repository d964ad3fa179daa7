"""Read a PDF without a reader of PDF."""

import re
import zlib

FLUX = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def flux_du_pdf(pdf: bytes) -> bytes:
    """Every compressed stream of a PDF, opened: its text, its metadata."""
    return b"\n".join(
        zlib.decompressobj().decompress(flux) for flux in FLUX.findall(pdf) if flux.startswith(b"x")
    )


def nombre_de_pages(pdf: bytes) -> int:
    """How many pages it has, from the objects that are written in the open or in a stream."""
    return len(PAGE.findall(pdf + flux_du_pdf(pdf)))
