//! Everything that a card depends on: its request, and the hash of all that is in it.

use crate::card::template::Template;
use crate::card::theme::Shown;
use crate::card::{self, Format, Pictures, Request};
use crate::digest::Hash;
use crate::output::store;
use crate::post::{Picture, Post};
use crate::publish::context::PublishContext;
use crate::publish::urls::format_of;

/// The words and requests of a post's card, without its pixels.
pub struct Subject<'a> {
    title: &'a str,
    date: String,
    authors: Vec<String>,
    layout: &'a str,
    /// The layout file, unless the post names a layout of its own.
    template: Option<&'a Template>,
    images: Vec<Option<Vec<u8>>>,
    facts: Vec<(Shown, String)>,
    /// Shown by cards of type alone and by layout files; no other card depends on it.
    description: &'a str,
    post: &'a Post,
}

impl<'a> Subject<'a> {
    /// Of a post.
    pub fn new(context: &'a PublishContext, post: &'a Post) -> Subject<'a> {
        let wishes = &post.card;
        let layout = wishes
            .layout
            .as_deref()
            .unwrap_or(&context.config.cards.layout);
        let finished = matches!(&post.picture, Picture::One(file) if file.finished);
        let template = match wishes.layout {
            None => context.style.template.as_ref(),
            Some(_) => None,
        };
        Subject {
            images: match template {
                Some(_) => context.style.images(&post.permalink.encoded),
                None => Vec::new(),
            },
            facts: post
                .shown
                .iter()
                .filter_map(|(name, words)| Some((Shown::named(name)?, words.clone())))
                .collect(),
            description: match (&post.picture, template) {
                (Picture::None, _) | (_, Some(_)) => &post.description,
                (Picture::One(_) | Picture::Twins { .. }, None) => "",
            },
            template,
            title: wishes.title.as_deref().unwrap_or(&post.title),
            date: post.published.dotted(),
            authors: post.authors.iter().map(|one| one.name.clone()).collect(),
            layout: if finished && layout == "auto" {
                "pass"
            } else {
                layout
            },
            post,
        }
    }

    /// With its pixels.
    pub fn request<'r>(
        &'r self,
        context: &'r PublishContext,
        pictures: Pictures<'r>,
    ) -> Request<'r> {
        let (config, wishes) = (context.config, &self.post.card);
        Request {
            title: self.title,
            kicker: wishes.kicker.as_deref(),
            subtitle: wishes.subtitle.as_deref(),
            site: &config.site.title,
            logo: context.logo.as_ref().map(|(_, bytes)| bytes.as_slice()),
            date: Some(&self.date),
            authors: &self.authors,
            layout: self.layout,
            size: config.cards.size,
            format: format_of(&config.cards.path),
            max_bytes: config.cards.max_bytes,
            pictures,
            seed: &self.post.permalink.encoded,
            lang: &self.post.lang,
            no_text: !context.options.text,
            max_pixels: config.limits.picture_pixels,
            covers: config.cards.covers,
            description: self.description,
            tags: &self.post.tags,
            facts: &self.facts,
            theme: &context.style.theme,
            background: context.style.background(&self.post.permalink.encoded),
            logo_on_dark: context.style.logo_on_dark.as_deref(),
            template: self.template,
            images: &self.images,
            ..Request::default()
        }
    }

    /// Hash of everything that the card depends on.
    pub fn key(&self, context: &PublishContext, pictures: &[Hash], fonts: &Hash) -> Hash {
        let logo = context.logo.as_ref().map(|(hash, _)| hash);
        card_key(
            &self.request(context, Pictures::None),
            pictures,
            logo,
            fonts,
        )
    }
}

/// Hash of a request whose pixels are given by their hashes. No `..`: a new field must be considered here.
fn card_key(request: &Request, pictures: &[Hash], logo: Option<&Hash>, fonts: &Hash) -> Hash {
    let Request {
        title,
        kicker,
        subtitle,
        site,
        logo: _,
        date,
        authors,
        layout,
        size,
        format,
        max_bytes,
        pictures: _,
        seed,
        lang,
        no_text,
        max_pixels,
        covers,
        description,
        tags,
        facts,
        theme,
        background,
        logo_on_dark,
        avatars,
        template,
        images,
        debug,
    } = request;
    let mut inputs = store::inputs("card");
    inputs.text(card::VERSION);
    for text in [title, site, layout, seed, lang, description] {
        inputs.text(text);
    }
    for text in [kicker, subtitle, date] {
        inputs.optional(*text);
    }
    for texts in [authors, tags] {
        inputs.number(texts.len() as u64);
        for text in *texts {
            inputs.text(text);
        }
    }
    // Plain values without pointers: their debug output tells them apart.
    inputs.text(&format!("{theme:?} {facts:?} {template:?} {debug}"));
    let shown = avatars.iter().chain(*images).map(Option::as_deref);
    for picture in [*background, *logo_on_dark].into_iter().chain(shown) {
        inputs.flag(picture.is_some());
        inputs.bytes(picture.unwrap_or_default());
    }
    let format = match format {
        Format::Jpeg => "jpeg",
        Format::Png => "png",
    };
    inputs.number(u64::from(size.0)).number(u64::from(size.1));
    inputs.text(format).number(*max_bytes as u64);
    inputs.flag(*no_text).number(*max_pixels).flag(*covers);
    inputs.number(pictures.len() as u64);
    for hash in pictures.iter().chain(logo).chain([fonts]) {
        inputs.bytes(hash);
    }
    inputs.hash()
}
