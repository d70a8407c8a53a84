//! Address patterns of other generators, `/:year/:title/`, in feedcard's tokens.

/// A token of another generator, and ours for it.
pub type Token = (&'static str, &'static str);

/// `written` with every `:token` replaced.
///
/// # Errors
/// The first token that has no counterpart, with its colon.
pub fn translated(written: &str, tokens: &[Token]) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = written;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let end = tail
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(tail.len());
        // Hugo slices its sections: `:sections[1:]`.
        if end == 0 || tail[end..].starts_with('[') {
            let shown = tail.split('/').next().unwrap_or_default();
            return Err(format!(":{shown}"));
        }
        let name = &tail[..end];
        let Some((_, token)) = tokens.iter().find(|(theirs, _)| *theirs == name) else {
            return Err(format!(":{name}"));
        };
        out.push_str(token);
        rest = &tail[end..];
    }
    Ok(out + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_replaced_and_the_one_without_a_counterpart_is_named() {
        let tokens = [
            ("year", "{year}"),
            ("title", "{slug}"),
            ("output_ext", ".html"),
        ];
        assert_eq!(
            translated("/:year/:title:output_ext", &tokens).as_deref(),
            Ok("/{year}/{slug}.html")
        );
        assert_eq!(translated("/:y_day/:title", &tokens), Err(":y_day".into()));
        assert_eq!(
            translated("/:sections[1:]/:title", &tokens),
            Err(":sections[1:]".into())
        );
        assert_eq!(translated("/a:/b", &tokens), Err(":".into()));
        assert_eq!(translated("/plain/", &tokens).as_deref(), Ok("/plain/"));
    }
}
