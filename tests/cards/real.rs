//! The same properties on the real posts, where they stand beside the project.

use std::fs;
use std::path::Path;

use feedcard::card::{Pictures, Request};
use feedcard::date::Date;
use feedcard::post::Picture;
use feedcard::{config, read};
use rayon::prelude::*;

use crate::properties::{Figures, Pair, files, inside_its_margins, readable};
use crate::request;

#[test]
fn the_properties_hold_on_the_real_posts_where_they_are_there() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.join("blog").is_dir() {
        eprintln!("no ../shared/blog: the real posts were not looked at");
        return;
    }
    let yaml =
        "site: { title: 타다 기술블로그, url: https://blog-tech.tadatada.com }\ncontent: [blog]\n";
    let config = config::parse(yaml, "feedcard.yaml", &shared).unwrap();
    let now = Date::from_rfc3339("2026-01-01T00:00:00Z").unwrap();
    let posts = read::read(&config, now).posts;
    assert_eq!(posts.len(), 22);
    let jobs: Vec<_> = posts
        .iter()
        .flat_map(|post| ["wipe", "window", "cover", "stack"].map(|layout| (post, layout)))
        .collect();
    let figures = jobs
        .into_par_iter()
        .map(|(post, layout)| {
            let Picture::Twins { color, gray } = &post.picture else {
                panic!("{}: twins were expected", post.source);
            };
            let [color, gray] = [color, gray].map(|twin| fs::read(&twin.file).unwrap());
            let authors: Vec<String> = post
                .authors
                .iter()
                .map(|author| author.name.clone())
                .collect();
            let pictures = Pictures::Twins {
                color: &color,
                gray: &gray,
            };
            let date = post.published.dotted();
            let request = Request {
                layout,
                date: Some(&date),
                site: "타다 기술블로그",
                ..request(&post.title, pictures, &authors)
            };
            let pair = Pair::draw(&request);
            let who = format!("{} {layout} -> {}", post.source, pair.card.facts.layout);
            let mut figures = files(&request, &pair, true, &who);
            figures.contrast.push(readable(&pair, &who));
            inside_its_margins(&pair, &who);
            figures
        })
        .reduce(Figures::default, Figures::merge);
    eprintln!("{}", figures.told("real"));
}
