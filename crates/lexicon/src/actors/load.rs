//! Reads actors from their files, lays the overlay over the shipped entries and checks references.
use super::{ActorEntry, Alias, AliasForm};
use crate::Error;
use crate::files::{File, Files};
use crate::letters::plain;
use crate::outlets::{OutletEntry, OutletScale};
use crate::table::{Row, rows};
use model::ActorKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

type Entries = BTreeMap<String, ActorEntry>;

/// Every actor by id, and the outlets among them.
pub(super) fn entries(files: &mut Files) -> Result<(Entries, Vec<OutletEntry>), Error> {
    let shipped = changes(&files.shipped(is_actor_file))?;
    let overlay = changes(&files.overlay(is_actor_file))?;
    let mut loaded = BTreeMap::new();
    for change in shipped {
        put_shipped(&mut loaded, change)?;
    }
    for file in files.shipped(|path| path == OTHER_NAMES) {
        add_names(&mut loaded, &file)?;
    }
    let mut n_listed = 0_usize;
    for (id, change) in once_each(overlay)? {
        let is_listed = LISTS.contains(&change.at().path.as_str());
        let note = apply(&mut loaded, &id, change)?;
        // A list has hundreds of entries: how many there are says enough.
        if is_listed {
            n_listed += 1;
        } else {
            files.note(note);
        }
    }
    if n_listed > 0 {
        files.note(format!("{n_listed} entries of a list ({})", LISTS.join(", ")));
    }
    for file in files.overlay(|path| path == OTHER_NAMES) {
        let n_rows = add_names(&mut loaded, &file)?;
        files.note(format!("names of {n_rows} actors ({OTHER_NAMES})"));
    }
    check_references(&loaded)?;
    let outlets = loaded.values_mut().filter_map(|one| one.outlet.take()).collect();
    Ok((loaded.into_iter().map(|(id, one)| (id, one.entry)).collect(), outlets))
}

/// An entry with where it stands and what it refers to.
struct Loaded {
    entry: ActorEntry,
    outlet: Option<OutletEntry>,
    at: Position,
    references: Vec<Reference>,
}

#[derive(Clone)]
struct Position {
    path: String,
    line: Option<usize>,
}

impl Position {
    fn error(&self, message: impl Into<String>) -> Error {
        Error::new(&self.path, self.line, message)
    }

    fn shown(&self) -> String {
        self.line.map_or_else(|| format!("`{}`", self.path), |line| format!("`{}` line {line}", self.path))
    }
}

struct Reference {
    role: &'static str,
    id: String,
    line: Option<usize>,
}

/// What a file says about one id.
enum Change {
    Put(Box<Loaded>),
    Delete { id: String, at: Position },
}

impl Change {
    fn id(&self) -> &str {
        match self {
            Self::Put(loaded) => &loaded.entry.id,
            Self::Delete { id, .. } => id,
        }
    }

    fn at(&self) -> &Position {
        match self {
            Self::Put(loaded) => &loaded.at,
            Self::Delete { at, .. } => at,
        }
    }
}

fn twice(id: &str, at: &Position, first: &Position) -> Error {
    at.error(format!("found the id `{id}` a second time, first in {}, expected every id once", first.shown()))
}

fn put_shipped(loaded: &mut BTreeMap<String, Loaded>, change: Change) -> Result<(), Error> {
    match change {
        Change::Delete { id, at } => {
            Err(at.error(format!("found the deletion of `{id}`, expected deletions only in an overlay")))
        }
        Change::Put(one) => match loaded.get(&one.entry.id) {
            Some(first) => Err(twice(&one.entry.id, &one.at, &first.at)),
            None => {
                loaded.insert(one.entry.id.clone(), *one);
                Ok(())
            }
        },
    }
}

fn once_each(overlay: Vec<Change>) -> Result<BTreeMap<String, Change>, Error> {
    let mut once: BTreeMap<String, Change> = BTreeMap::new();
    for change in overlay {
        if let Some(first) = once.get(change.id()) {
            return Err(twice(change.id(), change.at(), first.at()));
        }
        once.insert(change.id().to_owned(), change);
    }
    Ok(once)
}

fn apply(loaded: &mut BTreeMap<String, Loaded>, id: &str, change: Change) -> Result<String, Error> {
    match change {
        Change::Put(one) => {
            let verb = if loaded.contains_key(id) { "replaced" } else { "added" };
            let note = format!("{verb} `{id}` ({})", one.at.path);
            loaded.insert(id.to_owned(), *one);
            Ok(note)
        }
        Change::Delete { at, .. } => match loaded.remove(id) {
            Some(_) => Ok(format!("deleted `{id}` ({})", at.path)),
            None => Err(at
                .error(format!("found the deletion of `{id}`, expected the id of a shipped entry"))
                .hint("`daybook lexicon check` lists the shipped ids; remove the deletion where the entry is gone")),
        },
    }
}

fn check_references(loaded: &BTreeMap<String, Loaded>) -> Result<(), Error> {
    for one in loaded.values() {
        if let Some(dangling) = one.references.iter().find(|reference| !loaded.contains_key(&reference.id)) {
            let message =
                format!("found the {} `{}`, expected the id of an entry", dangling.role, dangling.id);
            return Err(Error::new(&one.at.path, dangling.line.or(one.at.line), message)
                .hint("add the entry, correct the id, or replace this entry in the overlay"));
        }
    }
    Ok(())
}

/// Tables that `daybook lexicon import` makes of a list.
const LISTS: [&str; 2] = ["actors/un_sc.csv", "actors/un_sc_persons.csv"];

/// Further names of actors that have an entry elsewhere.
const OTHER_NAMES: &str = "actors/other_names.csv";

/// Adds the names of a table to the entries that they belong to; how many rows it has.
fn add_names(loaded: &mut BTreeMap<String, Loaded>, file: &File) -> Result<usize, Error> {
    let rows = rows(file, &super::listing::OTHER_NAMES_HEADER)?;
    for row in &rows {
        let id = row.text("id")?;
        let one = loaded
            .get_mut(&id)
            .ok_or_else(|| row.error(format!("found names of `{id}`, expected the id of an entry")))?;
        for name in row.list("aliases") {
            if !one.entry.aliases.iter().any(|known| plain(&known.name) == plain(&name)) {
                one.entry.aliases.push(alias(&name, AliasForm::Name));
            }
        }
        one.entry.sources.push(row.text("source")?);
    }
    Ok(rows.len())
}

fn is_actor_file(path: &str) -> bool {
    is_group(path) || TABLES.iter().any(|table| table.path == path)
}

fn is_group(path: &str) -> bool {
    path.starts_with("actors/groups/") && path.ends_with(".toml")
}

/// A table of entries: its path, its columns and how a row becomes a change.
struct Table {
    path: &'static str,
    columns: &'static [&'static str],
    read: fn(&Row) -> Result<Change, Error>,
}

const TABLES: &[Table] = &[
    Table {
        path: "actors/states.csv",
        columns: &["id", "name", "iso2", "demonyms", "capitals", "governments", "aliases", "source"],
        read: state,
    },
    Table {
        path: "actors/organisations.csv",
        columns: &["id", "kind", "name", "aliases", "country", "source"],
        read: organisation,
    },
    Table {
        path: "actors/persons.csv",
        columns: &["id", "name", "aliases", "role", "affiliation", "since", "until", "status", "source"],
        read: person,
    },
    Table {
        path: "actors/ucdp.csv",
        columns: &["id", "name", "kind", "aliases", "weak", "bare", "context", "countries", "source"],
        read: listed,
    },
    Table { path: "actors/un_sc.csv", columns: &super::listing::ENTITIES_HEADER, read: listed },
    Table { path: "actors/un_sc_persons.csv", columns: &super::listing::PERSONS_HEADER, read: listed_person },
    Table {
        path: "sources/outlets.csv",
        columns: &["id", "name", "aliases", "country", "language", "scale", "party", "source"],
        read: outlet,
    },
    Table { path: "actors/deleted.csv", columns: &["id"], read: deletion },
    Table { path: "sources/deleted.csv", columns: &["id"], read: deletion },
];

fn changes(files: &[File]) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for file in files {
        match TABLES.iter().find(|table| table.path == file.path) {
            Some(table) => {
                for row in rows(file, table.columns)? {
                    changes.push((table.read)(&row)?);
                }
            }
            None => changes.push(group(file)?),
        }
    }
    Ok(changes)
}

fn deletion(row: &Row) -> Result<Change, Error> {
    Ok(Change::Delete { id: row.text("id")?, at: position(row) })
}

fn position(row: &Row) -> Position {
    Position { path: row.path.clone(), line: Some(row.line) }
}

/// An entry with what every table has: id, name, source.
fn blank(row: &Row, kind: ActorKind) -> Result<ActorEntry, Error> {
    let id = row.text("id")?;
    check_id(&id, &position(row))?;
    Ok(ActorEntry {
        id,
        name: row.text("name")?,
        short: None,
        kind,
        aliases: Vec::new(),
        countries: Vec::new(),
        parents: Vec::new(),
        since: None,
        until: None,
        demonyms: Vec::new(),
        capitals: Vec::new(),
        role: None,
        affiliation: None,
        status: None,
        party: None,
        sources: vec![row.text("source")?],
        note: None,
    })
}

/// Completes an entry of a table: its names become aliases.
fn put(row: &Row, mut entry: ActorEntry, aliases: &[String]) -> Change {
    let names = std::iter::once(&entry.name).chain(aliases);
    entry.aliases = names.map(|name| alias(name, AliasForm::Name)).collect();
    let references = [("affiliation", &entry.affiliation), ("party", &entry.party)]
        .into_iter()
        .filter_map(|(role, id)| Some(Reference { role, id: id.clone()?, line: Some(row.line) }))
        .collect();
    Change::Put(Box::new(Loaded { entry, outlet: None, at: position(row), references }))
}

fn state(row: &Row) -> Result<Change, Error> {
    let mut entry = blank(row, ActorKind::State)?;
    entry.countries = countries(row, "iso2")?;
    entry.demonyms = row.list("demonyms");
    entry.capitals = row.list("capitals");
    let mut change = put(row, entry, &row.list("aliases"));
    if let Change::Put(loaded) = &mut change {
        let entry = &mut loaded.entry;
        let demonyms = entry.demonyms.iter().map(|name| alias(name, AliasForm::Demonym));
        let capitals = entry.capitals.iter().map(|name| alias(name, AliasForm::Capital));
        let governments = row.list("governments");
        let governments = governments.iter().map(|name| alias(name, AliasForm::Government));
        let further: Vec<Alias> = demonyms.chain(capitals).chain(governments).collect();
        entry.aliases.extend(further);
    }
    Ok(change)
}

fn organisation(row: &Row) -> Result<Change, Error> {
    let word = row.text("kind")?;
    let kind = ActorKind::parse(&word).filter(|kind| ORGANISATION_KINDS.contains(kind)).ok_or_else(|| {
        let known = ORGANISATION_KINDS.map(ActorKind::as_str).join("`, `");
        row.error(format!("found the kind `{word}`, expected one of `{known}`"))
    })?;
    let mut entry = blank(row, kind)?;
    entry.countries = countries(row, "country")?;
    Ok(put(row, entry, &row.list("aliases")))
}

const ORGANISATION_KINDS: [ActorKind; 5] = [
    ActorKind::StateForce,
    ActorKind::GovernmentBody,
    ActorKind::InternationalOrganisation,
    ActorKind::Media,
    ActorKind::Organisation,
];

/// A group of a list that has no entry kept by hand. Its name counts only where it stands under one of the three kinds of
/// names, too.
fn listed(row: &Row) -> Result<Change, Error> {
    let word = row.text("kind")?;
    let kind = ActorKind::parse(&word).filter(|kind| LISTED_KINDS.contains(kind)).ok_or_else(|| {
        let known = LISTED_KINDS.map(ActorKind::as_str).join("`, `");
        row.error(format!("found the kind `{word}`, expected one of `{known}`"))
    })?;
    let mut entry = blank(row, kind)?;
    entry.countries = countries(row, "countries")?;
    let context = row.list("context");
    if !row.list("weak").is_empty() && context.is_empty() {
        return Err(row.error("found nothing in `context`, expected words for the names under `weak`"));
    }
    let strong = row.list("aliases").into_iter().map(|name| alias(&name, AliasForm::Name));
    let conditional = |name: &String, needs_context: Vec<String>| Alias {
        case_exact: true,
        weak: true,
        needs_context,
        ..alias(name, AliasForm::Name)
    };
    let weak = row.list("weak").into_iter().map(|name| conditional(&name, context.clone()));
    let bare = row.list("bare").into_iter().map(|name| conditional(&name, Vec::new()));
    entry.aliases = strong.chain(weak).chain(bare).collect();
    Ok(Change::Put(Box::new(Loaded { entry, outlet: None, at: position(row), references: Vec::new() })))
}

const LISTED_KINDS: [ActorKind; 4] =
    [ActorKind::ArmedGroup, ActorKind::Population, ActorKind::GovernmentBody, ActorKind::Organisation];

/// A person of whom a list says no more than that it lists him.
fn listed_person(row: &Row) -> Result<Change, Error> {
    let mut entry = blank(row, ActorKind::Person)?;
    entry.status = Some("listed".to_owned());
    Ok(put(row, entry, &row.list("aliases")))
}

fn person(row: &Row) -> Result<Change, Error> {
    let mut entry = blank(row, ActorKind::Person)?;
    entry.role = one_of(row, "role", &["leader", "founder", "spokesman", "commander", "official"])?;
    entry.status = one_of(row, "status", &["leader", "official", "listed", "convicted"])?;
    entry.affiliation = row.optional("affiliation");
    entry.since = row.optional("since");
    entry.until = row.optional("until");
    check_dates(&entry.since, &entry.until, &position(row))?;
    Ok(put(row, entry, &row.list("aliases")))
}

fn outlet(row: &Row) -> Result<Change, Error> {
    let mut entry = blank(row, ActorKind::Media)?;
    entry.countries = countries(row, "country")?;
    entry.party = row.optional("party");
    let word = row.text("scale")?;
    let scale = OutletScale::parse(&word).ok_or_else(|| {
        row.error(format!(
            "found the scale `{word}`, expected one of `international`, `national`, `regional`, `other`"
        ))
    })?;
    let outlet = OutletEntry {
        id: entry.id.clone(),
        name: entry.name.clone(),
        aliases: row.list("aliases"),
        country: entry.countries.first().cloned(),
        language: row.optional("language"),
        scale,
        party: entry.party.clone(),
        sources: entry.sources.clone(),
    };
    let mut change = put(row, entry, &outlet.aliases);
    if let Change::Put(loaded) = &mut change {
        loaded.outlet = Some(outlet);
    }
    Ok(change)
}

fn one_of(row: &Row, column: &str, words: &[&str]) -> Result<Option<String>, Error> {
    let word = row.text(column)?;
    if words.contains(&word.as_str()) {
        return Ok(Some(word));
    }
    Err(row.error(format!("found the {column} `{word}`, expected one of `{}`", words.join("`, `"))))
}

fn countries(row: &Row, column: &str) -> Result<Vec<String>, Error> {
    let codes = row.list(column);
    check_countries(&codes, &position(row))?;
    Ok(codes)
}

fn check_countries(codes: &[String], at: &Position) -> Result<(), Error> {
    match codes.iter().find(|code| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase())) {
        Some(wrong) => Err(at.error(format!(
            "found the country `{wrong}`, expected two capital letters of ISO 3166-1 such as `AF`"
        ))),
        None => Ok(()),
    }
}

/// Ids are written into links and file names.
fn check_id(id: &str, at: &Position) -> Result<(), Error> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !id.is_empty() && id.bytes().all(good) {
        return Ok(());
    }
    Err(at.error(format!("found the id `{id}`, expected lower-case letters, digits and hyphens")))
}

/// A name of a table, and every name whose case the file leaves open.
fn alias(name: &str, form: AliasForm) -> Alias {
    Alias {
        name: name.to_owned(),
        case_exact: is_short_acronym(name),
        weak: false,
        needs_context: Vec::new(),
        lang: None,
        since: None,
        until: None,
        form,
    }
}

/// Up to four letters, all capitals, with or without dots: "IS", "U.S.", "IS-K". Longer ones are no words of a language.
const ACRONYM_LETTERS: usize = 4;

fn is_short_acronym(name: &str) -> bool {
    let letters: Vec<char> = name.chars().filter(|part| part.is_alphabetic()).collect();
    let rest_is_punctuation =
        name.chars().all(|part| part.is_alphabetic() || matches!(part, '.' | '-' | '\u{2010}'..='\u{2014}'));
    let all_capitals = letters.iter().all(|letter| letter.is_uppercase());
    rest_is_punctuation && all_capitals && (1..=ACRONYM_LETTERS).contains(&letters.len())
}

/// `2014`, `2014-06` or `2014-06-29`.
fn is_date(date: &str) -> bool {
    let full = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    full.len() == 10 && full.parse::<jiff::civil::Date>().is_ok()
}

fn check_dates(since: &Option<String>, until: &Option<String>, at: &Position) -> Result<(), Error> {
    if let Some(wrong) = [since, until].into_iter().flatten().find(|date| !is_date(date)) {
        return Err(at.error(format!("found the date `{wrong}`, expected `2014`, `2014-06` or `2014-06-29`")));
    }
    if let (Some(since), Some(until)) = (since, until) {
        let shared = since.len().min(until.len());
        if until[..shared] < since[..shared] {
            return Err(at.error(format!("found `until` {until} before `since` {since}, expected it after")));
        }
    }
    Ok(())
}

/// A file of `actors/groups/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    id: Spanned<String>,
    #[serde(default)]
    delete: bool,
    name: Option<String>,
    short: Option<String>,
    kind: Option<Spanned<String>>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    parents: Vec<Spanned<String>>,
    since: Option<Spanned<String>>,
    until: Option<Spanned<String>>,
    #[serde(default)]
    sources: Vec<String>,
    note: Option<String>,
    #[serde(default)]
    alias: Vec<AliasTable>,
}

/// One `[[alias]]` of a group.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasTable {
    name: Spanned<String>,
    case: Option<Spanned<String>>,
    #[serde(default)]
    weak: bool,
    #[serde(default)]
    needs_context: Vec<String>,
    lang: Option<String>,
    since: Option<String>,
    until: Option<String>,
}

fn group(file: &File) -> Result<Change, Error> {
    let read: GroupFile = toml::from_str(&file.content).map_err(|error| {
        let line = error.span().map(|span| line_of(file, span.start));
        Error::new(&file.path, line, error.message().to_owned())
    })?;
    let at = at(file, &read.id);
    let id = read.id.get_ref();
    check_id(id, &at)?;
    if file.path != format!("actors/groups/{id}.toml") {
        return Err(at.error(format!("found the id `{id}`, expected the name of its file")));
    }
    if read.delete {
        return Ok(Change::Delete { id: id.clone(), at });
    }
    Ok(Change::Put(Box::new(group_entry(file, read, at)?)))
}

fn group_entry(file: &File, read: GroupFile, position: Position) -> Result<Loaded, Error> {
    let missing = |key: &str| position.error(format!("expected the key `{key}`"));
    let name = read.name.clone().filter(|name| !name.trim().is_empty()).ok_or_else(|| missing("name"))?;
    let kind = group_kind(file, read.kind.as_ref().ok_or_else(|| missing("kind"))?)?;
    if read.sources.is_empty() {
        return Err(missing("sources").hint("name at least one source for the entry's facts"));
    }
    check_countries(&read.countries, &position)?;
    for date in [&read.since, &read.until].into_iter().flatten() {
        check_dates(&Some(date.get_ref().clone()), &None, &at(file, date))?;
    }
    let (since, until) = (read.since.map(Spanned::into_inner), read.until.map(Spanned::into_inner));
    check_dates(&since, &until, &position)?;
    let aliases = group_aliases(file, &name, read.short.as_deref(), &read.alias)?;
    let line = |id: &Spanned<String>| Some(line_of(file, id.span().start));
    let reference =
        |id: &Spanned<String>| Reference { role: "parent", id: id.get_ref().clone(), line: line(id) };
    let references = read.parents.iter().map(reference).collect();
    let entry = ActorEntry {
        id: read.id.into_inner(),
        name,
        short: read.short,
        kind,
        aliases,
        countries: read.countries,
        parents: read.parents.into_iter().map(Spanned::into_inner).collect(),
        since,
        until,
        demonyms: Vec::new(),
        capitals: Vec::new(),
        role: None,
        affiliation: None,
        status: None,
        party: None,
        sources: read.sources,
        note: read.note,
    };
    Ok(Loaded { entry, outlet: None, at: position, references })
}

fn group_kind(file: &File, word: &Spanned<String>) -> Result<ActorKind, Error> {
    ActorKind::parse(word.get_ref()).ok_or_else(|| {
        let known = ActorKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join("`, `");
        at(file, word).error(format!("found the kind `{}`, expected one of `{known}`", word.get_ref()))
    })
}

/// The aliases of a group; its canonical and short names are among them, as the file writes them out or as they are.
fn group_aliases(
    file: &File,
    name: &str,
    short: Option<&str>,
    tables: &[AliasTable],
) -> Result<Vec<Alias>, Error> {
    let written = tables.iter().map(|table| group_alias(file, table)).collect::<Result<Vec<_>, _>>()?;
    let missing = std::iter::once(name)
        .chain(short)
        .filter(|name| !written.iter().any(|one| plain(&one.name) == plain(name)));
    Ok(missing.map(|name| alias(name, AliasForm::Name)).chain(written.iter().cloned()).collect())
}

fn group_alias(file: &File, table: &AliasTable) -> Result<Alias, Error> {
    let name = table.name.get_ref();
    let position = at(file, &table.name);
    if name.trim().is_empty() {
        return Err(position.error("found an empty alias, expected a name"));
    }
    check_dates(&table.since, &table.until, &position)?;
    let mut alias = alias(name, AliasForm::Name);
    if let Some(case) = &table.case {
        alias.case_exact = match case.get_ref().as_str() {
            "exact" => true,
            "fold" => false,
            other => {
                return Err(
                    at(file, case).error(format!("found the case `{other}`, expected `exact` or `fold`"))
                );
            }
        };
    }
    alias.weak = table.weak;
    alias.needs_context.clone_from(&table.needs_context);
    alias.lang.clone_from(&table.lang);
    alias.since.clone_from(&table.since);
    alias.until.clone_from(&table.until);
    Ok(alias)
}

fn at(file: &File, value: &Spanned<String>) -> Position {
    Position { path: file.path.to_string(), line: Some(line_of(file, value.span().start)) }
}

/// The line of a byte, counted from 1.
fn line_of(file: &File, byte: usize) -> usize {
    file.content.as_bytes().iter().take(byte).filter(|one| **one == b'\n').count() + 1
}
