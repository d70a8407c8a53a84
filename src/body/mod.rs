//! Markdown -> feed-ready HTML, and the plain-text excerpt.
//!
//! In: the Markdown of one post, and where the post lives on the web. Out: clean HTML in which every address is absolute,
//! and warnings about what could not be carried over. Pure: it opens no file and asks no host.

use std::borrow::Cow;
use std::sync::Arc;

mod address;
mod clean;
mod embed;
mod fast_path;
mod forbidden;
pub mod links;
mod markdown;
mod nesting;
mod tag;
mod template;

use crate::body::address::Page;
use crate::body::links::PostIndex;
use crate::body::markdown::Html;
use crate::post::{holds_forbidden, without_forbidden};
use crate::problem::{Place, Problem};

/// What the rendering of one body depends on besides its text.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Absolute URL of the post: base of every relative address and of fragments.
    pub url: &'a str,
    /// Absolute URL of the site, for `{{ site.url }}` and `{{ site.baseurl }}`.
    pub site_url: &'a str,
    /// File, for problems.
    pub source: &'a str,
    /// Line in the file on which the body begins, from 1.
    pub first_line: u32,
    /// MDX: imports and components are dropped with a warning.
    pub mdx: bool,
    /// The entry's title: a heading that repeats it is left out of the body.
    pub title: &'a str,
    /// Language of the post, BCP 47, for labels.
    pub lang: &'a str,
    /// Other posts, for links to them.
    pub posts: Option<&'a Arc<PostIndex>>,
}

/// HTML that every feed reader may show, and what had to be said about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    /// Clean HTML, every address absolute.
    pub html: String,
    /// Warnings, with file and line.
    pub problems: Vec<Problem>,
    /// Relative files that the body names, each once: pictures, sounds, downloads.
    pub files: Vec<NamedFile>,
    /// Posts that the body links to by file or name, and what was found: the HTML depends on nothing else of them.
    pub lookups: Vec<Lookup>,
}

/// A file beside the post, as the body names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedFile {
    /// As written: `./a.png`.
    pub written: String,
    /// Where the feed says it is.
    pub url: String,
}

/// A link to a post in a generator's words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lookup {
    /// How the post was looked for.
    pub by: LookupKind,
    /// What was looked for.
    pub written: String,
    /// The post's address, if it was found.
    pub url: Option<String>,
}

/// How a post is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LookupKind {
    /// By the path of its file.
    Path,
    /// By the end of its path.
    Name,
    /// By its title.
    Title,
}

/// Changes whenever the same Markdown could give other HTML: part of every cache key.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+3");

/// Renders Markdown (GFM, CJK-friendly emphasis, raw HTML) to clean HTML with absolute addresses.
///
/// Scripts, styles, forms and event handlers are left out; an `iframe` becomes a link to what it showed; lazy image
/// markup becomes one plain `<img>`; the text of `pre` stays as it was written.
///
/// # Source
/// CommonMark 0.31, GitHub Flavored Markdown; HTML Living Standard 13.2 (parsing).
pub fn render(markdown: &str, context: &Context) -> Rendered {
    let mut forbidden = forbidden::written(markdown);
    let plain = template::resolve(markdown, context.mdx, context.site_url);
    let html = markdown::to_html(&without_forbidden(&plain.text));
    let html = match cleaned(&html, Page::new(context.url).as_ref()) {
        Ok(html) => html,
        Err(why) => {
            return Rendered {
                html: String::new(),
                problems: vec![
                    Problem::error("body-nesting", why)
                        .at(Place::file(context.source))
                        .help("close the tags that are left open in the body"),
                ],
                ..Rendered::default()
            };
        }
    };
    if holds_forbidden(&html) {
        forbidden.extend(forbidden::referred(markdown));
    }
    let place = |line: usize, column: usize, length: usize| {
        Place::span(
            context.source,
            context.first_line.saturating_add(count(line)),
            count(column) + 1,
            count(length),
            markdown.lines().nth(line).unwrap_or_default(),
        )
    };
    let dropped = plain.dropped.iter().map(|dropped| {
        Problem::warning(
            "body-template",
            format!("{} is not Markdown; left out of the feeds", dropped.what),
        )
        .at(place(dropped.line, dropped.column, dropped.length))
        .help("write it as Markdown or HTML, or inside backticks if it is meant to be read")
    });
    let forbidden = forbidden.iter().map(|found| {
        Problem::warning(
            "forbidden-character",
            format!(
                "U+{:04X} is no character that a feed can carry; left out",
                found.point
            ),
        )
        .at(place(found.line, found.column, found.length))
        .help("delete it")
    });
    Rendered {
        problems: dropped.chain(forbidden).collect(),
        html: match without_forbidden(&html) {
            Cow::Borrowed(_) => html,
            Cow::Owned(html) => html,
        },
        ..Rendered::default()
    }
}

/// Cleans a fragment of HTML from anywhere, as [`render`] cleans what is in a post: absolute addresses, frames as links, nothing
/// that runs.
pub fn clean_html(html: &str, context: &Context) -> Rendered {
    let html = Html {
        text: html.to_owned(),
        raw: true,
    };
    match cleaned(&html, Page::new(context.url).as_ref()) {
        Ok(html) => Rendered {
            html: without_forbidden(&html).into_owned(),
            ..Rendered::default()
        },
        Err(why) => Rendered {
            problems: vec![Problem::error("body-nesting", why).at(Place::file(context.source))],
            ..Rendered::default()
        },
    }
}

/// HTML that a reader may show; the message where it costs more than any page is worth.
fn cleaned(html: &Html, page: Option<&Page>) -> Result<String, String> {
    let thoroughly = || match nesting::fault(&html.text) {
        Some(why) => Err(why),
        None => Ok(clean::clean(&embed::to_links(&html.text, page), page)),
    };
    let fast_path = page.filter(|_| !html.raw);
    match fast_path.and_then(|page| fast_path::cleaned(&html.text, page)) {
        Some(html) => {
            debug_assert_eq!(Ok(&html), thoroughly().as_ref(), "two ways to one result");
            Ok(html)
        }
        None => thoroughly(),
    }
}

/// The first paragraph as plain text on one line, cut at a grapheme near 200 with `…`; empty if there is none.
pub fn excerpt(markdown: &str, mdx: bool) -> String {
    let plain = template::resolve(markdown, mdx, "");
    markdown::first_paragraph(&plain.text)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(mdx: bool) -> Context<'static> {
        Context {
            url: "https://blog.example/sub/post",
            site_url: "https://blog.example/sub",
            source: "content/post.md",
            first_line: 10,
            mdx,
            title: "",
            lang: "ko",
            posts: None,
        }
    }

    fn html(markdown: &str) -> String {
        render(markdown, &context(false)).html
    }

    #[test]
    fn addresses_are_absolute_wherever_they_stand() {
        let html = html(
            "[a](./a.html) [b](/b) [c](#c) [d](../d) [e](//cdn.example/e)\n\n![f](f.png)\n\n\
             <img src='g.png' srcset='g.png 1x, /h.png 2x'><video poster='p.jpg' src='v.mp4'></video>\n\n[한](./한글.png)",
        );
        for wanted in [
            "href=\"https://blog.example/sub/post/a.html\"",
            "href=\"https://blog.example/b\"",
            "href=\"https://blog.example/sub/post#c\"",
            "href=\"https://blog.example/sub/d\"",
            "href=\"https://cdn.example/e\"",
            "src=\"https://blog.example/sub/post/f.png\"",
            "srcset=\"https://blog.example/sub/post/g.png 1x, https://blog.example/h.png 2x\"",
            "poster=\"https://blog.example/sub/post/p.jpg\"",
            "/%ED%95%9C%EA%B8%80.png\"",
        ] {
            assert!(html.contains(wanted), "{wanted} in {html}");
        }
    }

    #[test]
    fn html_from_anywhere_is_cleaned_too() {
        let html = "<p onclick=x()>글<script>1</script> <a href='./a'>가</a><iframe src='https://youtu.be/x'></iframe>";
        assert_eq!(
            clean_html(html, &context(false)).html,
            "<p>글 <a href=\"https://blog.example/sub/post/a\">가</a><a href=\"https://youtu.be/x\">YouTube</a></p>"
        );
    }

    #[test]
    fn what_a_reader_must_not_run_is_left_out() {
        let html = html(
            "<script>alert(1)</script><style>p{}</style><p onclick='x()' style='color:red'>글</p>\
             <a href='javascript:x()'>가</a><a href='file:///etc/passwd'>나</a><form><input></form><svg><script>1</script></svg>",
        );
        for banned in [
            "script",
            "style",
            "onclick",
            "javascript",
            "file:",
            "input",
            "svg",
            "alert",
        ] {
            assert!(!html.contains(banned), "{banned} in {html}");
        }
        assert!(
            html.contains('글') && html.contains('가') && html.contains('나'),
            "{html}"
        );
    }

    #[test]
    fn an_iframe_becomes_a_link_to_what_it_showed() {
        let html = html(
            "<iframe src='https://www.youtube.com/embed/abc123?rel=0' title='발표 영상'></iframe>\n\n\
             <iframe src='//speakerdeck.com/player/0f0f?'></iframe>\n\n<iframe src='https://maps.example/x'></iframe>\n\n\
             <script async class='speakerdeck-embed' data-id='9a9a' src='//speakerdeck.com/assets/embed.js'></script>",
        );
        assert!(
            html.contains("<a href=\"https://www.youtube.com/watch?v=abc123\">발표 영상</a>"),
            "{html}"
        );
        assert!(
            html.contains("<a href=\"https://speakerdeck.com/player/0f0f\">Speaker Deck</a>"),
            "{html}"
        );
        assert!(
            html.contains("<a href=\"https://maps.example/x\">maps.example</a>"),
            "{html}"
        );
        assert!(
            html.contains("<a href=\"https://speakerdeck.com/player/9a9a\">Speaker Deck</a>"),
            "{html}"
        );
    }

    #[test]
    fn lazy_pictures_become_one_plain_image() {
        let html = html(
            "<img src='data:image/gif;base64,R0' data-src='real.png' class='lazy' alt='그림'><noscript><img src='real.png'></noscript>\n\n\
             <span class='blur'><img src='data:image/png;base64,AA'></span><picture><source srcset='w.webp'><img src='w.png'></picture>",
        );
        assert_eq!(html.matches("<img").count(), 2, "{html}");
        assert!(
            html.contains("<img src=\"https://blog.example/sub/post/real.png\" alt=\"그림\">"),
            "{html}"
        );
        assert!(
            !html.contains("data:") && !html.contains("noscript") && !html.contains("lazy"),
            "{html}"
        );
    }

    #[test]
    fn code_is_read_as_it_was_written() {
        let html = html("```java\nList<String> a; // {% raw %} &amp;\n\n  b\n```\n");
        assert_eq!(
            html,
            "<pre><code class=\"language-java\">List&lt;String&gt; a; // {% raw %} &amp;amp;\n\n  b\n</code></pre>\n"
        );
    }

    #[test]
    fn korean_emphasis_closes_before_a_particle() {
        assert_eq!(
            html("**안녕(hello)**은"),
            "<p><strong>안녕(hello)</strong>은</p>\n"
        );
    }

    #[test]
    fn template_tags_do_not_leak_and_say_where_they_stood() {
        let rendered = render(
            "글 {% include ad.html %} 끝\n\n{{< tweet 123 >}}\n\n`{% include %}` 는 코드\n\n[링크]({{ site.baseurl }}/x)\n",
            &context(false),
        );
        assert!(
            !rendered.html.contains("ad.html") && !rendered.html.contains("tweet"),
            "{}",
            rendered.html
        );
        assert!(
            rendered.html.contains("<code>{% include %}</code>"),
            "{}",
            rendered.html
        );
        assert!(
            rendered.html.contains("https://blog.example/sub/x"),
            "{}",
            rendered.html
        );
        let places: Vec<(u32, u32)> = rendered
            .problems
            .iter()
            .map(|problem| {
                problem
                    .place
                    .as_ref()
                    .map_or((0, 0), |at| (at.line, at.column))
            })
            .collect();
        assert_eq!(places, [(10, 3), (12, 1)]);
    }

    #[test]
    fn highlight_blocks_stay_code_and_raw_is_unwrapped() {
        let html = html(
            "{% highlight ruby %}\nputs '*a*'\n{% endhighlight %}\n\n{% raw %}{{ x }}{% endraw %}\n",
        );
        assert!(
            html.contains("<pre><code class=\"language-ruby\">puts '*a*'\n</code></pre>"),
            "{html}"
        );
        assert!(html.contains("<p>{{ x }}</p>"), "{html}");
    }

    #[test]
    fn mdx_imports_and_components_are_dropped_with_a_warning() {
        let rendered = render(
            "import Chart from './chart'\nimport {\n  A,\n} from 'a'\n\n# 제목\n\n<Chart data={[1, 2]} title=\">\">\n\n본문 <B.C />글\n\n</Chart>\n\n{/* 메모 */}\n",
            &context(true),
        );
        assert_eq!(rendered.html, "<h1>제목</h1>\n<p>본문 글</p>\n");
        assert!(!rendered.problems.is_empty());
        assert_eq!(rendered.problems[0].place.as_ref().unwrap().line, 10);
    }

    #[test]
    fn the_excerpt_is_the_first_paragraph_cut_at_a_grapheme() {
        assert_eq!(
            excerpt(
                "# 제목\n\n![그림](x.png)\n\n<div>상자</div>\n\n**첫** 문단은\n[링크](x)다.\n\n둘째",
                false
            ),
            "첫 문단은 링크다."
        );
        assert_eq!(excerpt("```\ncode\n```\n", false), "");
        let long = "가나다라마 ".repeat(100);
        let cut = excerpt(&long, false);
        assert!(cut.ends_with('…') && cut.chars().count() <= 201, "{cut}");
    }

    #[test]
    fn what_gatsby_builds_round_a_picture_goes() {
        let html = html(
            "<span class='gatsby-resp-image-wrapper'><span class='gatsby-resp-image-background-image' style='x'></span><img src='/m.png' alt='그림'></span>\n\n\
             <div class='gatsby-image-wrapper'><div aria-hidden='true'></div><img aria-hidden='true' src='data:image/png;base64,A'><picture><source type='image/webp' data-srcset='/w.webp 8w'><img data-src='/w.png' alt='사진'></picture><NOSCRIPT><img src='/w.png'></NOSCRIPT></div>\n\n\
             <NOSCRIPT><img src='up.png'></NOSCRIPT>",
        );
        assert_eq!(
            html,
            "<p><span><img src=\"https://blog.example/m.png\" alt=\"그림\"></span></p>\n\
             <div><img alt=\"사진\" src=\"https://blog.example/w.png\"></div>\n\
             <p><img src=\"https://blog.example/sub/post/up.png\"></p>\n"
        );
    }

    #[test]
    fn older_players_become_links_too() {
        assert_eq!(
            html(
                "<object width='1'><param name='movie' value='x'><embed src='//www.youtube.com/v/abc?fs=1'></object>\n\n\
                 <object data='/a.pdf'><p>b</p></object>\n"
            ),
            "<p><a href=\"https://www.youtube.com/watch?v=abc\">YouTube</a></p>\n<p><a href=\"https://blog.example/a.pdf\">blog.example</a></p>\n"
        );
    }

    #[test]
    fn a_frame_of_the_blog_itself_and_a_ticked_box_stay_readable() {
        assert_eq!(
            html("<iframe src='/demo.html' title='시연'></iframe>\n\n- [ ] 하나\n- [x] 둘\n"),
            "<a href=\"https://blog.example/demo.html\">시연</a>\n<ul>\n<li>☐ 하나</li>\n<li>☑ 둘</li>\n</ul>\n"
        );
    }

    #[test]
    fn template_tags_in_code_that_is_indented_or_in_pre_are_text() {
        let rendered = render(
            "글\n\n    {% a %}\n\n    {% b %}\n\n<pre>\n{% c %}\n</pre>\n\n- 항목\n\n    {% d %}\n",
            &context(false),
        );
        assert_eq!(
            rendered.html,
            "<p>글</p>\n<pre><code>{% a %}\n\n{% b %}\n</code></pre>\n<pre>{% c %}\n</pre>\n<ul>\n<li>항목</li>\n</ul>\n"
        );
        assert_eq!(rendered.problems.len(), 1, "{:?}", rendered.problems);
    }

    #[test]
    fn code_points_that_xml_forbids_are_left_out_and_said() {
        let rendered = render(
            "글\u{0}자\n\n둘 &#x1; `&#2;`\n\n\u{FFFE}끝 &#65534;",
            &context(false),
        );
        assert_eq!(
            rendered.html,
            "<p>글자</p>\n<p>둘  <code>&amp;#2;</code></p>\n<p>끝 </p>\n"
        );
        let said: Vec<(u32, u32, &str)> = rendered
            .problems
            .iter()
            .map(|problem| {
                let at = problem.place.as_ref().unwrap();
                (
                    at.line,
                    at.column,
                    problem.message.split(' ').next().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (10, 2, "U+0000"),
                (14, 1, "U+FFFE"),
                (12, 3, "U+0001"),
                (14, 4, "U+FFFE")
            ]
        );
    }

    #[test]
    fn comments_and_tags_over_several_lines_do_not_leak() {
        let rendered = render(
            "앞 {% comment %} 숨김 {% endcomment %}뒤\n\n{% comment %}\n\n```\n숨김\n```\n{{ 숨김 }} {% if x %}\n{% endcomment %}\n\n\
             {{/* 숨김 */}}{{</* 숨김 */>}}\n\n{{< tabs\n  name=\"x\"\n>}}글{{< /tabs >}}\n\n10 {% 20\n\n{% comment %}\n\n끝\n",
            &context(false),
        );
        assert_eq!(
            rendered.html,
            "<p>앞 뒤</p>\n<p>글</p>\n<p>10 {% 20</p>\n<p>끝</p>\n"
        );
        let lines: Vec<u32> = rendered
            .problems
            .iter()
            .map(|problem| problem.place.as_ref().unwrap().line)
            .collect();
        assert_eq!(lines, [22, 24, 28]);
    }

    #[test]
    fn a_highlight_of_hugo_is_code() {
        assert_eq!(
            html("{{< highlight go \"linenos=table\" >}}\na **b** {{ c }}\n{{< /highlight >}}\n"),
            "<pre><code class=\"language-go\">a **b** {{ c }}\n</code></pre>\n"
        );
    }

    #[test]
    fn attribute_lists_and_admonitions_are_markup() {
        assert_eq!(
            html(
                "## 제목 {#id}\n\n[밖](https://e.example/){:target=\"_blank\"}\n{: .wide}\n\n:::tip 도움말\n글\n:::\n\n`{: .code}` {:ok, x} {#if}\n"
            ),
            "<h2>제목</h2>\n<p><a href=\"https://e.example/\">밖</a></p>\n<p><strong>도움말</strong><br>\n글</p>\n\
             <p><code>{: .code}</code> {:ok, x} {#if}</p>\n"
        );
    }

    #[test]
    fn what_is_left_reads_the_same_a_second_time() {
        let html = html(
            "<pre>\n\n  한 줄 비움</pre>\n\n<p><marquee><p>안</p></marquee></p><svg><desc><p>밖<p>둘</desc></svg>\n",
        );
        assert_eq!(html, "<pre>\n\n  한 줄 비움</pre>\n<p></p><p>안</p><p></p>");
        let page = Page::new(context(false).url);
        assert_eq!(clean::clean(&html, page.as_ref()), html);
    }

    #[test]
    fn nesting_without_end_ends() {
        for text in [
            ">".repeat(20_000),
            "[".repeat(50_000),
            "*a ".repeat(30_000),
            "<div>".repeat(5_000),
            "{%".repeat(50_000),
            "{%\n".repeat(20_000),
            "{% comment %} {%".repeat(5_000),
            "{:".repeat(20_000),
            format!("{}\n", "{%".repeat(5_000)).repeat(5),
            "<svg><pre>".repeat(500),
            "<A ".repeat(20_000),
        ] {
            render(&text, &context(true));
            excerpt(&text, true);
        }
    }
}
