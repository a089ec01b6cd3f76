"""What holds of every page of a site: its links, its markup, its addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import html5lib
import httpx
from html5lib.constants import E

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_LINKS = (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"), ("form", "action"), ("iframe", "src"))
_TOLERATED: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """A page as it was fetched."""

    url: str
    status: int
    media: str
    text: str


def faults_of(text: str) -> list[str]:
    """What a strict HTML parser says against a page, and identifiers that it gives twice."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    told = [f"{place}: {E[code] % values}" for place, code, values in parser.errors if code not in _TOLERATED]
    twice = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    return told + [f"id {name} is given {count} times" for name, count in twice.items() if count > 1]


def links_of(text: str, url: str) -> Iterator[str]:
    """Absolute addresses that a page leads to."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    for element in tree.iter():
        for tag, name in _LINKS:
            if str(element.tag).endswith(tag) and element.get(name) and element.get("method", "get").lower() == "get":
                yield urljoin(url, element.get(name))


def crawl(http: httpx.Client, start: str, *, most: int, follow: int) -> Iterator[tuple[str, Seen]]:
    """Pages from a start on, each once, with the page that first led there.

    Args:
        http: Client of the server.
        start: Path of the first page.
        most: How many addresses to ask for at most.
        follow: How many addresses of one pattern (path with its last part left out) to ask for at most.
    """
    root = str(http.base_url)
    ahead, known, patterns = [("", urljoin(root, start))], {urljoin(root, start)}, Counter[str]()
    while ahead and most:
        source, url = ahead.pop(0)
        most -= 1
        answer = http.get(url, headers=BROWSER, follow_redirects=True)
        media = answer.headers.get("content-type", "").partition(";")[0]
        seen = Seen(url, answer.status_code, media, answer.text if media == "text/html" else "")
        yield source, seen
        for link in links_of(seen.text, url) if seen.text and seen.status == 200 else ():
            bare = urldefrag(link).url
            pattern = bare.rpartition("/")[0] + (urlsplit(bare).query and "?")
            if urlsplit(bare).netloc == urlsplit(root).netloc and bare not in known and patterns[pattern] < follow:
                patterns[pattern] += 1
                known.add(bare)
                ahead.append((url, bare))
