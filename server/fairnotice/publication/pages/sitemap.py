"""The sitemap for search engines (sitemaps.org), which takes complete addresses only."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def make_sitemap(address: str, pages: Iterable[str]) -> bytes:
    """Answer sitemap.xml of the pages at these paths."""
    root = ElementTree.Element("urlset", {"xmlns": _NAMESPACE})
    for path in pages:
        location = ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc")
        location.text = f"{address}/{'' if path == 'index.html' else path}"
    ElementTree.indent(root, " ")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
