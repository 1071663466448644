//! What reports state of one event's figure, a row each, over the range that the profile made of it.
use super::{BLAMED, Canvas, clipped, short};

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedFigure {
    /// Whose, and when: `Reuters, 2 Nov 2021`.
    pub label: String,
    /// As stated: `at least 19`.
    pub words: String,
    /// As stated.
    pub low: Option<u64>,
    /// As stated.
    pub best: Option<u64>,
    /// As stated.
    pub high: Option<u64>,
    /// Whether the profile used it.
    pub is_used: bool,
}

/// What the profile made of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FusedRange {
    /// Lowest.
    pub low: Option<u64>,
    /// Best supported.
    pub best: Option<u64>,
    /// Highest.
    pub high: Option<u64>,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 240.0;
const RIGHT: f64 = 70.0;
const ROW: f64 = 19.0;
const TOP: f64 = 22.0;
/// More are in the list.
const MOST_ROWS: usize = 20;

/// Draws the statements; `None` for fewer than two with a number: one needs no drawing.
#[must_use]
pub fn figures(title: &str, stated: &[StatedFigure], fused: Option<FusedRange>) -> Option<String> {
    let rows = stated.iter().filter(|one| ends(one.low, one.best, one.high).is_some()).collect::<Vec<_>>();
    if rows.len() < 2 {
        return None;
    }
    let most =
        rows.iter().filter_map(|one| ends(one.low, one.best, one.high)).map(|(_, to)| to).max()?.max(1);
    let x = |value: u64| LEFT + value as f64 / most as f64 * (WIDTH - LEFT - RIGHT);
    let more = rows.len().saturating_sub(MOST_ROWS);
    let bottom = TOP + rows.len().min(MOST_ROWS) as f64 * ROW;
    let description = format!(
        "{} statements of one figure, a row each: a bar from the lower to the upper bound, a dot a single number, an arrow an open end; hollow \
         ones were not used. The shaded band is the range that the profile made of them, the line in it the best supported.",
        rows.len()
    );
    let mut canvas = Canvas::new(WIDTH, bottom + if more > 0 { 34.0 } else { 20.0 }, title, &description);
    if let Some(fused) = fused {
        band(&mut canvas, fused, bottom, &x);
    }
    for (at, one) in rows.iter().take(MOST_ROWS).enumerate() {
        let y = TOP + (at as f64 + 0.5) * ROW;
        canvas.line((0.0, y + ROW / 2.0), (WIDTH, y + ROW / 2.0), 0.5, 0.12);
        canvas.text((0.0, y + 3.8), "start", "font-size=\"11\"", &clipped(&one.label, 40));
        row(&mut canvas, one, y, &x);
    }
    canvas.line((LEFT, bottom), (WIDTH - RIGHT, bottom), 0.8, 0.6);
    canvas.text((LEFT, bottom + 14.0), "middle", "font-size=\"10\" fill-opacity=\".8\"", "0");
    canvas.text(
        (x(most), bottom + 14.0),
        "middle",
        "font-size=\"10\" fill-opacity=\".8\"",
        &crate::words::number(most),
    );
    if more > 0 {
        let words = format!("and {more} more in the list");
        canvas.text((0.0, bottom + 28.0), "start", "font-size=\"10\" font-style=\"italic\"", &words);
    }
    Some(canvas.finish())
}

fn ends(low: Option<u64>, best: Option<u64>, high: Option<u64>) -> Option<(u64, u64)> {
    let known = [low, best, high].into_iter().flatten();
    known.clone().min().zip(known.max())
}

fn band(canvas: &mut Canvas, fused: FusedRange, bottom: f64, x: &dyn Fn(u64) -> f64) {
    let Some((from, to)) = ends(fused.low, fused.best, fused.high) else { return };
    let to = if fused.high.is_none() { WIDTH - RIGHT } else { x(to) };
    canvas.rect(
        (x(from), TOP - 6.0),
        ((to - x(from)).max(1.5), bottom - TOP + 6.0),
        "fill=\"currentColor\" fill-opacity=\".08\"",
    );
    if let Some(best) = fused.best {
        canvas.line((x(best), TOP - 6.0), (x(best), bottom), 1.2, 0.7);
        let words = format!("best {}", crate::words::number(best));
        canvas.text((x(best), TOP - 10.0), "middle", "font-size=\"10\" font-weight=\"600\"", &words);
    }
}

fn row(canvas: &mut Canvas, one: &StatedFigure, y: f64, x: &dyn Fn(u64) -> f64) {
    let Some((from, to)) = ends(one.low, one.best, one.high) else { return };
    let fill = if one.is_used { BLAMED } else { "none" };
    let (left, right) = (x(from), x(to));
    if right - left > 1.0 {
        canvas.rect(
            (left, y - 3.0),
            (right - left, 6.0),
            &format!("rx=\"2\" fill=\"{fill}\" fill-opacity=\".35\" stroke=\"{BLAMED}\""),
        );
    } else {
        canvas.circle(
            (left, y),
            4.0,
            &format!("fill=\"{fill}\" stroke=\"{BLAMED}\" stroke-width=\"1.4\""),
            &format!("{}: {}", one.label, one.words),
        );
    }
    let arrow = |tip: f64, back: f64| {
        let [tip, back, up, down, middle] = [tip, back, y - 4.0, y + 4.0, y].map(short);
        format!("M{back} {up}L{tip} {middle}L{back} {down}")
    };
    let stroke = format!("stroke=\"{BLAMED}\" stroke-width=\"1.5\"");
    let mut label_at = right + 9.0;
    if one.high.is_none() && one.best.is_none_or(|best| one.low == Some(best)) && one.low.is_some() {
        canvas.path(&arrow(right + 13.0, right + 7.0), &stroke);
        label_at += 9.0;
    }
    if one.low.is_none() && one.best.is_none() {
        canvas.path(&arrow(left - 13.0, left - 7.0), &stroke);
    }
    canvas.text((label_at, y + 3.8), "start", "class=\"halo\" font-size=\"10.5\"", &clipped(&one.words, 22));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(low: Option<u64>, best: Option<u64>, high: Option<u64>, is_used: bool) -> StatedFigure {
        StatedFigure { label: "Wire <1>".into(), words: "as said".into(), low, best, high, is_used }
    }

    #[test]
    fn each_statement_is_a_row_over_the_range() {
        let stated = [
            one(Some(19), None, None, true),
            one(Some(13), Some(13), Some(13), false),
            one(None, None, None, true),
        ];
        let fused = FusedRange { low: Some(13), best: Some(19), high: None };
        let svg = figures("Killed", &stated, Some(fused)).expect("two have numbers");
        assert_eq!(svg.matches("Wire &lt;1&gt;</text>").count(), 2);
        assert!(svg.contains("best 19") && svg.contains("fill=\"none\""));
        assert_eq!(figures("Killed", &stated[1..], None), None, "one number needs no drawing");
    }
}
