//! A layout file and its pictures -> the template of a card and one picture for each of its image layers.
//!
//! In: a file below the blog. Out: its [`Template`], its pictures and the places that problems of theirs belong to. A picture
//! is looked for beside the layout file, then from the blog's folder, and nowhere outside of it. Of several that a glob names,
//! a post takes one by its address, so that it keeps it when others are added.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use crate::card::template::{self, Image, Template};
use crate::config::Config;
use crate::digest::hash;
use crate::disk::{open_plain, read_bounded};
use crate::output::io_problem;
use crate::post::{AvatarFile, Post};
use crate::problem::{Place, Problem};
use crate::publish::fonts::below;

/// Largest layout file in bytes.
const LAYOUT_BYTES: u64 = 256 << 10;
/// Pictures that one glob may name, files that are looked at for it, and folders below its first one that are searched.
const PICTURES: usize = 500;
const FILES: usize = 20_000;
const DEPTH: usize = 8;
/// Endings of files that a layout can show.
const ENDINGS: [&str; 8] = ["png", "jpg", "jpeg", "webp", "gif", "svg", "avif", "bmp"];

/// A layout file that was read and has no errors.
#[derive(Debug)]
pub struct LayoutFile {
    /// As the configuration names it.
    pub name: String,
    /// Its content.
    pub template: Template,
    /// Place of its title box in the file; `None` without a title.
    pub title: Option<Place>,
    /// For each image layer: its place in the file, and its pictures in the order of their paths; at least one.
    images: Vec<(Place, Vec<PathBuf>)>,
}

impl LayoutFile {
    /// Reads the layout file `name` below `root`, and finds its pictures of at most `picture_bytes` each. `inside`: the folder
    /// that a name must not leave; links never leave `root`.
    ///
    /// # Errors
    /// Everything that is wrong with it, each at its line.
    pub fn read(
        root: &Path,
        name: &str,
        picture_bytes: u64,
        inside: Option<&Path>,
    ) -> Result<LayoutFile, Vec<Problem>> {
        let path = root.join(name);
        let failed = |error: std::io::Error| {
            let problem = io_problem("read", &path, &error);
            vec![problem.at(Place::file(name))]
        };
        // An operator may name a file elsewhere; a link in the blog, which a pull request may bring, leads nowhere else.
        let named = Path::new(name).components();
        let elsewhere = named
            .clone()
            .any(|part| !matches!(part, Component::Normal(_)));
        let bounds = inside.or(if elsewhere { None } else { Some(root) });
        below(&path, bounds).map_err(failed)?;
        let bytes = read_bounded(&path, LAYOUT_BYTES).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let problem = Problem::error("layout-file", "not UTF-8");
            vec![problem.help("save the file as UTF-8").at(Place::file(name))]
        })?;
        let parsed = template::parse(name, &text)?;
        let folder = path.parent().unwrap_or(root);
        let search = Search {
            bases: [folder, root],
            bytes: picture_bytes,
        };
        let (mut images, mut problems) = (Vec::new(), Vec::new());
        for image in parsed.images {
            match search.pictures(&image) {
                Ok(pictures) => images.push((image.place, pictures)),
                Err(problem) => problems.push(problem.at(image.place)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(LayoutFile {
            name: name.to_owned(),
            template: parsed.template,
            title: parsed.title,
            images,
        })
    }

    /// One picture for each image layer, for the post at `permalink`.
    pub fn images(&self, permalink: &str) -> Vec<Option<&Path>> {
        let images = self.images.iter();
        images
            .map(|(_, pictures)| pick(pictures, permalink))
            .collect()
    }

    /// Place in the layout file of the picture of its `number`th image layer.
    pub fn image_place(&self, number: usize) -> Place {
        let image = self.images.get(number);
        image.map_or_else(
            || Place::file(self.name.as_str()),
            |(place, _)| place.clone(),
        )
    }
}

/// Every mistake in the layout files that the configuration names.
pub fn mistakes(config: &Config) -> Vec<Problem> {
    let files = config.cards.files().into_iter();
    let layouts = files.filter(|(key, _)| *key == "cards.layout");
    let read = layouts.filter_map(|(_, name)| {
        LayoutFile::read(&config.root, &name, config.limits.picture_bytes, None).err()
    });
    read.flatten().collect()
}

/// The first of the mistakes in a layout file, and how many there are besides.
pub fn first(problems: Vec<Problem>) -> Problem {
    let more = problems.len().saturating_sub(1);
    let first = problems.into_iter().next();
    let unread = || Problem::error("layout-file", "the layout file cannot be read");
    let mut first = first.unwrap_or_else(unread);
    if more > 0 {
        first.message += &format!(" (and {more} more in this file)");
    }
    first
}

/// A title that the title box of a layout file cuts.
#[derive(Debug)]
pub struct Cut {
    /// Of the layout file.
    file: String,
    /// The title box in it.
    place: Place,
    /// Largest and least size.
    sizes: (f64, f64),
    title: String,
}

impl Cut {
    /// The cut of a title by a layout file.
    pub fn new(file: &LayoutFile, title: &str) -> Cut {
        let place = file.title.clone();
        Cut {
            file: file.name.clone(),
            place: place.unwrap_or_else(|| Place::file(file.name.as_str())),
            sizes: file.template.title_sizes(),
            title: title.to_owned(),
        }
    }
}

/// One warning for each layout file that cuts titles, at its title box; it names the longest.
pub fn cut_titles<'a>(cuts: impl Iterator<Item = &'a Cut>) -> Vec<Problem> {
    let mut of_file: BTreeMap<&str, Vec<&Cut>> = BTreeMap::new();
    for cut in cuts {
        of_file.entry(&cut.file).or_default().push(cut);
    }
    let warning = |cuts: Vec<&Cut>| {
        let worst = cuts.iter().max_by_key(|cut| cut.title.chars().count())?;
        let more = match cuts.len() - 1 {
            0 => String::new(),
            1 => "; so does one more title".into(),
            more => format!("; so do {more} more titles"),
        };
        let (title, (most, least)) = (&worst.title, worst.sizes);
        let smaller = (least * 0.8).floor().max(8.0);
        let message = format!("`{title}` fits into the title box at no size and ends in `…`{more}");
        let help = format!("make the box larger, or write `sizes: [{most}, {smaller}]`");
        let problem = Problem::warning("layout-title", message).help(help);
        Some(problem.at(worst.place.clone()))
    };
    of_file.into_values().filter_map(warning).collect()
}

/// Every folder in which a change can change how cards look: those of files that the configuration and the posts' own looks name,
/// of the pictures of layout files, of authors' pictures.
pub fn watched(config: &Config, posts: &[Post]) -> BTreeSet<PathBuf> {
    let root = &config.root;
    let mut named: BTreeSet<(&str, String)> = config.cards.files().into_iter().collect();
    for own in posts.iter().filter_map(|post| post.card.look.as_ref()) {
        let look = config.cards.look().changed(&own.change);
        named.extend(look.files().map(|(key, name)| (key, name.to_owned())));
    }
    let avatars = posts.iter().flat_map(|post| &post.avatars);
    let mut found: BTreeSet<PathBuf> = avatars
        .filter_map(AvatarFile::file)
        .filter_map(|file| Some(file.parent()?.to_path_buf()))
        .collect();
    for (key, name) in &named {
        match *key {
            "cards.layout" | "cards.also" => found.extend(folders(root, name)),
            _ => found.extend(glob_folders(root, name)),
        }
    }
    found.retain(|folder| folder.is_dir());
    found
}

/// Every folder in which a change can change the cards of a layout file, with or without errors: its own, those of its pictures.
fn folders(root: &Path, name: &str) -> BTreeSet<PathBuf> {
    let path = root.join(name);
    let folder = path.parent().unwrap_or(root);
    let mut found = BTreeSet::from([folder.to_path_buf()]);
    let text = read_bounded(&path, LAYOUT_BYTES).ok();
    let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
    let parsed = text.and_then(|text| template::parse(name, &text).ok());
    for image in parsed.iter().flat_map(|parsed| &parsed.images) {
        for base in [folder, root] {
            found.extend(glob_folders(base, &image.glob));
        }
    }
    found
}

/// The folders below `base` in which a picture of a glob can be.
fn glob_folders(base: &Path, glob: &str) -> Vec<PathBuf> {
    let from = base.join(fixed(glob));
    if !is_glob(glob) {
        return from.parent().map(Path::to_path_buf).into_iter().collect();
    }
    let walk = WalkDir::new(from).max_depth(DEPTH).into_iter();
    let entries = walk.filter_map(Result::ok).take(FILES);
    let folders = entries.filter(|entry| entry.file_type().is_dir());
    folders.map(walkdir::DirEntry::into_path).collect()
}

/// The same one of several for the same address.
pub fn pick<'a>(pictures: &'a [PathBuf], permalink: &str) -> Option<&'a Path> {
    let hash = hash(permalink.as_bytes());
    let number = usize::from(u16::from_le_bytes([hash[0], hash[1]]));
    let picture = pictures.get(number.checked_rem(pictures.len())?)?;
    Some(picture)
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// The folders that a glob names without a wildcard.
fn fixed(glob: &str) -> PathBuf {
    glob.split('/').take_while(|part| !is_glob(part)).collect()
}

/// The search for the pictures of a layout file.
struct Search<'a> {
    /// The layout file's folder and the blog's: a picture lies in one of them.
    bases: [&'a Path; 2],
    /// Of one picture, at most.
    bytes: u64,
}

impl Search<'_> {
    /// The pictures that a layer names, in the order of their paths: those of the first folder that has any.
    fn pictures(&self, image: &Image) -> Result<Vec<PathBuf>, Problem> {
        let glob = image.glob.as_str();
        let wrong =
            |message: String, help: String| Problem::error("layout-picture", message).help(help);
        let parts = Path::new(glob).components();
        let is_outside =
            |part: Component| !matches!(part, Component::Normal(_) | Component::CurDir);
        if glob.contains('\\') || parts.clone().any(is_outside) {
            let name = glob.rsplit(['/', '\\']).next().unwrap_or(glob);
            return Err(wrong(
                format!(
                    "`{glob}` is a file of another folder: a layout shows what lies beside it or below the blog"
                ),
                format!("copy it beside the layout file and write `image: \"{name}\"`"),
            ));
        }
        let glob = glob.strip_prefix("./").unwrap_or(glob);
        let matcher = GlobBuilder::new(glob).literal_separator(true).build();
        let matcher = matcher.map_err(|error| {
            wrong(
                format!("`{glob}` is not a pattern of files: {error}"),
                "write `image: \"bg/*.png\"`".into(),
            )
        })?;
        let matcher = is_glob(glob).then(|| matcher.compile_matcher());
        for base in self.bases {
            let found = self.below(base, glob, matcher.as_ref())?;
            if found.len() > PICTURES {
                return Err(wrong(
                    format!("`{glob}` names more than {PICTURES} pictures"),
                    "name fewer of them".into(),
                ));
            }
            if !found.is_empty() {
                let found = found.into_iter();
                return found.map(|path| self.picture(path, glob)).collect();
            }
        }
        let help = match self.closest(glob) {
            Some(near) => format!("did you mean `image: \"{near}\"`?"),
            None => format!("put a picture where `{glob}` names it, or name another"),
        };
        Err(wrong(
            format!("`{glob}` names no picture, neither beside the layout file nor below the blog"),
            help,
        ))
    }

    /// The files below a folder that a name or a glob means, at most one more than may be.
    fn below(
        &self,
        base: &Path,
        glob: &str,
        matcher: Option<&GlobMatcher>,
    ) -> Result<Vec<PathBuf>, Problem> {
        let from = base.join(fixed(glob));
        let Some(matcher) = matcher else {
            return Ok(from.is_file().then_some(from).into_iter().collect());
        };
        let walk = WalkDir::new(&from).max_depth(DEPTH).sort_by_file_name();
        let mut found = Vec::new();
        for (seen, entry) in walk.into_iter().flatten().enumerate() {
            if seen == FILES {
                let message = format!("`{glob}` searches more than {FILES} files");
                let help = "name a folder of its own for these pictures";
                return Err(Problem::error("layout-picture", message).help(help));
            }
            let below = entry.path().strip_prefix(base);
            let plain = entry.file_type().is_file() || entry.path_is_symlink();
            if plain && below.is_ok_and(|path| matcher.is_match(path)) {
                found.push(entry.into_path());
            }
            if found.len() > PICTURES {
                break;
            }
        }
        Ok(found)
    }

    fn picture(&self, path: PathBuf, glob: &str) -> Result<PathBuf, Problem> {
        if self
            .bases
            .iter()
            .all(|base| below(&path, Some(base)).is_err())
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let message = format!(
                "`{glob}` leads to a file of another folder: `{name}` is a link out of the blog"
            );
            let problem = Problem::error("layout-picture", message);
            return Err(problem.help("put the picture itself there, not a link"));
        }
        let meta = std::fs::metadata(&path);
        let plain = meta.and_then(|meta| open_plain(&path, &meta, self.bytes));
        plain.map_err(|error| {
            let problem = io_problem("read", &path, &error);
            let help = "make the picture smaller, or raise `limits.picture_bytes` in feedcard.yaml";
            match error.kind() {
                std::io::ErrorKind::FileTooLarge => problem.help(help),
                _ => problem,
            }
        })?;
        Ok(path)
    }

    /// The picture beside the missing one whose name is most like it, as it would be written.
    fn closest(&self, glob: &str) -> Option<String> {
        let (folder, wanted) = glob.rsplit_once('/').unwrap_or(("", glob));
        let folder = if is_glob(folder) { "" } else { folder };
        let mut names: Vec<String> = Vec::new();
        for base in self.bases {
            let entries = WalkDir::new(base.join(folder)).min_depth(1).max_depth(1);
            for entry in entries.into_iter().flatten().take(FILES) {
                let ending = entry
                    .path()
                    .extension()
                    .unwrap_or_default()
                    .to_string_lossy();
                if ENDINGS
                    .iter()
                    .any(|known| ending.eq_ignore_ascii_case(known))
                {
                    names.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        let near = names
            .into_iter()
            .min_by_key(|name| (strsim::damerau_levenshtein(name, wanted), name.clone()))?;
        Some(match folder {
            "" => near,
            folder => format!("{folder}/{near}"),
        })
    }
}
