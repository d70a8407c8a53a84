//! `feedcard init && feedcard build` on a small blog of each generator: the right posts, order and addresses.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

/// A blog: its generator, its files, its title, and the addresses of its posts, newest first.
struct Blog {
    generator: &'static str,
    files: &'static [(&'static str, &'static str)],
    title: &'static str,
    urls: &'static [&'static str],
}

const OLD: &str = "---\ntitle: 첫 글\ndate: 2023-03-06\ntags: [시작]\n---\n안녕하세요.\n";
const NEW: &str = "---\ntitle: 둘째 글\ndate: 2024-11-04 09:00:00\n---\n다음 글입니다.\n";
const NO_DATE: &str = "---\ntitle: 날짜는 이름에\n---\n본문\n";
const ABOUT: &str = "---\ntitle: 소개\n---\n소개 글\n";
/// A section's own page, which is no post.
const SECTION: &str = "---\ntitle: 글 모음\n---\n";

const BLOGS: &[Blog] = &[
    Blog {
        generator: "Gatsby",
        files: &[
            (
                "gatsby-config.js",
                "module.exports = {\n  siteMetadata: { title: `밀물`, author: { name: `윤채원` }, siteUrl: `https://milmul.example/` },\n  plugins: [{ resolve: 'gatsby-plugin-feed', options: { title: 'no' } }],\n}\n",
            ),
            ("content/blog/hello-world/index.md", OLD),
            ("content/blog/second/index.md", NEW),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/second/",
            "https://milmul.example/hello-world/",
        ],
    },
    Blog {
        generator: "Jekyll",
        files: &[
            (
                "_config.yml",
                "title: 밀물\nurl: https://milmul.example\nbaseurl: /blog\ntimezone: Asia/Seoul\nplugins: [jekyll-feed]\n",
            ),
            (
                "_posts/2023-03-06-first.md",
                "---\ntitle: 첫 글\ncategories: [개발, 서버]\n---\n",
            ),
            ("_posts/2024-11-04-second.markdown", NO_DATE),
            ("_drafts/unfinished.md", NEW),
            ("about.md", ABOUT),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/blog/2024/11/04/second.html",
            "https://milmul.example/blog/%EA%B0%9C%EB%B0%9C/2023/03/06/first.html",
        ],
    },
    Blog {
        generator: "Hugo",
        files: &[
            (
                "hugo.toml",
                "baseURL = 'https://milmul.example/'\nlanguageCode = 'ko-kr'\ntitle = '밀물'\n[params]\ndescription = '물때'\n[permalinks]\nposts = '/:year/:slug/'\n",
            ),
            ("content/posts/_index.md", SECTION),
            (
                "content/posts/first.md",
                "+++\ntitle = '첫 글'\ndate = 2023-03-06T09:00:00+09:00\n+++\n",
            ),
            ("content/posts/second/index.md", NEW),
            ("content/about.md", ABOUT),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/2024/second/",
            "https://milmul.example/2023/first/",
        ],
    },
    Blog {
        generator: "Hexo",
        files: &[
            (
                "_config.yml",
                "title: 밀물\nlanguage: ko\nurl: https://milmul.example\npermalink: :year/:month/:day/:title/\nnew_post_name: :title.md\n",
            ),
            (
                "package.json",
                "{\"name\": \"blog\", \"dependencies\": {\"hexo\": \"^7.0.0\"}}",
            ),
            ("source/_posts/first.md", OLD),
            ("source/_posts/second.md", NEW),
            ("source/_drafts/later.md", NEW),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/2024/11/04/second/",
            "https://milmul.example/2023/03/06/first/",
        ],
    },
    Blog {
        generator: "Astro",
        files: &[
            (
                "astro.config.mjs",
                "import { defineConfig } from 'astro/config';\nexport default defineConfig({ site: 'https://milmul.example', base: '/notes' });\n",
            ),
            (
                "src/consts.ts",
                "// the site\nexport const SITE_TITLE: string = '밀물';\nexport const SITE_DESCRIPTION = \"물때\";\n",
            ),
            (
                "src/content/blog/first.md",
                "---\ntitle: '첫 글'\npubDate: '2023-03-06'\n---\n",
            ),
            (
                "src/content/blog/second.mdx",
                "---\ntitle: 둘째 글\npubDate: 2024-11-04\n---\n본문\n",
            ),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/notes/blog/second/",
            "https://milmul.example/notes/blog/first/",
        ],
    },
    Blog {
        generator: "Docusaurus",
        files: &[
            (
                "docusaurus.config.ts",
                "const config = {\n  title: '밀물', tagline: '물때', url: 'https://milmul.example', baseUrl: '/',\n  i18n: { defaultLocale: 'ko', locales: ['ko'] },\n};\nexport default config;\n",
            ),
            (
                "blog/authors.yml",
                "yun:\n  name: 윤채원\n  url: https://yun.example\n",
            ),
            (
                "blog/2023-03-06-first.md",
                "---\ntitle: 첫 글\nauthors: yun\n---\n",
            ),
            (
                "blog/2024-11-04-second/index.md",
                "---\ntitle: 둘째 글\nauthors: [yun]\n---\n",
            ),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/blog/2024/11/04/second",
            "https://milmul.example/blog/2023/03/06/first",
        ],
    },
    Blog {
        generator: "Eleventy",
        files: &[
            (
                "eleventy.config.js",
                "export default function (config) {}\nexport const config = { dir: { input: \"content\", includes: \"../_includes\" } };\n",
            ),
            (
                "content/_data/metadata.js",
                "export default { title: \"밀물\", url: \"https://milmul.example/\", language: \"ko\", author: { name: \"윤채원\" } };\n",
            ),
            ("content/blog/2023-03-06-first.md", NO_DATE),
            ("content/blog/second.md", NEW),
            ("content/about.md", ABOUT),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/blog/second/",
            "https://milmul.example/blog/2023-03-06-first/",
        ],
    },
    Blog {
        generator: "Zola",
        files: &[
            (
                "config.toml",
                "base_url = \"https://milmul.example\"\ntitle = \"밀물\"\ndefault_language = \"ko\"\n",
            ),
            (
                "content/blog/_index.md",
                "+++\ntitle = \"글\"\nsort_by = \"date\"\n+++\n",
            ),
            (
                "content/blog/2023-03-06-first.md",
                "+++\ntitle = \"첫 글\"\n[taxonomies]\ntags = [\"시작\"]\n+++\n",
            ),
            (
                "content/blog/second/index.md",
                "+++\ntitle = \"둘째 글\"\ndate = 2024-11-04\n+++\n",
            ),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/blog/second/",
            "https://milmul.example/blog/first/",
        ],
    },
    Blog {
        generator: "Next",
        files: &[
            (
                "next.config.mjs",
                "const nextConfig = { output: 'export', basePath: '/dev' };\nexport default nextConfig;\n",
            ),
            (
                "data/siteMetadata.js",
                "module.exports = { title: '밀물', siteUrl: 'https://milmul.example', language: 'ko' }\n",
            ),
            ("_posts/first.md", OLD),
            ("_posts/second.mdx", NEW),
        ],
        title: "밀물",
        urls: &[
            "https://milmul.example/dev/posts/second",
            "https://milmul.example/dev/posts/first",
        ],
    },
    Blog {
        generator: "a folder of Markdown",
        files: &[
            ("posts/first.md", OLD),
            ("posts/second/index.md", NEW),
            ("README.md", "# 읽어 보세요\n"),
        ],
        title: "plain",
        urls: &["https://example.com/second", "https://example.com/first"],
    },
];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_feedcard"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn made(blog: &Blog) -> (tempfile::TempDir, std::path::PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path().join("plain");
    for (name, text) in blog.files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    (temporary, root)
}

#[test]
fn a_blog_of_every_generator_builds_with_the_configuration_that_init_writes() {
    for blog in BLOGS {
        let (_kept, root) = made(blog);
        let who = blog.generator;
        let init = run(&root, &["init"]);
        let said = String::from_utf8(init.stdout).unwrap();
        assert!(
            init.status.success(),
            "{who}: {}",
            String::from_utf8_lossy(&init.stderr)
        );
        assert!(
            said.starts_with(&format!("feedcard.yaml: {who}, ")),
            "{said}"
        );
        let build = run(&root, &["build"]);
        assert_eq!(String::from_utf8(build.stderr).unwrap(), "", "{who}");
        assert!(build.status.success(), "{who}");
        let manifest = std::fs::read_to_string(root.join("out/feedcard.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let urls: Vec<&str> = manifest["posts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|post| post["url"].as_str().unwrap())
            .collect();
        assert_eq!(urls, blog.urls, "{who}");
        assert_eq!(manifest["feeds"][0]["title"], blog.title, "{who}");
    }
}

#[test]
fn a_configuration_that_is_there_stays() {
    let (_kept, root) = made(&BLOGS[9]);
    std::fs::write(root.join("feedcard.yml"), "site: {}\n").unwrap();
    let init = run(&root, &["init"]);
    assert_eq!(init.status.code(), Some(2));
    let expected = "error[usage]: `feedcard.yml` is there already\n  |\n  = help: `feedcard init --force` replaces it\n";
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        squeezed(&String::from_utf8(init.stderr).unwrap()),
        squeezed(expected)
    );
    assert!(!root.join("feedcard.yaml").exists());
    assert_eq!(
        std::fs::read_to_string(root.join("feedcard.yml")).unwrap(),
        "site: {}\n"
    );
}

#[test]
fn what_was_not_found_is_said() {
    let (_kept, root) = made(&BLOGS[9]);
    let init = run(&root, &["init"]);
    let said = String::from_utf8(init.stderr).unwrap();
    for part in [
        "no title was found: `plain` stands in",
        "no address was found: `https://example.com` stands in",
        "set `site.url`",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_value_that_feedcard_would_refuse_is_left_out_with_a_word() {
    let blog = Blog {
        files: &[
            (
                "_config.yml",
                "title: x\nurl: milmul\ntimezone: Mars/Olympus\n",
            ),
            ("_posts/2023-03-06-a.md", NO_DATE),
        ],
        ..BLOGS[1]
    };
    let (_kept, root) = made(&blog);
    let init = run(&root, &["init"]);
    let said = String::from_utf8(init.stderr).unwrap();
    assert!(init.status.success(), "{said}");
    assert!(
        said.contains("`site.url` is left out") && said.contains("`timezone` is left out"),
        "{said}"
    );
    assert!(run(&root, &["build"]).status.success());
}

#[test]
fn a_card_of_a_page_file_stands_beside_it() {
    let (_kept, root) = made(&BLOGS[1]);
    run(&root, &["init"]);
    run(&root, &["build"]);
    // `2024/11/04/second.html` is the page: no folder of that name.
    assert!(root.join("out/2024/11/04/second/thumbnail_og.jpg").is_file());
    assert!(!root.join("out/2024/11/04/second.html").exists());
}
