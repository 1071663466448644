//! Events and statements as CSV and JSON Lines, for spreadsheets and programs.
//!
//! One codebook for both forms: [`EVENT_COLUMNS`] and [`STATEMENT_COLUMNS`] give every column with its meaning, and
//! `docs/codebook.md` prints them. Lists in a CSV cell are separated by `; `; in JSON Lines they are lists.
use crate::Reference;
use model::dossier::{ActorDossier, Citation, DocumentView, EventDossier, is_unlisted_person};
use model::record::{ActorRef, Event, EventSubject, Place, SubjectResponsibility};
use model::{CodePoints, PlacePrecision, Public, Stance};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Where the server keeps events and statements, for the permalinks in every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permalinks {
    /// Address of the server without a slash at its end; empty = links that begin with `/`.
    pub base: String,
}

impl Permalinks {
    /// `BASE/e/E3`.
    #[must_use]
    pub fn event(&self, id: &str) -> String {
        format!("{}/e/{id}", self.base)
    }

    /// `BASE/c/ID`.
    #[must_use]
    pub fn statement(&self, id: &str) -> String {
        format!("{}/c/{id}", self.base)
    }
}

/// A column and what it means.
pub type Column = (&'static str, &'static str);

/// Columns of the table of events: one row per event.
pub const EVENT_COLUMNS: &[Column] = &[
    ("id", "Minted id of the event. Stable; a merged event's id redirects."),
    ("permalink", "Address of the event's page."),
    (
        "type",
        "What happened: attack, clash, operation, abduction, release, arrest, trial, threat, territory, agreement, organisation, designation, protest, displacement, violence_other.",
    ),
    ("subtype", "Closer kind, where the reports that give one agree; empty otherwise."),
    (
        "realis",
        "Whether reports present it as real: occurred, attempted, foiled, planned, threatened, possible, denied.",
    ),
    ("earliest", "First day on which it may have been (ISO 8601); empty where undated."),
    ("latest", "Last day on which it may have been, inclusive. Equal to `earliest` for a day."),
    (
        "date_precision",
        "How exactly the reports give the time: day, week, month, part_of_year, year, decade, range.",
    ),
    ("approximate", "true where the reports say around or about."),
    ("place", "Name of the most precise place that the reports support."),
    ("country", "ISO 3166-1 alpha-2."),
    ("admin1", "First-level division, by name."),
    (
        "latitude",
        "Degrees north, WGS 84; empty where the place is known only to a province, a country or a region: no centroids.",
    ),
    ("longitude", "Degrees east, as for `latitude`."),
    ("geo_precision", "What kind of place is known: site, settlement, district, province, country, region."),
    ("place_relation", "How the event lies to the place: at, near, between."),
    ("killed_low", "Lower bound of the dead by the fusion profile; empty where no used figure gives one."),
    ("killed_best", "The profile's choice."),
    ("killed_high", "Upper bound; empty = open upwards."),
    ("profile", "Name of the fusion profile."),
    ("claimed_by", "Actors that claim it as their own act."),
    (
        "blamed_on",
        "Actors that others blame, each with who says so in brackets: `X (by Y)`; `by ?` where no report says by whom.",
    ),
    ("suspected", "Actors suspected, written as `blamed_on`."),
    ("denied_by", "Actors whose responsibility is denied, with who denies it."),
    ("established_by", "Actors whose responsibility is reported as established, with by whom."),
    ("named_by_reports", "Actors that a report names as the attacker in its own voice."),
    ("n_reports", "Reports of the event."),
    ("n_origins", "Independent origins. Ten copies of one text, cut or edited ones too, are one."),
    (
        "n_origins_of_no_party",
        "Independent origins that no outlet printed which belongs to a party to a conflict or speaks for one.",
    ),
    (
        "origins_of_parties",
        "The other origins: the party, and how many are of its outlets: `Russia 2`. They corroborate nothing that this party says.",
    ),
    ("contradictions", "What its reports disagree about, such as killed or when."),
    ("statements", "Permalinks of the statements that the event is reported, of its time and of its places."),
];

/// Columns of the table of statements: one row per statement that stands behind an event or an actor.
pub const STATEMENT_COLUMNS: &[Column] = &[
    ("id", "Content hash of the statement."),
    ("permalink", "Address of the statement."),
    ("about", "Minted id of the event or actor that it is about."),
    (
        "family",
        "What it says: event, when, where, participant, responsibility, figure, relation, actor, assessment, quotation.",
    ),
    ("value", "What it says, in short: `blamed on X`, `killed at_least 19`."),
    ("said_by", "Who says so: an actor or a description; empty for the report's own voice."),
    ("report", "Minted id of the report."),
    ("outlet", "Who published it."),
    ("published", "Day of publication (ISO 8601)."),
    ("title", "Headline."),
    ("url", "Address of the report."),
    ("quote", "The sentence or sentences that hold the words; names of private persons withheld."),
    ("exact", "The statement's own words within `quote`."),
    ("start", "Where `exact` starts in `quote`, in Unicode code points."),
    ("end", "One past its end, in Unicode code points."),
    ("rule", "The rule that read the statement."),
];

/// One row: a value per column, in the columns' order.
type Values = Vec<Value>;

/// Events as CSV (UTF-8, RFC 4180, a head line). See [`EVENT_COLUMNS`].
#[must_use]
pub fn events_csv(events: &Public<Vec<Event>>, links: &Permalinks, reference: &Reference) -> String {
    csv(EVENT_COLUMNS, events.iter().map(|event| event_values(event, links, reference)))
}

/// Events as JSON Lines, the columns as fields. See [`EVENT_COLUMNS`].
#[must_use]
pub fn events_jsonl(events: &Public<Vec<Event>>, links: &Permalinks, reference: &Reference) -> String {
    jsonl(EVENT_COLUMNS, events.iter().map(|event| event_values(event, links, reference)))
}

/// The events of a dossier as CSV.
#[must_use]
pub fn dossier_events_csv(
    dossier: &Public<ActorDossier>,
    links: &Permalinks,
    reference: &Reference,
) -> String {
    csv(EVENT_COLUMNS, dossier.events.iter().map(|event| event_values(event, links, reference)))
}

/// The events of a dossier as JSON Lines.
#[must_use]
pub fn dossier_events_jsonl(
    dossier: &Public<ActorDossier>,
    links: &Permalinks,
    reference: &Reference,
) -> String {
    jsonl(EVENT_COLUMNS, dossier.events.iter().map(|event| event_values(event, links, reference)))
}

/// Every statement behind a group's dossier as CSV. See [`STATEMENT_COLUMNS`].
#[must_use]
pub fn statements_csv(dossier: &Public<ActorDossier>, links: &Permalinks) -> String {
    csv(STATEMENT_COLUMNS, actor_rows(dossier, links))
}

/// Every statement behind a group's dossier as JSON Lines.
#[must_use]
pub fn statements_jsonl(dossier: &Public<ActorDossier>, links: &Permalinks) -> String {
    jsonl(STATEMENT_COLUMNS, actor_rows(dossier, links))
}

/// Every statement behind an event as CSV.
#[must_use]
pub fn event_statements_csv(dossier: &Public<EventDossier>, links: &Permalinks) -> String {
    csv(STATEMENT_COLUMNS, event_rows(dossier, links))
}

/// Every statement behind an event as JSON Lines.
#[must_use]
pub fn event_statements_jsonl(dossier: &Public<EventDossier>, links: &Permalinks) -> String {
    jsonl(STATEMENT_COLUMNS, event_rows(dossier, links))
}

/// Every statement of a report as CSV, with the head line or without. See [`STATEMENT_COLUMNS`].
#[must_use]
pub fn document_statements_csv(
    view: &Public<DocumentView>,
    links: &Permalinks,
    reference: &Reference,
    with_head: bool,
) -> String {
    let head = if with_head { STATEMENT_COLUMNS } else { &[] };
    csv(head, document_rows(view, links, reference))
}

/// Every statement of a report as JSON Lines.
#[must_use]
pub fn document_statements_jsonl(
    view: &Public<DocumentView>,
    links: &Permalinks,
    reference: &Reference,
) -> String {
    jsonl(STATEMENT_COLUMNS, document_rows(view, links, reference))
}

fn document_rows<'v>(
    view: &'v DocumentView,
    links: &'v Permalinks,
    reference: &Reference,
) -> impl Iterator<Item = Values> + 'v {
    // Media of armed groups are named and not linked.
    let may_link = reference.may_link(view.report.outlet.as_deref());
    view.sentences.iter().flat_map(move |sentence| {
        sentence.statements.iter().map(move |statement| {
            let points = CodePoints::new(&sentence.citation.quote);
            let exact = points.quoted(statement.span);
            let report = &view.report;
            vec![
                statement.id.clone().into(),
                links.statement(&statement.id).into(),
                statement.target.clone().into(),
                statement.family.clone().into(),
                statement.summary.clone().into(),
                statement.said_by.clone().into(),
                report.id.clone().into(),
                report.outlet.clone().into(),
                report.published.map(|day| day.to_string()).into(),
                report.title.clone().into(),
                report.url.clone().filter(|_| may_link).into(),
                sentence.citation.quote.clone().into(),
                exact.quote.into(),
                exact.start.into(),
                exact.end.into(),
                statement.rule.clone().into(),
            ]
        })
    })
}

fn event_values(event: &Event, links: &Permalinks, reference: &Reference) -> Values {
    let mut values: Values = vec![
        event.id.clone().into(),
        links.event(&event.id).into(),
        event.event_type.as_str().into(),
        event.subtype.map(model::EventSubtype::as_str).into(),
        event.realis.as_str().into(),
    ];
    values.extend(time_values(event));
    values.extend(place_values(event.place.as_ref()));
    let killed = analyse::counts::killed(event);
    values.extend(
        [killed.and_then(|k| k.low), killed.and_then(|k| k.best), killed.and_then(|k| k.high)]
            .map(Value::from),
    );
    values.push(killed.map(|killed| killed.profile.clone()).into());
    values.push(held(event, Stance::Claimed));
    values.extend(
        [Stance::Blamed, Stance::Suspected, Stance::Denied, Stance::Established]
            .map(|stance| held(event, stance)),
    );
    values.push(named_by_reports(event));
    values.extend([event.n_reports.into(), event.n_origins.into()]);
    let origins = reference.origins(event);
    values.push(origins.of_no_party.into());
    values.push(once_each(origins.of_party.iter().map(|(party, number)| format!("{party} {number}"))));
    values.push(once_each(event.contradictions.iter().map(|contradiction| contradiction.about.clone())));
    let statements = event.members.iter().flat_map(told_by).map(|id| links.statement(&id));
    values.push(once_each(statements));
    values
}

fn time_values(event: &Event) -> Values {
    let when = event.when;
    vec![
        when.map(|when| when.earliest.to_string()).into(),
        when.map(|when| when.latest.to_string()).into(),
        when.and_then(|when| when.precision).map(model::TimePrecision::as_str).into(),
        when.map(|when| when.approximate).into(),
    ]
}

fn place_values(place: Option<&Place>) -> Values {
    let precision = place.and_then(|place| place.precision);
    let is_point = precision.is_some_and(|precision| precision <= PlacePrecision::District);
    let point = place.filter(|_| is_point).and_then(|place| place.latitude.zip(place.longitude));
    vec![
        place.map(|place| place.name.clone()).into(),
        place.and_then(|place| place.country.clone()).into(),
        place.and_then(|place| place.admin1.clone()).into(),
        point.map(|point| point.0).into(),
        point.map(|point| point.1).into(),
        precision.map(PlacePrecision::as_str).into(),
        place.map(|place| place.relation.as_str()).into(),
    ]
}

fn told_by(member: &EventSubject) -> Vec<String> {
    let ids = [&member.statement].into_iter().chain(&member.when_statement).chain(&member.place_statements);
    ids.cloned().collect()
}

fn once_each(items: impl Iterator<Item = String>) -> Value {
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept.into()
}

fn held(event: &Event, stance: Stance) -> Value {
    let all = event.members.iter().flat_map(|member| &member.responsibilities);
    let of = all.filter(|held| analyse::standing::stance_of(held) == stance);
    once_each(of.map(|held| if stance == Stance::Claimed { who(held) } else { with_speaker(held) }))
}

fn who(held: &SubjectResponsibility) -> String {
    let described = || held.description.as_deref().map_or("?".to_owned(), |words| format!("“{words}”"));
    held.actor.as_ref().map_or_else(described, |actor| actor.name.clone())
}

fn with_speaker(held: &SubjectResponsibility) -> String {
    format!("{} (by {})", who(held), held.speaker.as_ref().map_or("?", |speaker| speaker.name.as_str()))
}

fn named_by_reports(event: &Event) -> Value {
    let all = event.members.iter().flat_map(|member| &member.participants);
    let attackers = all.filter(|one| one.role == model::Role::Perpetrator);
    let shown = attackers.filter(|one| !one.actor.as_ref().is_some_and(is_unlisted_person));
    once_each(
        shown.map(|one| {
            one.actor.as_ref().map_or_else(|| format!("“{}”", one.words), |actor| actor.name.clone())
        }),
    )
}

/// What a statement says: what it is about, its family, its value, who says so.
struct Said {
    about: String,
    family: &'static str,
    value: String,
    by: String,
}

fn actor_rows(dossier: &ActorDossier, links: &Permalinks) -> Vec<Values> {
    let mut said = BTreeMap::new();
    dossier.events.iter().for_each(|event| of_event(&mut said, event));
    of_actor(&mut said, dossier);
    let own = dossier.actor.id.as_str();
    dossier
        .citations
        .values()
        .map(|citation| statement_values(citation, said.get(&citation.statement), own, links))
        .collect()
}

fn event_rows(dossier: &EventDossier, links: &Permalinks) -> Vec<Values> {
    let mut said = BTreeMap::new();
    of_event(&mut said, &dossier.event);
    let own = dossier.event.id.as_str();
    dossier
        .citations
        .values()
        .map(|citation| statement_values(citation, said.get(&citation.statement), own, links))
        .collect()
}

fn voice(voice: &model::record::Voice) -> String {
    match voice {
        model::record::Voice::Document => String::new(),
        model::record::Voice::Actor(actor) => actor.name.clone(),
        model::record::Voice::Described(words) => words.clone(),
    }
}

fn of_event(said: &mut BTreeMap<String, Said>, event: &Event) {
    let mut add = |id: &String, family: &'static str, value: String, by: String| {
        said.insert(id.clone(), Said { about: event.id.clone(), family, value, by });
    };
    for member in &event.members {
        let kind = member.subtype.map_or(member.event_type.as_str(), model::EventSubtype::as_str);
        add(&member.statement, "event", format!("{kind} {}", member.realis), String::new());
        if let (Some(id), Some(when)) = (&member.when_statement, member.when) {
            add(id, "when", format!("{}/{}", when.earliest, when.latest), String::new());
        }
        for (id, place) in member.place_statements.iter().zip(&member.places) {
            add(id, "where", format!("{} {}", place.relation, place.name), String::new());
        }
        for one in &member.participants {
            let name = one.actor.as_ref().map_or(one.words.as_str(), |actor| actor.name.as_str());
            add(&one.statement, "participant", format!("{} {name}", one.role), String::new());
        }
        for held in &member.responsibilities {
            let by = held.speaker.as_ref().map(|speaker| speaker.name.clone()).unwrap_or_default();
            add(&held.statement, "responsibility", format!("{} {}", held.stance, who(held)), by);
        }
        for figure in &member.figures {
            add(&figure.statement, "figure", figure_value(figure), voice(&figure.voice));
        }
    }
}

fn figure_value(figure: &model::record::SubjectFigure) -> String {
    let number = |value: Option<u64>| value.map_or("?".to_owned(), |value| value.to_string());
    let [low, best, high] = [figure.low, figure.best, figure.high].map(number);
    format!("{} {} low={low} best={best} high={high} {}", figure.measure, figure.qualifier, figure.scope)
}

fn of_actor(said: &mut BTreeMap<String, Said>, dossier: &ActorDossier) {
    let mut add = |id: &String, family: &'static str, value: String, by: String| {
        let about = dossier.actor.id.clone();
        said.entry(id.clone()).or_insert(Said { about, family, value, by });
    };
    for used in &dossier.names {
        add(&used.statement, "actor", used.name.clone(), String::new());
    }
    for relation in &dossier.relations {
        let end = |actor: Option<&ActorRef>| actor.map(|actor| actor.name.clone()).unwrap_or_default();
        let to =
            relation.place.as_ref().map_or_else(|| end(relation.to.as_ref()), |place| place.name.clone());
        for member in &relation.members {
            let ended = if member.ended { " (ended)" } else { "" };
            let value = format!("{} {} {to}{ended}", relation.from.name, relation.kind);
            add(&member.statement, "relation", value, voice(&member.voice));
        }
    }
    for figure in &dossier.figures {
        add(&figure.figure.statement, "figure", figure_value(&figure.figure), voice(&figure.figure.voice));
    }
    for judged in &dossier.assessments {
        add(&judged.statement, "assessment", judged.kind.as_str().to_owned(), voice(&judged.voice));
    }
    for quotation in &dossier.quotations {
        add(&quotation.statement, "quotation", String::new(), voice(&quotation.voice));
    }
}

fn statement_values(citation: &Citation, said: Option<&Said>, own: &str, links: &Permalinks) -> Values {
    let points = CodePoints::new(&citation.quote);
    let exact = points.quoted(citation.highlight);
    vec![
        citation.statement.clone().into(),
        links.statement(&citation.statement).into(),
        said.map_or(own, |said| said.about.as_str()).into(),
        said.map(|said| said.family).into(),
        said.map(|said| said.value.clone()).into(),
        said.map(|said| said.by.clone()).into(),
        citation.report.clone().into(),
        citation.outlet.clone().into(),
        citation.published.map(|day| day.to_string()).into(),
        citation.title.clone().into(),
        citation.url.clone().into(),
        citation.quote.clone().into(),
        exact.quote.into(),
        exact.start.into(),
        exact.end.into(),
        citation.rule.clone().into(),
    ]
}

fn csv(columns: &[Column], rows: impl IntoIterator<Item = Values>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory cannot fail; a row always has the columns' length.
    if !columns.is_empty() {
        let _ = writer.write_record(columns.iter().map(|column| column.0));
    }
    for row in rows {
        let _ = writer.write_record(row.iter().map(cell));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A value as a cell. Words that a spreadsheet would run as a formula get an apostrophe before them.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) => safe(words),
        Value::Array(items) => safe(&items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")),
        other => other.to_string(),
    }
}

fn safe(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

fn jsonl(columns: &[Column], rows: impl IntoIterator<Item = Values>) -> String {
    let line = |row: Values| {
        let fields = columns.iter().map(|column| column.0.to_owned()).zip(row).collect::<Map<_, _>>();
        format!("{}\n", Value::Object(fields))
    };
    rows.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        assert_eq!(cell(&"=HYPERLINK(1)".into()), "'=HYPERLINK(1)");
        assert_eq!(cell(&(-3.5).into()), "-3.5");
        assert_eq!(cell(&Value::Null), "");
        assert_eq!(cell(&vec!["a", "b"].into()), "a; b");
    }
}
