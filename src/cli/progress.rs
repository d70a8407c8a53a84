//! Progress of the cards: a bar on a terminal, a line every few seconds in CI, nothing in a pipe.
//!
//! In: steps, from any thread. Out: stderr, and nothing at all while a run is short.

use super::print::to_stderr;
use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::publish::Step;

/// A run that ends before this needs no bar; afterwards the bar moves this often. Milliseconds.
const BAR_FIRST_MS: u64 = 400;
const BAR_EVERY_MS: u64 = 80;
/// A log keeps every line: one is for somebody who wonders whether the step hangs.
const LINE_EVERY_MS: u64 = 5_000;

/// The reader of the progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// A person who watches.
    Terminal,
    /// A person who reads the log.
    Log,
    /// A program, or a person who asked for silence.
    Nobody,
}

/// The progress of one run.
pub(super) struct Progress {
    audience: Audience,
    began: Instant,
    /// Time of the next output, in milliseconds since the beginning.
    due_ms: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Progress of a run that begins now; `format` is that of the problems, which share stderr with it.
    pub fn new(quiet: bool, format: &str) -> Progress {
        let ci = std::env::var("CI").unwrap_or_default();
        let audience = audience(quiet, std::io::stderr().is_terminal(), &ci, format);
        Progress {
            audience,
            began: Instant::now(),
            due_ms: AtomicU64::new(match audience {
                Audience::Terminal => BAR_FIRST_MS,
                Audience::Log | Audience::Nobody => LINE_EVERY_MS,
            }),
            bar: OnceLock::new(),
        }
    }

    /// Shows a step, if it is time to.
    pub fn step(&self, step: Step) {
        let now_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let every_ms = match self.audience {
            Audience::Terminal => BAR_EVERY_MS,
            Audience::Log => LINE_EVERY_MS,
            Audience::Nobody => return,
        };
        // Only one thread at a time prints; the others go on drawing.
        if !take_turn(&self.due_ms, now_ms, every_ms) {
            return;
        }
        if self.audience == Audience::Log {
            to_stderr(&format!("{}\n", line(step, now_ms)));
            return;
        }
        let bar = self.bar.get_or_init(|| bar(step.total));
        bar.set_position(step.done as u64);
    }

    /// Removes the bar, so that only problems and sum line remain.
    pub fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// The reader of stderr. JSON and SARIF are read by programs, to which a line in between is a fault.
fn audience(quiet: bool, terminal: bool, ci: &str, format: &str) -> Audience {
    let in_ci = !matches!(ci, "" | "0" | "false");
    match (quiet, terminal, format) {
        (true, _, _) => Audience::Nobody,
        (false, true, _) => Audience::Terminal,
        (false, false, "human" | "github") if in_ci => Audience::Log,
        (false, false, _) => Audience::Nobody,
    }
}

/// True if it is time, and this caller's turn to print.
fn take_turn(due_ms: &AtomicU64, now_ms: u64, every_ms: u64) -> bool {
    let due = due_ms.load(Ordering::Relaxed);
    now_ms >= due
        && due_ms
            .compare_exchange(due, now_ms + every_ms, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
}

/// `1200 of 10000 cards · 15 s`.
fn line(step: Step, now_ms: u64) -> String {
    format!(
        "{} of {} cards · {} s",
        step.done,
        step.total,
        now_ms / 1000
    )
}

fn bar(total: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:32} {pos} of {len} cards · {eta} left");
    bar.with_style(style.expect("the template names only what indicatif has"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_a_bar_a_log_lines_and_a_pipe_nothing() {
        assert_eq!(audience(false, true, "", "human"), Audience::Terminal);
        assert_eq!(audience(false, true, "true", "human"), Audience::Terminal);
        assert_eq!(audience(false, false, "true", "human"), Audience::Log);
        assert_eq!(audience(false, false, "1", "github"), Audience::Log);
        assert_eq!(audience(false, false, "", "human"), Audience::Nobody);
        assert_eq!(audience(false, false, "false", "human"), Audience::Nobody);
        // Problems in JSON go to stderr as well.
        assert_eq!(audience(false, false, "true", "json"), Audience::Nobody);
        assert_eq!(audience(false, false, "true", "sarif"), Audience::Nobody);
        assert_eq!(audience(true, true, "true", "human"), Audience::Nobody);
    }

    #[test]
    fn lines_come_every_few_seconds_however_many_threads_ask() {
        let due_ms = AtomicU64::new(5_000);
        let asked = (0..30_000).step_by(10);
        let told: Vec<u64> = asked
            .filter(|&now| {
                let first = take_turn(&due_ms, now, 5_000);
                let again = take_turn(&due_ms, now, 5_000);
                assert!(!again, "a second thread is told at {now}");
                first
            })
            .collect();
        assert_eq!(told, [5_000, 10_000, 15_000, 20_000, 25_000]);
        let step = Step {
            done: 1200,
            total: 10_000,
        };
        assert_eq!(line(step, 15_250), "1200 of 10000 cards · 15 s");
    }

    #[test]
    fn the_bar_can_be_drawn() {
        assert_eq!(bar(10).length(), Some(10));
    }
}
