//! `daybook lexicon check`.
use super::Ending;
use crate::config::Settings;
use crate::console::Console;
use crate::overlay;
use serde_json::json;

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
    for finding in &findings {
        console.line(finding)?;
    }
    let n_actors = lexicon.actors.all().count();
    console.line(format_args!(
        "{n_actors} actors, {} findings, digest {}",
        findings.len(),
        lexicon.digest()
    ))?;
    Ok(Ending::Done)
}
