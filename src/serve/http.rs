//! The server on this machine: six addresses, nothing else, for nobody else.
//!
//! In: requests. Out: what stands on the shelf. A page that asks what is new is kept waiting until something is. Only
//! exact addresses are answered, so that no path can lead anywhere; only requests whose `Host` is this machine are, so
//! that no other site can read along by pointing its own name here (DNS rebinding).

use std::io::Cursor;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::shelf::Shelf;
use crate::preview;
use crate::problem::Problem;

/// How long a page waits for news at most; less than browsers and proxies allow.
const PATIENCE: Duration = Duration::from_secs(25);
/// How often it is told how far a build is.
const PULSE: Duration = Duration::from_millis(500);
/// Pages that wait at once; the oldest is answered when one more comes.
const MOST_WAITING: usize = 64;

/// Opens the port; 0 is any free one.
///
/// # Errors
/// The port is taken, or not allowed.
pub(super) fn open(port: u16) -> Result<(Arc<Server>, u16), Problem> {
    let failed = |words: String| {
        Problem::error("io", format!("cannot serve at 127.0.0.1:{port}: {words}"))
            .help("name another port with `--port`; 0 is any free one")
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let server = Server::http(address).map_err(|error| failed(error.to_string()))?;
    let bound = server.server_addr().to_ip().map(|address| address.port());
    let bound = bound.ok_or_else(|| failed("it has no port".into()))?;
    Ok((Arc::new(server), bound))
}

/// A page that asked what is new.
struct Waiting {
    request: Request,
    since: u64,
    asked: Instant,
}

/// Answers until the process ends.
pub(super) fn answer(server: &Server, port: u16, shelf: &Shelf) {
    let mut waiting: Vec<Waiting> = Vec::new();
    loop {
        // The end of a build wakes the server up.
        match server.recv_timeout(PULSE / 2) {
            Ok(Some(request)) => {
                if let Some(one) = one(request, port, shelf) {
                    waiting.push(one);
                }
            }
            Ok(None) | Err(_) => {}
        }
        let (version, progress) = (shelf.version(), shelf.progress());
        let too_many = waiting.len().saturating_sub(MOST_WAITING);
        for (at, one) in std::mem::take(&mut waiting).into_iter().enumerate() {
            let waited = one.asked.elapsed();
            let news = one.since != version || progress.is_some() && waited >= PULSE;
            if news || waited >= PATIENCE || at < too_many {
                let text = serde_json::json!({ "version": version, "progress": progress });
                send(
                    one.request,
                    text.to_string(),
                    "application/json",
                    "no-store",
                );
            } else {
                waiting.push(one);
            }
        }
    }
}

/// Answers one request, or keeps it waiting.
fn one(request: Request, port: u16, shelf: &Shelf) -> Option<Waiting> {
    if !is_here(&request, port) {
        refuse(
            request,
            403,
            "this server answers to 127.0.0.1 and localhost only\n",
        );
        return None;
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        refuse(request, 405, "GET and HEAD are all that it knows\n");
        return None;
    }
    let address = request.url().to_owned();
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    match path {
        "/" => send(
            request,
            preview::page(&shelf.data(), true),
            "text/html; charset=utf-8",
            "no-store",
        ),
        "/data.json" => send(request, &shelf.data().text, "application/json", "no-store"),
        "/wait" => {
            let since = query
                .strip_prefix("since=")
                .and_then(|text| text.parse().ok());
            return Some(Waiting {
                request,
                since: since.unwrap_or(0),
                asked: Instant::now(),
            });
        }
        _ => match shelf.picture(&address) {
            Some(picture) => match std::fs::read(&picture.file) {
                Ok(bytes) => send(
                    request,
                    bytes,
                    &picture.media_type,
                    "private, max-age=86400, immutable",
                ),
                Err(_) => refuse(request, 404, "the build that made it is gone\n"),
            },
            None => refuse(request, 404, "there is nothing here\n"),
        },
    }
    None
}

/// Whether the request was made to this machine by one of its own names.
fn is_here(request: &Request, port: u16) -> bool {
    let mut hosts = request
        .headers()
        .iter()
        .filter(|header| header.field.equiv("Host"));
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let host = host.value.as_str();
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        let rest = host.strip_prefix(name);
        rest.is_some_and(|rest| rest == format!(":{port}") || rest.is_empty() && port == 80)
    })
}

fn refuse(request: Request, status: u16, words: &str) {
    let mut response = Response::from_string(words).with_status_code(StatusCode(status));
    for header in headers("text/plain; charset=utf-8", "no-store") {
        response.add_header(header);
    }
    deliver(request, response);
}

fn send(request: Request, body: impl AsRef<[u8]>, media_type: &str, keeping: &str) {
    let mut response = Response::from_data(body.as_ref());
    for header in headers(media_type, keeping) {
        response.add_header(header);
    }
    deliver(request, response);
}

/// A browser that reads slowly, or not at all, keeps nobody else waiting.
fn deliver(request: Request, response: Response<Cursor<Vec<u8>>>) {
    let thread = std::thread::Builder::new().name("answer".into());
    // A browser that went away is no fault, and without a thread the connection just ends.
    let whole = response.with_chunked_threshold(usize::MAX);
    let _ = thread.spawn(move || request.respond(whole));
}

fn headers(media_type: &str, keeping: &str) -> impl Iterator<Item = Header> {
    let lines = [
        ("Content-Type", media_type),
        ("Cache-Control", keeping),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Referrer-Policy", "no-referrer"),
    ];
    let lines = lines.map(|(name, value)| Header::from_bytes(name, value));
    lines.into_iter().filter_map(Result::ok)
}
