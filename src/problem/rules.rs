//! Every rule that a problem can carry: the one table behind `feedcard explain`, SARIF and the documentation.
//!
//! In: nothing. Out: [`RULES`], sorted by id. A new rule is one row: a test compares the table with the ids that the source
//! uses, and runs every example that is a post.

use crate::problem::Severity;

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable kebab-case name; SARIF `ruleId`.
    pub id: &'static str,
    /// The most severe form in which it is reported.
    pub severity: Severity,
    /// Who has to act: decides how a run ends.
    pub cause: Cause,
    /// One sentence about what was found.
    pub sentence: &'static str,
    /// An input that the rule speaks of.
    pub example: Example,
    /// What to do about it.
    pub help: &'static str,
}

/// Who has to act on a problem. It decides the exit code and whether a run goes on without the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An author: the content is wrong. Exit code 1; `--keep-going` publishes the other posts.
    Content,
    /// Whoever set feedcard up: configuration, flags, folders. Exit code 2.
    Setup,
    /// The machine: a disk that is full, a file that cannot be read or written. Exit code 2, and the run ends.
    System,
    /// feedcard itself: a fault to report.
    Fault,
}

/// An input that a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// Lines of front matter; title and date are added where they are missing.
    Matter(&'static str),
    /// The body of a post.
    Body(&'static str),
    /// A whole Markdown file.
    File(&'static str),
    /// Lines of `feedcard.yaml`.
    Config(&'static str),
    /// A command.
    Run(&'static str),
    /// A situation, in words.
    Case(&'static str),
}

impl Example {
    /// The text to show.
    pub fn text(self) -> &'static str {
        match self {
            Example::Matter(text)
            | Example::Body(text)
            | Example::File(text)
            | Example::Config(text)
            | Example::Run(text)
            | Example::Case(text) => text,
        }
    }
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = RULES.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    RULES.get(at)
}

/// Three lines a rule: `id Severity Cause sentence`, its example, its help.
macro_rules! rules {
    ($($id:literal $severity:ident $cause:ident $sentence:literal $kind:ident $example:literal $help:literal)*) => {
        /// Every rule, sorted by id.
        pub const RULES: &[Rule] = &[$(Rule {
            id: $id,
            severity: Severity::$severity,
            cause: Cause::$cause,
            sentence: $sentence,
            example: Example::$kind($example),
            help: $help,
        }),*];
    };
}

rules! {
    "author-address" Warning Content "The link of an author is not the address of a web page; the author is named without it."
        Matter "authors: [{ name: 김하나, url: hana.example }]"
        "write the whole address, with `https://`"
    "author-nameless" Warning Content "A mapping under `authors:` has no name and no known key; it is left out."
        Matter "authors: [{ url: https://hana.example }]"
        "add `name:` to the mapping"
    "authors-file" Error Content "`authors.yml` cannot be read, or is not a mapping of keys to people."
        Case "authors.yml: `- hana`"
        "write `key: { name: …, url: https://… }`, one line for each person"
    "body-nesting" Error Content "The HTML of a body has more open elements, attributes or footnotes than any page is worth."
        Case "600 `<div>` inside each other"
        "close the tags that are left open in the body"
    "body-page" Error Content "The page of a post does not show the post's words; the body is made from Markdown."
        Case "a page of which 43 % are the post's words"
        "name the content of a post by a CSS selector under `feeds.select`"
    "body-panic" Error Fault "feedcard broke while it rendered the body of a post."
        Case "a body that nobody tried before"
        "report it with the post; `draft: true` or `ignore:` goes round it"
    "body-template" Warning Content "A tag of a template language or an MDX component is not Markdown; the feeds leave it out."
        Body "{% include ad.html %}"
        "write it as Markdown or HTML, or inside backticks if it is meant to be read"
    "cache-folder" Error Setup "The cache folder holds files of somebody else; feedcard writes only into a folder of its own."
        Case "`cache: assets`, where the pictures of the blog are"
        "name another folder under `cache:`, such as `.feedcard`"
    "card" Error Content "The card of a post cannot be drawn as it is asked for."
        Run "feedcard card --title 글 --gray a.png -o card.png"
        "follow the message; `card: { skip: true }` publishes the post without a card"
    "card-glyph" Warning Content "No font has a character of the card's text; the card leaves it blank."
        Matter "title: 쐐기 문자의 첫 글자 𒀀 이야기"
        "name a font that has it under `cards.fonts.fallback:`"
    "card-key" Error Content "The `card:` mapping of a post has a key that feedcard does not know."
        Matter "card: { colour: red }"
        "its keys are layout, title, kicker, subtitle, skip"
    "card-layout" Error Content "`card: { layout: … }` names a layout that does not exist."
        Matter "card: { layout: wide }"
        "name one of the layouts of `cards.layout` in feedcard.yaml"
    "card-panic" Error Fault "feedcard broke while it drew the card of a post."
        Case "a picture that nobody tried before"
        "report it with the post's picture; `card: { skip: true }` goes round it"
    "card-text-too-long" Error Content "A text in the `card:` mapping is longer than `limits.title_chars` allows."
        Case "card: { kicker: … } with 1,001 characters"
        "shorten it, or raise `limits.title_chars`"
    "card-title-cut" Warning Content "The title does not fit on its card and ends in `…`."
        Case "a title of 300 characters"
        "give the card a shorter one: `card: { title: … }`"
    "card-wishes" Error Content "`card` in the front matter is not a mapping."
        Matter "card: cover"
        "write `card: { layout: cover }`"
    "config-duplicate-key" Error Setup "A key of feedcard.yaml is written twice in one mapping."
        Config "out: a\nout: b"
        "keep one of them"
    "config-exists" Error Setup "`feedcard init` found a feedcard.yaml and wrote nothing."
        Run "feedcard init"
        "`feedcard init --force` writes it anew; what it holds now is lost"
    "config-missing" Error Setup "feedcard.yaml lacks a key that it needs: `site.title` or `site.url`."
        Case "a feedcard.yaml without `site:`"
        "add the key that the message names"
    "config-not-found" Error Setup "No feedcard.yaml was found in this folder or above it."
        Run "feedcard build"
        "`feedcard init` writes one; or name it with `--config FILE`"
    "config-syntax" Error Setup "feedcard.yaml is not YAML."
        Config "out: [a"
        "write `key: value`, keys of one section with the same indentation; quote values that hold `: ` or ` #`"
    "config-type" Error Setup "A key of feedcard.yaml holds a value of another kind: text for a number, a list for a mapping."
        Config "feeds: { limit: many }"
        "write the value as the help line shows it"
    "config-unknown-key" Error Setup "feedcard.yaml has a key that feedcard does not know."
        Config "sites: {}"
        "use the key that the help line names, or delete it"
    "config-unreadable" Error Setup "The configuration file cannot be read, or is not UTF-8."
        Run "feedcard build --config nowhere.yaml"
        "name the file with `--config FILE`, and save it as UTF-8"
    "config-value" Error Setup "A value in feedcard.yaml is not one that its key takes."
        Config "timezone: Seoul"
        "write the value as the help line shows it"
    "content-missing" Error Setup "A folder under `content:` does not exist."
        Config "content: [posts]"
        "name the folder of your posts under `content:`, or with `--content DIR`"
    "date-impossible" Error Content "A date is spelled well and names a day or a time that does not exist."
        Matter "date: 2024-02-30"
        "correct the day or the time"
    "date-leap-second" Warning Content "A date names a leap second, which feeds cannot say; the second before is taken."
        Matter "date: 2016-12-31 23:59:60 +00:00"
        "write `:59`"
    "date-missing" Warning Content "A post has a title and no date, neither in its front matter nor in its name; it is not published."
        File "---\ntitle: 글\n---\n본문\n"
        "add `date:`, or begin the file name with the date"
    "date-never" Warning Content "A local time never happened in the blog's time zone, whose clocks skipped it; the offset before the gap is taken."
        Matter "date: 1987-05-10 02:30:00"
        "write the date with its offset"
    "date-spelling" Error Content "A date is written in a way that has no meaning, or more than one."
        Matter "date: 03/04/2022"
        "write `date: 2022-03-04` or, with time and offset, `date: 2022-03-04 09:00:00 +09:00`"
    "date-twice" Warning Content "A local time happened twice in the blog's time zone, when clocks were set back; the earlier instant is taken."
        Matter "date: 1988-10-09 02:30:00"
        "write the date with its offset"
    "date-year" Error Content "A date lies outside the years 1 to 9999, here or in UTC."
        Matter "date: 10000-01-01"
        "correct the year"
    "description-misplaced" Warning Content "The description is indented below `thumbnail:`; it is taken from there."
        Matter "thumbnail:\n  - color: https://a.example/a.png\n    description: 설명"
        "move `description:` to the left edge"
    "draft" Note Content "A post says that it is a draft; it is left out."
        Matter "draft: true"
        "delete the key to publish the post"
    "external-url" Warning Content "`external_url` is not an absolute address; it is ignored."
        Matter "external_url: other.example"
        "write the whole address, with `https://`"
    "feed-entry-too-long" Warning Content "One post alone is longer than a feed document may be; the feeds carry its description."
        Case "a body of 600 KB with `feeds.max_bytes: 491520`"
        "raise `feeds.max_bytes`, or split the post"
    "feeds-select" Error Setup "A selector under `feeds.select` or `feeds.drop` cannot be understood."
        Config "feeds: { select: ['p['] }"
        "write selectors as in a style sheet"
    "folder-unreadable" Error Content "A folder below the content folder, or a link in it, cannot be read."
        Run "chmod 0 content/notes && feedcard build"
        "make it readable, or leave it out with `ignore:`"
    "font" Error Setup "A file under `cards.fonts:` is not a font."
        Config "cards: { fonts: { title: feedcard.yaml } }"
        "name a TrueType or OpenType file"
    "forbidden-character" Warning Content "A text holds a code point that XML 1.0 forbids; the feeds leave it out."
        Body "&#1;"
        "delete it"
    "front-matter" Error Content "The front matter is not YAML (or TOML), or not a mapping."
        File "---\ntitle: a: b: c\n---\n"
        "quote values that hold `: `, `#`, `[` or a quote: title: \"…\""
    "front-matter-open" Error Content "The front matter is never closed."
        File "---\ntitle: 글\n"
        "close it with a line `---` (TOML: `+++`)"
    "front-matter-too-long" Error Content "The front matter is longer than `limits.front_matter_bytes` allows."
        Case "a title of 200 KB"
        "move text into the body, or raise `limits.front_matter_bytes`"
    "future" Note Content "A post is dated, or scheduled, after this run; it is left out until then."
        Matter "date: 2999-01-01"
        "wait, or change the date"
    "head-late" Warning Content "The social tags of a page end so late that some platforms do not read them."
        Case "a page with 40 KB of styles in its head"
        "give the post fewer tags, or a shorter title and description"
    "id-changed" Error Content "The feed that readers have names a post by another id: they would get it a second time."
        Run "feedcard check --previous rss.xml"
        "pin the old id with the `guid: …` of the help line, or accept the change with --accept-ids"
    "id-twice" Error Content "The feed that readers have gives one id to two entries."
        Run "feedcard check --previous rss.xml"
        "give one of the posts another permalink or `guid:`"
    "id-vanished" Error Content "No post has an id any more that the feed of the readers has."
        Run "feedcard check --previous rss.xml"
        "bring the post back, or accept the change with --accept-ids"
    "init-content" Warning Setup "`feedcard init` did not find the folder of the posts."
        Run "feedcard init"
        "write it under `content:`"
    "init-language" Warning Setup "`feedcard init` did not find the language of the blog."
        Run "feedcard init"
        "write it under `site.language:`"
    "init-permalink" Warning Setup "`feedcard init` cannot say all addresses of the posts with one pattern."
        Run "feedcard init"
        "compare the address that it prints with the published one, and write `permalink:`"
    "init-timezone" Warning Setup "`feedcard init` did not find the time zone of the blog."
        Run "feedcard init"
        "write it under `timezone:`"
    "init-title" Warning Setup "`feedcard init` did not find the title of the blog."
        Run "feedcard init"
        "write it under `site.title:`"
    "init-unreadable" Warning Setup "`feedcard init` cannot read a configuration file of the site generator."
        Run "feedcard init"
        "correct it and run `feedcard init --force`, or fill in feedcard.yaml by hand"
    "init-url" Warning Setup "`feedcard init` did not find the address of the blog."
        Run "feedcard init"
        "write it under `site.url:`"
    "internal" Error Fault "feedcard broke."
        Case "a fault that is not known"
        "report it, with the message"
    "io" Error System "The system refused to read or write a file; nothing below `out/` changed unless the message says so."
        Case "a disk that is full"
        "follow the message and run feedcard again"
    "key-twice" Warning Content "A key appears twice in the front matter; the last one counts, as in most generators."
        Matter "tags: a\ntags: b"
        "delete the one that is wrong"
    "key-unknown" Warning Content "A key looks like one that feedcard reads and that is missing here."
        Matter "descripton: 설명"
        "use the key that the help line names, or leave it if your theme reads it"
    "lang-unknown" Warning Content "`lang` is not a language tag; it is ignored."
        Matter "lang: korean language"
        "write a BCP 47 tag such as `ko` or `zh-Hant`"
    "link-broken" Warning Content "A symbolic link in the content folder leads nowhere; it is left out."
        Run "ln -s nowhere.md content/a.md"
        "remove the link, or bring back the file"
    "link-dead" Warning Content "An address on the blog's own host leads to no file of the built site."
        Case "[글](/moved) on a site without such a page"
        "correct the address, or let the site generator publish what it names"
    "link-loop" Warning Content "A symbolic link leads back to a folder that contains it; it is left out."
        Run "ln -s .. content/up"
        "remove the link"
    "link-outside" Warning Content "A symbolic link leads out of the blog; it is left out."
        Run "ln -s /etc content/etc"
        "copy the file into the content folder"
    "logo" Error Content "The picture under `site.logo:` cannot be drawn."
        Config "site: { title: T, url: https://a.example, logo: feedcard.yaml }"
        "export the logo as PNG or JPEG"
    "logo-outside" Error Setup "The picture under `site.logo:` lies outside the blog."
        Config "site: { title: T, url: https://a.example, logo: ../logo.png }"
        "copy it below the folder of feedcard.yaml: assets/logo.png"
    "manifest" Error Setup "`feedcard.json` is missing, damaged, or cannot be written."
        Run "feedcard inject _site"
        "run `feedcard build` first, or name its folder with `--out`"
    "media-file" Warning Content "A recording does not exist, has no known length, or its media type is not known; the feeds leave it out."
        Matter "audio: https://cdn.example/a.mp3"
        "name the length in bytes: `audio: {url: …, length: 12345678}`"
    "no-front-matter" Note Content "A Markdown file has no front matter, or an empty one; it is not a post."
        File "# 그냥 글\n"
        "add `title:` and `date:` between two lines `---` to publish it"
    "no-posts" Error Content "Not a single post was found: a wrong folder is the likeliest reason."
        Case "an empty content folder"
        "name the folder of your posts under `content:`; `feedcard check -v` lists every file that was left out"
    "no-title" Note Content "A Markdown file has front matter and no title; it is not a post."
        File "---\ndate: 2024-01-02\n---\n"
        "add `title:` to publish it"
    "out-link" Error Setup "A folder below `out/` is a symbolic link; nothing is written through it."
        Run "ln -s /tmp out/x"
        "remove the link, or name another folder with `--out`"
    "out-path" Error Setup "Two files would be written to one path, or a path leads out of `out/`."
        Case "two posts whose cards would be one file"
        "change `cards.path`, a path under `feeds:`, or the permalink of a post"
    "own-file" Error Setup "A feed or card would replace a post, a picture, the configuration or a file of git."
        Case "`out: .` and a card at the path of the post's own picture"
        "change `out`, `cards.path`, a path under `feeds:`, or the permalink of the post"
    "page-ambiguous" Error Content "Several pages of the built site may be the post's."
        Case "two pages with the heading `주간`"
        "write the address of one of them as `permalink:`"
    "page-changed" Error System "A page of the site changed while its new head was being made; nothing was published."
        Case "a site generator that still runs while feedcard builds"
        "run feedcard again once the site is built"
    "page-encoding" Error Content "A page of the built site is not UTF-8; it is left as it is."
        Case "a page in EUC-KR"
        "let the site generator write its pages in UTF-8"
    "page-link" Note Content "A page of the built site is a symbolic link, and links are not followed."
        Run "ln -s a.html _site/b.html"
        "let the site generator write a file"
    "page-markup" Error Content "The markup of a page cannot be followed."
        Case "a page that nests deeper than the rewriter goes"
        "correct the page where the message says"
    "page-missing" Error Content "A post has no page in the built site."
        Run "feedcard inject _site"
        "let the permalink be that of the site, or hold the post back with `draft: true`"
    "page-panic" Error Fault "feedcard broke while it read a page."
        Case "a page that nobody tried before"
        "report it with the page"
    "page-stale" Error Content "`inject --check` found a page whose head is out of date."
        Run "feedcard inject _site --check"
        "run `feedcard inject` after the site build"
    "page-unreadable" Warning Content "A page of the built site cannot be read, or is larger than any page."
        Case "a page of 20 MB"
        "leave the page out of the site folder"
    "permalink-elsewhere" Warning Content "The permalink is an address of another site; it is ignored."
        Matter "permalink: https://elsewhere.example/x"
        "write the path alone, with a leading `/`"
    "permalink-kind" Error Content "The permalink is not text."
        Matter "permalink: [a]"
        "write `permalink: /a-plain-address`"
    "permalink-taken" Error Content "The folder of a post is where another file of the blog goes."
        Matter "permalink: /rss.xml"
        "give the post another `permalink:`"
    "permalink-unsafe" Error Content "The permalink leads out of `out/`, or no disk can hold it."
        Matter "permalink: /../x"
        "write `permalink: /a-plain-address`"
    "permalink-windows" Warning Content "Windows cannot hold a folder of that name: the card cannot be written there."
        Matter "permalink: /aux"
        "write `permalink: /a-plain-address` if the blog is built on Windows"
    "picture" Error Content "A picture is broken or of an unknown kind."
        Case "thumbnail: notes.txt"
        "export it as PNG or JPEG"
    "picture-address" Error Content "The picture of a post is not the name of a file."
        Matter "thumbnail: data:image/png;base64,AAAA"
        "name a file relative to the post: ./thumbnail.png"
    "picture-missing" Error Content "The picture of a post does not exist."
        Matter "thumbnail: ./nowhere.png"
        "check its spelling, capitals too, or whether it was committed"
    "picture-outside" Error Content "The picture of a post lies outside the blog."
        Case "thumbnail: ../../../secret.png"
        "copy it beside the post and name it: ./thumbnail.png"
    "picture-remote" Warning Content "The picture of a post is on another site; nothing is fetched, and the card has no picture."
        Matter "thumbnail: https://a.example/a.png"
        "copy the picture beside the post and name it: ./thumbnail.png"
    "picture-too-large" Error Content "A picture file is larger than `limits.picture_bytes` allows."
        Case "a photograph of 80 MB"
        "make the picture smaller, or raise `limits.picture_bytes`"
    "picture-unreadable" Error Content "The system refuses to read a picture."
        Run "chmod 0 content/a.png && feedcard build"
        "make the file readable"
    "post-changed" Error Content "A post was edited while feedcard published it."
        Case "an editor that saves during the run"
        "run feedcard again"
    "post-encoding" Error Content "A Markdown file is neither UTF-8 nor UTF-16 with a byte order mark."
        Case "a file in EUC-KR"
        "save the file as UTF-8"
    "post-panic" Error Fault "feedcard broke while it read a post."
        Case "front matter that nobody tried before"
        "report it with the post; `ignore:` goes round it"
    "post-too-long" Error Content "A Markdown file is longer than `limits.post_bytes` allows."
        Case "a file of 2 MB"
        "raise `limits.post_bytes`, or leave the file out with `ignore:`"
    "post-twice" Error Content "Two posts have one address or one id: readers would lose one of them."
        Case "content/a.md and content/b.md, both with `permalink: /a`"
        "give one of them another `permalink:`"
    "post-unreadable" Error Content "The system refuses to read a Markdown file."
        Run "chmod 0 content/a.md && feedcard build"
        "make the file readable, or leave it out with `ignore:`"
    "previous-feed" Error Setup "The file given to `--previous` cannot be read, or is not a feed."
        Run "feedcard check --previous index.html"
        "give the RSS, Atom or JSON feed that the blog serves now"
    "site-missing" Error Setup "The folder given to `inject` does not exist."
        Run "feedcard inject nowhere"
        "name the folder that the site generator writes, such as `feedcard inject _site`"
    "site-size" Error Setup "The site folder holds more files than any site has."
        Run "feedcard build --site /"
        "name the folder that the site generator writes"
    "site-url" Error Setup "The address of the site is not an address."
        Config "site: { url: 'blog' }"
        "write the whole address, with `https://`"
    "stale" Error Content "`build --check` found a file below `out/` that a build would write or remove."
        Run "feedcard build --check"
        "run `feedcard build` and commit or publish its output"
    "step-summary" Warning System "The summary of a step of GitHub Actions cannot be written."
        Run "GITHUB_STEP_SUMMARY=nowhere/x feedcard check --format github"
        "let the variable name a file in a folder that exists"
    "tag-too-long" Error Content "A tag is longer than `limits.tag_chars` allows."
        Case "a tag of 300 characters"
        "shorten it, or raise `limits.tag_chars`"
    "title-kind" Error Content "The title is not text."
        Matter "title: [a, b]"
        "put it in quotes: title: \"…\""
    "title-too-long" Error Content "The title is longer than `limits.title_chars` allows."
        Case "a title of 1,001 characters"
        "shorten it, or raise `limits.title_chars`"
    "too-many-authors" Error Content "A post has more authors than `limits.authors` allows."
        Case "101 authors"
        "delete some, or raise `limits.authors`"
    "too-many-posts" Error Content "The blog has more Markdown files than `limits.posts` allows."
        Case "200,001 files"
        "raise `limits.posts`, or leave folders out with `ignore:`"
    "too-many-tags" Error Content "A post has more tags than `limits.tags` allows."
        Case "201 tags"
        "delete some, or raise `limits.tags`"
    "updated-before-date" Warning Content "A post says that it was changed before it was published; that date is ignored."
        Matter "updated: 2023-01-01"
        "delete it, or correct it"
    "usage" Error Setup "The command line or an environment variable asks for something that cannot be done."
        Run "SOURCE_DATE_EPOCH=yesterday feedcard build"
        "follow the message; `feedcard COMMAND --help` lists every flag"
    "watch" Warning System "The system does not watch all folders for `preview --serve`: changes there are not seen."
        Run "feedcard preview --serve"
        "let the system watch more: `sysctl fs.inotify.max_user_watches` on Linux"
    "yaml-control" Warning Content "The front matter holds a control character, which YAML refuses; it is read as a blank."
        File "---\ntitle: 글\u{7}자\ndate: 2024-01-02\n---\n"
        "delete it"
    "yaml-tab" Warning Content "The front matter is indented with tabs, which YAML refuses; they are read as spaces."
        File "---\ntitle: 글\ndate: 2024-01-02\ncard:\n\tskip: true\n---\n"
        "replace each tab at the beginning of a line with two spaces"
}
