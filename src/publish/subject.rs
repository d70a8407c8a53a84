//! Everything that a card depends on: its request, and the hash of all that is in it.

use std::path::{Path, PathBuf};

use crate::card::theme::Shown;
use crate::card::{self, Format, Pictures, Request};
use crate::digest::Hash;
use crate::output::store;
use crate::post::{Picture, Post};
use crate::publish::context::PublishContext;
use crate::publish::extras::Extras;
use crate::publish::layouts::LayoutFile;
use crate::publish::shape::Shape;
use crate::publish::style::Style;

/// The words and wishes of a post's card, less its pixels.
pub struct Subject<'a> {
    /// Files that it shows besides the post's picture.
    pub files: Extras<PathBuf>,
    title: &'a str,
    /// None on the card of a page.
    date: Option<String>,
    authors: Vec<String>,
    /// The layout that it asks for: a name, or the path of a file.
    pub layout: &'a str,
    /// The layout file that it is drawn by.
    pub file: Option<&'a LayoutFile>,
    facts: Vec<(Shown, String)>,
    /// Shown by cards of type alone and by layout files; no other card depends on it.
    description: &'a str,
    /// Whose card it is.
    pub post: &'a Post,
    /// Its size and place.
    pub shape: &'a Shape<'a>,
    /// Its style.
    pub style: &'a Style,
}

impl<'a> Subject<'a> {
    /// The subject of a post's card of this shape and style, or of a `page` in the form of a post; `file` is a layout file that
    /// the shape itself names.
    pub fn new(
        post: &'a Post,
        shape: &'a Shape<'a>,
        style: &'a Style,
        file: Option<&'a LayoutFile>,
        page: bool,
    ) -> Subject<'a> {
        let wishes = &post.card;
        let finished = matches!(&post.picture, Picture::One(file) if file.finished);
        let permalink = &post.permalink.encoded;
        let path = |path: Option<&Path>| path.map(Path::to_path_buf);
        let own = style.file.as_ref();
        let layout = shape.layout(&style.layout, own.map(|own| own.template.aspect()));
        // A shape without a wish of its own follows the post's.
        let layout = layout.unwrap_or(&style.layout);
        let file = file.or(own.filter(|_| layout == style.layout));
        let images = file.map(|file| file.images(permalink));
        let images = images.into_iter().flatten();
        Subject {
            files: Extras {
                logo: style.logo.clone(),
                logo_on_dark: style.logo_on_dark.clone(),
                background: path(style.background(permalink)),
                images: images.map(path).collect(),
                avatars: Vec::new(),
            },
            facts: post
                .shown
                .iter()
                .filter_map(|(name, words)| Some((Shown::named(name)?, words.clone())))
                .collect(),
            description: match (&post.picture, file) {
                (Picture::None, _) | (_, Some(_)) => &post.description,
                (Picture::One(_) | Picture::Twins { .. }, None) => "",
            },
            file,
            title: wishes.title.as_deref().unwrap_or(&post.title),
            date: (!page).then(|| post.published.dotted()),
            authors: post.authors.iter().map(|one| one.name.clone()).collect(),
            layout: if finished && layout == "auto" {
                "pass"
            } else {
                layout
            },
            post,
            shape,
            style,
        }
    }

    /// The request with its pixels.
    pub fn request<'r>(
        &'r self,
        context: &'r PublishContext,
        pictures: Pictures<'r>,
        extras: &'r Extras<Vec<u8>>,
    ) -> Request<'r> {
        let (config, wishes) = (context.config, &self.post.card);
        Request {
            title: self.title,
            kicker: wishes.kicker.as_deref(),
            subtitle: wishes.subtitle.as_deref(),
            // The home page is called as the site is: its card says so once.
            site: match self.date.is_none() && self.title == config.site.title {
                true => "",
                false => &config.site.title,
            },
            logo: extras.logo.as_deref(),
            date: self.date.as_deref(),
            authors: &self.authors,
            layout: self.layout,
            size: self.shape.size,
            format: self.shape.format(),
            max_bytes: config.cards.max_bytes,
            pictures,
            seed: &self.post.permalink.encoded,
            lang: &self.post.lang,
            no_text: !context.options.text,
            max_pixels: config.limits.picture_pixels,
            covers: self.shape.covers,
            description: self.description,
            tags: &self.post.tags,
            facts: &self.facts,
            theme: &self.style.theme,
            background: extras.background.as_deref(),
            logo_on_dark: extras.logo_on_dark.as_deref(),
            template: self.file.map(|file| &file.template),
            images: &extras.images,
            avatars: &extras.avatars,
            known_avatars: Some(&context.avatars),
            ..Request::default()
        }
    }

    /// Hash of everything that the card depends on.
    pub fn key(&self, context: &PublishContext, pictures: &[Hash], extras: &Extras<Hash>) -> Hash {
        let blank = Extras::default();
        let request = self.request(context, Pictures::None, &blank);
        card_key(&request, pictures, extras, &self.style.fonts.hash)
    }
}

/// Hash of a request whose pixels are given by their hashes. No `..`: a new field must be considered here.
fn card_key(request: &Request, pictures: &[Hash], extras: &Extras<Hash>, fonts: &Hash) -> Hash {
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
        background: _,
        logo_on_dark: _,
        avatars: _,
        known_avatars: _,
        template,
        images: _,
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
    let Extras {
        logo,
        logo_on_dark,
        background,
        images,
        avatars,
    } = extras;
    inputs.number(images.len() as u64);
    let single = [logo, logo_on_dark, background].into_iter();
    for hash in single.chain(images).chain(avatars) {
        inputs.flag(hash.is_some());
        inputs.bytes(hash.as_ref().map_or(&[], |hash| hash.as_slice()));
    }
    let format = match format {
        Format::Jpeg => "jpeg",
        Format::Png => "png",
    };
    inputs.number(u64::from(size.0)).number(u64::from(size.1));
    inputs.text(format).number(*max_bytes as u64);
    inputs.flag(*no_text).number(*max_pixels).flag(*covers);
    inputs.number(pictures.len() as u64);
    for hash in pictures.iter().chain([fonts]) {
        inputs.bytes(hash);
    }
    inputs.hash()
}
