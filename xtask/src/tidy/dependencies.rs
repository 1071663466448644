//! The direction of dependencies between crates, and who may have the heavy ones.
use super::{File, Finding};
use anyhow::{Context as _, Result};

/// What each crate may depend on. A crate that is not listed is a finding: decide where it stands first.
///
/// `publish` knows `analyse` because findings are what it prints; the other stages are strangers to each other.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("lexicon", &["model"]),
    ("read", &["model", "lexicon"]),
    ("language", &["model"]),
    ("extract", &["model", "lexicon", "language"]),
    ("resolve", &["model", "lexicon"]),
    ("analyse", &["model", "lexicon"]),
    ("publish", &["model", "lexicon", "analyse"]),
    ("store", &["model"]),
    ("serve", &["model", "lexicon", "store", "analyse", "publish"]),
    ("fetch", &[]),
    (
        "daybook",
        &[
            "model", "lexicon", "language", "read", "extract", "resolve", "analyse", "publish", "store",
            "serve", "fetch",
        ],
    ),
    ("eval", &["model", "lexicon", "language", "read", "extract", "resolve", "analyse", "publish"]),
    ("xtask", &["model", "lexicon", "language", "read", "publish"]),
];

/// Tests of these crates may use one more: the record's tests need events, and `resolve` makes them.
const TESTS_MAY_USE: &[(&str, &str)] = &[("store", "resolve")];

/// Dependencies from elsewhere that belong to one or two crates.
const OWNED: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("ureq", &["fetch"]),
    ("reqwest", &[]),
    ("axum", &["serve"]),
    ("tokio", &["serve", "daybook"]),
    ("clap", &["daybook", "eval"]),
    ("anyhow", &["daybook", "eval", "xtask"]),
    ("trafilatura", &["read"]),
];

/// The findings in the manifests of the workspace's members.
///
/// # Errors
/// Where a manifest is no TOML.
pub(super) fn check(files: &[File]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in files {
        let Some(folder) = file.path.strip_suffix("/Cargo.toml") else { continue };
        let folder_name = folder.rsplit('/').next().unwrap_or(folder);
        let manifest: toml::Table =
            toml::from_str(&file.text).with_context(|| format!("cannot read `{}`", file.path))?;
        let name =
            manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
        if name != Some(folder_name) {
            findings.push(Finding::new(&file.path, 0, "the crate is not named as its folder"));
        }
        findings.extend(of_crate(&file.path, folder_name, &manifest));
    }
    Ok(findings)
}

fn of_crate(path: &str, name: &str, manifest: &toml::Table) -> Vec<Finding> {
    let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
        return vec![Finding::new(
            path,
            0,
            format!("`{name}` has no place in the direction of dependencies"),
        )];
    };
    let is_ours = |name: &str| MAY_USE.iter().any(|(known, _)| *known == name);
    let mut findings = Vec::new();
    let platforms = manifest.get("target").and_then(toml::Value::as_table);
    let of_platforms = platforms.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    let tables: Vec<&toml::Table> = of_platforms.chain([manifest]).collect();
    for (section, of_tests) in
        [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
    {
        let sections = tables.iter().filter_map(|table| table.get(section)?.as_table());
        for other in sections.flat_map(toml::Table::keys) {
            let for_tests = of_tests && TESTS_MAY_USE.contains(&(name, other));
            if is_ours(other) && !allowed.contains(&other.as_str()) && !for_tests {
                findings.push(Finding::new(path, 0, format!("`{name}` must not depend on `{other}`")));
            }
            let owners = OWNED.iter().find(|(owned, _)| owned == other).map(|(_, owners)| *owners);
            if owners.is_some_and(|owners| !owners.contains(&name)) {
                findings.push(Finding::new(
                    path,
                    0,
                    format!("`{other}` belongs to other crates than `{name}`"),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn found(name: &str, manifest: &str) -> Vec<String> {
        let text = format!("[package]\nname = \"{name}\"\n{manifest}");
        let files = [file(&format!("crates/{name}/Cargo.toml"), &text)];
        check(&files).expect("TOML").into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_stage_must_not_know_another() {
        assert_eq!(
            found("extract", "[dependencies]\nmodel = { workspace = true }\nresolve = { workspace = true }"),
            ["`extract` must not depend on `resolve`"]
        );
        assert_eq!(found("store", "[dev-dependencies]\nresolve = \"1\"\nextract = \"1\"").len(), 1);
    }

    #[test]
    fn heavy_dependencies_have_an_owner() {
        assert_eq!(
            found("serve", "[dependencies]\nrusqlite = \"1\""),
            ["`rusqlite` belongs to other crates than `serve`"]
        );
        assert_eq!(found("read", "[target.'cfg(unix)'.dependencies]\nrusqlite = \"1\"").len(), 1);
        assert_eq!(found("fetch", "[dependencies]\nureq = \"3\""), [""; 0]);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(found("network", ""), ["`network` has no place in the direction of dependencies"]);
        let files = [file("crates/store/Cargo.toml", "[package]\nname = \"record\"")];
        assert_eq!(check(&files).expect("TOML").len(), 1);
    }
}
