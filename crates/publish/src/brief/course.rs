//! Founding, ground gained and lost, changes of form and judgments of a trend, in the order of time.
use super::{Context, events, judgments, relations};
use crate::tree::{Block, Sentence};
use analyse::PhaseSource;

pub(super) fn blocks(context: &mut Context<'_>) -> Vec<Block> {
    let findings = context.findings;
    let items = findings.phases.iter().map(|phase| item(context, &phase.source));
    let items = items.filter(|sentences| !sentences.is_empty()).collect::<Vec<_>>();
    if items.is_empty() {
        return Vec::new();
    }
    let note = "In the order of time; a judgment stands at the day of its publication. No phase is computed: each line is \
        what a source says."
        .to_owned();
    vec![Block::Method(vec![note]), Block::List(items)]
}

fn item(context: &mut Context<'_>, source: &PhaseSource) -> Vec<Sentence> {
    let dossier = context.dossier;
    match source {
        PhaseSource::Event(id) => {
            context.event(id).map(|event| events::told(context, event)).unwrap_or_default()
        }
        PhaseSource::Relation(at) => {
            let relation = dossier.relations.get(*at).filter(|relation| relations::is_told(relation));
            relation.map(|relation| relations::sentences(context, relation)).unwrap_or_default()
        }
        PhaseSource::Assessment(at) => {
            let judged = dossier.assessments.get(*at);
            judged.and_then(|judged| judgments::sentence(context, judged)).into_iter().collect()
        }
    }
}
