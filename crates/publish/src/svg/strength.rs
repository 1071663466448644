//! A group's stated strength: each figure at the day when it was said, from its lower to its upper bound.
use super::{CLAIMED, Canvas, clipped, short, width_of};
use jiff::civil::Date;

/// One stated figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrengthPoint {
    /// When the report that states it was published.
    pub said: Date,
    /// As stated.
    pub low: Option<u64>,
    /// As stated.
    pub best: Option<u64>,
    /// As stated.
    pub high: Option<u64>,
    /// Who says so.
    pub speaker: String,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 230.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 18.0;
const BASE: f64 = 198.0;

/// Draws the figures; `None` where none has a number.
#[must_use]
pub fn strength(title: &str, points: &[StrengthPoint]) -> Option<String> {
    let mut points = points.iter().filter_map(|point| Some((point, ends(point)?))).collect::<Vec<_>>();
    points.sort_by_key(|(point, _)| point.said);
    let most = points.iter().map(|(_, (_, to))| *to).max()?.max(1);
    let most = nice(most);
    let first = points.first()?.0.said.year();
    let last = points.last()?.0.said.year();
    let start = Date::new(first, 1, 1).ok()?;
    let end = Date::new(last.checked_add(1)?, 1, 1).ok()?;
    let days = |day: Date| start.until(day).map_or(0.0, |span| f64::from(span.get_days()));
    let whole = days(end).max(1.0);
    let x = |day: Date| LEFT + days(day) / whole * (WIDTH - LEFT - RIGHT);
    let y = |value: u64| BASE - value as f64 / most as f64 * (BASE - TOP);
    let description = format!(
        "{} stated figures of strength, each at the day of publication of the report that states it. A bar runs from the lower to the \
         upper bound, a dot is a single number, an arrow an open end. Who is counted differs from source to source.",
        points.len()
    );
    let mut canvas = Canvas::new(WIDTH, HEIGHT, title, &description);
    for step in 0..=4_u64 {
        let value = most * step / 4;
        canvas.line((LEFT, y(value)), (WIDTH - RIGHT, y(value)), 0.6, if step == 0 { 0.6 } else { 0.15 });
        let words = crate::words::number(value);
        canvas.text((LEFT - 8.0, y(value) + 3.5), "end", "font-size=\"10.5\" fill-opacity=\".8\"", &words);
    }
    years(&mut canvas, first, last, &x);
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for (point, (from, to)) in &points {
        let at = x(point.said);
        draw(&mut canvas, point, at, y(*from), y(*to));
        label(&mut canvas, point, (at, y(*to)), &mut taken);
    }
    Some(canvas.finish())
}

fn years(canvas: &mut Canvas, first: i16, last: i16, x: &dyn Fn(Date) -> f64) {
    let step = [1, 2, 5, 10, 20].into_iter().find(|step| (last - first) / step < 14).unwrap_or(50);
    for year in first..=last {
        let Some(day) = Date::new(year, 1, 1).ok().filter(|_| (year - first) % step == 0) else { continue };
        canvas.line((x(day), BASE), (x(day), BASE + 4.0), 0.8, 0.6);
        canvas.text(
            (x(day) + 3.0, BASE + 16.0),
            "start",
            "font-size=\"10.5\" fill-opacity=\".8\"",
            &year.to_string(),
        );
    }
}

fn ends(point: &StrengthPoint) -> Option<(u64, u64)> {
    let known = [point.low, point.best, point.high].into_iter().flatten();
    known.clone().min().zip(known.max())
}

fn draw(canvas: &mut Canvas, point: &StrengthPoint, at: f64, from: f64, to: f64) {
    let title = format!("{}, {}", point.speaker, crate::words::date(point.said));
    if from - to > 0.5 {
        canvas.rect(
            (at - 4.0, to),
            (8.0, from - to),
            &format!("rx=\"2\" fill=\"{CLAIMED}\" fill-opacity=\".35\" stroke=\"{CLAIMED}\""),
        );
    }
    if point.best.is_some() || (from - to).abs() <= 0.5 {
        canvas.circle(
            (at, if point.best.is_some() && from - to > 0.5 { f64::midpoint(from, to) } else { from }),
            4.0,
            &format!("fill=\"{CLAIMED}\""),
            &title,
        );
    }
    let [left, right] = [at - 4.0, at + 4.0].map(short);
    let middle = short(at);
    if point.high.is_none() && point.best.is_none() {
        let [low, tip] = [to - 4.0, to - 11.0].map(short);
        canvas.path(
            &format!("M{left} {low}L{middle} {tip}L{right} {low}"),
            &format!("stroke=\"{CLAIMED}\" stroke-width=\"1.6\""),
        );
    }
    if point.low.is_none() && point.best.is_none() {
        let [high, tip] = [from + 4.0, from + 11.0].map(short);
        canvas.path(
            &format!("M{left} {high}L{middle} {tip}L{right} {high}"),
            &format!("stroke=\"{CLAIMED}\" stroke-width=\"1.6\""),
        );
    }
}

/// The speaker beside the bar, where it covers no other.
fn label(canvas: &mut Canvas, point: &StrengthPoint, (x, y): (f64, f64), taken: &mut Vec<(f64, f64, f64)>) {
    let words = clipped(&point.speaker, 30);
    let width = width_of(&words, 10.0);
    let is_left = x + 8.0 + width > WIDTH - RIGHT;
    let from = if is_left { x - 8.0 - width } else { x + 8.0 };
    let rows = [4.0, 16.0, 28.0, -8.0, 40.0];
    let spot = rows.into_iter().map(|down| y + down).find(|row| {
        *row > 10.0
            && *row < BASE - 3.0
            && taken.iter().all(|(a, b, other)| from > *b || from + width < *a || (row - other).abs() > 10.5)
    });
    if let Some(row) = spot {
        taken.push((from, from + width, row));
        canvas.text((from, row), "start", "class=\"halo\" font-size=\"10\"", &words);
    }
}

/// The next number of the form 1, 2, 4 or 8 times a power of ten, which four steps divide evenly enough.
fn nice(most: u64) -> u64 {
    let mut power = 1_u64;
    while power.saturating_mul(10) <= most {
        power = power.saturating_mul(10);
    }
    [1, 2, 4, 8, 10]
        .into_iter()
        .map(|step| power.saturating_mul(step))
        .find(|value| *value >= most)
        .unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn point(low: Option<u64>, best: Option<u64>, high: Option<u64>, speaker: &str) -> StrengthPoint {
        StrengthPoint { said: date(2024, 3, 29), low, best, high, speaker: speaker.into() }
    }

    #[test]
    fn ranges_are_bars_numbers_are_dots_open_ends_are_arrows() {
        let points = [
            point(Some(4000), None, Some(6000), "UN <monitors>"),
            point(Some(2000), Some(2000), Some(2000), "Officials"),
            point(Some(1000), None, None, "Some experts"),
            point(None, None, None, "Others"),
        ];
        let svg = strength("Strength", &points).expect("three have numbers");
        assert!(svg.contains("UN &lt;monitors&gt;") && !svg.contains("Others"));
        assert_eq!((svg.matches("<circle").count(), svg.matches("<rect").count()), (2, 1));
        assert!(svg.contains("3 stated figures") && svg.contains(">8,000<"), "{svg}");
        assert_eq!(strength("Strength", &points[3..]), None);
    }

    #[test]
    fn scales_end_on_round_numbers() {
        assert_eq!([1, 3, 100, 101, 850, 6000].map(nice), [1, 4, 100, 200, 1000, 8000]);
    }
}
