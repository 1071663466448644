//! `cargo xtask corpus`: many reports made from the few of the demo, for measurements of load.
//!
//! No randomness: report `n` is demo report `n mod 40` in round `n / 40`. In round `r` every day of the month after a month's name, and the day of
//! publication, move on by `3 r` days; every place of [`PLACES`] becomes the one `r` further in the list; every number of two or three digits
//! grows by `7 r mod 50`. So the reports of different rounds tell of different happenings, as a record that grows over years would hold.
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Cities of the demo's theatre and beyond, all known to the gazetteer.
const PLACES: &[&str] = &[
    "Kabul",
    "Jalalabad",
    "Kunduz",
    "Kandahar",
    "Herat",
    "Peshawar",
    "Quetta",
    "Lahore",
    "Karachi",
    "Islamabad",
    "Rawalpindi",
    "Multan",
    "Bannu",
    "Mosul",
    "Baghdad",
    "Kirkuk",
    "Aleppo",
    "Raqqa",
    "Mogadishu",
    "Kismayo",
    "Baidoa",
    "Maiduguri",
    "Kano",
    "Bamako",
    "Gao",
    "Ouagadougou",
    "Niamey",
    "Sanaa",
    "Aden",
    "Marawi",
    "Tripoli",
    "Benghazi",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days of each month, without leap days: a shifted date need not be a true one, only one that exists.
const DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Writes `reports` files into `out`; the same arguments give the same bytes.
pub(crate) fn build(root: &Path, reports: usize, out: &Path) -> Result<()> {
    let sources = demo(root)?;
    fs::create_dir_all(out).with_context(|| format!("cannot make `{}`", out.display()))?;
    for n in 0..reports {
        let path = out.join(format!("report-{n:06}.md"));
        let content = sources[n % sources.len()].in_round(n / sources.len())?;
        fs::write(&path, content).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

/// A report of the demo: its text and its day of publication.
#[derive(Debug)]
struct Source {
    body: String,
    year: u32,
    month: usize,
    day: u32,
}

fn demo(root: &Path) -> Result<Vec<Source>> {
    let folder = root.join("demo");
    let listed = fs::read_dir(&folder).with_context(|| format!("cannot list `{}`", folder.display()))?;
    let mut paths = listed.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    if paths.is_empty() {
        bail!("no reports in `{}`", folder.display());
    }
    paths
        .iter()
        .map(|path| {
            let content = fs::read_to_string(path)?;
            source(&content)
                .with_context(|| format!("`{}`: expected front matter with `published`", path.display()))
        })
        .collect()
}

fn source(content: &str) -> Option<Source> {
    let (head, body) = content.strip_prefix("+++\n")?.split_once("\n+++\n")?;
    let published = head.lines().find_map(|line| line.strip_prefix("published = "))?;
    let mut parts = published.trim().split('-').map(str::parse);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Some(Source {
        body: body.trim_start().to_owned(),
        year,
        month: usize::try_from(month).ok()?.checked_sub(1)?,
        day,
    })
}

impl Source {
    fn in_round(&self, round: usize) -> Result<String> {
        let days = u32::try_from(round * 3).context("too many reports")?;
        let (years, month, day) = shifted(self.month, self.day, days);
        let published = format!("{:04}-{:02}-{day:02}", self.year + years, month + 1);
        let body = moved(&numbered(&dated(&self.body, days), u32::try_from(round * 7 % 50)?), round);
        Ok(format!(
            "+++\ntitle = \"Generated for a measurement of load\"\npublished = {published}\nsource = \"Generated {}\"\n+++\n\n{body}",
            round % 20
        ))
    }
}

/// A month (from 0) and day so many days later, with the years that have passed.
fn shifted(mut month: usize, day: u32, days: u32) -> (u32, usize, u32) {
    let (mut day, mut years) = (day + days, 0);
    while day > DAYS[month] {
        day -= DAYS[month];
        month = (month + 1) % 12;
        years += u32::from(month == 0);
    }
    (years, month, day)
}

/// With every "Month D" moved on.
fn dated(text: &str, days: u32) -> String {
    let mut out = String::with_capacity(text.len());
    let mut words = text.split_inclusive(' ').peekable();
    while let Some(word) = words.next() {
        let month = MONTHS.iter().position(|month| word.strip_suffix(' ') == Some(month));
        let day = month.and(words.peek()).and_then(|next| leading_number(next));
        let (Some(month), Some((day, digits))) =
            (month, day.filter(|(day, digits)| *digits <= 2 && *day > 0))
        else {
            out.push_str(word);
            continue;
        };
        let (_, month, day) = shifted(month, day, days);
        let rest = words.next().and_then(|next| next.get(digits..)).unwrap_or("");
        out.push_str(&format!("{} {day}{rest}", MONTHS[month]));
    }
    out
}

fn leading_number(word: &str) -> Option<(u32, usize)> {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    Some((word.get(..digits)?.parse().ok()?, digits))
}

/// With every number of two or three digits that stands alone raised, days of months left out.
fn numbered(text: &str, by: u32) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_after_month = false;
    for word in text.split_inclusive([' ', '\n']) {
        match leading_number(word) {
            Some((number, digits @ 2..=3))
                if !is_after_month && !word[digits..].starts_with([',', '-', '.']) =>
            {
                out.push_str(&format!("{}{}", number + by, &word[digits..]));
            }
            _ => out.push_str(word),
        }
        is_after_month = MONTHS.contains(&word.trim_end());
    }
    out
}

/// With every place further in the list.
fn moved(text: &str, by: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let next = |rest: &str| {
        PLACES.iter().enumerate().filter_map(|(index, place)| Some((rest.find(place)?, index))).min()
    };
    while let Some((at, index)) = next(rest) {
        out.push_str(&rest[..at]);
        out.push_str(PLACES[(index + by) % PLACES.len()]);
        rest = &rest[at + PLACES[index].len()..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_moves_days_places_and_numbers() {
        let text = "On December 30 a bomb killed 19 people in Kabul. In 2014 the UN counted 1,200.\n\nOn May 2, 31 died.";
        let moved = moved(&numbered(&dated(text, 3), 7), 1);
        assert_eq!(
            moved,
            "On January 2 a bomb killed 26 people in Jalalabad. In 2014 the UN counted 1,200.\n\nOn May 5, 38 died."
        );
        assert_eq!(shifted(11, 30, 3), (1, 0, 2));
    }

    #[test]
    fn the_demo_gives_as_many_reports_as_asked_for_and_the_same_each_time() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
        let sources = demo(root).expect("the demo");
        assert_eq!(sources.len(), 40);
        assert_eq!(sources[3].in_round(5).unwrap(), sources[3].in_round(5).unwrap());
        assert_ne!(sources[3].in_round(5).unwrap(), sources[3].in_round(6).unwrap());
    }
}
