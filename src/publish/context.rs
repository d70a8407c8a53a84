//! State shared by one publish run: options, open folders, looks.

use crate::card::Avatars;
use crate::config::Config;
use crate::digest::Hash;
use crate::output::folder::{Content, OutputFolder};
use crate::output::staging::Staging;
use crate::output::stat::StatIndex;
use crate::output::store::Store;
use crate::problem::Problem;
use crate::publish::budget::Budget;
use crate::publish::pages::Pages;
use crate::publish::style::Styles;
use crate::publish::{Options, Purpose};

/// Everything that cards and feeds are made with.
pub struct PublishContext<'a> {
    /// The options of this run.
    pub options: &'a Options<'a>,
    /// The blog's.
    pub config: &'a Config,
    /// The cache.
    pub store: &'a Store,
    /// Hashes of files.
    pub index: &'a StatIndex,
    /// The built site, if it is known.
    pub pages: Option<&'a Pages>,
    /// The output folder.
    pub out: &'a OutputFolder<'a>,
    /// Place where new files wait; `None` for runs that write nothing.
    pub staging: Option<Staging>,
    /// Looks of the cards.
    pub styles: Styles,
    /// Memory for pictures.
    pub budget: Budget,
    /// Pictures of authors that were decoded.
    pub avatars: Avatars,
}

impl<'a> PublishContext<'a> {
    /// Lays out everything for `options`.
    ///
    /// # Errors
    /// A file of `cards:` that cannot be read or used.
    pub fn new(
        options: &'a Options<'a>,
        store: &'a Store,
        index: &'a StatIndex,
        pages: Option<&'a Pages>,
        out: &'a OutputFolder<'a>,
        staging: Option<Staging>,
    ) -> Result<PublishContext<'a>, Problem> {
        let config = options.config;
        Ok(PublishContext {
            options,
            config,
            store,
            index,
            pages,
            out,
            staging,
            styles: Styles::read(config)?,
            budget: Budget::default(),
            avatars: Avatars::default(),
        })
    }

    /// Content of the file `path`, just made, on its way below `out/`; `keep`: the cache should know it too.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn made(
        &self,
        path: &str,
        bytes: &[u8],
        hash: &Hash,
        keep: bool,
    ) -> Result<Content, Problem> {
        let keep = keep && self.store.keeps();
        if keep {
            self.store.put_file(bytes, hash)?;
        }
        if let Some(content) = self.there(path, hash)? {
            return Ok(content);
        }
        let Some(staging) = &self.staging else {
            return Ok(Content::Differs);
        };
        let staged = if keep {
            self.store.link(staging, hash)?
        } else {
            staging.put(bytes, *hash)?
        };
        Ok(Content::Staged(staged))
    }

    /// Content of the file `path`, which an earlier run made; `None` if its bytes are needed and the cache has
    /// no file that `fits`; `fits` judges its first bytes.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn reused(
        &self,
        path: &str,
        hash: &Hash,
        length: u64,
        fits: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Option<Content>, Problem> {
        if let Purpose::Shard(_) = self.options.purpose {
            // Another machine will rely on the object itself.
            let has = self.store.has_file(hash, length, fits);
            return Ok(has.then_some(Content::Differs));
        }
        if let Some(content) = self.there(path, hash)? {
            return Ok(Some(content));
        }
        let Some(staging) = &self.staging else {
            return Ok(Some(Content::Differs));
        };
        let staged = self.store.stage(staging, hash, length, fits)?;
        Ok(staged.map(Content::Staged))
    }

    /// Content of a file without its bytes, if it lies below `out/` already.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn there(&self, path: &str, hash: &Hash) -> Result<Option<Content>, Problem> {
        match self.options.purpose {
            Purpose::Judge | Purpose::Shard(_) => Ok(Some(Content::Differs)),
            Purpose::Compare | Purpose::Write => {
                let holds = self.out.holds(path, hash)?;
                Ok(holds.then_some(Content::InPlace(*hash)))
            }
        }
    }
}
