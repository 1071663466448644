//! Prints who does what in a text: `cargo run --release -p language --example parse < report.txt`.
use language::{Deprel, Parser, Upos};
use std::io::Read as _;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let parse = Parser::shipped().parse(&text);
    for (index, token) in parse.tokens().iter().enumerate() {
        if token.upos() != Upos::Verb {
            continue;
        }
        let child = |deprel| {
            let found = parse.children(index).find(|&child| parse.tokens()[child].deprel == deprel);
            found.map_or("-", |child| parse.form(&parse.tokens()[child]))
        };
        let (agent, subject) = (child(Deprel::OblAgent), child(Deprel::Nsubj));
        let (patient, object) = (child(Deprel::NsubjPass), child(Deprel::Obj));
        let by = if subject == "-" { agent } else { subject };
        let to = if object == "-" { patient } else { object };
        println!("{}\t{by}\t{}\t{to}", token.span.start, parse.lemma(token));
    }
    for name in parse.names() {
        println!("name\t{}", name.span.of(&text));
    }
    Ok(())
}
