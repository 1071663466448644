//! How much reporting the findings rest on. Counts of events follow reporting, not only what happened.
use jiff::civil::Date;
use model::dossier::ActorDossier;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How much reporting there is, and whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Reports that name the group.
    pub reports: usize,
    /// Independent origins: copies of one text, cut or edited ones too, are one.
    pub origins: usize,
    /// Events.
    pub events: usize,
    /// Events that rest on one origin only.
    pub events_of_one_origin: usize,
    /// First day of publication.
    pub first_published: Option<Date>,
    /// Last day of publication.
    pub last_published: Option<Date>,
    /// Reports without a day of publication.
    pub reports_undated: usize,
    /// Outlets, most reports first, then by name.
    pub outlets: Vec<OutletCount>,
    /// Reports whose outlet is not known.
    pub reports_without_outlet: usize,
}

/// An outlet and its reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletCount {
    /// The outlet.
    pub outlet: String,
    /// Its reports that name the group.
    pub reports: usize,
}

pub(crate) fn coverage(dossier: &ActorDossier) -> Coverage {
    let reports = &dossier.reports;
    let days = || reports.iter().filter_map(|report| report.published);
    let outlets = outlets(dossier);
    let with_outlet = outlets.iter().map(|outlet| outlet.reports).sum::<usize>();
    Coverage {
        reports: reports.len(),
        origins: reports.iter().map(|report| &report.origin).collect::<BTreeSet<_>>().len(),
        events: dossier.events.len(),
        events_of_one_origin: dossier.events.iter().filter(|event| event.n_origins <= 1).count(),
        first_published: days().min(),
        last_published: days().max(),
        reports_undated: reports.len() - days().count(),
        outlets,
        reports_without_outlet: reports.len() - with_outlet,
    }
}

fn outlets(dossier: &ActorDossier) -> Vec<OutletCount> {
    let mut by_name: BTreeMap<&String, usize> = BTreeMap::new();
    for outlet in dossier.reports.iter().filter_map(|report| report.outlet.as_ref()) {
        *by_name.entry(outlet).or_default() += 1;
    }
    let count = |(outlet, reports): (&String, usize)| OutletCount { outlet: outlet.clone(), reports };
    let mut outlets = by_name.into_iter().map(count).collect::<Vec<_>>();
    outlets.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| a.outlet.cmp(&b.outlet)));
    outlets
}
