//! What a page has already: its relevant tags with their bytes, and where new ones can stand.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use lol_html::{RewriteStrSettings, doctype, element, rewrite_str, text};

/// A tag of the page that feedcard may own.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Lower case: `meta`, `link`, `script`.
    pub element: String,
    /// Names in lower case, values as they stand in the source.
    pub attributes: Vec<(String, String)>,
    /// The start tag's bytes; of a script up to behind its end tag.
    pub bytes: Range<usize>,
    /// The text of a script.
    pub text: String,
    /// `<meta … />`.
    pub closed: bool,
}

impl Seen {
    /// An attribute's value with its character references decoded.
    pub fn value(&self, name: &str) -> Option<String> {
        let raw = self.attributes.iter().find(|(key, _)| key == name)?;
        Some(decoded(&raw.1))
    }
}

/// A page, looked at.
#[derive(Debug, Default)]
pub struct Page {
    /// In source order.
    pub tags: Vec<Seen>,
    /// Where a new tag may stand: behind `<meta charset>`, `<head>`, `<html>`, the doctype, or at the start.
    pub insert_at: usize,
    /// Whether it is a document at all: it has a doctype, `html` or `head`.
    pub document: bool,
}

/// A charset that stands later is none (HTML Standard: within the first 1024 bytes).
const CHARSET_WITHIN: usize = 1024;

/// Elements that do not begin the body.
const HEAD: [&str; 10] = [
    "html", "head", "meta", "link", "script", "style", "title", "base", "noscript", "template",
];

/// Looks at a page.
///
/// # Errors
/// What the tokenizer says where it gives up.
pub fn scan(html: &str) -> Result<Page, String> {
    let page = RefCell::new(Page {
        insert_at: if html.starts_with('\u{FEFF}') { 3 } else { 0 },
        ..Page::default()
    });
    // How good the best place so far is; once the body has begun, nothing is a place for the head.
    let rank = Cell::new(0);
    // Where the last element inside of a drawing or a formula starts: those have a `script` and a `title` of their own.
    let drawn = Cell::new(None);
    let place = |good: u8, at: usize| {
        if good > rank.get() {
            rank.set(good);
            page.borrow_mut().insert_at = at;
        }
    };
    let settings = RewriteStrSettings::new()
        .with_strict(false)
        .append_document_content_handler(doctype!(|doctype| {
            page.borrow_mut().document = true;
            place(1, doctype.source_location().bytes().end);
            Ok(())
        }))
        .append_element_content_handler(element!("*", |any| {
            if !HEAD.contains(&any.tag_name().as_str()) {
                rank.set(u8::MAX);
            }
            Ok(())
        }))
        .append_element_content_handler(element!("html", |html| {
            page.borrow_mut().document = true;
            place(2, html.source_location().bytes().end);
            Ok(())
        }))
        .append_element_content_handler(element!("head", |head| {
            page.borrow_mut().document = true;
            place(3, head.source_location().bytes().end);
            Ok(())
        }))
        .append_element_content_handler(element!("svg *, math *", |inside| {
            drawn.set(Some(inside.source_location().bytes().start));
            Ok(())
        }))
        .append_element_content_handler(element!("meta, link, script", |tag| {
            let bytes = tag.source_location().bytes();
            if drawn.get() == Some(bytes.start) {
                return Ok(());
            }
            if tag.has_attribute("charset")
                && tag.tag_name() == "meta"
                && bytes.end <= CHARSET_WITHIN
            {
                place(4, bytes.end);
            }
            let attributes = tag.attributes().iter();
            page.borrow_mut().tags.push(Seen {
                element: tag.tag_name(),
                attributes: attributes.map(|a| (a.name(), a.value())).collect(),
                bytes,
                text: String::new(),
                closed: tag.is_self_closing(),
            });
            Ok(())
        }))
        .append_element_content_handler(text!("script", |chunk| {
            let bytes = chunk.source_location().bytes();
            // Of the script that was noted last, not of one inside a drawing.
            if let Some(script) = page.borrow_mut().tags.last_mut()
                && script.element == "script"
                && script.bytes.end == bytes.start
            {
                script.text.push_str(chunk.as_str());
                script.bytes.end = bytes.end;
            }
            Ok(())
        }));
    rewrite_str(html, settings).map_err(|error| error.to_string())?;
    let mut page = page.into_inner();
    for script in page.tags.iter_mut().filter(|tag| tag.element == "script") {
        // Behind `</script>`.
        script.bytes.end = html[script.bytes.end..]
            .find('>')
            .map_or(html.len(), |at| script.bytes.end + at + 1);
    }
    Ok(page)
}

/// The references that attribute values really hold: the five of XML, and numbers.
fn decoded(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest
            .find(';')
            .filter(|end| *end < 12)
            .map(|end| &rest[1..end]);
        match reference.and_then(character) {
            Some(c) => {
                out.push(c);
                rest = &rest[reference.map_or(0, str::len) + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
