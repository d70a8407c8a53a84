//! Generators' spelling of names and titles in addresses.

/// Astro and others: github-slugger. Lower case, punctuation removed, a dash for each blank.
pub(super) fn github(text: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || is_mark(*c) || matches!(c, '-' | '_' | ' ');
    let lower = text.to_lowercase();
    let kept = lower.chars().filter(kept);
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Hugo: lower case, a dash for blanks unless one is there, other signs removed.
///
/// # Source
/// `UnicodeSanitize` in Hugo's helpers/path.go.
pub(super) fn hugo(text: &str) -> String {
    hugo_cased(&text.to_lowercase())
}

/// The same with capitals kept.
pub(super) fn hugo_cased(text: &str) -> String {
    let mut out = String::new();
    let (mut pending, mut dashed) = (false, false);
    for c in text.chars() {
        let allowed = c.is_alphanumeric() || is_mark(c) || "./\\_#+~-@".contains(c);
        if allowed {
            dashed = c == '-';
            if pending && !dashed {
                out.push('-');
            }
            pending = false;
            out.push(c);
        } else if !out.is_empty() && !dashed && c.is_whitespace() {
            pending = true;
        }
    }
    out
}

/// Jekyll's `pretty` slug with its case kept: anything but letters, digits and `._~!$&'()+,;=@` becomes a dash.
pub(super) fn jekyll(text: &str) -> String {
    dashed(text, |c| {
        c.is_alphanumeric() || is_mark(c) || "._~!$&'()+,;=@".contains(c)
    })
}

/// Jekyll's default slug: lower case, a dash for everything but letters and digits.
pub(super) fn jekyll_plain(text: &str) -> String {
    dashed(&text.to_lowercase(), |c| c.is_alphanumeric() || is_mark(c))
}

/// Hexo's `slugize`: a dash for each run of signs and blanks.
pub(super) fn hexo(text: &str) -> String {
    let signs = "~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/";
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    dashed(&plain, |c| !c.is_whitespace() && !signs.contains(c))
}

/// Zola with `slugify.paths = "on"`: lower case, a dash for everything but ASCII letters and digits. Other scripts are
/// spelled in Latin letters there, which this does not do.
pub(super) fn zola(text: &str) -> String {
    dashed(&text.to_lowercase(), |c| c.is_alphanumeric())
}

/// Zola with `slugify.paths = "safe"`: characters that a file system refuses are removed, blanks become `_`.
pub(super) fn zola_safe(text: &str) -> String {
    let refused = "<>:\"/|?*#()[]{}\n\r\\";
    let kept = text.trim().trim_end_matches('.').chars();
    kept.filter(|c| !refused.contains(*c))
        .map(|c| if c.is_whitespace() { '_' } else { c })
        .collect()
}

/// One dash for each run of characters that are not `kept`, none at either end.
fn dashed(text: &str, kept: impl Fn(char) -> bool) -> String {
    let words: Vec<&str> = text
        .split(|c| !kept(c))
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// Combining marks of NFD text, which `is_alphanumeric` does not count.
fn is_mark(c: char) -> bool {
    use unicode_normalization::char::is_combining_mark;
    is_combining_mark(c)
}
