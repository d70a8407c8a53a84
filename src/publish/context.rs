//! What a run has on its context: the options, the open folders, fonts and logo.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::card::font::Fonts;
use crate::config::{Config, FontFile};
use crate::output::cards::Cards;
use crate::output::folder::{Content, Folder};
use crate::output::index::Index;
use crate::output::pack::Pack;
use crate::output::staging::Staging;
use crate::output::{Hash, io_problem};
use crate::problem::{Place, Problem};
use crate::publish::{Options, Purpose};

/// Everything that cards and feeds are made with.
pub struct PublishContext<'a> {
    /// What was asked for.
    pub options: &'a Options<'a>,
    /// The blog's.
    pub config: &'a Config,
    /// Hashes of files.
    pub index: &'a Index,
    /// The output folder.
    pub out: &'a Folder<'a>,
    /// Where new files wait; `None` for runs that write nothing.
    pub staging: Option<Staging>,
    /// Rendered cards; `None` for `--no-cache`.
    pub cards: Option<Cards>,
    /// Facts of rendered cards, so that an unchanged one is not even opened.
    pub facts: Pack,
    /// The site's logo.
    pub logo: Option<(Hash, Vec<u8>)>,
    user_fonts: UserFonts,
    fonts: OnceLock<Fonts>,
}

/// Files of `cards.fonts`, with their names.
#[derive(Default, Clone)]
struct UserFonts {
    title: Option<(String, Vec<u8>)>,
    meta: Option<(String, Vec<u8>)>,
    fallback: Vec<(String, Vec<u8>)>,
}

impl<'a> PublishContext<'a> {
    /// Lays out everything for `options`.
    ///
    /// # Errors
    /// A logo or font that cannot be read, or is none.
    pub fn new(
        options: &'a Options<'a>,
        index: &'a Index,
        out: &'a Folder<'a>,
        staging: Option<Staging>,
        facts: Pack,
    ) -> Result<PublishContext<'a>, Problem> {
        let config = options.config;
        let cache = config.root.join(&config.cache);
        let logo = match &config.site.logo {
            Some(name) => {
                let bytes = logo(config, name)?;
                Some((*blake3::hash(&bytes).as_bytes(), bytes))
            }
            None => None,
        };
        let user_fonts = UserFonts::read(config)?;
        let context = PublishContext {
            options,
            config,
            index,
            out,
            staging,
            cards: options.cache.then(|| Cards::new(&cache)),
            facts,
            logo,
            user_fonts,
            fonts: OnceLock::new(),
        };
        if context.user_fonts.any() {
            // A broken font is a problem of the configuration even when no card needs to be drawn.
            let fonts = context.user_fonts.clone().parse()?;
            let _ = context.fonts.set(fonts);
        }
        Ok(context)
    }

    /// The fonts, parsed when the first card needs them.
    pub fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(Fonts::embedded)
    }

    /// Hash of the user's fonts in their roles; the embedded ones belong to the version.
    pub fn fonts_hash(&self) -> Hash {
        let mut hasher = blake3::Hasher::new();
        let fonts = &self.user_fonts;
        let roles = [&fonts.title, &fonts.meta].map(Option::as_ref);
        for font in roles.into_iter().chain(fonts.fallback.iter().map(Some)) {
            let bytes = font.map_or(&[][..], |(_, bytes)| bytes);
            hasher.update(blake3::hash(bytes).as_bytes());
        }
        *hasher.finalize().as_bytes()
    }

    /// How the file `path` with content `hash` gets below `out/`: `bytes` are asked for only if they must be written.
    /// `None` if they are needed and `bytes` has none.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn content(
        &self,
        path: &str,
        hash: &Hash,
        bytes: impl FnOnce() -> Option<Vec<u8>>,
    ) -> Result<Option<Content>, Problem> {
        match self.options.purpose {
            Purpose::Judge | Purpose::Shard(_) => return Ok(Some(Content::Differs)),
            Purpose::Compare | Purpose::Write => {}
        }
        if self.out.holds(path, hash)? {
            return Ok(Some(Content::InPlace));
        }
        let Some(staging) = &self.staging else {
            return Ok(Some(Content::Differs));
        };
        let Some(bytes) = bytes() else {
            return Ok(None);
        };
        Ok(Some(Content::Staged(staging.put(&bytes, *hash)?)))
    }
}

impl UserFonts {
    fn read(config: &Config) -> Result<UserFonts, Problem> {
        let read = |name: &String, key: &str| -> Result<(String, Vec<u8>), Problem> {
            Ok((name.clone(), asset(config, name, key)?))
        };
        let fonts = &config.cards.fonts;
        let one = |font: &Option<FontFile>, key: &str| {
            font.as_ref().map(|font| read(&font.file, key)).transpose()
        };
        Ok(UserFonts {
            title: one(&fonts.title, "cards.fonts.title")?,
            meta: one(&fonts.meta, "cards.fonts.meta")?,
            fallback: fonts
                .fallback
                .iter()
                .map(|name| read(name, "cards.fonts.fallback"))
                .collect::<Result<_, _>>()?,
        })
    }

    fn any(&self) -> bool {
        self.title.is_some() || self.meta.is_some() || !self.fallback.is_empty()
    }

    fn parse(self) -> Result<Fonts, Problem> {
        Fonts::with(self.title, self.meta, self.fallback).map_err(|(name, why)| {
            Problem::error("font", format!("`{name}` is not a font: {why}"))
                .at(Place::file(name))
                .help("name a TrueType or OpenType file under `cards.fonts:`")
        })
    }
}

/// A file that the configuration names under `key`.
fn asset(config: &Config, name: &str, key: &str) -> Result<Vec<u8>, Problem> {
    let path: PathBuf = config.root.join(name);
    read_whole(&path, config.limits.picture_bytes).map_err(|error| {
        let problem = io_problem("read", &path, &error);
        Problem {
            message: format!("{} (`{key}:`)", problem.message),
            ..problem
        }
    })
}

fn read_whole(path: &Path, most_bytes: u64) -> io::Result<Vec<u8>> {
    let meta = std::fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if meta.len() > most_bytes {
        let message = format!("it has {} bytes, {most_bytes} are allowed", meta.len());
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    std::fs::read(path)
}

/// The logo; it is a picture of the blog, and lies in its folder.
fn logo(config: &Config, name: &str) -> Result<Vec<u8>, Problem> {
    let bytes = asset(config, name, "site.logo")?;
    let real = |path: &Path| {
        path.canonicalize()
            .map_err(|error| io_problem("look at", path, &error))
    };
    if real(&config.root.join(name))?.starts_with(real(&config.root)?) {
        return Ok(bytes);
    }
    let message = format!("the logo `{name}` lies outside the blog (`site.logo:`)");
    Err(Problem::error("logo-outside", message)
        .help("copy it below the folder of feedcard.yaml: assets/logo.png"))
}
