#!/usr/bin/env python3
"""Judge `feedcard schema` with a validator that is not ours: schemas.py FEEDCARD   (pip install jsonschema pyyaml)

Each configuration below is validated against `schema config` and read by `feedcard check`: both must take it, or both refuse it.
"""
import json, pathlib, subprocess, sys, tempfile

import jsonschema, yaml

SITE = "site: {title: T, url: https://b.example}\n"
GOOD = [
    SITE, "site:\n  title: 404\n  url: http://localhost:8080/sub\n", SITE + "timezone: Europe/Paris\n",
    SITE + "content: posts\n", SITE + "content: [a, b/c]\nignore: '**/x/**'\n", SITE + "permalink: '/{year}/{slug}.html'\n",
    SITE + "permalink: {'a/**': '/a/{stem}', '**': '/{stem}'}\n", SITE + "feeds: {rss: false, atom: a/b.xml, limit: 5, archives: false}\n",
    SITE + "feeds: {tags: {only: [a], min_posts: 2}, authors: true}\n", SITE + "feeds:\n", SITE + "feeds: {hub: https://hub.example/}\n",
    SITE + "cards: {path: 'c/{hash}.PNG', size: 200x4096, max_bytes: 1000, layout: plain}\n", SITE + "cards: {layout: layouts/x.yaml}\n",
    SITE + "cards: {theme: {brand: '#0B6E4F', scheme: dark, show: [date, 'field:x'], border: {colors: ['#fff']}}}\n",
    SITE + "cards: {fonts: {fallback: []}}\n", SITE + "fields: {title: [name, title], date: when}\n",
    "site: {title: T, url: https://b.example, language: zh-Hant-TW, languages: [en, ko-KR], author: 김하나}\n",
    "site: {title: T, url: https://b.example, author: {name: n, uri: https://n.example}}\n", SITE + "limits: {posts: 10}\n", SITE + "cache: null\n",
]
BAD = [
    "site: {title: T}\n", "site: {url: https://b.example}\n", "", "[]\n", "site: {title: '', url: https://b.example}\n", "site: {title: T, url: b.example}\n",
    "site: {title: T, url: 'ftp://b.example'}\n", "site: {title: T, url: 'https://b.example/?q'}\n", "site: {title: T, url: 'https://u@b.example/'}\n",
    "site: {title: true, url: https://b.example}\n", "site: {title: T, url: https://b.example, language: ko_KR}\n", "site: {title: T, url: https://b.example, language: korean}\n",
    SITE + "timezone: KST\n", SITE + "nonsense: 1\n", SITE + "site2: {}\n", SITE + "feeds: {rss: /rss.xml}\n", SITE + "feeds: {rss: ../rss.xml}\n",
    SITE + "feeds: {rss: 'a//b.xml'}\n", SITE + "feeds: {atom: 'a\\b.xml'}\n", SITE + "feeds: {limit: 0}\n", SITE + "feeds: {limit: -1}\n", SITE + "feeds: {limit: '10'}\n",
    SITE + "feeds: {archives: sometimes}\n", SITE + "feeds: {content: both}\n", SITE + "feeds: {hub: hub.example}\n", SITE + "feeds: {tags: {only: a, least: 2}}\n",
    SITE + "permalink: 'a/{stem}'\n", SITE + "permalink: '/posts/'\n", SITE + "permalink: '/{nope}'\n", SITE + "permalink: '/:year/:title'\n",
    SITE + "cards: {path: card.jpg}\n", SITE + "cards: {path: '{permalink}/card.webp'}\n", SITE + "cards: {path: '/{permalink}/card.jpg'}\n",
    SITE + "cards: {size: 1200}\n", SITE + "cards: {size: 100x630}\n", SITE + "cards: {size: 1200X630}\n", SITE + "cards: {layout: wip}\n",
    SITE + "cards: {theme: {brand: green}}\n", SITE + "cards: {theme: {scheme: pink}}\n", SITE + "cards: {theme: {show: [date, weather]}}\n",
    SITE + "cards: {fonts: {title: {weight: 700}}}\n",
    SITE + "updated: now\n", SITE + "content: 'a\\b'\n", SITE + "feeds: {body: html}\n",
]


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    schemas = {}
    names = subprocess.run([binary, "schema", "--help"], capture_output=True, text=True).stdout
    for name in ("config", "front-matter", "manifest", "layout"):
        if name not in names:
            continue
        schemas[name] = json.loads(subprocess.check_output([binary, "schema", name]))
        jsonschema.Draft7Validator.check_schema(schemas[name])
    validator = jsonschema.Draft7Validator(schemas["config"])
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in ("content", "posts", "a", "b/c"):
            (folder / name).mkdir(parents=True)
        for name in ("content/a.md", "posts/a.md", "a/a.md"):
            (folder / name).write_text("---\ntitle: Hello\nname: Hello\nwhen: 2024-01-02\ndate: 2024-01-02\n---\nbody\n")
        (folder / "layouts").mkdir()
        for text, good in [(t, True) for t in GOOD] + [(t, False) for t in BAD]:
            (folder / "feedcard.yaml").write_text(text)
            errors = [error.message[:120] for error in validator.iter_errors(yaml.safe_load(text))]
            done = subprocess.run([binary, "check", "--quiet"], cwd=folder, capture_output=True, text=True)
            # A layout file that is not there is no matter of the schema.
            read = done.returncode != 2 or "layouts/x.yaml" in text
            if bool(errors) == good or read != good:
                wrong.append((text, errors, done.returncode, done.stderr[:200]))
        (folder / "feedcard.yaml").write_text(SITE + "ignore: ['b/**']\n")
        subprocess.run([binary, "build", "--quiet"], cwd=folder, check=True)
        manifest = json.loads((folder / "out/feedcard.json").read_text())
        jsonschema.validate(manifest, schemas["manifest"])
    for row in wrong:
        print(*row, sep="\n  ")
    print(f"{len(schemas)} schemas are of draft 7; {len(GOOD) + len(BAD) - len(wrong)} of {len(GOOD) + len(BAD)} configurations judged as the reader does")
    sys.exit(bool(wrong))


main()
