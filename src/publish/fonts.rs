//! Font files that the configuration, a rule or a post names -> fonts, read and parsed once for all cards that share them.

use std::path::Path;
use std::sync::OnceLock;

use crate::card::font::{FontFile, Fonts};
use crate::config::{self, Config};
use crate::digest::{Digest, Hash};
use crate::disk::read_bounded;
use crate::output::io_problem;
use crate::problem::{Place, Problem};

/// Bytes that the fonts of one set may have together.
const MOST_BYTES: u64 = 256 << 20;

/// The fonts of a look.
pub struct FontSet {
    named: config::Fonts,
    files: UserFonts,
    /// Of the user's files in their roles; the embedded ones belong to the version.
    pub hash: Hash,
    fonts: OnceLock<Fonts>,
}

/// The user's files, with their names.
#[derive(Default, Clone)]
struct UserFonts {
    title: Option<FontFile>,
    meta: Option<FontFile>,
    fallback: Vec<FontFile>,
}

impl FontSet {
    /// Reads and parses the user's files. `inside`: each must lie below the blog's folder, whatever links say.
    ///
    /// # Errors
    /// One of them cannot be read, or is no font.
    pub fn read(
        config: &Config,
        fonts: &config::Fonts,
        inside: Option<&Path>,
    ) -> Result<FontSet, Problem> {
        let files = UserFonts::read(config, fonts, inside)?;
        let set = FontSet {
            named: fonts.clone(),
            hash: files.hash(),
            fonts: OnceLock::new(),
            files,
        };
        if set.files.any() {
            // A broken font is a problem of the configuration even when no card needs to be drawn.
            let _ = set.fonts.set(set.files.clone().parse()?);
        }
        Ok(set)
    }

    /// True if these are the files that `fonts` names.
    pub fn is_of(&self, fonts: &config::Fonts) -> bool {
        self.named == *fonts
    }

    /// The fonts; the embedded ones are parsed when the first card needs them.
    pub fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(Fonts::embedded)
    }
}

impl UserFonts {
    fn read(
        config: &Config,
        fonts: &config::Fonts,
        inside: Option<&Path>,
    ) -> Result<UserFonts, Problem> {
        let mut left = MOST_BYTES;
        // The operator's own fonts lie where they like, whoever uses them.
        let trusted = match inside {
            Some(_) => config.cards.files(),
            None => Vec::new(),
        };
        let mut read = |name: &str, weight: Option<u16>, key: &str| -> Result<FontFile, Problem> {
            let path = config.root.join(name);
            let limit = config.limits.picture_bytes.min(left);
            let inside = inside.filter(|_| !trusted.iter().any(|(_, file)| file == name));
            let bytes = below(&path, inside).and_then(|()| read_bounded(&path, limit));
            let bytes = bytes.map_err(|error| keyed(io_problem("read", &path, &error), key))?;
            left -= bytes.len() as u64;
            Ok(FontFile {
                name: name.to_owned(),
                bytes,
                weight,
            })
        };
        let mut files = UserFonts::default();
        if let Some(font) = &fonts.title {
            files.title = Some(read(&font.file, font.weight, "cards.fonts.title")?);
        }
        if let Some(font) = &fonts.meta {
            files.meta = Some(read(&font.file, font.weight, "cards.fonts.meta")?);
        }
        for name in &fonts.fallback {
            files
                .fallback
                .push(read(name, None, "cards.fonts.fallback")?);
        }
        Ok(files)
    }

    fn any(&self) -> bool {
        self.title.is_some() || self.meta.is_some() || !self.fallback.is_empty()
    }

    fn hash(&self) -> Hash {
        let mut digest = Digest::of("fonts");
        let roles = [&self.title, &self.meta].map(Option::as_ref);
        for font in roles.into_iter().chain(self.fallback.iter().map(Some)) {
            digest.bytes(font.map_or(&[][..], |font| &font.bytes));
            digest.number(font.and_then(|font| font.weight).map_or(0, u64::from));
        }
        digest.hash()
    }

    fn parse(self) -> Result<Fonts, Problem> {
        Fonts::with(self.title, self.meta, self.fallback).map_err(|(name, why)| {
            Problem::error("font", format!("`{name}` is not a font: {why}"))
                .at(Place::file(name))
                .help("name a TrueType, OpenType, WOFF or WOFF2 file under `cards.fonts:`")
        })
    }
}

/// The problem of a file, with the key that names it.
pub fn keyed(problem: Problem, key: &str) -> Problem {
    Problem {
        message: format!("{} (`{key}:`)", problem.message),
        ..problem
    }
}

/// Refuses a file that a link leads out of `folder`.
///
/// # Errors
/// It leads there (`PermissionDenied`), or is not there.
pub fn below(path: &Path, folder: Option<&Path>) -> std::io::Result<()> {
    let Some(folder) = folder else { return Ok(()) };
    if path.canonicalize()?.starts_with(folder.canonicalize()?) {
        return Ok(());
    }
    let kind = std::io::ErrorKind::PermissionDenied;
    Err(std::io::Error::new(kind, "it lies outside the blog"))
}
