//! Bodies as a subscriber reads them.

use std::sync::Arc;

use crate::body::*;
use crate::links::{PostIndex, Target};
use proptest::prelude::*;

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
        "글 {% include ad.html %} 끝\n\n{{< ad 123 >}}\n\n`{% include %}` 는 코드\n\n[링크]({{ site.baseurl }}/x)\n",
        &context(false),
    );
    assert!(
        !rendered.html.contains("ad.html") && !rendered.html.contains("123"),
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
    assert_eq!(rendered.problems[0].place.as_ref().unwrap().line, 17);
}

#[test]
fn the_excerpt_is_the_first_paragraph_cut_at_a_grapheme() {
    assert_eq!(
        excerpt(
            "# 제목\n\n![그림](x.png)\n\n<div>상자</div>\n\n**첫** 문단은\n[링크](x)다.\n\n둘째",
            false,
            ""
        ),
        "첫 문단은 링크다."
    );
    assert_eq!(excerpt("```\ncode\n```\n", false, ""), "");
    let long = "가나다라마 ".repeat(100);
    let cut = excerpt(&long, false, "");
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
         {{/* 숨김 */}}{{</* 보임 */>}}\n\n{{< tabs\n  name=\"x\"\n>}}글{{< /tabs >}}\n\n10 {% 20\n\n{% comment %}\n\n끝\n",
        &context(false),
    );
    assert_eq!(
        rendered.html,
        "<p>앞 뒤</p>\n<p>{{&lt; 보임 &gt;}}</p>\n<p>글</p>\n<p>10 {% 20</p>\n<p>끝</p>\n"
    );
    let lines: Vec<u32> = rendered
        .problems
        .iter()
        .map(|problem| problem.place.as_ref().unwrap().line)
        .collect();
    assert_eq!(lines, [28]);
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
        "<h2>제목</h2>\n<p><a href=\"https://e.example/\">밖</a></p>\n<blockquote>\n<p><strong>팁: 도움말</strong></p>\n<p>글</p>\n</blockquote>\n\
         <p><code>{: .code}</code> {:ok, x} {#if}</p>\n"
    );
}

#[test]
fn what_is_left_reads_the_same_a_second_time() {
    let html = html(
        "<pre>\n\n  한 줄 비움</pre>\n\n<p><marquee><p>안</p></marquee></p><svg><desc><p>밖<p>둘</desc></svg>\n",
    );
    assert_eq!(html, "<pre>\n\n  한 줄 비움</pre>\n<p></p><p>안</p><p></p>");
    assert_eq!(clean_html(&html, &context(false)).html, html);
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
        excerpt(&text, true, "");
    }
}

/// Pieces that Markdown is made of, and pieces that break it.
pub const PIECES: &[&str] = &[
    "글",
    "a",
    " ",
    "\n",
    "\n\n",
    "**",
    "*",
    "_",
    "~~",
    "`",
    "```\n",
    "# ",
    "- ",
    "1. ",
    "7) ",
    "> ",
    "    ",
    "\t",
    "| a | b |\n|---|:-:|\n| ",
    " | ",
    "[",
    "](",
    ")",
    "![",
    "](x.png \"t\")",
    "](./y 'u')",
    "<https://e.example/?a&b>",
    "http://f.example/\"x",
    "www.g.example",
    "h@i.example",
    "&quot;",
    "&amp;lt;",
    "&",
    "\"",
    "'",
    "\\",
    "---\n",
    "===\n",
    "\u{a0}",
    "&nbsp;",
    "\u{200b}",
    "%",
    "//",
    ":",
    "mailto:",
    "HTTPS://",
    "\\\n",
    "  \n",
    "[j]: k\n",
    "[j]",
    "[]",
    "<",
    ">",
    "</p>",
    "<br>",
    "\r",
    "\0",
    "\u{feff}",
    "&#0;",
    "&#x1f;",
    "?",
    "#",
    "..",
    "😀",
];

/// Markdown without the author's own HTML comes out as an HTML parser would write it, with nothing left to clean.
fn is_clean(text: &str) {
    let page = Page::new(&context(false));
    let prepared = prepare::Prepared {
        // As everywhere: the author was told of them.
        text: without_forbidden(text).into_owned(),
        ..Default::default()
    };
    let settings = tree::Settings {
        page: page.as_ref(),
        title: "",
        lang: "ko",
    };
    let html = markdown::to_html(&prepared, &settings, context(false).url);
    if !html.found.html && html.found.depth <= nesting::MOST_DEPTH {
        assert_eq!(
            html.text,
            clean::clean(&html.text, page.as_ref()),
            "{text:?}"
        );
    }
}

#[test]
fn what_posts_are_made_of_needs_no_cleaning() {
    for text in [
        "# 제목 `a<b>` \"인용\"\n\n글 **굵게** *기울여* ~~지움~~ 끝  \n다음 줄\\\n또\n",
        "- 하나\n- 둘\n\n  문단\n  1. 셋\n\n3. 넷\n\n> 인용\n>\n> > 둘째\n\n---\n",
        "```rust\nlet a = \"<b>&amp;\";\n```\n\n    들여 쓴 코드\n\n```\n\n빈 줄로 시작\n```\n",
        "| 가 | 나 |\n|:--|--:|\n| `a` | **b** |\n\n| 머리만 |\n| --- |\n",
        "[a](./b.html \"제목 <\\\"&\") ![그림 \"x\"](한글.png 'y') <https://c.example/?a=1&b=2> a@b.example\n",
        "[밖](http://d.example/100%) [곳](#장) [자신](?p=1) [위](../x) [옆](//cdn.example/y) [빈]()\n",
        "www.example.com 과 https://e.example/길 은 주소\n\n[![그림](a.png)](b)\n",
        "넓은\u{a0}칸 &nbsp; &copy; &amp;nbsp; &#8203; &lt;script&gt; `&quot;`\n",
        "글[^1] 또[^1] 둘[^둘]\n\n[^1]: 하나\n[^둘]: - 목록\n\n용어\n: 뜻\n\n다른\n\n: 뜻\n\n  둘째\n",
        "> [!WARNING] 제목\n> 글\n\n- [x] 함\n- [ ] 안 함\n\n$a_1 < b$ $$c$$ :tada:\n",
        "[a](javascript:alert(1)) ![b](data:image/png;base64,AA) [c](http:) &#13; &#0;\n",
    ] {
        is_clean(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn any_markdown_needs_no_cleaning(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        is_clean(&pieces.concat());
    }
}

/// The body as a blog with another post, `content/b.md`, shows it.
fn linked(markdown: &str, mdx: bool) -> Rendered {
    let posts = Arc::new(PostIndex::new([Target {
        source: "content/b.md".into(),
        url: "https://blog.example/sub/b".into(),
        title: "둘째 글".into(),
    }]));
    let context = Context {
        title: "첫째 글",
        posts: Some(&posts),
        ..context(mdx)
    };
    render(markdown, &context)
}

#[test]
fn korean_prose_stays_as_written() {
    for (markdown, shown) in [
        (
            "방은 2~3명, 거실은 4~5명이다. ~~지운(말)~~은 지운다.",
            "방은 2~3명, 거실은 4~5명이다. <del>지운(말)</del>은 지운다.",
        ),
        (
            "3~5월 **굵게 1~2개** `1~2`",
            "3~5월 <strong>굵게 1~2개</strong> <code>1~2</code>",
        ),
        (
            "**·가·**나 **「가」**는 **（가）**나 파일_이름_규칙",
            "<strong>·가·</strong>나 <strong>「가」</strong>는 <strong>（가）</strong>나 파일_이름_규칙",
        ),
        (
            "**\"인용\"**은 **`코드`**는 __init__을",
            "<strong>\"인용\"</strong>은 <strong><code>코드</code></strong>는 __init__을",
        ),
        (
            "시간은 10:30:00, 비율은 1:1:1",
            "시간은 10:30:00, 비율은 1:1:1",
        ),
        (
            "값은 $5에서 $10 사이, 배열은 [[1, 2]]",
            "값은 $5에서 $10 사이, 배열은 [[1, 2]]",
        ),
    ] {
        assert_eq!(html(markdown), format!("<p>{shown}</p>\n"));
    }
}

#[test]
fn a_bare_address_ends_where_the_words_go_on() {
    let html = html("https://a.example/~kim/x에서 (https://b.example/y)도 \"www.c.example/z\"를");
    for link in [
        "<a href=\"https://a.example/~kim/x\">https://a.example/~kim/x</a>에서",
        "(<a href=\"https://b.example/y\">https://b.example/y</a>)도",
        "\"<a href=\"http://www.c.example/z\">www.c.example/z</a>\"를",
    ] {
        assert!(html.contains(link), "{link} in {html}");
    }
}

#[test]
fn links_to_posts_lead_to_them_and_unknown_ones_keep_their_words() {
    let rendered = linked(
        "[파일](./b.md#끝) [졸라](@/b.md) [지킬]({% post_url b %}) [휴고]({{< relref \"b\" >}}) [[b]] [[둘째 글|보기]]\n\n\
         [없음](./c.md) [없음]({{< ref \"c\" >}}) [[c|말]] <a href='../content/b.md'>날</a> {{ site.url }}{% post_url b %}\n",
        false,
    );
    assert_eq!(
        rendered.html.matches("https://blog.example/sub/b").count(),
        9,
        "{}",
        rendered.html
    );
    assert!(rendered.html.contains("없음 없음 말"), "{}", rendered.html);
    assert!(
        rendered.html.contains("#%EB%81%9D\">파일"),
        "{}",
        rendered.html
    );
    assert!(
        rendered
            .lookups
            .iter()
            .any(|lookup| lookup.written == "./c.md" && lookup.url.is_none())
    );
}

#[test]
fn a_noscript_in_a_comment_or_left_open_takes_no_words_along() {
    for (markdown, html) in [
        (
            "가 <!--<noscript--> 나 <font>다</font>\n\n끝\n",
            "<p>가  나 다</p>\n<p>끝</p>\n",
        ),
        (
            "![그림](/a.png) <noscript>나 <font>다</font> ![그림](/a.png)\n\n끝\n",
            "<p>끝</p>",
        ),
        (
            "가 <font>나</font> <noscripts>다</noscripts>\n\n끝\n",
            "<p>가 나 다</p>\n<p>끝</p>\n",
        ),
    ] {
        let rendered = linked(markdown, false);
        assert!(rendered.html.contains(html), "{}", rendered.html);
    }
}

#[test]
fn a_file_that_the_body_no_longer_names_is_not_told_of() {
    // Each of these passes for plain HTML until its last attribute.
    for html in [
        r#"<img src="./blur.png" data-src="./photo.png">"#,
        r#"<p>글</p><img src="./blur.png" alt="" data-src="./photo.png">"#,
    ] {
        let rendered = linked(html, false);
        let files: Vec<&str> = rendered
            .files
            .iter()
            .map(|file| &file.written[..])
            .collect();
        assert_eq!(files, ["./photo.png"], "{html}");
        assert!(!rendered.html.contains("blur.png"), "{}", rendered.html);
    }
    let hidden = linked(r#"<p>글</p><img src="./draft.png" hidden>"#, false);
    assert_eq!(hidden.files.is_empty(), !hidden.html.contains("draft.png"));
}

#[test]
fn files_beside_the_post_are_told_of() {
    let rendered = linked(
        "![가](./a.png) [나](b.pdf) <img src='c.png'> ![라](/d.png) ![마](../static/e.png) [글](other/)",
        false,
    );
    let files: Vec<&str> = rendered
        .files
        .iter()
        .map(|file| &file.written[..])
        .collect();
    assert_eq!(files, ["./a.png", "b.pdf", "c.png"]);
    assert!(
        rendered
            .html
            .contains("src=\"https://blog.example/sub/e.png\""),
        "{}",
        rendered.html
    );
}

#[test]
fn what_the_author_hid_stays_hidden() {
    let hidden = "앞\n\n{% comment %}\n숨김\n{% endcomment %}\n\n{{/* 숨김\n숨김 */}}\n\n{::comment}\n숨김\n{:/comment}\n\n{# 숨김 #}\n\n\
         <!-- 숨김 -->\n\n<p hidden>숨김</p>\n\n<div style='display:none'>숨김</div>\n\n{{< comment >}}\n숨김\n{{< /comment >}}\n\n%%\n숨김\n%%\n\n뒤\n";
    let shown = html(hidden);
    assert!(
        !shown.contains("숨김") && shown.contains("앞") && shown.contains("뒤"),
        "{shown}"
    );
    assert_eq!(excerpt(&hidden["앞\n\n".len()..], false, ""), "뒤");
    let mdx = linked(
        "{/* 숨김\n\n숨김 */}\n\nexport function A() {\n  return <b>숨김</b>;\n\n}\n\n{[1].map((n) => (\n  <b>숨김</b>\n))}\n\n글 {`문자`}\n",
        true,
    );
    assert_eq!(mdx.html, "<p>글 문자</p>\n");
}

#[test]
fn an_element_whose_tag_goes_over_lines_is_outdented_too() {
    let html = |open: &str| linked(&format!("글\n\n{open}\n    안쪽 글\n</div>\n"), true).html;
    assert_eq!(html("<div\n  lang=\"ko\"\n>"), html("<div lang=\"ko\">"));
    // It begins and ends on a line that is longer before it than the line of its end.
    linked("가나다 <p a\n>\n\t*\n\t*</p>\n", true);
}

#[test]
fn line_ends_of_old_macs_move_no_code() {
    let unix = "글\n\n\n`{{ 하나 }}` {% b %}\n\n<pre>{{ 둘 }}</pre>\n";
    assert_eq!(html(&unix.replace('\n', "\r")), html(unix));
    assert_eq!(html(&unix.replace('\n', "\r\n")), html(unix));
}

#[test]
fn pictures_of_mdx_are_pictures() {
    let html = linked(
        "import pic from './pic.png'\n\n<img src={pic} alt=\"가\" />\n\n<Image src={require(\"./c.png\").default} alt=\"나\" width={200} />\n\n\
         <Figure src=\"@site/static/img/x.png\" caption=\"다\" />\n",
        true,
    )
    .html;
    assert_eq!(
        html,
        "<img src=\"https://blog.example/sub/post/pic.png\" alt=\"가\">\n\
         <img src=\"https://blog.example/sub/post/c.png\" alt=\"나\" width=\"200\">\n\
         <figure><img src=\"https://blog.example/sub/img/x.png\" alt=\"다\"><figcaption>다</figcaption></figure>\n"
    );
}

#[test]
fn a_tag_in_an_item_of_a_list_stays_in_it() {
    assert_eq!(
        html("- 하나\n  {{< figure src=\"x.png\" >}}\n- 둘\n"),
        "<ul>\n<li>\n<p>하나</p>\n<img src=\"https://blog.example/sub/post/x.png\" alt=\"\">\n</li>\n<li>\n<p>둘</p>\n</li>\n</ul>\n"
    );
}

#[test]
fn formulas_keep_their_tex_letter_for_letter() {
    let tex = "$$\n\\begin{aligned}\na &= b_1 * c_1 \\\\\n+ d\n\\end{aligned}\n$$";
    let shown = html(&format!(
        "식 $a_1 * b_1$과 \\(x_1^2\\)는 \\(참고\\)다.\n\n{tex}\n\n$$ a~b $$\n\n<math><mi>x</mi></math>\n"
    ));
    for kept in [
        "$a_1 * b_1$과",
        "\\(x_1^2\\)는 (참고)다",
        &tex.replace('&', "&amp;"),
        "$$ a~b $$",
        "<math><mi>x</mi></math>",
    ] {
        assert!(shown.contains(kept), "{kept} in {shown}");
    }
}

#[test]
fn callouts_are_quotations_with_a_label_in_the_language_of_the_post() {
    for markdown in [
        "> [!WARNING] 제목\n> 글\n",
        ":::warning 제목\n글\n:::\n",
        ":::warning[제목]\n글\n:::\n",
        "!!! warning \"제목\"\n    글\n",
        "{% note warning 제목 %}\n글\n{% endnote %}\n",
        "{{< callout type=\"warning\" title=\"제목\" >}}\n글\n{{< /callout >}}\n",
    ] {
        assert_eq!(
            html(markdown),
            "<blockquote>\n<p><strong>경고: 제목</strong></p>\n<p>글</p>\n</blockquote>\n",
            "{markdown}"
        );
    }
}

#[test]
fn kramdown_is_read_as_kramdown_reads_it() {
    assert_eq!(
        html(
            "* TOC\n{:toc}\n\n<div class=\"notice\" markdown=\"1\">\n**굵게**\n</div>\n\n용어\n: 뜻\n\n문단\n{: .wide}\n"
        ),
        "<div>\n<p><strong>굵게</strong></p>\n</div>\n<dl>\n<dt>용어</dt>\n<dd>뜻</dd>\n</dl>\n<p>문단</p>\n"
    );
}

#[test]
fn footnotes_jump_to_ids_that_the_entry_has() {
    let html = html("글[^1] 또[^1] 둘[^둘]\n\n[^1]: 하나\n[^둘]: 둘\n\n<b>날</b>\n");
    for jump in ["fn-1", "fn-2", "fnref-1", "fnref-1-2", "fnref-2"] {
        assert!(
            html.contains(&format!("href=\"https://blog.example/sub/post#{jump}\"")),
            "{jump} in {html}"
        );
        assert!(html.contains(&format!("id=\"{jump}\"")), "{jump} in {html}");
    }
}

#[test]
fn a_heading_that_repeats_the_title_goes_with_the_table_of_contents() {
    let html = linked("# 첫째  글\n\n[[toc]]\n\n본문 :tada:\n\n# 첫째 글\n", false).html;
    assert_eq!(html, "<p>본문 🎉</p>\n<h1>첫째 글</h1>\n");
}

#[test]
fn what_is_lost_of_a_frame_or_script_is_said() {
    let rendered = render(
        "글\n\n<iframe></iframe>\n\n<script src='https://ads.example/x.js'></script>\n<script src='https://platform.twitter.com/widgets.js'></script>\n",
        &context(false),
    );
    let lines: Vec<u32> = rendered
        .problems
        .iter()
        .map(|problem| problem.place.as_ref().unwrap().line)
        .collect();
    assert_eq!(lines, [12, 14], "{:?}", rendered.problems);
}
