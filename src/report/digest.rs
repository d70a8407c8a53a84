//! Many problems -> as many as a person reads: one of a kind for each file, and a count behind the first few of a rule.
//!
//! In: problems in order. Out: the same or fewer, in order, and a line for each rule that was cut short. Other programs get
//! all of them.

use std::collections::BTreeMap;

use crate::problem::Problem;
use crate::problem::source::thousands;
use crate::report::severity;

/// Problems of one rule that are shown whole.
const MOST_OF_A_RULE: usize = 20;

/// Lines for a person.
pub struct Digest {
    /// The problems that are shown.
    pub shown: Vec<Problem>,
    /// `… and 212 more warnings of …`.
    pub left_out: Vec<String>,
}

/// Sums `problems` up.
pub fn digest(problems: &[Problem]) -> Digest {
    let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut shown: Vec<Problem> = Vec::new();
    for problem in problems {
        // Each error has to be corrected; one warning stands for all of its kind.
        let Some(place) = problem.place.as_ref().filter(|_| !problem.is_error()) else {
            shown.push(problem.clone());
            continue;
        };
        match kinds.get(&(problem.rule, place.path.as_str())) {
            Some(&first) => shown[first].more += 1 + problem.more,
            None => {
                kinds.insert((problem.rule, place.path.as_str()), shown.len());
                shown.push(problem.clone());
            }
        }
    }
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left_out: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    shown.retain(|problem| {
        let count = rules.entry(problem.rule).or_default();
        *count += 1;
        if *count > MOST_OF_A_RULE {
            *left_out
                .entry((problem.rule, severity(problem.severity)))
                .or_default() += 1 + problem.more as usize;
        }
        *count <= MOST_OF_A_RULE
    });
    let line = |((rule, severity), count): ((&str, &str), usize)| {
        let plural = if count == 1 { "" } else { "s" };
        format!(
            "… and {} more {severity}{plural} of `{rule}`, -v shows them",
            thousands(count)
        )
    };
    Digest {
        shown,
        left_out: left_out.into_iter().map(line).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    #[test]
    fn a_person_sees_one_of_a_kind_for_each_file_and_the_first_files_of_a_rule() {
        let at = |file: usize, line| {
            Problem::warning("body-template", "`x` is not Markdown").at(Place::span(
                format!("{file:03}.md"),
                line,
                1,
                1,
                "x",
            ))
        };
        let mut problems: Vec<Problem> = (0..232)
            .flat_map(|file| [at(file, 1), at(file, 2)])
            .collect();
        problems[1].more = 5;
        problems.push(Problem::error("no-posts", "no post was found"));
        let digest = digest(&problems);
        assert_eq!(digest.shown.len(), 21);
        assert_eq!(digest.shown[0].more, 6);
        assert_eq!(digest.shown[1].more, 1);
        assert_eq!(digest.shown[20].rule, "no-posts");
        assert_eq!(
            digest.left_out,
            ["… and 424 more warnings of `body-template`, -v shows them"]
        );
    }
}
