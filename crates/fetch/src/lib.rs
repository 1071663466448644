//! The only crate that opens a connection to somewhere else
