//! `card`: flags -> one card, one explanation.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::print::print;
use crate::card::font::Fonts;
use crate::card::{self, Pictures, Request};
use crate::problem::{Place, Problem};

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
    /// The layout
    #[arg(long, default_value = "auto", value_parser = layouts())]
    layout: String,
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

fn layouts() -> clap::builder::PossibleValuesParser {
    card::layouts()
        .map(|(name, _)| name)
        .collect::<Vec<_>>()
        .into()
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
        max_pixels: crate::config::Limits::default().picture_pixels,
        ..Request::default()
    };
    let fonts = Fonts::embedded();
    let fault = |fault: card::Fault| {
        let blame = match fault.culprit {
            card::Culprit::Color => flags.color.as_deref(),
            card::Culprit::Gray => flags.gray.as_deref(),
            card::Culprit::Logo | card::Culprit::Request => None,
        };
        let problem = Problem::error("card", fault.message);
        let problem = blame.map_or(problem.clone(), |path| {
            problem.at(Place::file(path.to_string_lossy()))
        });
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
    if let Some(problem) = crate::publish::missing(&drawn.facts, &words) {
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
