#!/usr/bin/env python3
"""Recreate small blogs built by real generators: make.py FOLDER [NAME...]

Each blog holds the same posts (English and Korean, with pictures, a link to another post, a post with the generator's own
markup, and posts that the generator holds back), written the way that generator wants them. Needs `hugo` and `jekyll` from
Debian (hugo jekyll jekyll-theme-minima ruby-jekyll-feed ruby-jekyll-seo-tag ruby-jekyll-sitemap) and node with npm; the
versions are pinned in each package.json. `--blog FOLDER` names a folder of posts `name/index.md` for `gatsby-blog`.

Not a part of `cargo test`: it needs the registries, and minutes. FOLDER/README.md says what was made.
"""
import json, os, pathlib, re, shutil, struct, subprocess, sys, time, zlib

HERE = pathlib.Path(__file__).resolve().parent
LOW = ["nice", "-n", "10"]
QUIET = dict(os.environ, GATSBY_TELEMETRY_DISABLED="1", ASTRO_TELEMETRY_DISABLED="1", NEXT_TELEMETRY_DISABLED="1",
             GATSBY_CPU_COUNT="1", npm_config_audit="false", npm_config_fund="false", npm_config_update_notifier="false",
             TZ="Asia/Seoul", CI="true")

# The posts. %PIC(file|alt)%, %LINK(post|words)% and %FRONT%-like parts are filled in by each generator's row.
POSTS = {
    "first-light": dict(title="First light over the harbour", date="2024-03-02 09:00:00 +0900", lang="en", tags=["lamp", "rust"],
        pictures=["lamp.png"], description="How the lamp is lit, and what the keeper carries.", body="""\
The lamp is lit **twenty minutes** before sunset, and nobody in the village has ever seen it go out. The keeper climbs one
hundred and twelve steps, counts them, and is never wrong.

%PIC(lamp.png|The lamp room, seen from below)%

## What the keeper carries

- a can of oil
- two wicks, `cotton`, trimmed square
- the book in which every ship is written down

```rust
fn main() {
    println!("first light at {}", 1842);
}
```

The story goes on in %LINK(fog|the night of the fog)%; the numbers come from [the tide tables](https://tides.example.org/2024).
"""),
    "fog": dict(title="안개 낀 밤의 기록", date="2024-04-15 21:30:00 +0900", lang="ko", tags=["안개", "C++"],
        pictures=["fog.png"], description="안개가 끼는 밤에 등대지기가 하는 일.", body="""\
안개가 끼는 밤에는 종을 친다. 당직은 두세 명, 배는 하루에 네다섯 척이 지나간다. **안개**는 눈이 아니라 소리로 읽는다.

%PIC(fog.png|안개 속의 등대)%

> 종소리가 들리면 멈추고, 들리지 않으면 더 천천히 간다.

## 그날 밤의 시각

| 시각 | 종 | 배 |
| --- | --- | --- |
| 21:30 | 세 번 | 두 척 |
| 23:10 | 다섯 번 | 한 척 |

처음 불을 켠 날의 이야기는 %LINK(first-light|첫 글)%에 있다.
"""),
    "rope": dict(title="One picture a day", date="2024-05-01 08:00:00 +0900", lang="en", tags=["pictures"],
        pictures=["rope.png"], description=None, body="""\
Today it is the rope at the pier, wet from the night, with the knot that nobody in the village can undo any more.

%PIC(rope.png|The rope at the pier)%
"""),
    "boat": dict(title="Seen from the boat", date="2024-06-10 18:20:00 +0900", lang="en", tags=["boats"],
        pictures=["boat.png", "wake.png"], description="The lighthouse from the water, with the moving pictures.", body="""\
From the boat the lighthouse looks smaller than the keeper would like. We went round it twice, once in each direction.

%EMBED%

After the second round the engine stopped, and we drifted until the tide brought us home.
"""),
    "routine": dict(title="등대지기의 하루: 불을 켜기 전까지", date="2024-07-20 07:05:00 +0900", lang="ko", tags=["하루"],
        pictures=["stairs.png", "book.png"], description="아침부터 해가 질 때까지, 등대지기가 하는 일의 순서.", body="""\
등대지기의 하루는 해가 뜨기 전에 시작된다. 가장 먼저 하는 일은 불을 끄는 일이고, 마지막으로 하는 일은 불을 켜는 일이다.

1. 렌즈를 닦는다.
2. 기름의 양을 잰다. 모자라면 *항구에 알린다*.
3. 장부를 쓴다.

%PIC(stairs.png|백열두 개의 계단)%

## 장부에 쓰는 것

배의 이름과 시각, 바람의 방향을 쓴다. 틀린 글자는 지우지 않고 줄을 긋는다.

%PIC(book.png|펼쳐진 장부)%

### 저녁

해가 지기 이십 분 전에 다시 계단을 오른다. `112`까지 세면 꼭대기다.
"""),
}
HELD = dict(title="Not before the inspector has seen it", date="2024-08-01 10:00:00 +0900", lang="en", tags=["lamp"],
    pictures=[], description="A post that is held back.", body="The inspector comes in the autumn, and until then this page says nothing to anybody.\n")


def picture(path, seed):
    """A small PNG of its own colours, so that no two are the same file."""
    wide, high = 960, 600
    rows = bytearray()
    for y in range(high):
        rows.append(0)
        for x in range(wide):
            rows += bytes(((x // 4 + seed * 37) % 256, (y // 3 + seed * 91) % 256, ((x ^ y) // 8 * 8 + seed * 53) % 256))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b""))


def q(text):
    return json.dumps(text, ensure_ascii=False)


def front(post, **more):
    """YAML front matter; values of `more` are YAML already."""
    lines = [f"title: {q(post['title'])}"]
    if "date" not in more:
        lines.append(f"date: {post['date']}")
    if post["description"]:
        lines.append(f"description: {q(post['description'])}")
    if "tags" not in more:
        lines.append(f"tags: [{', '.join(q(tag) for tag in post['tags'])}]")
    lines += [f"{key}: {value}" for key, value in more.items() if value is not None]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def body(post, pic, link, embed):
    text = post["body"].replace("%EMBED%", embed.strip())
    text = re.sub(r"%PIC\(([^|]+)\|([^)]+)\)%", lambda m: pic(m[1], m[2]), text)
    return re.sub(r"%LINK\(([^|]+)\|([^)]+)\)%", lambda m: link(m[1], m[2]), text)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def day(post):
    return post["date"][:10]


def iso(post):
    return post["date"].replace(" +0900", "+09:00").replace(" ", "T")


markdown_pic = lambda file, alt: f"![{alt}](./{file})"
seeds = {name: number for number, name in enumerate(n for p in POSTS.values() for n in p["pictures"])}


def pictures(folder, post):
    for name in post["pictures"]:
        picture(folder / name, seeds[name] + 1)


def hugo(site):
    posts = site / "content/posts"
    embed = """{{< figure src="boat.png" alt="Round the lighthouse" caption="The first round, *against* the clock" >}}

{{< youtube dQw4w9WgXcQ >}}

{{< highlight go "linenos=table" >}}
func drift() { tide.Wait() }
{{< /highlight >}}

{{< notice "Bring a coat. The wind is **colder** than it looks." >}}

![The wake](wake.png)"""
    for name, post in POSTS.items():
        link = lambda other, words: f'[{words}]({{{{< ref "/posts/{other}" >}}}})'
        text = front(post, date=iso(post), slug=q("안개-낀-밤") if name == "fog" else None)
        text += body(post, lambda file, alt: f"![{alt}]({file})", link, embed)
        write(posts / name / "index.md", text)
        pictures(posts / name, post)
    held = {"expired": dict(expiryDate="2024-09-01T00:00:00+09:00"), "unlisted": dict(_build="{list: never, render: always}"),
            "draft": dict(draft="true"), "later": dict(publishDate="2199-01-01T00:00:00+09:00")}
    for name, more in held.items():
        write(posts / f"{name}.md", front(dict(HELD, title=f"{HELD['title']} ({name})"), date=iso(HELD), **more) + HELD["body"])


def jekyll(site):
    embed = """{% include figure.html src="/assets/boat.png" caption="The first round, against the clock" %}

{% highlight ruby linenos %}
def drift
  tide.wait
end
{% endhighlight %}

Bring a coat. The wind is **colder** than it looks.
{: .notice #coat}

![The wake]({{ '/assets/wake.png' | relative_url }}){: width="480"}

Kept since 1842, with a gap of three winters.[^gap]

[^gap]: The book says why, in another hand."""
    file = lambda name, post: f"{day(post)}-{name}"
    for name, post in POSTS.items():
        link = lambda other, words: "[%s]({%% post_url %s %%})" % (words, file(other, POSTS[other]))
        pic = lambda file, alt: "![%s]({{ '/assets/%s' | relative_url }})" % (alt, file)
        write(site / "_posts" / (file(name, post) + ".md"),
              front(post, layout="post", categories="log" if name == "rope" else None) + body(post, pic, link, embed))
        pictures(site / "assets", post)
    write(site / "_posts" / "2024-08-01-hidden.md", front(HELD, layout="post", published="false") + HELD["body"])
    later = dict(HELD, date="2199-01-01 10:00:00 +0900", title="Not before 2199")
    write(site / "_posts" / "2199-01-01-later.md", front(later, layout="post") + HELD["body"])


def hexo(site):
    posts = site / "source/_posts"
    embed = """{% asset_img boat.png 640 400 '"Round the lighthouse" "The first round"' %}

{% codeblock lang:javascript drift.js %}
tide.wait()
{% endcodeblock %}

{% blockquote The keeper, The book %}
Bring a coat. The wind is colder than it looks.
{% endblockquote %}

<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="Round the lighthouse"></iframe>

![The wake](wake.png)"""
    for name, post in POSTS.items():
        link = lambda other, words: "{%% post_link %s '%s' %%}" % ("안개-낀-밤" if other == "fog" else other, words)
        file = "안개-낀-밤" if name == "fog" else name
        # Hexo reads a date with an offset hours too early: none is written.
        text = front(post, date=post["date"][:19])
        write(posts / f"{file}.md", text + body(post, lambda file, alt: "{%% asset_img %s '%s' %%}" % (file, alt), link, embed))
        pictures(posts / file, post)
    write(posts / "hidden.md", front(HELD, date=HELD["date"][:19], published="false") + HELD["body"])
    write(site / "source/_drafts/draft.md", front(dict(HELD, title="A draft")) + HELD["body"])


def eleventy(site):
    posts = site / "posts"
    embed = """{% figure "boat.png", "The first round, against the clock" %}

{% notice %}Bring a coat. The wind is **colder** than it looks.{% endnotice %}

{% highlight js %}
tide.wait()
{% endhighlight %}

<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="Round the lighthouse"></iframe>

![The wake](./wake.png)"""
    for name, post in POSTS.items():
        link = lambda other, words: f"[{words}](/posts/{other}/)"
        write(posts / name / f"{name}.md", front(post, date=iso(post)) + body(post, markdown_pic, link, embed))
        pictures(posts / name, post)
    write(posts / "draft/draft.md", front(HELD, date=iso(HELD), permalink="false", eleventyExcludeFromCollections="true") + HELD["body"])
    write(posts / "unlisted/unlisted.md", front(dict(HELD, title="Only for those who know"), date=iso(HELD), eleventyExcludeFromCollections="true") + HELD["body"])


def astro(site):
    posts = site / "src/content/blog"
    embed = """<Figure src={boat} alt="Round the lighthouse" caption="The first round, against the clock" />

<YouTube id="dQw4w9WgXcQ" />

<Notice>Bring a coat. The wind is **colder** than it looks.</Notice>

![The wake](./wake.png)"""
    for name, post in POSTS.items():
        link = lambda other, words: f"[{words}](/log/blog/{other}/)"
        head = front(post, date=None, pubDate=q(iso(post)))
        mdx = name == "boat"
        if mdx:
            head += ("import Figure from '../../components/Figure.astro';\nimport YouTube from '../../components/YouTube.astro';\n"
                     "import Notice from '../../components/Notice.astro';\nimport boat from './boat.png';\n\n")
        write(posts / f"{name}{'.mdx' if mdx else '.md'}", head + body(post, markdown_pic, link, embed))
        pictures(posts, post)
    write(posts / "draft.md", front(HELD, date=None, pubDate=q(iso(HELD)), draft="true") + HELD["body"])


def vitepress(site):
    posts = site / "posts"
    embed = """<Figure src="./boat.png" />

::: tip Bring a coat
The wind is **colder** than it looks.
:::

```js{1} [drift.js]
tide.wait()
```

<Badge type="warning" text="wet" />

![The wake](./wake.png)"""
    embed = embed.replace('<Figure src="./boat.png" />', "![Round the lighthouse](./boat.png)")
    for name, post in POSTS.items():
        link = lambda other, words: f"[{words}](./{other}.md)"
        write(posts / f"{name}.md", front(post, date=iso(post)) + f"# {post['title']}\n\n" + body(post, markdown_pic, link, embed))
        pictures(posts, post)
    write(posts / "draft.md", front(HELD, date=iso(HELD), draft="true") + f"# {HELD['title']}\n\n" + HELD["body"])


def docusaurus(site):
    posts = site / "blog"
    embed = """import Tabs from '@theme/Tabs';
import TabItem from '@theme/TabItem';
import Boat from './boat.png';

<figure>
  <img src={Boat} alt="Round the lighthouse" width="480" />
  <figcaption>The first round, against the clock</figcaption>
</figure>

:::note[Bring a coat]

The wind is **colder** than it looks.

:::

<Tabs>
  <TabItem value="js" label="JavaScript">

```js title="drift.js"
tide.wait();
```

  </TabItem>
</Tabs>

<iframe width="560" height="315" src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="Round the lighthouse"></iframe>

![The wake](./wake.png)"""
    for name, post in POSTS.items():
        folder = posts / f"{day(post)}-{name}"
        link = lambda other, words: f"[{words}](../{day(POSTS[other])}-{other}/index.{'mdx' if other in ('boat', 'first-light') else 'md'})"
        more = dict(authors="keeper", slug=q("안개-낀-밤") if name == "fog" else None)
        text = body(post, markdown_pic, link, embed)
        if name == "first-light":
            text = text.replace("\n## What", "\n{/* truncate */}\n\n## What")
        write(folder / ("index.mdx" if name in ("boat", "first-light") else "index.md"), front(post, date=iso(post), **more) + text)
        pictures(folder, post)
    write(posts / "2024-08-01-unlisted.md", front(HELD, date=iso(HELD), unlisted="true", authors="keeper") + HELD["body"])
    write(posts / "2024-08-02-draft.md", front(dict(HELD, title="A draft"), date="2024-08-02", draft="true", authors="keeper") + HELD["body"])


def next_(site):
    posts = site / "posts"
    embed = """<Figure src={boat} alt="Round the lighthouse">The first round, against the clock</Figure>

<YouTube id="dQw4w9WgXcQ" />

![The wake](./wake.png)"""
    for name, post in POSTS.items():
        link = lambda other, words: f"[{words}](/posts/{other}/)"
        head = front(post, date=q(iso(post)))
        if name == "boat":
            head += "import boat from './boat.png'\nimport { Figure, YouTube } from '../components'\n\n"
        write(posts / name / "index.mdx", (head + body(post, markdown_pic, link, embed)).replace("'./boat", "'./boat").replace("'../components", "'../../components"))
        pictures(posts / name, post)
    write(posts / "draft/index.mdx", front(HELD, date=q(iso(HELD)), draft="true") + HELD["body"])


def gatsby(site):
    posts = site / "content"
    embed = """<figure>
  <img src="./boat.png" alt="Round the lighthouse" width="480">
  <figcaption>The first round, against the clock</figcaption>
</figure>

<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="Round the lighthouse"></iframe>

The whole timetable is a file: [the tides of the year](./tides.txt).

![The wake](./wake.png "Behind us")"""
    for name, post in POSTS.items():
        folder = posts / f"{day(post)}-{name}"
        link = lambda other, words: f"[{words}](/{day(POSTS[other])}-{other}/)"
        write(folder / "index.md", front(post, date=iso(post), permalink=f"/{day(post)}-{name}") + body(post, markdown_pic, link, embed))
        pictures(folder, post)
    write(posts / "2024-06-10-boat/tides.txt", "06:10 high\n12:25 low\n")
    write(posts / "hidden/index.md", front(HELD, date=iso(HELD), permalink="/hidden", draft="true") + HELD["body"])


def gatsby_blog(site):
    """The same site over a folder of other people's posts."""
    if not BLOG:
        sys.exit("gatsby-blog: name the folder of posts with --blog FOLDER")
    shutil.rmtree(site / "content", ignore_errors=True)
    shutil.copytree(BLOG, site / "content")
    for folder, _, files in os.walk(site):
        if "node_modules" not in folder:
            for file in files:
                os.chmod(os.path.join(folder, file), 0o644)
            os.chmod(folder, 0o755)


# name: (fill, content, built, base URL, build command, held back, template folder)
NPM = "npx --no-install "
SITES = {
    "hugo": (hugo, "content/posts", "public", "https://log.example.org/", "hugo --quiet --cleanDestinationDir", "expired, unlisted, draft, later", "hugo"),
    "jekyll": (jekyll, "_posts", "_site", "https://log.example.org/harbour", "jekyll build --quiet", "hidden (published: false), later (2199)", "jekyll"),
    "hexo": (hexo, "source/_posts", "public", "https://log.example.org", NPM + "hexo generate --silent", "hidden (published: false), _drafts/draft", "hexo"),
    "eleventy": (eleventy, "posts", "_site", "https://log.example.org", NPM + "eleventy --quiet", "draft (permalink: false), unlisted (eleventyExcludeFromCollections)", "eleventy"),
    "astro": (astro, "src/content/blog", "dist", "https://harbour.example.org/log", NPM + "astro build --silent", "draft", "astro"),
    "vitepress": (vitepress, "posts", ".vitepress/dist", "https://log.example.org", NPM + "vitepress build", "draft (srcExclude)", "vitepress"),
    "docusaurus": (docusaurus, "blog", "build", "https://harbour.example.org/log/", NPM + "docusaurus build", "unlisted, draft", "docusaurus"),
    "next": (next_, "posts", "out", "https://log.example.org", NPM + "next build", "draft", "next"),
    "gatsby": (gatsby, "content", "public", "https://log.example.org", NPM + "gatsby build", "hidden (draft: true)", "gatsby"),
    "gatsby-blog": (gatsby_blog, "content", "public", "https://log.example.org", NPM + "gatsby build", "dummy", "gatsby"),
}


def make(name, root):
    fill, content, built, url, command, held, template = SITES[name]
    site = root / name
    shutil.copytree(HERE / template, site, dirs_exist_ok=True)
    fill(site)
    start = time.time()
    if (site / "package.json").exists() and not (site / "node_modules").exists():
        twin = root / template / "node_modules"
        if name != template and twin.exists():
            (site / "node_modules").symlink_to(twin)
        else:
            subprocess.run([*LOW, "npm", "install", "--silent"], cwd=site, env=QUIET, check=True)
    installed = time.time()
    run = subprocess.run([*LOW, *command.split()], cwd=site, env=QUIET, capture_output=True, text=True)
    if run.returncode:
        print(f"{name}: FAILED\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}")
        return False
    print(f"{name}: installed in {installed - start:.0f} s, built in {time.time() - installed:.0f} s")
    return True


def readme(root):
    lines = ["# Blogs built by real generators", "", "Made by `tests/generators/make.py` of the feedcard repository; run a command in the source folder.", "",
             "| source folder | content folder | built folder | base URL | rebuild | held back |", "| --- | --- | --- | --- | --- | --- |"]
    for name, (_, content, built, url, command, held, _) in SITES.items():
        if (root / name).exists():
            lines.append(f"| `{root / name}` | `{content}` | `{built}` | {url} | `{command}` | {held} |")
    write(root / "README.md", "\n".join(lines) + "\n\nHexo and Gatsby were built with TZ=Asia/Seoul. Judge: `judge.py BUILT URL`.\n")
    rows = {name: dict(content=content, built=built, url=url, command=command, held=held) for name, (_, content, built, url, command, held, _) in SITES.items()}
    write(root / "sites.json", json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    BLOG = None
    if "--blog" in arguments:
        at = arguments.index("--blog")
        BLOG = pathlib.Path(arguments[at + 1]).resolve()
        del arguments[at:at + 2]
    if not arguments:
        sys.exit(__doc__)
    root = pathlib.Path(arguments[0]).resolve()
    wanted = arguments[1:] or [name for name in SITES if name != "gatsby-blog" or BLOG]
    good = [make(name, root) for name in wanted]
    readme(root)
    shutil.copy(HERE / "judge.py", root / "judge.py")
    sys.exit(not all(good))
