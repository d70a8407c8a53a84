//! The address pattern for each post.

use globset::GlobMatcher;

/// An address pattern and the posts that it is for.
#[derive(Debug, Clone)]
pub struct PermalinkRule {
    /// Glob of the post's path, relative to the configuration's folder; `**` for every post.
    pub glob: String,
    /// Address pattern in feedcard's tokens.
    pub pattern: String,
    matcher: Option<GlobMatcher>,
}

impl PermalinkRule {
    /// `pattern` for every post.
    pub fn all(pattern: impl Into<String>) -> PermalinkRule {
        PermalinkRule {
            glob: "**".into(),
            pattern: pattern.into(),
            matcher: None,
        }
    }

    /// `pattern` for the posts that `glob` fits.
    ///
    /// # Errors
    /// A glob that `globset` refuses.
    pub fn new(glob: &str, pattern: String) -> Result<PermalinkRule, globset::Error> {
        let matcher = globset::GlobBuilder::new(glob)
            .literal_separator(true)
            .build()?
            .compile_matcher();
        Ok(PermalinkRule {
            glob: glob.to_owned(),
            pattern,
            matcher: (glob != "**").then_some(matcher),
        })
    }

    /// True if the rule is for the post at `path`, relative to the configuration's folder.
    pub fn fits(&self, path: &str) -> bool {
        self.matcher
            .as_ref()
            .is_none_or(|matcher| matcher.is_match(path))
    }
}

impl PartialEq for PermalinkRule {
    fn eq(&self, other: &PermalinkRule) -> bool {
        self.glob == other.glob && self.pattern == other.pattern
    }
}
