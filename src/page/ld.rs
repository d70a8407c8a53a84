//! A post as schema.org data.

use serde_json::{Map, Value, json};

use crate::manifest::PostEntry as Post;

/// A `BlogPosting` as JSON that can stand in a script: no `<`, `>` or `&` gets out.
///
/// # Source
/// schema.org/BlogPosting; Google "Article structured data" (pictures in 1:1, 4:3 and 16:9).
pub fn blog_posting(post: &Post, site_name: &str) -> String {
    let mut data = Map::new();
    let mut put = |key: &str, value: Value| {
        data.insert(key.to_owned(), value);
    };
    put("@context", json!("https://schema.org"));
    put("@type", json!("BlogPosting"));
    put("headline", json!(post.title));
    put("description", json!(post.description));
    put("url", json!(post.url));
    put("mainEntityOfPage", json!(post.url));
    put("inLanguage", json!(post.lang));
    put("datePublished", json!(post.published));
    put(
        "dateModified",
        json!(post.updated.as_ref().unwrap_or(&post.published)),
    );
    let images: Vec<&str> = if post.covers.is_empty() {
        post.card.iter().map(|card| card.url.as_str()).collect()
    } else {
        post.covers.iter().map(|cover| cover.url.as_str()).collect()
    };
    if !images.is_empty() {
        put("image", json!(images));
    }
    let author = |author: &crate::post::Author| match &author.uri {
        Some(uri) => json!({"@type": "Person", "name": author.name, "url": uri}),
        None => json!({"@type": "Person", "name": author.name}),
    };
    if !post.authors.is_empty() {
        put("author", post.authors.iter().map(author).collect());
    }
    if !post.tags.is_empty() {
        put("keywords", json!(post.tags));
    }
    put("isPartOf", json!({"@type": "Blog", "name": site_name}));
    in_script(&Value::Object(data).to_string())
}

/// JSON's own escapes for what could end the script, or the comment round it.
fn in_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a script's JSON is about the post itself, so that a second one would contradict it.
pub fn is_article(script: &str) -> bool {
    const TYPES: [&str; 4] = ["BlogPosting", "Article", "NewsArticle", "TechArticle"];
    let Ok(Value::Object(data)) = serde_json::from_str::<Value>(script) else {
        return false;
    };
    let named = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match data.get("@type") {
        Some(Value::Array(types)) => types.iter().any(named),
        Some(name) => named(name),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_cannot_be_left() {
        let json = json!({"headline": "</script><img onerror=alert(1)><!--&\u{2028}"}).to_string();
        let safe = in_script(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
        assert_eq!(
            serde_json::from_str::<Value>(&safe).ok(),
            serde_json::from_str::<Value>(&json).ok()
        );
    }

    #[test]
    fn only_the_post_itself_is_an_article() {
        assert!(is_article(r#"{"@type": "BlogPosting"}"#));
        assert!(is_article(r#" {"@type": ["Article", "X"]} "#));
        assert!(!is_article(r#"{"@type": "BreadcrumbList"}"#));
        assert!(!is_article("not JSON"));
    }
}
