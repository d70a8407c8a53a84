//! Pictures and words -> the composition of the first layout that takes them both.

use std::sync::OnceLock;

use crate::card::decode::{self, Decoded};
use crate::card::font::Fonts;
use crate::card::layout::{self, Composition, Drawing, Layout, LayoutContext, Single, Subject};
use crate::card::text::Widths;
use crate::card::viewport::Viewport;
use crate::card::{Culprit, Fault, Pictures, Request, art, both, layouts, letters, template};

/// A layout's name, its input and its result.
pub type Composed<'a> = (&'a str, LayoutContext<'a>, Composition);

/// Decodes the pictures and composes.
pub fn compose<'a>(request: &'a Request<'a>, fonts: &'a Fonts) -> Result<Composed<'a>, Fault> {
    let composed = chosen(request, fonts)?;
    let (layout, context, _) = &composed;
    match context.background.get() {
        // Another layout may have been taken, which does not show it.
        Some(Err(fault)) if *layout == "plain" => Err(fault.clone()),
        _ => Ok(composed),
    }
}

fn chosen<'a>(request: &'a Request<'a>, fonts: &'a Fonts) -> Result<Composed<'a>, Fault> {
    let (drawing, unmarked) = drawing(request)?;
    let unknown = || Fault {
        culprit: Culprit::Request,
        message: format!("`{}` is not a layout", request.layout),
        help: Some(format!(
            "one of {}",
            layouts()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
                .join(", ")
        )),
    };
    let wish = match request.template {
        Some(_) => "auto",
        None => request.layout,
    };
    let candidates = layout::candidates(wish, &drawing, request.size).ok_or_else(unknown)?;
    let mut context = LayoutContext {
        request,
        fonts,
        widths: Widths::new(fonts),
        viewport: Viewport::new(request.size),
        drawing,
        unmarked,
        parts: match request.template {
            Some(template) => template.parts(request),
            None => layout::parts(request),
        },
        requested: false,
        wordless: false,
        background: OnceLock::new(),
    };
    if let Some(template) = request.template {
        context.wordless = letters::unreadable(&context.parts.title, fonts);
        let composition = template::draw(&context, template, request.images)?;
        return Ok((request.layout, context, composition));
    }
    if let Some((name, composition)) = wordless(&mut context) {
        return Ok((name, context, composition));
    }
    first(context, &candidates).ok_or_else(unknown)
}

/// A title that nobody could read is not drawn at all: the card is its picture alone, or its pattern.
fn wordless(context: &mut LayoutContext) -> Option<(&'static str, Composition)> {
    if !letters::unreadable(&context.parts.title, context.fonts) {
        return None;
    }
    context.wordless = true;
    let alone = ["poster", "plain"];
    alone.into_iter().find_map(|name| {
        let layout = layout::LAYOUTS.iter().find(|layout| layout.name == name)?;
        context.viewport = (layout.viewport)(context.request.size);
        Some((layout.name, (layout.draw)(context)?))
    })
}

/// The first layout that keeps the whole title, at its usual sizes or else at any; then type alone, which gives up the
/// picture; else the one that keeps most of the title, the earlier of two.
fn first<'a>(
    mut context: LayoutContext<'a>,
    candidates: &[&'static Layout],
) -> Option<Composed<'a>> {
    let is_type = |layout: &Layout| layout.takes.contains(&Subject::Nothing);
    let pictured = context.drawing.subject() != Subject::Nothing;
    let mut best: Option<(usize, &'static str, Composition)> = None;
    for squeezed in [false, true] {
        for layout in candidates {
            let requested = context.is_requested(layout.name);
            if pictured && is_type(layout) && !requested {
                continue;
            }
            context.requested = squeezed || requested;
            context.viewport = (layout.viewport)(context.request.size);
            let Some(composition) = (layout.draw)(&context) else {
                continue;
            };
            if requested || !composition.cuts() {
                return Some((layout.name, context, composition));
            }
            let kept = composition.letters();
            if best.as_ref().is_none_or(|best| kept > best.0) {
                best = Some((kept, layout.name, composition));
            }
        }
    }
    let last = candidates.iter().find(|layout| is_type(layout));
    if let Some(layout) = last {
        context.viewport = (layout.viewport)(context.request.size);
    }
    if let Some(layout) = last
        && let Some(composition) = (layout.draw)(&context)
        && best
            .as_ref()
            .is_none_or(|best| composition.letters() > best.0)
    {
        return Some((layout.name, context, composition));
    }
    best.map(|(_, name, composition)| {
        let layout = candidates.iter().find(|layout| layout.name == name);
        context.viewport = layout.map_or(context.viewport, |layout| {
            (layout.viewport)(context.request.size)
        });
        (name, context, composition)
    })
}

/// Decodes and analyses what a request brings; true where a file lacked its end mark.
fn drawing(request: &Request) -> Result<(Drawing, bool), Fault> {
    let decode =
        |bytes: &[u8], culprit: Culprit| decode::decode(bytes, culprit, request.max_pixels);
    match request.pictures {
        Pictures::None => Ok((Drawing::None, false)),
        Pictures::One(bytes) => {
            let Decoded {
                picture,
                cut_out,
                unmarked,
            } = decode::decode_single(bytes, request.max_pixels)?;
            let single = Single::judged(picture, cut_out);
            Ok((Drawing::One(Box::new(single)), unmarked))
        }
        Pictures::Twins { color, gray } => {
            let (color, gray) = both(
                || decode(color, Culprit::Color).map(|color| (art::field(&color), color)),
                || decode(gray, Culprit::Gray).map(layout::analysed),
            );
            let ((color_field, color), analysed) = (color?, gray?);
            let gray = &analysed.picture;
            if (color.width, color.height) != (gray.width, gray.height) {
                return Err(Fault {
                    culprit: Culprit::Gray,
                    message: format!(
                        "the gray twin has {}x{} pixels and the colour twin {}x{}",
                        gray.width, gray.height, color.width, color.height
                    ),
                    help: Some("export both from one drawing, at one size".into()),
                });
            }
            let twins = Drawing::Twins {
                color,
                color_field,
                gray: Box::new(analysed),
            };
            Ok((twins, false))
        }
    }
}
