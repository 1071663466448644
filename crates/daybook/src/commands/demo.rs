//! `daybook demo`: the built-in reports become a record, a backgrounder and pages, without any file beside the program.
use super::{Ending, add, brief, serve};
use crate::cli::Demo;
use crate::config::Settings;
use crate::console::Console;
use crate::input::{self, Known};
use crate::pipeline::Stages;
use crate::{clock, overlay};
use anyhow::Context as _;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use store::Store;

/// File name and content of every built-in report, sorted (made by `build.rs` from the folder `demo`).
const REPORTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/demo.rs"));

/// The group that the built-in reports are about, by its id in the lexicon.
const GROUP: &str = "is-k";

pub(super) fn run(options: &Demo, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let folder = fresh_folder(options.dir.as_deref())?;
    console.note(format_args!(
        "making a record of {} built-in reports in `{}`",
        REPORTS.len(),
        folder.display()
    ));
    let settings = &Settings { data: folder.join("record"), ..settings.clone() };
    let n_failed = build(&folder, settings, console)?;
    let lexicon = overlay::load(settings)?;
    for path in brief::write_all(GROUP, &folder, settings, &lexicon)? {
        console.line(path.display())?;
    }
    console.flush()?;
    if !options.no_serve {
        let any_free_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let intake = serve::intake(&crate::cli::Serve::default(), settings)?;
        serve::serve(options.listen.unwrap_or(any_free_port), settings, lexicon, intake, console)?;
    }
    Ok(if n_failed == 0 { Ending::Done } else { Ending::SomeFailed })
}

/// Lays the reports out as files, as a reader of the demo would have them, and adds them as `daybook add` does. Gives how
/// many could not be added.
fn build(folder: &Path, settings: &Settings, console: &Console) -> anyhow::Result<usize> {
    let reports = folder.join("reports");
    fs::create_dir_all(&reports).with_context(|| format!("cannot make `{}`", reports.display()))?;
    for (name, text) in REPORTS {
        let path = reports.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let (sources, _) = input::sources(&[reports.display().to_string()], &Known::default(), None)?;
    let stages = Stages::new(settings)?;
    let store = Store::open(&settings.data)?;
    let tally = add::add(&store, sources, &stages, settings, &mut console.without_data())?;
    console.note(tally.summary());
    let counts = store.pages()?.counts()?;
    console.note(format_args!(
        "{} reports, {} events, {} actors, {} statements",
        counts.reports, counts.events, counts.actors, counts.statements
    ));
    Ok(tally.n_failed)
}

/// The folder that was named, which must be new or empty, or a new one among the temporary files.
fn fresh_folder(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let folder = named.map_or_else(temporary, Path::to_owned);
    let shown = folder.display().to_string();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder `{shown}`"))?;
    let mut entries = fs::read_dir(&folder).with_context(|| format!("cannot read the folder `{shown}`"))?;
    if entries.next().is_some() {
        return Err(super::usage(format!("`{shown}` is not empty\nhint: name a new folder with `--dir`")));
    }
    folder.canonicalize().with_context(|| format!("cannot find the folder `{shown}`"))
}

fn temporary() -> PathBuf {
    let now = clock::now().replace([':', '-'], "");
    std::env::temp_dir().join(format!("daybook-demo-{now}-{}", std::process::id()))
}
