//! The article that the project was made from: item by item, complete and right by our own reading.
//!
//! `article/expected.csv` holds offsets, kinds and numbers only, none of the article's words. The text is taken from `input` below the data
//! folder and known by its SHA-256; another text there is said, and nothing is measured.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use jiff::civil::Date;
use model::reading::Reading;
use model::{CodePoints, Metadata, Published, PublishedFrom, Span, Text};
use std::fmt::Write as _;
use std::fs;

const EXPECTED: &str = include_str!("../../article/expected.csv");

/// SHA-256 of the article's text.
const SHA256: &str = include_str!("../../article/sha256.txt");

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("input");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read `{}`", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    paths.sort();
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path).ok());
    let article = texts.into_iter().find(|text| model::hash::sha256_hex(text.as_bytes()) == SHA256.trim());
    let article = article.context("no text in `input` is the article (by its SHA-256)")?;
    let text = Text::new("plain/1", article, Vec::new());
    let metadata = Metadata {
        published: Some(Published { date: Date::constant(2024, 3, 29), from: PublishedFrom::Option }),
        source: Some("RFE/RL".to_owned()),
        ..Metadata::default()
    };
    let reading = extract::document(&text, &metadata, &context.lexicon).reading;
    let points = CodePoints::new(&text.text);
    let (mut n, mut met, mut report) = (0_u32, 0_u32, String::new());
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(EXPECTED.as_bytes());
    for row in reader.records() {
        let row = row?;
        let [family, start, what, value] = [0, 1, 2, 3].map(|at| row.get(at).unwrap_or_default());
        let start: usize = start.parse().with_context(|| format!("the offset `{start}`"))?;
        let found = found(&reading, &points, family, start, what);
        let holds = found.iter().any(|one| one == value);
        n += 1;
        met += u32::from(holds);
        if !holds {
            writeln!(
                report,
                "MISSED {family} at {start}, {what}: expected `{value}`, found `{}`",
                found.join("`, `")
            )?;
        }
    }
    ensure!(n > 0, "`article/expected.csv` is empty");
    writeln!(report, "{met} of {n} items of the article are read as they should be")?;
    Ok(Measured {
        corpus: SHA256.trim().to_owned(),
        cases: n as usize,
        scores: vec![("items of the article".to_owned(), f64::from(met) / f64::from(n))],
        report,
    })
}

/// The values of one kind of the item that stands at an offset (in code points).
fn found(reading: &Reading, points: &CodePoints<'_>, family: &str, start: usize, what: &str) -> Vec<String> {
    let at = |span: Span| points.at_byte(span.start) == start;
    let id = |actor: &Option<String>| {
        let actor = reading.actors.iter().find(|one| Some(&one.id) == actor.as_ref());
        actor.map_or("-".to_owned(), |actor| {
            actor.lexicon_id.clone().unwrap_or_else(|| actor.kind.to_string())
        })
    };
    let word = |word: Option<String>| word.unwrap_or_else(|| "-".to_owned());
    let number = |number: Option<u64>| word(number.map(|number| number.to_string()));
    match family {
        "event" => {
            let mentioned = reading.events.iter().filter(|event| event.mentions.iter().any(|span| at(*span)));
            mentioned
                .flat_map(|event| match what {
                    "type" => vec![event.event_type.to_string()],
                    "realis" => vec![event.realis.to_string()],
                    "when" => vec![event.when.as_ref().map_or("-".to_owned(), |when| {
                        let day = |day: Option<Date>| word(day.map(|day| day.to_string()));
                        format!("{}/{}", day(when.earliest), day(when.latest))
                    })],
                    "where" => event.places.iter().map(|place| word(place.country.clone())).collect(),
                    "figure" => event
                        .figures
                        .iter()
                        .map(|one| {
                            format!(
                                "{} {} {} {}",
                                one.measure,
                                number(one.low),
                                number(one.best),
                                number(one.high)
                            )
                        })
                        .collect(),
                    "responsibility" => event
                        .responsibilities
                        .iter()
                        .map(|one| format!("{} {} {}", one.stance, id(&one.actor), id(&one.speaker)))
                        .collect(),
                    "participant" => event
                        .participants
                        .iter()
                        .map(|one| format!("{} {}", one.role, id(&one.actor)))
                        .collect(),
                    _ => Vec::new(),
                })
                .collect()
        }
        "figure" => reading
            .figures
            .iter()
            .filter(|figure| at(figure.span))
            .map(|one| {
                let includes = if one.includes.is_some() { "includes" } else { "-" };
                format!(
                    "{} {} {} {} {} {includes}",
                    one.measure,
                    number(one.low),
                    number(one.best),
                    number(one.high),
                    id(&one.about)
                )
            })
            .collect(),
        "relation" => reading
            .relations
            .iter()
            .filter(|relation| at(relation.span))
            .map(|one| match what {
                "place" => {
                    let country = one.place.as_ref().and_then(|place| place.country.clone());
                    format!("{} {}", one.kind, word(country))
                }
                _ => format!("{} {} {}", one.kind, id(&Some(one.from.clone())), id(&one.to)),
            })
            .collect(),
        "quotation" => reading
            .quotations
            .iter()
            .filter(|one| at(one.content))
            .map(|one| format!("{} {}", id(&one.speaker), one.manner))
            .collect(),
        "assessment" => reading
            .assessments
            .iter()
            .filter(|one| at(one.span))
            .map(|one| {
                let months = one.horizon.as_ref().map(|horizon| horizon.months);
                format!("{} {} {}", one.kind, id(&one.subject), word(months.map(|months| months.to_string())))
            })
            .collect(),
        _ => Vec::new(),
    }
}
