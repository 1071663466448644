//! One writer for all that look at sources: their articles are put into the record together, in the order in which they come.
//!
//! Each of them opening the record for itself would keep the others waiting, and would load anew what the last one had at hand. The record is
//! open for writing as long as articles come without a pause, and others may write in between.
use crate::input::Raw;
use crate::pipeline::{self, Outcome, Stages};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;
use store::Store;

/// Reports of a transaction, as for files that are added.
const REPORTS_A_BATCH: usize = 128;
/// Bytes of a transaction, so that memory does not grow with what comes.
const BYTES_A_BATCH: usize = 64 << 20;

/// Where articles are handed in. Whoever hands in waits until they are safely kept.
#[derive(Clone)]
pub(crate) struct Desk {
    jobs: Sender<Job>,
}

type Reply = Result<Vec<Outcome>, String>;

struct Job {
    raws: Vec<Raw>,
    reply: Sender<Reply>,
}

impl Desk {
    /// Puts documents into the record, together with those of others.
    pub(crate) fn add(&self, raws: Vec<Raw>) -> anyhow::Result<Vec<Outcome>> {
        let (reply, replied) = mpsc::channel();
        let gone = || anyhow::anyhow!("the record is not written any more");
        self.jobs.send(Job { raws, reply }).map_err(|_| gone())?;
        replied.recv().map_err(|_| gone())?.map_err(anyhow::Error::msg)
    }
}

/// A desk as long as `work` lasts.
pub(crate) fn open<T>(store: &Store, stages: &Stages, wait: Duration, work: impl FnOnce(Desk) -> T) -> T {
    let (jobs, handed_in) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            while let Ok(first) = handed_in.recv() {
                write(store, stages, wait, first, &handed_in);
            }
        });
        // The writer ends when the last desk is gone.
        work(Desk { jobs })
    })
}

/// Writes what is handed in until there is a pause.
fn write(store: &Store, stages: &Stages, wait: Duration, first: Job, handed_in: &Receiver<Job>) {
    let waiting: RefCell<VecDeque<(Sender<Reply>, usize)>> = RefCell::default();
    let mut first = Some(first);
    let next = || {
        let (mut raws, mut n_jobs, mut n_bytes) = (Vec::new(), 0_usize, 0_usize);
        while raws.len() < REPORTS_A_BATCH && n_bytes < BYTES_A_BATCH {
            let Some(job) = first.take().or_else(|| handed_in.try_recv().ok()) else { break };
            waiting.borrow_mut().push_back((job.reply, job.raws.len()));
            n_bytes += job.raws.iter().map(|raw| raw.bytes.len()).sum::<usize>();
            n_jobs += 1;
            raws.extend(job.raws);
        }
        (n_jobs > 0).then_some((raws, n_jobs))
    };
    let each = |n_jobs: usize, outcomes: Vec<Outcome>| {
        let mut outcomes = outcomes.into_iter();
        for (reply, n) in waiting.borrow_mut().drain(..n_jobs) {
            // Who went away does not listen; the articles are kept all the same.
            let _ = reply.send(Ok(outcomes.by_ref().take(n).collect()));
        }
        Ok(())
    };
    let written = store
        .writer(wait)
        .map_err(anyhow::Error::from)
        .and_then(|mut writer| pipeline::add_all(&mut writer, stages, next, each));
    if let Err(error) = written {
        let message = format!("{error:#}");
        // The first may not have been taken up yet.
        let first = first.take().map(|job| (job.reply, 0));
        for (reply, _) in waiting.into_inner().into_iter().chain(first) {
            let _ = reply.send(Err(message.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use read::Given;

    fn raw(number: usize) -> Raw {
        let text = format!("Gunmen killed {} people in Kabul on May 12, 2020, officials said.", number + 10);
        let name = format!("{number}.txt");
        Raw {
            bytes: text.into_bytes(),
            label: name.clone(),
            name,
            media_type: None,
            given: Given::default(),
            exchanges: Vec::new(),
            document: None,
        }
    }

    #[test]
    fn many_hand_in_at_once_and_each_gets_its_own_answers() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let stages = Stages::of(lexicon::Lexicon::shipped().unwrap());
        let found = open(&store, &stages, Duration::from_secs(5), |desk| {
            let hand_in = |from: usize| {
                let desk = desk.clone();
                move || {
                    let outcomes = desk.add((from..from + 3).map(raw).collect()).unwrap();
                    outcomes.into_iter().map(|outcome| outcome.label).collect::<Vec<_>>()
                }
            };
            thread::scope(|scope| {
                let hands: Vec<_> = (0..8).map(|hand| scope.spawn(hand_in(hand * 3))).collect();
                hands.into_iter().map(|hand| hand.join().unwrap()).collect::<Vec<_>>()
            })
        });
        for (hand, labels) in found.iter().enumerate() {
            let own: Vec<String> = (hand * 3..hand * 3 + 3).map(|number| format!("{number}.txt")).collect();
            assert_eq!(labels, &own);
        }
        assert_eq!(store.pages().unwrap().counts().unwrap().reports, 24);
    }

    #[test]
    fn whoever_hands_in_while_another_program_writes_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let stages = Stages::of(lexicon::Lexicon::shipped().unwrap());
        let other = store.writer(Duration::ZERO).unwrap();
        let told = open(&store, &stages, Duration::ZERO, |desk| desk.add(vec![raw(0)]).map(|_| ()));
        assert!(told.unwrap_err().to_string().contains("is being written by process"));
        drop(other);
        let told =
            open(&store, &stages, Duration::ZERO, |desk| desk.add(vec![raw(0)]).map(|found| found.len()));
        assert_eq!(told.unwrap(), 1);
    }
}
