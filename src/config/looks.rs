//! Themes, layouts and fonts out of a document: the configuration, one of its rules, or the `card:` of a post.

use crate::config::check::{self, Wrong};
use crate::config::document::{self, ConfigDocument, Shape};
use crate::config::keys::LAYOUTS;
use crate::config::kind::Kind;
use crate::config::parse::one_of;
use crate::config::table::{PATTERNS, SCHEMES, SHOWN, SIDES};
use crate::config::tree::{Node, Trail};
use crate::config::written::Written;
use crate::look::{
    self, Border, Color, FontFile, FontsChange, Logo, LookChange, Part, Pattern, Scheme, Shown,
    Side, ThemeChange,
};
use crate::problem::Problem;

/// Most facts of one card, and colours of one border.
const MOST_SHOWN: usize = 16;
const MOST_COLORS: usize = 64;

/// A reader of looks.
pub(super) struct LookReader<'d, 'a> {
    document: &'d mut ConfigDocument<'a>,
    /// The check of a file's name.
    path: fn(&str) -> Result<String, Wrong>,
}

/// The theme, layout and fonts that a post asks for below its `card:`.
#[derive(Debug, Default)]
pub struct PostLook {
    /// Keys that it sets anew.
    pub change: LookChange,
    /// Places at which it names files, by steps below `card`.
    pub places: Vec<(Part, Trail)>,
    /// Mistakes in it.
    pub problems: Vec<Problem>,
}

impl PostLook {
    /// Reads `theme:` and `fonts:` of the mapping `card`, whose values stand in `source`; trails begin at the mapping.
    pub fn read(source: &dyn Written, card: &Node) -> PostLook {
        let Node::Map(entries) = card else {
            return PostLook::default();
        };
        if !entries
            .iter()
            .any(|(key, _)| key == "theme" || key == "fonts")
        {
            return PostLook::default();
        }
        let mut document = ConfigDocument::part(source, "card", card.clone());
        for (name, section) in [("theme", "cards.theme"), ("fonts", "cards.fonts")] {
            let Some(at) = entries.iter().rposition(|(key, _)| key == name) else {
                continue;
            };
            let trail = Trail {
                steps: vec![0, at],
                key: true,
            };
            document.inner(
                &format!("card.{name}"),
                Kind::Below(section),
                &entries[at].1,
                &trail,
            );
        }
        let mut reader = LookReader {
            document: &mut document,
            path: check::inside,
        };
        let change = LookChange {
            theme: reader.theme("card.theme"),
            layout: None,
            fonts: reader.fonts("card.fonts"),
        };
        let places = [
            (Part::Background, "card.theme.background"),
            (Part::Logo, "card.theme.logo"),
            (Part::Fonts, "card.fonts"),
        ];
        let places = places.into_iter().filter_map(|(part, key)| {
            let (node, mut trail) = document.find(key)?;
            trail.key = matches!(node, Node::Map(_) | Node::List(_) | Node::Null);
            Some((part, trail))
        });
        PostLook {
            places: places.collect(),
            change,
            problems: document.problems(),
        }
    }
}

/// The layout that a post names: a file of its blog, or a built-in one.
///
/// # Errors
/// No such name; a path that leaves the blog.
pub fn layout_of_post(text: &str) -> Result<String, Wrong> {
    named_layout(text, check::inside)
}

/// A layout's name, or its file.
pub(super) fn layout(text: &str) -> Result<String, Wrong> {
    named_layout(text, check::path)
}

fn named_layout(text: &str, path: fn(&str) -> Result<String, Wrong>) -> Result<String, Wrong> {
    if look::is_file(text) {
        path(text)
    } else if LAYOUTS.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(one_of(text, LAYOUTS))
    }
}

impl<'d, 'a> LookReader<'d, 'a> {
    /// Reads the configuration, whose files may lie anywhere.
    pub(super) fn of(document: &'d mut ConfigDocument<'a>) -> LookReader<'d, 'a> {
        LookReader {
            document,
            path: check::path,
        }
    }

    /// Theme, layout and fonts below `at`.
    pub(super) fn look(&mut self, at: &str) -> LookChange {
        LookChange {
            theme: self.theme(&format!("{at}.theme")),
            layout: self.document.checked(&format!("{at}.layout"), layout),
            fonts: self.fonts(&format!("{at}.fonts")),
        }
    }

    /// The keys of a theme below `at` that are written.
    pub(super) fn theme(&mut self, at: &str) -> ThemeChange {
        let key = |name: &str| format!("{at}.{name}");
        ThemeChange {
            brand: self.document.checked(&key("brand"), color),
            scheme: self.document.checked(&key("scheme"), |text| {
                Ok(match text {
                    "auto" => Scheme::Auto,
                    "brand" => Scheme::Brand,
                    "light" => Scheme::Light,
                    "dark" => Scheme::Dark,
                    _ => return Err(one_of(text, SCHEMES)),
                })
            }),
            background: self.document.checked(&key("background"), self.path),
            logo: self.logo(&key("logo")),
            avatars: match self.document.shape(&key("avatars")) {
                Shape::Nothing => None,
                _ => Some(self.document.flag(&key("avatars"), false)),
            },
            show: self.few(&key("show"), MOST_SHOWN, shown),
            border: self.border(&key("border")),
            pattern: self.document.checked(&key("pattern"), |text| {
                Ok(match text {
                    "rings" => Pattern::Rings,
                    "grid" => Pattern::Grid,
                    "waves" => Pattern::Waves,
                    "type" => Pattern::Type,
                    "none" => Pattern::None,
                    _ => return Err(one_of(text, PATTERNS)),
                })
            }),
        }
    }

    /// The fonts below `at` that are written.
    pub(super) fn fonts(&mut self, at: &str) -> FontsChange {
        let key = |name: &str| format!("{at}.{name}");
        FontsChange {
            title: self.font(&key("title")),
            meta: self.font(&key("meta")),
            fallback: self.few(&key("fallback"), MOST_SHOWN, self.path),
        }
    }

    /// A list of at most `most`.
    fn few<T>(
        &mut self,
        key: &str,
        most: usize,
        check: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let values = self.document.list(key, check)?;
        if values.len() > most {
            let message = format!(
                "`{key}` has {} entries, and the limit is {most}",
                values.len()
            );
            self.document
                .report("config-value", key, &message, "delete some");
            return None;
        }
        Some(values)
    }

    fn font(&mut self, at: &str) -> Option<FontFile> {
        let Shape::Map(_) = self.document.shape(at) else {
            let file = self.document.checked(at, self.path)?;
            return Some(FontFile { file, weight: None });
        };
        let file = self
            .document
            .needed(&format!("{at}.file"), "file: fonts/Inter.ttf", self.path);
        let weight = self
            .document
            .checked(&format!("{at}.weight"), |text| match text.parse() {
                Ok(weight @ 1..=1000) => Ok(weight),
                _ => Err(Wrong {
                    message: format!("`{text}` is not a weight"),
                    help: "write a number from 1 to 1000, such as `weight: 700`".into(),
                }),
            });
        Some(FontFile {
            file: file?,
            weight,
        })
    }

    /// One file for both grounds, or one for each.
    fn logo(&mut self, at: &str) -> Option<Logo> {
        let Shape::Map(_) = self.document.shape(at) else {
            let file = self.document.checked(at, self.path)?;
            return Some(Logo {
                on_light: file.clone(),
                on_dark: file,
            });
        };
        let on_light = self.document.checked(&format!("{at}.on_light"), self.path);
        let on_dark = self.document.checked(&format!("{at}.on_dark"), self.path);
        Some(Logo {
            on_light: on_light.clone().or_else(|| on_dark.clone())?,
            on_dark: on_dark.or(on_light)?,
        })
    }

    fn border(&mut self, at: &str) -> Option<Border> {
        match self.document.shape(at) {
            Shape::Map(_) => {}
            // What is no mapping was told with the keys.
            Shape::Nothing | Shape::Flag | Shape::Scalar | Shape::List => return None,
        }
        let side = self.document.checked(&format!("{at}.side"), |text| {
            Ok(match text {
                "top" => Side::Top,
                "right" => Side::Right,
                "bottom" => Side::Bottom,
                "left" => Side::Left,
                _ => return Err(one_of(text, SIDES)),
            })
        });
        let width_px = self.document.count(&format!("{at}.width"), 14);
        let before = self.document.problems.len();
        let colors = self.few(&format!("{at}.colors"), MOST_COLORS, color);
        let colors = colors.filter(|colors| !colors.is_empty());
        if colors.is_none() && self.document.problems.len() == before {
            let message = format!("`{}` has no colours", document::shown(at));
            let help = "add `colors: [\"#0B6E4F\"]`";
            self.document.report("config-missing", at, &message, help);
        }
        Some(Border {
            side: side.unwrap_or_default(),
            width_px,
            colors: colors?,
        })
    }
}

fn shown(text: &str) -> Result<Shown, Wrong> {
    Ok(match text {
        "date" => Shown::Date,
        "authors" => Shown::Authors,
        "tags" => Shown::Tags,
        "category" => Shown::Category,
        "series" => Shown::Series,
        "reading_time" => Shown::ReadingTime,
        _ => match text.strip_prefix("field:").map(str::trim) {
            Some(name) if !name.is_empty() => Shown::Field(name.to_owned()),
            _ => return Err(one_of(text, SHOWN)),
        },
    })
}

/// `#0B6E4F` or `#0b6`.
fn color(text: &str) -> Result<Color, Wrong> {
    let wrong = || Wrong {
        message: format!("`{text}` is not a colour"),
        help: "write it as `\"#0B6E4F\"`, in quotes".into(),
    };
    let digits = text.trim().strip_prefix('#').ok_or_else(wrong)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let whole: String = match digits.len() {
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 => digits.to_owned(),
        _ => return Err(wrong()),
    };
    let channel = |at: usize| u8::from_str_radix(&whole[at..at + 2], 16).map_err(|_| wrong());
    Ok(Color([channel(0)?, channel(2)?, channel(4)?]))
}
