//! A fault of a card -> the problem, at the input to blame: a picture of the post, a part of its own look, or the configuration's.

use std::path::Path;

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
        help: fault.help,
        ..Problem::error(rule, message)
    };
    let own = |part: Part| wishes.own.as_ref().is_some_and(|own| own.names(part));
    let shown = |path: Option<&Path>, key: &str| {
        path.map_or_else(|| key.to_owned(), |path| shown(&context.config.root, path))
    };
    let files = &subject.files;
    let post = subject.post;
    let number = match fault.culprit {
        Culprit::Color => 0,
        Culprit::Gray => 1,
        Culprit::Logo | Culprit::LogoOnDark => {
            let file = match fault.culprit {
                Culprit::LogoOnDark => &files.logo_on_dark,
                _ => &files.logo,
            };
            let name = shown(file.as_deref(), "site.logo");
            let message = format!("the logo `{name}`: {said}");
            return if own(Part::Logo) {
                Failure::Look(Part::Logo, problem("card-file", message))
            } else {
                let message = format!("{message}; cards are drawn without it");
                Failure::LookPicture(
                    fault.culprit,
                    problem("logo", message).at(Place::file(name)),
                )
            };
        }
        Culprit::Background => {
            let name = shown(files.background.as_deref(), "cards.theme.background");
            let message = format!("the background `{name}`: {said}");
            return if own(Part::Background) {
                Failure::Look(Part::Background, problem("card-file", message))
            } else {
                let message = format!("{message}; cards are drawn without it");
                Failure::LookPicture(
                    fault.culprit,
                    problem("theme-picture", message).at(Place::file(name)),
                )
            };
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
