//! Where real generators published small blogs in every address setting, and where `feedcard init` and `build` say that they
//! are. `tests/addresses/make.py` wrote the answers down; see there.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use common::{put, run};

/// What one generator did.
#[derive(serde::Deserialize)]
struct Blogs {
    /// Files of every blog.
    shared: BTreeMap<String, String>,
    settings: Vec<Setting>,
}

/// One blog.
#[derive(serde::Deserialize)]
struct Setting {
    files: BTreeMap<String, String>,
    /// Posts and their addresses.
    urls: BTreeMap<String, String>,
}

/// Addresses that are right of 100, at least.
const LEAST: usize = 95;

/// Right addresses, all addresses, and what was wrong.
fn judged(blogs: &str) -> (usize, usize, Vec<String>) {
    let blogs: Blogs = serde_json::from_str(blogs).unwrap();
    let (mut right, mut all, mut faults) = (0, 0, Vec::new());
    for setting in &blogs.settings {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in blogs.shared.iter().chain(&setting.files) {
            put(folder.path(), path, text.as_bytes());
        }
        let init = run(folder.path(), &["init"], &[]);
        let told = String::from_utf8(init.stderr).unwrap();
        let build = [
            "build",
            "--keep-going",
            "-q",
            "--now",
            "2030-01-01T00:00:00Z",
        ];
        let build = run(folder.path(), &build, &[]);
        let manifest = std::fs::read(folder.path().join("out/feedcard.json"));
        let Ok(manifest) = manifest else {
            let why = String::from_utf8(build.stderr).unwrap();
            panic!("{:?}\n{told}\n{why}", setting.files);
        };
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        let posts = manifest["posts"].as_array().unwrap().iter();
        let ours: BTreeMap<&str, String> = posts
            .map(|post| {
                let url = post["url"].as_str().unwrap();
                let path = url.strip_prefix("https://m.example").unwrap_or(url);
                let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
                (post["source"].as_str().unwrap(), path.into_owned())
            })
            .collect();
        let settings: Vec<&str> = setting.files.values().map(|text| text.as_str()).collect();
        for (path, url) in &setting.urls {
            let url = percent_encoding::percent_decode_str(url).decode_utf8_lossy();
            all += 1;
            match ours.get(path.as_str()) {
                Some(ours) if *ours == *url => right += 1,
                ours => faults.push(format!(
                    "{settings:?}\n  {path}: {ours:?}, {url} was right\n{told}"
                )),
            }
        }
        for path in ours
            .keys()
            .filter(|path| !setting.urls.contains_key(**path))
        {
            faults.push(format!(
                "{settings:?}\n  {path} is not published at all\n{told}"
            ));
            all += 1;
        }
    }
    (right, all, faults)
}

macro_rules! generators {
    ($($test:ident $file:literal)*) => {$(
        #[test]
        fn $test() {
            let (right, all, faults) = judged(include_str!(concat!("addresses/", $file, ".json")));
            println!("{}: {right} of {all} addresses are right", $file);
            assert!(all > 0 && right * 100 >= all * LEAST, "{right} of {all}\n{}", faults.join("\n"));
        }
    )*};
}

generators! {
    astro_publishes_posts_where_init_says "astro"
    docusaurus_publishes_posts_where_init_says "docusaurus"
    eleventy_publishes_posts_where_init_says "eleventy"
    hexo_publishes_posts_where_init_says "hexo"
    hugo_publishes_posts_where_init_says "hugo"
    jekyll_publishes_posts_where_init_says "jekyll"
    vitepress_publishes_posts_where_init_says "vitepress"
}
