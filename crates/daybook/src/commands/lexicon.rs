//! `daybook lexicon`: look after the names and words.
use super::Ending;
use crate::cli::{Geonames, UnSc};
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::overlay;
use anyhow::Context as _;
use lexicon::Explanation;
use lexicon::actors::listing::{self, ListEntry};
use lexicon::places::geonames::{self, Wanted};
use read::un_list::{Listed, ListedKind, NameQuality};
use serde_json::json;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// Findings of one code that are printed.
const SHOWN: usize = 20;

/// Loading is the check; what loads but deserves a second look is listed and does not fail.
pub(super) fn check(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let findings = lexicon.check();
    if settings.json {
        let shown = |finding: &lexicon::Finding| json!({ "code": finding.code, "id": finding.id, "message": finding.message });
        let findings = findings.iter().map(shown).collect::<Vec<_>>();
        console.line(
            json!({ "digest": lexicon.digest(), "overridden": lexicon.overridden(), "findings": findings }),
        )?;
        return Ok(Ending::Done);
    }
    for change in lexicon.overridden() {
        console.line(format_args!("overlay: {change}"))?;
    }
    let mut n_of: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for finding in &findings {
        let n = n_of.entry(&finding.code).or_default();
        *n += 1;
        if *n <= SHOWN {
            console.line(finding)?;
        }
    }
    for (code, n) in n_of.iter().filter(|(_, n)| **n > SHOWN) {
        console.line(format_args!("{code}: {} more; `--json` has all", n - SHOWN))?;
    }
    let n_actors = lexicon.actors.all().count();
    console.line(format_args!(
        "{n_actors} actors, {} findings, digest {}",
        findings.len(),
        lexicon.digest()
    ))?;
    Ok(Ending::Done)
}

/// What a name would match, and why.
pub(super) fn explain(name: &str, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let explanation = lexicon.explain(name);
    if settings.json {
        console.line(serde_json::to_string(&explanation)?)?;
    } else {
        text(&explanation, console)?;
    }
    Ok(Ending::Done)
}

fn text(found: &Explanation, console: &mut Console) -> anyhow::Result<()> {
    console.line(format_args!(
        "`{}` is compared as `{}`; its consonants are `{}`",
        one_line(&found.name),
        one_line(&found.folded),
        found.skeleton
    ))?;
    for one in &found.actors {
        console.line(format_args!("actor {} ({}, {}), as `{}`", one.id, one.name, one.kind, one.alias))?;
        if one.conditions.is_empty() {
            console.line("    counts wherever it stands as whole words")?;
        }
        for condition in &one.conditions {
            console.line(format_args!("    {condition}"))?;
        }
        for source in &one.sources {
            console.line(format_args!("    source: {}", one_line(source)))?;
        }
    }
    match found.found_alone.as_slice() {
        [] => console.line("alone in a text it names nobody")?,
        ids => console.line(format_args!("alone in a text it names {}", ids.join(", ")))?,
    }
    for one in &found.alike {
        let word = if one.is_same {
            "the same name, written otherwise"
        } else {
            "perhaps the same name: a question"
        };
        console.line(format_args!("like `{}` of {}: {word}", one.alias, one.id))?;
    }
    for one in &found.places {
        let point = one.point.map_or("no point".to_owned(), |(north, east)| format!("{north:.4}, {east:.4}"));
        console.line(format_args!(
            "place {} ({}, {}{}, {}), population {}, {point}",
            one.id,
            one.name,
            one.admin1.as_deref().map(|admin1| format!("{admin1}, ")).unwrap_or_default(),
            one.country,
            one.precision,
            if one.population == 0 { "not known".to_owned() } else { one.population.to_string() }
        ))?;
    }
    if let Some(outlet) = &found.outlet {
        console.line(format_args!("outlet {outlet}"))?;
    }
    for trigger in &found.triggers {
        console.line(format_args!("trigger {trigger}"))?;
    }
    Ok(())
}

/// Lines of a dump that cannot be read before the command gives up: it was given another file.
const BROKEN_LINES: usize = 1_000;

/// Most bytes of a list: the Security Council's has two million.
const LIST_BYTES: u64 = 64 << 20;

/// Makes tables of actors of the Security Council's list.
pub(super) fn import_un_sc(
    options: &UnSc,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let told = || format!("cannot read `{}`", options.path.display());
    let mut xml = String::new();
    File::open(&options.path)
        .with_context(told)?
        .take(LIST_BYTES + 1)
        .read_to_string(&mut xml)
        .with_context(told)?;
    anyhow::ensure!(
        xml.len() as u64 <= LIST_BYTES,
        "`{}` has more than {LIST_BYTES} bytes, expected a list of names",
        options.path.display()
    );
    let list = read::un_list::un_list(&options.path.to_string_lossy(), &xml)?;
    for left_out in &list.left_out {
        console.error(format!("`{}`: left out: {left_out}", options.path.display()));
    }
    let day = list.generated.map_or_else(|| "day not given".to_owned(), |day| day.to_string());
    let is_person = |listed: &Listed| listed.kind == ListedKind::Individual;
    let wanted = list.entries.iter().filter(|listed| options.persons || !is_person(listed));
    let entries: Vec<ListEntry> = wanted
        .map(|listed| ListEntry {
            reference: listed.reference.clone(),
            is_person: is_person(listed),
            name: listed.name.clone(),
            names: listed
                .names
                .iter()
                .filter(|name| name.quality != NameQuality::Low)
                .map(|name| name.name.clone())
                .collect(),
            source: format!(
                "UN {} ({day}), list of the Security Council ({})",
                listed.reference, listed.list
            ),
        })
        .collect();
    let tables = listing::tables(&lexicon::Lexicon::shipped()?, &entries);
    let folder = match (&options.out, &settings.lexicon) {
        (Some(folder), _) | (None, Some(folder)) => folder.clone(),
        (None, None) => settings.data.join("lexicon"),
    };
    write_table(&folder, "actors/un_sc.csv", &listing::ENTITIES_HEADER, &tables.entities)?;
    write_table(&folder, "actors/other_names.csv", &listing::OTHER_NAMES_HEADER, &tables.other_names)?;
    if options.persons {
        write_table(&folder, "actors/un_sc_persons.csv", &listing::PERSONS_HEADER, &tables.persons)?;
    }
    console.line(format_args!(
        "list of {day}: {} entries; {} groups and bodies and {} persons added, names added to {} actors of the lexicon, {} names left out, in `{}`",
        list.entries.len(),
        tables.entities.len(),
        tables.persons.len(),
        tables.other_names.len(),
        tables.n_names_left_out,
        folder.display()
    ))?;
    if !tables.ambiguous.is_empty() {
        console.note(format_args!(
            "names of several actors of the lexicon, so not taken: {}",
            tables.ambiguous.join(", ")
        ));
    }
    console.note("a list tells who was listed on its day: read it anew when it changes");
    Ok(if list.left_out.is_empty() { Ending::Done } else { Ending::SomeFailed })
}

/// Writes a table of an overlay beside its place and moves it there when it is whole; a table without rows is no file.
fn write_table<const N: usize>(
    folder: &Path,
    path: &str,
    header: &[&str; N],
    rows: &[[String; N]],
) -> anyhow::Result<()> {
    let target = folder.join(path);
    let told = || format!("cannot write `{}`", target.display());
    if rows.is_empty() {
        return match fs::remove_file(&target) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).with_context(told),
            Ok(()) | Err(_) => Ok(()),
        };
    }
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).with_context(told)?;
    }
    let unfinished = target.with_extension("csv.part");
    let mut table = csv::Writer::from_path(&unfinished).with_context(told)?;
    table.write_record(header).with_context(told)?;
    for row in rows {
        table.write_record(row).with_context(told)?;
    }
    table.flush().with_context(told)?;
    fs::rename(&unfinished, &target).with_context(told)
}

/// Makes `places/geonames.csv` of a dump, line by line.
pub(super) fn import_geonames(
    options: &Geonames,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let lexicon = lexicon::Lexicon::shipped()?;
    let provinces = lexicon.places.provinces_by_code();
    let wanted = Wanted { countries: options.countries.clone(), min_population: options.min_population };
    let target = match (&options.out, &settings.lexicon) {
        (Some(out), _) => out.clone(),
        (None, Some(folder)) => folder.join("places/geonames.csv"),
        (None, None) => settings.data.join("lexicon/places/geonames.csv"),
    };
    let told = || format!("cannot write `{}`", target.display());
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).with_context(told)?;
    }
    // Beside its place, and moved there when it is whole.
    let unfinished = target.with_extension("csv.part");
    let mut out = BufWriter::new(File::create(&unfinished).with_context(told)?);
    writeln!(out, "{}", geonames::HEADER).with_context(told)?;
    let mut counted = Counted::default();
    let read = each_line(&options.path, &mut |number, line| {
        match geonames::row(line, &wanted, &provinces) {
            Ok(Some(row)) => {
                counted.n_kept += 1;
                writeln!(out, "{row}").with_context(told)?;
            }
            Ok(None) => counted.n_passed += 1,
            Err(why) => {
                counted.n_broken += 1;
                console.error(format!("`{}` line {number}: {why}", options.path.display()));
                anyhow::ensure!(
                    counted.n_broken < BROKEN_LINES,
                    "`{}` has {BROKEN_LINES} lines that cannot be read\nhint: give a dump of GeoNames, such as `allCountries.txt` or `AF.txt`",
                    options.path.display()
                );
            }
        }
        Ok(())
    });
    if let Err(error) = read {
        drop(out);
        let _ = fs::remove_file(&unfinished);
        return Err(error);
    }
    out.flush().with_context(told)?;
    fs::rename(&unfinished, &target).with_context(told)?;
    console.line(format_args!(
        "{} settlements in `{}`, {} other lines passed, {} broken",
        counted.n_kept,
        target.display(),
        counted.n_passed,
        counted.n_broken
    ))?;
    console.note("GeoNames is CC BY 4.0: name it where you publish its points");
    Ok(if counted.n_broken == 0 { Ending::Done } else { Ending::SomeFailed })
}

#[derive(Default)]
struct Counted {
    n_kept: usize,
    n_passed: usize,
    n_broken: usize,
}

/// What is done with the number and the text of a line.
type EachLine<'l> = dyn FnMut(usize, &str) -> anyhow::Result<()> + 'l;

/// Calls `each` with every line of a text file, or of the largest `.txt` in a ZIP archive.
fn each_line(path: &Path, each: &mut EachLine<'_>) -> anyhow::Result<()> {
    let told = || format!("cannot read `{}`", path.display());
    let mut file = File::open(path).with_context(told)?;
    let mut magic = [0; 4];
    let n_read = file.read(&mut magic).with_context(told)?;
    let file = File::open(path).with_context(told)?;
    if n_read == magic.len() && magic == *b"PK\x03\x04" {
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).with_context(told)?;
        let mut largest: Option<(u64, usize)> = None;
        for at in 0..archive.len() {
            let entry = archive.by_index(at).with_context(told)?;
            let is_text = entry.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with(".txt"));
            if is_text && largest.is_none_or(|(size, _)| entry.size() > size) {
                largest = Some((entry.size(), at));
            }
        }
        let (_, at) = largest.with_context(|| format!("no `.txt` in the archive `{}`", path.display()))?;
        return lines(BufReader::new(archive.by_index(at).with_context(told)?), each).with_context(told);
    }
    lines(BufReader::new(file), each).with_context(told)
}

fn lines(mut reader: impl BufRead, each: &mut EachLine<'_>) -> anyhow::Result<()> {
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        number += 1;
        let line = String::from_utf8_lossy(&bytes);
        each(number, line.trim_end_matches(['\r', '\n']))?;
    }
}
