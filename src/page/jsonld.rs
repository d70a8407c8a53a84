//! A post -> the text of its JSON-LD `BlogPosting`, and the test for scripts of a page that such a text replaces.

use serde_json::{Value, json};

use crate::manifest::PostEntry;

/// Types of schema.org that describe the post itself.
const ARTICLES: &[&str] = &["BlogPosting", "Article", "NewsArticle", "TechArticle"];

/// The `BlogPosting` of a post, on one line, with nothing in it that could end a script or a comment.
pub(super) fn text(post: &PostEntry, site: &str) -> String {
    let mut authors: Vec<Value> = post.authors.iter().map(person).collect();
    let author = match authors.len() {
        1 => authors.remove(0),
        _ => Value::Array(authors),
    };
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "url": post.url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": post.url},
        "datePublished": post.published,
        "inLanguage": post.lang,
        "publisher": {"@type": "Organization", "name": site},
    });
    let optional = [
        ("description", Value::from(post.description.as_str())),
        ("dateModified", Value::from(post.updated.clone())),
        ("author", author),
        ("image", Value::Array(pictures(post))),
        ("keywords", Value::from(post.tags.clone())),
    ];
    for (key, fact) in optional {
        let empty = match &fact {
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            other => other.is_null(),
        };
        if !empty {
            value[key] = fact;
        }
    }
    // Inside a string of JSON each of these may be written as its number; outside of strings none of them occurs.
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

fn person(author: &crate::post::Author) -> Value {
    let mut person = json!({"@type": "Person", "name": author.name});
    if let Some(uri) = &author.uri {
        person["url"] = Value::from(uri.as_str());
    }
    person
}

/// Search engines ask for pictures without text; the card is the fallback.
fn pictures(post: &PostEntry) -> Vec<Value> {
    let image = |url: &str, width: u32, height: u32| json!({"@type": "ImageObject", "url": url, "width": width, "height": height});
    let covers = post.covers.iter();
    let mut pictures: Vec<Value> = covers
        .map(|cover| image(&cover.url, cover.width, cover.height))
        .collect();
    if let (true, Some(card)) = (pictures.is_empty(), &post.card) {
        pictures.push(image(&card.url, card.facts.width, card.facts.height));
    }
    pictures
}

/// True if the content of a script is a post in JSON-LD, ours or a theme's. A list or `@graph` of things says more,
/// and is left alone.
pub(super) fn is_article(content: &str) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(content) else {
        return false;
    };
    let is = |value: &Value| value.as_str().is_some_and(|one| ARTICLES.contains(&one));
    match &value["@type"] {
        Value::Array(types) => types.iter().any(is),
        one => is(one),
    }
}
