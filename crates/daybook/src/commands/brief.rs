//! `daybook publish brief`: a backgrounder in up to three forms.
use super::Ending;
use crate::cli::{Brief, BriefFormat};
use crate::config::Settings;
use crate::console::Console;
use crate::{overlay, pipeline};
use anyhow::Context as _;
use lexicon::Lexicon;
use model::dossier::ActorDossier;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn run(options: &Brief, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let pages = super::pages(settings)?;
    let dossier = super::find_actor(&pages, &options.actor)?;
    let release = release(options)?;
    check_custody(&dossier, settings)?;
    let mut brief = pipeline::brief(&pages, &dossier, &options.stronghold.stronghold, &lexicon)?;
    if let Some(release) = release {
        brief = brief.released(release);
    }
    if brief.status == publish::Status::Draft {
        console.note("this is a draft: what is open stands at its head");
    }
    match (&options.out, options.format) {
        (Some(folder), format) => {
            let stem = stem(&dossier);
            for path in write(&brief, format.unwrap_or(BriefFormat::All), folder, &stem)? {
                console.line(path.display())?;
            }
        }
        (None, Some(BriefFormat::All)) => {
            return Err(super::usage("`--format all` writes three files\nhint: name a folder with `--out`"));
        }
        (None, format) => console.raw(&form(&brief, format.unwrap_or(BriefFormat::Md)))?,
    }
    Ok(Ending::Done)
}

/// Two persons decide to publish what is not cleared, and say why.
fn release(options: &Brief) -> anyhow::Result<Option<publish::Release>> {
    let names = options.release_by.iter().map(|name| name.trim()).collect::<Vec<_>>();
    let reason = options.because.as_deref().unwrap_or("").trim().trim_end_matches('.').to_owned();
    match names[..] {
        [] => Ok(None),
        [one, other]
            if !one.is_empty()
                && !other.is_empty()
                && one.to_lowercase() != other.to_lowercase()
                && !reason.is_empty() =>
        {
            Ok(Some(publish::Release { by: [one.to_owned(), other.to_owned()], reason }))
        }
        _ => Err(super::usage(format!(
            "found {} for `--release-by`, expected two persons and a reason\nhint: `--release-by A --release-by B --because REASON`",
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// Nothing is published that rests on bytes which are not the ones that were kept; nobody can decide otherwise.
fn check_custody(dossier: &ActorDossier, settings: &Settings) -> anyhow::Result<()> {
    let store = store::Store::open_read_only(&settings.data)?;
    let problems = store.check_reports(dossier.reports.iter().map(|report| report.id.as_str()))?;
    anyhow::ensure!(
        problems.is_empty(),
        "nothing is published: the original bytes of {} of {} reports are not as they were kept: {}\nhint: `daybook verify` names everything that differs; restore a backup",
        problems.len(),
        dossier.reports.len(),
        problems.iter().take(3).cloned().collect::<Vec<_>>().join("; ")
    );
    Ok(())
}

/// Writes a backgrounder about an actor of the record into a folder; gives the files.
pub(super) fn write_all(
    actor: &str,
    folder: &Path,
    settings: &Settings,
    lexicon: &Lexicon,
) -> anyhow::Result<Vec<PathBuf>> {
    let pages = super::pages(settings)?;
    let dossier = super::find_actor(&pages, actor)?;
    check_custody(&dossier, settings)?;
    let brief = pipeline::brief(&pages, &dossier, &[], lexicon)?;
    write(&brief, BriefFormat::All, folder, &stem(&dossier))
}

fn write(
    brief: &publish::Brief,
    format: BriefFormat,
    folder: &Path,
    stem: &str,
) -> anyhow::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let write_one = |format: BriefFormat| {
        let path = folder.join(format!("{stem}.{}", extension(format)));
        fs::write(&path, form(brief, format))
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(path)
    };
    match format {
        BriefFormat::All => {
            [BriefFormat::Html, BriefFormat::Md, BriefFormat::Json].into_iter().map(write_one).collect()
        }
        one => Ok(vec![write_one(one)?]),
    }
}

fn form(brief: &publish::Brief, format: BriefFormat) -> String {
    match format {
        BriefFormat::Html => brief.html(),
        BriefFormat::Md | BriefFormat::All => brief.markdown(),
        BriefFormat::Json => brief.json(),
    }
}

const fn extension(format: BriefFormat) -> &'static str {
    match format {
        BriefFormat::Html => "html",
        BriefFormat::Md | BriefFormat::All => "md",
        BriefFormat::Json => "json",
    }
}

/// `brief-is-k`: by the lexicon's id, which does not change from record to record; else by the minted one.
fn stem(dossier: &ActorDossier) -> String {
    let id = dossier.actor.lexicon_id.as_deref().unwrap_or(&dossier.actor.id);
    let safe = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
    format!("brief-{}", id.chars().map(safe).collect::<String>().to_lowercase())
}
