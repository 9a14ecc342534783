#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether all links of a site that lead to the site itself arrive. usage: check_links.py FOLDER"""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src", "data") and value:
                self.links.append(value)
            if name in ("id", "name") and value:
                self.anchors.add(value)


folder = pathlib.Path(sys.argv[1])
pages = {path.name: Page(path) for path in folder.glob("*.html")}
broken = []
for name, page in sorted(pages.items()):
    for link in page.links:
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or parts.netloc or (not parts.path and not parts.fragment):
            continue
        if parts.fragment == "nested-classes":  # Doxygen names it also where the classes are private and not shown
            continue
        target = urllib.parse.unquote(parts.path) or name
        if not (folder / target).exists():
            broken.append(f"{name}: {link}: no such file")
        elif parts.fragment and target in pages and urllib.parse.unquote(parts.fragment) not in pages[target].anchors:
            broken.append(f"{name}: {link}: no such place in {target}")
print("\n".join(broken) or f"{len(pages)} pages, all links arrive")
sys.exit(bool(broken))
