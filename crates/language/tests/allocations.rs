//! Reading a token takes no memory of its own: what grows with a text are a few vectors, which double.
use language::{Parser, Scratch};
use model::Span;

#[test]
fn tokens_are_read_without_an_allocation_each() {
    let parser = Parser::shipped();
    let sentence = "Gunmen on motorcycles killed at least 19 people near Kunduz on Monday, officials said. ";
    let mut scratch = Scratch::default();
    let mut read = |repeats: usize| {
        let text = sentence.repeat(repeats);
        let whole = [Span::new(0, text.len())];
        let mut tokens = 0;
        let counted = allocation_counter::measure(|| {
            tokens = parser.trees(&text, &whole, &mut scratch).tokens().len();
        });
        (tokens, counted.count_total)
    };
    read(4);
    let (few, for_few) = read(64);
    let (many, for_many) = read(4096);
    assert!(many > 60 * few, "{few} and {many} tokens");
    // Two growing vectors of the parse and the scratch's own, doubled six times.
    assert!(for_many <= for_few + 60, "{for_few} allocations for {few} tokens, {for_many} for {many}");
}
