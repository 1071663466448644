//! The summary, the method notes and the list of sources: what the brief says about the record itself.
use super::{Context, Source, events, first_of_text, linkable, relations};
use crate::reference::Reference;
use crate::tree::{Block, Section, Sentence, Words};
use crate::words::{capital, count, list};
use analyse::{Coverage, Findings};
use model::dossier::ActorDossier;
use model::{Realis, RelationKind};

pub(super) fn summary(context: &mut Context<'_>) -> Vec<Block> {
    let belongs = relations::of_kinds(context, &[RelationKind::BranchOf]).into_iter().next();
    let mut items = belongs.into_iter().collect::<Vec<_>>();
    items.extend(events::attack_counts(context));
    items.extend(plots(context));
    items.extend(latest(context));
    let mut blocks = vec![Block::Method(vec![about_record(&context.findings.coverage)])];
    if !items.is_empty() {
        blocks.push(Block::List(items.into_iter().map(|sentence| vec![sentence]).collect()));
    }
    blocks
}

/// The three numbers, each with what it counts.
fn about_record(coverage: &Coverage) -> String {
    let reports = count(coverage.reports, "report names the group", "reports name the group");
    let origins = count(coverage.origins, "independent origin", "independent origins");
    let events = count(coverage.events, "event", "events");
    let (come, tell) = if coverage.reports == 1 { ("it comes", "tells") } else { ("they come", "tell") };
    let period = match (coverage.first_published, coverage.last_published) {
        (Some(first), Some(last)) if first == last => format!(", published on {}", crate::words::date(first)),
        (Some(first), Some(last)) => {
            format!(", published between {} and {}", crate::words::date(first), crate::words::date(last))
        }
        _ => String::new(),
    };
    capital(&format!(
        "{reports}{period}; {come} from {origins} (copies of one text are one origin) and {tell} of {events}."
    ))
}

fn plots(context: &mut Context<'_>) -> Option<Sentence> {
    let plots = &context.findings.plots;
    if plots.is_empty() {
        return None;
    }
    let n = count(
        plots.len(),
        "plot is reported as foiled, attempted or planned",
        "plots are reported as foiled, attempted or planned",
    );
    context.say(Words::of(capital(&n)).text("."), plots.iter().flat_map(|plot| &plot.statements))
}

fn latest(context: &mut Context<'_>) -> Option<Sentence> {
    // By its first possible day: "in the past year" is not later than an attack of last week.
    let happened = context.findings.timeline.iter().filter(|moment| moment.realis == Realis::Occurred);
    let latest = happened.max_by_key(|moment| moment.when.map(|when| (when.earliest, when.latest)))?;
    let event = context.event(&latest.event)?;
    let words =
        Words::of("The latest dated event in the record is ").join(events::named(context, event)).text(".");
    context.say(words, &latest.statements)
}

pub(super) fn method(
    dossier: &ActorDossier,
    findings: &Findings,
    reference: &Reference,
    refused: usize,
) -> Section {
    let mut notes = STANDING_NOTES.map(str::to_owned).to_vec();
    notes.insert(1, coverage(&findings.coverage));
    notes.extend(times(findings));
    notes.extend(stronghold(findings, reference));
    let hidden = dossier.relations.iter().filter(|relation| !relations::is_told(relation)).count();
    if hidden > 0 {
        let told = count(
            hidden,
            "relation of a person whose name is withheld is",
            "relations of persons whose names are withheld are",
        );
        notes.push(capital(&format!("{told} left out.")));
    }
    if refused > 0 {
        let told = count(
            refused,
            "sentence was left out, because its words",
            "sentences were left out, because their words",
        );
        notes.push(capital(&format!("{told} could not be found in the record.")));
    }
    Section {
        id: "method",
        heading: "Method and caveats",
        blocks: vec![Block::Method(notes)],
        notes: Vec::new(),
    }
}

/// What holds of every brief.
const STANDING_NOTES: [&str; 5] = [
    "Every sentence about the world rests on the words quoted under its notes; what was marked there was read by rules, not by \
     a person, and can be wrong. Sources that disagree stand side by side.",
    "Who is said to have done what is kept in five lines (claimed, blamed, suspected, denied, established), beside what a report \
     states in its own voice. To be accused, arrested, charged or listed is not to be guilty.",
    "Numbers of dead are bounded by a named profile from the figures of independent origins; the figures that it left out are listed \
     with the reason. Sums add the bounds of each event, and events without a figure add nothing.",
    "A date is as exact as the reports give it; a place is drawn as a point only where it is known to a settlement, a site or a \
     district.",
    "Names of private persons are withheld, in quotations too; victims are counts.",
];

fn coverage(coverage: &Coverage) -> String {
    let outlets =
        coverage.outlets.iter().take(6).map(|outlet| format!("{} ({})", outlet.outlet, outlet.reports));
    let outlets = outlets.collect::<Vec<_>>();
    let more = coverage.outlets.len().saturating_sub(6);
    let more = if more > 0 {
        format!(" and {}", count(more, "other outlet", "other outlets"))
    } else {
        String::new()
    };
    let from = if outlets.is_empty() {
        String::new()
    } else {
        format!(" Reports by outlet: {}{more}.", outlets.join(", "))
    };
    let single = count(coverage.events_of_one_origin, "event rests", "events rest");
    format!(
        "Counts follow what was reported and added to the record, not only what happened: a rise can be a rise in reporting. {} on one origin only.{from}",
        capital(&single)
    )
}

fn times(findings: &Findings) -> Option<String> {
    let undated = findings.undated.len();
    let across = findings.attacks.across_years.len();
    let mut parts = Vec::new();
    if undated > 0 {
        parts.push(count(
            undated,
            "event has no date and stands at the end of the table",
            "events have no date and stand at the end of the table",
        ));
    }
    if across > 0 {
        parts.push(count(
            across,
            "attack may lie in one of two years or more and is in no year's count",
            "attacks may lie in one of two years or more and are in no year's count",
        ));
    }
    (!parts.is_empty()).then(|| capital(&format!("{}.", list(&parts))))
}

fn stronghold(findings: &Findings, reference: &Reference) -> Option<String> {
    let names = findings.options.stronghold.iter().map(|code| reference.country(code)).collect::<Vec<_>>();
    let by = "“Inside” and “outside” go by the countries declared as the group's stronghold for this brief";
    (!names.is_empty()).then(|| format!("{by}: {}.", list(&names)))
}

pub(super) fn sources(dossier: &ActorDossier, reference: &Reference) -> Vec<Source> {
    let source = |(at, report): (usize, &model::dossier::ReportLine)| Source {
        id: report.id.clone(),
        outlet: report.outlet.clone(),
        descriptor: report.outlet.as_deref().map(|outlet| descriptor(outlet, reference)).unwrap_or_default(),
        title: report.title.clone(),
        published: report.published,
        published_from: report.published_from.clone(),
        url: linkable(report.url.clone(), report.outlet.as_deref(), reference),
        same_text_as: first_of_text(&dossier.reports, at),
    };
    dossier.reports.iter().enumerate().map(source).collect()
}

fn descriptor(outlet: &str, reference: &Reference) -> String {
    let Some(known) = reference.outlets.get(outlet) else { return String::new() };
    let country = known.country.as_deref().map(|code| reference.country(code));
    let scale = known.scale.clone().filter(|scale| scale != "other");
    let party = known.party.as_deref().map(|party| format!("speaks for or belongs to {party}"));
    [scale, country, party].into_iter().flatten().collect::<Vec<_>>().join("; ")
}
