//! What was typed, the environment and the configuration file become settings. Nothing is required.
use crate::cli::{AsOfArgument, Global};
use anyhow::Context as _;
use serde::Deserialize;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A command that cannot be meant as it was typed: exit code 2.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// The configuration file: every key is optional, an unknown one is an error.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    lexicon: Option<PathBuf>,
    listen: Option<SocketAddr>,
    who: Option<String>,
    wait_seconds: Option<u64>,
    contact: Option<String>,
    interests: Option<String>,
}

/// Where `serve` listens unless told otherwise: loopback, because pages are for this machine until somebody decides.
const LISTEN: &str = "127.0.0.1:8470";

/// How long a second writer waits, in seconds: longer than the commit of one batch takes.
const WAIT_SECONDS: u64 = 10;

/// What holds for this run.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The data directory.
    pub(crate) data: PathBuf,
    /// The overlay's folder, if there is one.
    pub(crate) lexicon: Option<PathBuf>,
    /// Where `serve` listens.
    pub(crate) listen: SocketAddr,
    /// How long to wait for another writer.
    pub(crate) wait: Duration,
    /// How to reach who runs the record, and what readers should know of their interests: for its pages.
    pub(crate) operator: serve::Operator,
    /// Who judges, unless told otherwise.
    pub(crate) who: Option<String>,
    /// The past state to be shown.
    pub(crate) as_of: Option<AsOfArgument>,
    /// JSON instead of text.
    pub(crate) json: bool,
    /// The configuration file that was read.
    pub(crate) config: Option<PathBuf>,
}

impl Settings {
    /// Options win over the environment, the environment over the file, the file over defaults.
    pub(crate) fn new(global: &Global) -> anyhow::Result<Self> {
        let (config, file) = read_file(global.config.as_deref())?;
        let data = match global.data.clone().or(file.data) {
            Some(data) => data,
            None => default_data()?,
        };
        let lexicon = match global.lexicon.clone().or(file.lexicon) {
            Some(folder) if !folder.is_dir() => {
                let shown = folder.display();
                anyhow::bail!(
                    "no folder `{shown}` for the lexicon's overlay\nhint: make it, or leave `--lexicon` out"
                )
            }
            Some(folder) => Some(folder),
            None => Some(data.join("lexicon")).filter(|folder| folder.is_dir()),
        };
        let listen = match file.listen {
            Some(listen) => listen,
            None => LISTEN.parse().context("the default address")?,
        };
        let wait = Duration::from_secs(global.wait.or(file.wait_seconds).unwrap_or(WAIT_SECONDS));
        let operator = serve::Operator { contact: file.contact, interests: file.interests };
        Ok(Self {
            data,
            lexicon,
            listen,
            wait,
            operator,
            who: file.who,
            as_of: global.asof,
            json: global.json,
            config,
        })
    }
}

/// The file named on the command line or in `DAYBOOK_CONFIG` must be there; the default one need not.
fn read_file(named: Option<&Path>) -> anyhow::Result<(Option<PathBuf>, File)> {
    let (path, is_required) = match named {
        Some(path) => (path.to_owned(), true),
        None => match default_config() {
            Some(path) => (path, false),
            None => return Ok((None, File::default())),
        },
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((Some(path.clone()), parse(&text, &path)?)),
        Err(error) if !is_required && error.kind() == std::io::ErrorKind::NotFound => {
            Ok((None, File::default()))
        }
        Err(error) => {
            Err(error).with_context(|| format!("cannot read the configuration `{}`", path.display()))
        }
    }
}

fn parse(text: &str, path: &Path) -> anyhow::Result<File> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        let why = error.message();
        anyhow::anyhow!("configuration `{}` line {line}: {why}\nhint: keys are listed in `docs/reference/configuration.md`", path.display())
    })
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from)
}

fn default_config() -> Option<PathBuf> {
    let folder = variable("XDG_CONFIG_HOME")
        .or_else(|| variable("APPDATA"))
        .or_else(|| Some(variable("HOME")?.join(".config")))?;
    Some(folder.join("daybook").join("config.toml"))
}

fn default_data() -> anyhow::Result<PathBuf> {
    let home = || variable("HOME");
    let folder = if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Application Support"))
    } else if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else {
        variable("XDG_DATA_HOME").or_else(|| Some(home()?.join(".local/share")))
    };
    let folder = folder.context("no home folder is known\nhint: name a data directory with `--data`")?;
    Ok(folder.join("daybook"))
}

/// The keys of the configuration file, as the reader itself lists them when it meets an unknown one.
#[cfg(test)]
pub(crate) fn keys() -> Vec<String> {
    let message = toml::from_str::<File>("unknown = 1").expect_err("no such key").message().to_owned();
    let (_, listed) = message.split_once("expected one of ").expect("the keys are listed");
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_and_none_is_required() {
        let text = "data = \"/d\"\nlexicon = \"/l\"\nlisten = \"127.0.0.1:1\"\nwait_seconds = 3\n";
        let file = parse(text, Path::new("c.toml")).expect("a configuration");
        assert_eq!((file.data, file.lexicon), (Some(PathBuf::from("/d")), Some(PathBuf::from("/l"))));
        assert_eq!((file.listen.map(|address| address.port()), file.wait_seconds), (Some(1), Some(3)));
        assert!(parse("", Path::new("c.toml")).expect("an empty file").data.is_none());
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error =
            parse("wait_seconds = 3\ndatta = \"x\"\n", Path::new("c.toml")).expect_err("a typing error");
        let message = error.to_string();
        assert!(
            message.contains("`c.toml` line 2") && message.contains("`datta`") && message.contains("`data`"),
            "{message}"
        );
    }
}
