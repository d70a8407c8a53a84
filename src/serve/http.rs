//! The server on this machine: six addresses, for local requests only.
//!
//! In: connections. Out: answers from the [`SharedState`]. Only exact addresses are answered, so that no path can lead
//! anywhere; only requests whose `Host` is this machine are, so that no other site can read along by pointing its own name
//! here (DNS rebinding). Every connection has a thread of its own, a bounded head and a deadline, and no body is ever read:
//! a client that stalls delays nobody but itself.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::state::SharedState;
use crate::disk::read_bounded;
use crate::preview;
use crate::problem::Problem;

/// Longest time that a page waits for news; less than browsers and proxies allow.
const PATIENCE: Duration = Duration::from_secs(10);
/// Interval at which it is told how far a build is.
const PULSE: Duration = Duration::from_millis(500);
/// Time for a whole request head, and for a client to take each part of an answer.
const DEADLINE: Duration = Duration::from_secs(5);
/// Largest request head in bytes, and most headers in it.
const HEAD_BYTES: usize = 16 << 10;
const HEADERS: usize = 100;
/// Connections served at once; one more is closed unanswered.
const CONNECTIONS: usize = 128;
/// The largest picture that is served; `cards.max_bytes` is far below it.
const PICTURE_BYTES: u64 = 256 << 20;
/// Bytes that a client may still send before its connection is closed: an answer would be lost if unread bytes lay behind it.
const LINGER_BYTES: usize = 64 << 10;
const LINGER: Duration = Duration::from_millis(200);

/// Policy: nothing runs, nothing is loaded, nobody frames it.
const INERT: &str = "default-src 'none'; sandbox";

/// Opens the port; 0 is any free one.
///
/// # Errors
/// The port is taken, or not allowed.
pub(super) fn open(port: u16) -> Result<(TcpListener, u16), Problem> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address)
        .and_then(|listener| {
            let bound = listener.local_addr()?.port();
            Ok((listener, bound))
        })
        .map_err(|error| {
            Problem::error("io", format!("cannot serve at 127.0.0.1:{port}: {error}"))
                .help("name another port with `--port`; 0 is any free one")
        })
}

/// Answers until the process ends.
pub(super) fn answer(listener: &TcpListener, port: u16, state: &SharedState) {
    let open = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for stream in listener.incoming() {
            // A client that went away before it was accepted does no harm; if file handles have run out, waiting helps.
            let Ok(stream) = stream else {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            };
            if open.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS {
                open.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            let open = &open;
            let thread = std::thread::Builder::new().spawn_scoped(threads, move || {
                serve(stream, port, state);
                open.fetch_sub(1, Ordering::Relaxed);
            });
            // Without a thread the connection just ends.
            if thread.is_err() {
                open.fetch_sub(1, Ordering::Relaxed);
            }
        }
    });
}

/// Answers one connection and ends it. A fault on the client's side is not our fault.
fn serve(mut stream: TcpStream, port: u16, state: &SharedState) {
    let answer = match read_head(&mut stream) {
        Ok(head) => respond(&head, port, state),
        Err(status) => Answer::refusal(status, "that is not a request head\n"),
    };
    let _ = stream.set_write_timeout(Some(DEADLINE));
    if stream.write_all(&answer.bytes()).is_ok() && stream.shutdown(Shutdown::Write).is_ok() {
        linger(&mut stream);
    }
}

/// Reads what the client still sends, up to a bound.
fn linger(stream: &mut TcpStream) {
    let mut left = LINGER_BYTES;
    let until = Instant::now() + LINGER;
    let mut buffer = [0; 4096];
    while let Some(rest) = until.checked_duration_since(Instant::now()) {
        if rest.is_zero() || stream.set_read_timeout(Some(rest)).is_err() {
            return;
        }
        match stream.read(&mut buffer) {
            Ok(read) if read > 0 && read < left => left -= read,
            _ => return,
        }
    }
}

/// A request without its body.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    method: String,
    target: String,
    hosts: Vec<String>,
}

/// Reads up to the blank line behind the headers.
///
/// # Errors
/// The status for a bad request: malformed, too long, too slow.
fn read_head(stream: &mut TcpStream) -> Result<Head, &'static str> {
    let until = Instant::now() + DEADLINE;
    let mut bytes = Vec::new();
    let mut buffer = [0; 2048];
    loop {
        let rest = until.saturating_duration_since(Instant::now());
        if rest.is_zero() || stream.set_read_timeout(Some(rest)).is_err() {
            return Err("408 Request Timeout");
        }
        match stream.read(&mut buffer) {
            Ok(0) => return Err("400 Bad Request"),
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return Err("408 Request Timeout"),
        }
        if let Some(head) = parse(&bytes)? {
            return Ok(head);
        }
        if bytes.len() > HEAD_BYTES {
            return Err("431 Request Header Fields Too Large");
        }
    }
}

/// `None`: the request is not complete yet.
fn parse(bytes: &[u8]) -> Result<Option<Head>, &'static str> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Partial) => return Ok(None),
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err("431 Request Header Fields Too Large"),
        Err(_) => return Err("400 Bad Request"),
    }
    let hosts = request
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("host"))
        .map(|header| String::from_utf8_lossy(header.value).trim().to_owned());
    Ok(Some(Head {
        hosts: hosts.collect(),
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
    }))
}

/// One answer.
struct Answer {
    status: &'static str,
    body: Vec<u8>,
    /// A `HEAD` request gets the headers alone.
    headers_only: bool,
    media_type: &'static str,
    caching: &'static str,
    policy: String,
}

impl Answer {
    fn new(body: impl Into<Vec<u8>>, media_type: &'static str) -> Answer {
        Answer {
            status: "200 OK",
            body: body.into(),
            headers_only: false,
            media_type,
            caching: "no-store",
            policy: INERT.into(),
        }
    }

    fn refusal(status: &'static str, words: &str) -> Answer {
        Answer {
            status,
            ..Answer::new(words, "text/plain; charset=utf-8")
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!(
            "HTTP/1.1 {}\r\nContent-Length: {}\r\nContent-Type: {}\r\nCache-Control: {}\r\n\
             Content-Security-Policy: {}; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n\
             Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
            self.status,
            self.body.len(),
            self.media_type,
            self.caching,
            self.policy
        )
        .into_bytes();
        if !self.headers_only {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// The answer to one request.
fn respond(head: &Head, port: u16, state: &SharedState) -> Answer {
    if !is_here(&head.hosts, port) {
        let words = "this server answers to 127.0.0.1 and localhost only\n";
        return Answer::refusal("403 Forbidden", words);
    }
    if !matches!(head.method.as_str(), "GET" | "HEAD") {
        let words = "GET and HEAD are the methods of this server\n";
        return Answer::refusal("405 Method Not Allowed", words);
    }
    let (path, query) = head.target.split_once('?').unwrap_or((&head.target, ""));
    let mut answer = match path {
        "/" => {
            let data = state.data();
            Answer {
                policy: preview::policy(&data, true),
                ..Answer::new(preview::page(&data, true), "text/html; charset=utf-8")
            }
        }
        "/data.json" => Answer::new(state.data().text.clone(), "application/json"),
        "/wait" => {
            let since = query
                .strip_prefix("since=")
                .and_then(|text| text.parse().ok());
            let (version, progress) = state.news(since.unwrap_or(0), PATIENCE, PULSE);
            let text = serde_json::json!({ "version": version, "progress": progress });
            Answer::new(text.to_string(), "application/json")
        }
        _ => picture(&head.target, state),
    };
    answer.headers_only = head.method == "HEAD";
    answer
}

fn picture(target: &str, state: &SharedState) -> Answer {
    let Some(picture) = state.picture(target) else {
        return Answer::refusal("404 Not Found", "there is nothing here\n");
    };
    match read_bounded(&picture.file, PICTURE_BYTES) {
        Ok(bytes) => Answer {
            caching: "private, max-age=86400, immutable",
            ..Answer::new(bytes, picture.media_type)
        },
        Err(_) => Answer::refusal("404 Not Found", "the build that made it is gone\n"),
    }
}

/// True if the request was made to this machine by one of its own names.
fn is_here(hosts: &[String], port: u16) -> bool {
    let [host] = hosts else {
        return false;
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        let rest = host.strip_prefix(name);
        rest.is_some_and(|rest| rest == format!(":{port}") || rest.is_empty() && port == 80)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole_and_refused_where_it_is_none() {
        assert_eq!(parse(b"GET / HTTP/1.1\r\nHost: a"), Ok(None));
        let head = parse(b"GET /x?y HTTP/1.1\r\nhOsT: a:1\r\nHost:b\r\n\r\nrest").unwrap();
        let head = head.unwrap();
        assert_eq!(
            (head.method.as_str(), head.target.as_str()),
            ("GET", "/x?y")
        );
        assert_eq!(head.hosts, ["a:1", "b"]);
        assert_eq!(parse(b"\x16\x03\x01"), Err("400 Bad Request"));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(101));
        assert_eq!(
            parse(many.as_bytes()),
            Err("431 Request Header Fields Too Large")
        );
    }
}
