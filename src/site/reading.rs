//! One page of the folder -> what it says about itself, from memory where nothing changed.

use std::io::ErrorKind;
use std::path::Path;

use indexmap::IndexMap;

use crate::disk::read_bounded;
use crate::guard::catch_panic;
use crate::problem::{Place, Problem};
use crate::site::kept::{self, Memory};
use crate::site::scan::{Facts, scan};
use crate::site::tree::MOST_BYTES;

/// One page.
pub(super) struct Page {
    /// Below the folder, as the disk has it, forward slashes.
    pub path: String,
    /// Of its bytes; `None` for a page that could not be read.
    pub hash: Option<[u8; 32]>,
    pub facts: Facts,
}

/// One page as read.
pub(super) struct Read {
    pub page: Page,
    pub problem: Option<Problem>,
}

/// Reads a page, unless `memory` knows it.
pub(super) fn page(folder: &Path, shown: &str, path: String, memory: &dyn Memory) -> Read {
    let file = folder.join(&path);
    let meta = std::fs::symlink_metadata(&file).ok();
    let known = meta.as_ref().and_then(|meta| memory.hash(&file, meta));
    if let Some((hash, facts)) = known.and_then(|hash| Some((hash, remembered(memory, &hash)?))) {
        return Read {
            page: Page {
                path,
                hash: Some(hash),
                facts,
            },
            problem: None,
        };
    }
    let place = || Place::file(format!("{}/{path}", shown.trim_end_matches('/')));
    let (mut hash, mut facts, mut problem) = (None, Facts::default(), None);
    match bytes(&file) {
        Ok(bytes) => {
            let own = *blake3::hash(&bytes).as_bytes();
            hash = Some(own);
            if let Some(meta) = &meta {
                memory.saw(&file, meta, &own);
            }
            match remembered(memory, &own) {
                Some(known) => facts = known,
                None => match catch_panic(|| scan(Text::new(bytes).as_str(), None)) {
                    Ok(scanned) => {
                        memory.keep(&own, &kept::encode(&scanned));
                        facts = scanned;
                    }
                    Err(words) => {
                        let message = format!("reading the page failed: {words}");
                        let fault = Problem::error("page-panic", message).at(place());
                        problem =
                            Some(fault.help(
                                "this is a fault of feedcard: please report it with the page",
                            ));
                    }
                },
            }
        }
        Err(why) => problem = Some(Problem::warning("page-unreadable", why).at(place())),
    }
    Read {
        page: Page { path, hash, facts },
        problem,
    }
}

fn remembered(memory: &dyn Memory, hash: &[u8; 32]) -> Option<Facts> {
    kept::decode(&memory.facts(hash)?)
}

/// The addresses of this host that a page links to, each once, without what stands behind `#`.
pub(super) fn links(file: &Path) -> Vec<String> {
    // A page that cannot be read was told of before.
    let Ok(html) = text(file) else {
        return Vec::new();
    };
    let mut links = IndexMap::new();
    let mut take = |link: &str| {
        let link = link.split('#').next().unwrap_or_default();
        if (link.starts_with('/') || link.starts_with("http")) && !links.contains_key(link) {
            links.insert(link.to_owned(), ());
        }
    };
    // So was one that makes reading panic.
    let _ = catch_panic(|| scan(html.as_str(), Some(&mut take)));
    links.into_keys().collect()
}

/// The text of a page; bytes that are not UTF-8 are replaced, since its tags can be read all the same.
pub struct Text(Vec<u8>);

impl Text {
    fn new(bytes: Vec<u8>) -> Text {
        Text(match simdutf8::basic::from_utf8(&bytes) {
            Ok(_) => bytes,
            Err(_) => String::from_utf8_lossy(&bytes).into_owned().into_bytes(),
        })
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        // Five times as fast as the check of the standard library, which would make it a `String`.
        simdutf8::basic::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The text of a page.
///
/// # Errors
/// Message about a page that cannot be read or is too large.
pub(super) fn text(file: &Path) -> Result<Text, String> {
    bytes(file).map(Text::new)
}

fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    read_bounded(file, MOST_BYTES as u64).map_err(|error| {
        if error.kind() == ErrorKind::FileTooLarge {
            let most = MOST_BYTES >> 20;
            return format!("the page is larger than {most} MB, and is left alone");
        }
        format!("cannot read the page: {error}")
    })
}
