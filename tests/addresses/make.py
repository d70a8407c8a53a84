#!/usr/bin/env python3
"""make.py NAME... : builds small blogs with real generators in every address setting, and writes down in NAME.json where each post was published.

Wants jekyll and hugo on the PATH, and the folders of tests/generators (GEN, /work/gen unless said otherwise) for the others.
Run it again when a generator changes its rules; tests/addresses.rs compares what `feedcard init` and `build` say."""
import json, os, re, shutil, subprocess, sys, tempfile
GEN = os.environ.get("GEN", "/work/gen")
HERE = os.path.dirname(os.path.abspath(__file__))

def put(root, files):
    for name, text in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write(text)

def post(head):
    return f"---\n{head}\n---\n글\n"

def run(folder, *command, **environment):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=dict(os.environ, TZ="Asia/Seoul", LC_ALL="C.UTF-8") | environment)

def lines(text):
    return dict(line.split("\t", 1) for line in text.splitlines() if "\t" in line)

def jekyll(folder, files):
    put(folder, {"urls.txt": "---\n---\n{% for p in site.posts %}{{p.path}}\t{{p.url}}\n{% endfor %}"})
    done = run(folder, "jekyll", "build", "-q", "-d", folder + "/_site", TZ="UTC")
    return lines(open(folder + "/_site/urls.txt").read())

def hugo(folder, files):
    put(folder, {"layouts/_default/single.html": "x", "layouts/_default/list.html": "x",
                 "layouts/index.html": "{{ range .Site.AllPages }}{{ if and .File .IsPage }}{{ printf \"content/%s\\t%s\\n\" (replace .File.Path \"\\\\\" \"/\") .RelPermalink | safeHTML }}{{ end }}{{ end }}"})
    run(folder, "hugo", "--quiet", "-d", folder + "/public")
    found = {}
    for top, _, names in os.walk(folder + "/public"):
        for name in names:
            if name == "index.html":
                found |= lines(open(os.path.join(top, name)).read())
    import html
    return {html.unescape(path): url for path, url in found.items()}

def hexo(folder, files):
    shutil.copy(GEN + "/hexo/package.json", folder)
    os.symlink(GEN + "/hexo/node_modules", folder + "/node_modules")
    put(folder, {"t.js": "const H=require('hexo');const h=new H(process.cwd(),{silent:true});h.init().then(()=>h.load()).then(()=>h.model('Post').forEach(p=>console.log('source/'+p.source+'\\t'+p.permalink)))"})
    done = run(folder, "node", "t.js", TZ="UTC" if ".github/workflows/deploy.yml" in files else "Asia/Seoul")
    return {path: re.sub("^https://[^/]*", "", url) for path, url in lines(done.stdout).items()}

def eleventy(folder, files):
    os.symlink(GEN + "/eleventy/node_modules", folder + "/node_modules")
    put(folder, {"package.json": '{"type": "module"}'})
    done = run(folder, "npx", "--no-install", "eleventy", "--to=json")
    at = done.stdout.index("[")
    return {page["inputPath"].removeprefix("./"): page["url"] for page in json.loads(done.stdout[at:])}

def docusaurus(folder, files):
    """The plugin's own functions on these paths: a whole build of each setting takes minutes."""
    os.symlink(GEN + "/docusaurus/node_modules", folder + "/node_modules")
    put(folder, {"t.js": """
const {parseBlogFileName} = require('./node_modules/@docusaurus/plugin-content-blog/lib/blogUtils.js');
const {normalizeUrl, parseMarkdownFile, DEFAULT_PARSE_FRONT_MATTER, Globby, GlobExcludeDefault} = require('@docusaurus/utils');
const {applyTrailingSlash} = require('@docusaurus/utils-common');
const fs = require('fs');
(async () => {
  const config = require('./docusaurus.config.js');
  const blog = config.presets[0][1].blog || {};
  const path = blog.path || 'blog', base = blog.routeBasePath ?? 'blog';
  for (const file of await Globby(['**/*.{md,mdx}'], {cwd: path, ignore: GlobExcludeDefault})) {
    const text = fs.readFileSync(path + '/' + file, 'utf8');
    const {frontMatter} = await DEFAULT_PARSE_FRONT_MATTER({filePath: file, fileContent: text});
    const link = normalizeUrl([config.baseUrl, base, frontMatter.slug ?? parseBlogFileName(file).slug]);
    console.log(path + '/' + file + '\\t' + applyTrailingSlash(link, {trailingSlash: config.trailingSlash, baseUrl: config.baseUrl}));
  }
})();"""})
    return lines(run(folder, "node", "t.js").stdout)

def astro(folder, files):
    os.symlink(GEN + "/astro/node_modules", folder + "/node_modules")
    put(folder, {"package.json": '{"type": "module"}'})
    done = run(folder, "npx", "--no-install", "astro", "build", "--silent", ASTRO_TELEMETRY_DISABLED="1")
    found = {}
    for top, _, names in os.walk(folder + "/dist"):
        for name in names:
            text = open(os.path.join(top, name), errors="replace").read()
            mark = re.search(r'<p>([^<\t]*)\t([^<]*)</p>', text)
            if mark:
                found[mark[1]] = mark[2]
    return found

def vitepress(folder, files):
    os.symlink(GEN + "/vitepress/node_modules", folder + "/node_modules")
    put(folder, {"package.json": '{"type": "module"}'})
    done = run(folder, "npx", "--no-install", "vitepress", "build")
    clean = "cleanUrls: true" in files[".vitepress/config.mjs"]
    found = {}
    top = folder + "/.vitepress/dist"
    for above, _, names in os.walk(top):
        for name in names:
            text = open(os.path.join(above, name), errors="replace").read() if name.endswith(".html") else ""
            mark = re.search(r'SOURCE\(([^)]*)\)', text)
            if mark:
                url = "/" + os.path.relpath(os.path.join(above, name), top)
                url = re.sub(r"(^|/)index\.html$", r"\1", url)
                found[mark[1]] = re.sub(r"\.html$", "", url) if clean else url
    return found

JEKYLL = {
    "_posts/2024-03-05-first-ferry.md": "title: 첫 배\ncategories: [Sea Side, Dev]",
    "_posts/2024-03-05-A&B's  x y.md": "title: odd\ncategory: Slow Travel\ndate: 2024-03-05 20:00:00",
    "_posts/2024-01-02-한글 글.md": "title: 둘\ncategories: a B c\ndate: 2024-01-02 20:00:00 +0000",
    "_posts/2023-12-31-slugged.md": "title: 셋\nslug: An Other_Slug.x\ndate: 2023-12-31 09:00",
    "_posts/dev/2023-11-05-deep.md": "title: deep",
    "_posts/dev/_old/2023-11-06-below.md": "title: below",
    "_posts/_old/2023-11-07-left-out.md": "title: left out",
    "Cat One/_posts/2023-01-01-in-cat.md": "title: cat\ncategories: [dev]\ncategory: z",
    "a/b/_posts/2023-01-02-nested.md": "title: nested",
    "a/_c/_posts/2023-01-03-under.md": "title: under",
    "_posts/2023-02-01-own.md": "title: own\npermalink: /own/:year/:title/",
    "_posts/2023-02-02-own2.md": "title: own2\npermalink: /own2.html",
    "_posts/nodate.md": "title: nodate\ndate: 2023-05-05",
    "_posts/2023-4-5-short.md": "title: short",
    "_posts/2022-01-07-x.en.md": "title: en\nlang: en\ncategories: 'C++, C#'\ntags: a b",
    "_posts/2022-01-01-week.md": "title: week\ndate: 2022-01-01 03:04:05 +0900\ncategory: [p, q]",
}
HUGO = {
    "content/posts/First Ferry.md": "title: 첫 배\ndate: 2024-03-05T09:00:00+09:00",
    "content/posts/A&B's  x--y_z~w.md": "title: 'Odd: Title, (2) & more'\ndate: 2024-03-05",
    "content/posts/2024-01-02-한글 글.md": "title: 둘\ndate: 2024-01-02T20:00:00Z",
    "content/posts/slugged.md": "title: 셋\nslug: An Other_Slug.x\ndate: 2023-12-31 09:00:00",
    "content/posts/Sub Dir/deep.md": "title: deep\ndate: 2023-01-01",
    "content/posts/Sub Dir/bundle/index.md": "title: bundle\ndate: 2023-01-02\nslug: sl ug",
    "content/posts/Sub Dir/bundle/inner.md": "title: inner\ndate: 2023-01-02",
    "content/posts/u1.md": "title: u1\ndate: 2023-01-05\nurl: /first-ferry",
    "content/posts/u2.md": "title: u2\ndate: 2023-01-05\nurl: /second.html",
    "content/posts/u3.md": "title: u3\ndate: 2023-01-05\nurl: third/x/",
    "content/posts/v1.2.md": "title: v1.2\ndate: 2023-01-03",
}
NOTES = {"content/notes/Some Note.md": "title: Some Note\ndate: 2023-01-03", "content/notes/2022/other.md": "title: Other one\ndate: 2022-01-03"}
HEXO = {
    "source/_posts/hello world.md": "title: Hello, World\ndate: 2024-03-05 09:10:00",
    "source/_posts/dev/A&B (2).md": "title: 둘\ndate: 2024-03-05 08:10:00\ncategories: [Sea Side, Dev]",
    "source/_posts/2024-01-02-한글.md": "title: 셋\ndate: 2024-01-02 00:30:00\ncategories: Slow Travel",
    "source/_posts/dev/2024-01-02-x.md": "title: 넷\ncategories:\n  - [A, B c]\n  - [C]\ndate: 2024-01-02 20:00:00 +0900",
    "source/_posts/own.md": "title: own\npermalink: own/place/\ndate: 2024-01-03",
    "source/_posts/own2.md": "title: own2\npermalink: /own2.html\ndate: 2024-01-03 23:00:00",
    "source/_posts/folder/index.md": "title: idx\ndate: 2024-01-04T05:00:00+09:00\nslug: hey\ncategory: One Two",
    "source/_posts/nodate-2.md": "title: 5\ndate: 2024-01-05\nlang: en",
    "source/_posts/_hidden.md": "title: hidden\ndate: 2024-01-05",
}
ELEVENTY = {
    "posts/2024-01-02-a.md": "title: First ferry",
    "posts/B c (2).md": "title: b\ndate: 2024-01-05",
    "posts/x/x.md": "title: x\ndate: 2024-01-06",
    "posts/y/index.md": "title: y\ndate: 2024-01-07",
    "posts/2024-01-03-z/index.md": "title: z",
    "posts/d/한글.md": "title: h\npermalink: /h/{{ page.fileSlug }}/\ndate: 2024-01-08",
    "posts/ko.en.md": "title: ko\ndate: 2024-01-09",
    "posts/p.md": "title: Some Title!\npermalink: \"/{{ title | slugify }}/\"\ndate: 2024-01-10",
    "posts/lit.md": "title: lit\npermalink: /lit/index.html\ndate: 2024-01-11",
}
DOCUSAURUS = {
    "2024-03-05-first-ferry.md": "title: a", "2024-1-5-x.md": "title: b", "2024/03/06/x.md": "title: c",
    "2024/03/07-y/index.mdx": "title: d", "2024-03-08-z/index.md": "title: e", "news/2024-03-09-x.md": "title: f",
    "plain/x.md": "title: g\ndate: 2024-03-10", "2024-03-11-first.md": "title: h\nslug: /hello/", "2024-03-12-b.md": "title: i\nslug: a/b",
    "2024-03-13-한글.md": "title: j", "_2024-03-14-part.md": "title: k\ndate: 2024-03-14", "2024-03-15-l.md": "title: l\npath: /nowhere",
}
ASTRO = {
    "My Post, C (2).md": "title: a\npubDate: 2024-01-01", "v1.2 한글.md": "title: b\npubDate: 2024-01-02", "folder/index.md": "title: c\npubDate: 2024-01-03",
    "folder/Deep One.md": "title: d\npubDate: 2024-01-04", "slugged.md": "title: e\npubDate: 2024-01-05\nslug: Own.Slug", "2024-01-06-dated.md": "title: f\npubDate: 2024-01-06",
}
VITEPRESS = {
    "posts/2024-01-02-a.md": "title: a", "posts/B c.md": "title: b\ndate: 2024-01-05", "posts/y/index.md": "title: y\ndate: 2024-01-07", "posts/y/한글.md": "title: h\ndate: 2024-01-08",
}
J = "title: x\nurl: https://m.example\nlang: ko\ntimezone: Asia/Seoul\n"
H = "baseURL = 'https://m.example/'\ntitle = 'x'\nlanguageCode = 'ko'\ntimeZone = 'Asia/Seoul'\ndisableKinds = ['taxonomy', 'term']\n"
X = "title: x\nurl: https://m.example\nlanguage: ko\ntimezone: Asia/Seoul\n"
PAGE = "---\nimport {{ getCollection }} from 'astro:content';\nexport async function getStaticPaths() {{\n  const posts = await getCollection('{0}');\n  return posts.map((post) => ({{ params: {{ {1}: post.id }}, props: {{ post }} }}));\n}}\nconst {{ post }} = Astro.props;\n---\n<p set:html={{`${{post.filePath}}\\t${{Astro.url.pathname}}`}} />\n"
COLLECTION = "import {{ defineCollection }} from 'astro:content';\nimport {{ glob }} from 'astro/loaders';\nconst {0} = defineCollection({{ loader: glob({{ base: './{1}', pattern: '**/*.{{md,mdx}}' }}) }});\nexport const collections = {{ {0} }};\n"

def astro_case(base, name, page, parameter, config=""):
    files = {f"{base}/{path}": post(head) for path, head in ASTRO.items()}
    return files | {"astro.config.mjs": f"import {{ defineConfig }} from 'astro/config';\nimport mdx from '@astrojs/mdx';\nexport default defineConfig({{ site: 'https://m.example', {config} }});\n".replace("import mdx from '@astrojs/mdx';\n", ""),
                    "src/content.config.ts": COLLECTION.format(name, base), page: PAGE.format(name, parameter), "src/pages/tags/[tag].astro": "---\nexport const getStaticPaths = () => [];\n---\n"}

def cases():
    jekyll_posts = {path: post(head) for path, head in JEKYLL.items()}
    for config in ["", "permalink: date\n", "permalink: pretty\n", "permalink: ordinal\n", "permalink: weekdate\n", "permalink: none\n", "permalink: /:categories/:title\n",
                   "permalink: /:slugified_categories/:slug:output_ext\n", "permalink: /blog/:year/:month/:title.html\n",
                   "permalink: /b/:short_year/:i_month/:i_day/:hour-:minute-:second/:short_month/:long_month/:w_year/:w_day/:long_day/:title/\n",
                   "collections:\n  posts:\n    output: true\n    permalink: /log/:year/:title/\n", "permalink: pretty\npermalink: /twice/:title/\n",
                   "defaults:\n  - scope: {path: '', type: posts}\n    values: {permalink: '/d/:title/'}\n  - scope: {path: _posts/dev, type: posts}\n    values: {permalink: '/dev/:year/:title/'}\n"]:
        yield "jekyll", jekyll_posts | {"_config.yml": J + config}
    hugo_posts = {path: post(head) for path, head in HUGO.items()}
    notes = {path: post(head) for path, head in NOTES.items()}
    for config in ["", "uglyURLs = true\n", "disablePathToLower = true\n", "[permalinks]\nposts = '/:year/:month/:title/'\n", "[permalinks]\nposts = '/:section/:slug'\n",
                   "[permalinks]\nposts = '/:year/:month/:day/:slugorfilename/'\n", "[permalinks]\nposts = '/p/:sections/:filename/'\n",
                   "[permalinks]\nposts = '/:yearday/:monthname/:weekday-:weekdayname/:filename/'\n", "[frontmatter]\ndate = [':filename', ':default']\n",
                   "defaultContentLanguage = 'ko'\ndefaultContentLanguageInSubdir = true\n[languages.ko]\nweight = 1\n[languages.en]\nweight = 2\n"]:
        yield "hugo", hugo_posts | {"hugo.toml": H + config}
        if "permalinks" in config or not config:
            yield "hugo", hugo_posts | notes | {"hugo.toml": H + config + ("notes = '/n/:title/'\n" if config else "")}
    hexo_posts = {path: post(head) for path, head in HEXO.items()}
    for config in ["", "permalink: :year/:month/:day/:title/\n", "new_post_name: :year-:month-:day-:title.md\npermalink: :year/:i_month/:i_day/:hour:minute:second/:title.html\n",
                   "permalink: :category/:name/\n", "permalink: p/:post_title-:timestamp/\n", "permalink: posts/:title/index.html\npretty_urls: {trailing_index: false, trailing_html: false}\n",
                   "permalink: :title\npost_asset_folder: true\n", "permalink: :year/:title.html\npretty_urls: {trailing_html: false}\n"]:
        yield "hexo", hexo_posts | {"_config.yml": X + config}
    yield "hexo", hexo_posts | {"_config.yml": X, ".github/workflows/deploy.yml": "jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx hexo generate\n"}
    eleventy_posts = {path: post(head) for path, head in ELEVENTY.items()} | {"_data/metadata.json": '{"title": "x", "url": "https://m.example", "language": "ko"}', "eleventy.config.js": "export default function () {}\n"}
    for data in ["", '{"permalink": "/b/{{ page.fileSlug }}/index.html"}', '{"permalink": "{{ page.filePathStem }}.html"}', '{"permalink": "/{{ page.date | date: \'%Y/%m/%d\' }}/{{ page.fileSlug }}/"}', '{"permalink": "/t/{{ title | slugify }}/"}']:
        yield "eleventy", eleventy_posts | ({"posts/posts.json": data} if data else {})
    for path, config in [("blog", ""), ("blog", "trailingSlash: true,"), ("blog", "trailingSlash: false,"), ("news", "")]:
        blog = "" if path == "blog" else "path: 'news', routeBasePath: '/'"
        yield "docusaurus", {f"{path}/{name}": post(head) for name, head in DOCUSAURUS.items()} | {"docusaurus.config.js": f"module.exports = {{ title: 'x', url: 'https://m.example', baseUrl: '/', {config} i18n: {{ defaultLocale: 'ko', locales: ['ko'] }}, presets: [['classic', {{ docs: false, blog: {{ {blog} }} }}]] }};\n"}
    yield "astro", astro_case("src/content/blog", "blog", "src/pages/blog/[...slug].astro", "slug")
    yield "astro", astro_case("src/posts", "log", "src/pages/writing/[...id].astro", "id")
    yield "astro", astro_case("src/content/blog", "blog", "src/pages/[...slug].astro", "slug", "trailingSlash: 'never',")
    yield "astro", astro_case("src/content/blog", "blog", "src/pages/blog/[...slug].astro", "slug", "build: { format: 'file' },")
    for config in ["", "cleanUrls: true,"]:
        yield "vitepress", {path: f"---\n{head}\n---\nSOURCE({path})\n" for path, head in VITEPRESS.items()} | {"index.md": "# x\n", ".vitepress/config.mjs": f"export default {{ title: 'x', lang: 'ko', {config} sitemap: {{ hostname: 'https://m.example' }} }}\n"}

def main(wanted):
    made = {}
    for name, files in cases():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            put(folder, files)
            urls = globals()[name](folder, files)
        urls = {path: url for path, url in sorted(urls.items()) if path in files}
        made.setdefault(name, []).append({"files": files, "urls": urls})
        print(name, len(made[name]), len(urls), file=sys.stderr)
    for name, all in made.items():
        # What all settings share is written once.
        common = dict(set(all[0]["files"].items()).intersection(*(one["files"].items() for one in all)))
        text = {"shared": dict(sorted(common.items())), "settings": [{"files": {p: t for p, t in one["files"].items() if p not in common}, "urls": one["urls"]} for one in all]}
        json.dump(text, open(os.path.join(HERE, name + ".json"), "w"), ensure_ascii=False, indent=1)

main(sys.argv[1:])
