//! `feedcard init` in the layouts of ten generators: what it writes builds, and posts land where they are published.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::process::{Command, Output};

use feedcard::config::keys::KEYS;
use feedcard::config::{self, Config};
use tempfile::TempDir;

/// A blog of these files.
fn blog(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn run(blog: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .current_dir(blog.path())
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1750000000")
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn written(blog: &TempDir) -> String {
    fs::read_to_string(blog.path().join("feedcard.yaml")).unwrap()
}

/// The configuration that `init` wrote.
fn configured(blog: &TempDir) -> Config {
    config::parse(&written(blog), "feedcard.yaml", blog.path()).unwrap()
}

/// `init`, whose whole stderr is `told`, then `build` without a word; the addresses of the posts, newest first.
fn published(blog: &TempDir, told: &str) -> Vec<String> {
    let init = run(blog, &["init"]);
    assert_eq!(stderr(&init), told);
    assert_eq!(init.status.code(), Some(0));
    let build = run(blog, &["build"]);
    assert_eq!(stderr(&build), "", "{}", written(blog));
    assert_eq!(build.status.code(), Some(0));
    let manifest = fs::read_to_string(blog.path().join("out/feedcard.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let posts = manifest["posts"].as_array().unwrap().iter();
    let urls: Vec<String> = posts
        .map(|post| post["url"].as_str().unwrap().to_owned())
        .collect();
    let sum = String::from_utf8(build.stdout).unwrap();
    let plural = if urls.len() == 1 { "" } else { "s" };
    let counted = format!("{} post{plural} · ", urls.len());
    assert!(sum.starts_with(&counted), "{sum}");
    let newest = format!("the newest: {}\n", urls[0]);
    assert!(String::from_utf8(init.stdout).unwrap().contains(&newest));
    urls
}

const NO_ZONE: &str = "the blog's time zone was not found in";

/// The warning for a blog whose configuration names no zone.
fn no_zone(file: &str, zone: &str) -> String {
    format!(
        "warning[init-timezone]: {NO_ZONE} `{file}`; dates without an offset are read in `{zone}`\n |\n = help: write the zone that the authors mean: `timezone: Europe/Berlin` in feedcard.yaml\n\n"
    )
}

#[test]
fn gatsby_posts_are_published_where_create_file_path_puts_them() {
    let blog = blog(&[
        (
            "package.json",
            r#"{"dependencies": {"gatsby": "^5.0.0", "react": "^18"}}"#,
        ),
        (
            "gatsby-config.js",
            "// https://www.gatsbyjs.com/docs/\nmodule.exports = {\n  siteMetadata: {\n    title: `밀물 기술 블로그`,\n    author: { name: `윤채원`, summary: `쓴다.` },\n    description: `섬과 섬 사이`,\n    siteUrl: `https://gatsby.milmul.example/`,\n  },\n  plugins: [\n    `gatsby-plugin-image`,\n    { resolve: `gatsby-source-filesystem`, options: { path: `${__dirname}/content/blog`, name: `blog` } },\n    { resolve: `gatsby-plugin-manifest`, options: { name: `Other name`, lang: `ko` } },\n  ],\n}\n",
        ),
        (
            "gatsby-node.js",
            "const { createFilePath } = require(`gatsby-source-filesystem`)\nexports.onCreateNode = ({ node, actions, getNode }) => {\n  const value = createFilePath({ node, getNode })\n  actions.createNodeField({ name: `slug`, node, value })\n}\n",
        ),
        (
            "content/blog/hello-world/index.md",
            "---\ntitle: 안녕\ndate: \"2015-05-01T22:12:03.284Z\"\n---\n글\n",
        ),
        (
            "content/blog/my-second-post/index.md",
            "---\ntitle: 둘째\ndate: \"2015-05-06T23:46:37.121Z\"\n---\n글\n",
        ),
        (
            "content/blog/deep/셋째/index.md",
            "---\ntitle: 셋째\ndate: \"2015-05-28T22:40:32.169Z\"\n---\n글\n",
        ),
    ]);
    let urls = published(&blog, &no_zone("gatsby-config.js", "Asia/Seoul"));
    assert_eq!(
        urls,
        [
            "https://gatsby.milmul.example/deep/%EC%85%8B%EC%A7%B8/",
            "https://gatsby.milmul.example/my-second-post/",
            "https://gatsby.milmul.example/hello-world/",
        ]
    );
    let config = configured(&blog);
    assert_eq!(config.site.title, "밀물 기술 블로그");
    assert_eq!(config.site.description.as_deref(), Some("섬과 섬 사이"));
    assert_eq!(config.site.author.unwrap().name, "윤채원");
}

#[test]
fn jekyll_posts_are_published_by_category_and_day_and_drafts_are_not() {
    let blog = blog(&[
        (
            "_config.yml",
            "title: 밀물\ndescription: >-\n  여러 줄에\n  걸친 설명\nurl: \"https://milmul.example\"\nbaseurl: /blog\nlang: ko_KR\ntimezone: Asia/Seoul\nauthor:\n  name: 윤채원\n  url: https://milmul.example/about\npermalink: /:categories/:year/:month/:day/:title.html\nplugins: [jekyll-feed]\n",
        ),
        (
            "_posts/2024-01-02-first-post.md",
            "---\nlayout: post\ntitle: 첫 글\ncategories: [Dev]\n---\n글\n",
        ),
        (
            "_posts/2024-03-04-둘째.markdown",
            "---\ntitle: 둘째\ndate: 2024-03-05 09:30:00 +0900\n---\n글\n",
        ),
        (
            "_posts/2023-12-31-own.md",
            "---\ntitle: 셋째\npermalink: /own/place/\n---\n글\n",
        ),
        (
            "_posts/2023-11-30-slugged.md",
            "---\ntitle: 넷째\nslug: another\n---\n글\n",
        ),
        ("_drafts/unfinished.md", "---\ntitle: 초안\n---\n글\n"),
        (
            "about.md",
            "---\ntitle: 소개\npermalink: /about/\n---\n글\n",
        ),
    ]);
    assert_eq!(
        published(&blog, ""),
        [
            "https://milmul.example/blog/2024/03/05/%EB%91%98%EC%A7%B8.html",
            "https://milmul.example/blog/dev/2024/01/02/first-post.html",
            "https://milmul.example/blog/own/place/",
            "https://milmul.example/blog/2023/11/30/another.html",
        ]
    );
    let config = configured(&blog);
    assert_eq!(config.site.language, "ko-KR");
    assert_eq!(
        config.site.description.as_deref(),
        Some("여러 줄에 걸친 설명")
    );
    assert_eq!(config.content, ["_posts"]);
}

#[test]
fn hugo_bundles_and_files_are_published_by_the_section_s_permalinks() {
    let blog = blog(&[
        (
            "hugo.toml",
            "baseURL = 'https://hugo.milmul.example/'\ntitle = '밀물'\nlanguageCode = 'ko-kr'\ndefaultContentLanguage = 'ko'\ntimeZone = 'Asia/Seoul'\n[params.author]\nname = '윤채원'\n[permalinks]\nposts = '/:year/:month/:slugorfilename/'\n",
        ),
        ("content/_index.md", "+++\ntitle = '처음'\n+++\n"),
        ("content/about.md", "+++\ntitle = '소개'\n+++\n글\n"),
        ("content/posts/_index.md", "+++\ntitle = '글'\n+++\n"),
        (
            "content/posts/flat-file.md",
            "+++\ntitle = '첫 글'\ndate = 2024-01-31T23:30:00+09:00\n+++\n글\n",
        ),
        (
            "content/posts/bundle/index.md",
            "---\ntitle: 둘째\ndate: 2024-02-03\n---\n글\n",
        ),
        (
            "content/posts/slugged.md",
            "+++\ntitle = '셋째'\nslug = 'other'\ndate = 2023-05-06\n+++\n글\n",
        ),
        (
            "content/posts/later.md",
            "+++\ntitle = '초안'\ndraft = true\ndate = 2024-05-06\n+++\n글\n",
        ),
    ]);
    assert_eq!(
        published(&blog, ""),
        [
            "https://hugo.milmul.example/2024/02/bundle/",
            "https://hugo.milmul.example/2024/01/flat-file/",
            "https://hugo.milmul.example/2023/05/other/",
        ]
    );
}

#[test]
fn hugo_without_permalinks_publishes_sections_as_they_lie() {
    let blog = blog(&[
        (
            "config/_default/hugo.yaml",
            "baseURL: https://hugo.milmul.example/sub/\ntitle: 밀물\nlanguageCode: en-us\ntimeZone: UTC\n",
        ),
        ("config/_default/params.yaml", "description: 설명\n"),
        (
            "content/posts/one.md",
            "---\ntitle: 하나\ndate: 2024-01-02\n---\n글\n",
        ),
        (
            "content/posts/2023/two.md",
            "---\ntitle: 둘\ndate: 2023-01-02\n---\n글\n",
        ),
        (
            "content/notes/three/index.md",
            "---\ntitle: 셋\ndate: 2022-01-02\n---\n글\n",
        ),
    ]);
    assert_eq!(
        published(&blog, ""),
        [
            "https://hugo.milmul.example/sub/posts/one/",
            "https://hugo.milmul.example/sub/posts/2023/two/",
            "https://hugo.milmul.example/sub/notes/three/",
        ]
    );
    assert_eq!(configured(&blog).site.description.as_deref(), Some("설명"));
}

#[test]
fn hugo_s_twins_in_two_languages_are_published_apart() {
    let config = "baseURL = 'https://milmul.example/'\ntitle = '밀물'\nlanguageCode = 'ko-kr'\ndefaultContentLanguage = 'ko'\ntimeZone = 'Asia/Seoul'\n";
    let suffixes = format!("{config}[languages.ko]\nweight = 1\n[languages.en]\nweight = 2\n");
    let folders = format!(
        "{config}[languages.ko]\ncontentDir = 'content/ko'\n[languages.en]\ncontentDir = 'content/en'\n"
    );
    for (config, ko, en) in [
        (&suffixes, "content/posts/a.md", "content/posts/a.en.md"),
        (
            &suffixes,
            "content/posts/a/index.ko.md",
            "content/posts/a/index.en.md",
        ),
        (&folders, "content/ko/posts/a.md", "content/en/posts/a.md"),
    ] {
        let blog = blog(&[
            ("hugo.toml", config),
            (ko, "---\ntitle: 하나\ndate: 2024-01-03\n---\n글\n"),
            (en, "---\ntitle: One\ndate: 2024-01-02\n---\ntext\n"),
        ]);
        assert_eq!(
            published(&blog, ""),
            [
                "https://milmul.example/posts/a/",
                "https://milmul.example/en/posts/a/"
            ]
        );
    }
}

#[test]
fn hexo_posts_are_published_by_day_and_path() {
    let blog = blog(&[
        (
            "package.json",
            r#"{"hexo": {"version": "7.3.0"}, "dependencies": {"hexo": "^7.3.0", "hexo-renderer-marked": "^7.0.0"}}"#,
        ),
        (
            "_config.yml",
            "title: 밀물\nsubtitle: ''\ndescription: 설명\nauthor: 윤채원\nlanguage: ko\ntimezone: 'Asia/Seoul'\nurl: https://milmul.example/blog\nroot: /blog/\npermalink: :year/:month/:day/:title/\npermalink_defaults:\nsource_dir: source\nnew_post_name: :title.md\ntheme: landscape\n",
        ),
        ("_config.landscape.yml", ""),
        (
            "source/_posts/hello-world.md",
            "---\ntitle: 안녕\ndate: 2024-01-02 20:00:00\ntags: [가]\n---\n글\n",
        ),
        (
            "source/_posts/dev/deep.md",
            "---\ntitle: 둘째\ndate: 2024-02-03 09:00:00\n---\n글\n",
        ),
        (
            "source/_posts/2023-05-06-dated.md",
            "---\ntitle: 셋째\ndate: 2023-05-06 10:30:00\n---\n글\n",
        ),
        (
            "source/_drafts/unfinished.md",
            "---\ntitle: 초안\n---\n글\n",
        ),
        (
            "source/about/index.md",
            "---\ntitle: 소개\ndate: 2020-01-01\n---\n글\n",
        ),
    ]);
    assert_eq!(
        published(&blog, ""),
        [
            "https://milmul.example/blog/2024/02/03/dev/deep/",
            "https://milmul.example/blog/2024/01/02/hello-world/",
            "https://milmul.example/blog/2023/05/06/2023-05-06-dated/",
        ]
    );
}

#[test]
fn astro_posts_are_published_below_the_page_that_lists_the_collection() {
    let blog = blog(&[
        (
            "astro.config.mjs",
            "// @ts-check\nimport { defineConfig } from 'astro/config';\nimport mdx from '@astrojs/mdx';\n\n// https://astro.build/config\nexport default defineConfig({\n\tsite: 'https://astro.milmul.example',\n\tintegrations: [mdx()],\n});\n",
        ),
        (
            "src/consts.ts",
            "export const SITE_TITLE = 'Milmul';\nexport const SITE_DESCRIPTION = 'Between islands';\n",
        ),
        (
            "src/content.config.ts",
            "import { defineCollection, z } from 'astro:content';\nimport { glob } from 'astro/loaders';\nconst blog = defineCollection({\n\tloader: glob({ base: './src/content/blog', pattern: '**/*.{md,mdx}' }),\n});\nexport const collections = { blog };\n",
        ),
        ("src/pages/blog/[...slug].astro", "---\n---\n"),
        (
            "src/pages/blog/index.astro",
            "---\n---\n<!doctype html>\n<html lang=\"en\">\n",
        ),
        ("src/layouts/Post.astro", "<html lang={lang}>"),
        ("src/pages/tags/[tag].astro", "---\n---\n"),
        ("src/pages/about.astro", "---\n---\n"),
        (
            "src/content/blog/first-post.md",
            "---\ntitle: First post\npubDate: 2022-07-08\n---\nText\n",
        ),
        (
            "src/content/blog/using-mdx.mdx",
            "---\ntitle: Using MDX\npubDate: 2024-06-01\n---\nText\n",
        ),
        (
            "src/content/blog/folder/index.md",
            "---\ntitle: In a folder\npubDate: 2023-01-01\n---\nText\n",
        ),
    ]);
    assert_eq!(
        published(&blog, &no_zone("astro.config.mjs", "UTC")),
        [
            "https://astro.milmul.example/blog/using-mdx/",
            "https://astro.milmul.example/blog/folder/",
            "https://astro.milmul.example/blog/first-post/",
        ]
    );
    assert_eq!(configured(&blog).site.title, "Milmul");
}

#[test]
fn docusaurus_posts_are_published_by_slug_below_the_base_address() {
    let blog = blog(&[
        (
            "docusaurus.config.js",
            "import {themes as prismThemes} from 'prism-react-renderer';\n\n/** @type {import('@docusaurus/types').Config} */\nconst config = {\n  title: '밀물',\n  tagline: '섬과 섬 사이',\n  url: 'https://docs.milmul.example',\n  baseUrl: '/base/',\n  i18n: { defaultLocale: 'ko', locales: ['ko'] },\n  presets: [\n    ['classic', /** @type {import('@docusaurus/preset-classic').Options} */ ({\n      docs: { routeBasePath: '/', sidebarPath: './sidebars.js' },\n      blog: { showReadingTime: true, feedOptions: { title: 'Feed', type: ['rss', 'atom'] } },\n    })],\n  ],\n  themeConfig: { navbar: { title: 'My Site', items: [{ to: '/blog', label: 'Blog' }] } },\n};\nexport default config;\n",
        ),
        ("docs/intro.md", "---\ntitle: 문서\n---\n글\n"),
        (
            "blog/authors.yml",
            "chaewon:\n  name: 윤채원\n  url: https://milmul.example/chaewon\n",
        ),
        (
            "blog/2019-05-28-first-blog-post.md",
            "---\nslug: first-blog-post\ntitle: 첫 글\nauthors: [chaewon]\n---\n글\n",
        ),
        (
            "blog/2021-08-26-welcome/index.md",
            "---\nslug: welcome\ntitle: 환영\nauthors: chaewon\n---\n글\n",
        ),
        (
            "blog/2021-08-01-mdx-blog-post.mdx",
            "---\nslug: mdx-blog-post\ntitle: 엠디엑스\n---\n글\n",
        ),
    ]);
    assert_eq!(
        published(&blog, &no_zone("docusaurus.config.js", "Asia/Seoul")),
        [
            "https://docs.milmul.example/base/blog/welcome",
            "https://docs.milmul.example/base/blog/mdx-blog-post",
            "https://docs.milmul.example/base/blog/first-blog-post",
        ]
    );
    assert_eq!(
        configured(&blog).site.description.as_deref(),
        Some("섬과 섬 사이")
    );
}

#[test]
fn docusaurus_posts_without_slugs_are_published_by_the_date_of_their_names() {
    let blog = blog(&[
        (
            "docusaurus.config.ts",
            "const defaultLocale = 'en-GB';\nconst baseUrl = process.env.BASE_URL ?? '/sub/';\nconst config: Config = { title: 'Milmul', url: 'https://milmul.example', baseUrl, i18n: { defaultLocale, locales: [defaultLocale] }, trailingSlash: true, presets: [['classic', { blog: { path: './news', routeBasePath: '/' } }]] };",
        ),
        ("news/2024-01-02-one.md", "---\ntitle: One\n---\ntext\n"),
        (
            "news/2023-01-02-two/index.md",
            "---\ntitle: Two\n---\ntext\n",
        ),
    ]);
    assert_eq!(
        published(&blog, &no_zone("docusaurus.config.ts", "UTC")),
        [
            "https://milmul.example/sub/2024/01/02/one/",
            "https://milmul.example/sub/2023/01/02/two/"
        ]
    );
}

#[test]
fn eleventy_posts_are_published_where_they_lie_below_the_input() {
    let blog = blog(&[
        (
            "package.json",
            r#"{"devDependencies": {"@11ty/eleventy": "^3.1.0"}}"#,
        ),
        (
            "eleventy.config.js",
            "export default async function(eleventyConfig) {\n\televentyConfig.addPassthroughCopy({ \"./public/\": \"/\" });\n};\nexport const config = {\n\ttemplateFormats: [\"md\", \"njk\"],\n\tdir: { input: \"content\", includes: \"../_includes\", data: \"../_data\", output: \"_site\" },\n};\n",
        ),
        (
            "_data/metadata.js",
            "export default {\n\ttitle: \"Milmul\",\n\turl: \"https://eleventy.milmul.example/\",\n\tlanguage: \"en\",\n\tdescription: \"Between islands\",\n\tauthor: { name: \"Yun\", email: \"yun@milmul.example\", url: \"https://milmul.example/about/\" }\n}\n",
        ),
        (
            "content/blog/blog.11tydata.js",
            "export default { tags: [\"posts\"], layout: \"layouts/post.njk\" };\n",
        ),
        (
            "content/blog/firstpost.md",
            "---\ntitle: First\ndate: 2018-05-01\n---\ntext\n",
        ),
        (
            "content/blog/2020-01-02-dated.md",
            "---\ntitle: Dated\n---\ntext\n",
        ),
        (
            "content/blog/fourthpost/index.md",
            "---\ntitle: Fourth\ndate: 2018-09-30\ndraft: false\n---\ntext\n",
        ),
        ("content/about.md", "---\ntitle: About\n---\ntext\n"),
    ]);
    assert_eq!(
        published(&blog, &no_zone("eleventy.config.js", "UTC")),
        [
            "https://eleventy.milmul.example/blog/2020-01-02-dated/",
            "https://eleventy.milmul.example/blog/fourthpost/",
            "https://eleventy.milmul.example/blog/firstpost/",
        ]
    );
    assert_eq!(
        configured(&blog).site.author.unwrap().uri.as_deref(),
        Some("https://milmul.example/about/")
    );
}

#[test]
fn eleventy_s_directory_data_decide_the_address() {
    let blog = blog(&[
        (
            ".eleventy.js",
            "module.exports = function(config) { return { dir: { input: './src/' } } };",
        ),
        (
            "src/_data/site.json",
            r#"{"name": "밀물", "url": "https://milmul.example", "lang": "ko", "timezone": "Asia/Seoul"}"#,
        ),
        (
            "src/posts/posts.json",
            r#"{"layout": "post.njk", "permalink": "/writing/{{ page.fileSlug }}/index.html"}"#,
        ),
        ("src/posts/2024-01-02-one.md", "---\ntitle: 하나\n---\n글\n"),
        (
            "src/posts/two.md",
            "---\ntitle: 둘\ndate: 2023-01-02\n---\n글\n",
        ),
    ]);
    assert_eq!(
        published(&blog, ""),
        [
            "https://milmul.example/writing/one/",
            "https://milmul.example/writing/two/"
        ]
    );
}

#[test]
fn zola_pages_are_published_below_their_section_without_their_date() {
    let blog = blog(&[
        (
            "config.toml",
            "base_url = \"https://zola.milmul.example\"\ntitle = \"Milmul\"\ndescription = \"Between islands\"\ndefault_language = \"en\"\ntaxonomies = [{ name = 'tags' }]\n[extra]\nauthor = \"Yun\"\n",
        ),
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        (
            "content/blog/_index.md",
            "+++\ntitle = \"Blog\"\nsort_by = \"date\"\n+++\n",
        ),
        (
            "content/blog/first.md",
            "+++\ntitle = \"First\"\ndate = 2019-11-27\n[taxonomies]\ntags = [\"a\"]\n+++\ntext\n",
        ),
        (
            "content/blog/2020-01-02-second.md",
            "+++\ntitle = \"Second\"\n+++\ntext\n",
        ),
        (
            "content/blog/third/index.md",
            "+++\ntitle = \"Third\"\ndate = 2021-01-02T10:00:00Z\nslug = \"other\"\n+++\ntext\n",
        ),
    ]);
    assert_eq!(
        published(&blog, &no_zone("config.toml", "UTC")),
        [
            "https://zola.milmul.example/blog/other/",
            "https://zola.milmul.example/blog/second/",
            "https://zola.milmul.example/blog/first/",
        ]
    );
    assert_eq!(configured(&blog).site.author.unwrap().name, "Yun");
}

#[test]
fn next_posts_are_published_below_their_page() {
    let blog = blog(&[
        (
            "package.json",
            r#"{"dependencies": {"next": "latest", "gray-matter": "^4.0.3"}}"#,
        ),
        (
            "next.config.js",
            "/** @type {import('next').NextConfig} */\nmodule.exports = { basePath: '', i18n: { locales: ['ko'], defaultLocale: 'ko' } }\n",
        ),
        (
            "lib/constants.ts",
            "export const SITE_NAME = \"밀물\";\nexport const SITE_URL = 'https://next.milmul.example';\n",
        ),
        (
            "pages/posts/[id].js",
            "export default function Post({ postData }) { return <p>{`it's`}</p>; }\n",
        ),
        ("pages/index.js", ""),
        (
            "posts/pre-rendering.md",
            "---\ntitle: 하나\ndate: '2020-01-01'\n---\n글\n",
        ),
        (
            "posts/ssg-ssr.md",
            "---\ntitle: 둘\ndate: '2020-01-02'\n---\n글\n",
        ),
    ]);
    assert_eq!(
        published(&blog, &no_zone("next.config.js", "Asia/Seoul")),
        [
            "https://next.milmul.example/posts/ssg-ssr",
            "https://next.milmul.example/posts/pre-rendering"
        ]
    );
    assert_eq!(configured(&blog).site.title, "밀물");
}

#[test]
fn next_s_app_folder_and_its_metadata_are_read() {
    let blog = blog(&[
        ("next.config.mjs", "export default { trailingSlash: true }"),
        (
            "app/layout.tsx",
            "import type { Metadata } from 'next'\nexport const metadata: Metadata = {\n  metadataBase: new URL('https://next.milmul.example'),\n  title: { default: 'Milmul', template: '%s | Milmul' },\n}\n",
        ),
        ("app/(site)/blog/[slug]/page.tsx", ""),
        ("app/api/og/[slug]/route.ts", ""),
        (
            "content/posts/one.mdx",
            "---\ntitle: One\npublishedAt: 2024-01-02\n---\ntext\n",
        ),
        (
            "data/siteMetadata.js",
            "const siteMetadata = { language: 'en', timezone: 'Europe/Berlin' }\nmodule.exports = siteMetadata\n",
        ),
        (
            "content/posts/two.mdx",
            "---\ntitle: Two\npublishedAt: 2023-01-02\n---\ntext\n",
        ),
    ]);
    assert_eq!(
        published(&blog, ""),
        [
            "https://next.milmul.example/blog/one/",
            "https://next.milmul.example/blog/two/"
        ]
    );
}

/// A dated post of this name.
fn post(name: &str) -> (&str, &str) {
    (name, "---\ntitle: 하나\ndate: 2024-01-02\n---\n글\n")
}

/// Files, the pattern and the first folder that `init` writes for them.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn every_spelling_of_an_address_has_its_pattern() {
    let slugged = (
        "content/a.md",
        "---\ntitle: 하나\ndate: 2024-01-02\nslug: a\n---\n글\n",
    );
    let cases: &[Case] = &[
        (
            &[
                (
                    "gatsby-config.ts",
                    "export default { trailingSlash: 'never' }",
                ),
                (
                    "gatsby-node.ts",
                    "createFilePath(); createPage({ path: `/blog${node.fields.slug}` })",
                ),
                post("blog/a.md"),
            ],
            "/blog/{path}",
            "blog",
        ),
        (
            &[
                ("gatsby-config.js", ""),
                (
                    "gatsby-node.js",
                    "createPage({ path: `/w/${post.frontmatter.slug}/` })",
                ),
                slugged,
            ],
            "/w/{slug}/",
            "content",
        ),
        (
            &[
                ("gatsby-config.js", ""),
                ("src/pages/news/{MarkdownRemark.frontmatter__slug}.js", ""),
                slugged,
            ],
            "/news/{slug}/",
            "content",
        ),
        (
            &[
                ("_config.yml", "permalink: pretty\n"),
                post("_posts/2024-01-02-a.md"),
            ],
            "/{categories}/{year}/{month}/{day}/{slug}/",
            "_posts",
        ),
        (
            &[
                ("_config.yml", "title: a\n"),
                post("docs/_posts/2024-01-02-a.md"),
            ],
            "/{categories}/{year}/{month}/{day}/{slug}.html",
            "docs/_posts",
        ),
        (
            &[
                (
                    "_config.yml",
                    "permalink: none\ndefaults:\n  - scope: {path: '', type: posts}\n    values: {permalink: '/posts/:title/'}\n",
                ),
                post("_posts/2024-01-02-a.md"),
            ],
            "/posts/{slug}/",
            "_posts",
        ),
        (
            &[
                ("hugo.toml", "uglyURLs = true\n"),
                post("content/blog/a.md"),
            ],
            "/blog/{path}.html",
            "content/blog",
        ),
        (
            &[
                (
                    "config.yaml",
                    "baseURL: /\npermalinks:\n  page:\n    blog: /:section/:year-:month-:day/:slug/\n",
                ),
                post("content/blog/a.md"),
            ],
            "/blog/{year}-{month}-{day}/{slug_or_title}/",
            "content/blog",
        ),
        (
            &[
                ("hugo.toml", "[permalinks]\nblog = '/:title/'\n"),
                post("content/blog/a.md"),
            ],
            "/{title}/",
            "content/blog",
        ),
        (
            &[
                (
                    "hugo.toml",
                    "defaultContentLanguage = 'ko'\n[languages.ko]\ncontentDir = 'content/ko'\n[languages.en]\ncontentDir = 'content/en'\n",
                ),
                post("content/ko/blog/a.md"),
                post("content/en/blog/a.md"),
            ],
            "/{path}/",
            "content",
        ),
        (
            &[
                ("_config.yml", "permalink: posts/:name.html\n"),
                post("source/_posts/a.md"),
            ],
            "/posts/{name}.html",
            "source/_posts",
        ),
        (
            &[
                (
                    "_config.yml",
                    "new_post_name: :year-:month-:day-:title.md\n",
                ),
                post("source/_posts/2024-01-02-a.md"),
            ],
            "/{year}/{month}/{day}/{slug}/",
            "source/_posts",
        ),
        (
            &[
                ("_config.yml", "permalink: :hash/\n"),
                post("source/_posts/a.md"),
            ],
            "/{year}/{month}/{day}/{path}/",
            "source/_posts",
        ),
        (
            &[
                (
                    "astro.config.ts",
                    "export default defineConfig({ trailingSlash: 'never' })",
                ),
                post("src/pages/posts/a.md"),
            ],
            "/posts/{path}",
            "src/pages/posts",
        ),
        (
            &[
                ("astro.config.mjs", ""),
                ("src/pages/posts/[...slug]/index.astro", ""),
                post("src/data/blog/2024/a.md"),
            ],
            "/posts/{path}/",
            "src/data/blog",
        ),
        (
            &[
                ("docusaurus.config.js", ""),
                post("blog/a.md"),
                post("blog/b.md"),
            ],
            "/blog/{slug}",
            "blog",
        ),
        (
            &[
                (".eleventy.js", ""),
                (
                    "posts/posts.11tydata.js",
                    "module.exports = { permalink: '{{ page.filePathStem }}.html' }",
                ),
                post("posts/2024-01-02-a.md"),
            ],
            "/posts/{stem}.html",
            "posts",
        ),
        (
            &[
                (".eleventy.js", ""),
                (
                    "posts/posts.json",
                    "{\"permalink\": \"/{{ title | slugify }}/\"}",
                ),
                post("posts/a.md"),
            ],
            "/{title}/",
            "posts",
        ),
        (
            &[
                ("config.toml", "base_url = 'https://milmul.example'\n"),
                post("content/a/one.md"),
                post("content/b/two.md"),
            ],
            "/{path}/",
            "content",
        ),
        (
            &[
                ("next.config.js", "module.exports = { trailingSlash: true }"),
                post("pages/blog/a.mdx"),
            ],
            "/blog/{path}/",
            "pages/blog",
        ),
        (&[post("posts/a.md")], "/{stem}", "posts"),
    ];
    let mut faults = Vec::new();
    for (files, pattern, content) in cases {
        let blog = blog(files);
        run(&blog, &["init"]);
        let config = configured(&blog);
        let found = (
            config.permalink[0].pattern.as_str(),
            config.content[0].as_str(),
        );
        if found != (*pattern, *content) {
            faults.push(format!(
                "{files:?}: {found:?}, wanted {pattern:?} {content:?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_file_name_that_feedcard_cannot_spell_as_the_generator_does_is_told() {
    let odd = "My Post, C (2)";
    for (config, text, folder, name, told) in [
        (
            "_config.yml",
            "title: a\n",
            "_posts",
            "2022-01-01-A&B's  x",
            None,
        ),
        ("hugo.toml", "", "content/posts", odd, None),
        (
            "astro.config.mjs",
            "",
            "src/content/blog",
            "v1.2 한글",
            None,
        ),
        ("zola.toml", "", "content/posts", "Hello, World", None),
        ("zola.toml", "", "content/posts", "한글 글", Some("… …")),
        (
            "zola.toml",
            "[slugify]\npaths = 'safe'",
            "content/posts",
            "한글",
            None,
        ),
        ("eleventy.config.js", "", "posts", odd, None),
    ] {
        let file = format!("{folder}/{name}.md");
        let blog = blog(&[(config, text), post(&file)]);
        let stderr = stderr(&run(&blog, &["init"]));
        let shown = stderr.split_once(" publishes `").map(|(_, rest)| rest);
        let shown = shown.and_then(|rest| rest.split('`').nth(2));
        assert_eq!(shown, told, "{file}: {stderr}");
    }
}

#[test]
fn a_plain_folder_is_read_as_it_lies() {
    let blog = blog(&[
        ("README.md", "# 블로그\n"),
        ("CNAME", "milmul.example\n"),
        ("2024-01-02-하나.md", "---\ntitle: 하나\n---\n글\n"),
        ("둘/index.md", "---\ntitle: 둘\ndate: 2023-01-02\n---\n글\n"),
    ]);
    let zone = no_zone("this folder", "Asia/Seoul").replace("`this folder`", "this folder");
    let told = format!("{NO_TITLE}{NO_LANGUAGE}{zone}");
    assert_eq!(
        published(&blog, &told),
        [
            "https://milmul.example/2024-01-02-%ED%95%98%EB%82%98",
            "https://milmul.example/%EB%91%98"
        ]
    );
    assert_eq!(configured(&blog).content, ["."]);
    assert!(written(&blog).contains(
        "  title: My blog                            # EDIT ME: not found in this folder\n"
    ));
}

const NO_TITLE: &str = "warning[init-title]: the blog's title was not found in this folder; `My blog` is used instead\n |\n = help: edit `site.title` in feedcard.yaml\n\n";

const NO_LANGUAGE: &str = "warning[init-language]: the blog's language was not found in this folder; `ko` is assumed\n |\n = help: write `language: en` under `site:` in feedcard.yaml, or whichever it is\n\n";

#[test]
fn an_empty_folder_gets_a_configuration_whose_gaps_are_all_told() {
    let blog = blog(&[]);
    let init = run(&blog, &["init"]);
    assert_eq!(init.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(init.stdout.clone()).unwrap(),
        "wrote feedcard.yaml (Markdown): 0 posts found\n"
    );
    assert_eq!(
        stderr(&init),
        "\
warning[init-content]: no Markdown file with a title was found in this folder
 |
 = help: name the folder of your posts in feedcard.yaml: `content: [posts]`

warning[init-title]: the blog's title was not found in this folder; `My blog` is used instead
 |
 = help: edit `site.title` in feedcard.yaml

warning[init-url]: the blog's address was not found in this folder; `https://example.com` is used instead
 |
 = help: edit `site.url` in feedcard.yaml

warning[init-language]: the blog's language was not found in this folder; `ko` is assumed
 |
 = help: write `language: en` under `site:` in feedcard.yaml, or whichever it is

warning[init-timezone]: the blog's time zone was not found in this folder; dates without an offset are read in `Asia/Seoul`
 |
 = help: write the zone that the authors mean: `timezone: Europe/Berlin` in feedcard.yaml

"
    );
}

#[test]
fn a_configuration_that_is_there_stays_unless_forced() {
    for name in ["feedcard.yaml", "feedcard.yml"] {
        let blog = blog(&[
            (name, "mine"),
            ("a.md", "---\ntitle: 하나\ndate: 2024-01-02\n---\n글\n"),
        ]);
        let refused = run(&blog, &["init"]);
        assert_eq!(refused.status.code(), Some(2));
        assert_eq!(String::from_utf8(refused.stdout.clone()).unwrap(), "");
        assert_eq!(
            stderr(&refused),
            format!(
                "error[config-exists]: `{name}` is already here; nothing was written\n--> {name}\n = help: `feedcard init --force` replaces it; its content is lost\n\n"
            )
        );
        assert_eq!(fs::read_to_string(blog.path().join(name)).unwrap(), "mine");
        assert_eq!(run(&blog, &["init", "--force"]).status.code(), Some(0));
        let text = fs::read_to_string(blog.path().join(name)).unwrap();
        assert!(config::parse(&text, name, blog.path()).is_ok());
        assert_eq!(run(&blog, &["build"]).status.code(), Some(0));
    }
}

#[test]
fn a_generator_s_configuration_that_cannot_be_read_is_told_with_its_place() {
    let blog = blog(&[
        (
            "hugo.toml",
            "title = '밀물'\nbaseURL = https://milmul.example\n",
        ),
        (
            "content/posts/one.md",
            "---\ntitle: 하나\ndate: 2024-01-02\n---\n글\n",
        ),
    ]);
    let init = run(&blog, &["init"]);
    assert_eq!(init.status.code(), Some(0));
    let told = stderr(&init);
    let first = told.split("\n\n").next().unwrap();
    assert!(
        first.starts_with("warning[init-unreadable]: not read: ")
            && first.contains("--> hugo.toml:2:11"),
        "{told}"
    );
    assert!(
        told.contains("`https://example.com` is used instead"),
        "{told}"
    );
    assert_eq!(run(&blog, &["build"]).status.code(), Some(0));
}

#[test]
fn jekyll_says_the_day_of_the_site_and_takes_a_time_without_offset_for_utc() {
    let head = |date: &str| format!("---\ntitle: 하나\ndate: {date}\n---\n글\n");
    for (date, day) in [
        ("2024-01-02 20:00:00", "03"),
        ("2024-01-02 20:00:00 +0000", "03"),
        ("2024-01-02 09:00:00", "02"),
        ("2024-01-02 20:00:00 +0900", "02"),
        ("2024-01-02 20:00", "02"),
        ("2024-01-02", "02"),
    ] {
        let blog = blog(&[
            (
                "_config.yml",
                "title: 밀물\nurl: https://milmul.example\nlang: ko\ntimezone: Asia/Seoul\n",
            ),
            ("_posts/2024-01-02-a.md", &head(date)),
        ]);
        let wanted = format!("https://milmul.example/2024/01/{day}/a.html");
        assert_eq!(published(&blog, ""), [wanted], "{date}");
    }
}

#[test]
fn a_day_that_hexo_takes_from_the_machine_is_told() {
    for (time, moved) in [("00:30:00", true), ("10:30:00", false)] {
        let blog = blog(&[
            (
                "_config.yml",
                "title: 밀물\nurl: https://milmul.example\nlanguage: ko\ntimezone: Asia/Seoul\npermalink: :year/:month/:day/:title/\n",
            ),
            (
                "source/_posts/a.md",
                &format!("---\ntitle: 하나\ndate: 2024-01-02 {time}\n---\n글\n"),
            ),
        ]);
        let told = "\
warning[init-permalink]: Hexo says days in the zone of the machine that builds; `Asia/Seoul` is assumed, and on a machine in UTC 1 of 1 posts have another address, such as `source/_posts/a.md`
 |
 = help: if it is built in UTC, write `permalink_timezone: UTC` in feedcard.yaml; `feedcard init --force --site DIR` finds it out

";
        assert_eq!(
            published(&blog, if moved { told } else { "" }),
            ["https://milmul.example/2024/01/02/a/"]
        );
    }
}

#[test]
fn addresses_that_a_program_makes_are_assumed_and_told() {
    let blog = blog(&[
        (
            "next.config.js",
            "module.exports = { i18n: { defaultLocale: 'ko' } }",
        ),
        (
            "site.config.js",
            "module.exports = { title: '밀물', url: 'https://milmul.example', timezone: 'Asia/Seoul' }",
        ),
        (
            "posts/a.md",
            "---\ntitle: 하나\ndate: 2024-01-02\n---\n글\n",
        ),
    ]);
    let told = "\
warning[init-permalink]: `pages` makes the addresses by program, which is not executed; `/posts/{stem}` is assumed for every post
 |
 = help: build the site and run `feedcard init --force --site DIR`, which reads the addresses from its pages; or write `permalink: /…` into such a post

";
    assert_eq!(published(&blog, told), ["https://milmul.example/posts/a"]);
}

#[test]
fn a_sample_address_is_nobody_s() {
    for url in [
        "http://example.com",
        "https://your-docusaurus-site.example.com/",
        "http://localhost:8000",
    ] {
        let blog = blog(&[("_config.yml", &format!("title: 밀물\nurl: {url}\n"))]);
        let told = stderr(&run(&blog, &["init"]));
        assert!(told.contains("warning[init-url]"), "{url}: {told}");
        assert_eq!(configured(&blog).site.url, "https://example.com");
    }
}

#[test]
fn no_title_can_break_the_configuration() {
    for title in [
        "a: b # c",
        "true",
        "2024",
        "\"quoted\" \\ 'twice'",
        "- x",
        "{밀물}",
        "#1",
        "@a",
        "밀물: 기술 블로그",
    ] {
        let json = serde_json::json!({"title": title, "url": "https://milmul.example"}).to_string();
        let blog = blog(&[(".eleventy.js", ""), ("_data/site.json", &json)]);
        run(&blog, &["init"]);
        assert_eq!(configured(&blog).site.title, title);
    }
}

/// The file with every default made live.
fn uncommented(text: &str) -> String {
    let lines = text
        .lines()
        .skip(3)
        .map(|line| line.replacen("# ", "", usize::from(line.trim_start().starts_with("# "))));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn every_key_stands_in_the_file_with_its_default() {
    let blog = blog(&[]);
    run(&blog, &["init"]);
    let text = written(&blog);
    for key in KEYS.iter().filter(|key| !key.default.is_empty()) {
        let (section, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
        let indent = "  ".repeat(section.split('.').filter(|part| !part.is_empty()).count());
        let line = format!("{indent}# {name}: {}  ", key.default);
        let doc = format!("# {}", key.doc);
        let found = text
            .lines()
            .filter(|shown| shown.starts_with(line.trim_end()) && shown.ends_with(&doc))
            .count();
        assert_eq!(found, 1, "{}: {line}", key.path);
    }
    let config = Config::new(blog.path(), "My blog", "https://example.com");
    assert_eq!(configured(&blog), config);
    let live = uncommented(&text);
    assert!(
        !live.lines().any(|line| line.trim_start().starts_with('#')),
        "{live}"
    );
    assert_eq!(
        config::parse(&live, "feedcard.yaml", blog.path()).unwrap(),
        config
    );
}

/// Path of each structure of the configuration in `feedcard.yaml`.
const STRUCTURES: &[(&str, &str)] = &[
    ("Config", ""),
    ("Site", "site."),
    ("Feeds", "feeds."),
    ("Cards", "cards."),
    ("Fonts", "cards.fonts."),
    ("Theme", "cards.theme."),
    ("Limits", "limits."),
];

#[test]
fn the_defaults_are_those_that_the_doc_comments_state() {
    let source = [
        include_str!("../src/config/mod.rs"),
        include_str!("../src/look.rs"),
    ]
    .concat();
    let (mut section, mut stated, mut held) = (None, None, 0);
    for line in source.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            section = STRUCTURES
                .iter()
                .find(|(name, _)| rest.starts_with(&format!("{name} ")))
                .map(|(_, section)| *section);
        } else if let Some((_, default)) = line
            .strip_prefix("///")
            .and_then(|doc| doc.split_once("Default: "))
        {
            stated = Some(default);
        } else if let Some((name, _)) = line
            .strip_prefix("pub ")
            .and_then(|field| field.split_once(':'))
        {
            let (Some(section), Some(stated)) = (section, stated.take()) else {
                continue;
            };
            let path = format!("{section}{name}");
            if path == "feeds.paths" {
                held += feedcard::feed::FORMATS.len();
                continue;
            }
            if ["site.author", "cards.fonts", "cards.theme"].contains(&path.as_str()) {
                continue;
            }
            let key = KEYS
                .iter()
                .find(|key| key.path == path)
                .unwrap_or_else(|| panic!("{path} is no key"));
            let none = stated == "none" || stated.starts_with("the embedded");
            assert_eq!(
                key.default.trim_matches('"'),
                if none {
                    "null"
                } else {
                    stated.trim_matches('`')
                },
                "{path}"
            );
            held += 1;
        }
    }
    let without = |key: &&feedcard::config::keys::Key| {
        key.default.is_empty()
            || key.path.starts_with("fields.")
            || key.path.starts_with("site.author.")
    };
    assert_eq!(held, KEYS.len() - KEYS.iter().filter(without).count());
}
