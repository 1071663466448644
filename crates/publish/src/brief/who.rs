//! Names in use, where it belongs, who founded and leads it, where it operates, how strong it is said to be.
use super::{Context, paragraph, relations};
use crate::phrases;
use crate::tree::{Block, Sentence, Words};
use crate::words;
use model::record::ActorFigureSubject;
use model::{Measure, RelationKind};
use std::collections::HashSet;

/// More names than this are rarely used ones, and stand in the record.
const MOST_NAMES: usize = 12;

pub(super) fn blocks(context: &mut Context<'_>) -> Vec<Block> {
    let mut first = names(context).into_iter().collect::<Vec<_>>();
    first.extend(relations::of_kinds(context, &BELONGING));
    let people = relations::of_kinds(context, &[RelationKind::FounderOf, RelationKind::LeaderOf]);
    let places = relations::of_kinds(context, &[RelationKind::OperatesIn, RelationKind::Controls]);
    let strength = strengths(context);
    [first, people, places, strength].into_iter().filter_map(paragraph).collect()
}

/// Relations that say where the group belongs.
pub(super) const BELONGING: [RelationKind; 5] = [
    RelationKind::BranchOf,
    RelationKind::SplitFrom,
    RelationKind::MergedInto,
    RelationKind::PledgedAllegianceTo,
    RelationKind::AffiliatedWith,
];

/// Relations that this section tells, so that the section on relations need not.
pub(super) fn tells(kind: RelationKind) -> bool {
    use RelationKind as Kind;
    BELONGING.contains(&kind)
        || matches!(kind, Kind::FounderOf | Kind::LeaderOf | Kind::OperatesIn | Kind::Controls)
}

fn names(context: &mut Context<'_>) -> Option<Sentence> {
    // One spelling of a name: the most used one, which comes first.
    let mut spelt = HashSet::new();
    let names = context.dossier.names.iter().filter(|used| spelt.insert(used.name.to_lowercase()));
    let names = names.take(MOST_NAMES).collect::<Vec<_>>();
    let items = names.iter().map(|used| {
        let reports = words::count(used.n_reports, "report", "reports");
        Words::new().quote(&used.name).text(format!(" ({reports})"))
    });
    let words = Words::of("Reports call it ").join(phrases::joined(items.collect())).text(".");
    context.say(words, names.iter().map(|used| &used.statement))
}

fn strengths(context: &mut Context<'_>) -> Vec<Sentence> {
    let dossier = context.dossier;
    let own = |figure: &&ActorFigureSubject| {
        figure.figure.measure == Measure::Strength
            && figure.actor.as_ref().is_none_or(|actor| actor.key == dossier.actor.key)
    };
    let figures = dossier.figures.iter().filter(own);
    figures.filter_map(|figure| context.say(strength(figure), [&figure.figure.statement])).collect()
}

/// `Example Council put its strength at 4,000 to 6,000, “including family members” (Example Wire, 29 March 2024).`
fn strength(subject: &ActorFigureSubject) -> Words {
    let figure = &subject.figure;
    let speaker = phrases::speaker(&figure.voice, &subject.report).capital();
    let source = phrases::source(subject.report.source.as_deref(), subject.report.published);
    let bounds = words::bounds(figure.low, figure.best, figure.high);
    let about = if figure.qualifier == model::Qualifier::Approximately { "about " } else { "" };
    let mut said = match bounds {
        Some(bounds) if bounds.starts_with("from ") => {
            let bounds = bounds.trim_start_matches("from ");
            speaker.text(format!(" put its strength at {about}{bounds}"))
        }
        Some(bounds) => speaker.text(format!(" put its strength at {about}{bounds}")),
        None => speaker.text(" spoke of its strength without a number: ").quote(&figure.words),
    };
    if let Some(includes) = &figure.includes {
        said = said.text(", ").quote(includes);
    }
    said.text(" (").join(source).text(").")
}
