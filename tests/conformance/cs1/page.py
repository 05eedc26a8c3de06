"""What a person sees of a page: its forms, its texts by their ids, its QR code. No script runs here."""

import re
from html.parser import HTMLParser

import zxingcpp

VOID = {"input", "meta", "link", "br", "img", "hr", "path", "rect", "circle", "use", "line", "polyline", "polygon"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.ids, self.links, self.metas, self._open = [], {}, {}, {}, []

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((said.get("action", ""), {}))
        elif tag == "input" and self.forms and said.get("name"):
            unticked = said.get("type") in ("checkbox", "radio") and "checked" not in said
            if not unticked:
                self.forms[-1][1][said["name"]] = said.get("value", "")
        elif tag == "meta" and said.get("name"):
            self.metas.setdefault(said["name"], said.get("content", ""))
        if "id" in said:
            self.ids.setdefault(said["id"], "")
            if "href" in said:
                self.links[said["id"]] = said["href"]
        if tag not in VOID:
            self._open.append((tag, said.get("id")))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data):
        for _, id_ in self._open:
            if id_:
                self.ids[id_] += data


class Page:
    """A reply that a browser shows."""

    def __init__(self, path, response):
        self.path, self.status, self.headers, self.body = path, response.status_code, response.headers, response.text
        #: Its bytes, where it is no text.
        self.content = response.content
        reader = _Reader()
        if "html" in self.headers.get("content-type", ""):
            reader.feed(self.body)
            reader.close()
        self.forms, self.ids, self.links = reader.forms, reader.ids, reader.links
        #: What the page says about itself for its script.
        self.state = reader.metas.get("state", "")
        #: What it asks the browser about passkeys.
        self.passkey = reader.metas.get("passkey", "")

    def form(self, action: str) -> dict:
        """The fields that a form would send untouched."""
        for known, fields in self.forms:
            if known == action:
                return dict(fields)
        raise AssertionError(f"{self}: no form to {action}, only {[known for known, _ in self.forms]}")

    def text(self, id_: str) -> str:
        """The text of an element, its white space as single spaces."""
        assert id_ in self.ids, f"{self}: no #{id_}, only {sorted(self.ids)}"
        return " ".join(self.ids[id_].split())

    def items(self, id_: str) -> "list[str]":
        """The items of a list."""
        found = re.search(rf'<ol[^>]*id="{id_}"[^>]*>(.*?)</ol>', self.body, re.S)
        assert found, f"{self}: no list #{id_}"
        return [re.sub("<[^>]*>", "", item).strip() for item in re.findall("<li>(.*?)</li>", found[1], re.S)]

    def qr_code(self) -> str:
        """What a camera reads in the QR code: drawn from the picture's own modules, read by another library."""
        svg = re.search(r'<svg class="qr".*?</svg>', self.body, re.S)
        assert svg, f"{self}: no QR code"
        side = int(re.search(r'viewBox="0 0 (\d+) ', svg[0])[1])
        scale = 4
        pixels = bytearray(b"\xff" * (side * scale) ** 2)
        pen = (0, 0)
        for go, x, y, length in re.findall(r"([Mm])(\d+) (\d+)(?:\.5)?h(\d+)", svg[0].split('stroke="#000"')[1]):
            left, top = (int(x), int(y)) if go == "M" else (pen[0] + int(x), pen[1])
            for row in range(top * scale, (top + 1) * scale):
                start = row * side * scale + left * scale
                pixels[start : start + int(length) * scale] = b"\x00" * (int(length) * scale)
            pen = (left + int(length), top)
        picture = memoryview(pixels).cast("B", (side * scale, side * scale))
        found = zxingcpp.read_barcodes(picture)
        assert found, f"{self}: the QR code cannot be read"
        return found[0].text

    def __repr__(self):
        return f"{self.path} ({self.status})"
