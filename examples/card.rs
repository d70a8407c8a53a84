//! One card of type alone, from a title to a JPEG file: `cargo run --example card -- "제목" card.jpg`.
#![allow(clippy::print_stdout, reason = "a program to be read by a person")]

use std::error::Error;

use feedcard::card::{self, Request, font::Fonts};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let title = arguments
        .next()
        .unwrap_or("로그부터 남기고 나서 고치기".into());
    let path = arguments.next().unwrap_or("card.jpg".into());
    let request = Request {
        title: &title,
        site: "밀물",
        seed: &title,
        ..Request::default()
    };
    let drawn = card::draw(&request, &Fonts::embedded()).map_err(|fault| fault.message)?;
    std::fs::write(&path, &drawn.bytes)?;
    println!(
        "{path}: {} bytes, lines {:?}",
        drawn.bytes.len(),
        drawn.facts.lines
    );
    Ok(())
}
