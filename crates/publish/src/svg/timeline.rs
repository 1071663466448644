//! Events along time: a day is a mark, anything longer is a bar over all the days it may have been.
use super::{BLAMED, CLAIMED, Canvas, clipped, width_of};
use jiff::civil::Date;
use model::record::TimeSpan;

/// A band of the timeline, top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Attacks claimed by the group.
    Claimed,
    /// Attacks that others lay at its door.
    Blamed,
    /// Plots and threats.
    Plots,
    /// Founding, ground, leaders, agreements.
    Course,
    /// Operations, arrests, trials, listings.
    Against,
    /// Everything else.
    Other,
}

impl Lane {
    const ALL: [Self; 6] =
        [Self::Claimed, Self::Blamed, Self::Plots, Self::Course, Self::Against, Self::Other];

    const fn label(self) -> &'static str {
        match self {
            Self::Claimed => "Attacks, claimed",
            Self::Blamed => "Attacks, attributed",
            Self::Plots => "Plots and threats",
            Self::Course => "Form and ground",
            Self::Against => "Action against it",
            Self::Other => "Other events",
        }
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineItem {
    /// Short label: a place, or what happened.
    pub label: String,
    /// Bounds; `None` is not drawn, and counted in the description.
    pub when: Option<TimeSpan>,
    /// Its band.
    pub lane: Lane,
    /// Whether it is reported as having happened.
    pub occurred: bool,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 118.0;
const RIGHT: f64 = 12.0;
const ROW: f64 = 15.0;
const TOP: f64 = 8.0;
/// More rows than this in one band are cut: the table has them all.
const MOST_ROWS: usize = 12;

/// Days to user units.
struct Scale {
    first: Date,
    days: f64,
}

impl Scale {
    /// From the first of January of the first year to the end of the last, so that ticks stand at both ends.
    fn new(spans: &[TimeSpan]) -> Option<Self> {
        let first = spans.iter().map(|span| span.earliest.year()).min()?;
        let last = spans.iter().map(|span| span.latest.year()).max()?;
        let first = Date::new(first, 1, 1).ok()?;
        let end = Date::new(last.checked_add(1)?, 1, 1).ok()?;
        Some(Self { first, days: days(first, end) })
    }

    fn x(&self, day: Date) -> f64 {
        LEFT + days(self.first, day) / self.days * (WIDTH - LEFT - RIGHT)
    }
}

fn days(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}

/// Where an item is drawn: the row, its ends, and whether its label fits.
struct Placed<'i> {
    item: &'i TimelineItem,
    row: usize,
    x: (f64, f64),
    label: Option<String>,
}

/// Draws the dated items; `None` where there is none.
#[must_use]
pub fn timeline(title: &str, items: &[TimelineItem]) -> Option<String> {
    let spans = items.iter().filter_map(|item| item.when).collect::<Vec<_>>();
    let scale = Scale::new(&spans)?;
    let lanes = Lane::ALL.map(|lane| (lane, placed(&scale, items, lane)));
    let lanes = lanes.into_iter().filter(|(_, (placed, _))| !placed.is_empty()).collect::<Vec<_>>();
    let height_of = |placed: &[Placed<'_>], more: usize| {
        let rows = placed.iter().map(|placed| placed.row + 1).max().unwrap_or(1) + usize::from(more > 0);
        rows as f64 * ROW + 12.0
    };
    let body = lanes.iter().map(|(_, (placed, more))| height_of(placed, *more)).sum::<f64>();
    let description = description(items, spans.len());
    let mut canvas = Canvas::new(WIDTH, TOP + body + 26.0, title, &description);
    axis(&mut canvas, &scale, TOP + body);
    let mut y = TOP;
    for (lane, (placed, more)) in &lanes {
        let height = height_of(placed, *more);
        draw_lane(&mut canvas, *lane, placed, *more, y, height);
        y += height;
    }
    Some(canvas.finish())
}

fn description(items: &[TimelineItem], dated: usize) -> String {
    let undated = items.len() - dated;
    format!(
        "Timeline of {dated} dated events in bands. A dot is a day; a bar covers every day on which the event may have been. \
         Hollow shapes did not happen as far as reported. {undated} undated events are not drawn."
    )
}

fn axis(canvas: &mut Canvas, scale: &Scale, bottom: f64) {
    let first = scale.first.year();
    let years = (scale.days / 365.0).round() as i16;
    let step = [1, 2, 5, 10, 20, 50].into_iter().find(|step| years / step <= 14).unwrap_or(100);
    for year in first..=first.saturating_add(years) {
        let Ok(day) = Date::new(year, 1, 1) else { continue };
        let x = scale.x(day);
        canvas.line((x, TOP), (x, bottom), 0.6, 0.13);
        let next = Date::new(year.saturating_add(1), 1, 1).map_or(x, |next| scale.x(next));
        if (year - first) % step == 0 && year < first.saturating_add(years) {
            let middle = if step == 1 { f64::midpoint(x, next) } else { x };
            canvas.text(
                (middle, bottom + 16.0),
                "middle",
                "font-size=\"10.5\" fill-opacity=\".75\"",
                &year.to_string(),
            );
        }
    }
    canvas.line((LEFT, bottom), (WIDTH - RIGHT, bottom), 0.8, 0.6);
}

/// Puts the items of a lane into as few rows as will hold them, with labels where that does not take too many.
fn placed<'i>(scale: &Scale, items: &'i [TimelineItem], lane: Lane) -> (Vec<Placed<'i>>, usize) {
    let mut own = items.iter().filter(|item| item.lane == lane && item.when.is_some()).collect::<Vec<_>>();
    own.sort_by_key(|item| item.when.map(|when| (when.earliest, when.latest)));
    let with = rows(scale, &own, true);
    let fits = with.iter().all(|placed| placed.row < MOST_ROWS / 2);
    let mut placed = if fits { with } else { rows(scale, &own, false) };
    let all = placed.len();
    placed.retain(|placed| placed.row < MOST_ROWS);
    let more = all - placed.len();
    (placed, more)
}

fn rows<'i>(scale: &Scale, items: &[&'i TimelineItem], labelled: bool) -> Vec<Placed<'i>> {
    let mut ends: Vec<f64> = Vec::new();
    let mut placed = Vec::new();
    for item in items {
        let Some(when) = item.when else { continue };
        let from = scale.x(when.earliest);
        let to = scale.x(when.latest.tomorrow().unwrap_or(when.latest)).max(from + 2.0);
        let label = labelled.then(|| clipped(&item.label, 24));
        let room = label.as_deref().map_or(0.0, |label| width_of(label, 9.5) + 6.0);
        let before = to + room > WIDTH - RIGHT;
        let (start, end) = if before { (from - room - 5.0, to + 5.0) } else { (from - 5.0, to + room + 5.0) };
        let row = ends.iter().position(|taken| *taken <= start).unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(end);
        }
        ends[row] = end;
        placed.push(Placed { item, row, x: (from, to), label });
    }
    placed
}

fn draw_lane(canvas: &mut Canvas, lane: Lane, placed: &[Placed<'_>], more: usize, y: f64, height: f64) {
    canvas.line((0.0, y), (WIDTH - RIGHT, y), 0.6, 0.25);
    canvas.text(
        (0.0, y + 6.0 + ROW / 2.0 + 3.5),
        "start",
        "font-size=\"10.5\" font-weight=\"600\"",
        lane.label(),
    );
    for one in placed {
        draw(canvas, lane, one, y + 6.0 + (one.row as f64 + 0.5) * ROW);
    }
    if more > 0 {
        let words = format!("and {more} more in the table");
        canvas.text((LEFT, y + height - 7.0), "start", "font-size=\"10\" font-style=\"italic\"", &words);
    }
}

fn draw(canvas: &mut Canvas, lane: Lane, placed: &Placed<'_>, y: f64) {
    let colour = match lane {
        Lane::Claimed => CLAIMED,
        Lane::Blamed => BLAMED,
        _ => "currentColor",
    };
    let is_day = placed.item.when.is_some_and(|when| when.earliest == when.latest && !when.approximate);
    let filled = placed.item.occurred;
    let (from, to) = placed.x;
    let title = placed.item.when.map(|when| format!("{}: {}", crate::words::time(&when), placed.item.label));
    if is_day {
        let fill = if filled { colour } else { "none" };
        let attributes = format!("fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"1.2\"");
        canvas.circle((f64::midpoint(from, to), y), 3.4, &attributes, title.as_deref().unwrap_or(""));
    } else {
        let (at, size) = ((from, y - 3.2), ((to - from).max(4.0), 6.4));
        let opacity = if filled { 0.28 } else { 0.0 };
        let dashed = if filled { "" } else { " stroke-dasharray=\"3 2\"" };
        let attributes = format!(
            "rx=\"3.2\" fill=\"{colour}\" fill-opacity=\"{opacity}\" stroke=\"{colour}\" stroke-width=\"1\"{dashed}"
        );
        canvas.rect(at, size, &attributes);
    }
    if let Some(label) = &placed.label {
        let before = to + width_of(label, 9.5) + 6.0 > WIDTH - RIGHT;
        let (x, anchor) = if before { (from - 6.0, "end") } else { (to + 6.0, "start") };
        canvas.text((x, y + 3.2), anchor, "font-size=\"9.5\"", label);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn item(label: &str, when: Option<(Date, Date)>) -> TimelineItem {
        let when =
            when.map(|(earliest, latest)| TimeSpan { earliest, latest, precision: None, approximate: false });
        TimelineItem { label: label.into(), when, lane: Lane::Claimed, occurred: true }
    }

    #[test]
    fn a_day_is_a_dot_a_month_is_a_bar_and_undated_is_counted() {
        let items = [
            item("Kabul <1>", Some((date(2021, 11, 2), date(2021, 11, 2)))),
            item("Kerman", Some((date(2024, 1, 1), date(2024, 1, 31)))),
            item("Nowhere", None),
        ];
        let svg = timeline("Events", &items).expect("two are dated");
        assert_eq!((svg.matches("<circle").count(), svg.matches("<rect").count()), (1, 1));
        assert!(svg.contains("1 undated events are not drawn") && svg.contains("Kabul &lt;1&gt;"));
        assert!(!svg.contains("Nowhere"));
    }

    #[test]
    fn too_many_are_cut_and_the_number_is_said() {
        let one = item("x", Some((date(2021, 1, 1), date(2021, 12, 31))));
        let svg = timeline("Events", &vec![one; 40]).expect("dated");
        assert!(svg.contains("and 28 more in the table"));
    }

    #[test]
    fn without_a_date_nothing_is_drawn() {
        assert_eq!(timeline("Events", &[item("x", None)]), None);
    }
}
