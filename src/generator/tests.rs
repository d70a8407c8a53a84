//! Addresses that Jekyll 4.3.1, Hugo 0.111.3, Hexo 8.1.2, Eleventy 3.1.8 and Docusaurus 3.10.2 gave to these very files.

use super::*;

/// A post: file, title, slug, `categories`, `category`, date as written.
struct Case {
    content: &'static str,
    inside: &'static str,
    title: &'static str,
    slug: Option<&'static str>,
    categories: Given,
    category: Given,
    date: &'static str,
}

const POST: Case = Case {
    content: "_posts",
    inside: "2024-03-05-a.md",
    title: "",
    slug: None,
    categories: Given::Nothing,
    category: Given::Nothing,
    date: "",
};

fn text(text: &str) -> Given {
    Given::Text(text.into())
}

fn list(items: &[&str]) -> Given {
    Given::List(items.iter().map(|item| text(item)).collect())
}

impl Case {
    fn at(&self, generator: Generator, pattern: &str, zone: Option<Tz>) -> String {
        let path = self.inside.rsplit_once('.').map_or("", |(path, _)| path);
        let path = path.strip_suffix("/index").unwrap_or(path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let seoul = chrono_tz::Asia::Seoul;
        let day = pattern::dated(name).map_or("2024-01-01", |(day, _)| day);
        let written = (!self.date.is_empty()).then_some(self.date);
        let date = Date::parse(written.unwrap_or(day), seoul).unwrap().date;
        address(
            generator,
            pattern,
            &Source {
                content: self.content,
                inside: self.inside,
                path,
                name,
                lang: "ko",
                title: self.title,
                slug: self.slug,
                first_category: None,
                categories: self.categories.clone(),
                category: self.category.clone(),
                date,
                written_date: written,
                site_zone: seoul,
                zone,
            },
        )
    }
}

#[test]
fn jekyll_writes_all_categories_and_the_day_of_the_site() {
    let date = "/{categories}/{year}/{month}/{day}/{slug}.html";
    let plain = "/{plain_categories}/{plain_slug}.html";
    let many = "/b/{short_year}/{i_month}/{i_day}/{hour}-{minute}-{second}/{short_month}/{long_month}/{w_year}/{w_day}/{long_day}/{name}/";
    let seoul = Some(chrono_tz::Asia::Seoul);
    let odd = Case {
        inside: "2024-03-05-A&B's  x y.md",
        category: text("Slow Travel"),
        date: "2024-03-05 20:00:00",
        ..POST
    };
    let nested = Case {
        content: "Cat One/_posts",
        inside: "2023-01-01-in-cat.md",
        categories: list(&["dev"]),
        category: text("z"),
        ..POST
    };
    let signs = Case {
        inside: "2022-1-7-x.en.md",
        categories: text("C++, C#"),
        ..POST
    };
    let slugged = Case {
        inside: "2023-12-31-slugged.md",
        slug: Some("An Other_Slug.x"),
        date: "2023-12-31 09:00",
        ..POST
    };
    let week = Case {
        inside: "2022-01-01-week.md",
        category: list(&["p", "q"]),
        date: "2022-01-01 03:04:05 +0900",
        ..POST
    };
    for (case, pattern, address) in [
        (&odd, date, "/slow travel/2024/03/06/A&B's-x-y.html"),
        (&odd, plain, "/slow-travel/a-b-s-x-y.html"),
        (
            &odd,
            many,
            "/b/24/3/6/05-00-00/Mar/March/2024/3/Wednesday/2024-03-05-a-b-s-x-y/",
        ),
        (
            &odd,
            "/{categories}/{year}/{y_day}/{slug}.html",
            "/slow travel/2024/066/A&B's-x-y.html",
        ),
        (&nested, date, "/cat one/dev/z/2023/01/01/in-cat.html"),
        (&nested, plain, "/cat-one/dev/z/in-cat.html"),
        (
            &nested,
            "/{categories}/{year}/W{week}/{short_day}/{slug}.html",
            "/cat one/dev/z/2023/W52/Sun/in-cat.html",
        ),
        (&signs, date, "/c++,/c#/2022/01/07/x.en.html"),
        (&signs, plain, "/c/x-en.html"),
        (&slugged, date, "/2023/12/31/An-Other_Slug.x.html"),
        (&slugged, plain, "/an-other-slug-x.html"),
        (
            &week,
            "/{categories}/{w_year}/W{week}/{short_day}/{slug}.html",
            "/p/q/2021/W52/Sat/week.html",
        ),
    ] {
        assert_eq!(case.at(Generator::Jekyll, pattern, seoul), address);
    }
}

#[test]
fn jekyll_s_tokens_are_known_in_front_matter() {
    let date = Date::from_rfc3339("2023-02-01T00:00:00+09:00").unwrap();
    let source = Source {
        content: "_posts",
        inside: "2023-02-01-own.md",
        path: "2023-02-01-own",
        name: "2023-02-01-own",
        lang: "ko",
        title: "own",
        slug: None,
        first_category: None,
        categories: Given::Nothing,
        category: Given::Nothing,
        date,
        written_date: None,
        site_zone: chrono_tz::UTC,
        zone: None,
    };
    for (written, address) in [
        ("/own/:year/:title/", "/own/2023/own/"),
        ("/:categories/:title:output_ext", "/own.html"),
        ("/a:b/", "/a:b/"),
        ("own2.html", "own2.html"),
    ] {
        assert_eq!(literal(Generator::Jekyll, written, &source), address);
    }
    for (written, address) in [
        ("/first-ferry", "/first-ferry/"),
        ("/Second Ferry.html", "/Second Ferry.html"),
        ("third/x/", "third/x/"),
        ("/v1.2", "/v1.2"),
    ] {
        assert_eq!(literal(Generator::Hugo, written, &source), address);
    }
    for (written, address) in [
        ("/h/{{ page.fileSlug }}/", "/h/own/"),
        ("{{ page.filePathStem }}.html", "/own.html"),
        (
            "/{{ page.date | date: '%Y/%m' }}/x/index.html",
            "/2023/02/x/",
        ),
        ("/{{ nobody | knows }}/", "/{{ nobody | knows }}/"),
    ] {
        assert_eq!(literal(Generator::Eleventy, written, &source), address);
    }
}

#[test]
fn hugo_spells_names_in_lower_case_and_takes_the_title_for_a_slug() {
    let at = |inside, title, slug, pattern| {
        let case = Case {
            content: "content",
            inside,
            title,
            slug,
            ..POST
        };
        case.at(Generator::Hugo, pattern, None)
    };
    let odd = "posts/A&B's  x--y_z~w+v.md";
    for (inside, title, slug, pattern, address) in [
        (
            "posts/First Ferry.md",
            "",
            None,
            "/{path}/",
            "/posts/first-ferry/",
        ),
        (odd, "", None, "/{path}/", "/posts/abs-x--y_z~w+v/"),
        (
            odd,
            "Odd: Title, (2) & more",
            None,
            "/{section}/{slug_or_title}/",
            "/posts/odd-title-2-more/",
        ),
        (
            "posts/slugged.md",
            "",
            Some("An Other_Slug.x"),
            "/{path}/",
            "/posts/an-other_slug.x/",
        ),
        (
            "posts/Sub Dir/bundle/index.md",
            "bundle",
            Some("sl ug"),
            "/{path}/",
            "/posts/sub-dir/sl-ug/",
        ),
        (
            "posts/Sub Dir/bundle/index.md",
            "bundle",
            Some("sl ug"),
            "/{title}/",
            "/bundle/",
        ),
        (
            "posts/Sub Dir/deep.md",
            "",
            None,
            "/{path}.html",
            "/posts/sub-dir/deep.html",
        ),
        (
            "posts/2024-01-02-한글 글.md",
            "",
            None,
            "/{bare_path}/",
            "/posts/한글-글/",
        ),
        (
            "posts/2024-01-02-한글 글.md",
            "",
            None,
            "/{path}/",
            "/posts/2024-01-02-한글-글/",
        ),
        (
            "notes/v1.2.md",
            "",
            None,
            "/{sections}/{stem}/",
            "/notes/v1.2/",
        ),
    ] {
        assert_eq!(at(inside, title, slug, pattern), address, "{inside}");
    }
    let cased = Case {
        content: "content",
        inside: "posts/Sub Dir/A&B's  x.md",
        ..POST
    };
    assert_eq!(
        cased.at(Generator::HugoCased, "/{path}/", None),
        "/posts/Sub-Dir/ABs-x/"
    );
}

#[test]
fn hexo_takes_paths_as_they_are_and_days_from_the_machine() {
    let case = |inside, categories, category, date| Case {
        content: "source/_posts",
        inside,
        categories,
        category,
        date,
        title: "Hello, World",
        ..POST
    };
    let none = || Given::Nothing;
    let (seoul, utc) = (Some(chrono_tz::Asia::Seoul), Some(chrono_tz::UTC));
    let day = "/{year}/{month}/{day}/{path}/";
    let bare = "/{year}/{i_month}/{i_day}/{hour}{minute}{second}/{slug}.html";
    let deep = Given::List(vec![list(&["A", "B c"]), list(&["C"])]);
    for (case, pattern, zone, address) in [
        (
            case("hello world.md", none(), none(), "2024-03-05 09:10:00"),
            day,
            seoul,
            "/2024/03/05/hello world/",
        ),
        (
            case("dev/A&B (2).md", none(), none(), "2024-03-05 08:10:00"),
            day,
            seoul,
            "/2024/03/05/dev/A&B (2)/",
        ),
        (
            case("dev/A&B (2).md", none(), none(), "2024-03-05 08:10:00"),
            day,
            utc,
            "/2024/03/04/dev/A&B (2)/",
        ),
        (
            case(
                "folder/index.md",
                none(),
                none(),
                "2024-01-04T05:00:00+09:00",
            ),
            day,
            seoul,
            "/2024/01/03/folder/index/",
        ),
        (
            case(
                "folder/index.md",
                none(),
                none(),
                "2024-01-04T05:00:00+09:00",
            ),
            bare,
            seoul,
            "/2024/1/3/200000/folder-index.html",
        ),
        (
            case(
                "dev/2024-01-02-x.md",
                none(),
                none(),
                "2024-01-02 20:00:00 +0900",
            ),
            bare,
            seoul,
            "/2024/1/2/200000/dev-2024-01-02-x.html",
        ),
        (
            case("2024-01-02-한글.md", none(), none(), "2024-01-02 00:30:00"),
            bare,
            seoul,
            "/2024/1/2/003000/한글.html",
        ),
        (
            case("2024-01-02-한글.md", none(), none(), "2024-01-02 00:30:00"),
            day,
            utc,
            "/2024/01/01/2024-01-02-한글/",
        ),
        (
            case("dev/A&B (2).md", none(), none(), "2024-03-05 08:10:00"),
            "/p/{title}-{timestamp}/",
            seoul,
            "/p/hello-world-1709593800/",
        ),
        (
            case(
                "dev/A&B (2).md",
                list(&["Sea Side", "Dev"]),
                none(),
                "2024-03-05",
            ),
            "/{category}/{name}/",
            seoul,
            "/Sea-Side/Dev/A&B (2)/",
        ),
        (
            case("x.md", deep, none(), "2024-03-05"),
            "/{category}/{name}/",
            seoul,
            "/C/x/",
        ),
        (
            case("x.md", none(), none(), "2024-03-05"),
            "/{category}/{name}/",
            seoul,
            "/uncategorized/x/",
        ),
        (
            case("x.md", none(), text("Slow Travel"), "2024-03-05"),
            "/{category}/{name}/",
            seoul,
            "/Slow-Travel/x/",
        ),
    ] {
        assert_eq!(case.at(Generator::Hexo, pattern, zone), address);
    }
}

#[test]
fn docusaurus_turns_dates_of_paths_into_folders() {
    for (inside, slug, address) in [
        (
            "2024-03-05-first-ferry.md",
            None,
            "/blog/2024/03/05/first-ferry",
        ),
        ("2024-1-5-x.md", None, "/blog/2024/1/5/x"),
        ("2024/03/05/x.md", None, "/blog/2024/03/05/x"),
        ("2024/03/05-x/index.mdx", None, "/blog/2024/03/05/x"),
        ("2024-03-05-x/index.md", None, "/blog/2024/03/05/x"),
        ("news/2024-03-05-x.md", None, "/blog/2024/03/05/news/x"),
        ("plain/x.md", None, "/blog/plain/x"),
        ("2024-03-05-first.md", Some("/hello/"), "/blog/hello/"),
        ("2024-03-05-first.md", Some("a/b"), "/blog/a/b"),
    ] {
        let case = Case {
            content: "blog",
            inside,
            slug,
            date: "2024-03-05",
            ..POST
        };
        let given = case.at(Generator::Docusaurus, "/blog/{slug}", None);
        assert_eq!(given, address, "{inside}");
    }
}

#[test]
fn eleventy_keeps_dates_in_paths_and_drops_them_from_slugs() {
    for (inside, pattern, address) in [
        ("2024-01-02-a.md", "/posts/{path}/", "/posts/2024-01-02-a/"),
        ("B c (2).md", "/posts/{path}/", "/posts/B c (2)/"),
        ("x/x.md", "/posts/{path}/", "/posts/x/"),
        ("y/index.md", "/posts/{path}/", "/posts/y/"),
        ("2024-01-03-z/index.md", "/b/{slug}/", "/b/z/"),
        ("2024-01-02-a.md", "/b/{slug}/", "/b/a/"),
        ("2024-01-02-a.md", "/posts/{stem}.html", "/posts/a.html"),
        ("x/x.md", "/posts/{stem}.html", "/posts/x/x.html"),
    ] {
        let case = Case {
            content: "posts",
            inside,
            date: "2024-03-05",
            ..POST
        };
        let given = case.at(Generator::Eleventy, pattern, None);
        assert_eq!(given, address, "{inside}");
    }
}

#[test]
fn other_rules_spell_as_their_generators_do() {
    let at = |generator, inside, slug, pattern| {
        let case = Case {
            content: "content",
            inside,
            slug,
            date: "2024-03-05",
            ..POST
        };
        case.at(generator, pattern, None)
    };
    for (generator, inside, slug, pattern, address) in [
        (
            Generator::Astro,
            "v1.2 한글/My Post, C (2).md",
            None,
            "/blog/{path}/",
            "/blog/v12-한글/my-post-c-2/",
        ),
        (
            Generator::Astro,
            "a/b.md",
            Some("Own.Slug"),
            "/blog/{path}/",
            "/blog/Own.Slug/",
        ),
        (
            Generator::Vitepress,
            "a/b.md",
            None,
            "/posts/{path}.html",
            "/posts/a/b.html",
        ),
        (
            Generator::Vitepress,
            "a/index.md",
            None,
            "/posts/{path}.html",
            "/posts/a/",
        ),
        (
            Generator::Vitepress,
            "a/index.md",
            None,
            "/posts/{path}",
            "/posts/a/",
        ),
        (
            Generator::Zola,
            "posts/2024-01-02-Hello, World.md",
            None,
            "/{path}/",
            "/posts/hello-world/",
        ),
        (
            Generator::Zola,
            "posts/a/index.md",
            Some("Other Slug"),
            "/{path}/",
            "/posts/other-slug/",
        ),
        (
            Generator::ZolaSafe,
            "글/한글 글.md",
            None,
            "/{path}/",
            "/글/한글_글/",
        ),
        (
            Generator::None,
            "a/2024-01-02-글.md",
            None,
            "/{lang}/{path}/{stem}/{slug}",
            "/ko/a/2024-01-02-글/2024-01-02-글/글",
        ),
        (
            Generator::None,
            "a/글.md",
            None,
            "/{category}/{year}/{month}/{day}/{slug}.html",
            "/2024/03/05/글.html",
        ),
    ] {
        assert_eq!(at(generator, inside, slug, pattern), address, "{inside}");
    }
}

#[test]
fn every_name_is_a_generator_s() {
    for name in NAMES {
        assert!(Generator::named(name).is_some(), "{name}");
    }
    assert_eq!(Generator::named("none"), Some(Generator::None));
    assert_eq!(Generator::named("wordpress"), None);
}
