//! Attacks by month or quarter with the rates of the phases over them.
use super::{BLAMED, Canvas, short};
use analyse::dataset::Step;
use analyse::own::OwnPhases;
use jiff::civil::Date;

/// A month or quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TempoStep {
    /// Its first day.
    pub from: Date,
    /// Attacks; `None` where too little was reported of anything to say.
    pub attacks: Option<usize>,
}

/// A phase over some steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TempoPhase {
    /// First and last step.
    pub steps: (usize, usize),
    /// Attacks a step: mean, and the ends of the 90 % interval.
    pub rate: (f64, f64, f64),
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 36.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 12.0;
const BASE: f64 = 168.0;

/// Draws a group's attacks with their phases; `None` where there is nothing.
#[must_use]
pub fn tempo_of(name: &str, found: &OwnPhases) -> Option<String> {
    let months = match found.step {
        Step::Month => 1,
        Step::Quarter => 3,
    };
    let day = |at: usize| {
        let after = jiff::Span::new().months(i32::try_from(at).unwrap_or(0) * months);
        found.first_step.checked_add(after).unwrap_or(found.first_step)
    };
    let steps = found.attacks.iter().enumerate().map(|(at, attacks)| {
        let from = day(at);
        TempoStep { from, attacks: (!found.unknown.contains(&from)).then_some(attacks.len()) }
    });
    let steps = steps.collect::<Vec<_>>();
    let step_of = |from: Date| steps.iter().rposition(|step| step.from <= from).unwrap_or(0);
    let phases = found.phases.iter().map(|phase| {
        let rate = |per_month: f64| per_month * f64::from(months);
        let (mean, low, high) = phase.per_month;
        TempoPhase {
            steps: (step_of(phase.from), step_of(phase.to)),
            rate: (rate(mean), rate(low), rate(high)),
        }
    });
    tempo(&format!("Attacks of {name} over time, with phases"), &steps, &phases.collect::<Vec<_>>())
}

/// Draws the steps; `None` where there is none.
#[must_use]
pub fn tempo(title: &str, steps: &[TempoStep], phases: &[TempoPhase]) -> Option<String> {
    let most = steps.iter().filter_map(|step| step.attacks).max()?.max(1) as f64;
    let most = phases.iter().map(|phase| phase.rate.2).fold(most, f64::max).ceil();
    let wide = (WIDTH - LEFT - RIGHT) / steps.len() as f64;
    let x = |at: usize| LEFT + at as f64 * wide;
    let y = |value: f64| BASE - value / most * (BASE - TOP);
    let day =
        |at: usize| steps.get(at).map(|step| step.from.strftime("%B %Y").to_string()).unwrap_or_default();
    let told = phases.iter().map(|phase| {
        let (mean, low, high) = phase.rate;
        format!(
            "from {} to {} {mean:.1} a step ({low:.1} to {high:.1})",
            day(phase.steps.0),
            day(phase.steps.1)
        )
    });
    let description = format!(
        "Attacks that reports tell, by month or quarter. Hatched: too few reports of anything to say something. A line over the bars is the mean \
         of a phase, the band around it its 90 per cent interval: {}.",
        told.collect::<Vec<_>>().join("; ")
    );
    let mut canvas = Canvas::new(WIDTH, HEIGHT, title, &description);
    for value in [0.0, (most / 2.0).round(), most] {
        canvas.line((LEFT, y(value)), (WIDTH - RIGHT, y(value)), 0.6, if value == 0.0 { 0.6 } else { 0.15 });
        canvas.text(
            (LEFT - 6.0, y(value) + 3.5),
            "end",
            "font-size=\"10.5\" fill-opacity=\".8\"",
            &format!("{value:.0}"),
        );
    }
    for (at, step) in steps.iter().enumerate() {
        match step.attacks {
            Some(0) => {}
            Some(attacks) => {
                let height = BASE - y(attacks as f64);
                canvas.rect(
                    (x(at) + wide * 0.1, BASE - height),
                    (wide * 0.8, height),
                    &format!("fill=\"{BLAMED}\" fill-opacity=\".7\""),
                );
            }
            None => canvas.hatched((x(at), TOP), (wide, BASE - TOP), "currentColor"),
        }
        if step.from.month() == 1 && (at == 0 || steps[at - 1].from.year() != step.from.year()) {
            canvas.line((x(at), BASE), (x(at), BASE + 4.0), 0.8, 0.6);
            canvas.text(
                (x(at) + 3.0, BASE + 16.0),
                "start",
                "font-size=\"10.5\" fill-opacity=\".8\"",
                &step.from.year().to_string(),
            );
        }
    }
    for phase in phases {
        let (from, to) = (x(phase.steps.0), x(phase.steps.1 + 1));
        let (mean, low, high) = phase.rate;
        canvas.rect(
            (from, y(high)),
            (to - from, (y(low) - y(high)).max(0.5)),
            "fill=\"currentColor\" fill-opacity=\".12\"",
        );
        let [from, to, at] = [from, to, y(mean)].map(short);
        canvas.path(&format!("M{from} {at}L{to} {at}"), "stroke=\"currentColor\" stroke-width=\"1.8\"");
    }
    Some(canvas.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_unknown_step_is_hatched_and_no_zero() {
        let step = |month, attacks| TempoStep { from: date(2020, month, 1), attacks };
        let steps = [step(1, Some(2)), step(2, None), step(3, Some(0))];
        let phase = TempoPhase { steps: (0, 2), rate: (1.0, 0.4, 2.1) };
        let svg = tempo("Attacks", &steps, &[phase]).expect("steps");
        assert_eq!(svg.matches("fill-opacity=\".7\"").count(), 1, "one bar");
        assert!(svg.contains("stroke-width=\"1.3\""), "one hatched step");
        assert!(svg.contains(">2020<"));
        assert_eq!(tempo("Attacks", &[], &[]), None);
    }
}
