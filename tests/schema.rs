//! `feedcard schema`: what it prints is a schema, and real files obey it.
//!
//! Patterns are judged by `tests/schemas.py`, with a validator that others wrote.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{blog, put, run};
use serde_json::Value;

fn schema(of: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let done = run(folder.path(), &["schema", of], &[]);
    assert_eq!(done.status.code(), Some(0));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// What `schema` says against `value`, patterns aside; `at` is where in the file.
fn against(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.strip_prefix('#').unwrap();
        return against(root, root.pointer(pointer).unwrap(), value, at, found);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = choices.iter().any(|choice| {
            let mut wrong = Vec::new();
            against(root, choice, value, at, &mut wrong);
            wrong.is_empty()
        });
        if !fits {
            found.push(format!("{at}: {value} is none of {choices:?}"));
        }
    }
    for all in schema["allOf"].as_array().into_iter().flatten() {
        against(root, all, value, at, found);
    }
    let types = match &schema["type"] {
        Value::Null => Vec::new(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => vec![name.as_str().unwrap()],
    };
    let is = |name: &&str| match *name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => value.is_number(),
    };
    if !types.is_empty() && !types.iter().any(is) {
        found.push(format!("{at}: {value} is not {types:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is not one of {words:?}"));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        found.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if let Value::Object(entries) = value {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !entries.contains_key(name.as_str().unwrap()) {
                found.push(format!("{at}: no {name}"));
            }
        }
        for (name, inner) in entries {
            let known = &schema["properties"][name];
            let at = format!("{at}.{name}");
            match (known, &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false)) => found.push(format!("{at}: unknown")),
                (Value::Null, Value::Object(_)) => {
                    against(root, &schema["additionalProperties"], inner, &at, found);
                }
                (Value::Null, _) => {}
                (known, _) => against(root, known, inner, &at, found),
            }
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        against(
            root,
            &schema["items"],
            item,
            &format!("{at}[{index}]"),
            found,
        );
    }
}

fn judge(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    against(schema, schema, value, "", &mut found);
    found
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn the_configurations_of_this_repository_obey_the_schema() {
    let schema = schema("config");
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = std::fs::read_to_string(root.join("feedcard.yaml")).unwrap();
    assert_eq!(judge(&schema, &yaml(&sample)), Vec::<String>::new());
    assert_eq!(judge(&schema, &yaml(common::CONFIG)), Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let schema = schema("config");
    let site = "site: {title: T, url: https://b.example}\n";
    for wrong in [
        "site: {title: T}",
        "site: {title: T, url: https://b.example, titel: x}",
        "site: {title: [T], url: https://b.example}",
        &format!("{site}feeds: {{limit: 0.5}}"),
        &format!("{site}feeds: {{limit: many}}"),
        &format!("{site}feeds: {{archives: 3}}"),
        &format!("{site}feeds: {{tags: {{most: 3}}}}"),
        &format!("{site}feeds: [rss]"),
        &format!("{site}cards: {{theme: {{scheme: pink}}}}"),
        &format!("{site}timezone: KST"),
        &format!("{site}feed: {{rss: rss.xml}}"),
    ] {
        assert_ne!(
            judge(&schema, &yaml(wrong)),
            Vec::<String>::new(),
            "{wrong}"
        );
        let folder = blog(&[]);
        put(folder.path(), "feedcard.yaml", wrong.as_bytes());
        let done = run(folder.path(), &["check"], &[]);
        assert_eq!(done.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn front_matter_and_manifest_of_a_real_run_obey_theirs() {
    let matter = "title: 첫 글\ndate: 2024-01-02 09:00:00 +09:00\ntags: [a, b]\nauthors: [{name: n, link: https://n.example}]\ncard: {layout: plain, kicker: k}\ndraft: false\n";
    assert_eq!(
        judge(&schema("front-matter"), &yaml(matter)),
        Vec::<String>::new()
    );
    assert_ne!(
        judge(&schema("front-matter"), &yaml("card: {layot: plain}")),
        Vec::<String>::new()
    );
    let folder = blog(&[
        ("a.md", &format!("---\n{matter}---\n본문\n")),
        (
            "b.md",
            "---\ntitle: b\ndate: 2024-01-03\ncard: {skip: true}\n---\n",
        ),
    ]);
    assert_eq!(run(folder.path(), &["build"], &[]).status.code(), Some(0));
    let manifest = std::fs::read_to_string(folder.path().join("out/feedcard.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    let schema = schema("manifest");
    assert_eq!(judge(&schema, &manifest), Vec::<String>::new());
    manifest["posts"][0]["published"] = Value::Null;
    assert_eq!(judge(&schema, &manifest).len(), 1);
}

#[test]
fn what_the_generator_knows_stands_in_where_nothing_else_says_it() {
    let folder = blog(&[("a.md", "---\ntitle: a\ndate: 2024-01-02\n---\n본문\n")]);
    let known = [
        ("FEEDCARD_DEFAULT_SITE__TITLE", "generator"),
        ("FEEDCARD_DEFAULT_SITE__URL", "https://other.example"),
    ];
    assert_eq!(
        run(folder.path(), &["build"], &known).status.code(),
        Some(0)
    );
    let rss =
        |folder: &std::path::Path| std::fs::read_to_string(folder.join("out/rss.xml")).unwrap();
    let text = rss(folder.path());
    assert!(
        text.contains("시험 블로그") && !text.contains("other.example"),
        "the file wins: {text}"
    );
    put(folder.path(), "feedcard.yaml", b"timezone: Asia/Seoul\n");
    assert_eq!(
        run(folder.path(), &["build"], &known).status.code(),
        Some(0)
    );
    let text = rss(folder.path());
    assert!(
        text.contains("<title>generator</title>") && text.contains("https://other.example/a"),
        "{text}"
    );
    let option = [known[0], known[1], ("FEEDCARD_SITE__TITLE", "option")];
    assert_eq!(
        run(folder.path(), &["build"], &option).status.code(),
        Some(0)
    );
    assert!(rss(folder.path()).contains("<title>option</title>"));
}

#[test]
fn without_a_file_what_the_generator_knows_wins_over_what_is_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        b"export default { title: 'guessed', url: 'https://guessed.example', baseUrl: '/' };\n";
    put(folder.path(), "docusaurus.config.js", config);
    put(
        folder.path(),
        "package.json",
        b"{\"dependencies\": {\"@docusaurus/core\": \"3\"}}\n",
    );
    let post = "---\ntitle: First light over the harbour\ndate: 2024-01-02\n---\n\nThe lamp is lit twenty minutes before sunset.\n";
    put(folder.path(), "blog/first.md", post.as_bytes());
    let page = "<!doctype html><html lang=\"en\"><head><title>First light over the harbour</title></head><body><article><h1>First light over the harbour</h1><p>The lamp is lit twenty minutes before sunset.</p></article></body></html>";
    put(
        folder.path(),
        "build/blog/first/index.html",
        page.as_bytes(),
    );
    let known = [
        ("FEEDCARD_DEFAULT_SITE__TITLE", "known"),
        ("FEEDCARD_DEFAULT_SITE__URL", "https://known.example/log"),
    ];
    let done = run(folder.path(), &["build", "--site", "build"], &known);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let rss = std::fs::read_to_string(folder.path().join("build/rss.xml")).unwrap();
    assert!(
        rss.contains("<title>known</title>") && !rss.contains("guessed.example"),
        "{rss}"
    );
    assert!(
        rss.contains("https://known.example/log/blog/first"),
        "{rss}"
    );
}

#[test]
fn a_blog_with_node_modules_keeps_its_cache_where_hosts_keep_it() {
    let folder = blog(&[("a.md", "---\ntitle: a\ndate: 2024-01-02\n---\n본문\n")]);
    std::fs::create_dir(folder.path().join("node_modules")).unwrap();
    assert_eq!(run(folder.path(), &["build"], &[]).status.code(), Some(0));
    assert!(folder.path().join("node_modules/.cache/feedcard").is_dir());
    assert!(!folder.path().join(".feedcard").exists());
    let other = [("FEEDCARD_CACHE", "kept")];
    assert_eq!(
        run(folder.path(), &["build"], &other).status.code(),
        Some(0)
    );
    assert!(folder.path().join("kept").is_dir());
}

/// Every source file of the room that reads front matter.
fn source_of_read() -> String {
    let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/read");
    let files = std::fs::read_dir(room).unwrap().map(|entry| entry.unwrap());
    files
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect()
}

#[test]
fn every_row_of_fields_is_read() {
    let source = source_of_read();
    for key in feedcard::config::keys::KEYS {
        let Some(name) = key.path.strip_prefix("fields.") else {
            continue;
        };
        let is_read = ["fields.", "names."]
            .iter()
            .any(|before| source.contains(&format!("{before}{name}")));
        assert!(is_read, "no file of src/read reads `{}`", key.path);
    }
}

#[test]
fn other_names_of_facts_are_those_of_the_configuration() {
    let blog = blog(&[(
        "2024-01-02-a.md",
        "---\ntitle: a\nauthors: { nom: Hana, lien: https://hana.example }\nson: { fichier: https://cdn.example/a.mp3, \
         octets: 42 }\nvoir: https://other.example/\nrubrique: mer\n---\n글\n",
    )]);
    let yaml = "site: { title: T, url: https://a.example }\nfields:\n  author_name: [nom]\n  author_link: [lien]\n  \
                media: [son]\n  media_file: [fichier]\n  media_length: [octets]\n  external_url: [voir]\n  section: [rubrique]\n";
    let config = feedcard::config::parse(yaml, "feedcard.yaml", blog.path()).unwrap();
    let now = feedcard::date::Date::from_rfc3339("2025-01-01T00:00:00Z").unwrap();
    let reading = feedcard::read::read(&config, now);
    assert_eq!(reading.problems, []);
    let post = &reading.posts[0];
    let author = &post.authors[0];
    assert_eq!(author.name, "Hana");
    assert_eq!(author.uri.as_deref(), Some("https://hana.example/"));
    assert_eq!(post.media.as_ref().map(|media| media.bytes), Some(42));
    assert_eq!(post.external_url.as_deref(), Some("https://other.example/"));
    assert_eq!(post.categories, ["mer"]);
}
