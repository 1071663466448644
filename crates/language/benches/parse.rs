//! Tokens a second on one core: `cargo bench -p language`. The text is made here, so that the benchmark needs no corpus: sentences as in news
//! reports, put together from a few dozen parts, no two alike.
use language::{Parser, Scratch};
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
    let mut best = f64::INFINITY;
    let mut tokens = 0;
    for _ in 0..5 {
        let started = Instant::now();
        tokens = parser.parse_with(&text, &mut scratch).tokens().len();
        best = best.min(started.elapsed().as_secs_f64());
    }
    println!(
        "text to trees, lemmas and names: {:.0} tokens/s, best of 5 over {tokens}",
        tokens as f64 / best
    );
    let mut parse = parser.parse_with(&text[..text.len() / 20], &mut scratch);
    let (count, tokens) = (parse.sentences().len(), parse.tokens().len());
    let started = Instant::now();
    parser.improve(&mut parse, 0..count, &mut scratch);
    println!("beam alone: {:.0} tokens/s over {tokens}", tokens as f64 / started.elapsed().as_secs_f64());
}
