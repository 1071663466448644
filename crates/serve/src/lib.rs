//! The web pages, read-only, through the one gate
