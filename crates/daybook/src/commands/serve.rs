//! `daybook serve`: the record as pages.
use super::{Ending, add};
use crate::cli::Serve;
use crate::config::{Settings, UsageError};
use crate::console::{Console, plain};
use crate::input::Source;
use crate::overlay;
use crate::pipeline::{self, Outcome, Stages};
use anyhow::Context as _;
use lexicon::Lexicon;
use model::{Published, PublishedFrom};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use store::Store;

/// A shorter token could be guessed: 20 letters and digits of chance are more than 100 bits.
const SHORTEST_TOKEN: usize = 20;

pub(super) fn run(options: &Serve, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let intake = intake(options, settings)?;
    serve(options.listen.unwrap_or(settings.listen), settings, lexicon, intake, console)
}

/// How reports are added on the pages, unless that is switched off.
pub(super) fn intake(options: &Serve, settings: &Settings) -> anyhow::Result<Option<serve::Intake>> {
    if options.read_only {
        return Ok(None);
    }
    let token = options.token_file.as_deref().map(read_token).transpose()?;
    let settings = settings.clone();
    let add: serve::AddReports = Arc::new(move |handed, told| {
        add_handed(handed, &settings, told).map_err(|error| plain(&format!("{error:#}")))
    });
    let max_bytes = usize::try_from(read::MAX_BYTES).context("the limit of a report's bytes")?;
    Ok(Some(serve::Intake { add, may_fetch: !options.no_fetch, token, max_bytes }))
}

fn read_token(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read the token from `{shown}`"))?;
    let token = text.lines().next().unwrap_or("").trim();
    if token.chars().count() < SHORTEST_TOKEN {
        return Err(UsageError(format!(
            "the first line of `{shown}` has {} characters, and a token has at least {SHORTEST_TOKEN}\nhint: make one that nobody guesses, for example with `openssl rand -hex 16`",
            token.chars().count()
        ))
        .into());
    }
    Ok(token.to_owned())
}

/// The same way into the record as `daybook add`: its limits, its batches, its one writer.
fn add_handed(
    handed: serve::Handed,
    settings: &Settings,
    told: &mut dyn FnMut(serve::Told),
) -> anyhow::Result<()> {
    let given = read::Given {
        published: handed.published.map(|date| Published { date, from: PublishedFrom::Option }),
        source: handed.source,
        url: handed.url.clone(),
        title: handed.title,
    };
    let sources = match handed.url {
        Some(url) if handed.documents.is_empty() => [Source::address(url, given)].into(),
        _ => {
            let of = |document: serve::HandedDocument| {
                Source::handed(file_name(&document.name), document.bytes, document.media_type, given.clone())
            };
            handed.documents.into_iter().map(of).collect()
        }
    };
    let stages = Stages::new(settings)?;
    let store = Store::open(&settings.data)?;
    add::add_and_tell(&store, sources, &stages, settings.wait, |outcome| told(told_of(outcome)))
}

/// The name without folders, which some browsers send; a name says what format it is.
fn file_name(name: &str) -> String {
    let name = plain(name.rsplit(['/', '\\']).next().unwrap_or(""));
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

fn told_of(outcome: Outcome) -> serve::Told {
    let ending = match outcome.ending {
        pipeline::Ending::Added(id) => serve::Became::Added(id),
        pipeline::Ending::Known(id) => serve::Became::Known(id),
        pipeline::Ending::Reread(id) => serve::Became::Reread(id),
        pipeline::Ending::Failed(refusal) => serve::Became::Failed(refusal.code, plain(&refusal.message)),
    };
    serve::Told { label: plain(&outcome.label), ending }
}

/// Serves a data directory until the program is told to end; prints the address once it listens.
pub(super) fn serve(
    address: SocketAddr,
    settings: &Settings,
    lexicon: Lexicon,
    intake: Option<serve::Intake>,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on `{address}`\nhint: another program may use the port; name another with `--listen`")
    })?;
    let address = listener.local_addr().context("the listener has no address")?;
    if !address.ip().is_loopback() {
        console.warn("there is no login: everybody who can reach this address can read the pages");
        if intake.as_ref().is_some_and(|intake| intake.token.is_none()) {
            console.note("reports cannot be added on the pages: that needs `--token-file` here");
        }
    }
    console.line(format_args!("http://{address}/"))?;
    console.flush()?;
    console.note("press Ctrl-C to end");
    let past: serve::MakePast = {
        let settings = settings.clone();
        Arc::new(move |store, as_of, folder| {
            let stages = pipeline::Stages::new(&settings).map_err(|error| format!("{error:#}"))?;
            pipeline::past(store, as_of, folder, &stages).map_err(|error| format!("{error:#}"))
        })
    };
    let state = serve::State {
        past: Some(past),
        operator: settings.operator.clone(),
        intake,
        ..serve::State::new(settings.data.clone(), Arc::new(lexicon))
    };
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server's threads")?;
    runtime.block_on(serve::run(listener, state, told_to_end()))?;
    Ok(Ending::Done)
}

/// Ctrl-C, or the signal with which service managers end a program.
async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
