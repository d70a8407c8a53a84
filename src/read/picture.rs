//! `thumbnail:` in every shape -> the files of a post's drawing(s).

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::config::Config;
use crate::config::tree::{Node, Trail};
use crate::post::{Picture, PictureFile};
use crate::problem::Problem;
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::walk;

/// Keys of a mapping under which one picture stands, first found wins.
const ONE: [&str; 16] = [
    "teaser",
    "og_image",
    "ogImage",
    "feature",
    "featured",
    "image",
    "src",
    "url",
    "path",
    "file",
    "filename",
    "overlay_image",
    "relative",
    "feature_image",
    "cover",
    "thumbnail",
];

/// Folders beside the content folder in which a leading `/` may begin.
const BESIDE: [&str; 4] = ["static", "public", "assets", "source"];

/// The folders that pictures may lie in.
#[derive(Debug)]
pub struct Folders {
    root: PathBuf,
    allowed: Vec<PathBuf>,
}

impl Folders {
    /// The configuration's folder, the content folders, and `static`, `public`, `assets`, `source` beside those.
    pub fn new(config: &Config) -> Folders {
        let mut allowed = vec![config.root.clone()];
        for name in &config.content {
            let content = config.root.join(name);
            // A folder above the configuration's is not the blog's.
            let beside = content.parent().filter(|up| !config.root.starts_with(up));
            allowed.extend(
                [Some(config.root.as_path()), beside]
                    .into_iter()
                    .flatten()
                    .flat_map(|up| BESIDE.map(|name| up.join(name))),
            );
            allowed.push(content);
        }
        Folders {
            root: config.root.clone(),
            allowed: allowed
                .iter()
                .filter_map(|folder| folder.canonicalize().ok())
                .collect(),
        }
    }

    /// The file that `written` names, as seen from the post `from`.
    fn file(&self, written: &str, from: &walk::SourceFile) -> Lookup {
        let decoded = percent_decode_str(written).decode_utf8_lossy().into_owned();
        let spellings = if decoded == written {
            vec![written]
        } else {
            vec![written, &decoded]
        };
        let mut outside = false;
        for spelling in spellings {
            // A question mark starts the query that some themes append; `\0` cannot be in a path.
            let spelling = spelling
                .split('?')
                .next()
                .unwrap_or_default()
                .replace('\0', "");
            for candidate in self.candidates(&spelling, from) {
                let Ok(meta) = candidate.symlink_metadata() else {
                    continue;
                };
                if !meta.is_file() && !candidate.is_file() {
                    continue;
                }
                if self.contains(&candidate, &spelling, meta.is_symlink()) {
                    return Lookup::FieldValue(candidate);
                }
                outside = true;
            }
        }
        if outside {
            Lookup::Outside
        } else {
            Lookup::Missing
        }
    }

    /// Bytes of a file that `written` names, as seen from the post `from`.
    pub fn length(&self, written: &str, from: &walk::SourceFile) -> Option<u64> {
        match self.file(written, from) {
            Lookup::FieldValue(file) => Some(file.metadata().ok()?.len()),
            Lookup::Missing | Lookup::Outside => None,
        }
    }

    fn candidates(&self, written: &str, from: &walk::SourceFile) -> Vec<PathBuf> {
        let Some(rooted) = written.strip_prefix('/') else {
            return from
                .file
                .parent()
                .map(|folder| folder.join(written))
                .into_iter()
                .collect();
        };
        let mut folders = vec![from.content.clone()];
        for up in [from.content.parent(), Some(self.root.as_path())]
            .into_iter()
            .flatten()
        {
            folders.extend(BESIDE.map(|name| up.join(name)));
            // Jekyll serves the whole folder: `/assets/a.png` is `assets/a.png`.
            folders.push(up.to_path_buf());
        }
        folders
            .into_iter()
            .map(|folder| folder.join(rooted.trim_start_matches('/')))
            .collect()
    }

    /// True if an existing file lies in an allowed folder. A plain name beside a post does, unless it is a link.
    fn contains(&self, file: &Path, written: &str, is_link: bool) -> bool {
        let plain = written.strip_prefix("./").unwrap_or(written);
        let mut parts = Path::new(plain).components();
        let one = matches!(parts.next(), Some(Component::Normal(_))) && parts.next().is_none();
        if one && !is_link {
            return true;
        }
        file.canonicalize()
            .is_ok_and(|file| self.allowed.iter().any(|folder| file.starts_with(folder)))
    }
}

enum Lookup {
    FieldValue(PathBuf),
    Missing,
    Outside,
}

/// The drawing(s) of a post. Problems are errors, except for a picture on another site.
pub fn picture(
    front_matter: &FrontMatter,
    found: &FieldValue,
    from: &walk::SourceFile,
    folders: &Folders,
    problems: &mut Vec<Problem>,
) -> Picture {
    let reader = PictureReader {
        front_matter,
        from,
        folders,
    };
    reader
        .value(found.node, &found.trail, problems)
        .unwrap_or(Picture::None)
}

struct PictureReader<'a> {
    front_matter: &'a FrontMatter<'a>,
    from: &'a walk::SourceFile,
    folders: &'a Folders,
}

impl PictureReader<'_> {
    fn value(&self, node: &Node, trail: &Trail, problems: &mut Vec<Problem>) -> Option<Picture> {
        match node {
            Node::List(items) => self.value(items.first()?, &below(trail, 0), problems),
            Node::Text(text) if text.trim().is_empty() => None,
            Node::Text(text) => self.file(text, trail, problems).map(Picture::One),
            Node::Map(fields) => self.mapping(fields, trail, problems),
            Node::Count(_) | Node::Number => {
                let text = self.front_matter.text(node, trail)?;
                self.file(&text, trail, problems).map(Picture::One)
            }
            Node::Null | Node::Bool(_) => None,
        }
    }

    fn mapping(
        &self,
        fields: &[(String, Node)],
        trail: &Trail,
        problems: &mut Vec<Problem>,
    ) -> Option<Picture> {
        let named = |names: &[&str]| {
            names.iter().find_map(|name| {
                let at = fields.iter().rposition(|(key, _)| key == name)?;
                match &fields[at].1 {
                    Node::Text(text) if !text.trim().is_empty() => {
                        Some((text.as_str(), below(trail, at)))
                    }
                    _ => None,
                }
            })
        };
        let (color, gray) = (named(&["color", "colour"]), named(&["gray", "grey"]));
        if color.is_none() && gray.is_none() {
            let (text, at) = named(&ONE)?;
            return self.file(text, &at, problems).map(Picture::One);
        }
        let mut file =
            |one: Option<(&str, Trail)>| one.map(|(text, at)| self.file(text, &at, problems));
        match (file(color), file(gray)) {
            (Some(Some(color)), Some(Some(gray))) => Some(Picture::Twins { color, gray }),
            (Some(Some(one)), None) | (None, Some(Some(one))) => Some(Picture::One(one)),
            _ => None,
        }
    }

    fn file(
        &self,
        written: &str,
        trail: &Trail,
        problems: &mut Vec<Problem>,
    ) -> Option<PictureFile> {
        let written = written.trim();
        let place = || self.front_matter.place(trail);
        if written.starts_with("http://")
            || written.starts_with("https://")
            || written.starts_with("//")
        {
            problems.push(
                Problem::warning("picture-remote", format!("`{written}` is on another site; nothing is fetched, and the card has no picture"))
                    .at(place())
                    .help("copy the picture beside the post and name it: ./thumbnail.png"),
            );
            return None;
        }
        if written.split_once(':').is_some_and(|(scheme, _)| {
            scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric())
        }) {
            problems.push(
                Problem::error(
                    "picture-address",
                    format!("`{written}` is no file of this blog"),
                )
                .at(place())
                .help("name a file relative to the post: ./thumbnail.png"),
            );
            return None;
        }
        match self.folders.file(written, self.from) {
            Lookup::FieldValue(file) => Some(PictureFile {
                file,
                place: self.front_matter.spot(trail),
            }),
            Lookup::Missing => {
                problems.push(
                    Problem::error(
                        "picture-missing",
                        format!("the picture `{written}` is not there"),
                    )
                    .at(place())
                    .help("check its spelling, capitals too, or whether it was committed"),
                );
                None
            }
            Lookup::Outside => {
                problems.push(
                    Problem::error(
                        "picture-outside",
                        format!("the picture `{written}` lies outside the blog"),
                    )
                    .at(place())
                    .help("copy it beside the post and name it: ./thumbnail.png"),
                );
                None
            }
        }
    }
}

fn below(trail: &Trail, at: usize) -> Trail {
    Trail {
        steps: [trail.steps.as_slice(), &[at]].concat(),
        key: false,
    }
}
