//! What imported tables show of a group, in sentences: established, likely, not shown, each with its numbers and another reading.
use crate::words;
use analyse::dataset::{DatasetFindings, DatedBoundary, DatedStretch, Step};
use analyse::forecast::Shown;
use analyse::judgments::{Change, Compared, OutsideShift, Tempo, Verdict};

/// What every number of an imported table rests on, and does not.
pub const CAVEAT: &str = "Events are those with a death that the table has a source for. It names no initiator, knows no foiled plot, and sees \
     what was reported: a change of the press looks like a change of the group. The newest three months are incomplete.";

/// A judgment in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// How far the data carry it; `None` for what is told without a judgment.
    pub verdict: Option<Verdict>,
    /// The sentence.
    pub text: String,
}

impl Sentence {
    fn new(verdict: impl Into<Option<Verdict>>, text: String) -> Self {
        Self { verdict: verdict.into(), text }
    }
}

/// The word before a judgment.
#[must_use]
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Established => "established",
        Verdict::Likely => "likely",
        Verdict::NotShown => "not shown",
    }
}

/// What may be said of the group by these findings, in a fixed order.
#[must_use]
pub fn sentences(found: &DatasetFindings) -> Vec<Sentence> {
    let mut all = Vec::new();
    match &found.judgments.tempo {
        Some(tempo) => all.extend(of_tempo(tempo)),
        None => all.push(Sentence::new(
            Verdict::NotShown,
            format!(
                "No phase can be established: no boundary of the number of events has a probability of .55 or more (ln Bayes factor of \
                 any boundary {:.1}).",
                found.ln_bayes_factor
            ),
        )),
    }
    all.extend(found.somewhere.iter().map(of_stretch));
    match (&found.outside, &found.judgments.outside) {
        (Some(outside), Some(shift)) => all.push(of_shift(shift, &outside.stronghold.join(", "))),
        (Some(outside), None) => all.push(Sentence::new(
            Verdict::NotShown,
            format!(
                "A shift outside {}: the share, {} of {} events with a country, has no boundary with a probability of .55 or more.",
                outside.stronghold.join(", "),
                words::number(outside.events.0),
                words::number(outside.events.1)
            ),
        )),
        (None, _) => {}
    }
    all.push(Sentence::new(
        None,
        match found.judgments.detectable {
            Some(factor) => format!(
                "Could it have been seen? At the rate of the last twelve months a change to {factor:.0} times that number is found within a \
                 year in four of five simulated series; a smaller one less often, a doubling mostly is not."
            ),
            None => "Could it have been seen? The last twelve months have less than one event a month: there not even eight times the number \
                     need be found within a year."
                .to_owned(),
        },
    ));
    all.extend(of_tail(found));
    all.extend(of_forecast(found));
    all
}

fn of_tempo(tempo: &Tempo) -> Vec<Sentence> {
    let (events, when) = (&tempo.events, since(&tempo.compared));
    let numbers = format!(
        "{} a month before, {} after, ratio {}",
        two(events.before),
        two(events.after),
        ratio(events)
    );
    let first = if tempo.is_incomplete && events.is_fall() {
        Sentence::new(
            Verdict::NotShown,
            format!("Fewer events: the boundary, {when}, lies in months that may still grow ({numbers})."),
        )
    } else if events.is_rise() || events.is_fall() {
        let word = if events.is_rise() { "More" } else { "Fewer" };
        Sentence::new(
            tempo.changed,
            format!(
                "{word} events {when}: {numbers}. Another reading: reporting changed; the same boundary in other groups of the country \
                 would speak for it."
            ),
        )
    } else {
        Sentence::new(
            Verdict::NotShown,
            format!("More or fewer events {when}: {numbers}; the interval holds 1."),
        )
    };
    let lethal = match &tempo.ten_or_more {
        None => "too few events have a count of the dead".to_owned(),
        Some(change) => format!(
            "events with ten or more deaths inflicted are {} before and {} after, ratio {}",
            percent(change.before),
            percent(change.after),
            ratio(change)
        ),
    };
    let text = match (tempo.fewer_but_more_lethal, events.is_fall()) {
        (Verdict::Established | Verdict::Likely, _) => format!("Fewer but more lethal {when}: {lethal}."),
        (Verdict::NotShown, true) => format!("Fewer but more lethal: fewer, but {lethal}."),
        (Verdict::NotShown, false) => format!("Fewer but more lethal: the number did not fall; {lethal}."),
    };
    vec![first, Sentence::new(tempo.fewer_but_more_lethal, text)]
}

/// A change that lies somewhere in a stretch of months: which month cannot be said, so that the words are never those of a boundary.
fn of_stretch(stretch: &DatedStretch) -> Sentence {
    let events = &stretch.events;
    let is_told = events.is_rise() || (events.is_fall() && !stretch.is_incomplete);
    let what = match (events.is_rise(), events.is_fall()) {
        (true, _) => "More events",
        (_, true) => "Fewer events",
        (false, false) => "More or fewer events",
    };
    let text = format!(
        "{what} in the course of {} to {}: the number changes in these months with probability {}, and in none of them for sure; {} a month \
         in the year before, {} in the year from their last on, ratio {}.",
        words::month_and_year(stretch.from),
        words::month_and_year(stretch.to),
        two(stretch.probability),
        two(events.before),
        two(events.after),
        ratio(events)
    );
    // Its probability is .8 or more, as that of a boundary which is established.
    Sentence::new(if is_told { Verdict::Established } else { Verdict::NotShown }, text)
}

fn of_shift(shift: &OutsideShift, stronghold: &str) -> Sentence {
    let text = format!(
        "A shift outside {stronghold} {}: {} of events before, {} after, ratio {}; events outside a month {} before, {} after. {}",
        since(&shift.compared),
        percent(shift.share.before),
        percent(shift.share.after),
        ratio(&shift.share),
        two(shift.events.before),
        two(shift.events.after),
        if shift.shifted == Verdict::NotShown {
            "A shift needs a share that rose and a number outside that did not fall."
        } else {
            "Another reading: fewer events at home, or fewer that were reported, raise the share as well."
        }
    );
    Sentence::new(shift.shifted, text)
}

fn of_tail(found: &DatasetFindings) -> Option<Sentence> {
    let tail = found.tail.as_ref()?;
    let plausible = match tail.plausibility {
        Some(p) if p < 0.1 => format!("a power law is ruled out (p {p:.2})"),
        Some(p) => format!("a power law is not ruled out (p {p:.2})"),
        None => "how plausible that is was not computed".to_owned(),
    };
    let other = match tail.against_lognormal {
        Some(other) if other.p < 0.1 && other.ln_ratio < 0.0 => "; a lognormal fits better",
        Some(other) if other.p < 0.1 => "; a lognormal fits worse",
        Some(_) => "; a lognormal does as well",
        None => "",
    };
    Some(Sentence::new(
        None,
        format!(
            "From {} deaths on, numbers of events fall off with exponent {:.2} ± {:.2} ({} events); {plausible}{other}. This is no forecast of the \
             largest event.",
            tail.fit.xmin, tail.fit.alpha, tail.fit.standard_error, tail.fit.n_tail
        ),
    ))
}

fn of_forecast(found: &DatasetFindings) -> Option<Sentence> {
    let skill = |skill: &analyse::forecast::Skill| {
        format!(
            "{:+.0} % [{:+.0}, {:+.0}]",
            skill.skill * 100.0,
            skill.interval.0 * 100.0,
            skill.interval.1 * 100.0
        )
    };
    let text = match found.forecast.as_ref()? {
        Shown::Forecast(forecast) => {
            let [half, eighty, most] = forecast.fan.map(|(low, high)| format!("{low:.0} to {high:.0}"));
            format!(
                "Forecast of events in any one of the six months after the table's end: mean {}, half of the chance {half}, 80 % {eighty}, 95 % {most}; any at \
                 all {}. By {}; on this group's own past {} better than its climatology. Not for a place, a target or a day.",
                two(forecast.mean),
                percent(forecast.any),
                forecast.model.name(),
                skill(&forecast.skill)
            )
        }
        Shown::NoSkill(Some(found)) => format!(
            "No forecast: {} has not been better than the group's own climatology for sure ({}).",
            found.model.name(),
            skill(found)
        ),
        Shown::NoSkill(None) => "No forecast: there is no past of this kind to score one on.".to_owned(),
        Shown::TooShort { months } => {
            format!("No forecast: {months} months are too few to score one.")
        }
    };
    Some(Sentence::new(None, text))
}

/// `since February 2014 (between … and …; probability .92, .87 to .94 by the prior)`.
fn since(compared: &Compared) -> String {
    format!("since {}", boundary(&compared.boundary))
}

/// A boundary is never a bare date.
#[must_use]
pub fn boundary(boundary: &DatedBoundary) -> String {
    let (from, to) = (words::month_and_year(boundary.between.0), words::month_and_year(boundary.between.1));
    let place = if from == to {
        "in that month for nine parts of ten".to_owned()
    } else {
        format!("between {from} and {to}")
    };
    format!(
        "{} ({place}; probability {}, {} to {} by the prior)",
        words::month_and_year(boundary.at),
        decimal(boundary.probability),
        decimal(boundary.range.0),
        decimal(boundary.range.1)
    )
}

/// How sure a boundary is, and how much of that hangs on the prior: `.57 [.47, .64]`.
#[must_use]
pub fn probability(boundary: &DatedBoundary) -> String {
    let [p, low, high] = [boundary.probability, boundary.range.0, boundary.range.1].map(decimal);
    format!("{p} [{low}, {high}]")
}

fn ratio(change: &Change) -> String {
    format!("{} [{}, {}]", two(change.ratio.0), two(change.ratio.1), two(change.ratio.2))
}

/// Two decimals, fewer for large numbers; what has no end is told.
fn two(value: f64) -> String {
    if value.is_infinite() {
        "∞".to_owned()
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

fn decimal(p: f64) -> String {
    let two = format!("{p:.2}");
    two.strip_prefix('0').map_or(two.clone(), str::to_owned)
}

/// Whole percents; what is not quite nothing or everything is not called so.
#[must_use]
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        percent if percent > 99.5 && percent < 100.0 => "over 99 %".to_owned(),
        percent if percent > 0.0 && percent < 0.5 => "under 1 %".to_owned(),
        percent => format!("{percent:.0} %"),
    }
}

/// `month` or `quarter`.
#[must_use]
pub const fn step(step: Step) -> &'static str {
    match step {
        Step::Month => "month",
        Step::Quarter => "quarter",
    }
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

    fn told(events: &[DatasetEvent]) -> Vec<Sentence> {
        let rows: Vec<GroupRow<'_>> =
            events.iter().map(|event| GroupRow { event, side: SideOf::A }).collect();
        sentences(&findings("D1", &rows, None, &["AF".to_owned()]).expect("rows"))
    }

    #[test]
    fn a_shift_is_told_with_its_numbers_and_another_reading() {
        let mut events: Vec<DatasetEvent> =
            (0..24).flat_map(|month| [event(month, "AF", 1), event(month, "AF", 2)]).collect();
        events.extend(
            (24..42)
                .flat_map(|month| (0..10).map(move |at| event(month, if at < 5 { "AF" } else { "RU" }, 1))),
        );
        let told = told(&events);
        let shift = told.iter().find(|one| one.text.starts_with("A shift outside AF")).expect("told");
        assert_eq!(shift.verdict, Some(Verdict::Established));
        assert!(
            shift.text.contains("0 % of events before, 50 % after") && shift.text.contains("Another reading")
        );
        assert!(shift.text.contains("since January 2017 ("), "{}", shift.text);
        assert!(told[0].text.starts_with("More events since January 2017"), "{}", told[0].text);
        assert_eq!(told[1].verdict, Some(Verdict::NotShown));
    }

    #[test]
    fn what_is_not_shown_is_said() {
        let events: Vec<DatasetEvent> = (0..30).map(|month| event(month, "AF", 1)).collect();
        let told = told(&events);
        assert_eq!(told[0].verdict, Some(Verdict::NotShown));
        assert!(told[0].text.starts_with("No phase can be established"));
        assert!(told.iter().any(|one| one.text.starts_with("No forecast: 30 months")));
        assert!(told.iter().any(|one| one.text.contains("a change to 5 times that number")));
        let few: Vec<DatasetEvent> = [0, 9, 20].into_iter().map(|month| event(month, "AF", 1)).collect();
        assert!(self::told(&few).iter().any(|one| one.text.contains("less than one event a month")));
    }

    #[test]
    fn a_change_that_came_by_and_by_has_no_month() {
        let before = [3, 1, 4, 2, 5, 3, 2, 4, 1, 6, 3, 2].repeat(3);
        let between = [4, 6, 3, 7, 5, 6, 4, 8, 6, 7, 5, 8];
        let after = [9, 6, 12, 8, 7, 11, 10, 5, 13, 9, 8, 10].repeat(2);
        let months = before.into_iter().chain(between).chain(after).enumerate();
        let events: Vec<DatasetEvent> =
            months.flat_map(|(month, n)| (0..n).map(move |_| event(month as i64, "AF", 1))).collect();
        let told = told(&events);
        let course =
            told.iter().find(|one| one.text.starts_with("More events in the course of")).expect("told");
        assert_eq!(course.verdict, Some(Verdict::Established));
        assert!(course.text.contains("in none of them for sure"), "{}", course.text);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!((two(0.456), two(12.34), two(f64::INFINITY)), ("0.46".into(), "12.3".into(), "∞".into()));
        assert_eq!(
            (percent(0.9999), percent(1.0), percent(0.002)),
            ("over 99 %".into(), "100 %".into(), "under 1 %".into())
        );
        assert_eq!((decimal(0.917), decimal(1.0)), (".92".into(), "1.00".into()));
    }
}
