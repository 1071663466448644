//! The brief as JSON, schema `daybook.brief/1` (described in `docs/codebook.md`).
//!
//! Every sentence has its plain text beside its stretches, so that a reader needs no rules for putting them together. Marks in
//! notes count Unicode code points and carry the words, as everywhere outside the program.
use crate::brief::Brief;
use crate::tree::{Note, Words};
use model::CodePoints;
use serde_json::{Map, Value, json};

/// Name and version of the JSON form. A change that breaks a reader changes the number.
pub const SCHEMA: &str = "daybook.brief/1";

impl Brief {
    /// The brief as JSON, indented, with a line feed at its end.
    #[must_use]
    pub fn json(&self) -> String {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        with_text(&mut value);
        let mut whole = Map::new();
        whole.insert("schema".to_owned(), SCHEMA.into());
        if let Value::Object(fields) = value {
            whole.extend(fields);
        }
        whole.insert("notes".to_owned(), self.notes.iter().map(note).collect());
        let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn note(note: &Note) -> Value {
    let points = CodePoints::new(&note.quote);
    let marks = note.marks.iter().map(|mark| points.quoted(*mark)).collect::<Vec<_>>();
    let mut value = serde_json::to_value(note).unwrap_or_default();
    value["marks"] = json!(marks);
    value
}

/// Puts `text` beside every `words`.
fn with_text(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(with_text),
        Value::Object(fields) => {
            fields.values_mut().for_each(with_text);
            if let Some(words) = fields.get("words") {
                let text = plain(words);
                fields.insert("text".to_owned(), text.into());
            }
        }
        _ => {}
    }
}

/// The plain form of serialised [`Words`]: each stretch is an object of one field, its kind.
fn plain(words: &Value) -> String {
    let mut whole = Words::new();
    for run in words.as_array().into_iter().flatten() {
        let of = |kind: &str| run.get(kind).and_then(Value::as_str);
        whole = match (of("text"), of("name"), of("quote")) {
            (Some(text), _, _) => whole.text(text),
            (_, Some(name), _) => whole.name(name),
            (_, _, Some(quote)) => whole.quote(quote),
            _ => whole,
        };
    }
    whole.plain()
}
