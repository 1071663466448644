//! Attacks per year, stacked by who says so, and under them the dead as ranges.
use super::{BLAMED, CLAIMED, Canvas, short};

/// One year. The three counts exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearBar {
    /// The year.
    pub year: i16,
    /// Attacks claimed by the group, or established.
    pub claimed: usize,
    /// Attacks that others blame on it or suspect it of, and that it does not claim.
    pub blamed: usize,
    /// Attacks that only a report's own voice lays at its door.
    pub stated: usize,
    /// The dead: sums of lower bounds, of best figures, of upper bounds; `None` for an open end.
    pub killed: Option<(u64, Option<u64>, Option<u64>)>,
}

impl YearBar {
    const fn total(&self) -> usize {
        self.claimed + self.blamed + self.stated
    }
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 12.0;
/// Bottom of the upper panel, top and bottom of the lower one.
const ATTACKS: (f64, f64) = (34.0, 168.0);
const KILLED: (f64, f64) = (204.0, 306.0);

/// Draws the years; `None` where no attack is counted.
#[must_use]
pub fn years(title: &str, bars: &[YearBar]) -> Option<String> {
    let most = bars.iter().map(YearBar::total).max().filter(|most| *most > 0)?;
    let deadliest = bars
        .iter()
        .filter_map(|bar| bar.killed)
        .map(|(low, best, high)| high.or(best).unwrap_or(low).max(low));
    let deadliest = deadliest.max().filter(|most| *most > 0);
    let bottom = if deadliest.is_some() { KILLED.1 } else { ATTACKS.1 };
    let mut canvas = Canvas::new(WIDTH, bottom + 24.0, title, DESCRIPTION);
    legend(&mut canvas);
    panel(&mut canvas, ATTACKS, most as u64, "Attacks");
    if let Some(deadliest) = deadliest {
        panel(&mut canvas, KILLED, deadliest, "Killed");
    }
    let band = (WIDTH - LEFT - RIGHT) / bars.len() as f64;
    for (at, bar) in bars.iter().enumerate() {
        let middle = LEFT + (at as f64 + 0.5) * band;
        stack(&mut canvas, bar, middle, (band * 0.62).min(46.0), nice(most as u64));
        if let (Some(killed), Some(deadliest)) = (bar.killed, deadliest) {
            whisker(&mut canvas, killed, middle, nice(deadliest));
        }
        if band > 30.0 || at.is_multiple_of(2) {
            canvas.text((middle, bottom + 16.0), "middle", "font-size=\"10.5\"", &bar.year.to_string());
        }
    }
    Some(canvas.finish())
}

const DESCRIPTION: &str = "Upper panel: attacks per year, filled where the group claims them, hatched where others attribute \
    them to it, outlined where only a report names it. Lower panel: people reported killed in them, a line from the sum of \
    the lower bounds to the sum of the upper ones, with an arrow where it is open, and a dot at the sum of the best figures.";

/// The next round number: the top of a scale.
fn nice(most: u64) -> f64 {
    let most = most.max(1);
    let magnitude = 10u64.pow(most.ilog10());
    let steps = [1, 2, 3, 4, 5, 6, 8, 10].map(|step| step * magnitude);
    steps.into_iter().find(|step| *step >= most).unwrap_or(most) as f64
}

fn panel(canvas: &mut Canvas, (top, bottom): (f64, f64), most: u64, label: &str) {
    let most = nice(most);
    canvas.text((0.0, top - 9.0), "start", "font-size=\"10.5\" font-weight=\"600\"", label);
    let parts = if most % 4.0 == 0.0 {
        4
    } else if most % 2.0 == 0.0 {
        2
    } else {
        1
    };
    for part in 0..=parts {
        let share = f64::from(part) / f64::from(parts);
        let y = bottom - share * (bottom - top);
        canvas.line((LEFT, y), (WIDTH - RIGHT, y), 0.6, if part == 0 { 0.7 } else { 0.15 });
        let tick = crate::words::number((most * share) as u64);
        canvas.text((LEFT - 7.0, y + 3.5), "end", "font-size=\"9.5\" fill-opacity=\".75\"", &tick);
    }
}

fn legend(canvas: &mut Canvas) {
    let solid = format!("fill=\"{CLAIMED}\" stroke=\"{CLAIMED}\"");
    canvas.rect((300.0, 6.0), (14.0, 9.0), &solid);
    canvas.text((319.0, 14.5), "start", "font-size=\"10\"", "claimed by the group");
    canvas.hatched((438.0, 6.0), (14.0, 9.0), BLAMED);
    canvas.text((457.0, 14.5), "start", "font-size=\"10\"", "attributed by others");
    canvas.rect((573.0, 6.0), (14.0, 9.0), "stroke=\"currentColor\" stroke-dasharray=\"2 2\"");
    canvas.text((592.0, 14.5), "start", "font-size=\"10\"", "named by a report only");
}

fn stack(canvas: &mut Canvas, bar: &YearBar, middle: f64, width: f64, most: f64) {
    let unit = (ATTACKS.1 - ATTACKS.0) / most;
    let mut y = ATTACKS.1;
    for (count, kind) in [(bar.claimed, 0), (bar.blamed, 1), (bar.stated, 2)] {
        if count == 0 {
            continue;
        }
        let height = count as f64 * unit;
        y -= height;
        let (at, size) = ((middle - width / 2.0, y), (width, height));
        match kind {
            0 => canvas.rect(at, size, &format!("fill=\"{CLAIMED}\" stroke=\"{CLAIMED}\"")),
            1 => canvas.hatched(at, size, BLAMED),
            _ => canvas.rect(at, size, "stroke=\"currentColor\" stroke-dasharray=\"2 2\""),
        }
    }
    if bar.total() > 0 {
        canvas.text(
            (middle, y - 4.0),
            "middle",
            "font-size=\"10\" font-weight=\"600\"",
            &bar.total().to_string(),
        );
    }
}

fn whisker(canvas: &mut Canvas, killed: (u64, Option<u64>, Option<u64>), x: f64, most: f64) {
    let y = |value: u64| KILLED.1 - value as f64 / most * (KILLED.1 - KILLED.0);
    let (low, best, high) = killed;
    let top = high.or(best).unwrap_or(low).max(low);
    canvas.line((x, y(low)), (x, y(top)), 1.6, 1.0);
    canvas.line((x - 5.0, y(low)), (x + 5.0, y(low)), 1.6, 1.0);
    if high.is_some() {
        canvas.line((x - 5.0, y(top)), (x + 5.0, y(top)), 1.6, 1.0);
    } else {
        let (x, tip) = (x, y(top) - 11.0);
        canvas.line((x, y(top)), (x, tip), 1.6, 1.0);
        let points =
            [(x - 3.5, tip + 5.0), (x, tip), (x + 3.5, tip + 5.0)].map(|(x, y)| (short(x), short(y)));
        let [(ax, ay), (bx, by), (cx, cy)] = points;
        canvas
            .path(&format!("M{ax} {ay}L{bx} {by}L{cx} {cy}"), "stroke=\"currentColor\" stroke-width=\"1.6\"");
    }
    if let Some(best) = best {
        canvas.circle((x, y(best)), 3.2, "fill=\"currentColor\"", &format!("best figures: {best}"));
    }
    let words = killed_words(low, high);
    canvas.text((x + 8.0, y(low) - 2.0), "start", "font-size=\"9.5\"", &words);
}

fn killed_words(low: u64, high: Option<u64>) -> String {
    match high {
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low}–{high}"),
        None => format!("{low}+"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_by_pattern_and_open_ends_get_an_arrow() {
        let bar =
            YearBar { year: 2021, claimed: 2, blamed: 1, stated: 1, killed: Some((19, Some(19), None)) };
        let svg = years("Attacks", std::slice::from_ref(&bar)).expect("four attacks");
        assert!(svg.contains("stroke-dasharray") && svg.contains(CLAIMED) && svg.contains("19+"));
        let closed = YearBar { killed: Some((19, None, Some(30))), ..bar };
        assert!(years("Attacks", &[closed]).is_some_and(|svg| svg.contains("19–30")));
    }

    #[test]
    fn scales_end_at_round_numbers() {
        assert_eq!([1, 7, 12, 139, 201].map(nice), [1.0, 8.0, 20.0, 200.0, 300.0]);
    }

    #[test]
    fn without_attacks_nothing_is_drawn() {
        assert_eq!(years("Attacks", &[]), None);
    }
}
