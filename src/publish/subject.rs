//! What a card depends on: its request, and the hash of everything in it.

use crate::card::{self, Format, Pictures, Request};
use crate::output::Hash;
use crate::post::Post;
use crate::publish::context::PublishContext;
use crate::publish::urls::format_of;

/// The words and wishes of a post's card, less its pixels.
pub struct Subject<'a> {
    title: &'a str,
    date: String,
    authors: Vec<String>,
    layout: &'a str,
    post: &'a Post,
}

impl<'a> Subject<'a> {
    /// Of a post.
    pub fn new(context: &PublishContext<'a>, post: &'a Post) -> Subject<'a> {
        let wishes = &post.card;
        Subject {
            title: wishes.title.as_deref().unwrap_or(&post.title),
            date: post.published.dotted(),
            authors: post.authors.iter().map(|one| one.name.clone()).collect(),
            layout: wishes
                .layout
                .as_deref()
                .unwrap_or(&context.config.cards.layout),
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

/// Hash of a request whose pixels are given by their hashes; every field is length-prefixed, so that no two requests
/// run together.
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
    } = request;
    let mut hasher = blake3::Hasher::new();
    let mut field = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    field(card::VERSION.as_bytes());
    for text in [title, site, layout, seed, lang] {
        field(text.as_bytes());
    }
    for text in [kicker, subtitle, date] {
        field(&[u8::from(text.is_some())]);
        field(text.unwrap_or_default().as_bytes());
    }
    field(&(authors.len() as u64).to_le_bytes());
    for author in *authors {
        field(author.as_bytes());
    }
    let numbers = [
        u64::from(size.0),
        u64::from(size.1),
        match format {
            Format::Jpeg => 0,
            Format::Png => 1,
        },
        *max_bytes as u64,
        u64::from(*no_text),
        *max_pixels,
        u64::from(*covers),
        pictures.len() as u64,
    ];
    for number in numbers {
        field(&number.to_le_bytes());
    }
    for hash in pictures {
        field(hash);
    }
    field(logo.map_or(&[][..], |hash| hash));
    field(fonts);
    *hasher.finalize().as_bytes()
}
