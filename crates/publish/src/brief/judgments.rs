//! What cannot all be right, and what analysts and officials judge: quoted, with post, horizon and hedge.
use super::{Context, events};
use crate::phrases;
use crate::tree::{Block, Sentence, Words};
use crate::words;
use analyse::{Contested, ContestedKind};
use model::Stance;
use model::record::{AssessmentSubject, Event};

pub(super) fn judgments(context: &mut Context<'_>) -> Vec<Block> {
    let dossier = context.dossier;
    let items = dossier.assessments.iter().filter_map(|judged| sentence(context, judged));
    let items = items.map(|sentence| vec![sentence]).collect::<Vec<_>>();
    if items.is_empty() { Vec::new() } else { vec![Block::List(items)] }
}

/// `Analyst One, a researcher at …, judged its course: “…” (Example Wire, 29 March 2024).`
pub(super) fn sentence(context: &mut Context<'_>, judged: &AssessmentSubject) -> Option<Sentence> {
    let mut words = phrases::speaker(&judged.voice, &judged.report).capital();
    if let Some(post) = &judged.post {
        words = words.text(", ").name(post.trim_matches(',').trim()).text(",");
    }
    let subject = judged.subject.as_ref().filter(|subject| subject.key != context.dossier.actor.key);
    let what = match subject {
        Some(other) => Words::of(" judged ").join(phrases::actor(&other.name)),
        None => Words::of(format!(" judged {}", phrases::judged(judged.kind))),
    };
    words = words.join(what);
    if let Some(months) = judged.horizon_months {
        let months = words::count(months as usize, "month", "months");
        words = words.text(format!(", looking {months} ahead or more"));
    }
    if let Some(hedge) = &judged.likelihood {
        words = words.text(", with the hedge ").quote(hedge);
    }
    let source = phrases::source(judged.report.source.as_deref(), judged.report.published);
    let words = words.text(": ").quote(&judged.words).text(" (").join(source).text(").");
    context.say(words, [&judged.statement])
}

pub(super) fn contested(context: &mut Context<'_>) -> Vec<Block> {
    let findings = context.findings;
    let items = findings.contested.iter().filter_map(|one| dispute(context, one));
    let items = items.map(|sentence| vec![sentence]).collect::<Vec<_>>();
    if items.is_empty() { Vec::new() } else { vec![Block::List(items)] }
}

fn dispute(context: &mut Context<'_>, contested: &Contested) -> Option<Sentence> {
    let event = contested.event.as_deref().and_then(|id| context.event(id));
    let words = match (contested.kind, event) {
        (ContestedKind::Strength, _) => Words::of(
            "The figures of its strength do not agree; they stand side by side under “Who they are”.",
        ),
        (ContestedKind::Event, Some(event)) => {
            let message = contested.message.as_deref().unwrap_or("the reports do not agree");
            let about = events::named(context, event).capital();
            about.text(format!(", {}: {message}.", about_word(&contested.about)))
        }
        (ContestedKind::RivalClaims, Some(event)) => {
            events::named(context, event).capital().text(" was claimed by ").join(claimants(event)).text(".")
        }
        (ContestedKind::Denied, Some(event)) => Words::of("Responsibility for ")
            .join(events::named(context, event))
            .text(" is alleged and denied."),
        (_, None) => return None,
    };
    context.say(words, &contested.statements)
}

fn about_word(about: &str) -> &str {
    match about {
        "killed" => "number of dead",
        "injured" => "number of injured",
        "when" => "date",
        "where" => "place",
        "realis" => "whether it took place",
        other => other,
    }
}

fn claimants(event: &Event) -> Words {
    let held = event.members.iter().flat_map(|member| &member.responsibilities);
    let claims = held.filter(|held| analyse::standing::stance_of(held) == Stance::Claimed);
    let mut names: Vec<Words> = Vec::new();
    for name in claims.filter_map(|claim| claim.actor.as_ref()).map(|actor| phrases::actor(&actor.name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    phrases::joined(names)
}
