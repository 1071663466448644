//! `daybook judge`: what persons decide about the record, and the list of it.
use super::Ending;
use crate::cli::{JudgeCommand, Why};
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::pipeline::{self, Stages};
use model::Decision;
use model::judgement::Judgement;
use serde_json::{Value, json};
use std::time::Duration;
use store::{NewJudgement, Store};

pub(super) fn run(
    command: &JudgeCommand,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    match command {
        JudgeCommand::Same { ids, why } => judge(Decision::Same, ids, None, why, settings, console),
        JudgeCommand::Different { ids, why } => judge(Decision::Different, ids, None, why, settings, console),
        JudgeCommand::Unsure { ids, why } => judge(Decision::Unsure, ids, None, why, settings, console),
        JudgeCommand::Accept { statement, why } => {
            judge(Decision::Accept, std::slice::from_ref(statement), None, why, settings, console)
        }
        JudgeCommand::Reject { statement, why } => {
            judge(Decision::Reject, std::slice::from_ref(statement), None, why, settings, console)
        }
        JudgeCommand::Correct { statement, value, why } => {
            let parsed: Value = serde_json::from_str(value).map_err(|error| {
                super::usage(format!("`{value}` is no JSON: {error}\nhint: such as '{{\"best\": 21}}'"))
            })?;
            judge(Decision::Correct, std::slice::from_ref(statement), Some(&parsed), why, settings, console)
        }
        JudgeCommand::Undo { judgement, why } => {
            judge(Decision::Undo, std::slice::from_ref(judgement), None, why, settings, console)
        }
        JudgeCommand::List { lost } => list(*lost, settings, console),
    }
}

fn judge(
    decision: Decision,
    about: &[String],
    value: Option<&Value>,
    why: &Why,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let who = who(why.who.as_deref(), settings)?;
    // Opened for reading first: a judgement makes no data directory by mistake.
    drop(Store::open_read_only(&settings.data)?);
    let stages = Stages::new(settings)?;
    let store = Store::open(&settings.data)?;
    let mut writer = store.writer(settings.wait.max(Duration::from_millis(1)))?;
    let new = NewJudgement { decision, about, value, who, reason: &why.because, seen: why.seen };
    let (id, generation) = pipeline::judge(&mut writer, &new, &stages)?;
    let (number, written) =
        generation.map_or((0, 0), |generation| (generation.number, generation.events_written));
    if settings.json {
        console.line(json!({ "judgement": id, "generation": number, "events_written": written }))?;
    } else {
        let about = about.join(" ");
        console
            .line(format_args!("{id}  {decision} {about}: generation {number}, {written} events written"))?;
    }
    Ok(Ending::Done)
}

/// Who decides: as given, or as configured.
pub(super) fn who<'w>(given: Option<&'w str>, settings: &'w Settings) -> anyhow::Result<&'w str> {
    given.or(settings.who.as_deref()).ok_or_else(|| {
        super::usage(
            "expected the name of the one who decides\nhint: `--who NAME`, or `who = \"NAME\"` in the configuration file",
        )
    })
}

/// Erases a report for good.
pub(super) fn erase(
    report: &str,
    why: &Why,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let who = who(why.who.as_deref(), settings)?;
    drop(Store::open_read_only(&settings.data)?);
    let stages = Stages::new(settings)?;
    let mut writer = Store::open(&settings.data)?.writer(settings.wait)?;
    let generation = pipeline::erase(&mut writer, report, who, &why.because, &stages)?;
    let number = generation.map_or(0, |generation| generation.number);
    if settings.json {
        console.line(json!({ "erased": report, "generation": number }))?;
    } else {
        console.line(format_args!("erased {report}: generation {number}"))?;
    }
    Ok(Ending::Done)
}

fn list(only_lost: bool, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let pages = super::pages(settings)?;
    let judgements = pages.judgements()?;
    for judgement in judgements.iter().filter(|one| !only_lost || one.lost_anchors > 0) {
        if settings.json {
            console.line(serde_json::to_string(judgement)?)?;
        } else {
            console.line(line(judgement))?;
        }
    }
    let n_lost = judgements.iter().filter(|one| one.in_force && one.lost_anchors > 0).count();
    if n_lost > 0 {
        console.note(format_args!(
            "{n_lost} judgements in force rest on words that no current reading has any more: they are kept, and hold again once the words are found"
        ));
    }
    Ok(Ending::Done)
}

/// `J4  2026-11-26  same  in force  E. Example: one attack, two days of reporting  “19 killed” (R3)`
pub(super) fn line(judgement: &Judgement) -> String {
    let state = match (&judgement.undoes, judgement.in_force) {
        (Some(undone), true) => format!("takes back {undone}"),
        (_, true) => "in force".to_owned(),
        (_, false) => "taken back".to_owned(),
    };
    let lost = match judgement.lost_anchors {
        0 => String::new(),
        number => format!(", {number} of its quotations lost"),
    };
    let day = judgement.at.get(..10).unwrap_or(&judgement.at);
    let value = judgement.value.as_ref().map(|value| format!("  {value}")).unwrap_or_default();
    let words = judgement.anchors.iter().map(|anchor| {
        let report = anchor.report_id.as_deref().unwrap_or("-");
        format!("\u{201c}{}\u{201d} ({report})", one_line(&anchor.selector.exact))
    });
    format!(
        "{}  {day}  {}  {state}{lost}  {}: {}{value}  {}",
        judgement.id,
        judgement.decision,
        one_line(&judgement.who),
        one_line(&judgement.reason),
        words.collect::<Vec<_>>().join(", ")
    )
}
