use super::*;
use proptest::prelude::*;

struct Plain;

impl Addresses for Plain {
    fn absolute(&self, written: &str) -> Option<String> {
        match written.strip_prefix('#') {
            Some(id) => Some(format!("https://a.example/x#{id}")),
            None => Some(
                Url::parse("https://a.example/x/")
                    .unwrap()
                    .join(written)
                    .unwrap()
                    .into(),
            ),
        }
    }

    fn size(&self, _: &str) -> Option<(u32, u32)> {
        None
    }
}

fn body_of(html: &str, markdown: &str) -> Result<String, Refused> {
    let outline = Outline::of(markdown, false);
    content(html, &outline, &Wishes::default(), &Plain).map(|content| content.html)
}

fn body(html: &str, markdown: &str) -> String {
    body_of(html, markdown).unwrap().replace('\n', "")
}

const SHELL: (&str, &str) = (
    "<html><head><title>글</title></head><body><nav>글 목록 소개</nav><header><img src=/logo.png><a href=/>블로그</a></header>\
     <main><article><header><h1>제목 하나</h1><time>2024년 1월 2일</time></header>",
    "<footer>글쓴이 김하나 <img src=me.png></footer></article><aside><h2>관련 글</h2><p>다른 이야기의 첫 문장</p></aside>\
     <div id=comments>댓글을 남겨 주세요</div></main><footer>둘째 문단</footer></body></html>",
);

fn page(inner: &str) -> String {
    format!("{}{inner}{}", SHELL.0, SHELL.1)
}

const TWO: &str = "첫 문단은 여기서 시작하고 끝납니다.\n\n둘째 문단도 그렇습니다.\n";

#[test]
fn what_is_around_the_post_is_cut() {
    let inner = "<div class=post><p>첫 문단은 여기서 시작하고 끝납니다.</p><p>둘째 문단도 <b>그렇</b>습니다.</p></div><div class=share>공유하기</div>";
    let wanted = "<p>첫 문단은 여기서 시작하고 끝납니다.</p><p>둘째 문단도 <b>그렇</b>습니다.</p>";
    assert_eq!(body(&page(inner), TWO), wanted);
    // The same without an element of its own.
    let flat = inner
        .replace("<div class=post>", "")
        .replacen("</div>", "", 1);
    assert_eq!(body(&page(&flat), TWO), wanted);
}

#[test]
fn what_stands_between_two_paragraphs_stays_only_where_the_markdown_has_something_there() {
    let inner = "<p>첫 문단은 여기서 시작하고 끝납니다.</p><div class=ad>광고 보세요 <img src=ad.png></div>\
                 <p>둘째 문단도 그렇습니다.</p>";
    let ad = "<div>광고 보세요 <img src=\"https://a.example/x/ad.png\" alt=\"\"></div>";
    assert!(!body(&page(inner), TWO).contains("광고"));
    for between in [
        "{{< ad >}}",
        "![그림](ad.png)",
        "<Ad />",
        "<div></div>",
        "$$x$$",
    ] {
        let markdown = TWO.replace("\n\n", &format!("\n\n{between}\n\n"));
        assert!(body(&page(inner), &markdown).contains(ad), "{between}");
    }
}

#[test]
fn pictures_at_the_ends_stay_where_the_markdown_has_them() {
    let text = "<p>첫 문단은 여기서 시작하고 끝납니다.</p><p>둘째 문단도 그렇습니다.</p>";
    let inner =
        format!("<img src=hero.png><div><p><img src=a.png></p>{text}<p><img src=b.png></p></div>");
    let plain = body(&page(&inner), TWO);
    assert!(!plain.contains("<img"), "{plain}");
    let both = body(&page(&inner), &format!("![](a.png)\n\n{TWO}\n![](b.png)\n"));
    assert!(
        both.contains("a.png") && both.contains("b.png") && !both.contains("hero.png"),
        "{both}"
    );
    assert!(!both.contains("me.png"), "{both}");
}

#[test]
fn a_post_of_one_paragraph_brings_its_pictures_along() {
    let inner = "<p>첫 문단은 여기서 시작하고 끝납니다.</p><figure><img src=a.png></figure>";
    let found = body(
        &page(inner),
        "첫 문단은 여기서 시작하고 끝납니다.\n\n![](a.png)\n",
    );
    assert!(
        found.starts_with("<p>첫") && found.contains("a.png") && !found.contains("me.png"),
        "{found}"
    );
}

/// Minutes, where each element is looked for among all pictures that stay.
#[test]
fn very_many_pictures_at_the_ends_are_known_at_once() {
    let (text, count) = ("첫 문단은 여기서 시작하고 끝납니다.", 100_000);
    let pictures = "<img src=a.png>".repeat(count);
    let inner = format!("<div><p>{text}</p>{pictures}<i></i></div>");
    let found = body(
        &page(&inner),
        &format!("{text}\n\n{}", "![](a)\n".repeat(count)),
    );
    assert_eq!(found.matches("<img").count(), count);
}

/// Minutes each, where every one of them looks at all others.
#[test]
fn boxes_of_very_many_of_a_kind_cost_no_more_than_their_size() {
    let twins = "<noscript><img src=data:,></noscript>".repeat(100_000);
    let sources = format!(
        "<noscript><img src=data:,></noscript><picture>{}{}</picture>",
        "<source srcset=data:,>".repeat(100_000),
        "<img>".repeat(100_000)
    );
    let numbers = format!(
        "{}{}",
        "<div class=highlight>".repeat(400),
        "<pre></pre>".repeat(60_000)
    );
    let classes = format!(
        "<div class='{}'>{}</div>",
        "a ".repeat(1_000_000),
        "<p>".repeat(100_000)
    );
    for inside in [twins, sources, numbers, classes] {
        let (first, second) = TWO.split_once("\n\n").unwrap();
        // Without a picture of its own nothing of the box would stay.
        let box_of = format!("<div><div>{inside}</div><img src=a.png></div>");
        let inner = format!("<p>{first}</p>{box_of}<p>{}</p>", second.trim());
        let found = body(&page(&inner), &TWO.replace("\n\n", "\n\n{{< x >}}\n\n"));
        assert!(
            found.contains("a.png\" alt=\"\"></div><p>둘째"),
            "{found:.200}"
        );
    }
}

#[test]
fn a_page_that_does_not_show_the_post_is_not_trusted() {
    assert!(
        matches!(body_of(&page("<p>첫 문단은</p>"), TWO), Err(Refused::Share(share)) if share < 0.9)
    );
    assert_eq!(
        body_of(&page("<p>글</p>"), "![](a.png)\n"),
        Err(Refused::Wordless)
    );
    assert!(matches!(
        body_of(&"<div>".repeat(999), TWO),
        Err(Refused::Page(_))
    ));
}

#[test]
fn callouts_are_set_off_as_they_are_without_a_page() {
    let markdown = TWO.replace("\n\n", "\n\n:::info 외투\n\n바람이 찹니다.\n\n:::\n\n");
    let (first, second) = (
        "<p>첫 문단은 여기서 시작하고 끝납니다.</p>",
        "<p>둘째 문단도 그렇습니다.</p>",
    );
    let wanted = format!(
        "{first}<blockquote><p><strong>외투</strong></p><p>바람이 찹니다.</p></blockquote>{second}"
    );
    for (shell, label) in [
        (
            "div class='theme-admonition alert alert--info'",
            "div class=admonitionHeading_x",
        ),
        ("div class='admonition note'", "p class=admonition-title"),
        (
            "div class='info custom-block'",
            "p class=custom-block-title",
        ),
        (
            "aside class=starlight-aside",
            "p class=starlight-aside__title",
        ),
        (
            "div class='markdown-alert markdown-alert-note'",
            "p class=markdown-alert-title",
        ),
        ("div role=note", "p class=title"),
    ] {
        let name = |tag: &str| tag[..tag.find(' ').unwrap()].to_owned();
        let inner = format!(
            "{first}<{shell}><{label}>외투</{}><p>바람이 찹니다.</p></{}>{second}",
            name(label),
            name(shell)
        );
        assert_eq!(body(&page(&inner), &markdown), wanted, "{shell}");
    }
}

#[test]
fn a_teaser_or_a_table_of_contents_is_not_the_text() {
    let inner = "<p class=lead>첫 문단은 여기서 시작하고 끝납니다.</p><ul class=toc><li>소제목 하나</ul>\
                 <div class=post><p>첫 문단은 여기서 시작하고 끝납니다.</p><h2 id=s>소제목 하나<a href=#s class=anchor>#</a></h2><p>둘째 문단도 그렇습니다.</p></div>";
    let markdown = TWO.replace("\n\n", "\n\n## 소제목 하나\n\n");
    assert_eq!(
        body(&page(inner), &markdown),
        "<p>첫 문단은 여기서 시작하고 끝납니다.</p><h2>소제목 하나</h2><p>둘째 문단도 그렇습니다.</p>"
    );
}

#[test]
fn one_picture_is_one_plain_image() {
    let wrapped = |picture: &str| {
        let inner = format!(
            "<p>첫 문단은 여기서 시작하고 끝납니다.</p><p>{picture}</p><p>둘째 문단도 그렇습니다.</p>"
        );
        body(&page(&inner), &TWO.replace("\n\n", "\n\n![글](a.png)\n\n"))
    };
    let wanted = "<p><img src=\"https://a.example/static/h/a.png\" alt=\"글\"></p>";
    for picture in [
        "<span class=gatsby-resp-image-wrapper style='max-width:590px'><span class=gatsby-resp-image-background-image style=\"background-image:url('data:x')\"></span><picture><source srcset='/static/h/a.avif 590w' type=image/avif><img alt=글 src=/static/h/a.png srcset='/static/h/a.png 590w' loading=lazy></picture></span>",
        "<img alt=글 src='data:image/gif;base64,x' data-src=/static/h/a.png><noscript><img alt=글 src=/static/h/a.png></noscript>",
        "<picture><source srcset=/static/h/a.webp type=image/webp><img alt=글 src=/static/h/a.png></picture>",
        "<img alt=글 src=/static/h/a.avif srcset='/static/h/a.png 1x, /static/h/a.avif 2x'>",
        "<noscript><img alt=글 src=/static/h/a.png></noscript>",
    ] {
        let found = wrapped(picture);
        assert!(found.contains(wanted), "{picture}\n{found}");
        assert_eq!(found.matches("<img").count(), 1, "{found}");
    }
    assert!(
        wrapped("<img alt=글 width=10px height=20 src=/a.png>")
            .contains("alt=\"글\" width=\"10\" height=\"20\"")
    );
}

#[test]
fn a_formula_is_its_mathml_and_code_is_code() {
    let inner = "<p>첫 문단은 여기서 시작하고 끝납니다.</p><span class=katex><span class=katex-mathml><math><semantics><mi>x</mi>\
                 <annotation encoding=tex>x</annotation></semantics></math></span><span class=katex-html aria-hidden=true>x</span></span>\
                 <div class=highlight><pre><code class=language-rs><span class=k>let</span> a;</code></pre><button>복사</button></div>\
                 <p>둘째 문단도 그렇습니다.<sup><a href=#fn1>1</a></sup></p>";
    let markdown = TWO
        .replace("\n\n", "\n\n$$x$$\n\n```rs\nlet a;\n```\n\n")
        .replace("니다.\n", "니다.[^1]\n")
        + "\n[^1]: 주\n";
    let inner = format!("{inner}<ol><li id=fn1>주 <a href=#r>↩</a></ol>");
    assert_eq!(
        body(&page(&inner), &markdown),
        "<p>첫 문단은 여기서 시작하고 끝납니다.</p><math><semantics><mi>x</mi></semantics></math>\
         <pre><code class=\"language-rs\">let a;</code></pre>\
         <p>둘째 문단도 그렇습니다.<sup><a href=\"https://a.example/x#fn1\">1</a></sup></p>\
         <ol><li>주 <a href=\"https://a.example/x#r\">↩</a></li></ol>"
    );
}

#[test]
fn what_a_user_selects_is_the_body_and_what_they_drop_is_not() {
    let inner = "<div class='post body'><p>전혀 다른 글</p><p class=x>광고</p></div>";
    let drop = ["p.x".to_owned()];
    let wishes = Wishes {
        select: Some(".post.body"),
        drop: &drop,
    };
    let outline = Outline::of(TWO, false);
    let found = content(&page(inner), &outline, &wishes, &Plain).unwrap();
    assert_eq!(found.html, "<p>전혀 다른 글</p>");
    let wishes = Wishes {
        select: Some(".none"),
        drop: &[],
    };
    assert_eq!(
        content(&page(inner), &outline, &wishes, &Plain),
        Err(Refused::Unselected)
    );
    assert!(
        Wishes {
            select: Some("p["),
            drop: &[]
        }
        .fault()
        .is_some()
    );
    assert!(wishes.fault().is_none());
}

/// Blocks of a post: Markdown, and what generators make of it.
const BLOCKS: &[(&str, &str)] = &[
    (
        "하나의 문단이 여기 있습니다.",
        "<p>하나의 문단이 여기 있습니다.</p>",
    ),
    (
        "## 소제목 둘",
        "<h2 id=a><a href=#a class=anchor>#</a>소제목 둘</h2>",
    ),
    ("- 셋째\n- 항목", "<ul><li>셋째</li>\n<li>항목</li></ul>"),
    (
        "**굵은** `code` 글",
        "<p><strong>굵은</strong> <code>code</code> 글</p>",
    ),
    ("> 따온 말", "<blockquote><p>따온 말</p></blockquote>"),
    (
        "```js\nlet four = 4\n```",
        "<div class=highlight><pre><code class=language-js><span>let</span> four = 4\n</code></pre></div>",
    ),
    ("![그림](b.png)", "<p><img src=b.png></p>"),
    (
        "| 표 | 칸 |\n|---|---|\n| 다섯 | 여섯 |",
        "<table><tr><th>표<th>칸<tr><td>다섯<td>여섯</table>",
    ),
    (
        "{{< youtube x >}}",
        "<div><iframe src=https://www.youtube.com/embed/x></iframe></div>",
    ),
];

const NOISE: &[&str] = &[
    "<div class=ad>광고 하나</div>",
    "<p>소제목 둘</p>",
    "<div class=toc><a href=#a>소제목 둘</a></div>",
    "<img src=noise.png>",
    "<section><h2>관련</h2><p>다른 문단</p></section>",
    "<script>let four</script>",
    "<!-- 하나 -->",
    "<form><input></form>",
    "",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_surrounds_a_post_never_changes_its_body(
        picks in prop::collection::vec(0..BLOCKS.len(), 1..12),
        before in prop::collection::vec(prop::sample::select(NOISE), 0..4),
        after in prop::collection::vec(prop::sample::select(NOISE), 0..4),
    ) {
        // The post's own words come first and last, so that its ends are known.
        let first = ("처음에 오는 문단은 이렇게 시작합니다.", "<p>처음에 오는 문단은 이렇게 시작합니다.</p>");
        let last = ("마지막에 오는 문단은 이렇게 끝납니다.", "<p>마지막에 오는 문단은 이렇게 끝납니다.</p>");
        let blocks: Vec<(&str, &str)> = [first].into_iter().chain(picks.iter().map(|&at| BLOCKS[at])).chain([last]).collect();
        let markdown: Vec<&str> = blocks.iter().map(|(markdown, _)| *markdown).collect();
        let markdown = markdown.join("\n\n");
        let html: String = blocks.iter().map(|(_, html)| *html).collect();
        let quiet = body(&page(&format!("<div class=post>{html}</div>")), &markdown);
        let loud = body(&page(&format!("{}<div class=post>{html}</div>{}", before.concat(), after.concat())), &markdown);
        prop_assert_eq!(&quiet, &loud);
        let flat = body(&page(&format!("{}{html}{}", before.concat(), after.concat())), &markdown);
        prop_assert_eq!(&quiet, &flat);
        prop_assert!(quiet.starts_with("<p>처음에") && quiet.ends_with("끝납니다.</p>"), "{}", quiet);
        let pictures = picks.iter().filter(|&&at| BLOCKS[at].1.contains("<img")).count();
        prop_assert_eq!(quiet.matches("<img").count(), pictures);
    }

    #[test]
    fn any_page_and_any_markdown_give_an_answer(
        html in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "글 ", "하나 ", "<pre>", "</pre>", "<img src=a.png>", "<table>", "<td>", "<b>", "<svg>", "<math>", "</math>",
            "<span class=katex>", "<noscript>", "</noscript>", "<picture>", "<source srcset='a 1x,'>", "<div class=highlight>", "</div>", "<h2>",
            "<a href=#>", "<template>", "<select>", "<figure class='highlight js'>", "<br>", "<input type=checkbox checked>",
        ]), 0..40),
        markdown in prop::collection::vec(prop::sample::select(vec!["글 ", "하나 ", "\n\n", "![](a)", "`", "{{ x }}", "- "]), 0..20),
    ) {
        let _ = body_of(&html.concat(), &markdown.concat());
    }
}
