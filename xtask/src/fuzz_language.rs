//! Arbitrary texts through the tokeniser, tagger and parser: `cargo run --release -p xtask -- fuzz-language --runs <N> --seed <S>`.
//!
//! Seeded: the same arguments give the same texts. A parse that breaks a promise ends the run with the text; a panic does so by itself.
use crate::random::Random;
use anyhow::{Result, ensure};
use language::{Parse, Parser, Scratch};

/// What news is made of, and what has broken readers of text before.
const PIECES: [&str; 40] = [
    "Gunmen",
    " killed ",
    "12",
    ".",
    "\"",
    "“",
    "”",
    "'s",
    "n't",
    "U.S.",
    "Mr.",
    "-",
    "al-",
    "IS-K",
    "\n",
    "\n\n",
    " ",
    "\t",
    ",",
    "(",
    ")",
    "...",
    "?!",
    "http://a.b",
    "a@b.c",
    "3,500",
    "$",
    "’",
    "\r\n",
    "\u{feff}",
    "No.",
    "1.",
    "%",
    "/",
    "\u{200d}",
    "\u{301}",
    "\u{202e}",
    "[7]",
    "İ",
    "ß",
];

/// Longest text, in pieces and characters together.
const LONGEST: u32 = 24;

/// One piece, one character of the usual scripts, or any character there is.
fn push(random: &mut Random, text: &mut String) {
    match random.below(4) {
        0 | 1 => text.push_str(PIECES[random.index(PIECES.len())]),
        2 => text.extend(char::from_u32(random.below(0x3000))),
        _ => text.extend(char::from_u32(random.below(0x11_0000))),
    }
}

pub(crate) fn run(runs: u64, seed: u64) -> Result<()> {
    let parser = Parser::shipped();
    let mut scratch = Scratch::default();
    let mut random = Random::new(seed);
    let mut text = String::new();
    let mut tokens = 0;
    for number in 1..=runs {
        text.clear();
        for _ in 0..random.below(LONGEST) {
            push(&mut random, &mut text);
        }
        let parse = parser.parse_with(&text, &mut scratch);
        ensure!(is_sound(&parse), "run {number}: the parse of {text:?} breaks a promise");
        tokens += parse.tokens().len();
        if number % 1_000_000 == 0 {
            println!("{number} runs, {tokens} tokens, no panic, every parse sound");
        }
    }
    println!("{runs} runs with seed {seed}, {tokens} tokens, no panic, every parse sound");
    Ok(())
}

/// Tokens stand in order on character boundaries, sentences divide them, and each has one root and its heads in itself.
fn is_sound(parse: &Parse<'_>) -> bool {
    let mut end = 0;
    let tokens = parse.tokens();
    let in_order = tokens.iter().all(|token| {
        let sound = token.span.start >= end
            && parse.text().get(token.span.start..token.span.end).is_some_and(|form| !form.is_empty());
        end = token.span.end;
        sound
    });
    let mut next = 0;
    let divided = parse.sentences().iter().all(|sentence| {
        let range = sentence.tokens.clone();
        let follows = range.start == next && !range.is_empty();
        next = range.end;
        let roots = tokens[range.clone()].iter().filter(|token| token.head.is_none()).count();
        let inside = tokens[range.clone()]
            .iter()
            .all(|token| token.head.is_none_or(|head| range.contains(&(head as usize))));
        follows && roots == 1 && inside
    });
    in_order && divided && next == tokens.len()
}
