//! A parse as CoNLL-U: ten columns, with the byte range of every token and the name it belongs to in MISC.
use crate::parse::{Name, Parse, Sentence};
use std::fmt::{self, Write as _};

/// Prints a parse as CoNLL-U.
///
/// MISC has `SpaceAfter=No` where the next token follows at once, `Bytes=start:end` in the text, and `Name=B` or `Name=I` inside names.
#[must_use]
pub fn conllu(parse: &Parse<'_>) -> String {
    let mut out = String::with_capacity(parse.tokens().len() * 64);
    let mut names = parse.names();
    for (number, sentence) in parse.sentences().iter().enumerate() {
        let inside = names.iter().take_while(|name| name.tokens.start < sentence.tokens.end).count();
        let (here, rest) = names.split_at(inside);
        names = rest;
        write_sentence(parse, number + 1, sentence, here, &mut out)
            .expect("writing to a string does not fail");
    }
    out
}

fn write_sentence(
    parse: &Parse<'_>,
    number: usize,
    sentence: &Sentence,
    names: &[Name],
    out: &mut String,
) -> fmt::Result {
    let before = number.checked_sub(2).and_then(|at| parse.sentences().get(at));
    if before.is_none_or(|before| before.paragraph != sentence.paragraph) {
        writeln!(out, "# newpar id = p{}", sentence.paragraph + 1)?;
    }
    writeln!(out, "# sent_id = s{number}")?;
    out.push_str("# text = ");
    push_line(sentence.span.of(parse.text()), out);
    out.push('\n');
    let mut names = names.iter().peekable();
    for index in sentence.tokens.clone() {
        while names.next_if(|name| name.tokens.end <= index).is_some() {}
        let name = names.peek().filter(|name| name.tokens.contains(&index));
        let token = &parse.tokens()[index];
        let head = token.head.map_or(0, |head| head as usize - sentence.tokens.start + 1);
        write!(out, "{}\t", index - sentence.tokens.start + 1)?;
        push_line(parse.form(token), out);
        out.push('\t');
        push_line(parse.lemma(token), out);
        write!(out, "\t{}\t_\t{}\t{head}\t{}\t_\t", token.upos(), token.feats, token.deprel)?;
        let next = parse.tokens().get(index + 1).filter(|_| index + 1 < sentence.tokens.end);
        if next.is_some_and(|next| next.span.start == token.span.end) {
            out.push_str("SpaceAfter=No|");
        }
        write!(out, "Bytes={}:{}", token.span.start, token.span.end)?;
        match name {
            Some(name) if name.tokens.start == index => out.push_str("|Name=B"),
            Some(_) => out.push_str("|Name=I"),
            None => {}
        }
        out.push('\n');
    }
    out.push('\n');
    Ok(())
}

/// Any run of space as one space: a line break would end the line.
fn push_line(words: &str, out: &mut String) {
    let mut pieces = words.split(crate::token::is_space).filter(|piece| !piece.is_empty());
    out.push_str(pieces.next().unwrap_or("_"));
    for piece in pieces {
        out.push(' ');
        out.push_str(piece);
    }
}
