//! Picture files that a card shows besides the post's own: logo, background, layers of a layout, authors.

use std::path::{Path, PathBuf};

use crate::card::Culprit;
use crate::config::Part;

/// One value for each of these files: its path, its hash, or its bytes.
#[derive(Debug, Clone, Default)]
pub struct Extras<T> {
    /// Replaces the site's name.
    pub logo: Option<T>,
    /// The same on a dark ground.
    pub logo_on_dark: Option<T>,
    /// Behind type alone.
    pub background: Option<T>,
    /// One for each image layer of a layout file; `None` where its glob finds none.
    pub images: Vec<Option<T>>,
    /// One for each of the first authors; `None`: the initial.
    pub avatars: Vec<Option<T>>,
}

impl<T> Extras<T> {
    /// The same with what `change` makes of each.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn changed<U, E>(
        &self,
        mut change: impl FnMut(Part, &T) -> Result<U, E>,
    ) -> Result<Extras<U>, E> {
        let mut one = |part: Part, value: &Option<T>| {
            let value = value.as_ref();
            value.map(|value| change(part, value)).transpose()
        };
        Ok(Extras {
            logo: one(Part::Logo, &self.logo)?,
            logo_on_dark: one(Part::Logo, &self.logo_on_dark)?,
            background: one(Part::Background, &self.background)?,
            images: self
                .images
                .iter()
                .map(|image| one(Part::Layout, image))
                .collect::<Result<_, E>>()?,
            avatars: Vec::new(),
        })
    }

    /// The pictures of authors with what `change` makes of each.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn changed_avatars<U, E>(
        &self,
        mut change: impl FnMut(usize, &T) -> Result<U, E>,
    ) -> Result<Vec<Option<U>>, E> {
        let mut one = |(at, avatar): (usize, &Option<T>)| {
            let avatar = avatar.as_ref();
            avatar.map(|avatar| change(at, avatar)).transpose()
        };
        self.avatars.iter().enumerate().map(&mut one).collect()
    }
}

impl Extras<PathBuf> {
    /// Leaves out one picture of the look.
    pub fn leave_out(&mut self, culprit: Culprit) {
        match culprit {
            Culprit::Logo => self.logo = None,
            Culprit::LogoOnDark => self.logo_on_dark = None,
            Culprit::Background => self.background = None,
            Culprit::Color | Culprit::Gray | Culprit::Layer(_) | Culprit::Request => {}
        }
    }

    /// All files.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let single = [&self.logo, &self.logo_on_dark, &self.background];
        let all = single
            .into_iter()
            .chain(&self.images)
            .chain(&self.avatars)
            .flatten();
        all.map(PathBuf::as_path)
    }
}
