//! The model file and its card belong together.
use language::Parser;
use std::time::Instant;

const MODEL: &[u8] = include_bytes!("../models/english.bin");
const CARD: &str = include_str!("../models/english.md");

#[test]
fn the_card_names_the_file_by_its_digest() {
    let digest = model::hash::sha256_hex(MODEL);
    assert!(CARD.contains(&digest), "the model file has the digest {digest}: bring its card up to date");
}

#[test]
fn a_damaged_file_is_refused() {
    let shortened: &'static [u8] = &MODEL[..MODEL.len() - 1];
    assert!(Parser::with_models(shortened).is_err());
    let other = Parser::with_models(b"something else").map(|_| ());
    let message = other.expect_err("no model file").to_string();
    assert!(message.contains("hint:"), "{message}");
}

/// Ready in 50 ms when optimised; ten times that is allowed here, because tests are not and machines are busy.
#[test]
fn the_parser_is_ready_at_once() {
    let started = Instant::now();
    let parser = Parser::shipped();
    assert!(!parser.parse("Ready.").tokens().is_empty());
    assert!(started.elapsed().as_millis() < 500, "{:?}", started.elapsed());
}
