//! `explain`: a rule's name -> its meaning and what to do.

use clap::Args;

use super::print::print;
use crate::config::keys;
use crate::problem::Problem;
use crate::problem::rules::{self, RULES};
use crate::report;

/// Arguments of `feedcard explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainFlags {
    /// Rule as problems name it, such as `date-impossible`; without one, all of them are listed
    rule: Option<String>,
}

/// Prints one rule, or the list of all.
pub(super) fn explain(flags: &ExplainFlags) -> Result<u8, Vec<Problem>> {
    let Some(id) = &flags.rule else {
        return print(report::list().as_bytes());
    };
    // `error[date-impossible]:` as copied from a terminal.
    let id = id
        .rsplit('[')
        .next()
        .unwrap_or(id)
        .trim_end_matches([']', ':']);
    match rules::find(id) {
        Some(rule) => print(report::explain(rule).as_bytes()),
        None => {
            let near = keys::near(id, RULES.iter().map(|rule| rule.id));
            let help = near.map_or("`feedcard explain` lists every rule".into(), |near| {
                format!("did you mean `{near}`?")
            });
            Err(vec![
                Problem::error("usage", format!("there is no rule `{id}`")).help(help),
            ])
        }
    }
}
