//! What analysts made of judgments about a group that can turn out right or wrong, and how good they were.
use super::layout::source_words;
use crate::answer::Failure;
use crate::app::Request;
use crate::words;
use analyse::register::{self, Score};
use maud::{Markup, html};
use model::Outcome;
use model::dossier::ActorDossier;
use model::register::Proposition;

/// Every proposition about the group with what came of it, and the scores of those that are resolved; nothing where there is none.
pub(super) fn propositions(dossier: &ActorDossier, request: &Request<'_>) -> Result<Markup, Failure> {
    let all = request.pages.propositions()?;
    let own: Vec<Proposition> =
        all.iter().filter(|one| one.actor.as_ref() == Some(&dossier.actor.key)).cloned().collect();
    let Some(last) = own.iter().map(|one| one.closes).max() else { return Ok(html! {}) };
    // The day plays no part in the scores, only in what is due, which a page of a past state could not tell.
    let scores = register::scores(&own, last);
    Ok(html! {
        section aria-labelledby="propositions" {
            h2 id="propositions" { "Judgments that can turn out wrong" }
            p.note {
                "Written down by analysts of this record before the day on which they close, with a probability that is their own. None is a forecast of the program."
            }
            @if let Some(score) = &scores.score { (scored(score, &scores.by_author, scores.void)) }
            div.wide role="region" aria-label="Propositions about the group" tabindex="0" {
                table {
                    caption { "Propositions about the group" }
                    thead {
                        tr {
                            th scope="col" { "What will have happened" }
                            th scope="col" { "Said" }
                            th scope="col" { "Until" }
                            th scope="col" { "By" }
                            th scope="col" { "What came of it" }
                        }
                    }
                    tbody { @for one in own.iter().rev() { (row(one)) } }
                }
            }
        }
    })
}

fn row(one: &Proposition) -> Markup {
    html! {
        tr id=(format!("proposition-{}", one.id)) {
            th scope="row" {
                (source_words(&one.text))
                p.note { "Decided by: " (source_words(&one.resolves_by)) }
            }
            td { (source_words(&one.stated)) }
            td { (one.closes) }
            td { (source_words(&one.who)) ", " (one.at.get(..10).unwrap_or(&one.at)) }
            td {
                @match one.resolutions.last() {
                    Some(last) => {
                        (outcome(last.outcome)) ", says " (source_words(&last.who)) ": " (source_words(&last.reason))
                    }
                    None => "Not said yet",
                }
            }
        }
    }
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::True => "Came true",
        Outcome::False => "Did not come true",
        Outcome::Void => "Could not be decided",
    }
}

/// "3 resolved: Brier score 0.12 (0.05 to 0.20) …", and by author.
fn scored(score: &Score, by_author: &[(String, Score)], void: usize) -> Markup {
    let (low, high) = score.brier_range;
    html! {
        p {
            (words::count(score.n, "proposition", "propositions")) " resolved. Brier score "
            (format!("{:.2}", score.brier))
            " ("
            @if high - low > 0.005 { (format!("{low:.2} to {high:.2}")) " within the words that were used; " }
            "0 is best, 0.25 is what always saying one half gets)"
            @if let Some(skill) = score.skill { ", skill against the part that came true " (format!("{skill:+.2}")) }
            "."
            @if void > 0 { " " (void) " could not be decided and count in no score." }
        }
        @if by_author.len() > 1 {
            ul {
                @for (who, score) in by_author {
                    li { (source_words(who)) ": " (format!("{:.2}", score.brier)) " of " (score.n) }
                }
            }
        }
    }
}
