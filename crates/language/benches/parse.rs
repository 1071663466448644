//! Tokens a second on one core: `cargo bench -p language`. The text is made here, so that the benchmark needs no corpus: sentences as in news
//! reports, put together from a few dozen parts, no two alike.
use language::{Parser, Scratch};
use model::Span;
use std::time::Instant;

const SUBJECTS: [&str; 8] = [
    "Gunmen on motorcycles",
    "The Islamic State Khorasan Province",
    "Security officials in the northern province of Baghlan",
    "At least 19 people, among them two children,",
    "A spokesman for the Interior Ministry, Abdul Mateen Qani,",
    "Residents who fled the fighting",
    "The U.N. mission in Mali",
    "Fighters loyal to the group's leader",
];
const VERBS: [&str; 8] = [
    "attacked a military convoy",
    "claimed responsibility for the bombing",
    "said that the militants had abducted 12 villagers",
    "were killed when a roadside bomb struck their bus",
    "did not say how many had been wounded",
    "burned houses and looted shops",
    "warned of further attacks against Shiite worshippers",
    "denied that it had carried out the ambush",
];
const ENDS: [&str; 8] = [
    "on Monday.",
    "near the border with Niger, according to local officials.",
    "in the capital, Kabul, late on Friday.",
    "\"We will not stop,\" he told Reuters by telephone.",
    "after weeks of clashes in the Lake Chad region.",
    "killing at least 7 soldiers and wounding dozens more.",
    "the army said in a statement on Jan. 3.",
    "despite a ceasefire that was agreed in 2019.",
];

/// Seconds of processor time that this thread has had, where the system tells (Linux): waiting for a busy machine is not counted.
fn busy() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

/// The shortest of seven runs, in wall time and in processor time, and what the last gave.
fn best<T>(mut run: impl FnMut() -> T) -> (f64, f64, T) {
    let (mut wall, mut processor, mut result) = (f64::INFINITY, f64::INFINITY, None);
    for _ in 0..7 {
        let (started, before) = (Instant::now(), busy());
        result = Some(run());
        wall = wall.min(started.elapsed().as_secs_f64());
        if let (Some(before), Some(after)) = (before, busy()) {
            processor = processor.min(after - before);
        }
    }
    (wall, processor, result.expect("at least one run"))
}

fn show(what: &str, (wall, processor, tokens): (f64, f64, usize)) {
    let of = |seconds: f64| tokens as f64 / seconds;
    println!(
        "{what}: {:.0} tokens/s of wall time, {:.0} of processor time, {tokens} tokens",
        of(wall),
        of(processor)
    );
}

fn main() {
    let mut text = String::new();
    for number in 0..20_000_usize {
        let pick = |parts: &[&'static str; 8], step: usize| parts[(number / step + number) % 8];
        text.push_str(pick(&SUBJECTS, 7));
        text.push(' ');
        text.push_str(pick(&VERBS, 11));
        text.push(' ');
        text.push_str(pick(&ENDS, 13));
        text.push_str(if number % 5 == 4 { "\n\n" } else { " " });
    }
    let started = Instant::now();
    let parser = Parser::shipped();
    println!("ready in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let mut scratch = Scratch::default();
    let whole = [Span::new(0, text.len())];
    show("text to tags and trees", best(|| parser.trees(&text, &whole, &mut scratch).tokens().len()));
    show("text to trees, lemmas and names", best(|| parser.parse_with(&text, &mut scratch).tokens().len()));
    // By turns, so that other work on the machine weighs on both.
    let run = || parser.trees(&text, &whole, &mut Scratch::default()).tokens().len();
    let (mut alone, mut both) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..10 {
        let started = Instant::now();
        run();
        alone = alone.min(started.elapsed().as_secs_f64());
        let started = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(run);
            scope.spawn(run);
        });
        both = both.min(started.elapsed().as_secs_f64());
    }
    println!("two threads, a text each: {:.2} times as many tokens/s as one", 2.0 * alone / both);
    let mut parse = parser.parse_with(&text[..text.len() / 20], &mut scratch);
    let (count, tokens) = (parse.sentences().len(), parse.tokens().len());
    show(
        "beam alone",
        best(|| {
            parser.improve(&mut parse, 0..count, &mut scratch);
            tokens
        }),
    );
}
