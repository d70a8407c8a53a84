//! State shared by one publish run: options, open folders, fonts and logo.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::card::font::{FontFile, Fonts};
use crate::config::{self, Config};
use crate::digest::{Digest, Hash, hash};
use crate::disk::read_bounded;
use crate::output::folder::{Content, OutputFolder};
use crate::output::io_problem;
use crate::output::staging::Staging;
use crate::output::stat::StatIndex;
use crate::output::store::Store;
use crate::problem::{Place, Problem};
use crate::publish::budget::Budget;
use crate::publish::pages::Pages;
use crate::publish::style::Style;
use crate::publish::{Options, Purpose};

/// Everything that cards and feeds are made with.
pub struct PublishContext<'a> {
    /// The options of this run.
    pub options: &'a Options<'a>,
    /// The blog's.
    pub config: &'a Config,
    /// The cache.
    pub store: &'a Store,
    /// Hashes of files.
    pub index: &'a StatIndex,
    /// The built site, if it is known.
    pub pages: Option<&'a Pages>,
    /// The output folder.
    pub out: &'a OutputFolder<'a>,
    /// Place where new files wait; `None` for runs that write nothing.
    pub staging: Option<Staging>,
    /// The site's logo.
    pub logo: Option<(Hash, Vec<u8>)>,
    /// Look of the cards.
    pub style: Style,
    /// Memory for pictures.
    pub budget: Budget,
    user_fonts: UserFonts,
    fonts: OnceLock<Fonts>,
}

/// Files of `cards.fonts`, with their names.
#[derive(Default, Clone)]
struct UserFonts {
    title: Option<FontFile>,
    meta: Option<FontFile>,
    fallback: Vec<FontFile>,
}

impl<'a> PublishContext<'a> {
    /// Lays out everything for `options`.
    ///
    /// # Errors
    /// A logo or font that cannot be read, or is not one.
    pub fn new(
        options: &'a Options<'a>,
        store: &'a Store,
        index: &'a StatIndex,
        pages: Option<&'a Pages>,
        out: &'a OutputFolder<'a>,
        staging: Option<Staging>,
    ) -> Result<PublishContext<'a>, Problem> {
        let config = options.config;
        let themed = config.cards.theme.logo.as_ref().map(|logo| &logo.on_light);
        let logo = match themed.or(config.site.logo.as_ref()) {
            Some(name) => {
                let bytes = logo(config, name)?;
                Some((hash(&bytes), bytes))
            }
            None => None,
        };
        let user_fonts = UserFonts::read(config)?;
        let context = PublishContext {
            options,
            config,
            store,
            index,
            pages,
            out,
            staging,
            logo,
            style: Style::read(config)?,
            budget: Budget::default(),
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
        let mut digest = Digest::of("fonts");
        let fonts = &self.user_fonts;
        let roles = [&fonts.title, &fonts.meta].map(Option::as_ref);
        for font in roles.into_iter().chain(fonts.fallback.iter().map(Some)) {
            digest.bytes(font.map_or(&[][..], |font| &font.bytes));
            digest.number(font.and_then(|font| font.weight).map_or(0, u64::from));
        }
        digest.hash()
    }

    /// Content of the file `path`, just made, on its way below `out/`; `keep`: the cache should know it too.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn made(
        &self,
        path: &str,
        bytes: &[u8],
        hash: &Hash,
        keep: bool,
    ) -> Result<Content, Problem> {
        let keep = keep && self.store.keeps();
        if keep {
            self.store.put_file(bytes, hash)?;
        }
        if let Some(content) = self.there(path, hash)? {
            return Ok(content);
        }
        let Some(staging) = &self.staging else {
            return Ok(Content::Differs);
        };
        let staged = if keep {
            self.store.link(staging, hash)?
        } else {
            staging.put(bytes, *hash)?
        };
        Ok(Content::Staged(staged))
    }

    /// Content of the file `path`, which an earlier run made; `None` if its bytes are needed and the cache has
    /// no file that `fits`; `fits` judges its first bytes.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn reused(
        &self,
        path: &str,
        hash: &Hash,
        length: u64,
        fits: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Option<Content>, Problem> {
        if let Purpose::Shard(_) = self.options.purpose {
            // Another machine will rely on the object itself.
            let has = self.store.has_file(hash, length, fits);
            return Ok(has.then_some(Content::Differs));
        }
        if let Some(content) = self.there(path, hash)? {
            return Ok(Some(content));
        }
        let Some(staging) = &self.staging else {
            return Ok(Some(Content::Differs));
        };
        let staged = self.store.stage(staging, hash, length, fits)?;
        Ok(staged.map(Content::Staged))
    }

    /// Content of a file without its bytes, if it lies below `out/` already.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn there(&self, path: &str, hash: &Hash) -> Result<Option<Content>, Problem> {
        match self.options.purpose {
            Purpose::Judge | Purpose::Shard(_) => Ok(Some(Content::Differs)),
            Purpose::Compare | Purpose::Write => {
                let holds = self.out.holds(path, hash)?;
                Ok(holds.then_some(Content::InPlace(*hash)))
            }
        }
    }
}

impl UserFonts {
    fn read(config: &Config) -> Result<UserFonts, Problem> {
        let read = |name: &String, weight: Option<u16>, key: &str| -> Result<FontFile, Problem> {
            Ok(FontFile {
                name: name.clone(),
                bytes: asset(config, name, key)?,
                weight,
            })
        };
        let fonts = &config.cards.fonts;
        let one = |font: &Option<config::FontFile>, key: &str| {
            let font = font.as_ref();
            font.map(|font| read(&font.file, font.weight, key))
                .transpose()
        };
        Ok(UserFonts {
            title: one(&fonts.title, "cards.fonts.title")?,
            meta: one(&fonts.meta, "cards.fonts.meta")?,
            fallback: fonts
                .fallback
                .iter()
                .map(|name| read(name, None, "cards.fonts.fallback"))
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
                .help("name a TrueType, OpenType, WOFF or WOFF2 file under `cards.fonts:`")
        })
    }
}

/// A file that the configuration names under `key`.
fn asset(config: &Config, name: &str, key: &str) -> Result<Vec<u8>, Problem> {
    let path: PathBuf = config.root.join(name);
    read_bounded(&path, config.limits.picture_bytes).map_err(|error| {
        let problem = io_problem("read", &path, &error);
        Problem {
            message: format!("{} (`{key}:`)", problem.message),
            ..problem
        }
    })
}

/// The logo; a picture of the blog, in its folder.
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
