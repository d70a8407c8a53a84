//! No generator: just a folder of Markdown.

use super::Generator;
use crate::start::detected::Detected;
use crate::start::folder::Folder;
use crate::start::posts::Posts;

pub const ROW: Generator = Generator {
    name: "Markdown",
    recognise: |_| Some("this folder".to_owned()),
    read,
};

fn read(folder: &Folder, _: &str, found: &mut Detected) {
    super::address_elsewhere(folder, None, found);
    match Posts::first(
        folder,
        &[
            "content", "posts", "_posts", "blog", "articles", "docs", "src", ".",
        ],
    ) {
        Some(posts) => found.list("content", &[posts.content], "where the posts are"),
        None => super::no_posts(found, "this folder"),
    }
}
