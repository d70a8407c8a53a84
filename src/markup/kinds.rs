//! Kinds of elements, by what a parser does where they begin.

/// The work of a parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Begins it, whatever is open.
    Inline,
    /// Ends an open paragraph before it.
    Block,
    /// Ends an open paragraph, and a heading that it is just inside of.
    Heading,
    /// Ends the item before it.
    Item,
    /// Ends the term or its meaning before it.
    Term,
    /// Ends what is before it in a `ruby`.
    Ruby,
    /// A part of a table.
    Part,
    /// Has no content.
    Void,
    /// Has no content, and ends an open paragraph before it.
    Rule,
    /// Has text for content, markup or not.
    Raw,
    /// A picture with rules of its own.
    Svg,
    /// Something that is not read here.
    Refused,
}

impl Kind {
    /// Returns true if a paragraph that is open ends before it.
    pub fn ends_paragraphs(self) -> bool {
        match self {
            Kind::Block | Kind::Heading | Kind::Item | Kind::Term | Kind::Rule => true,
            Kind::Inline
            | Kind::Ruby
            | Kind::Part
            | Kind::Void
            | Kind::Raw
            | Kind::Svg
            | Kind::Refused => false,
        }
    }

    /// Returns true if `/>` means something.
    pub fn may_close_itself(self) -> bool {
        matches!(self, Kind::Void | Kind::Rule | Kind::Svg)
    }
}

/// The kind of an element. By the length of its name: one list would be read to its end for every tag.
pub(super) fn kind(name: &str) -> Kind {
    match name.len() {
        1 => match name {
            "a" | "b" | "i" | "q" | "s" | "u" => Kind::Inline,
            "p" => Kind::Block,
            _ => Kind::Refused,
        },
        2 => match name {
            "em" | "tt" => Kind::Inline,
            "li" => Kind::Item,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
            "br" => Kind::Void,
            "ul" | "ol" | "dl" => Kind::Block,
            "td" | "th" | "tr" => Kind::Part,
            "dd" | "dt" => Kind::Term,
            "hr" => Kind::Rule,
            "rt" | "rp" => Kind::Ruby,
            _ => Kind::Refused,
        },
        3 => match name {
            "div" | "pre" | "nav" => Kind::Block,
            "img" | "wbr" | "col" => Kind::Void,
            "svg" => Kind::Svg,
            "bdi" | "bdo" | "big" | "del" | "dfn" | "ins" | "kbd" | "map" | "sub" | "sup"
            | "var" => Kind::Inline,
            _ => Kind::Refused,
        },
        4 => match name {
            "span" | "code" | "abbr" | "cite" | "data" | "font" | "mark" | "ruby" | "samp"
            | "time" => Kind::Inline,
            "form" | "main" | "menu" => Kind::Block,
            "area" | "link" | "meta" => Kind::Void,
            _ => other(name),
        },
        5 => match name {
            "table" | "aside" => Kind::Block,
            "thead" | "tbody" | "tfoot" => Kind::Part,
            "audio" | "label" | "meter" | "small" | "video" => Kind::Inline,
            "embed" | "input" | "param" | "track" => Kind::Void,
            "style" => Kind::Raw,
            _ => other(name),
        },
        6 => match name {
            "strong" | "button" | "canvas" | "output" | "strike" => Kind::Inline,
            "figure" | "center" | "dialog" | "footer" | "header" | "hgroup" => Kind::Block,
            "source" => Kind::Void,
            "iframe" | "script" => Kind::Raw,
            _ => other(name),
        },
        _ => match name {
            "section" | "article" | "blockquote" | "figcaption" | "details" | "summary"
            | "address" | "fieldset" => Kind::Block,
            "picture" | "noscript" | "progress" => Kind::Inline,
            "caption" | "colgroup" => Kind::Part,
            _ => other(name),
        },
    }
}

/// The kind of an element of the page's own, which has a dash in its name; HTML has none such.
fn other(name: &str) -> Kind {
    match name.contains('-') {
        true => Kind::Inline,
        false => Kind::Refused,
    }
}

/// Returns true if the element may begin just inside of `parent`, which is empty at the top.
pub(super) fn may_begin(name: &str, kind: Kind, parent: &str) -> bool {
    match kind {
        Kind::Refused => false,
        Kind::Item => matches!(parent, "ul" | "ol" | "menu"),
        Kind::Term => parent == "dl",
        Kind::Ruby => parent == "ruby",
        Kind::Part => match name {
            "td" | "th" => parent == "tr",
            "tr" => matches!(parent, "thead" | "tbody" | "tfoot"),
            _ => parent == "table",
        },
        _ if name == "col" => parent == "colgroup",
        Kind::Heading => self::kind(parent) != Kind::Heading && !holds_only_blanks(parent),
        Kind::Inline | Kind::Block | Kind::Void | Kind::Rule | Kind::Raw | Kind::Svg => {
            !holds_only_blanks(parent)
        }
    }
}

/// Returns true for an element inside of which words are moved elsewhere.
pub(super) fn holds_only_blanks(name: &str) -> bool {
    matches!(
        name,
        "table" | "colgroup" | "thead" | "tbody" | "tfoot" | "tr"
    )
}

/// Returns true for an element of a drawing: in it, no other rules begin.
pub(super) fn is_drawn(name: &str) -> bool {
    matches!(
        name,
        "circle"
            | "clipPath"
            | "defs"
            | "desc"
            | "ellipse"
            | "g"
            | "line"
            | "linearGradient"
            | "mask"
            | "path"
            | "polygon"
            | "polyline"
            | "radialGradient"
            | "rect"
            | "stop"
            | "svg"
            | "symbol"
            | "text"
            | "title"
            | "tspan"
            | "use"
    )
}
