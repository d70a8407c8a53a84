//! `feedcard preview`: one file that needs nothing else, and a server that follows the folder.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{blog, png, put, run};
use serde_json::Value;

/// Nothing waits longer than this, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn post(title: &str) -> String {
    format!(
        "---\ntitle: '{title}'\ndate: 2024-01-02 09:00:00 +09:00\nauthor: 윤채원\n---\n본문 [처음](/x) <b>굵게</b>\n"
    )
}

/// Data that the script of a page reads.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

fn decoded(url: &str) -> Vec<u8> {
    let text = url.strip_prefix("data:image/jpeg;base64,").unwrap();
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits = (0u32, 0);
    let mut bytes = Vec::new();
    for c in text.trim_end_matches('=').chars() {
        bits = (
            bits.0 << 6 | u32::try_from(digits.find(c).unwrap()).unwrap(),
            bits.1 + 6,
        );
        if bits.1 >= 8 {
            bits.1 -= 8;
            bytes.push(u8::try_from(bits.0 >> bits.1 & 255).unwrap());
        }
    }
    bytes
}

#[test]
fn the_page_is_one_file_with_every_card_in_it_and_out_stays_as_it_was() {
    let folder = blog(&[("a.md", &post("첫 글")), ("b.md", &post("둘째 글"))]);
    put(folder.path(), "out/keep.txt", b"mine");
    let done = run(folder.path(), &["preview"], &[]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(
        said.contains(".feedcard/preview.html\n2 posts · 3 feeds · 2 cards (2 rendered"),
        "{said}"
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("out"))
            .unwrap()
            .count(),
        1
    );
    let page = std::fs::read_to_string(folder.path().join(".feedcard/preview.html")).unwrap();
    for outside in ["src=\"http", "href=\"http", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let data = data(&page);
    assert_eq!(data["posts"].as_array().unwrap().len(), 2);
    for post in data["posts"].as_array().unwrap() {
        let bytes = decoded(post["picture"].as_str().unwrap());
        assert_eq!(bytes.len() as u64, post["card"]["bytes"].as_u64().unwrap());
        assert_eq!(
            blake3::hash(&bytes).to_hex().as_str(),
            post["card"]["blake3"]
        );
    }
    let kinds: Vec<&str> = data["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feed| feed["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["rss", "atom", "json"]);
    for feed in data["feeds"].as_array().unwrap() {
        let entry = &feed["entries"][0];
        assert_eq!(feed["entries"].as_array().unwrap().len(), 2);
        assert_eq!(entry["authors"][0], "윤채원", "{feed}");
        assert_eq!(entry["published"], "2024-01-02T00:00:00+00:00");
        assert!(
            data["bodies"][usize::try_from(entry["body"].as_u64().unwrap()).unwrap()]
                .as_str()
                .unwrap()
                .contains("https://blog.example/x")
        );
        assert_eq!(
            entry["image"], data["posts"][0]["card"]["url"],
            "{}",
            feed["kind"]
        );
    }
    let again = run(
        folder.path(),
        &["preview", "-o", "look/here.html", "-q"],
        &[],
    );
    assert_eq!((again.status.code(), again.stdout.len()), (Some(0), 0));
    assert!(folder.path().join("look/here.html").is_file());
}

#[test]
fn a_title_that_is_markup_stays_text() {
    let title = "</script><img src=x onerror=alert(1)>";
    let folder = blog(&[("a.md", &post(&format!("`{title}`")))]);
    put(
        folder.path(),
        "feedcard.yaml",
        format!("site: {{ title: '{title}', url: https://blog.example }}\n").as_bytes(),
    );
    assert_eq!(run(folder.path(), &["preview"], &[]).status.code(), Some(0));
    let page = std::fs::read_to_string(folder.path().join(".feedcard/preview.html")).unwrap();
    assert!(!page.contains("<img src=x"));
    assert_eq!(data(&page)["posts"][0]["title"], title);
    assert_eq!(
        page.matches("<script").count(),
        page.matches("</script>").count()
    );
}

#[test]
fn the_good_posts_are_shown_beside_what_is_wrong_with_the_others() {
    let folder = blog(&[
        ("a.md", &post("첫 글")),
        (
            "bad.md",
            "---\ntitle: 나쁜 글\ndate: 2024-02-31\n---\n본문\n",
        ),
    ]);
    let done = run(folder.path(), &["preview", "-q"], &[]);
    assert_eq!(done.status.code(), Some(1));
    assert!(
        String::from_utf8(done.stderr)
            .unwrap()
            .contains("content/bad.md:3")
    );
    let page = std::fs::read_to_string(folder.path().join(".feedcard/preview.html")).unwrap();
    let data = data(&page);
    assert_eq!(data["posts"].as_array().unwrap().len(), 1);
    let problem = &data["problems"][0];
    assert_eq!(
        (&problem["severity"], &problem["path"]),
        (&"error".into(), &"content/bad.md".into())
    );
    assert_eq!(
        (&problem["line"], &problem["text"]),
        (&3.into(), &"date: 2024-02-31".into())
    );
}

/// A server on a free port, ended with the test.
struct Server(Child, u16);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Server {
    fn start(folder: &Path) -> Server {
        Server::start_with(folder, &[])
    }

    fn start_with(folder: &Path, arguments: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_feedcard"))
            .current_dir(folder)
            .args(["preview", "--serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        // Whatever else it says is read as well: a full pipe would stop it.
        std::thread::spawn(move || lines.count());
        let (_, rest) = line.split_once("http://127.0.0.1:").unwrap();
        Server(child, rest.split_once('/').unwrap().0.parse().unwrap())
    }

    /// Status line and headers.
    fn head(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(
            stream,
            "HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
            self.1
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    /// Status and body.
    fn ask(&self, line: &str, host: &str) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{line} HTTP/1.1\r\n{host}Connection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let at = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
        assert!(!head.contains("Transfer-Encoding"), "{head}");
        (
            head.split(' ').nth(1).unwrap().parse().unwrap(),
            bytes[at + 4..].to_vec(),
        )
    }

    fn get(&self, path: &str) -> (u16, Vec<u8>) {
        self.ask(
            &format!("GET {path}"),
            &format!("Host: 127.0.0.1:{}\r\n", self.1),
        )
    }

    fn json(&self, path: &str) -> Value {
        let (status, body) = self.get(path);
        assert_eq!(status, 200, "{path}");
        serde_json::from_slice(&body).unwrap()
    }

    /// The data of the first build after `version` for which `is` holds.
    fn until(&self, mut version: u64, is: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < PATIENCE, "it never came");
            let news = self.json(&format!("/wait?since={version}"));
            version = news["version"].as_u64().unwrap();
            let data = self.json("/data.json");
            if is(&data) {
                return data;
            }
        }
    }
}

fn titles(data: &Value) -> Vec<&str> {
    let posts = data["posts"].as_array().unwrap();
    posts
        .iter()
        .map(|post| post["title"].as_str().unwrap())
        .collect()
}

#[test]
fn the_served_page_follows_edits_new_posts_and_a_configuration_that_breaks_and_heals() {
    let folder = blog(&[("a.md", &post("첫 글"))]);
    let server = Server::start(folder.path());
    let first = server.until(0, |data| titles(data) == ["첫 글"]);
    let page = String::from_utf8(server.get("/").1).unwrap();
    assert_eq!(data(&page)["version"], first["version"]);
    let picture = first["posts"][0]["picture"].as_str().unwrap();
    let (status, bytes) = server.get(picture);
    assert_eq!(status, 200);
    assert_eq!(
        blake3::hash(&bytes).to_hex().as_str(),
        first["posts"][0]["card"]["blake3"]
    );

    let version = |data: &Value| data["version"].as_u64().unwrap();
    put(folder.path(), "content/a.md", post("고친 글").as_bytes());
    let edited = server.until(version(&first), |data| titles(data) == ["고친 글"]);
    assert_ne!(edited["posts"][0]["picture"], picture);

    // Logs beside the posts do not make it build for ever.
    put(folder.path(), "serve.log", b"1");
    put(folder.path(), "content/serve.log", b"1");

    put(
        folder.path(),
        "content/new/deep/b.md",
        post("새 글").as_bytes(),
    );
    let grown = server.until(version(&edited), |data| titles(data).len() == 2);

    put(folder.path(), "feedcard.yaml", b"site:\n  titel: x\n");
    let broken = server.until(version(&grown), |data| data["broken"] == true);
    assert_eq!(titles(&broken).len(), 2, "the last build stays");
    assert!(
        broken["problems"].to_string().contains("`titel`"),
        "{}",
        broken["problems"]
    );

    put(
        folder.path(),
        "feedcard.yaml",
        common::CONFIG.replace("시험", "나은").as_bytes(),
    );
    let healed = server.until(version(&broken), |data| {
        data["site"]["title"] == "나은 블로그"
    });
    assert_eq!(
        (titles(&healed).len(), &healed["broken"]),
        (2, &false.into())
    );

    std::fs::remove_dir_all(folder.path().join("content")).unwrap();
    let gone = server.until(version(&healed), |data| {
        data["problems"][0]["rule"] == "content-missing"
    });
    assert!(titles(&gone).is_empty());
    put(folder.path(), "content/c.md", post("돌아온 글").as_bytes());
    server.until(version(&gone), |data| titles(data) == ["돌아온 글"]);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn the_served_page_follows_the_built_site_and_names_heads_without_their_picture() {
    let words = "배편이 바뀌는 날마다 배운 것을 적어 둡니다.";
    let text = format!(
        "---\ntitle: 첫 글\ndate: 2024-01-02 09:00:00 +09:00\n---\n{words}\n\n![그림](./a.png)\n"
    );
    let folder = blog(&[("a.md", &text)]);
    let build = |picture: &str, head: &str| {
        put(folder.path(), &format!("site/static/{picture}/a.png"), b"x");
        let page = format!(
            "<!doctype html><html><head><title>첫 글</title><meta property=\"og:image\" content=\"https://blog.example/{head}\"></head>\
             <body><article><h1>첫 글</h1><p>{words}</p><p><img src=\"/static/{picture}/a.png\" alt=\"그림\"></p></article></body></html>"
        );
        put(folder.path(), "site/index.html", b"<h1>blog</h1>");
        put(folder.path(), "site/a/index.html", page.as_bytes());
    };
    build("1", "gone.jpg");
    let server = Server::start_with(folder.path(), &["--site", "site"]);
    let version = |data: &Value| data["version"].as_u64().unwrap();
    let shows = |data: &Value, what: &str| data["bodies"].to_string().contains(what);
    let first = server.until(0, |data| shows(data, "https://blog.example/static/1/a.png"));
    let problem = &first["problems"][0];
    assert_eq!(
        (&problem["rule"], &problem["path"]),
        (&"link-dead".into(), &"site/a/index.html".into())
    );
    assert!(problem.to_string().contains("gone.jpg"), "{problem}");

    build("2", "static/2/a.png");
    let second = server.until(version(&first), |data| shows(data, "static/2/a.png"));
    let mended = server.until(version(&second) - 1, |data| {
        data["problems"].as_array().unwrap().is_empty()
    });
    assert!(!shows(&mended, "static/1/a.png"));

    // A generator that empties its folder first.
    std::fs::remove_dir_all(folder.path().join("site")).unwrap();
    let gone = server.until(version(&mended), |data| {
        data["problems"].to_string().contains("site-missing")
    });
    build("3", "static/3/a.png");
    let back = server.until(version(&gone), |data| {
        shows(data, "static/3/a.png") && data["problems"].as_array().unwrap().is_empty()
    });
    assert_eq!(titles(&back), ["첫 글"]);
    // Nothing was written into the site.
    let entries = std::fs::read_dir(folder.path().join("site")).unwrap();
    assert_eq!(entries.count(), 3);
}

#[test]
fn the_served_page_follows_a_layout_file_and_its_pictures() {
    let folder = blog(&[("a.md", &post("첫 글"))]);
    let config = format!("{}cards: {{layout: looks/own.yaml}}\n", common::CONFIG);
    put(folder.path(), "feedcard.yaml", config.as_bytes());
    let layout = |fill: &str| {
        format!(
            "layers:\n  - {{shape: rect, fill: \"{fill}\"}}\n  - {{image: \"bg/*.png\", box: [0, 0, 1200, 40]}}\n\
             slots:\n  title: {{box: [72, 150, 900, 340]}}\n"
        )
    };
    let picture = |level: u8| png(40, 20, |_, _| [level; 3]);
    put(
        folder.path(),
        "looks/own.yaml",
        layout("#102030").as_bytes(),
    );
    put(folder.path(), "looks/bg/a.png", &picture(40));
    let server = Server::start(folder.path());
    let version = |data: &Value| data["version"].as_u64().unwrap();
    let card = |data: &Value| {
        let card = &data["posts"][0]["card"]["blake3"];
        card.as_str().map(str::to_owned)
    };
    let mut last = server.until(0, |data| card(data).is_some());
    let mut seen = vec![card(&last)];
    let changes: [(&str, Vec<u8>); 2] = [
        ("looks/own.yaml", layout("#402010").into_bytes()),
        ("looks/bg/a.png", picture(200)),
    ];
    for (path, bytes) in changes {
        put(folder.path(), path, &bytes);
        last = server.until(version(&last), |data| {
            card(data).is_some() && !seen.contains(&card(data))
        });
        seen.push(card(&last));
    }

    put(folder.path(), "looks/own.yaml", layout("#40201").as_bytes());
    let broken = server.until(version(&last), |data| data["broken"] == true);
    let problem = &broken["problems"][0];
    assert_eq!(
        (&problem["rule"], &problem["path"], &problem["line"]),
        (&"layout-file".into(), &"looks/own.yaml".into(), &2.into())
    );
    assert_eq!(card(&broken), seen[2], "the last build stays");

    put(
        folder.path(),
        "looks/own.yaml",
        layout("#402010").as_bytes(),
    );
    let healed = server.until(version(&broken), |data| data["broken"] == false);
    assert_eq!(card(&healed), seen[2]);

    // Of a folder without pictures it says so, and sees the one that comes.
    std::fs::remove_file(folder.path().join("looks/bg/a.png")).unwrap();
    let empty = server.until(version(&healed), |data| data["broken"] == true);
    assert_eq!(empty["problems"][0]["rule"], "layout-picture");
    put(folder.path(), "looks/bg/b.png", &picture(90));
    server.until(version(&empty), |data| {
        data["broken"] == false && card(data).is_some() && !seen.contains(&card(data))
    });
}

#[test]
fn the_served_page_follows_the_files_of_a_posts_own_look_and_of_its_author() {
    let own = "---\ntitle: 첫 글\ndate: 2024-01-02\nauthors: [{name: 김하나, avatar: /people/hana.png}]\n\
        card: {theme: {background: own/bg.png, avatars: true}}\n---\n글\n";
    let folder = blog(&[("a.md", own)]);
    let picture = |level: u8| png(40, 20, |_, _| [level; 3]);
    put(folder.path(), "own/bg.png", &picture(40));
    put(folder.path(), "static/people/hana.png", &picture(90));
    let server = Server::start(folder.path());
    let card = |data: &Value| {
        let card = &data["posts"][0]["card"]["blake3"];
        card.as_str().map(str::to_owned)
    };
    let mut last = server.until(0, |data| card(data).is_some());
    let mut seen = vec![card(&last)];
    for path in ["own/bg.png", "static/people/hana.png"] {
        put(folder.path(), path, &picture(200));
        last = server.until(last["version"].as_u64().unwrap(), |data| {
            card(data).is_some() && !seen.contains(&card(data))
        });
        seen.push(card(&last));
    }
    assert_eq!(last["problems"].as_array().unwrap().len(), 0, "{last}");
}

#[test]
fn the_server_answers_this_machine_alone_and_exact_addresses_only() {
    let folder = blog(&[("a.md", &post("첫 글"))]);
    let server = Server::start(folder.path());
    server.until(0, |data| !titles(data).is_empty());
    let port = server.1;
    for (host, wanted) in [
        (format!("Host: localhost:{port}\r\n"), 200),
        (format!("Host: 127.0.0.1:{port}\r\n"), 200),
        ("Host: evil.example\r\n".to_owned(), 403),
        (format!("Host: evil.example:{port}\r\n"), 403),
        (format!("Host: localhost.evil.example:{port}\r\n"), 403),
        (
            format!("Host: localhost:{port}\r\nHost: evil.example\r\n"),
            403,
        ),
        ("Host: localhost\r\n".to_owned(), 403),
        (String::new(), 403),
    ] {
        assert_eq!(server.ask("GET /data.json", &host).0, wanted, "{host}");
    }
    let here = format!("Host: localhost:{port}\r\n");
    assert_eq!(
        server
            .ask("POST /data.json", &format!("{here}Content-Length: 0\r\n"))
            .0,
        405
    );
    assert_eq!(server.ask("HEAD /", &here), (200, Vec::new()));
    for path in [
        "/card/../../feedcard.yaml",
        "/card/%2e%2e/%2e%2e/feedcard.yaml",
        "//etc/passwd",
        "/card//etc/passwd",
        "/feedcard.json",
        "/index.html",
    ] {
        assert_eq!(server.get(path).0, 404, "{path}");
    }
}

#[test]
fn clients_that_stall_or_flood_stop_nobody_else() {
    let folder = blog(&[("a.md", &post("첫 글"))]);
    let server = Server::start(folder.path());
    server.until(0, |data| !titles(data).is_empty());
    let connect = || TcpStream::connect(("127.0.0.1", server.1)).unwrap();
    let host = format!("Host: 127.0.0.1:{}\r\n", server.1);
    // Bodies that never come, heads that never end, connections that say nothing.
    let mut held = Vec::new();
    for _ in 0..20 {
        let mut body = connect();
        write!(
            body,
            "POST / HTTP/1.1\r\n{host}Content-Length: 1000000\r\n\r\n"
        )
        .unwrap();
        let mut head = connect();
        write!(head, "GET / HTTP/1.1\r\n{host}X: ").unwrap();
        held.extend([body, head, connect()]);
    }
    assert_eq!(server.get("/data.json").0, 200);
    // A header line without an end is answered once its bound is passed, not collected.
    let mut flood = connect();
    flood.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(flood, "GET / HTTP/1.1\r\n{host}X: ").unwrap();
    let line = [b'x'; 32 << 10];
    let mut sent = 0;
    while sent < 1 << 30 && flood.write_all(&line).is_ok() {
        sent += line.len();
    }
    assert!(sent < 64 << 20, "{sent} bytes were taken");
    assert_eq!(server.get("/data.json").0, 200);
    drop(held);
}

#[test]
fn answers_carry_a_policy_that_lets_nothing_foreign_run() {
    let folder = blog(&[("a.md", &post("첫 글"))]);
    let server = Server::start(folder.path());
    let data = server.until(0, |data| !titles(data).is_empty());
    let picture = data["posts"][0]["picture"].as_str().unwrap();
    for (path, policy) in [
        ("/", "default-src 'none'; script-src 'nonce-"),
        ("/data.json", "default-src 'none'; sandbox"),
        (picture, "default-src 'none'; sandbox"),
        ("/none", "default-src 'none'; sandbox"),
    ] {
        let head = server.head(path);
        assert!(
            head.contains(&format!("Content-Security-Policy: {policy}")),
            "{path}: {head}"
        );
        assert!(head.contains("X-Content-Type-Options: nosniff"), "{head}");
        assert!(head.contains("frame-ancestors 'none'"), "{head}");
    }
}

#[test]
fn a_port_that_is_taken_is_said_and_ends_with_2() {
    let folder = blog(&[("a.md", &post("첫 글"))]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let done = run(folder.path(), &["preview", "--serve", "--port", &port], &[]);
    assert_eq!(done.status.code(), Some(2));
    assert!(
        String::from_utf8(done.stderr)
            .unwrap()
            .contains("name another port with `--port`")
    );
}
