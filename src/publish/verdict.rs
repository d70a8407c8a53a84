//! A picture of the look (logo, background) -> the reason why it cannot be drawn, if there is one: judged once, and known from
//! the cache afterwards.
//!
//! In: the file and the hash of its bytes. Out: nothing, or the fault. Without this, every card that is to show a broken picture
//! would be composed in vain in each run, before the one without it is found in the cache.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::card::{self, Culprit, Fault};
use crate::digest::{Hash, hash as hash_of};
use crate::disk::read_bounded;
use crate::guard::catch_panic;
use crate::output::store::{self, Action};
use crate::problem::Problem;
use crate::publish::budget::weight;
use crate::publish::context::PublishContext;

/// A fault, as the cache keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    message: String,
    help: Option<String>,
}

/// The reason why the picture at `path`, whose bytes have this hash, cannot be drawn. What stands in the way of an answer (bytes
/// that cannot be read, a panic) shows when the card is drawn.
///
/// # Errors
/// The disk is full, or gone.
pub fn fault(
    context: &PublishContext,
    culprit: Culprit,
    path: &Path,
    hash: &Hash,
) -> Result<Option<Fault>, Problem> {
    let most = context.config.limits.picture_pixels;
    let mut inputs = store::inputs("look picture");
    inputs.text(card::VERSION).text(&format!("{culprit:?}"));
    let key = inputs.bytes(hash).number(most).hash();
    let known = context.store.action(&key);
    let known = known.and_then(|known| serde_json::from_slice::<Option<Kept>>(&known.facts).ok());
    if let Some(kept) = known {
        return Ok(kept.map(|kept| Fault {
            culprit,
            message: kept.message,
            help: kept.help,
        }));
    }
    let _share = context.budget.share(weight(path));
    let Ok(bytes) = read_bounded(path, context.config.limits.picture_bytes) else {
        return Ok(None);
    };
    let Ok(judged) = catch_panic(|| card::judge(&bytes, culprit, most)) else {
        return Ok(None);
    };
    let kept = judged.as_ref().err().map(|fault| Kept {
        message: fault.message.clone(),
        help: fault.help.clone(),
    });
    if hash_of(&bytes) == *hash
        && let Ok(facts) = serde_json::to_vec(&kept)
    {
        let objects = Vec::new();
        context.store.keep(&key, &Action { objects, facts })?;
    }
    Ok(judged.err())
}
