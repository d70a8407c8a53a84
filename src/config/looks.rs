//! `cards.theme` and the fonts: their values out of the document.

use crate::config::check::{self, Wrong};
use crate::config::document::{ConfigDocument, Shape};
use crate::config::keys::LAYOUTS;
use crate::config::parse::one_of;
use crate::config::table::{PATTERNS, SCHEMES, SHOWN, SIDES};
use crate::config::theme::{
    Border, Color, FontFile, Fonts, Logo, Pattern, Scheme, Shown, Side, ThemeChange,
};

/// The keys of a theme below `at` that are written.
pub(super) fn theme(document: &mut ConfigDocument, at: &str) -> ThemeChange {
    let key = |name: &str| format!("{at}.{name}");
    ThemeChange {
        brand: document.checked(&key("brand"), color),
        scheme: document.checked(&key("scheme"), |text| {
            Ok(match text {
                "auto" => Scheme::Auto,
                "brand" => Scheme::Brand,
                "light" => Scheme::Light,
                "dark" => Scheme::Dark,
                _ => return Err(one_of(text, SCHEMES)),
            })
        }),
        background: document.checked(&key("background"), check::path),
        logo: logo(document, &key("logo")),
        avatars: match document.shape(&key("avatars")) {
            Shape::Nothing => None,
            _ => Some(document.flag(&key("avatars"), false)),
        },
        show: document.list(&key("show"), shown),
        border: border(document, &key("border")),
        pattern: document.checked(&key("pattern"), |text| {
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

/// The fonts below `at`.
pub(super) fn fonts(document: &mut ConfigDocument, at: &str) -> Fonts {
    let key = |name: &str| format!("{at}.{name}");
    Fonts {
        title: font(document, &key("title")),
        meta: font(document, &key("meta")),
        fallback: document
            .list(&key("fallback"), check::path)
            .unwrap_or_default(),
    }
}

/// A layout's name, or its file.
pub(super) fn layout(text: &str) -> Result<String, Wrong> {
    if text.ends_with(".yaml") || text.ends_with(".yml") {
        check::path(text)
    } else if LAYOUTS.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(one_of(text, LAYOUTS))
    }
}

fn font(document: &mut ConfigDocument, at: &str) -> Option<FontFile> {
    let Shape::Map(_) = document.shape(at) else {
        let file = document.checked(at, check::path)?;
        return Some(FontFile { file, weight: None });
    };
    let file = document.needed(&format!("{at}.file"), "file: fonts/Inter.ttf", check::path);
    let weight = document.checked(&format!("{at}.weight"), |text| match text.parse() {
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
fn logo(document: &mut ConfigDocument, at: &str) -> Option<Logo> {
    let Shape::Map(_) = document.shape(at) else {
        let file = document.checked(at, check::path)?;
        return Some(Logo {
            on_light: file.clone(),
            on_dark: file,
        });
    };
    let on_light = document.checked(&format!("{at}.on_light"), check::path);
    let on_dark = document.checked(&format!("{at}.on_dark"), check::path);
    Some(Logo {
        on_light: on_light.clone().or_else(|| on_dark.clone())?,
        on_dark: on_dark.or(on_light)?,
    })
}

fn border(document: &mut ConfigDocument, at: &str) -> Option<Border> {
    match document.shape(at) {
        Shape::Nothing => return None,
        Shape::Map(_) => {}
        Shape::Flag | Shape::Scalar | Shape::List => {
            let help = "write `{side: bottom, width: 14, colors: [\"#0B6E4F\"]}`";
            document.report("config-type", at, &format!("`{at}` holds keys"), help);
            return None;
        }
    }
    let side = document.checked(&format!("{at}.side"), |text| {
        Ok(match text {
            "top" => Side::Top,
            "right" => Side::Right,
            "bottom" => Side::Bottom,
            "left" => Side::Left,
            _ => return Err(one_of(text, SIDES)),
        })
    });
    let width_px = document.count(&format!("{at}.width"), 14);
    let colors = document.list(&format!("{at}.colors"), color)?;
    Some(Border {
        side: side.unwrap_or_default(),
        width_px,
        colors,
    })
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
