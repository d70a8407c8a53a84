#!/usr/bin/env python3
"""Build the blogs of make.py with feedcard's own integrations: integrate.py BLOGS PACKAGES WORK [NAME...]

BLOGS is what make.py made, PACKAGES the folder of npm tarballs that packaging/pack.mjs wrote. Each blog is copied to WORK, the one
line of its integration is added, and the generator builds it: twice (the second time nothing of feedcard's may change), and
once with a broken post, which must break the build. Prints one line for each.
"""
import glob, hashlib, json, os, pathlib, shutil, subprocess, sys, time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from make import LOW, QUIET, SITES

# name: (file, what is there, what is there with the one line)
LINES = {
    "astro": ("astro.config.mjs", [("import sitemap", 'import feedcard from "feedcard/astro";\nimport sitemap'), ("sitemap()]", "sitemap(), feedcard()]")]),
    "eleventy": ("eleventy.config.mjs", [("import markdownIt", 'import feedcard from "feedcard/eleventy";\nimport markdownIt'), ("  config.addPlugin(syntax", "  config.addPlugin(feedcard);\n  config.addPlugin(syntax")]),
    "hexo": (None, []),
    "gatsby": ("gatsby-config.js", [("  plugins: [\n", '  plugins: [\n    "feedcard/gatsby",\n')]),
    "docusaurus": ("docusaurus.config.js", [("  presets: [", '  plugins: ["feedcard/docusaurus"],\n  presets: [')]),
    "vitepress": (".vitepress/config.mjs", [("import { defineConfig", 'import feedcard from "feedcard/vitepress";\nimport { defineConfig'), ("  cleanUrls", "  buildEnd: feedcard(),\n  cleanUrls")]),
    "next": ("package.json", [('  "dependencies"', '  "scripts": { "build": "next build", "postbuild": "feedcard build --site out" },\n  "dependencies"')]),
}
BROKEN = {"astro": "rope.md", "eleventy": "rope/rope.md", "hexo": "rope.md", "gatsby": "2024-05-01-rope/index.md",
          "docusaurus": "2024-05-01-rope/index.md", "vitepress": "rope.md", "next": "rope/index.mdx"}


def hashes(built):
    names = ["rss.xml", "atom.xml", "feed.json", "feedcard.json"]
    names += [os.path.relpath(p, built) for p in glob.glob(f"{built}/**/*.jpg", recursive=True)]
    return {name: hashlib.sha256((built / name).read_bytes()).hexdigest() for name in names if (built / name).exists()}


def build(site, name):
    command = "npm run build --silent" if name == "next" else SITES[name][4].replace(" --silent", "").replace(" --quiet", "")
    start = time.time()
    done = subprocess.run([*LOW, *command.split()], cwd=site, env=dict(QUIET, NO_COLOR="1"), capture_output=True, text=True)
    return done, time.time() - start


def integrate(blogs, packages, work, name):
    site = work / name
    shutil.rmtree(site, ignore_errors=True)
    _, content, built, *_ = SITES[name]
    skip = shutil.ignore_patterns("node_modules", ".cache", "public" if name != "docusaurus" else "-", "_site", "dist", "build", ".docusaurus", ".next", ".astro", "out", "db.json")
    shutil.copytree(blogs / name, site, ignore=skip)
    subprocess.run(["cp", "-al", str(blogs / name / "node_modules"), str(site / "node_modules")], check=True)
    tarballs = sorted(glob.glob(f"{packages}/feedcard-*.tgz") + (glob.glob(f"{packages}/hexo-feedcard-*.tgz") if name == "hexo" else []))
    for tarball in tarballs:
        # What `npm install` does with them, without asking a registry about the other four hundred packages again.
        manifest = json.loads(subprocess.check_output(["tar", "-xzOf", tarball, "package/package.json"]))
        target = site / "node_modules" / manifest["name"]
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        subprocess.run(["tar", "-xzf", tarball, "-C", str(target), "--strip-components=1"], check=True)
        for command, file in (manifest.get("bin") or {}).items():
            link = site / "node_modules/.bin" / command
            link.unlink(missing_ok=True)
            link.symlink_to(f"../{manifest['name']}/{file}")
            (target / file).chmod(0o755)
    file, edits = LINES[name]
    if name == "hexo":
        manifest = json.loads((site / "package.json").read_text())
        manifest["dependencies"]["hexo-feedcard"] = "*"  # what `npm install hexo-feedcard` writes
        (site / "package.json").write_text(json.dumps(manifest, indent=2))
    for before, after in edits:
        text = (site / file).read_text()
        assert before in text, (name, before)
        (site / file).write_text(text.replace(before, after, 1))
    first, seconds = build(site, name)
    if first.returncode:
        return f"FAILED ({first.returncode})\n{first.stdout[-1500:]}\n{first.stderr[-1500:]}"
    had = hashes(site / built)
    if not {"rss.xml", "atom.xml", "feed.json", "feedcard.json"} <= set(had):
        return f"FAILED: only {sorted(had)}\n{first.stdout[-1500:]}\n{first.stderr[-1500:]}"
    posts = len(json.loads((site / built / "feed.json").read_text())["items"])
    second, _ = build(site, name)
    same = had == hashes(site / built) and second.returncode == 0
    post = site / content / BROKEN[name]
    text = post.read_text()
    # A date that the generator takes (or that is none of its business), and that no calendar has.
    post.write_text(text.replace("title: ", "updated: 2024-02-31\ntitle: ", 1))
    broken, _ = build(site, name)
    said = "2024-02-31" in broken.stdout + broken.stderr
    post.write_text(text)
    line = next((l for l in (first.stdout + first.stderr).splitlines() if " posts · " in l), "no sum line")
    good = same and broken.returncode != 0 and said
    return f"{'ok' if good else 'FAILED'}: {posts} posts, {sum(n.endswith('.jpg') for n in had)} cards, {seconds:.0f} s; second build {'the same' if same else 'DIFFERS'}; broken post: exit {broken.returncode}{'' if said else ', AND IT IS NOT SAID'}; {line.strip()}"


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    blogs, packages, work = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
    bad = False
    for name in sys.argv[4:] or LINES:
        said = integrate(blogs, packages, work, name)
        bad |= not said.startswith("ok")
        print(f"{name}: {said}", flush=True)
    sys.exit(bad)
