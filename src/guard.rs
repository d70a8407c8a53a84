//! A panic -> words: a panic over one post, picture or page is one problem, not the end of the run.
//!
//! In: work. Out: its result, or the message and place of the panic. It prints nothing and opens nothing.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::{Mutex, MutexGuard, PoisonError};

thread_local! {
    /// Place of the last panic of this thread.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does `work`. State that it changed before a panic is not to be trusted: give it only values that nobody else keeps.
///
/// # Errors
/// It panicked: the message, and the place if [`quiet`] was called first.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    PLACE.take();
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let words = words(panic.as_ref());
        match PLACE.take() {
            Some(place) => format!("{words} ({place})"),
            None => words,
        }
    })
}

/// The content of a mutex, also after a panic of somebody who held it: what is kept so is whole after each step.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a panic of this process prints nothing; [`catch_panic`] reports it.
pub fn quiet() {
    set_hook(Box::new(|info| {
        let place = info.location().map(|at| {
            let file = at.file().rsplit("index.crates.io-").next();
            format!("{}:{}", file.unwrap_or_default(), at.line())
        });
        PLACE.set(place);
    }));
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it said nothing".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_words_and_the_next_work_is_done() {
        let slice: &[u8] = &[];
        assert_eq!(catch_panic(|| 7), Ok(7));
        let said = catch_panic(|| slice[slice.len()]).unwrap_err();
        assert!(said.starts_with("index out of bounds"), "{said}");
        let said = catch_panic(|| panic!("because of {}", "그림")).map(|()| 0);
        assert!(said.unwrap_err().starts_with("because of 그림"));
        assert_eq!(catch_panic(|| 8), Ok(8));
    }

    /// Hooks belong to the whole process, so a quiet one has a process of its own: this test, run again.
    #[test]
    fn a_quiet_process_prints_nothing_of_a_panic_and_knows_its_place() {
        const CHILD: &str = "FEEDCARD_QUIET_CHILD";
        if std::env::var_os(CHILD).is_some() {
            quiet();
            let said = catch_panic(|| panic!("because of {}", "그림")).map(|()| 0);
            let said = said.unwrap_err();
            assert!(said.starts_with("because of 그림 (src"), "{said}");
            assert!(said.contains("guard.rs:"), "{said}");
            return;
        }
        let name = "guard::tests::a_quiet_process_prints_nothing_of_a_panic_and_knows_its_place";
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success(), "{printed}");
        assert!(String::from_utf8_lossy(&child.stdout).contains("1 passed"));
        assert_eq!(printed, "");
    }
}
