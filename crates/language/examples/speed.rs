//! Tokens a second of processor time on one core: `cargo run --release -p language --example speed -- FILE`. For comparisons with other
//! programs on the same text; `cargo bench -p language` needs no text.
use language::{Parser, Scratch};
use model::Span;
use std::time::Instant;

/// Processor time of this thread in seconds where the system tells (Linux), else wall time since `started`.
fn seconds(started: Instant) -> f64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = line.split(' ').next().and_then(|field| field.parse::<f64>().ok());
    nanoseconds.map_or_else(|| started.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: speed FILE")?;
    let text = std::fs::read_to_string(path)?;
    let (parser, mut scratch, started) = (Parser::shipped(), Scratch::default(), Instant::now());
    let whole = [Span::new(0, text.len())];
    let (mut best, mut tokens) = (f64::INFINITY, 0);
    for _ in 0..7 {
        let before = seconds(started);
        tokens = parser.trees(&text, &whole, &mut scratch).tokens().len();
        best = best.min(seconds(started) - before);
    }
    println!("{:.0} tokens/s, {tokens} tokens", tokens as f64 / best);
    Ok(())
}
