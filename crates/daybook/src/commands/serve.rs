//! `daybook serve`: the record as pages.
use super::Ending;
use crate::cli::Serve;
use crate::config::Settings;
use crate::console::Console;
use crate::{overlay, pipeline};
use anyhow::Context as _;
use lexicon::Lexicon;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

pub(super) fn run(options: &Serve, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    serve(options.listen.unwrap_or(settings.listen), settings, lexicon, console)
}

/// Serves a data directory until the program is told to end; prints the address once it listens.
pub(super) fn serve(
    address: SocketAddr,
    settings: &Settings,
    lexicon: Lexicon,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on `{address}`\nhint: another program may use the port; name another with `--listen`")
    })?;
    let address = listener.local_addr().context("the listener has no address")?;
    if !address.ip().is_loopback() {
        console.warn("there is no login: everybody who can reach this address can read the pages");
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
