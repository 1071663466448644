//! The product on one screen: read → extract → resolve → analyse → publish.
//!
//! [`add_all`] is what happens to every batch of reports, [`brief`] what a reader gets of them. Everything below the two is how
//! one step is done.
use crate::difference::{self, Difference};
use crate::input::{Raw, Refusal};
use crate::memory::Memory;
use crate::{clock, isolate, overlay, parallel};
use analyse::Options;
use jiff::civil::Date;
use lexicon::Lexicon;
use model::dossier::ActorDossier;
use model::record::{Extraction, Subjects};
use model::{Capture, CodePoints, Decision, Metadata, Public, Quoted, Reading, Report};
use publish::Brief;
use read::Document;
use resolve::{CopyRules, Profile, Sketch};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use store::{
    AsOf, Changed, Erased, Generation, NewJudgement, NewOrigin, NewReading, Pages, PastReport, Resolution,
    Store, Stored, Writer,
};

/// Reads, extracts and resolves batch after batch of documents, until `next` has none: while one is written, the next one is extracted on
/// the other cores. A batch is kept whole or not at all; what could not be read is an outcome, not an error. The record is written in the
/// order of the batch, so that the same batch gives the same record. `each` is told of every batch when it is safely kept; what `next`
/// gives beside a batch is handed on to it.
pub(crate) fn add_all<B>(
    writer: &mut Writer,
    stages: &Stages,
    mut next: impl FnMut() -> Option<(Vec<Raw>, B)>,
    mut each: impl FnMut(B, Vec<Outcome>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut memory = Memory::default();
    let mut ready: Option<(Extracted, B)> = None;
    loop {
        let coming = match next() {
            Some((batch, beside)) => Some((Work::new(writer, batch, stages)?, beside)),
            None => None,
        };
        if coming.is_none() && ready.is_none() {
            return Ok(());
        }
        let mut keep =
            || ready.take().map(|(batch, beside)| (write(writer, batch, &mut memory, stages), beside));
        let (extracted, kept) = match coming {
            Some((work, beside)) => {
                let (extracted, kept) = work.beside(keep, stages);
                (Some((extracted, beside)), kept)
            }
            None => (None, keep()),
        };
        ready = extracted;
        if let Some((outcomes, beside)) = kept {
            each(beside, outcomes?)?;
        }
    }
}

/// A batch that was read and is to be extracted.
struct Work {
    batch: Vec<Raw>,
    documents: Vec<Result<Document, Refusal>>,
    /// Those of which the record has no reading yet.
    wanted: Vec<usize>,
}

/// A batch with everything that was found in it; `None` for what is known already or could not be read.
struct Extracted {
    batch: Vec<Raw>,
    documents: Vec<Result<Document, Refusal>>,
    found: Vec<Option<Result<Made, Refusal>>>,
}

impl Work {
    fn new(writer: &Writer, batch: Vec<Raw>, stages: &Stages) -> anyhow::Result<Self> {
        let documents = parallel::map(&batch, |raw| stages.read(raw));
        let mut wanted = Vec::new();
        for (at, document) in documents.iter().enumerate() {
            let Ok(document) = document else { continue };
            let key = Report::key_of(&document.capture.sha256, &document.metadata);
            if !writer.has_reading_of(&key, &stages.reading_id(document))? {
                wanted.push(at);
            }
        }
        Ok(Self { batch, documents, wanted })
    }

    /// Extracts, while this thread does something else first.
    fn beside<T>(self, first: impl FnOnce() -> T, stages: &Stages) -> (Extracted, T) {
        let Self { batch, documents, wanted } = self;
        let of_one = |at: &usize| match &documents[*at] {
            Ok(document) => Some(stages.make(document, &batch[*at].label)),
            Err(_) => None,
        };
        let (made, done) = parallel::map_beside(&wanted, of_one, first);
        let mut found: Vec<_> = documents.iter().map(|_| None).collect();
        for (at, one) in wanted.into_iter().zip(made) {
            found[at] = one;
        }
        (Extracted { batch, documents, found }, done)
    }
}

/// Writes an extracted batch and resolves what it reaches.
fn write(
    writer: &mut Writer,
    extracted: Extracted,
    memory: &mut Memory,
    stages: &Stages,
) -> anyhow::Result<Vec<Outcome>> {
    let Extracted { batch, documents, found } = extracted;
    let mut changed = Change::default();
    let mut outcomes = Vec::with_capacity(batch.len());
    let mut taken = BTreeSet::new();
    for ((raw, document), found) in batch.iter().zip(documents).zip(found) {
        let ending = match document {
            Ok(document) => match keep(writer, raw, &document, stages)? {
                Kept::Ended(ending) => ending,
                // The same document twice in one batch.
                Kept::New { report, .. }
                    if !taken.insert((report.key.clone(), stages.reading_id(&document))) =>
                {
                    Ending::Known(report.id)
                }
                Kept::New { report, is_new } => {
                    changed.is_anything = true;
                    match found.unwrap_or_else(|| stages.make(&document, &raw.label)) {
                        Ok(made) => {
                            interpret(writer, &report, &made, stages, &mut changed)?;
                            if is_new { Ending::Added(report.id) } else { Ending::Reread(report.id) }
                        }
                        Err(refusal) => Ending::Failed(refusal),
                    }
                }
            },
            Err(refusal) => Ending::Failed(refusal),
        };
        outcomes.push(Outcome { label: raw.label.clone(), ending });
    }
    settle(writer, changed, memory, stages)?;
    Ok(outcomes)
}

/// What keeping a document came to.
enum Kept {
    /// There is nothing to extract.
    Ended(Ending),
    /// It is to be extracted.
    New { report: Report, is_new: bool },
}

/// Keeps one document's bytes and text; known readings are left as they are.
fn keep(writer: &mut Writer, raw: &Raw, document: &Document, stages: &Stages) -> anyhow::Result<Kept> {
    if let Some(erasure) = writer.erased_capture(&document.capture.sha256)? {
        let message = format!(
            "`{}` was erased from this record on {} by {}: {}",
            raw.label, erasure.at, erasure.who, erasure.reason
        );
        return Ok(Kept::Ended(Ending::Failed(Refusal { code: "erased", message })));
    }
    writer.put_capture(&document.capture, &raw.bytes, &stages.now)?;
    let put = writer.put_report(&document.capture, &document.text, &document.metadata, &stages.now)?;
    if writer.has_reading(&put.report, &stages.reading_id(document))? {
        return Ok(Kept::Ended(Ending::Known(put.report.id)));
    }
    Ok(Kept::New { report: put.report, is_new: put.is_new })
}

/// A reading with what follows from it alone.
struct Made {
    found: Stored,
    sketch: Sketch,
    bands: Vec<i64>,
    spellings: BTreeMap<String, String>,
}

/// Hands a reading's subjects to the record, as persons have judged them.
fn interpret(
    writer: &mut Writer,
    report: &Report,
    made: &Made,
    stages: &Stages,
    changed: &mut Change,
) -> anyhow::Result<()> {
    let found = &made.found;
    let mut subjects = resolve::subjects(report, &found.id, &found.text, &found.extraction);
    let rulings = writer.rulings(report, &found.id, &found.extraction.reading, &found.text)?;
    resolve::judge(&mut subjects, &rulings, &writer.actor_aliases()?);
    put(writer, report, made, &subjects, stages, changed)
}

/// Puts a reading and its subjects, with what its text is a copy of.
fn put(
    writer: &mut Writer,
    report: &Report,
    made: &Made,
    subjects: &Subjects,
    stages: &Stages,
    changed: &mut Change,
) -> anyhow::Result<()> {
    let Made { found, sketch, bands, spellings } = made;
    let Stored { id, extraction, lexicon_digest, code_version, .. } = found;
    let blocks = subjects.events.iter().map(resolve::block_keys).collect::<Vec<_>>();
    let candidates = writer.copy_candidates(&report.text, bands)?;
    let is_copy = |text: &str| stages.copies.is_copy(sketch, &stages.copies.sketch(text));
    let copies = candidates.into_iter().filter(|(_, text)| is_copy(text)).map(|(sha256, _)| sha256);
    let copies = copies.collect::<Vec<_>>();
    let origin = NewOrigin { bands, copies: &copies };
    let reading = NewReading {
        id,
        extraction,
        subjects,
        blocks: &blocks,
        spellings,
        origin,
        lexicon_digest,
        code_version,
    };
    changed.take(writer.put_reading(report, &reading, &stages.now)?);
    Ok(())
}

/// Shorter words, and keys of fewer consonants, are those of too many names.
const SHORTEST_WORD: usize = 3;

/// The words of names in a report, folded, with what is the same in every spelling of each.
fn spellings(found: &Stored, lexicon: &Lexicon) -> BTreeMap<String, String> {
    let reading = &found.extraction.reading;
    let actors = reading.actors.iter().flat_map(|actor| &actor.mentions);
    let places = reading.events.iter().flat_map(|event| &event.places).map(|place| &place.span);
    let persons = found.extraction.names.iter().map(|name| &name.span);
    let mut words = BTreeMap::new();
    for span in actors.chain(places).chain(persons) {
        let folded = model::letters::folded(span.of(&found.text));
        for word in folded.split(|part: char| !part.is_alphanumeric()) {
            if word.chars().count() >= SHORTEST_WORD && !words.contains_key(word) {
                words.insert(word.to_owned(), lexicon.names.skeleton(word));
            }
        }
    }
    words.retain(|_, key| key.chars().count() >= SHORTEST_WORD);
    words
}

/// Keeps what a person decided, and puts together anew what it reaches. Gives the judgement's id.
pub(crate) fn judge(
    writer: &mut Writer,
    new: &NewJudgement<'_>,
    stages: &Stages,
) -> anyhow::Result<(String, Option<Generation>)> {
    if let (Decision::Correct, [statement], Some(value)) = (new.decision, new.about, new.value)
        && let Some(reason) = resolve::why_no_correction(writer.statement_family(statement)?, value)
    {
        anyhow::bail!("{reason}");
    }
    let result = judge_in_batch(writer, new, stages);
    if result.is_err() {
        writer.rollback()?;
    }
    result
}

/// Erases a report, and puts together anew what it told of.
pub(crate) fn erase(
    writer: &mut Writer,
    report: &str,
    who: &str,
    reason: &str,
    stages: &Stages,
) -> anyhow::Result<Option<Generation>> {
    let erased = writer.erase(report, who, reason, &stages.now);
    let changed = match erased {
        Ok(Erased { changed, left }) => {
            for (row, members) in left {
                if let Some(event) = resolve::fuse(members, &stages.profile) {
                    writer.put_past(row, &event)?;
                }
            }
            Change { subjects: changed, is_anything: true }
        }
        Err(error) => {
            writer.rollback()?;
            return Err(error.into());
        }
    };
    settle(writer, changed, &mut Memory::default(), stages)
}

fn judge_in_batch(
    writer: &mut Writer,
    new: &NewJudgement<'_>,
    stages: &Stages,
) -> anyhow::Result<(String, Option<Generation>)> {
    let judged = writer.judge(new, &stages.now)?;
    let mut changed = Change { subjects: judged.changed, is_anything: true };
    for report in &judged.reports {
        if let Some(found) = writer.stored(report)? {
            interpret(writer, report, &stages.made(found), stages, &mut changed)?;
        }
    }
    Ok((judged.id, settle(writer, changed, &mut Memory::default(), stages)?))
}

/// 3 resolve: what the batch reaches becomes events of the record, and the batch is committed.
fn settle(
    writer: &mut Writer,
    changed: Change,
    memory: &mut Memory,
    stages: &Stages,
) -> anyhow::Result<Option<Generation>> {
    if !changed.is_anything {
        writer.rollback()?;
        return Ok(None);
    }
    let Changed { added, removed } = changed.subjects;
    added.iter().chain(&removed).for_each(|subject| memory.forget(subject));
    let clusters = resolve::affected(&added, &removed, |blocks| memory.load(writer, blocks))?;
    let events = clusters.into_iter().filter_map(|members| resolve::fuse(members, &stages.profile)).collect();
    Ok(Some(writer.commit_generation(Resolution { events }, &stages.now)?))
}

/// Makes a past state of the record again, in an empty folder.
pub(crate) fn past(store: &Store, as_of: AsOf, folder: &Path, stages: &Stages) -> anyhow::Result<Store> {
    let (past, mut writer) = store.begin_past(as_of, folder)?;
    let (mut after, mut changed) = (None::<String>, Change { is_anything: true, ..Change::default() });
    loop {
        let reports = writer.past_reports(as_of, after.as_deref(), REPORTS_A_PAGE)?;
        let Some(last) = reports.last() else { break };
        after = Some(last.report.id.clone());
        for PastReport { report, stored, events } in reports {
            let (report, made) = (&report, stages.made(stored));
            let stored = &made.found;
            let mut subjects = resolve::subjects(report, &stored.id, &stored.text, &stored.extraction);
            let rulings = writer.rulings(report, &stored.id, &stored.extraction.reading, &stored.text)?;
            resolve::judge(&mut subjects, &rulings, &writer.actor_aliases()?);
            if let Some(events) = events {
                subjects.events = events;
            }
            put(&mut writer, report, &made, &subjects, stages, &mut changed)?;
        }
    }
    match as_of {
        AsOf::Recorded(generation) => {
            let events = writer.past_events(generation)?;
            writer.commit_generation(Resolution { events }, &stages.now)?;
        }
        AsOf::Published(_) | AsOf::Everything => {
            drop(settle(&mut writer, changed, &mut Memory::default(), stages)?);
        }
    }
    writer.end_past()?;
    Ok(past)
}

/// 4 analyse, 5 publish: everything that the record holds about an actor becomes a backgrounder.
pub(crate) fn brief(
    pages: &Pages,
    dossier: &Public<ActorDossier>,
    stronghold: &[String],
    lexicon: &Lexicon,
) -> anyhow::Result<Brief> {
    let own = analyse::own::own_phases(dossier, &pages.reports_by_month()?);
    let findings = analyse::findings(dossier, &options(dossier, stronghold, lexicon)).with_own(own);
    Ok(publish::brief(dossier, &findings, lexicon))
}

/// The countries that count as the group's stronghold: as asked for, else the lexicon's.
pub(crate) fn options(dossier: &ActorDossier, stronghold: &[String], lexicon: &Lexicon) -> Options {
    if !stronghold.is_empty() {
        return Options { stronghold: stronghold.to_vec() };
    }
    let entry = dossier.actor.lexicon_id.as_deref().and_then(|id| lexicon.actors.get(id));
    Options { stronghold: entry.map(|entry| entry.countries.clone()).unwrap_or_default() }
}

/// What the stages need beside the document: the same for a whole run, but for the time.
pub(crate) struct Stages {
    pub(crate) lexicon: Lexicon,
    profile: Profile,
    copies: CopyRules,
    today: Date,
    now: String,
}

impl Stages {
    /// The stages with the effective lexicon.
    pub(crate) fn new(settings: &crate::config::Settings) -> anyhow::Result<Self> {
        Ok(Self::of(overlay::load(settings)?))
    }

    /// The stages with a lexicon.
    pub(crate) fn of(lexicon: Lexicon) -> Self {
        let (profile, copies) = (Profile::daybook(), CopyRules::shipped());
        Self { lexicon, profile, copies, today: clock::today(), now: clock::now() }
    }

    /// Goes on at the time that it is now: a run that takes days must not read with the day on which it began.
    pub(crate) fn at_this_time(&mut self) {
        (self.today, self.now) = (clock::today(), clock::now());
    }

    /// Reads a document for the record; one from the future is refused, for every relative date in it would be wrong.
    fn read(&self, raw: &Raw) -> Result<Document, Refusal> {
        let document = match &raw.document {
            Some(document) => read::Document::clone(document),
            None => isolate::document(&raw.input())?,
        };
        match self.future(&document) {
            Some(message) => Err(Refusal {
                code: "published_future",
                message: format!("`{}`: {message}\nhint: give the right day with `--published`", raw.label),
            }),
            None => Ok(document),
        }
    }

    /// Why the day of publication cannot be right, if it lies in the future.
    pub(crate) fn future(&self, document: &Document) -> Option<String> {
        Some(read::looks_future(document.metadata.published.as_ref()?, self.today)?.message)
    }

    /// Everything that is found in a document; what the reader noticed comes first among the issues.
    pub(crate) fn extract(&self, document: &Document) -> Extraction {
        let mut extraction = extract::document(&document.text, &document.metadata, &self.lexicon);
        extraction.reading.issues.splice(0..0, document.issues.iter().cloned());
        extraction
    }

    /// The same, where one document that trips over a mistake of ours must not take the others with it.
    pub(crate) fn try_extract(&self, document: &Document, label: &str) -> Result<Extraction, Refusal> {
        catch_unwind(AssertUnwindSafe(|| self.extract(document))).map_err(|_| Refusal {
            code: "internal",
            message: format!(
                "`{label}` could not be taken apart: this is a mistake in Daybook\nhint: please report it, with the text if you may share it"
            ),
        })
    }

    /// The contract's form of what is found.
    pub(crate) fn reading(&self, document: &Document, label: &str) -> Result<Reading<Quoted>, Refusal> {
        let extraction = self.try_extract(document, label)?;
        Ok(extraction.reading.quoted(&CodePoints::new(&document.text.text)))
    }

    /// A document's reading with what follows from it, where extracting it does not break off.
    fn make(&self, document: &Document, label: &str) -> Result<Made, Refusal> {
        let extraction = self.try_extract(document, label)?;
        Ok(self.made(self.found(document, extraction)))
    }

    fn made(&self, found: Stored) -> Made {
        let sketch = self.copies.sketch(&found.text);
        Made { bands: sketch.bands(), spellings: spellings(&found, &self.lexicon), sketch, found }
    }

    /// A reading as it is going to be kept.
    fn found(&self, document: &Document, extraction: Extraction) -> Stored {
        Stored {
            id: self.reading_id(document),
            text: document.text.text.clone(),
            extraction,
            lexicon_digest: self.lexicon.digest().to_owned(),
            code_version: extract::VERSION.to_owned(),
        }
    }

    fn reading_id(&self, document: &Document) -> String {
        model::reading::reading_id(
            &document.text.sha256,
            &document.metadata,
            self.lexicon.digest(),
            extract::VERSION,
        )
    }
}

/// What became of one document.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) label: String,
    pub(crate) ending: Ending,
}

/// How it ended; the minted id of the report, where there is one.
#[derive(Debug)]
pub(crate) enum Ending {
    /// It is new.
    Added(String),
    /// The record had it, read with the same rules.
    Known(String),
    /// The record had it; it was read again, because rules or lexicon have changed.
    Reread(String),
    /// It could not be read or added.
    Failed(Refusal),
}

/// What a batch brought, and whether it brought anything.
#[derive(Debug, Default)]
struct Change {
    subjects: Changed,
    is_anything: bool,
}

impl Change {
    fn take(&mut self, changed: Changed) {
        self.subjects.added.extend(changed.added);
        self.subjects.removed.extend(changed.removed);
    }
}

/// Reports that are read again between two looks at the log.
const REPORTS_A_PAGE: usize = 64;

/// Reads every report again from its capture. `Scope::Changed` keeps readings that would come out the same;
/// `Scope::Everything` sets all of them aside first. One generation ends either. Gives how many were read.
pub(crate) fn read_again(
    writer: &mut Writer,
    scope: Scope,
    stages: &Stages,
    mut progress: impl FnMut(usize),
) -> anyhow::Result<(usize, Option<Generation>)> {
    let mut changed = Change::default();
    if scope == Scope::Everything {
        writer.begin_rebuild()?;
        changed.is_anything = true;
    }
    let (mut after, mut n_read) = (None::<String>, 0);
    loop {
        let reports = writer.reports(after.as_deref(), REPORTS_A_PAGE)?;
        let Some(last) = reports.last() else { break };
        after = Some(last.id.clone());
        for report in &reports {
            n_read += usize::from(reinterpret(writer, report, stages, &mut changed)?);
            progress(n_read);
        }
    }
    Ok((n_read, settle(writer, changed, &mut Memory::default(), stages)?))
}

/// Which readings are made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those that rules or lexicon would make otherwise today.
    Changed,
    /// All.
    Everything,
}

/// Reads one report of the record again; whether that was needed.
fn reinterpret(
    writer: &mut Writer,
    report: &Report,
    stages: &Stages,
    changed: &mut Change,
) -> anyhow::Result<bool> {
    let (capture, document) = read_kept(writer, report)?;
    if writer.has_reading(report, &stages.reading_id(&document))? {
        return Ok(false);
    }
    changed.is_anything = true;
    let put = writer.put_report(&capture, &document.text, &document.metadata, &stages.now)?;
    let extraction = stages.extract(&document);
    let made = stages.made(stages.found(&document, extraction));
    interpret(writer, &put.report, &made, stages, changed)?;
    Ok(true)
}

/// Reads the bytes that were kept of a report.
fn read_kept(writer: &Writer, report: &Report) -> anyhow::Result<(Capture, Document)> {
    let (capture, bytes) = writer.capture(&report.capture)?;
    let given = given(&report.metadata);
    let input =
        read::Input { bytes: &bytes, name: &capture.origin, media_type: Some(&capture.media_type), given };
    let mut document = isolate::document(&input).map_err(|refusal| anyhow::anyhow!(refusal.message))?;
    document.metadata.language = report.metadata.language.clone().or(document.metadata.language);
    Ok((capture, document))
}

/// What `resolve` would change, report by report; nothing is written. Reports that would come out the same are left out.
pub(crate) fn differences(
    writer: &Writer,
    stages: &Stages,
    mut each: impl FnMut(&Report, Difference) -> anyhow::Result<()>,
) -> anyhow::Result<usize> {
    let (mut after, mut n_read) = (None::<String>, 0);
    loop {
        let reports = writer.reports(after.as_deref(), REPORTS_A_PAGE)?;
        let Some(last) = reports.last() else { return Ok(n_read) };
        after = Some(last.id.clone());
        for report in &reports {
            let (_, document) = read_kept(writer, report)?;
            if writer.has_reading(report, &stages.reading_id(&document))? {
                continue;
            }
            n_read += 1;
            let today = stages.found(&document, stages.extract(&document));
            let Some(before) = writer.stored(report)? else { continue };
            let difference = difference::between(&before, &today);
            if difference != Difference::default() {
                each(report, difference)?;
            }
        }
    }
}

/// A report is what it was when it was added: its metadata win over what a newer reader finds.
fn given(metadata: &Metadata) -> read::Given {
    read::Given {
        published: metadata.published,
        source: metadata.source.clone(),
        url: metadata.url.clone(),
        title: metadata.title.clone(),
    }
}
