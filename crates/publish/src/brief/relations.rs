//! Relations from and to the group, each with who says so and when.
use super::{Context, who};
use crate::phrases;
use crate::svg;
use crate::tree::{Block, Figure, Sentence, Words};
use crate::words;
use model::RelationKind;
use model::dossier::is_unlisted_person;
use model::exposure::WITHHELD;
use model::record::{Relation, RelationSubject, TimeSpan};

pub(super) fn blocks(context: &mut Context<'_>) -> Vec<Block> {
    let dossier = context.dossier;
    let rest = dossier.relations.iter().filter(|relation| is_told(relation) && !who::tells(relation.kind));
    let items =
        rest.flat_map(|relation| sentences(context, relation)).map(|one| vec![one]).collect::<Vec<_>>();
    let mut blocks = figure(context).into_iter().collect::<Vec<_>>();
    if !items.is_empty() {
        blocks.push(Block::List(items));
    }
    blocks
}

/// Sentences on the relations of these kinds in which the group stands on the side that the kind is about.
pub(super) fn of_kinds(context: &mut Context<'_>, kinds: &[RelationKind]) -> Vec<Sentence> {
    let dossier = context.dossier;
    let of_kind =
        dossier.relations.iter().filter(|relation| kinds.contains(&relation.kind) && is_told(relation));
    of_kind.flat_map(|relation| sentences(context, relation)).collect()
}

/// A relation whose other end is a person with a withheld name says nothing that may be read.
pub(super) fn is_told(relation: &Relation) -> bool {
    let hidden = |actor: &model::record::ActorRef| is_unlisted_person(actor) || actor.name == WITHHELD;
    !hidden(&relation.from) && relation.to.as_ref().is_none_or(|to| !hidden(to))
}

/// Whether the relation has ended, and when it held.
type State = (bool, Option<TimeSpan>);

/// One sentence for every time and state that reports give it.
pub(super) fn sentences(context: &mut Context<'_>, relation: &Relation) -> Vec<Sentence> {
    let mut groups: Vec<(State, Vec<&RelationSubject>)> = Vec::new();
    for member in &relation.members {
        let key = (member.ended, member.when);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(member),
            None => groups.push((key, vec![member])),
        }
    }
    let say = |((ended, when), members): (State, Vec<&RelationSubject>)| {
        let words = told(context, relation, ended, when, &members);
        context.say(words, members.iter().map(|member| &member.statement))
    };
    groups.into_iter().filter_map(say).collect()
}

fn told(
    context: &Context<'_>,
    relation: &Relation,
    ended: bool,
    when: Option<TimeSpan>,
    members: &[&RelationSubject],
) -> Words {
    let from = phrases::actor(&relation.from.name);
    let to = match (&relation.to, &relation.place) {
        (Some(to), _) => phrases::actor(&to.name),
        (None, Some(place)) => phrases::place_name(place, context.reference),
        (None, None) => Words::of("an unnamed actor"),
    };
    let mut words = phrases::relation(relation.kind, &from, &to).capital();
    if ended {
        words = words.text(", a relation reported as ended");
    }
    if let Some(when) = when {
        words = words.text(format!(", dated to {}", words::time(&when)));
    }
    words.text(", according to ").join(said_by(members)).text(".")
}

/// Those who say so, at most three by name.
fn said_by(members: &[&RelationSubject]) -> Words {
    let mut voices: Vec<Words> = Vec::new();
    for member in members {
        let words = phrases::said_by(&member.voice, &member.report);
        if !voices.contains(&words) {
            voices.push(words);
        }
    }
    let more = voices.len().saturating_sub(3);
    voices.truncate(3);
    if more > 0 {
        voices.push(Words::of(words::count(more, "other report", "other reports")));
    }
    phrases::joined(voices)
}

fn figure(context: &Context<'_>) -> Option<Block> {
    let group = &context.dossier.actor;
    let links =
        context.dossier.relations.iter().filter(|relation| is_told(relation)).filter_map(|relation| {
            let to = relation.to.as_ref()?;
            let from_group = relation.from.key == group.key;
            let other = if from_group { to } else { &relation.from };
            let ended = relation.members.iter().all(|member| member.ended);
            Some(svg::Link { kind: relation.kind, other: other.name.clone(), from_group, ended })
        });
    let links = links.collect::<Vec<_>>();
    let svg = svg::relations(&format!("Relations of {}", group.name), &group.name, &links)?;
    let caption = "Relations that reports state, whoever states them; broken lines are reported as ended. The sentences here and \
        under “Who they are” say who says so."
        .to_owned();
    Some(Block::Figure(Figure { name: "relations", caption, svg }))
}
