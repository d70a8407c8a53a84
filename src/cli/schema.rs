//! `feedcard schema`: a JSON schema for editors.

use clap::builder::{PossibleValue, PossibleValuesParser};
use serde_json::Value;

use super::print::print;
use crate::card::template;
use crate::problem::Problem;
use crate::schema;

/// One schema: its name, its subject, and its maker.
type Row = (&'static str, &'static str, fn() -> Value);

const SCHEMAS: &[Row] = &[
    ("config", "feedcard.yaml", schema::config),
    ("layout", "a layout file of your own", template::schema),
    (
        "front-matter",
        "the front matter of a post",
        schema::front_matter,
    ),
    ("manifest", "feedcard.json", schema::manifest),
];

/// Names of the schemas.
pub(super) fn names() -> PossibleValuesParser {
    SCHEMAS
        .iter()
        .map(|(name, what, _)| PossibleValue::new(*name).help(*what))
        .collect::<Vec<_>>()
        .into()
}

/// Prints the schema called `name`, which is one of [`names`].
pub(super) fn schema(name: &str) -> Result<u8, Vec<Problem>> {
    let found = SCHEMAS.iter().find(|(known, ..)| *known == name);
    let text = found.map_or_else(String::new, |(_, _, make)| format!("{:#}\n", make()));
    print(text.as_bytes())
}
