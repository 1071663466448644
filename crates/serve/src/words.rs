//! Dates, places, figures and events in English, as exactly as the sources give them and no more.
use model::record::{Event, Place, SubjectFigure, TimeSpan};
use model::{
    EventSubtype, EventType, Measure, PlacePrecision, PlaceRelation, Qualifier, Realis, RelationKind, Scope,
    Stance, TimePrecision,
};
use publish::Reference;
use publish::phrases::event_noun;
pub(crate) use publish::words::{capital, date as day, number, time};

/// A word of a closed list as a label: `suicide_bombing` is "Suicide bombing".
pub(crate) fn label(word: &str) -> String {
    capital(&word.replace('_', " "))
}

/// `1 report`, `2 reports`.
pub(crate) fn count(value: usize, one: &str, many: &str) -> String {
    if value == 1 { format!("1 {one}") } else { format!("{} {many}", number(value as u64)) }
}

/// How exactly a time is known, as a sentence's end; empty for a day.
pub(crate) fn time_precision(when: &TimeSpan) -> String {
    let days = when.days();
    match when.precision {
        Some(TimePrecision::Day) | None if days == 1 => String::new(),
        Some(TimePrecision::Range) => format!("it lasted, or lies, within these {days} days"),
        Some(precision) if precision != TimePrecision::Day => {
            format!(
                "stated to the {}; it may be any of {days} days",
                label(precision.as_str()).to_lowercase()
            )
        }
        _ => format!("it may be any of {days} days"),
    }
}

/// A time, or that there is none.
pub(crate) fn time_or_none(when: Option<&TimeSpan>) -> String {
    when.map_or_else(|| "date not stated".to_owned(), time)
}

/// Two days as machines read them: `2016-07-23` or `2016-07-01/2016-07-31`.
pub(crate) fn iso(when: &TimeSpan) -> String {
    if when.earliest == when.latest {
        when.earliest.to_string()
    } else {
        format!("{}/{}", when.earliest, when.latest)
    }
}

/// `in Kabul`, `near Kabul`: how an event lies to a place.
pub(crate) fn at_place(place: &Place) -> String {
    let preposition = match (place.relation, place.precision) {
        (PlaceRelation::Near, _) => "near",
        (PlaceRelation::Between, _) => "between",
        (PlaceRelation::At, Some(PlacePrecision::Site)) => "at",
        (PlaceRelation::At, _) => "in",
    };
    format!("{preposition} {}", place.name)
}

/// A place with what it lies in: `Kabul, Kabul province, Afghanistan`.
pub(crate) fn place_in_full(place: &Place, reference: &Reference) -> String {
    let country = place.country.as_deref().map(|code| reference.country(code));
    let mut parts = vec![place.name.clone()];
    parts.extend(place.admin1.clone().filter(|admin1| *admin1 != place.name));
    parts.extend(country.filter(|country| *country != place.name));
    parts.join(", ")
}

/// What kind of place it is, and what that means for a map.
pub(crate) const fn place_precision(precision: PlacePrecision) -> &'static str {
    match precision {
        PlacePrecision::Site => "a named site",
        PlacePrecision::Settlement => "a town or village; where in it is not stated",
        PlacePrecision::District => "a district; where in it is not stated",
        PlacePrecision::Province => "a province; where in it is not stated",
        PlacePrecision::Country => "a country; where in it is not stated",
        PlacePrecision::Region => "a wider region; where in it is not stated",
    }
}

/// Bounds as words: `80`, `80 to 95`, `at least 80`.
pub(crate) fn bounds(low: Option<u64>, best: Option<u64>, high: Option<u64>) -> String {
    match (low, best, high) {
        (Some(low), _, Some(high)) if low == high => number(low),
        (Some(low), _, Some(high)) => format!("{} to {}", number(low), number(high)),
        (None, Some(best), None) => number(best),
        (Some(low), _, None) => format!("at least {}", number(low)),
        (None, _, Some(high)) => format!("up to {}", number(high)),
        (None, None, None) => "no number".to_owned(),
    }
}

/// A figure as its source states it: `at least 80 civilians`.
pub(crate) fn stated(figure: &SubjectFigure) -> String {
    let digits = |value: Option<u64>| value.map(number).unwrap_or_default();
    let any = digits(figure.best.or(figure.low).or(figure.high));
    let words = match figure.qualifier {
        Qualifier::Exact => any,
        Qualifier::AtLeast => format!("at least {any}"),
        Qualifier::MoreThan => format!("more than {}", digits(figure.low.or(figure.best))),
        Qualifier::UpTo => format!("up to {}", digits(figure.high.or(figure.best))),
        Qualifier::FewerThan => format!("fewer than {}", digits(figure.high.or(figure.best))),
        Qualifier::Approximately => format!("about {any}"),
        Qualifier::Range => format!("{} to {}", digits(figure.low), digits(figure.high)),
        Qualifier::Vague => format!("“{}”", figure.words),
    };
    match figure.scope {
        Scope::Total => words,
        Scope::Part => format!("{words} (a part)"),
        Scope::Additional => format!("{words} (additional)"),
        Scope::Running => format!("{words} (running total)"),
    }
}

/// What a figure counts, as a heading.
pub(crate) fn measure(measure: Measure) -> String {
    match measure {
        Measure::Strength => "Strength".to_owned(),
        Measure::Attackers => "Attackers".to_owned(),
        other => label(other.as_str()),
    }
}

/// An event's kind in words, with its realis: `Foiled bombing`.
pub(crate) fn happening(event_type: EventType, subtype: Option<EventSubtype>, realis: Realis) -> String {
    let kind = event_noun(event_type, subtype);
    match realis {
        Realis::Occurred => capital(kind),
        other => format!("{} {kind}", label(other.as_str())),
    }
}

/// A type in words.
pub(crate) fn event_type_words(event_type: EventType) -> &'static str {
    event_noun(event_type, None)
}

/// An event in one line, without its date: `Suicide bombing in Kabul`.
pub(crate) fn event_line(event: &Event) -> String {
    let kind = happening(event.event_type, event.subtype, event.realis);
    event.place.as_ref().map_or_else(|| kind.clone(), |place| format!("{kind} {}", at_place(place)))
}

/// An event's title: `Suicide bombing in Kabul, 23 July 2016`.
pub(crate) fn event_title(event: &Event) -> String {
    format!("{}, {}", event_line(event), time_or_none(event.when.as_ref()))
}

/// What a realis says of an event, as a sentence; `None` for what occurred.
pub(crate) const fn realis_note(realis: Realis) -> Option<&'static str> {
    match realis {
        Realis::Occurred => None,
        Realis::Attempted => Some("Reports say it was attempted and did not succeed as meant."),
        Realis::Foiled => Some("Reports say it was foiled: it did not happen."),
        Realis::Planned => Some("Reports say it was planned. They do not say that it happened."),
        Realis::Threatened => Some("It was threatened. Reports do not say that it happened."),
        Realis::Possible => Some("Reports call it possible. They do not say that it happened."),
        Realis::Denied => Some("Reports deny that it happened."),
    }
}

/// The address of an event's page, with words for people after its id.
pub(crate) fn event_path(event: &Event) -> String {
    let place = event.place.as_ref().map_or("", |place| place.name.as_str());
    let date = event.when.map(|when| when.earliest.to_string()).unwrap_or_default();
    let words =
        format!("{} {place} {date}", event.subtype.map_or(event.event_type.as_str(), EventSubtype::as_str));
    format!("/e/{}-{}", event.id, slug(&words))
}

/// Words as part of an address: lower-case ASCII letters and digits with hyphens.
fn slug(words: &str) -> String {
    let mut slug = String::new();
    for character in words.to_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The five lines of responsibility: heading, and the sentence for an empty one.
pub(crate) const fn stance_heading(stance: Stance) -> (&'static str, &'static str) {
    match stance {
        Stance::Claimed => ("Claimed", "Nobody is reported to have claimed it."),
        Stance::Blamed => ("Blamed", "No report gives anybody blaming somebody for it."),
        Stance::Suspected => ("Suspected", "No report gives a suspicion."),
        Stance::Denied => ("Denied", "No report gives a denial."),
        Stance::Established => ("Established", "No report gives a finding by a court or an inquiry."),
    }
}

/// A relation as a verb, from the first actor to the second.
pub(crate) fn relation_verb(kind: RelationKind, ended: bool) -> String {
    let verb = match kind {
        RelationKind::BranchOf => "branch of",
        RelationKind::SplitFrom => "split from",
        RelationKind::MergedInto => "merged into",
        RelationKind::PledgedAllegianceTo => "pledged allegiance to",
        RelationKind::AllyOf => "ally of",
        RelationKind::RivalOf => "rival of",
        RelationKind::Fights => "fights",
        RelationKind::Supports => "supports",
        RelationKind::FounderOf => "founder of",
        RelationKind::LeaderOf => "leader of",
        RelationKind::MemberOf => "member of",
        RelationKind::AffiliatedWith => "affiliated with",
        RelationKind::OperatesIn => "operates in",
        RelationKind::Controls => "controls",
    };
    if ended { format!("{verb} (no longer)") } else { verb.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_time_says_how_exact_it_is() {
        let span = |earliest, latest, precision| TimeSpan { earliest, latest, precision, approximate: false };
        let july = span(date(2016, 7, 1), date(2016, 7, 31), Some(TimePrecision::Month));
        assert_eq!(time_precision(&july), "stated to the month; it may be any of 31 days");
        let day = span(date(2016, 7, 23), date(2016, 7, 23), Some(TimePrecision::Day));
        assert_eq!((time_precision(&day).as_str(), iso(&day).as_str()), ("", "2016-07-23"));
        assert_eq!(iso(&july), "2016-07-01/2016-07-31");
    }

    #[test]
    fn bounds_say_what_is_open() {
        assert_eq!(bounds(Some(80), Some(80), Some(95)), "80 to 95");
        assert_eq!(bounds(Some(1234), Some(1234), Some(1234)), "1,234");
        assert_eq!(bounds(Some(19), None, None), "at least 19");
        assert_eq!(bounds(None, None, None), "no number");
    }

    #[test]
    fn slugs_hold_plain_letters_only() {
        assert_eq!(slug("suicide_bombing <Kābul>  2016-07-23 "), "suicide-bombing-k-bul-2016-07-23");
    }
}
