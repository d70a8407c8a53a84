//! Clean HTML -> the words of its first paragraph.

use crate::body::markdown::cut;
use crate::markup::references;

/// The words of the first paragraph that has any, on one line; empty where there is none, or where it is a formula.
pub fn first_paragraph(html: &str) -> String {
    let mut rest = html;
    while let Some(at) = rest.find("<p") {
        rest = &rest[at + 2..];
        // `<pre>` and `<picture>` begin like it.
        if !rest.starts_with(['>', ' ']) {
            continue;
        }
        let start = rest.find('>').map_or(rest.len(), |at| at + 1);
        let end = rest.find("</p>").unwrap_or(rest.len());
        let inside = rest.get(start..end).unwrap_or_default();
        if inside.contains("<math") {
            return String::new();
        }
        let words = words(inside);
        if !words.is_empty() {
            return cut(&words);
        }
        rest = &rest[end..];
    }
    String::new()
}

fn words(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<br") || rest.starts_with("<img") {
            text.push(' ');
        }
        // The number of a footnote is no word.
        if rest.starts_with("<sup") {
            let end = rest.find("</sup>").unwrap_or(rest.len());
            let mark = rest[..end].contains("href=\"#") || rest[..end].contains("#fn");
            rest = if mark { &rest[end..] } else { rest };
        }
        rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
    }
    text.push_str(rest);
    let text = references::decoded(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::first_paragraph;

    #[test]
    fn the_first_paragraph_with_words_is_found() {
        for (html, words) in [
            (
                "<pre>코드</pre><p><img src=\"a\"></p><p class=\"x\">하나 &amp; <em>둘</em><br>셋&nbsp;넷</p><p>다섯</p>",
                "하나 & 둘 셋 넷",
            ),
            (
                "<p>글<sup><a href=\"https://a.example/x#fn-1\">1</a></sup>과 H<sub>2</sub>O</p>",
                "글과 H2O",
            ),
            ("<p><math><mi>x</mi></math></p>", ""),
            ("<ul><li>하나</li></ul>", ""),
            ("<p", ""),
            ("<p>a", "a"),
        ] {
            assert_eq!(first_paragraph(html), words, "{html}");
        }
    }
}
