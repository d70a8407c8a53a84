//! The module graph holds: a ground of plain values, rooms that never see each other, one file that walks through all of them.
//!
//! In: the text of `src/**/*.rs`. Out: every rule that a file breaks, as a sentence. A new edge between modules is one
//! row in [`EDGES`]; one that nothing uses any more has to leave it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Plain values: no clock, no pixels, and no files but through `disk`. They see each other only.
const GROUND: &[&str] = &[
    "config",
    "date",
    "digest",
    "disk",
    "generator",
    "guard",
    "links",
    "look",
    "manifest",
    "markup",
    "post",
    "problem",
];

/// Rooms see the ground. One pair of them may meet: reading takes a description from the body.
const ROOMS: &[&str] = &[
    "body", "card", "feed", "output", "page", "preview", "read", "report", "schema", "site",
    "start",
];

/// The walk through the rooms, and the door. Each sees what stands before it in this list, the rooms and the ground.
const OUTER: &[&str] = &["inject", "publish", "serve", "cli", "main"];

/// The pair of rooms that may meet.
const MEETING: (&str, &str) = ("read", "body");

/// Every `crate::` edge that the source uses: (who imports, what).
const EDGES: &[(&str, &str)] = &[
    ("body", "links"),
    ("body", "markup"),
    ("body", "post"),
    ("body", "problem"),
    ("card", "config"),
    ("card", "digest"),
    ("card", "guard"),
    ("card", "manifest"),
    ("card", "problem"),
    ("cli", "card"),
    ("cli", "config"),
    ("cli", "date"),
    ("cli", "disk"),
    ("cli", "feed"),
    ("cli", "generator"),
    ("cli", "guard"),
    ("cli", "inject"),
    ("cli", "manifest"),
    ("cli", "output"),
    ("cli", "problem"),
    ("cli", "publish"),
    ("cli", "read"),
    ("cli", "report"),
    ("cli", "schema"),
    ("cli", "serve"),
    ("cli", "site"),
    ("cli", "start"),
    ("config", "generator"),
    ("config", "look"),
    ("config", "post"),
    ("config", "problem"),
    ("feed", "config"),
    ("feed", "date"),
    ("feed", "digest"),
    ("feed", "manifest"),
    ("feed", "post"),
    ("feed", "problem"),
    ("generator", "date"),
    ("inject", "config"),
    ("inject", "digest"),
    ("inject", "disk"),
    ("inject", "guard"),
    ("inject", "manifest"),
    ("inject", "output"),
    ("inject", "page"),
    ("inject", "problem"),
    ("look", "problem"),
    ("main", "cli"),
    ("manifest", "post"),
    ("output", "digest"),
    ("output", "disk"),
    ("output", "guard"),
    ("output", "problem"),
    ("page", "manifest"),
    ("page", "post"),
    ("post", "date"),
    ("post", "links"),
    ("post", "look"),
    ("post", "problem"),
    ("preview", "manifest"),
    ("preview", "problem"),
    ("publish", "body"),
    ("publish", "card"),
    ("publish", "config"),
    ("publish", "date"),
    ("publish", "digest"),
    ("publish", "disk"),
    ("publish", "feed"),
    ("publish", "guard"),
    ("publish", "inject"),
    ("publish", "look"),
    ("publish", "manifest"),
    ("publish", "output"),
    ("publish", "page"),
    ("publish", "post"),
    ("publish", "problem"),
    ("publish", "read"),
    ("publish", "site"),
    ("read", "body"),
    ("read", "config"),
    ("read", "date"),
    ("read", "disk"),
    ("read", "generator"),
    ("read", "guard"),
    ("read", "links"),
    ("read", "look"),
    ("read", "markup"),
    ("read", "post"),
    ("read", "problem"),
    ("report", "manifest"),
    ("report", "problem"),
    ("schema", "config"),
    ("serve", "config"),
    ("serve", "date"),
    ("serve", "disk"),
    ("serve", "manifest"),
    ("serve", "output"),
    ("serve", "post"),
    ("serve", "preview"),
    ("serve", "problem"),
    ("serve", "publish"),
    ("site", "disk"),
    ("site", "guard"),
    ("site", "links"),
    ("site", "markup"),
    ("site", "problem"),
    ("start", "config"),
    ("start", "date"),
    ("start", "disk"),
    ("start", "generator"),
    ("start", "problem"),
];

/// What reaches out of the process, and the modules that may.
const REACHES: &[(&str, &[&str])] = &[
    (
        "std::fs",
        &[
            "disk", "read", "output", "site", "start", "publish", "inject", "serve", "cli", "main",
        ],
    ),
    (
        "std::env",
        &["output", "start", "publish", "serve", "cli", "main"],
    ),
    ("std::process", &["read", "cli", "main"]),
    ("std::net", &["serve"]),
    ("std::io::stdout", &["serve", "cli", "main"]),
    ("std::io::stderr", &["serve", "cli", "main"]),
    ("println!", &["serve", "cli", "main"]),
    ("print!", &["serve", "cli", "main"]),
    ("eprintln!", &["serve", "cli", "main"]),
    ("eprint!", &["serve", "cli", "main"]),
    ("dbg!", &[]),
    ("image::open", &[]),
    ("SystemTime", &["cli", "main"]),
];

/// Lines of a file without its tests.
const MOST_LINES: usize = 400;

/// Files that are still longer, and how long they are: a number here only shrinks.
const LONGER: &[(&str, usize)] = &[
    // A table, three lines a rule: the one that may grow.
    ("problem/rules.rs", 700),
    ("card/template/parse.rs", 405),
    ("card/template/slots.rs", 444),
];

#[test]
fn the_source_keeps_the_house_in_order() {
    let files = sources();
    assert!(files.len() > 20, "found only {} files", files.len());
    let faults = judge(&files, EDGES);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_module_that_stands_below_src_has_its_place_in_the_house() {
    let known: BTreeSet<&str> = [GROUND, ROOMS, OUTER].concat().into_iter().collect();
    for (path, _) in sources() {
        let module = module_of(&path);
        assert!(
            module == "lib" || known.contains(module),
            "src/{path}: `{module}` is no ground, room or outer module"
        );
    }
}

#[test]
fn the_list_of_edges_only_looks_down() {
    let mut faults = Vec::new();
    for (at, edge) in EDGES.iter().enumerate() {
        if !looks_down(edge) {
            faults.push(format!("`{}` may not see `{}`", edge.0, edge.1));
        }
        if EDGES[..at].contains(edge) {
            faults.push(format!("`{}` -> `{}` appears twice", edge.0, edge.1));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(acyclic(EDGES), "the edges form a circle");
}

#[test]
fn a_forbidden_edge_is_refused_however_it_is_spelled() {
    for text in [
        "use crate::card::Card;",
        "use crate::{post::Post, card::Card};",
        "use crate::{\n    post::Post,\n    card,\n};",
        "fn f() -> crate::card::Card { make() }",
        "use crate :: card;",
    ] {
        let faults = judge_one("feed/rss.rs", text, &[("feed", "post")]);
        assert!(
            faults
                .iter()
                .any(|fault| fault.contains("(\"feed\", \"card\")")),
            "{text}: {faults:?}"
        );
    }
    assert!(!looks_down(&("feed", "card")));
    assert!(!looks_down(&("post", "read")));
    assert!(!looks_down(&("body", "read")));
    assert!(!looks_down(&("publish", "cli")));
    assert!(looks_down(&("cli", "publish")));
    assert!(!acyclic(&[("post", "date"), ("date", "post")]));
}

#[test]
fn an_edge_that_nothing_uses_is_refused() {
    let faults = judge_one(
        "feed/mod.rs",
        "use crate::post::Post;",
        &[("feed", "post"), ("feed", "date")],
    );
    assert_eq!(
        faults,
        ["(\"feed\", \"date\") is in EDGES, but nothing uses it"]
    );
}

#[test]
fn an_edge_in_a_comment_a_string_or_a_test_is_none() {
    let text = r##"
        // use crate::card::Card;
        /* crate::card /* nested */ std::fs */
        //! [`crate::card`]
        const A: &str = "crate::card \" std::fs";
        const B: &str = r#"crate::card " println!"#;
        const C: char = '"';
        fn f<'a>(x: &'a str) -> &'a str { x }
        #[cfg(test)]
        mod tests {
            use super::*;
            use crate::card::Card;
            fn g() { std::fs::read("}").unwrap(); }
        }
    "##;
    assert_eq!(judge_one("feed/rss.rs", text, &[]), [""; 0]);
    let behind = format!("{text}\nuse crate::card::Card;");
    assert_eq!(judge_one("feed/rss.rs", &behind, &[]).len(), 1);
}

#[test]
fn what_reaches_out_of_its_module_is_refused() {
    for (path, text, word) in [
        ("feed/rss.rs", "use super::super::post;", "super::super"),
        (
            "feed/mod.rs",
            "use super::post::Post;",
            "reaches the crate's root",
        ),
        (
            "date.rs",
            "use super::post::Post;",
            "reaches the crate's root",
        ),
        ("feed/rss.rs", "#[path = \"../x.rs\"] mod x;", "#[path]"),
        ("feed/rss.rs", "use crate::post::*;", "imports everything"),
        ("feed/rss.rs", "use super::*;", "imports everything"),
        ("feed/rss.rs", "use std::fs;", "`std::fs`"),
        ("feed/rss.rs", "use std::{env, fs::File};", "`std::fs`"),
        ("feed/rss.rs", "use std::{env, fs::File};", "`std::env`"),
        (
            "card/art.rs",
            "fn f() { std::env::var(\"A\"); }",
            "`std::env`",
        ),
        ("card/art.rs", "fn f() { println!(\"a\"); }", "`println!`"),
        ("card/art.rs", "fn f() { eprint!(\"a\"); }", "`eprint!`"),
        (
            "card/art.rs",
            "fn f() { image::open(\"a\"); }",
            "`image::open`",
        ),
    ] {
        let faults = judge_one(path, text, &[("feed", "post")]);
        assert!(
            faults.iter().any(|fault| fault.contains(word)),
            "{text}: {faults:?}"
        );
    }
    assert_eq!(judge_one("read/walk.rs", "use std::fs;", &[]), [""; 0]);
    assert_eq!(
        judge_one(
            "card/art.rs",
            "use std::fmt; let sprint = 1; let e = env!(\"A\");",
            &[]
        ),
        [""; 0]
    );
}

#[test]
fn a_file_of_401_lines_is_refused_and_its_tests_do_not_count() {
    let long = "fn a() {}\n".repeat(MOST_LINES + 1);
    assert_eq!(judge_one("card/art.rs", &long, &[]).len(), 1);
    let tested = format!(
        "{}#[cfg(test)]\nmod tests {{\n{}}}\n",
        "fn a() {}\n".repeat(MOST_LINES - 1),
        "fn a() {}\n".repeat(200)
    );
    assert_eq!(judge_one("card/art.rs", &tested, &[]), [""; 0]);
}

#[test]
fn a_file_that_is_a_test_module_is_no_part_of_the_house() {
    let files = [
        file("feed/mod.rs", "#[cfg(test)]\nmod goldens;\nmod rss;"),
        file("feed/goldens.rs", "use crate::card::Card;"),
        file("feed/goldens/more.rs", "use crate::card::Card;"),
        file("feed/rss.rs", "#[cfg(test)]\nmod golden;"),
        file("feed/rss/golden.rs", "use crate::card::Card;"),
    ];
    assert_eq!(judge(&files, &[]), [""; 0]);
}

/// A path below `src/` and its text.
type File = (String, String);

fn file(path: &str, text: &str) -> File {
    (path.to_owned(), text.to_owned())
}

fn judge_one(path: &str, text: &str, edges: &[(&str, &str)]) -> Vec<String> {
    judge(&[file(path, text)], edges)
}

/// Every rule that the files break.
fn judge(files: &[File], edges: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    let code: Vec<(&str, String)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), bare(text)))
        .collect();
    let tests: Vec<String> = code
        .iter()
        .flat_map(|(path, text)| test_modules(path, text))
        .collect();
    for (path, text) in &code {
        let inside = |test: &String| {
            path.strip_prefix(test.as_str())
                .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        if tests.iter().any(inside) {
            continue;
        }
        let text = without_tests(text);
        let mut fault = |what: String| faults.push(format!("src/{path}: {what}"));
        let lines = text.lines().count();
        let longer = LONGER.iter().find(|(name, _)| name == path);
        let most = longer.map_or(MOST_LINES, |&(_, most)| most);
        if lines > most {
            fault(format!("{lines} lines without tests, {most} at most"));
        }
        let module = module_of(path);
        for to in imports(&text, "crate") {
            if to != module && module != "lib" {
                used.insert((module.to_owned(), to));
            }
        }
        if module == "main" {
            used.extend(
                imports(&text, "feedcard")
                    .into_iter()
                    .map(|to| (module.to_owned(), to)),
            );
        }
        shortcuts(path, &text, &mut fault);
        for (reach, allowed) in REACHES {
            if reaches(&text, reach) && !allowed.contains(&module) {
                fault(format!("`{reach}` does not belong into `{module}`"));
            }
        }
    }
    for (from, to) in &used {
        if !edges.contains(&(from.as_str(), to.as_str())) {
            faults.push(format!(
                "(\"{from}\", \"{to}\") is not in EDGES: import it another way, or add the row if the house allows it"
            ));
        }
    }
    for (from, to) in edges {
        if !used.contains(&((*from).to_owned(), (*to).to_owned())) {
            faults.push(format!(
                "(\"{from}\", \"{to}\") is in EDGES, but nothing uses it"
            ));
        }
    }
    faults
}

/// Ways round the list of edges.
fn shortcuts(path: &str, text: &str, fault: &mut impl FnMut(String)) {
    let dense: String = text.split_whitespace().collect();
    if dense.contains("super::super") {
        fault("`super::super`: write `crate::`".to_owned());
    }
    let top = !path.contains('/') || path.matches('/').count() == 1 && path.ends_with("/mod.rs");
    if top && words(text).any(|word| word == "super") {
        fault("`super` reaches the crate's root: write `crate::`".to_owned());
    }
    if dense.contains("#[path") {
        fault("`#[path]` hides where a module is".to_owned());
    }
    for import in dense.split("use").skip(1) {
        let tree = import.split(';').next().unwrap_or_default();
        let own = ["crate::", "super::", "self::"]
            .iter()
            .any(|root| tree.starts_with(root));
        if own && tree.contains("::*") {
            fault(format!(
                "`use {tree}` imports everything: name what you need"
            ));
        }
    }
}

/// Whether the edge keeps the order of the house.
fn looks_down(&(from, to): &(&str, &str)) -> bool {
    let rank = |name| OUTER.iter().position(|outer| *outer == name);
    match rank(from) {
        Some(from) => rank(to).is_none_or(|to| to < from),
        None if ROOMS.contains(&from) => GROUND.contains(&to) || (from, to) == MEETING,
        None => GROUND.contains(&from) && GROUND.contains(&to),
    }
}

/// Whether the edges, taken away leaf by leaf, all go.
fn acyclic(edges: &[(&str, &str)]) -> bool {
    let mut left = edges.to_vec();
    loop {
        let before = left.len();
        let sources: BTreeSet<&str> = left.iter().map(|(from, _)| *from).collect();
        left.retain(|(_, to)| sources.contains(to));
        if left.len() == before {
            return left.is_empty();
        }
    }
}

/// `feed/rss.rs` and `feed.rs` belong to `feed`.
fn module_of(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The modules that the text names behind `root::`, alone or in braces.
fn imports(text: &str, root: &str) -> BTreeSet<String> {
    let dense = spaced(text);
    let mut found = BTreeSet::new();
    for (at, _) in dense.match_indices(&format!("{root}::")) {
        let before = dense[..at].chars().next_back();
        if before.is_some_and(|c| is_word(c) || c == ':') {
            continue;
        }
        let rest = &dense[at + root.len() + 2..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(branches(group)),
            None => found.extend(words(rest).next().map(str::to_owned)),
        }
    }
    // A type or function at the crate's root would be no module: none exists, `lib.rs` holds modules only.
    found
}

/// The first word of every branch of a group, read up to its closing brace.
fn branches(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut found = Vec::new();
    let mut branch = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => found.push(std::mem::take(&mut branch)),
            _ if depth == 0 => branch.push(c),
            _ => {}
        }
    }
    found.push(branch);
    found
        .iter()
        .filter_map(|branch| words(branch).next().map(str::to_owned))
        .collect()
}

/// Whether the text uses a path or macro such as `std::fs` or `print!`, also out of a group: `use std::{fs, io}`.
fn reaches(text: &str, what: &str) -> bool {
    let dense = spaced(text);
    let plain = dense.match_indices(what).any(|(at, _)| {
        let before = dense[..at].chars().next_back();
        let after = dense[at + what.len()..].chars().next();
        !before.is_some_and(is_word) && (what.ends_with('!') || !after.is_some_and(is_word))
    });
    let grouped = what.rsplit_once("::").is_some_and(|(root, name)| {
        let open = format!("{root}::{{");
        dense.match_indices(&open).any(|(at, _)| {
            branches(&dense[at + open.len()..])
                .iter()
                .any(|b| b == name)
        })
    });
    plain || grouped
}

/// The text with blanks only between two words.
fn spaced(text: &str) -> String {
    let mut dense = String::with_capacity(text.len());
    for part in text.split_whitespace() {
        if dense.chars().next_back().is_some_and(is_word) && part.starts_with(is_word) {
            dense.push(' ');
        }
        dense.push_str(part);
    }
    dense
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The modules that a file declares under `#[cfg(test)]`, as paths below `src/` without their ending.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let folder = match stem.rsplit_once('/') {
        Some((folder, "mod")) => format!("{folder}/"),
        _ if stem == "lib" || stem == "main" => String::new(),
        _ => format!("{stem}/"),
    };
    let dense = spaced(text);
    dense
        .split("#[cfg(test)]")
        .skip(1)
        .filter_map(|rest| {
            let (head, _) = rest.split_once(';')?;
            let name = head.strip_prefix("mod ")?;
            name.chars().all(is_word).then(|| format!("{folder}{name}"))
        })
        .collect()
}

/// The code without the items under `#[cfg(test)]`.
fn without_tests(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut depth = 0;
        let end = rest.char_indices().find(|&(_, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0 && matches!(c, '}' | ';')
        });
        rest = end.map_or("", |(at, _)| &rest[at + 1..]);
    }
    kept + rest
}

/// The code without its comments and without what stands in strings and characters; line ends stay.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = skipped(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().filter(|c| **c == '\n'));
            at = end;
        }
    }
    out
}

/// Where the comment, string or character that begins at `at` ends; `at` itself if none does.
fn skipped(chars: &[char], at: usize) -> usize {
    let next = |ahead: usize| chars.get(at + ahead).copied().unwrap_or('\0');
    let find = |from: usize, wanted: &dyn Fn(usize) -> bool| {
        (from..chars.len())
            .find(|&i| wanted(i))
            .unwrap_or(chars.len())
    };
    match (chars[at], next(1)) {
        ('/', '/') => find(at, &|i| chars[i] == '\n'),
        ('/', '*') => {
            let (mut depth, mut i) = (0, at);
            while i < chars.len() {
                match (chars[i], chars.get(i + 1)) {
                    ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
                    ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
                    _ => i += 1,
                }
                if depth == 0 {
                    break;
                }
            }
            i
        }
        ('"', _) => closing(chars, at + 1, '"'),
        ('r', '"' | '#') if at == 0 || !is_word(chars[at - 1]) || chars[at - 1] == 'b' => {
            let hashes = (1..).take_while(|&ahead| next(ahead) == '#').count();
            if next(1 + hashes) != '"' {
                return at;
            }
            let close = |i: usize| {
                chars[i] == '"' && (1..=hashes).all(|ahead| chars.get(i + ahead) == Some(&'#'))
            };
            (find(at + 2 + hashes, &close) + 1 + hashes).min(chars.len())
        }
        ('\'', '\\') => closing(chars, at + 1, '\''),
        ('\'', c) if c != '\'' && next(2) == '\'' => at + 3,
        _ => at,
    }
}

/// Just behind the next `quote` that no backslash escapes.
fn closing(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// The doc comments that begin with a question word: they hide their noun behind it.
fn questions(text: &str) -> Vec<&str> {
    const WORDS: [&str; 5] = ["What", "Whether", "Where", "How", "Who"];
    let mut found = Vec::new();
    let mut above = "";
    for line in text.lines().map(str::trim_start) {
        let doc = line.strip_prefix("/// ").or(line.strip_prefix("//! "));
        let first = doc.and_then(|doc| doc.split(' ').next());
        let goes_on = above.starts_with("///") || above.starts_with("//!");
        if !goes_on && first.is_some_and(|first| WORDS.contains(&first)) {
            found.push(line);
        }
        above = line;
    }
    found
}

#[test]
fn no_doc_comment_begins_with_a_question_word() {
    let text =
        "/// What it is.\nfn a() {}\n/// A noun.\n/// Where the line goes on.\n//! How so.\n";
    assert_eq!(questions(text), ["/// What it is."]);
    let found: Vec<String> = sources()
        .iter()
        .flat_map(|(path, text)| {
            questions(text)
                .into_iter()
                .map(move |line| format!("{path}: {line}"))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every file below `src/`, in the order of its path.
fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder below src/") {
            let path = entry.expect("an entry below src/").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(&root).expect("a path below src/");
                let below = below.to_string_lossy().replace('\\', "/");
                files.push((below, fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    files.sort();
    files
}
