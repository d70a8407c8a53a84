//! `card`: flags -> one card, one explanation.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::print::print;
use crate::card::font::Fonts;
use crate::card::theme::{Theme, color};
use crate::card::{self, Pictures, Request};
use crate::problem::{Place, Problem};
use crate::publish::LayoutFile;

#[derive(Debug, Args)]
pub(super) struct CardFlags {
    /// The title
    #[arg(long)]
    title: String,
    /// The colour twin, or the only picture
    #[arg(long, value_name = "FILE")]
    color: Option<PathBuf>,
    /// The gray twin
    #[arg(long, value_name = "FILE", requires = "color")]
    gray: Option<PathBuf>,
    /// The date, as on the card
    #[arg(long)]
    date: Option<String>,
    /// An author; repeatable
    #[arg(long)]
    author: Vec<String>,
    /// The site's name
    #[arg(long, default_value = "")]
    site: String,
    /// A tag; repeatable
    #[arg(long)]
    tag: Vec<String>,
    /// The description, for layouts that show it
    #[arg(long, default_value = "")]
    description: String,
    /// The brand colour, `#0B6E4F`
    #[arg(long, value_name = "COLOUR", value_parser = brand)]
    brand: Option<[u8; 3]>,
    /// The layout's name, or a layout file (.yaml)
    #[arg(long, value_name = "LAYOUT", default_value = "auto", value_parser = Layouts)]
    layout: String,
    /// Draw boxes, baselines, what a 2:1 crop takes, and a grid of 20 over the card
    #[arg(long, requires = "output")]
    debug: bool,
    /// Print how the lines were chosen, as JSON
    #[arg(long)]
    explain: bool,
    /// Draw the card without its text
    #[arg(long)]
    no_text: bool,
    /// The file; its extension (.jpg, .png) decides the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Output of `--explain`.
#[derive(serde::Serialize)]
struct Explanation {
    card: crate::manifest::Card,
    /// The chosen one first.
    candidates: Vec<card::Candidate>,
}

/// A name of the table, or a file of the user's.
#[derive(Clone)]
struct Layouts;

impl Layouts {
    fn names() -> impl Iterator<Item = PossibleValue> {
        card::layouts().map(|(name, about)| PossibleValue::new(name).help(about))
    }
}

impl TypedValueParser for Layouts {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        if is_file(Path::new(value)) {
            return Ok(value.to_string_lossy().into_owned());
        }
        PossibleValuesParser::new(Layouts::names()).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Layouts::names()))
    }
}

fn is_file(layout: &Path) -> bool {
    let ending = layout.extension();
    ending.is_some_and(|ending| ending == "yaml" || ending == "yml")
}

fn brand(text: &str) -> Result<[u8; 3], String> {
    color(text).ok_or_else(|| "a colour was wanted: #0B6E4F".into())
}

/// The layout file of `--layout`; its pictures lie beside it or below the current folder.
fn layout_file(path: &Path) -> Result<LayoutFile, Vec<Problem>> {
    let here = std::env::current_dir()
        .map_err(|error| vec![Problem::error("io", format!("no current folder: {error}"))])?;
    let whole = here.join(path);
    let upwards = whole.components().any(|part| part.as_os_str() == "..");
    let below = whole.strip_prefix(&here).ok().filter(|_| !upwards);
    let (root, name) = match below {
        Some(name) => (here.as_path(), name),
        None => (
            whole.parent().unwrap_or(&here),
            Path::new(whole.file_name().unwrap_or_default()),
        ),
    };
    let name = name.to_string_lossy().replace('\\', "/");
    let most = crate::config::Limits::default().picture_bytes;
    LayoutFile::read(root, &name, most, None)
}

pub(super) fn one_card(flags: &CardFlags) -> Result<u8, Vec<Problem>> {
    if flags.output.is_none() && !flags.explain {
        return Err(vec![
            Problem::error("usage", "neither a file nor an explanation was asked for")
                .help("add -o card.png or --explain"),
        ]);
    }
    let color = flags.color.as_deref().map(picture).transpose()?;
    let gray = flags.gray.as_deref().map(picture).transpose()?;
    let output = flags
        .output
        .as_deref()
        .map(|path| path.to_string_lossy().into_owned());
    let layout = Path::new(&flags.layout);
    let file = is_file(layout).then(|| layout_file(layout)).transpose()?;
    let images = file.iter().flat_map(|file| file.images(&flags.title));
    let images = images.map(|path| path.map(picture).transpose());
    let images: Vec<Option<Vec<u8>>> = images.collect::<Result<_, _>>()?;
    let theme = Theme {
        brand: flags.brand,
        ..Theme::default()
    };
    // As in a post: inline Markdown and character references are not drawn.
    let title = crate::read::plain_title(&flags.title);
    let request = Request {
        title: &title,
        site: &flags.site,
        date: flags.date.as_deref(),
        authors: &flags.author,
        layout: &flags.layout,
        format: crate::publish::format_of(output.as_deref().unwrap_or_default()),
        pictures: match (&color, &gray) {
            (Some(color), Some(gray)) => Pictures::Twins { color, gray },
            (Some(color), None) => Pictures::One(color),
            (None, _) => Pictures::None,
        },
        seed: &flags.title,
        no_text: flags.no_text,
        description: &flags.description,
        tags: &flags.tag,
        theme: &theme,
        template: file.as_ref().map(|file| &file.template),
        images: &images,
        debug: flags.debug,
        max_pixels: crate::config::Limits::default().picture_pixels,
        ..Request::default()
    };
    let fonts = Fonts::embedded();
    let fault = |fault: card::Fault| {
        let file_of = |path: &PathBuf| Place::file(path.to_string_lossy());
        let blame = match fault.culprit {
            card::Culprit::Color => flags.color.as_ref().map(file_of),
            card::Culprit::Gray => flags.gray.as_ref().map(file_of),
            card::Culprit::Layer(number) => file.as_ref().map(|file| file.image_place(number)),
            card::Culprit::Logo
            | card::Culprit::LogoOnDark
            | card::Culprit::Background
            | card::Culprit::Request => None,
        };
        let problem = match fault.culprit {
            card::Culprit::Layer(_) => {
                let message = format!("a picture of the layout: {}", fault.message);
                Problem::error("layout-picture", message)
            }
            _ => Problem::error("card", fault.message),
        };
        let problem = blame.map_or(problem.clone(), |place| problem.at(place));
        vec![
            fault
                .help
                .iter()
                .fold(problem, |problem, help| problem.help(help)),
        ]
    };
    let drawn = card::draw(&request, &fonts).map_err(fault)?;
    if let Some(path) = &flags.output {
        crate::disk::write_atomic(path, &drawn.bytes).map_err(|error| {
            vec![Problem::error(
                "io",
                format!("cannot write `{}`: {error}", path.display()),
            )]
        })?;
    }
    let mut words = vec![title.as_str(), flags.site.as_str()];
    words.extend(flags.author.iter().map(String::as_str));
    if let Some(problem) = crate::publish::missing(&drawn.facts, &words, "post") {
        super::print::tell(&[problem], "human", false);
    }
    if flags.explain {
        let candidates = card::explain(&request, &fonts).map_err(fault)?;
        let shown = output.unwrap_or_default();
        let card = crate::manifest::Card {
            path: shown.clone(),
            url: shown,
            facts: drawn.facts,
        };
        let explanation = Explanation { card, candidates };
        let text = serde_json::to_string_pretty(&explanation)
            .map_err(|error| vec![Problem::error("internal", format!("no JSON: {error}"))])?;
        print(format!("{text}\n").as_bytes())?;
    }
    Ok(0)
}

fn picture(path: &Path) -> Result<Vec<u8>, Vec<Problem>> {
    let most = crate::config::Limits::default().picture_bytes;
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| {
        let length = file.metadata()?.len();
        if length > most {
            let message = format!("more than {most} bytes");
            return Err(std::io::Error::new(
                std::io::ErrorKind::FileTooLarge,
                message,
            ));
        }
        // One byte more than the limit, so that the end is seen without growing.
        bytes.reserve(length as usize + 1);
        file.take(most).read_to_end(&mut bytes)
    });
    read.map_err(|error| {
        vec![Problem::error(
            "io",
            format!("cannot read `{}`: {error}", path.display()),
        )]
    })?;
    Ok(bytes)
}
