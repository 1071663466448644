//! What imported tables show of one group: tempo with its phases, a share by phase, lethality event by event, the tail of severities.
//!
//! Uncertainty is drawn, not mentioned: bands are intervals, the strip under the tempo is how sure each boundary is and where it may lie, and
//! months that may still grow are hatched.
use super::{BLAMED, CLAIMED, Canvas, short};
use crate::words;
use analyse::dataset::{DatasetFindings, DatedBoundary, Outside, Tail};
use jiff::civil::Date;
use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 14.0;

/// The axis of days.
struct Axis {
    from: Date,
    days: f64,
}

impl Axis {
    fn new(from: Date, to: Date) -> Self {
        Self { from, days: (days(from, to) + 1.0).max(1.0) }
    }

    fn x(&self, day: Date) -> f64 {
        (LEFT + days(self.from, day) / self.days * (WIDTH - LEFT - RIGHT)).clamp(LEFT, WIDTH - RIGHT)
    }

    /// Years with a tick, as many as have room.
    fn years(&self, canvas: &mut Canvas, top: f64, bottom: f64) {
        let last = self.from.checked_add(jiff::Span::new().days(self.days as i64)).unwrap_or(Date::MAX);
        let years = i64::from(last.year() - self.from.year()) + 1;
        let every = [1, 2, 5, 10, 20].into_iter().find(|every| years / every <= 16).unwrap_or(50);
        for year in self.from.year()..=last.year() {
            let Ok(first) = Date::new(year, 1, 1) else { continue };
            if i64::from(year) % every != 0 || first < self.from || first > last {
                continue;
            }
            let x = self.x(first);
            canvas.line((x, top), (x, bottom), 0.6, 0.12);
            canvas.line((x, bottom), (x, bottom + 4.0), 0.8, 0.6);
            canvas.text((x, bottom + 16.0), "middle", "font-size=\"10.5\"", &year.to_string());
        }
    }
}

fn days(from: Date, to: Date) -> f64 {
    f64::from(from.until(to).map_or(0, |span| span.get_days()))
}

/// Round values for a scale up to `most`, four or five of them.
fn ticks(most: f64) -> Vec<f64> {
    let magnitude = 10_f64.powf((most.max(1e-9) / 4.0).log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|step| step * magnitude)
        .find(|step| most / step <= 5.0)
        .unwrap_or(most);
    (0..).map(|at| f64::from(at) * step).take_while(|value| *value <= most * 1.0001).collect()
}

/// A scale with lines across; gives the place of a value.
fn scale(
    canvas: &mut Canvas,
    (top, bottom): (f64, f64),
    most: f64,
    label: &str,
) -> impl Fn(f64) -> f64 + use<> {
    let y = move |value: f64| bottom - (value / most).clamp(0.0, 1.0) * (bottom - top);
    for tick in ticks(most) {
        canvas.line((LEFT, y(tick)), (WIDTH - RIGHT, y(tick)), 0.6, if tick == 0.0 { 0.7 } else { 0.15 });
        let words = if tick.fract() == 0.0 { words::number(tick as u64) } else { format!("{tick}") };
        canvas.text((LEFT - 7.0, y(tick) + 3.5), "end", "font-size=\"9.5\" fill-opacity=\".75\"", &words);
    }
    canvas.text((0.0, top - 10.0), "start", "font-size=\"10.5\" font-weight=\"600\"", label);
    y
}

/// A step with its band: from one day to another, a mean and the ends of its interval.
fn step(
    canvas: &mut Canvas,
    (x1, x2): (f64, f64),
    (mean, low, high): (f64, f64, f64),
    y: &dyn Fn(f64) -> f64,
) {
    let (top, bottom) = (y(high), y(low));
    canvas.rect(
        (x1, top),
        ((x2 - x1).max(1.0), (bottom - top).max(1.0)),
        &format!("fill=\"{BLAMED}\" fill-opacity=\".22\""),
    );
    let path = format!("M{} {}H{}", short(x1), short(y(mean)), short(x2.max(x1 + 1.5)));
    canvas.path(&path, &format!("stroke=\"{BLAMED}\" stroke-width=\"2\""));
}

/// Where boundaries may lie and how sure each is: a bar as high as its probability, on the stretch in which it lies.
fn boundary_strip(canvas: &mut Canvas, boundaries: &[DatedBoundary], axis: &Axis, (top, bottom): (f64, f64)) {
    let y = |p: f64| bottom - p * (bottom - top);
    canvas.text(
        (0.0, top - 7.0),
        "start",
        "font-size=\"10.5\" font-weight=\"600\"",
        "How sure each boundary is",
    );
    for (p, name) in [(0.0, "0"), (0.8, ".8"), (1.0, "1")] {
        canvas.line((LEFT, y(p)), (WIDTH - RIGHT, y(p)), 0.6, if p == 0.0 { 0.7 } else { 0.2 });
        let attributes = "font-size=\"9\" fill-opacity=\".75\"";
        canvas.text((LEFT - 7.0, y(p) + if p > 0.9 { 1.5 } else { 4.5 }), "end", attributes, name);
    }
    for boundary in boundaries {
        let (x, from, to) = (axis.x(boundary.at), axis.x(boundary.between.0), axis.x(boundary.between.1));
        let (x1, x2) = (from.min(x - 1.5), to.max(x + 1.5));
        let size = (x2 - x1, (boundary.probability * (bottom - top)).max(1.0));
        if boundary.is_established {
            canvas.rect(
                (x1, y(boundary.probability)),
                size,
                &format!("fill=\"{CLAIMED}\" fill-opacity=\".85\""),
            );
        } else {
            canvas.rect(
                (x1, y(boundary.probability)),
                size,
                "stroke=\"currentColor\" stroke-opacity=\".7\" stroke-dasharray=\"2 2\"",
            );
        }
    }
}

/// Events by month with their phases; `None` without events.
#[must_use]
pub fn tempo(title: &str, found: &DatasetFindings) -> Option<String> {
    let most = found.counts.iter().copied().max().filter(|most| *most > 0)?;
    let highest = found.tempo.iter().map(|phase| phase.per_month.0).fold(0.0, f64::max);
    let months = found.step.months();
    let most = (most as f64 / months as f64).max(highest) * 1.05;
    let established = found.boundaries.iter().filter(|boundary| boundary.is_established).count();
    let description = format!(
        "Events a month as thin bars from {} to {}, the mean of each phase as a step with its 90 % interval. Of {} boundaries between phases {established} \
         are established; the strip below shows the probability of each and the stretch in which it lies, filled where established, dashed where not. \
         The newest three months, hatched, are incomplete. The table beside the chart has the same numbers.",
        found.first_step,
        found.to,
        found.boundaries.len(),
    );
    let (panel, strip) = ((42.0, 206.0), (244.0, 284.0));
    let mut canvas = Canvas::new(WIDTH, 308.0, title, &description);
    let axis = Axis::new(found.first_step, found.to);
    axis.years(&mut canvas, panel.0, strip.1);
    let y = scale(&mut canvas, panel, most, "Events a month");
    let band = (WIDTH - LEFT - RIGHT) / found.counts.len().max(1) as f64;
    let mut bars = String::new();
    for (at, count) in found.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let x = LEFT + (at as f64 + 0.5) * band;
        let _ = write!(bars, "M{} {}V{}", short(x), short(panel.1), short(y(*count as f64 / months as f64)));
    }
    let width = short((band * 0.72).clamp(0.8, 14.0));
    canvas.path(&bars, &format!("stroke=\"currentColor\" stroke-opacity=\".42\" stroke-width=\"{width}\""));
    for phase in &found.tempo {
        step(&mut canvas, (axis.x(phase.from), axis.x(phase.to)), phase.per_month, &y);
    }
    let incomplete = axis.x(found.incomplete_from).min(WIDTH - RIGHT - 4.0);
    canvas.hatched((incomplete, panel.0), (WIDTH - RIGHT - incomplete, panel.1 - panel.0), "#8a8a8a");
    canvas.text(
        (WIDTH - RIGHT, panel.0 - 4.0),
        "end",
        "font-size=\"9.5\"",
        "newest three months: incomplete",
    );
    legend(&mut canvas, &[("phase, mean with 90 % interval", BLAMED)], 130.0);
    boundary_strip(&mut canvas, &found.boundaries, &axis, strip);
    Some(canvas.finish())
}

fn legend(canvas: &mut Canvas, entries: &[(&str, &str)], mut x: f64) {
    for (words, colour) in entries {
        canvas.rect((x, 25.0), (16.0, 9.0), &format!("fill=\"{colour}\" fill-opacity=\".22\""));
        canvas.path(&format!("M{} 29.5h16", short(x)), &format!("stroke=\"{colour}\" stroke-width=\"2\""));
        canvas.text((x + 21.0, 33.0), "start", "font-size=\"9.5\"", words);
        x += super::width_of(words, 9.5) + 44.0;
    }
}

/// The share of events outside the stronghold, by phase, with interval and number.
#[must_use]
pub fn outside(title: &str, found: &DatasetFindings, outside: &Outside) -> Option<String> {
    if outside.phases.iter().all(|phase| phase.share.is_none()) {
        return None;
    }
    let description = format!(
        "Share of events outside {}, by phases of that share, each with its 95 % interval and its number of events. The strip below shows how sure each \
         boundary is and where it may lie. Phases with fewer than five events have no share.",
        outside.stronghold.join(", ")
    );
    let (panel, strip) = ((42.0, 176.0), (214.0, 254.0));
    let mut canvas = Canvas::new(WIDTH, 278.0, title, &description);
    let axis = Axis::new(found.first_step, found.to);
    axis.years(&mut canvas, panel.0, strip.1);
    let label = format!("Percent outside {}", outside.stronghold.join(", "));
    let y = scale(&mut canvas, panel, 100.0, &label);
    let (mut last_end, mut is_raised) = (f64::NEG_INFINITY, false);
    for phase in &outside.phases {
        let (x1, x2) = (axis.x(phase.from), axis.x(phase.to));
        let Some((share, low, high)) = phase.share else { continue };
        step(&mut canvas, (x1, x2), (share * 100.0, low * 100.0, high * 100.0), &y);
        let words = format!("{}/{}", phase.events.0, phase.events.1);
        let half = super::width_of(&words, 9.5) / 2.0;
        let x = f64::midpoint(x1, x2).clamp(LEFT + half, WIDTH - RIGHT - half);
        // Neighbours that would touch stand on two lines.
        is_raised = x - half < last_end + 3.0 && !is_raised;
        last_end = x + half;
        let above = (y(high * 100.0) - 4.0 - if is_raised { 11.0 } else { 0.0 }).max(panel.0 - 1.0);
        canvas.text((x, above), "middle", "font-size=\"9.5\"", &words);
    }
    boundary_strip(&mut canvas, &outside.boundaries, &axis, strip);
    Some(canvas.finish())
}

/// Deaths inflicted, event by event, on a logarithmic scale, with the median and the events of ten or more of each phase.
#[must_use]
pub fn lethality(title: &str, found: &DatasetFindings) -> Option<String> {
    let most = found.rows.iter().filter_map(|row| row.inflicted).max().filter(|most| *most > 0)?;
    let description = format!(
        "A dot for each of {} events with a count of deaths inflicted, which are the dead of the other side and civilians and never the group's own; \
         logarithmic scale. Lines are the medians of the phases; the numbers above tell how many events of each phase have ten deaths or more. The deadliest has {most}.",
        found.rows.iter().filter(|row| row.inflicted.is_some()).count()
    );
    let panel = (52.0, 226.0);
    let mut canvas = Canvas::new(WIDTH, 252.0, title, &description);
    let axis = Axis::new(found.first_step, found.to);
    axis.years(&mut canvas, panel.0, panel.1);
    let top = (most as f64).ln_1p() * 1.04;
    let y = |deaths: f64| panel.1 - deaths.ln_1p() / top * (panel.1 - panel.0);
    canvas.text(
        (0.0, 12.0),
        "start",
        "font-size=\"10.5\" font-weight=\"600\"",
        "Deaths inflicted in an event",
    );
    for tick in [0_u64, 1, 3, 10, 30, 100, 300, 1_000, 3_000].into_iter().filter(|tick| *tick <= most.max(1))
    {
        let at = y(tick as f64);
        canvas.line((LEFT, at), (WIDTH - RIGHT, at), 0.6, if tick == 10 { 0.45 } else { 0.15 });
        let tick = words::number(tick);
        canvas.text((LEFT - 7.0, at + 3.5), "end", "font-size=\"9.5\" fill-opacity=\".75\"", &tick);
    }
    let mut dots = std::collections::BTreeSet::new();
    for row in &found.rows {
        if let Some(deaths) = row.inflicted {
            // Dots in one place are one dot.
            dots.insert((short(axis.x(row.first_day)), short(y(deaths as f64))));
        }
    }
    let path: String = dots.iter().map(|(x, y)| format!("M{x} {y}h0")).collect();
    canvas.path(
        &path,
        "stroke=\"currentColor\" stroke-opacity=\".38\" stroke-width=\"3\" stroke-linecap=\"round\"",
    );
    canvas.text((0.0, 33.0), "start", "font-size=\"9.5\"", "10 or more:");
    let mut last_end = 58.0;
    for phase in &found.tempo {
        let (x1, x2) = (axis.x(phase.from), axis.x(phase.to));
        if let Some(median) = phase.lethality.median_inflicted {
            let path = format!("M{} {}H{}", short(x1), short(y(median as f64)), short(x2.max(x1 + 2.0)));
            canvas.path(&path, &format!("stroke=\"{BLAMED}\" stroke-width=\"2.4\""));
        }
        let of = &phase.indicators.ten_or_more;
        let words = format!("{}/{}", of.part, of.whole);
        let (middle, half) = (f64::midpoint(x1, x2), super::width_of(&words, 9.5) / 2.0);
        let middle = middle.min(WIDTH - RIGHT - half);
        // Where phases are too short for their words, the table has them.
        if of.whole > 0 && middle - half > last_end + 4.0 {
            canvas.text((middle, 33.0), "middle", "font-size=\"9.5\"", &words);
            last_end = middle + half;
        }
    }
    canvas.path("M620 8.5h16", &format!("stroke=\"{BLAMED}\" stroke-width=\"2.4\""));
    canvas.text((641.0, 12.0), "start", "font-size=\"9.5\"", "median of the phase");
    Some(canvas.finish())
}

/// The tail: how many events have so many deaths or more, with the fitted power; both axes logarithmic. `None` without a fit.
#[must_use]
pub fn tail(title: &str, values: &[u64], tail: &Tail) -> Option<String> {
    let mut sorted: Vec<u64> = values.iter().copied().filter(|value| *value > 0).collect();
    sorted.sort_unstable();
    let most = *sorted.last()? as f64;
    let (panel, n) = ((30.0, 226.0), sorted.len() as f64);
    let ruled_out = tail.plausibility.is_some_and(|p| p < 0.1);
    let description = format!(
        "Number of events with so many deaths inflicted or more, on two logarithmic scales, and the fitted power law from {} deaths on: exponent {:.2}, \
         {} events. {}",
        tail.fit.xmin,
        tail.fit.alpha,
        tail.fit.n_tail,
        if ruled_out { "A power law is ruled out." } else { "A power law is not ruled out." }
    );
    let mut canvas = Canvas::new(WIDTH, 262.0, title, &description);
    let x = |value: f64| LEFT + value.ln() / (most * 1.2).ln().max(0.1) * (WIDTH - LEFT - RIGHT);
    let y = |count: f64| panel.1 - count.max(0.5).ln() / (n * 1.3).ln().max(0.1) * (panel.1 - panel.0);
    for power in 0..6 {
        let value = 10_f64.powi(power);
        let words = words::number(value as u64);
        if value <= n {
            canvas.line(
                (LEFT, y(value)),
                (WIDTH - RIGHT, y(value)),
                0.6,
                if power == 0 { 0.7 } else { 0.15 },
            );
            canvas.text(
                (LEFT - 7.0, y(value) + 3.5),
                "end",
                "font-size=\"9.5\" fill-opacity=\".75\"",
                &words,
            );
        }
        if value <= most {
            canvas.line((x(value), panel.0), (x(value), panel.1 + 4.0), 0.6, 0.15);
            canvas.text((x(value), panel.1 + 16.0), "middle", "font-size=\"9.5\"", &words);
        }
    }
    canvas.text(
        (0.0, 14.0),
        "start",
        "font-size=\"10.5\" font-weight=\"600\"",
        "Events with so many deaths or more",
    );
    canvas.text((WIDTH - RIGHT, panel.1 + 31.0), "end", "font-size=\"10.5\"", "deaths inflicted");
    let (mut dots, mut at) = (String::new(), 0);
    while at < sorted.len() {
        let value = sorted[at];
        let _ = write!(dots, "M{} {}h0", short(x(value as f64)), short(y((sorted.len() - at) as f64)));
        at += sorted[at..].iter().take_while(|other| **other == value).count();
    }
    canvas.path(
        &dots,
        "stroke=\"currentColor\" stroke-opacity=\".6\" stroke-width=\"4\" stroke-linecap=\"round\"",
    );
    let (start, count) = (tail.fit.xmin as f64, tail.fit.n_tail as f64);
    let end = count * (most / start).powf(1.0 - tail.fit.alpha);
    let line = format!("M{} {}L{} {}", short(x(start)), short(y(count)), short(x(most)), short(y(end)));
    let dashes = if ruled_out { " stroke-dasharray=\"3 4\"" } else { "" };
    canvas.path(&line, &format!("stroke=\"{BLAMED}\" stroke-width=\"2\"{dashes}"));
    Some(canvas.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use analyse::dataset::{GroupRow, findings};
    use jiff::civil::date;
    use model::{DatasetEvent, DatasetPlace, Deaths, SideOf};

    fn event(month: i64, country: &str, deaths: u64) -> DatasetEvent {
        let first_day = date(2015, 1, 5).saturating_add(jiff::Span::new().months(month));
        DatasetEvent {
            deaths: Deaths { civilians: Some(deaths), ..Deaths::default() },
            place: DatasetPlace { country: Some(country.to_owned()), ..DatasetPlace::default() },
            ..DatasetEvent::on(2, first_day)
        }
    }

    #[test]
    fn each_drawing_has_words_and_its_uncertainty() {
        let mut events: Vec<DatasetEvent> = (0..24).map(|month| event(month, "AF", 1)).collect();
        events.extend((24..48).flat_map(|month| {
            (0..9).map(move |at| event(month, if at < 4 { "AF" } else { "RU" }, 1 + (at * month as u64) % 37))
        }));
        let rows: Vec<GroupRow<'_>> =
            events.iter().map(|event| GroupRow { event, side: SideOf::A }).collect();
        let found = findings("D1", &rows, None, &["AF".to_owned()]).expect("rows");
        let drawn = tempo("Tempo", &found).expect("events");
        assert!(drawn.contains("<title>Tempo</title>") && drawn.contains("incomplete"));
        // Each phase has its band, each boundary its bar.
        assert_eq!(drawn.matches("fill-opacity=\".22\"").count(), found.tempo.len() + 1);
        assert_eq!(
            drawn.matches("fill-opacity=\".85\"").count(),
            found.boundaries.iter().filter(|one| one.is_established).count()
        );
        let of_share = found.outside.as_ref().expect("a stronghold");
        let drawn = outside("Outside", &found, of_share).expect("shares");
        assert!(drawn.contains(">120/216</text>") && drawn.contains(">0/24</text>"), "{drawn}");
        let drawn = lethality("Lethality", &found).expect("counts");
        assert!(drawn.contains("stroke-linecap") && drawn.contains("never the group's own"));
        let values: Vec<u64> = found.rows.iter().filter_map(|row| row.inflicted).collect();
        let fitted = found.tail.as_ref().expect("enough events");
        assert!(tail("Tail", &values, fitted).is_some_and(|drawn| drawn.contains("ruled out")));
        for drawn in [tempo("a & b", &found), lethality("a & b", &found)] {
            assert!(drawn.is_some_and(|drawn| drawn.contains("a &amp; b") && !drawn.contains("NaN")));
        }
    }

    #[test]
    fn scales_have_round_steps() {
        assert_eq!(ticks(100.0), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(8.2), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(1.05), [0.0, 0.25, 0.5, 0.75, 1.0]);
    }
}
