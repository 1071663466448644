//! Relations over time: a row for each other actor and kind, a mark where a source puts it or says it.
use super::{BLAMED, CLAIMED, Canvas, clipped};
use jiff::civil::Date;
use model::RelationKind;
use model::record::TimeSpan;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The kind.
    pub kind: RelationKind,
    /// The other actor.
    pub other: String,
    /// In words, as read from the group: `branch of Islamic State`.
    pub words: String,
    /// What sources say, one each.
    pub said: Vec<TieSaid>,
}

/// One source's word on a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieSaid {
    /// When, as the source gives it.
    pub when: Option<TimeSpan>,
    /// The day on which the source says so.
    pub said: Option<Date>,
    /// Whether it says that the relation no longer holds.
    pub ended: bool,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 250.0;
const RIGHT: f64 = 12.0;
const ROW: f64 = 20.0;
const TOP: f64 = 10.0;
/// More rows are in the list below.
const MOST_ROWS: usize = 24;

/// Draws the rows in a fixed order, by what the relation is and then by name, so that a new report moves nothing but its own mark. `None`
/// where nothing has a time.
#[must_use]
pub fn ties(title: &str, ties: &[Tie]) -> Option<String> {
    let mut rows =
        ties.iter().filter(|tie| tie.said.iter().any(|one| span(one).is_some())).collect::<Vec<_>>();
    rows.sort_by(|a, b| (rank(a.kind), &a.other, a.kind).cmp(&(rank(b.kind), &b.other, b.kind)));
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let spans = rows.iter().flat_map(|tie| &tie.said).filter_map(span).collect::<Vec<_>>();
    let first = spans.iter().map(|(from, _)| from.year()).min()?;
    let last = spans.iter().map(|(_, to)| to.year()).max()?;
    let start = Date::new(first, 1, 1).ok()?;
    let end = Date::new(last.checked_add(1)?, 1, 1).ok()?;
    let days = |day: Date| start.until(day).map_or(0.0, |span| f64::from(span.get_days()));
    let whole = days(end).max(1.0);
    let x = |day: Date| LEFT + days(day) / whole * (WIDTH - LEFT - RIGHT);
    let bottom = TOP + rows.len() as f64 * ROW;
    let description = format!(
        "{} relations over time, a row each. A filled bar or dot stands at the time that a source gives, a hollow one at the day on which it \
         was said without a time; a crossed one says that the relation no longer holds.",
        rows.len()
    );
    let mut canvas = Canvas::new(WIDTH, bottom + if more > 0 { 40.0 } else { 24.0 }, title, &description);
    axis(&mut canvas, (first, last), bottom, &x);
    for (at, tie) in rows.iter().enumerate() {
        let y = TOP + (at as f64 + 0.5) * ROW;
        canvas.line((0.0, y + ROW / 2.0), (WIDTH - RIGHT, y + ROW / 2.0), 0.5, 0.12);
        canvas.text((0.0, y + 3.8), "start", "font-size=\"11\"", &clipped(&tie.words, 44));
        tie.said.iter().for_each(|one| mark(&mut canvas, tie, one, y, &x));
    }
    if more > 0 {
        let words = format!("and {more} more in the list");
        canvas.text((0.0, bottom + 34.0), "start", "font-size=\"10\" font-style=\"italic\"", &words);
    }
    Some(canvas.finish())
}

/// Belonging first, then enmity, then persons.
const fn rank(kind: RelationKind) -> u8 {
    match kind {
        RelationKind::BranchOf
        | RelationKind::SplitFrom
        | RelationKind::MergedInto
        | RelationKind::PledgedAllegianceTo => 0,
        RelationKind::AffiliatedWith | RelationKind::AllyOf | RelationKind::Supports => 1,
        RelationKind::RivalOf | RelationKind::Fights => 2,
        RelationKind::FounderOf | RelationKind::LeaderOf | RelationKind::MemberOf => 3,
        RelationKind::OperatesIn | RelationKind::Controls => 4,
    }
}

fn span(said: &TieSaid) -> Option<(Date, Date)> {
    said.when.map(|when| (when.earliest, when.latest)).or_else(|| said.said.map(|day| (day, day)))
}

fn axis(canvas: &mut Canvas, (first, last): (i16, i16), bottom: f64, x: &dyn Fn(Date) -> f64) {
    let step = [1, 2, 5, 10, 20, 50].into_iter().find(|step| (last - first) / step < 12).unwrap_or(100);
    for year in first..=last.saturating_add(1) {
        let Ok(day) = Date::new(year, 1, 1) else { continue };
        if (year - first) % step == 0 {
            canvas.line((x(day), TOP), (x(day), bottom), 0.6, 0.13);
            if year <= last {
                canvas.text(
                    (x(day) + 3.0, bottom + 14.0),
                    "start",
                    "font-size=\"10.5\" fill-opacity=\".8\"",
                    &year.to_string(),
                );
            }
        }
    }
    canvas.line((LEFT, bottom), (WIDTH - RIGHT, bottom), 0.8, 0.6);
}

fn mark(canvas: &mut Canvas, tie: &Tie, said: &TieSaid, y: f64, x: &dyn Fn(Date) -> f64) {
    let Some((from, to)) = span(said) else { return };
    let colour = match rank(tie.kind) {
        0 | 1 => CLAIMED,
        2 => BLAMED,
        _ => "currentColor",
    };
    let (left, right) = (x(from), x(to.tomorrow().unwrap_or(to)));
    let is_stated = said.when.is_some();
    let when = said.when.map_or_else(
        || said.said.map_or(String::new(), |day| format!("said on {}", crate::words::date(day))),
        |when| crate::words::time(&when),
    );
    let title = format!("{}: {when}{}", tie.words, if said.ended { ", no longer" } else { "" });
    let fill = if is_stated { colour } else { "none" };
    if right - left > 8.0 {
        let attributes = format!("rx=\"3\" fill=\"{fill}\" fill-opacity=\".35\" stroke=\"{colour}\"");
        canvas.rect((left, y - 3.5), (right - left, 7.0), &attributes);
    } else {
        canvas.circle(
            (f64::midpoint(left, right), y),
            4.0,
            &format!("fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"1.4\""),
            &title,
        );
    }
    if said.ended {
        let middle = f64::midpoint(left, right);
        canvas.line((middle - 5.0, y + 5.0), (middle + 5.0, y - 5.0), 1.4, 0.9);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn tie(kind: RelationKind, other: &str, day: Option<Date>) -> Tie {
        let said = vec![TieSaid { when: None, said: day, ended: false }];
        Tie { kind, other: other.into(), words: format!("{other} <{kind:?}>"), said }
    }

    #[test]
    fn rows_keep_their_order_whatever_is_added() {
        let day = Some(date(2015, 1, 26));
        let rows = [tie(RelationKind::RivalOf, "Rival", day), tie(RelationKind::BranchOf, "Parent", day)];
        let svg = ties("Relations", &rows).expect("two have a day");
        assert!(svg.find("Parent").unwrap() < svg.find("Rival").unwrap());
        assert!(svg.contains("&lt;BranchOf&gt;") && svg.contains("2 relations over time"));
        let more = [rows[0].clone(), rows[1].clone(), tie(RelationKind::AllyOf, "Ally", None)];
        assert_eq!(ties("Relations", &more), Some(svg), "what has no time is not drawn");
        assert_eq!(ties("Relations", &more[2..]), None);
    }

    #[test]
    fn too_many_rows_are_cut_and_the_number_is_said() {
        let rows =
            (0..30).map(|n| tie(RelationKind::AllyOf, &format!("Ally {n:02}"), Some(date(2015, 1, 1))));
        let svg = ties("Relations", &rows.collect::<Vec<_>>()).expect("dated");
        assert!(svg.contains("and 6 more in the list"));
    }
}
