//! `daybook register`: judgments about the future: what sources judge, what analysts make of it that can be scored, and the scores.
use super::Ending;
use crate::cli::{Propose, RegisterCommand};
use crate::clock;
use crate::config::Settings;
use crate::console::{Console, one_line};
use analyse::register::{self, Score, Scores, State};
use model::Outcome;
use model::record::{AssessmentSubject, Voice};
use model::register::{Assessed, Proposition};
use serde_json::json;
use store::{NewProposition, NewResolution, Store};

/// Characters of a statement's id that a line shows; `propose` takes them.
const SHORT: usize = 8;

pub(super) fn run(
    command: &RegisterCommand,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    match command {
        RegisterCommand::Assessments { actor } => assessments(actor.as_deref(), settings, console),
        RegisterCommand::List { open } => list(*open, settings, console),
        RegisterCommand::Propose(options) => propose(options, settings, console),
        RegisterCommand::Resolve { proposition, outcome, because, evidence, who } => {
            let who = super::judge::who(who.as_deref(), settings)?;
            let new = NewResolution { proposition, outcome: *outcome, reason: because, evidence, who };
            resolve(&new, settings, console)
        }
        RegisterCommand::Score => score(settings, console),
    }
}

fn assessments(actor: Option<&str>, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let pages = super::pages(settings)?;
    let key = actor
        .map(|words| Ok::<_, anyhow::Error>(super::find_actor(&pages, words)?.actor.key.clone()))
        .transpose()?;
    let all = pages.assessments()?;
    let is_wanted = |one: &&Assessed| {
        let subject = one.assessment.subject.as_ref();
        key.as_ref().is_none_or(|key| subject.is_some_and(|subject| subject.key == *key))
    };
    for one in all.iter().filter(is_wanted) {
        if settings.json {
            console.line(serde_json::to_string(one)?)?;
        } else {
            console.line(assessment_line(one))?;
        }
    }
    Ok(Ending::Done)
}

/// `1f0c9a2b  2023-03-16  M. Kurilla (general) of IS-K: threat, 6 months: “can do external operations … in under six months” (R3)  P1`
fn assessment_line(one: &Assessed) -> String {
    let AssessmentSubject {
        report,
        voice,
        post,
        subject,
        kind,
        horizon_months,
        likelihood,
        words,
        statement,
    } = &one.assessment;
    let who = match voice {
        Voice::Document => "the report itself".to_owned(),
        Voice::Actor(actor) => actor.name.clone(),
        Voice::Described(words) => words.clone(),
    };
    let post = post.as_ref().map(|post| format!(" ({})", one_line(post))).unwrap_or_default();
    let of = subject.as_ref().map(|subject| format!(" of {}", one_line(&subject.name))).unwrap_or_default();
    let horizon = horizon_months.map(|months| format!(", {months} months ahead")).unwrap_or_default();
    let hedge =
        likelihood.as_ref().map(|hedge| format!(", \u{201c}{}\u{201d}", one_line(hedge))).unwrap_or_default();
    let made = one.propositions.iter().map(|id| format!("  {id}")).collect::<String>();
    format!(
        "{}  {}  {}{post}{of}: {kind}{horizon}{hedge}: \u{201c}{}\u{201d} ({}){made}",
        statement.get(..SHORT).unwrap_or(statement),
        report.published.map_or_else(|| "undated".to_owned(), |day| day.to_string()),
        one_line(&who),
        one_line(words),
        report.id
    )
}

fn list(only_open: bool, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let (all, today) = (super::pages(settings)?.propositions()?, clock::today());
    for one in all.iter().filter(|one| !only_open || one.outcome().is_none()) {
        let state = register::state(one, today);
        if settings.json {
            let mut value = serde_json::to_value(one)?;
            value["state"] = serde_json::to_value(state)?;
            console.line(value)?;
        } else {
            console.line(line(one, state))?;
        }
    }
    let n_due = all.iter().filter(|one| register::state(one, today) == State::Due).count();
    if n_due > 0 {
        console.note(format_args!(
            "{n_due} have closed, and nobody has said what came of them: `daybook register resolve`"
        ));
    }
    Ok(Ending::Done)
}

/// `P1  open  0.30 until 2026-12-31  A. Analyst, 2026-11-26: IS-K kills …; decided by: …`
fn line(one: &Proposition, state: State) -> String {
    let made = match (&one.anchor, one.is_anchor_lost) {
        (None, _) => String::new(),
        (Some(anchor), lost) => format!(
            "; made of \u{201c}{}\u{201d} ({}){}",
            one_line(&anchor.selector.exact),
            anchor.report_id.as_deref().unwrap_or("-"),
            if lost { ", words that no current reading has" } else { "" }
        ),
    };
    let evidence =
        |ids: &[String]| if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
    let came = one.resolutions.last().map(|last| {
        format!(
            "; {} by {}: {}{}",
            last.outcome,
            one_line(&last.who),
            one_line(&last.reason),
            evidence(&last.evidence)
        )
    });
    format!(
        "{}  {}  {} until {}  {}, {}: {}{}; decided by: {}{made}{}",
        one.id,
        state.as_str(),
        one_line(&one.stated),
        one.closes,
        one_line(&one.who),
        one.at.get(..10).unwrap_or(&one.at),
        one_line(&one.text),
        evidence(&one.evidence),
        one_line(&one.resolves_by),
        came.unwrap_or_default()
    )
}

fn propose(options: &Propose, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let who = super::judge::who(options.who.as_deref(), settings)?;
    let Some(probability) = register::bounds(&options.probability) else {
        let words: Vec<&str> = register::BANDS.iter().map(|band| band.words[0]).collect();
        return Err(super::usage(format!(
            "found probability `{}`, expected a number from 0 to 1, per cent, or one of: {}",
            options.probability,
            words.join(", ")
        )));
    };
    if options.closes < clock::today() {
        return Err(super::usage(format!(
            "`{}` is over: a proposition is written down before it closes",
            options.closes
        )));
    }
    // Opened for reading first: a proposition makes no data directory by mistake.
    let pages = super::pages(settings)?;
    let actor = options
        .actor
        .as_deref()
        .map(|words| Ok::<_, anyhow::Error>(super::find_actor(&pages, words)?.actor.id.clone()))
        .transpose()?;
    let mut writer = Store::open(&settings.data)?.writer(settings.wait)?;
    let new = NewProposition {
        text: &options.text,
        resolves_by: &options.resolves_by,
        stated: &options.probability,
        probability,
        closes: options.closes,
        actor: actor.as_deref(),
        assessment: options.assessment.as_deref(),
        evidence: &options.evidence,
        who,
    };
    let now = clock::now();
    let id = writer.put_proposition(&new, &now)?;
    let generation = writer.commit(&now)?.number;
    if settings.json {
        console.line(json!({ "proposition": id, "probability": probability, "generation": generation }))?;
    } else {
        console.line(format_args!(
            "{id}  {} until {}: {}",
            one_line(&options.probability),
            options.closes,
            one_line(&options.text)
        ))?;
    }
    Ok(Ending::Done)
}

fn resolve(new: &NewResolution<'_>, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let pages = super::pages(settings)?;
    let closes = pages.propositions()?.iter().find(|one| one.id == new.proposition).map(|one| one.closes);
    if let Some(closes) = closes.filter(|closes| new.outcome == Outcome::False && clock::today() <= *closes) {
        return Err(super::usage(format!(
            "`{}` closes on {closes}: until that day is over it can still come true\nhint: `void` where it cannot be decided any more",
            new.proposition
        )));
    }
    let mut writer = Store::open(&settings.data)?.writer(settings.wait)?;
    let now = clock::now();
    writer.resolve_proposition(new, &now)?;
    let generation = writer.commit(&now)?.number;
    if settings.json {
        console.line(
            json!({ "proposition": new.proposition, "outcome": new.outcome, "generation": generation }),
        )?;
    } else {
        console.line(format_args!("{}  {}", new.proposition, new.outcome))?;
    }
    Ok(Ending::Done)
}

fn score(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let found = register::scores(&super::pages(settings)?.propositions()?, clock::today());
    if settings.json {
        console.line(serde_json::to_string(&found)?)?;
        return Ok(Ending::Done);
    }
    text(&found, console)?;
    Ok(Ending::Done)
}

fn text(found: &Scores, console: &mut Console) -> anyhow::Result<()> {
    console.line(format_args!(
        "{} scored, {} open, {} closed without a resolution, {} void",
        found.scored, found.open, found.due, found.void
    ))?;
    let Some(score) = &found.score else {
        return console.line("no proposition has come true or false, so there is no score");
    };
    console.line(format_args!("all: {}", words(score)))?;
    console.line(format_args!(
        "  Brier = reliability {:.4} - resolution {:.4} + uncertainty {:.4} + within bands {:.4}",
        score.reliability, score.resolution, score.uncertainty, score.within_bands
    ))?;
    for (who, score) in &found.by_author {
        console.line(format_args!("{}: {}", one_line(who), words(score)))?;
    }
    for row in &found.bands {
        let observed = row.observed.share.map_or_else(
            || "too few for a share".to_owned(),
            |(share, low, high)| format!("{:.0} % [{:.0}, {:.0}]", share * 100.0, low * 100.0, high * 100.0),
        );
        console.line(format_args!(
            "{}, {:.0} to {:.0} %: said {:.0} %, came true {} of {}, {observed}: {}",
            row.band.words[0],
            row.band.low * 100.0,
            row.band.high * 100.0,
            row.predicted * 100.0,
            row.observed.part,
            row.observed.whole,
            row.propositions.join(", ")
        ))?;
    }
    console.line("a score says little of few: one proposition moves the mean of ten by up to .1; authors are compared on the same propositions only")
}

fn words(score: &Score) -> String {
    let range = if score.brier_range.1 - score.brier_range.0 > 1e-9 {
        format!(" [{:.4}, {:.4}]", score.brier_range.0, score.brier_range.1)
    } else {
        String::new()
    };
    let skill =
        score.skill.map_or_else(String::new, |skill| format!(", skill against their base rate {skill:+.2}"));
    format!(
        "Brier {:.4}{range} of {}, {:.0} % came true{skill}, log score {:.2} bits",
        score.brier,
        score.n,
        score.base_rate * 100.0,
        score.log_score
    )
}
