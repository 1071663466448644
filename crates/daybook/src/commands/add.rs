//! `daybook add`: reports into the record, in batches; each line that is printed stands for a report safely kept.
use super::Ending as CommandEnding;
use crate::cli::Add;
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::input::{Opened, Raw, Refusal, Source};
use crate::isolate::Taken;
use crate::pipeline::{self, Ending, Outcome, Stages};
use serde_json::json;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::Duration;
use store::Store;

/// Reports a transaction: enough that the commit costs little for each, few enough that little is lost when one breaks off.
const REPORTS_A_BATCH: usize = 128;

/// Bytes a batch may reach before it is closed, so that memory does not grow with the number or size of files.
const BYTES_A_BATCH: usize = 64 * 1024 * 1024;

pub(super) fn run(
    options: &Add,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<CommandEnding> {
    let sources = super::read::sources(&options.paths, &options.about, console)?;
    let stages = Stages::new(settings)?;
    let store = Store::open(&settings.data)?;
    let tally = add(&store, sources, &stages, settings, console)?;
    console.note(tally.summary());
    Ok(if tally.n_failed == 0 { CommandEnding::Done } else { CommandEnding::SomeFailed })
}

/// Adds documents batch after batch and says what became of each.
pub(super) fn add(
    store: &Store,
    mut sources: VecDeque<Source>,
    stages: &Stages,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Tally> {
    let mut writer = store.writer(settings.wait)?;
    let n_all = sources.len();
    let mut tally = Tally::default();
    let mut open = None;
    // Both hands need to say things, one after the other.
    let console = RefCell::new(console);
    let next = || {
        let batch = next_batch(&mut sources, &mut open, &|words| console.borrow().note(words));
        batch.map(|(mut raws, refused)| {
            let fetched = exchanges_of(&mut raws);
            (raws, (refused, n_all - sources.len(), fetched))
        })
    };
    type Beside = (Vec<Outcome>, usize, Vec<Vec<store::Exchange>>);
    let each = |(refused, n_taken, fetched): Beside, outcomes: Vec<Outcome>| {
        for exchanges in fetched {
            store.sources()?.put_exchanges(&exchanges)?;
        }
        let mut console = console.borrow_mut();
        console.end_progress();
        for outcome in refused.iter().chain(&outcomes) {
            tally.count(&outcome.ending);
            say(outcome, settings.json, &mut console)?;
        }
        console.flush()?;
        console.progress(format_args!("{n_taken} of {n_all}"));
        Ok(())
    };
    pipeline::add_all(&mut writer, stages, next, each)?;
    console.borrow_mut().end_progress();
    Ok(tally)
}

/// Adds documents in the same batches and says of each what became of it, to somebody else than a terminal.
pub(super) fn add_and_tell(
    store: &Store,
    mut sources: VecDeque<Source>,
    stages: &Stages,
    wait: Duration,
    mut tell: impl FnMut(Outcome),
) -> anyhow::Result<()> {
    let mut writer = store.writer(wait)?;
    let mut open = None;
    // What a container says of itself beside its documents is for who added it at a terminal.
    let next = || {
        next_batch(&mut sources, &mut open, &|_| ()).map(|(mut raws, refused)| {
            let fetched = exchanges_of(&mut raws);
            (raws, (refused, fetched))
        })
    };
    pipeline::add_all(&mut writer, stages, next, |(refused, fetched), outcomes| {
        for exchanges in fetched {
            store.sources()?.put_exchanges(&exchanges)?;
        }
        refused.into_iter().chain(outcomes).for_each(&mut tell);
        Ok(())
    })
}

/// How each of the documents was fetched, taken out of those that were.
fn exchanges_of(raws: &mut [crate::input::Raw]) -> Vec<Vec<store::Exchange>> {
    let fetched = raws.iter_mut().map(|raw| std::mem::take(&mut raw.exchanges));
    fetched.filter(|exchanges| !exchanges.is_empty()).collect()
}

/// Reads the next documents, up to the limits of a batch. `open` is a container that has more of them.
fn next_batch(
    sources: &mut VecDeque<Source>,
    open: &mut Option<Opened>,
    note: &dyn Fn(String),
) -> Option<(Vec<Raw>, Vec<Outcome>)> {
    if sources.is_empty() && open.is_none() {
        return None;
    }
    let (mut raws, mut refused, mut n_bytes) = (Vec::new(), Vec::new(), 0);
    while raws.len() < REPORTS_A_BATCH && n_bytes < BYTES_A_BATCH {
        if open.is_none() {
            *open = sources.pop_front().map(Source::open);
        }
        let Some(documents) = open else { break };
        match documents.next() {
            Some(Taken::Raw(raw)) => {
                n_bytes += raw.bytes.len();
                raws.push(raw);
            }
            Some(Taken::Refused { label, refusal }) => {
                refused.push(Outcome { label, ending: Ending::Failed(refusal) });
            }
            Some(Taken::Note(words)) => note(words),
            None => *open = None,
        }
    }
    Some((raws, refused))
}

fn say(outcome: &Outcome, as_json: bool, console: &mut Console) -> anyhow::Result<()> {
    let path = one_line(&outcome.label);
    let (word, report) = match &outcome.ending {
        Ending::Added(id) => ("added", id),
        Ending::Known(id) => ("known", id),
        Ending::Reread(id) => ("reread", id),
        Ending::Failed(refusal) => return say_failed(&path, refusal, as_json, console),
    };
    if as_json {
        console.line(json!({ "outcome": word, "report": report, "path": path }))
    } else {
        console.line(format_args!("{word} {report} {path}"))
    }
}

fn say_failed(path: &str, refusal: &Refusal, as_json: bool, console: &mut Console) -> anyhow::Result<()> {
    console.error(&refusal.message);
    if as_json {
        let error = json!({ "code": refusal.code, "message": refusal.message });
        console.line(json!({ "outcome": "failed", "path": path, "error": error }))?;
    }
    Ok(())
}

/// How many documents ended how.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) n_added: usize,
    n_known: usize,
    n_reread: usize,
    pub(super) n_failed: usize,
}

impl Tally {
    fn count(&mut self, ending: &Ending) {
        *match ending {
            Ending::Added(_) => &mut self.n_added,
            Ending::Known(_) => &mut self.n_known,
            Ending::Reread(_) => &mut self.n_reread,
            Ending::Failed(_) => &mut self.n_failed,
        } += 1;
    }

    pub(super) fn summary(&self) -> String {
        let Self { n_added, n_known, n_reread, n_failed, .. } = self;
        let mut words = format!("{n_added} added, {n_known} already known");
        if *n_reread > 0 {
            words.push_str(&format!(", {n_reread} read again"));
        }
        words + &format!(", {n_failed} failed")
    }
}
