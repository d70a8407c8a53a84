//! `thumbnail:` in every shape -> the files of a post's drawing(s).
//!
//! A picture that cannot be used is a warning at its line: the post stays in every feed, and its card is drawn without.

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::config::tree::{Node, Trail};
use crate::config::{Config, Fields};
use crate::post::{Picture, PictureFile};
use crate::problem::Problem;
use crate::read::front_matter::{FieldValue, FrontMatter};
use crate::read::walk;

/// Folders in which generators and their themes look for a picture, beside the content folder and in the blog's own.
///
/// # Source
/// Gatsby, Hugo, Astro, Docusaurus, Zola (`static`, `public`, `assets`), Hexo (`source`), Jekyll and its themes (`assets/images`,
/// `images`), Eleventy (`src`, `img`), Docusaurus (`static/img`).
const ROOTS: [&str; 10] = [
    "static",
    "public",
    "assets",
    "source",
    "src",
    "images",
    "img",
    "assets/images",
    "static/img",
    "assets/img",
];

/// Keys for a finished card.
const FINISHED: [&str; 5] = [
    "og_image",
    "ogImage",
    "og.image",
    "socialImage",
    "social_image",
];

/// The folders that pictures may lie in.
#[derive(Debug)]
pub struct Folders {
    root: PathBuf,
    /// `https://example.com/blog`, and the path in it: `/blog`.
    site: String,
    base: String,
    /// Relative to the blog's folder.
    roots: Vec<String>,
    allowed: Vec<PathBuf>,
}

impl Folders {
    /// The configuration's folder, the content folders, and the [`ROOTS`] and `cards.pictures` beside those.
    pub fn new(config: &Config) -> Folders {
        let mut allowed = vec![config.root.clone()];
        for name in &config.content {
            let content = config.root.join(name);
            // A folder above the configuration's does not belong to the blog.
            let beside = content.parent().filter(|up| !config.root.starts_with(up));
            allowed.extend(
                [Some(config.root.as_path()), beside]
                    .into_iter()
                    .flatten()
                    .flat_map(|up| ROOTS.map(|name| up.join(name))),
            );
            allowed.push(content);
        }
        allowed.extend(
            config
                .cards
                .pictures
                .iter()
                .map(|name| config.root.join(name)),
        );
        let roots = config
            .cards
            .pictures
            .iter()
            .map(String::as_str)
            .chain(ROOTS);
        let host = config.site.url.find("://").map_or(0, |at| at + 3);
        let path = config.site.url[host..].find('/');
        Folders {
            root: config.root.clone(),
            site: config.site.url.clone(),
            base: path.map_or(String::new(), |at| config.site.url[host + at..].to_owned()),
            roots: roots.map(str::to_owned).collect(),
            allowed: allowed
                .iter()
                .filter_map(|folder| folder.canonicalize().ok())
                .collect(),
        }
    }

    /// The path below the site that `written` means, if it is an address of the site itself or of its template language.
    fn below_site<'w>(&self, written: &'w str) -> Option<&'w str> {
        let rest = written
            .strip_prefix(&self.site)
            .or_else(|| template(written))
            .or_else(|| written.strip_prefix("@site/static"))?;
        rest.starts_with('/').then_some(rest)
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

    /// The file that `written` names, an address of this site or a path, and where it is.
    pub(super) fn avatar(&self, written: &str, from: &walk::SourceFile) -> Lookup {
        self.file(self.below_site(written).unwrap_or(written), from)
    }

    /// Bytes of a file that `written` names, as seen from the post `from`.
    pub fn length(&self, written: &str, from: &walk::SourceFile) -> Option<u64> {
        match self.file(written, from) {
            Lookup::FieldValue(file) => Some(file.metadata().ok()?.len()),
            Lookup::Missing | Lookup::Outside => None,
        }
    }

    /// Paths where the picture may be, the likeliest first; files are looked at one by one, so the others cost nothing.
    fn candidates<'f>(
        &'f self,
        written: &'f str,
        from: &'f walk::SourceFile,
    ) -> impl Iterator<Item = PathBuf> + 'f {
        let rooted = written.starts_with('/');
        let plain = written.trim_start_matches('/');
        // Astro and others: `@/` and `~/` are `src/`; Docusaurus: `@site/` is the blog.
        let alias = ["@/", "~/", "@site/"]
            .iter()
            .find_map(|alias| plain.strip_prefix(alias));
        let beside = from.file.parent().filter(|_| !rooted);
        let assets = beside.and_then(|folder| {
            // Hexo's asset folder has the name of the post.
            Some(folder.join(from.file.file_stem()?).join(plain))
        });
        let based = written
            .strip_prefix(&self.base)
            .filter(|rest| !self.base.is_empty() && rest.starts_with('/'))
            .map(|rest| rest.trim_start_matches('/'));
        let ups = [from.content.parent(), Some(self.root.as_path())];
        let below = move |name: &'f str| {
            let content = std::iter::once(from.content.join(name));
            let others = ups.into_iter().flatten().flat_map(move |up| {
                let roots = self.roots.iter().map(move |root| up.join(root).join(name));
                // Jekyll serves the whole folder: `/assets/a.png` is `assets/a.png`.
                roots.chain([up.join(name)])
            });
            content.chain(others)
        };
        beside
            .map(|folder| folder.join(plain))
            .into_iter()
            .chain(assets)
            .chain(
                [alias, Some(plain), based]
                    .into_iter()
                    .flatten()
                    .flat_map(below),
            )
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

/// Result of looking for a file: one that may be read, nothing, or one outside of the blog.
pub(super) enum Lookup {
    FieldValue(PathBuf),
    Missing,
    Outside,
}

/// Path behind `{{ site.baseurl }}` and its kin, or inside `{{ '/a.png' | relative_url }}`.
fn template(written: &str) -> Option<&str> {
    let (inner, rest) = written.strip_prefix("{{")?.split_once("}}")?;
    if rest.starts_with('/') {
        return Some(rest);
    }
    let quoted = inner.trim().strip_prefix(['"', '\''])?;
    rest.trim()
        .is_empty()
        .then(|| quoted.split(['"', '\'']).next())?
}

/// The first of `keys` that names a picture: `cover: true` is a switch of the theme.
pub fn named<'s>(front_matter: &'s FrontMatter, keys: &[String]) -> Option<FieldValue<'s>> {
    keys.iter()
        .filter_map(|key| front_matter.get(key))
        .find(|found| !matches!(found.node, Node::Bool(_)))
}

/// The drawing(s) of a post.
pub fn picture(
    front_matter: &FrontMatter,
    found: &FieldValue,
    from: &walk::SourceFile,
    folders: &Folders,
    fields: &Fields,
    problems: &mut Vec<Problem>,
) -> Picture {
    let reader = PictureReader {
        front_matter,
        from,
        folders,
        fields,
    };
    match reader.value(found.node, &found.trail, problems) {
        Some(Picture::One(mut file)) => {
            file.finished = FINISHED.contains(&found.key.as_str());
            Picture::One(file)
        }
        other => other.unwrap_or(Picture::None),
    }
}

struct PictureReader<'a> {
    front_matter: &'a FrontMatter<'a>,
    from: &'a walk::SourceFile,
    folders: &'a Folders,
    fields: &'a Fields,
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
        let named = |names: &[String]| {
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
        let (color, gray) = (named(&self.fields.color), named(&self.fields.gray));
        if color.is_none() && gray.is_none() {
            let (text, at) = named(&self.fields.picture)?;
            return self.file(text, &at, problems).map(Picture::One);
        }
        let mut file =
            |one: Option<(&str, Trail)>| one.map(|(text, at)| self.file(text, &at, problems));
        match (file(color), file(gray)) {
            (Some(Some(color)), Some(Some(gray))) => Some(Picture::Twins { color, gray }),
            (Some(Some(one)), None | Some(None)) | (None | Some(None), Some(Some(one))) => {
                Some(Picture::One(one))
            }
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
        if let Some(below) = self.folders.below_site(written)
            && let Lookup::FieldValue(file) = self.folders.file(below, self.from)
        {
            let place = self.front_matter.spot(trail);
            return Some(PictureFile {
                file,
                place,
                finished: false,
            });
        }
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
                Problem::warning(
                    "picture-address",
                    format!("`{written}` is not a file of this blog; the card has no picture"),
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
                finished: false,
            }),
            Lookup::Missing => {
                problems.push(
                    Problem::warning(
                        "picture-missing",
                        format!(
                            "the picture `{written}` does not exist; the card is drawn without it"
                        ),
                    )
                    .at(place())
                    .help("check its spelling, capitals too, or whether it was committed"),
                );
                None
            }
            Lookup::Outside => {
                problems.push(
                    Problem::warning(
                        "picture-outside",
                        format!("the picture `{written}` is outside the blog; the card is drawn without it"),
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
