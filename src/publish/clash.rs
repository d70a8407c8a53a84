//! Posts whose cards would be where a feed or the manifest goes: reported at the post, before anything is put in place.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use crate::output::folder::{MANIFEST, Wanted};
use crate::problem::Problem;
use crate::publish::cards::Published;

/// The reason why a post cannot be published beside `feeds`, by source.
pub fn clashes(feeds: &[Wanted], posts: &[Published]) -> BTreeMap<String, Problem> {
    // `/RSS.xml` and `rss.xml` are one file on the disks of macOS and Windows.
    let own = feeds.iter().map(|file| file.path.to_lowercase());
    let files: IndexSet<String> = own.chain([MANIFEST.to_owned()]).collect();
    let folders: IndexSet<&str> = files.iter().flat_map(|path| above(path)).collect();
    let taken = |path: &str| {
        let path = path.to_lowercase();
        let file = std::iter::once(path.as_str()).chain(above(&path));
        let mut file = file.filter(|one| files.contains(*one));
        file.next().map(String::from).or_else(|| {
            let folder = folders.contains(path.as_str());
            folder.then(|| format!("{path}/"))
        })
    };
    // Folders of posts' cards: another card may not be a file of that name.
    let lowered: Vec<String> = posts
        .iter()
        .flat_map(|one| one.files.iter().map(|file| file.path.to_lowercase()))
        .collect();
    let cards: BTreeSet<&str> = lowered.iter().flat_map(|path| above(path)).collect();
    let card = |path: &str| {
        let path = path.to_lowercase();
        cards.contains(path.as_str()).then(|| format!("{path}/"))
    };
    let clash = |one: &Published| {
        let mut files = one.files.iter();
        let taken = files.find_map(|file| taken(&file.path).or_else(|| card(&file.path)))?;
        let permalink = &one.post.permalink.encoded;
        let message =
            format!("the card of `{permalink}` would lie where feedcard writes `{taken}`");
        let problem = Problem::error("permalink-taken", message)
            .at(&one.post.title_place)
            .help("permalink: /a-plain-address");
        Some((one.post.source.clone(), problem))
    };
    posts.iter().filter_map(clash).collect()
}

/// The folders that hold the file `path`.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
