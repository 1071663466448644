//! The data directory: the only crate with SQL and file layout
