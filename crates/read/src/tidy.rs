//! Marks of the direction of writing: taken out before any offset is counted, and letters that run from right to left.

/// Whether a letter belongs to a script that runs from right to left (Hebrew, Arabic, Syriac, Thaana, N'Ko and their
/// presentation forms).
pub(crate) const fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Marks that embed, override or isolate a direction, and the two that only nudge it.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// The text without marks of direction. `pdftotext` puts the space that stands left of a number inside right-to-left text
/// before the number, where it is read after it: there it goes back.
pub(crate) fn logical(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.contains('\u{202b}') { right_to_left_line(line, &mut tidy) } else { strip(line, &mut tidy) }
    }
    tidy
}

fn strip(words: &str, tidy: &mut String) {
    tidy.extend(words.chars().filter(|letter| !is_mark(*letter)));
}

fn right_to_left_line(line: &str, tidy: &mut String) {
    let mut rest = line;
    while let Some((before, embedded)) = rest.split_once('\u{202a}') {
        strip(before, tidy);
        let Some((run, after)) = embedded.split_once('\u{202c}') else {
            rest = embedded;
            continue;
        };
        let words = run.trim_start_matches(' ');
        strip(words, tidy);
        tidy.extend(std::iter::repeat_n(' ', run.len() - words.len()));
        rest = after;
    }
    strip(rest, tidy);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_spaces_stand_where_they_are_read() {
        let line = "\u{202b}در کابل \u{202a} ۱۹\u{202c}نفر\u{202a}.\u{202c}\u{202c}\n";
        assert_eq!(logical(line), "در کابل ۱۹ نفر.\n");
        assert_eq!(logical("a\u{200e}b\u{202a}c"), "abc");
        assert_eq!(logical("\u{202b}x\u{202a} y"), "x y");
    }
}
