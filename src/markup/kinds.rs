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

/// The kind of an element.
pub(super) fn kind(name: &str) -> Kind {
    match name {
        "a" | "abbr" | "audio" | "b" | "bdi" | "bdo" | "big" | "button" | "canvas" | "cite"
        | "code" | "data" | "del" | "dfn" | "em" | "font" | "i" | "ins" | "kbd" | "label"
        | "map" | "mark" | "meter" | "noscript" | "output" | "picture" | "progress" | "q"
        | "ruby" | "s" | "samp" | "small" | "span" | "strike" | "strong" | "sub" | "sup"
        | "time" | "tt" | "u" | "var" | "video" => Kind::Inline,
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dialog"
        | "div" | "dl" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "header"
        | "hgroup" | "main" | "menu" | "nav" | "ol" | "p" | "pre" | "section" | "summary"
        | "table" | "ul" => Kind::Block,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
        "li" => Kind::Item,
        "dd" | "dt" => Kind::Term,
        "rt" | "rp" => Kind::Ruby,
        "caption" | "colgroup" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => Kind::Part,
        "area" | "br" | "col" | "embed" | "img" | "input" | "link" | "meta" | "param"
        | "source" | "track" | "wbr" => Kind::Void,
        "hr" => Kind::Rule,
        "iframe" | "script" | "style" => Kind::Raw,
        "svg" => Kind::Svg,
        // An element of the page's own; HTML has no name with a dash.
        _ if name.contains('-') => Kind::Inline,
        _ => Kind::Refused,
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
