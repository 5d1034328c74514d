"""A PDF document that reads aloud as well as it looks, the same bytes each time.

Embedded fonts, tagged text, language and title. The PDF library draws; what it leaves out is added
here through its low-level objects: the structure tree of PDF 1.7 (ISO 32000-1, 14.7 and 14.8) and
the XMP packet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any

from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from webinar_hub.kit import typesetting

_POINTS = 4
"""How many points of a picture stand on a point of paper: 288 to the inch."""

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate><xmp:CreatorTool>{tool}</xmp:CreatorTool>
<pdf:Producer>{tool}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>
"""


class Paper:
    """One document being drawn, page after page.

    Lengths are points, the origin is the lower left corner.
    """

    def __init__(
        self,
        size: tuple[float, float],
        *,
        language: str,
        title: str,
        author: str,
        subject: str,
        tool: str,
        made: datetime,
    ) -> None:
        self._bytes = BytesIO()
        # Naming the first font registers it; without it an un-embedded Helvetica would be declared
        # on each page.
        first = typesetting.use(typesetting.SANS)
        self.canvas = Canvas(
            self._bytes,
            pagesize=size,
            invariant=1,
            pageCompression=1,
            initialFontName=first,  # type: ignore[arg-type]
            lang=language,
            pdfVersion=(1, 7),
        )
        stamp = made.astimezone(UTC)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(subject)
        self.canvas.setCreator(tool)
        self.canvas.setProducer(tool)
        self.canvas.setDateFormatter(lambda *_: stamp.strftime("D:%Y%m%d%H%M%SZ"))
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        values = {
            "title": title,
            "author": author,
            "subject": subject,
            "language": language,
            "tool": tool,
            "made": stamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self._xmp = _XMP.format(**{key: escape(value) for key, value in values.items()})
        self._elements: list[PDFDictionary] = []
        self._pages: list[list[PDFObjectReference]] = [[]]

    @contextmanager
    def element(self, tag: str, *, read: str | None = None) -> Iterator[None]:
        """Tag what is drawn inside, in reading order: "H1", "P", "Figure".

        read: what is read aloud instead of a figure.
        """
        document, here = self._document, self._pages[-1]
        name = f"element{len(self._elements)}"
        facts: dict[str, Any] = {
            "Type": PDFName("StructElem"),
            "S": PDFName(tag),
            "P": PDFObjectReference("elements"),
            "Pg": document.thisPageRef(),
            "K": len(here),
        }
        if read is not None:
            facts["Alt"] = PDFString(read)
        self._elements.append(PDFDictionary(facts))
        self._code.append(f"/{tag} <</MCID {len(here)}>> BDC")
        here.append(document.Reference(self._elements[-1], name))
        yield
        self._code.append("EMC")

    @contextmanager
    def ornament(self) -> Iterator[None]:
        """Mark what is drawn inside as decoration, which is not read aloud."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def line(
        self, x: float, y: float, text: str, face: str, size: float, *, spread: float = 0
    ) -> float:
        """Draw one line of text from x on the base line y in the current colour.

        Return where it ends.

        spread: additional space after each letter. Raises LettersMissingError.
        """
        cursor = self.canvas.beginText(x, y)
        cursor.setCharSpace(spread)
        for name, piece in typesetting.runs(text, face):
            cursor.setFont(name, size)
            cursor.textOut(piece)
        self.canvas.drawText(cursor)
        return x + typesetting.width(text, face, size) + spread * len(text)

    def colour(self, value: str) -> None:
        """Fill with this colour ("#1f4e64") from here on."""
        self.canvas.setFillColor(HexColor(value))

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self.colour(colour)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def picture(
        self, content: bytes, x: float, y: float, *, width: float, height: float, ground: str
    ) -> float:
        """Draw a PNG or JPEG of the hub's own from the lower left corner; return its width.

        It is at most so wide and high. What can be seen through shows the ground, so that nothing
        on the page is transparent.
        """
        with Image.open(BytesIO(content)) as opened:
            if opened.format == "JPEG":
                shown = ImageReader(BytesIO(content))
                size = opened.size
            else:
                opened.thumbnail((round(width * _POINTS), round(height * _POINTS)))
                flat = Image.new("RGB", opened.size, ground)
                flat.paste(opened, mask=opened.getchannel("A") if opened.mode == "RGBA" else None)
                shown, size = ImageReader(flat), flat.size
        scale = min(width / size[0], height / size[1])
        self.canvas.drawImage(
            shown, x, y + (height - size[1] * scale) / 2, size[0] * scale, size[1] * scale
        )
        return float(size[0] * scale)

    def next_page(self) -> None:
        """End this page and begin another."""
        page = self._document.thisPageName()
        self.canvas.showPage()
        ended = self._document.idToObject[page]
        ended.__NoDefault__ = [*ended.__NoDefault__, "StructParents", "Tabs"]
        ended.StructParents, ended.Tabs = len(self._pages) - 1, PDFName("S")
        self._pages.append([])

    def finish(self) -> bytes:
        """End the last page and return the document."""
        self.next_page()
        document = self._document
        parents = [
            item
            for number, references in enumerate(self._pages[:-1])
            for item in (number, PDFArray(references))
        ]
        children = PDFArray([reference for references in self._pages for reference in references])
        whole = {
            "Type": PDFName("StructElem"),
            "S": PDFName("Document"),
            "P": PDFObjectReference("structure"),
            "K": children,
        }
        root = {
            "Type": PDFName("StructTreeRoot"),
            "K": document.Reference(PDFDictionary(whole), "elements"),
            "ParentTree": PDFDictionary({"Nums": PDFArray(parents)}),
            "ParentTreeNextKey": len(self._pages) - 1,
        }
        document.Catalog.StructTreeRoot = document.Reference(PDFDictionary(root), "structure")
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        packet = PDFStream(
            PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}),
            self._xmp.encode(),
            filters=[],
        )
        document.Catalog.Metadata = packet
        with typesetting.one_at_a_time:
            self.canvas.save()
        return self._bytes.getvalue()

    @property
    def _document(self) -> Any:
        return self.canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001

    @property
    def _code(self) -> list[str]:
        code: list[str] = self.canvas._code  # type: ignore[attr-defined]  # noqa: SLF001
        return code
