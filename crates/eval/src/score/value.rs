//! Small tools over the JSON of gold files and readings.
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

static NULL: Value = Value::Null;

/// The value under a key; null where the key or the object is absent.
pub fn get<'v>(node: &'v Value, key: &str) -> &'v Value {
    node.get(key).unwrap_or(&NULL)
}

/// The objects listed under a key: none where the key is absent, null or malformed.
pub fn items<'v>(node: &'v Value, key: &str) -> Vec<&'v Value> {
    get(node, key).as_array().into_iter().flatten().filter(|item| item.is_object()).collect()
}

/// Whether the item has `optional: true`.
pub fn is_optional(item: &Value) -> bool {
    get(item, "optional").as_bool() == Some(true)
}

/// First code point and the one past the last; `None` where the object has no span.
pub fn span(node: &Value) -> Option<(usize, usize)> {
    let number = |key| get(node, key).as_u64().and_then(|n| usize::try_from(n).ok());
    let (start, end) = (number("start")?, number("end")?);
    (start < end).then_some((start, end))
}

/// Every object by whose span an item shows where it stands in the text.
pub fn spans(item: &Value) -> Vec<&Value> {
    let mut all = vec![item, get(item, "trigger"), get(item, "content"), get(item, "cue")];
    all.extend(items(item, "anchors"));
    all.extend(items(item, "mentions"));
    all.retain(|node| span(node).is_some());
    all
}

/// Whether two spans share a code point.
pub fn overlap(one: &Value, other: &Value) -> bool {
    matches!((span(one), span(other)), (Some(a), Some(b)) if a.0 < b.1 && b.0 < a.1)
}

/// Whether a span overlaps any of several.
pub fn touch(one: &Value, others: &[&Value]) -> bool {
    others.iter().any(|other| overlap(one, other))
}

/// Several acceptable values where a gold file lists them, else the one.
pub fn alternatives(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |list| list.iter().collect())
}

/// Equality as the reference scorer has it: numbers by value.
pub fn equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b).is_eq(),
        _ => one == other,
    }
}

/// Equal in every one of these keys that the gold gives.
pub fn same(gold: &Value, pred: &Value, keys: &[&str]) -> bool {
    keys.iter().all(|key| gold.get(key).is_none_or(|wanted| equal(wanted, get(pred, key))))
}

/// Case-folded, without punctuation, possessive 's or a leading article.
pub fn norm(words: &str) -> String {
    let folded = words.nfkc().collect::<String>().to_lowercase().replace('ß', "ss").replace('ς', "σ");
    let plain = without_apostrophes(&folded);
    let spaced = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined = spaced.collect::<Vec<_>>().join(" ");
    for article in ["the ", "an ", "a "] {
        if let Some(rest) = joined.strip_prefix(article) {
            return rest.to_owned();
        }
    }
    joined
}

/// The same of a value; empty where it is no string.
pub fn norm_value(value: &Value) -> String {
    norm(value.as_str().unwrap_or(""))
}

fn without_apostrophes(words: &str) -> String {
    let letters = words.chars().collect::<Vec<_>>();
    let (mut out, mut at) = (String::with_capacity(words.len()), 0);
    while let Some(&letter) = letters.get(at) {
        at += 1;
        if !matches!(letter, '\'' | '’') {
            out.push(letter);
        } else if letters.get(at) == Some(&'s')
            && letters.get(at + 1).is_none_or(|next| !next.is_alphanumeric() && *next != '_')
        {
            at += 1;
        }
    }
    out
}

/// F1 of the words of two texts.
pub fn token_f1(one: &str, other: &str) -> f64 {
    let (one, other) = (norm(one), norm(other));
    let (a, mut b) = (one.split(' ').collect::<Vec<_>>(), other.split(' ').collect::<Vec<_>>());
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let total = a.len() + b.len();
    let mut n_shared = 0;
    for word in a {
        if let Some(at) = b.iter().position(|other| *other == word) {
            b.swap_remove(at);
            n_shared += 1;
        }
    }
    2.0 * f64::from(n_shared) / u32::try_from(total).map_or(f64::INFINITY, f64::from)
}

/// Kilometres between two places on a sphere of the Earth's mean radius; infinite where a point is not known.
pub fn kilometres(one: &Value, other: &Value) -> f64 {
    let point = |place| {
        let degrees = |key| get(place, key).as_f64().filter(|n| n.is_finite()).map(f64::to_radians);
        Some((degrees("latitude")?, degrees("longitude")?))
    };
    let (Some((lat1, lon1)), Some((lat2, lon2))) = (point(one), point(other)) else { return f64::INFINITY };
    let h =
        ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
    12742.0 * h.min(1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_articles_possessives_and_punctuation() {
        assert_eq!(norm("The Army’s  U.S.-led “raid”"), "army u s led raid");
        assert_eq!(norm("the"), "the");
        assert_eq!(norm("O'Shea's"), "oshea");
        assert!((token_f1("a police official", "police officials") - 0.5).abs() < 1e-9);
        assert!(token_f1("", "x").abs() < f64::EPSILON);
    }
}
