//! `cards.theme` and a layout file -> the style of every card of this run.
//!
//! In: the configuration. Out: the theme, the designer's pictures and the layout of the user's, read once. Of several pictures that
//! a glob names, a post takes one by its address, so that it keeps it when others are added.

use std::path::Path;

use globset::GlobBuilder;
use walkdir::WalkDir;

use crate::card::template::{self, Template};
use crate::card::theme::{Border, Side, Theme};
use crate::config::{self, Config};
use crate::digest::hash;
use crate::disk::read_bounded;
use crate::output::io_problem;
use crate::problem::{Place, Problem};

/// Largest layout file in bytes.
const LAYOUT_BYTES: u64 = 256 << 10;
/// Most pictures that one glob may name, and folders below its first one that are searched.
const PICTURES: usize = 500;
const DEPTH: usize = 8;

/// Theme, pictures and layout of the cards of one run.
pub struct Style {
    /// Colours, pattern, facts.
    pub theme: Theme,
    /// Encoded logo for dark grounds.
    pub logo_on_dark: Option<Vec<u8>>,
    /// The layout file, where `cards.layout` names one.
    pub template: Option<Template>,
    backgrounds: Vec<Vec<u8>>,
    /// For each image layer of the template.
    layers: Vec<Vec<Vec<u8>>>,
}

impl Style {
    /// Reads everything that the configuration names.
    ///
    /// # Errors
    /// A file that cannot be read, a glob that names nothing, a layout file with mistakes.
    pub fn read(config: &Config) -> Result<Style, Problem> {
        let cards = &config.cards;
        let template = match Path::new(&cards.layout).extension() {
            Some(_) => Some(layout_file(config, &cards.layout)?),
            None => None,
        };
        let images = template.iter().flat_map(Template::images);
        let layers = images.map(|glob| pictures(config, glob, "cards.layout"));
        let background = cards.theme.background.as_deref();
        let logo = cards.theme.logo.as_ref();
        Ok(Style {
            theme: theme(&cards.theme),
            logo_on_dark: logo
                .map(|logo| picture(config, &config.root.join(&logo.on_dark)))
                .transpose()?,
            layers: layers.collect::<Result<_, _>>()?,
            template,
            backgrounds: match background {
                Some(glob) => pictures(config, glob, "cards.theme.background")?,
                None => Vec::new(),
            },
        })
    }

    /// The background of the post at `permalink`.
    pub fn background(&self, permalink: &str) -> Option<&[u8]> {
        pick(&self.backgrounds, permalink)
    }

    /// One picture for each image layer of the template.
    pub fn images(&self, permalink: &str) -> Vec<Option<Vec<u8>>> {
        let layers = self.layers.iter();
        layers
            .map(|pictures| pick(pictures, permalink).map(<[u8]>::to_vec))
            .collect()
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

fn layout_file(config: &Config, name: &str) -> Result<Template, Problem> {
    let path = config.root.join(name);
    let bytes = read_bounded(&path, LAYOUT_BYTES)
        .map_err(|error| io_problem("read", &path, &error).at(Place::file(name)))?;
    let text = String::from_utf8_lossy(&bytes);
    template::parse(name, &text).map_err(|problems| {
        let more = problems.len().saturating_sub(1);
        let first = problems.into_iter().next();
        let mut problem = first.unwrap_or_else(|| {
            Problem::error("layout-file", "the layout file cannot be read").at(Place::file(name))
        });
        if more > 0 {
            problem.message += &format!(" (and {more} more in this file)");
        }
        problem
    })
}

/// The pictures that a path or glob below the blog names, in the order of their paths.
fn pictures(config: &Config, glob: &str, key: &str) -> Result<Vec<Vec<u8>>, Problem> {
    let fixed = glob
        .split('/')
        .take_while(|part| !part.contains(['*', '?', '[', '{']));
    let mut from = config.root.clone();
    from.extend(fixed);
    if from.is_file() {
        return Ok(vec![picture(config, &from)?]);
    }
    let wrong =
        |what: String| Problem::error("theme-picture", what).help(format!("{key}: images/*.png"));
    let matcher = GlobBuilder::new(glob).literal_separator(true).build();
    let matcher = matcher.map_err(|error| wrong(format!("`{glob}` is not a glob: {error}")))?;
    let matcher = matcher.compile_matcher();
    let walk = WalkDir::new(&from).max_depth(DEPTH).sort_by_file_name();
    let mut found = Vec::new();
    for entry in walk.into_iter().flatten() {
        let below = entry.path().strip_prefix(&config.root);
        if entry.file_type().is_file() && below.is_ok_and(|path| matcher.is_match(path)) {
            if found.len() == PICTURES {
                return Err(wrong(format!(
                    "`{glob}` names more than {PICTURES} pictures"
                )));
            }
            found.push(picture(config, entry.path())?);
        }
    }
    if found.is_empty() {
        return Err(wrong(format!("`{glob}` names no picture (`{key}:`)")));
    }
    Ok(found)
}

fn picture(config: &Config, path: &Path) -> Result<Vec<u8>, Problem> {
    read_bounded(path, config.limits.picture_bytes)
        .map_err(|error| io_problem("read", path, &error))
}

/// The same one of several for the same address.
fn pick<'a>(pictures: &'a [Vec<u8>], permalink: &str) -> Option<&'a [u8]> {
    let hash = hash(permalink.as_bytes());
    let number = usize::from(u16::from_le_bytes([hash[0], hash[1]]));
    let picture = pictures.get(number.checked_rem(pictures.len())?)?;
    Some(picture)
}
