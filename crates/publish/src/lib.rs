//! Stage 5: findings become a backgrounder (HTML, Markdown, JSON), charts, maps and tables
#![warn(missing_docs)]
pub mod phrases;
pub mod reference;
pub mod svg;
pub mod tree;
pub mod words;
