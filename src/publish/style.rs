//! A look -> what its cards are drawn with: theme, layout, fonts, and the files of pictures that stand behind words.
//!
//! In: the configuration, its rules, and what a post asks for itself. Out: a [`Style`] for each look, shared by its posts. Of
//! several pictures that a glob names, a post takes one by its address, so that it keeps it when others come.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use globset::GlobBuilder;
use walkdir::WalkDir;

use crate::card::theme::{Border, Side, Theme};
use crate::config::{self, Config, Facts, Look, LookChange, Part};
use crate::disk::open_plain;
use crate::guard::lock;
use crate::look::is_file;
use crate::output::io_problem;
use crate::post::Post;
use crate::problem::Problem;
use crate::publish::fonts::{FontSet, below, keyed};
use crate::publish::layouts::{self, LayoutFile, pick};
use crate::publish::shape::Shape;

/// Pictures that one glob may name, and folders below its first one that are searched.
const PICTURES: usize = 500;
const DEPTH: usize = 8;
/// Files of all kinds that are looked at for one glob.
const LOOKED_AT: usize = 20_000;
/// Looks of single posts that are kept for the next post; more are read again.
const KEPT: usize = 16;

/// Everything that the cards of one look are drawn with, less their posts.
pub struct Style {
    /// Colours, pattern, facts.
    pub theme: Theme,
    /// Name of a layout, or its file.
    pub layout: String,
    /// The layout file, read.
    pub file: Option<LayoutFile>,
    /// Fonts.
    pub fonts: Arc<FontSet>,
    /// Picture that replaces the site's name.
    pub logo: Option<PathBuf>,
    /// The same on a dark ground.
    pub logo_on_dark: Option<PathBuf>,
    backgrounds: Vec<PathBuf>,
}

/// A part of a look that cannot be used, and why.
pub type Refused = (Part, Problem);

/// The styles of one run.
pub struct Styles {
    /// Without a rule, then one for each rule.
    ruled: Vec<Arc<Style>>,
    /// Layout files of `cards.also`, by the name of its entry.
    also: BTreeMap<String, LayoutFile>,
    /// Of posts with a look of their own, the latest last.
    own: Mutex<Vec<(Look, Arc<Style>)>>,
}

impl Styles {
    /// Reads everything that the configuration names.
    ///
    /// # Errors
    /// A file that cannot be read or used, a glob that names nothing, a layout file with mistakes.
    pub fn read(config: &Config) -> Result<Styles, Problem> {
        let rules = (0..config.cards.rules.len()).map(Some);
        let mut ruled: Vec<Arc<Style>> = Vec::new();
        for rule in std::iter::once(None).chain(rules) {
            let look = config.cards.ruled(rule);
            let style = Style::of(config, &look, Bounds::Configuration, &ruled);
            ruled.push(Arc::new(style.map_err(|(_, problem)| problem)?));
        }
        let mut also = BTreeMap::new();
        for one in &config.cards.also {
            if let Some(layout) = one.layout.as_deref().filter(|layout| is_file(layout)) {
                let most = config.limits.picture_bytes;
                let file = LayoutFile::read(&config.root, layout, most, None);
                also.insert(one.name.clone(), file.map_err(layouts::first)?);
            }
        }
        Ok(Styles {
            also,
            ruled,
            own: Mutex::new(Vec::new()),
        })
    }

    /// The layout file that a shape of `cards.also` names.
    pub fn also(&self, shape: &Shape) -> Option<&LayoutFile> {
        self.also.get(&shape.also?.name)
    }

    /// The style of a post, which asks for `own` itself.
    ///
    /// # Errors
    /// A part of what it asks for cannot be used.
    pub fn of(
        &self,
        config: &Config,
        post: &Post,
        own: Option<&LookChange>,
    ) -> Result<Arc<Style>, Refused> {
        let rule = config.cards.rule(&Facts {
            source: &post.source,
            tags: &post.tags,
            categories: &post.categories,
            lang: &post.lang,
        });
        let Some(own) = own.filter(|own| **own != LookChange::default()) else {
            return Ok(Arc::clone(&self.ruled[rule.map_or(0, |rule| rule + 1)]));
        };
        let look = config.cards.ruled(rule).changed(own);
        let known = |kept: &[(Look, Arc<Style>)]| {
            let found = kept.iter().find(|(known, _)| *known == look);
            found.map(|(_, style)| Arc::clone(style))
        };
        if let Some(style) = known(&lock(&self.own)) {
            return Ok(style);
        }
        let style = Arc::new(Style::of(config, &look, Bounds::Post(own), &self.ruled)?);
        let mut kept = lock(&self.own);
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((look, Arc::clone(&style)));
        Ok(style)
    }
}

/// Source of a look: it decides in which folders its files may lie.
#[derive(Clone, Copy)]
enum Bounds<'a> {
    /// The operator: they lie where they like.
    Configuration,
    /// A post names what is in here: its files lie in the blog.
    Post(&'a LookChange),
}

impl Style {
    /// Reads what `look` names; fonts that one of `before` has are shared.
    fn of(
        config: &Config,
        look: &Look,
        bounds: Bounds,
        before: &[Arc<Style>],
    ) -> Result<Style, Refused> {
        let inside = |part: Part| match bounds {
            Bounds::Post(own) if own.names(part) => Some(config.root.as_path()),
            Bounds::Configuration | Bounds::Post(_) => None,
        };
        let at = |part: Part| move |problem: Problem| (part, problem);
        let file = is_file(&look.layout).then(|| {
            let (most, inside) = (config.limits.picture_bytes, inside(Part::Layout));
            LayoutFile::read(&config.root, &look.layout, most, inside).map_err(layouts::first)
        });
        let background = look.theme.background.as_deref().map(|glob| {
            let key = "cards.theme.background";
            pictures(config, glob, key, inside(Part::Background)).map_err(at(Part::Background))
        });
        let themed = look.theme.logo.as_ref();
        let logo = match (themed, &config.site.logo) {
            (Some(logo), _) => Some((&logo.on_light, "cards.theme.logo")),
            (None, Some(logo)) => Some((logo, "site.logo")),
            (None, None) => None,
        };
        let logo = logo.map(|(name, key)| self::logo(config, name, key).map_err(at(Part::Logo)));
        let on_dark = themed.map(|themed| {
            self::logo(config, &themed.on_dark, "cards.theme.logo").map_err(at(Part::Logo))
        });
        let same = before.iter().find(|style| style.fonts.is_of(&look.fonts));
        let fonts = match same {
            Some(style) => Arc::clone(&style.fonts),
            None => Arc::new(
                FontSet::read(config, &look.fonts, inside(Part::Fonts)).map_err(at(Part::Fonts))?,
            ),
        };
        Ok(Style {
            theme: theme(&look.theme),
            layout: look.layout.clone(),
            logo: logo.transpose()?,
            logo_on_dark: on_dark.transpose()?,
            backgrounds: background.transpose()?.unwrap_or_default(),
            file: file.transpose().map_err(at(Part::Layout))?,
            fonts,
        })
    }

    /// The background of the post at `permalink`.
    pub fn background(&self, permalink: &str) -> Option<&Path> {
        pick(&self.backgrounds, permalink)
    }
}

fn theme(theme: &config::Theme) -> Theme {
    Theme {
        brand: theme.brand.map(|color| color.0),
        scheme: theme.scheme,
        pattern: theme.pattern,
        show: theme.show.clone(),
        avatars: theme.avatars,
        border: theme.border.as_ref().map(|border| Border {
            side: match border.side {
                config::Side::Top => Side::Top,
                config::Side::Right => Side::Right,
                config::Side::Bottom => Side::Bottom,
                config::Side::Left => Side::Left,
            },
            width_px: border.width_px.min(Border::MOST),
            colors: border.colors.iter().map(|color| color.0).collect(),
        }),
    }
}

/// The picture files that a path or glob below the blog names, in the order of their paths.
fn pictures(
    config: &Config,
    glob: &str,
    key: &str,
    inside: Option<&Path>,
) -> Result<Vec<PathBuf>, Problem> {
    let fixed = glob
        .split('/')
        .take_while(|part| !part.contains(['*', '?', '[', '{']));
    let mut from = config.root.clone();
    from.extend(fixed);
    let refused = |path: &Path, error| keyed(io_problem("read", path, &error), key);
    if from.is_file() {
        below(&from, inside).map_err(|error| refused(&from, error))?;
        return Ok(vec![from]);
    }
    let wrong =
        |what: String| Problem::error("theme-picture", what).help(format!("{key}: images/*.png"));
    let matcher = GlobBuilder::new(glob).literal_separator(true).build();
    let matcher = matcher.map_err(|error| wrong(format!("`{glob}` is not a glob: {error}")))?;
    let matcher = matcher.compile_matcher();
    let walk = WalkDir::new(&from).max_depth(DEPTH).sort_by_file_name();
    let mut found = Vec::new();
    for (at, entry) in walk.into_iter().flatten().enumerate() {
        if at == LOOKED_AT {
            return Err(wrong(format!(
                "`{glob}` has more than {LOOKED_AT} files to look at"
            )));
        }
        let inner = entry.path().strip_prefix(&config.root);
        if entry.file_type().is_file() && inner.is_ok_and(|path| matcher.is_match(path)) {
            if found.len() == PICTURES {
                return Err(wrong(format!(
                    "`{glob}` names more than {PICTURES} pictures"
                )));
            }
            below(entry.path(), inside).map_err(|error| refused(entry.path(), error))?;
            found.push(entry.into_path());
        }
    }
    if found.is_empty() {
        return Err(wrong(format!("`{glob}` names no picture (`{key}:`)")));
    }
    Ok(found)
}

/// The logo; it is a picture of the blog, and lies in its folder.
fn logo(config: &Config, name: &str, key: &str) -> Result<PathBuf, Problem> {
    let path = config.root.join(name);
    let real = |path: &Path| {
        path.canonicalize()
            .map_err(|error| keyed(io_problem("read", path, &error), key))
    };
    if real(&path)?.starts_with(real(&config.root)?) {
        let meta = std::fs::metadata(&path);
        let plain = meta.and_then(|meta| open_plain(&path, &meta, config.limits.picture_bytes));
        plain.map_err(|error| keyed(io_problem("read", &path, &error), key))?;
        return Ok(path);
    }
    let message = format!("the logo `{name}` lies outside the blog (`{key}:`)");
    Err(Problem::error("logo-outside", message)
        .help("copy it below the folder of feedcard.yaml: assets/logo.png"))
}
