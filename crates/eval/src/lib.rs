//! Development: how well the program reads, measured, and kept from falling.
//!
//! 1. [`gold`]: texts with what a careful reader would record, and the program's readings of them.
//! 2. [`score`]: the comparison, by the counting rules of the gold's format.
//! 3. [`reports`]: texts of a corpus taken through the product's stages. [`measure`]: everything that is measured, one file each; [`floors`]: what has been reached.
//! 4. [`errors`], [`halves`], [`diff`]: what is wrong and why, whether rules fit one half better, what a change of rules changes.
//! 5. [`corpus`]: as many reports as are asked for, made from real ones, for measurements of load.
//!
//! Nothing of the product depends on this crate.
pub mod corpus;
pub mod diff;
pub mod errors;
pub mod floors;
pub mod gold;
pub mod halves;
pub mod load;
pub mod measure;
pub mod power;
mod random;
pub mod reports;
pub mod score;
