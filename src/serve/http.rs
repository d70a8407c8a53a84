//! The server on this machine: six addresses, nothing else, for nobody else.
//!
//! In: requests. Out: what stands on the state. A page that asks what is new is kept waiting until something is. Only
//! exact addresses are answered, so that no path can lead anywhere; only requests whose `Host` is this machine are, so
//! that no other site can read along by pointing its own name here (DNS rebinding).

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tiny_http::{Method, Request, Server};

use super::state::SharedState;
use crate::preview;
use crate::problem::Problem;

/// How long a page waits for news at most; less than browsers and proxies allow.
const PATIENCE: Duration = Duration::from_secs(10);
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
pub(super) fn answer(server: &Server, port: u16, state: &SharedState) {
    let mut waiting: Vec<Waiting> = Vec::new();
    loop {
        // The end of a build wakes the server up.
        if let Ok(Some(request)) = server.recv_timeout(PULSE / 2)
            && let Some(one) = one(request, port, state)
        {
            waiting.push(one);
        }
        let (version, progress) = (state.version(), state.progress());
        let too_many = waiting.len().saturating_sub(MOST_WAITING);
        for (at, one) in std::mem::take(&mut waiting).into_iter().enumerate() {
            let waited = one.asked.elapsed();
            let news = one.since != version || progress.is_some() && waited >= PULSE;
            if news || waited >= PATIENCE || at < too_many {
                let text = serde_json::json!({ "version": version, "progress": progress });
                send(
                    one.request,
                    text.to_string().as_bytes(),
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
fn one(request: Request, port: u16, state: &SharedState) -> Option<Waiting> {
    if !is_here(&request, port) {
        refuse(
            request,
            "403 Forbidden",
            "this server answers to 127.0.0.1 and localhost only\n",
        );
        return None;
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        refuse(
            request,
            "405 Method Not Allowed",
            "GET and HEAD are all that it knows\n",
        );
        return None;
    }
    let address = request.url().to_owned();
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    match path {
        "/" => send(
            request,
            preview::page(&state.data(), true).as_bytes(),
            "text/html; charset=utf-8",
            "no-store",
        ),
        "/data.json" => send(
            request,
            state.data().text.as_bytes(),
            "application/json",
            "no-store",
        ),
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
        _ => match state.picture(&address) {
            Some(picture) => match std::fs::read(&picture.file) {
                Ok(bytes) => send(
                    request,
                    &bytes,
                    &picture.media_type,
                    "private, max-age=86400, immutable",
                ),
                Err(_) => refuse(request, "404 Not Found", "the build that made it is gone\n"),
            },
            None => refuse(request, "404 Not Found", "there is nothing here\n"),
        },
    }
    None
}

/// True if the request was made to this machine by one of its own names.
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

fn refuse(request: Request, status: &'static str, words: &str) {
    deliver(
        request,
        status,
        words.as_bytes(),
        "text/plain; charset=utf-8",
        "no-store",
    );
}

fn send(request: Request, body: &[u8], media_type: &str, keeping: &str) {
    deliver(request, "200 OK", body, media_type, keeping);
}

/// Writes a whole answer and ends the connection: the server reads from few at a time, so one that a browser keeps open
/// for later would keep others waiting. A browser that reads slowly, or not at all, has a thread of its own.
fn deliver(request: Request, status: &str, body: &[u8], media_type: &str, keeping: &str) {
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nContent-Type: {media_type}\r\nCache-Control: {keeping}\r\n\
         X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
         Content-Security-Policy: frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    if *request.method() != Method::Head {
        answer.extend_from_slice(body);
    }
    let mut writer = request.into_writer();
    let thread = std::thread::Builder::new().name("answer".into());
    // A browser that went away is no fault, and without a thread the connection just ends.
    let _ = thread.spawn(move || writer.write_all(&answer).and_then(|()| writer.flush()));
}
