#!/usr/bin/env python3
"""Judge a built site and its feeds: judge.py BUILT URL [FEED...]   (pip install html5lib lxml feedparser)

Reads each feed (default: rss.xml, atom.xml, feed.json in BUILT) with feedparser or json and each body with html5lib, and lists
every address on the site's own host (entry links, enclosures, links and pictures of bodies) that no file of BUILT answers, and
fragments that no id answers. For each entry it reads the page behind its link and compares the pictures and words of the body
with those of the page. Prints JSON; exits 1 when an address is dead.
"""
import json, os, re, sys, unicodedata
from urllib.parse import unquote, urljoin, urlsplit

import feedparser, html5lib

NS = "{http://www.w3.org/1999/xhtml}"


def tree(text):
    return html5lib.parse(text, namespaceHTMLElements=False)


class Site:
    def __init__(self, folder, url):
        self.folder, self.base = folder, urlsplit(url.rstrip("/") + "/")
        self.names = {}
        for top, _, files in os.walk(folder):
            for file in files:
                path = os.path.relpath(os.path.join(top, file), folder)
                self.names[unicodedata.normalize("NFC", path)] = os.path.join(top, file)
        self.parsed = {}

    def own(self, address):
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and parts.netloc == self.base.netloc

    def file(self, address):
        if not (urlsplit(address).path + "/").startswith(self.base.path):
            return None  # another folder of the host than the site's
        path = unicodedata.normalize("NFC", unquote(urlsplit(address).path))[len(self.base.path):].strip("/")
        raw = urlsplit(address).path[len(self.base.path):].strip("/")
        for one in (path, raw):
            for name in (one, f"{one}/index.html".lstrip("/"), f"{one}.html"):
                if name in self.names:
                    return self.names[name]
        return None

    def page(self, file):
        if file not in self.parsed:
            self.parsed[file] = tree(open(file, encoding="utf-8", errors="replace").read())
        return self.parsed[file]

    def answers(self, address):
        file = self.file(address)
        if not file:
            return False
        fragment = unquote(urlsplit(address).fragment)
        if fragment and file.endswith(".html"):
            return any(fragment in (e.get("id"), e.get("name")) for e in self.page(file).iter() if isinstance(e.tag, str))
        return True


def addresses(root, base):
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for key in ("href", "src", "poster"):
            value = (element.get(key) or "").strip()
            if value and not value.startswith(("data:", "mailto:", "tel:", "javascript:")):
                yield element.tag, urljoin(base, value)
        for part in (element.get("srcset") or "").split(", "):
            if part.strip() and not part.startswith("data:"):
                yield element.tag, urljoin(base, part.split()[0])


def words(root):
    text = "".join(root.itertext()) if root is not None else ""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def entries(path):
    if path.endswith(".json"):
        feed = json.load(open(path, encoding="utf-8"))
        assert feed["version"].startswith("https://jsonfeed.org/version/1"), feed["version"]
        for item in feed["items"]:
            more = [item[k] for k in ("image", "banner_image") if k in item] + [a["url"] for a in item.get("attachments", [])]
            yield item["id"], item["url"], item["title"], item.get("content_html", item.get("summary", "")), more
        return
    feed = feedparser.parse(path, sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, (path, feed.bozo_exception)
    for entry in feed.entries:
        body = entry.content[0].value if "content" in entry else entry.get("summary", "")
        more = [l.href for l in entry.get("links", []) if l.rel != "alternate"] + [m["url"] for m in entry.get("media_content", []) + entry.get("media_thumbnail", [])]
        yield entry.id, entry.link, entry.title, body, more


def main():
    folder, url, *feeds = sys.argv[1:]
    site = Site(folder, url)
    feeds = feeds or [f for f in ("rss.xml", "atom.xml", "feed.json") if os.path.exists(os.path.join(folder, f))]
    out = {"feeds": {}, "dead": [], "posts": {}}
    dead, checked = set(), set()
    for name in feeds:
        listed = list(entries(os.path.join(folder, name)))
        out["feeds"][name] = len(listed)
        for ident, link, title, body, more in listed:
            root = tree(body)
            found = [("entry", link)] + [("file", a) for a in more] + list(addresses(root, link))
            for kind, address in found:
                if site.own(address):
                    checked.add(address)
                    if not site.answers(address):
                        dead.add((link, kind, address))
            pictures = [a for t, a in addresses(root, link) if t == "img"]
            page = site.file(link)
            row = out["posts"].setdefault(link, {"title": title, "page": bool(page)})
            row[name] = {"pictures": len(set(pictures)), "words": len(words(root)), "links": sum(t == "a" for t, _ in addresses(root, link))}
            if page:
                heads = [e for e in site.page(page).iter() if e.tag in ("h1", "h2")]
                row["heading"] = any(words(h)[:40] and " ".join(words(h)).startswith(" ".join(re.findall(r"\w+", title))) for h in heads)
                shown = {a for t, a in addresses(site.page(page), link) if t == "img"}
                row["page_pictures"] = len(shown)
    out["checked"] = len(checked)
    out["dead"] = [list(d) for d in sorted(dead)]
    print(json.dumps(out, ensure_ascii=False, indent=1))
    print(f"{len(out['posts'])} posts · {out['feeds']} · {len(checked)} own addresses · {len(dead)} dead", file=sys.stderr)
    sys.exit(bool(dead))


if __name__ == "__main__":
    main()
