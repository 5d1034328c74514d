"""Pictures that somebody might upload as a logo, good ones and bad ones."""

import io
import struct
import zlib

from PIL import Image


def picture(
    kind: str = "PNG", *, size: tuple[int, int] = (600, 300), mode: str = "RGB", **options: object
) -> bytes:
    """Return a plain picture of this kind, size and mode."""
    made = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else None).save(made, kind, **options)
    return made.getvalue()


def from_a_camera() -> bytes:
    """Return a JPEG that lies on its side and carries where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "rahasia"
    exif.get_ifd(0x8825)[1] = "S"
    return picture("JPEG", size=(300, 600), exif=exif.tobytes())


def animated() -> bytes:
    """Return an animated PNG."""
    made = io.BytesIO()
    frames = [Image.new("RGB", (200, 100), colour) for colour in ("red", "blue", "green")]
    frames[0].save(made, "PNG", save_all=True, append_images=frames[1:], duration=100)
    return made.getvalue()


def claiming(width: int, height: int) -> bytes:
    """Return a small PNG whose head claims to be of this size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def noise() -> bytes:
    """Return a picture of half a megabyte, which arrives in several pieces."""
    made = io.BytesIO()
    Image.effect_noise((800, 600), 90).save(made, "PNG")
    return made.getvalue()
