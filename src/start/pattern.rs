//! Other generators' address patterns in feedcard's tokens.

/// Jekyll's `permalink:`; a style's name or a pattern.
///
/// # Source
/// Jekyll documentation, "Permalinks": built-in styles and placeholders.
pub fn jekyll(own: &str, notes: &mut Vec<String>) -> String {
    let pattern = match own {
        "date" => "/:categories/:year/:month/:day/:title.html",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "none" => "/:categories/:title.html",
        own => own,
    };
    let tokens = [
        (":categories", "{category}"),
        (":year", "{year}"),
        (":month", "{month}"),
        (":day", "{day}"),
        (":title", "{slug}"),
        (":slug", "{slug}"),
        (":output_ext", ".html"),
    ];
    translated(pattern, &tokens, notes)
}

/// Hexo's `permalink:`; `:title` is the file's name without what `new_post_name` puts before it.
///
/// # Source
/// Hexo documentation, "Permalinks": variables.
pub fn hexo(own: &str, new_post_name: &str, notes: &mut Vec<String>) -> String {
    let dated = new_post_name.starts_with(":year");
    let title = if dated { "{slug}" } else { "{path}" };
    let tokens = [
        (":category", "{category}"),
        (":year", "{year}"),
        (":month", "{month}"),
        (":day", "{day}"),
        (":title", title),
        (":name", if dated { "{slug}" } else { "{stem}" }),
    ];
    translated(own, &tokens, notes)
}

/// Hugo's `permalinks:` of a section.
///
/// # Source
/// Hugo documentation, "Permalinks": tokens.
pub fn hugo(own: &str, section: &str, notes: &mut Vec<String>) -> String {
    let tokens = [
        (":sections", section),
        (":section", section),
        (":year", "{year}"),
        (":month", "{month}"),
        (":day", "{day}"),
        (":slugorcontentbasename", "{stem}"),
        (":slugorfilename", "{stem}"),
        (":contentbasename", "{stem}"),
        (":filename", "{stem}"),
        (":slug", "{stem}"),
    ];
    translated(own, &tokens, notes)
}

/// The pattern with each `:token` replaced; one that feedcard does not have becomes `{stem}` and a note.
fn translated(own: &str, tokens: &[(&str, &str)], notes: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = own;
    while let Some(colon) = rest.find(':') {
        out.push_str(&rest[..colon]);
        rest = &rest[colon..];
        let end = rest[1..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .map_or(rest.len(), |at| at + 1);
        let token = &rest[..end];
        match tokens.iter().find(|(name, _)| *name == token) {
            Some((_, ours)) => out.push_str(ours),
            None => {
                out.push_str("{stem}");
                notes.push(format!("`{token}` of the address pattern `{own}` is not known here: `{{stem}}` stands in"));
            }
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    format!("/{}", out.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_styles_and_tokens_of_jekyll_hexo_and_hugo_have_their_spelling_here() {
        let mut notes = Vec::new();
        let dated = "/{category}/{year}/{month}/{day}/{slug}";
        assert_eq!(jekyll("date", &mut notes), format!("{dated}.html"));
        assert_eq!(jekyll("pretty", &mut notes), format!("{dated}/"));
        assert_eq!(jekyll("/blog/:title", &mut notes), "/blog/{slug}");
        assert_eq!(
            hexo(":year/:title/", ":title.md", &mut notes),
            "/{year}/{path}/"
        );
        assert_eq!(
            hexo(":title.html", ":year-:month-:day-:title.md", &mut notes),
            "/{slug}.html"
        );
        assert_eq!(
            hugo("/:section/:year/:slug/", "posts", &mut notes),
            "/posts/{year}/{stem}/"
        );
        assert_eq!(notes, [""; 0]);
    }

    #[test]
    fn a_token_that_is_not_known_is_said() {
        let mut notes = Vec::new();
        assert_eq!(
            hexo(":id/:title/", ":title.md", &mut notes),
            "/{stem}/{path}/"
        );
        assert_eq!(notes.len(), 1);
        assert!(notes[0].contains("`:id`"), "{notes:?}");
    }
}
