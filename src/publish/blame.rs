//! A fault of a card -> the problem, at the input to blame: a picture of the post, a part of its own look, or the configuration's.

use std::path::{Path, PathBuf};

use crate::card::{Culprit, Fault};
use crate::config::Part;
use crate::problem::{Place, Problem};
use crate::publish::attempt::{Failure, Wishes, whose};
use crate::publish::context::PublishContext;
use crate::publish::subject::Subject;

/// The reason why the card could not be drawn.
pub fn blame(
    context: &PublishContext,
    subject: &Subject,
    wishes: &Wishes,
    fault: Fault,
) -> Failure {
    let said = fault.message;
    let problem = |rule, message| Problem {
        help: fault.help.clone(),
        ..Problem::error(rule, message)
    };
    let shown = |path: Option<&Path>, key: &str| {
        path.map_or_else(|| key.to_owned(), |path| shown(&context.config.root, path))
    };
    let files = &subject.files;
    let post = subject.post;
    // A picture of the post's own look is told of at the post, one of the configuration at its file.
    let look = |part: Part, what: &str, file: &Option<PathBuf>, key: &str, rule| {
        let name = shown(file.as_deref(), key);
        let message = format!("the {what} `{name}`: {said}");
        if wishes.own.as_ref().is_some_and(|own| own.names(part)) {
            return Failure::Look(part, problem("card-file", message));
        }
        let message = format!("{message}; cards are drawn without it");
        Failure::LookPicture(fault.culprit, problem(rule, message).at(Place::file(name)))
    };
    let number = match fault.culprit {
        Culprit::Color => 0,
        Culprit::Gray => 1,
        Culprit::Logo => return look(Part::Logo, "logo", &files.logo, "site.logo", "logo"),
        Culprit::LogoOnDark => {
            return look(Part::Logo, "logo", &files.logo_on_dark, "site.logo", "logo");
        }
        Culprit::Background => {
            let (file, key) = (&files.background, "cards.theme.background");
            return look(Part::Background, "background", file, key, "theme-picture");
        }
        Culprit::Layer(number) => {
            let image = files.images.get(number).and_then(Option::as_deref);
            let name = shown(image, "image");
            let message = format!("the picture `{name}` of the layout: {said}");
            let problem = problem("layout-picture", message);
            let problem = match subject.file {
                Some(file) => problem.at(file.image_place(number)),
                None => problem.at(&post.title_place),
            };
            return whose(wishes, Part::Layout, problem);
        }
        Culprit::Request => return Failure::Post(problem("card", said).at(&post.title_place)),
    };
    let message = format!("{said}; the card is drawn without it");
    let place = wishes
        .files
        .get(number)
        .map_or(&post.title_place, |file| &file.place);
    Failure::Picture(number, problem("picture", message).at(place))
}

/// A file as a user calls it: from the folder of the configuration.
fn shown(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.to_string_lossy().replace('\\', "/")
}
