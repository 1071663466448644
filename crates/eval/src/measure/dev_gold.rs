//! Extraction against the development gold, which is not part of this repository.
use super::{Context, Measured, scores};
use crate::gold::Gold;
use anyhow::Result;

/// Scores every document of `gold/dev` below the data folder.
pub(crate) fn run(context: &Context) -> Result<Measured> {
    Ok(scores::measured(&Gold::load(&context.data()?.join("gold/dev"))?, &context.lexicon))
}
