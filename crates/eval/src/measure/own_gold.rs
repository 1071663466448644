//! Extraction against the gold of this repository: small, at hand everywhere.
use super::{Context, Measured, scores};
use crate::gold::{Gold, own_folder};
use anyhow::Result;

/// Scores every document of `crates/eval/gold`.
pub(crate) fn run(context: &Context) -> Result<Measured> {
    Ok(scores::measured(&Gold::load(&own_folder())?, &context.lexicon))
}
