//! `daybook export warc` and `wacz`: what reports were made of, as it was fetched.
use crate::cli::Archive;
use crate::commands::Ending;
use crate::config::Settings;
use crate::console::Console;
use crate::wacz::{self, About, Page};
use crate::warc::{self, Indexed, to_the_second};
use crate::{clock, overlay};
use anyhow::Context as _;
use lexicon::Lexicon;
use model::dossier::ReportLine;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use store::{EventFilter, Pages, Query, Store};

/// Reports that are looked at between two writes.
const REPORTS_A_PAGE: usize = 200;

/// What became of a selection.
#[derive(Default)]
struct Written {
    index: Vec<Indexed>,
    pages: Vec<Page>,
    n_reports: usize,
    n_of_group_media: usize,
    n_erased: usize,
}

pub(super) fn warc(options: &Archive, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let name = file_name(&options.out);
    let is_packed = !name.ends_with(".warc");
    let (store, lexicon) = (Store::open_read_only(&settings.data)?, overlay::load(settings)?);
    let reports = selection(&store.pages()?, options, &lexicon)?;
    let file = create(&options.out)?;
    let (file, written) = archive(&store, &reports, &lexicon, (BufWriter::new(file), &name, is_packed))?;
    file.into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .and_then(|file| file.sync_all())
        .with_context(|| format!("cannot write `{}`", options.out.display()))?;
    say(&written, console);
    Ok(Ending::Done)
}

pub(super) fn wacz(options: &Archive, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let (store, lexicon) = (Store::open_read_only(&settings.data)?, overlay::load(settings)?);
    let reports = selection(&store.pages()?, options, &lexicon)?;
    let file = create(&options.out)?;
    let scratch = tempfile::tempfile().context("cannot make a file for the archive")?;
    let (scratch, written) =
        archive(&store, &reports, &lexicon, (BufWriter::new(scratch), wacz::WARC, true))?;
    let mut scratch = scratch.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    let about = About {
        title: options.title.clone().unwrap_or_else(|| file_name(&options.out)),
        description: describe(options),
        created: to_the_second(&clock::now()),
    };
    let mut out = BufWriter::new(file);
    wacz::write(&mut out, &mut scratch, &written.index, &written.pages, &about)?;
    out.flush().with_context(|| format!("cannot write `{}`", options.out.display()))?;
    say(&written, console);
    Ok(Ending::Done)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("cannot write `{}`", path.display()))
}

fn describe(options: &Archive) -> String {
    let mut words = Vec::new();
    if !options.reports.is_empty() {
        words.push(format!("reports {}", options.reports.join(", ")));
    }
    words.extend(options.actor.iter().map(|actor| format!("reports of the events of `{actor}`")));
    words.extend(options.query.iter().map(|query| format!("reports that `{query}` finds")));
    if words.is_empty() { "all reports of a record".to_owned() } else { words.join("; ") }
}

/// The reports that are meant, each once, in the order of their ids.
fn selection(
    pages: &Pages,
    options: &Archive,
    lexicon: &Lexicon,
) -> anyhow::Result<BTreeMap<(usize, String), ReportLine>> {
    let mut wanted: BTreeSet<String> = options.reports.iter().cloned().collect();
    if let Some(actor) = &options.actor {
        if pages.find_actor(actor)?.is_none() {
            anyhow::bail!(
                "no actor `{actor}` is in the record\nhint: `daybook show` has the names under which groups are known"
            );
        }
        let filter = EventFilter { actor: Some(actor.clone()), ..EventFilter::default() };
        for event in pages.events(&filter)?.iter() {
            wanted.extend(event.members.iter().map(|member| member.report.id.clone()));
        }
    }
    if let Some(query) = &options.query {
        let found = serve::search(pages, &Query::parse(query), usize::MAX, true, lexicon)?;
        if let Some(problem) = &found.problem {
            anyhow::bail!("the query `{query}` cannot be read as it is: {problem}");
        }
        wanted.extend(found.hits.iter().map(|hit| hit.citation.report.clone()));
    }
    let is_all = options.reports.is_empty() && options.actor.is_none() && options.query.is_none();
    let mut found = BTreeMap::new();
    let mut offset = 0;
    loop {
        let reports = pages.reports(REPORTS_A_PAGE, offset)?;
        for report in reports.iter() {
            if !wanted.remove(&report.id) && !is_all {
                continue;
            }
            found.insert((report.id.len(), report.id.clone()), report.clone());
        }
        offset += reports.len();
        if reports.len() < REPORTS_A_PAGE {
            break;
        }
    }
    if let Some(unknown) = wanted.first() {
        anyhow::bail!("no report `{unknown}` is in the record\nhint: reports have ids such as `R3`");
    }
    Ok(found)
}

fn archive<W: Write>(
    store: &Store,
    reports: &BTreeMap<(usize, String), ReportLine>,
    lexicon: &Lexicon,
    (out, name, is_packed): (W, &str, bool),
) -> anyhow::Result<(W, Written)> {
    let reference = publish::Reference::from(lexicon);
    let mut archive = warc::Archive::begin(out, name, &clock::now(), is_packed)?;
    let (mut written, mut done) = (Written::default(), BTreeSet::new());
    for report in reports.values() {
        if !reference.may_link(report.outlet.as_deref()) {
            written.n_of_group_media += 1;
            continue;
        }
        let Some(captured) = store.captured(&report.id)? else {
            written.n_erased += 1;
            continue;
        };
        written.n_reports += 1;
        if !done.insert(captured.sha256.clone()) {
            continue;
        }
        let indexed = archive.capture(&report.id, &captured)?;
        // A page is entered where its reader entered: at the first step.
        if let Some(first) = indexed.first() {
            written.pages.push(Page {
                url: first.url.clone(),
                at: first.at.clone(),
                title: report.title.clone(),
                report: report.id.clone(),
            });
        }
        written.index.extend(indexed);
    }
    Ok((archive.finish()?, written))
}

fn say(written: &Written, console: &mut Console) {
    let Written { n_reports, n_of_group_media, n_erased, index, .. } = written;
    console.note(format_args!("{n_reports} reports, {} captured answers and files", index.len()));
    if *n_of_group_media > 0 {
        console.note(format_args!("{n_of_group_media} reports of armed groups' own media left out"));
    }
    if *n_erased > 0 {
        console.note(format_args!("{n_erased} erased reports have nothing to give"));
    }
}
