//! VitePress: `.html` behind a file, a slash behind an `index`.

use crate::generator::Source;

/// `/posts/x.html` for a file, `/posts/` for its folder's `index.md`.
pub(super) fn finished(filled: &str, source: &Source) -> String {
    let file = source.inside.rsplit('/').next().unwrap_or_default();
    if file.rsplit_once('.').map_or(file, |(stem, _)| stem) == "index" {
        let folder = filled.strip_suffix(".html").unwrap_or(filled);
        format!("{}/", folder.trim_end_matches('/'))
    } else {
        filled.to_owned()
    }
}
