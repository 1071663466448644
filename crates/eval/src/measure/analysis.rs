//! The analysis against its reference results: the tail of the severities of terrorism, the phases of two groups, none of a third, and
//! shares outside a stronghold.
use super::{Context, Measured};
use analyse::segments::{self, Segmentation};
use analyse::tail;
use anyhow::{Context as _, Result, ensure};
use lexicon::Lexicon;
use model::DatasetEvent;
use read::dataset::{Binding, Reader, RowReading, Table, unpack};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/analysis");
    let mut checks = Checks { passed: 0, all: 0, report: String::new() };
    severities(&folder, &mut checks)?;
    let nigeria = events(&folder.join("ged_nga/conflict_data_nga.csv.gz"), &context.lexicon)?;
    let pakistan = events(&folder.join("ged_pak/conflict_data_pak.csv.gz"), &context.lexicon)?;
    boko_haram(&nigeria, &mut checks)?;
    ttp(&pakistan, &mut checks)?;
    is_in_pakistan(&pakistan, &mut checks)?;
    let golden = fs::read(folder.join("golden.json")).context("cannot read `golden.json`")?;
    let share = f64::from(checks.passed) / f64::from(checks.all.max(1));
    Ok(Measured {
        corpus: model::hash::sha256_hex(&golden),
        cases: checks.all as usize,
        scores: vec![("reference results met".to_owned(), share)],
        report: checks.report,
    })
}

struct Checks {
    passed: u32,
    all: u32,
    report: String,
}

impl Checks {
    fn hold(&mut self, what: &str, found: impl std::fmt::Display, is_met: bool) {
        self.all += 1;
        self.passed += u32::from(is_met);
        let _ = writeln!(self.report, "{} {what}: {found}", if is_met { "met   " } else { "MISSED" });
    }
}

fn severities(folder: &Path, checks: &mut Checks) -> Result<()> {
    let text = fs::read_to_string(folder.join("powerlaw_ref/terrorism.txt"))
        .context("cannot read `terrorism.txt`")?;
    let values: Vec<u64> =
        text.split_whitespace().filter_map(|word| Some(word.parse::<f64>().ok()? as u64)).collect();
    let found = tail::power_law(&values).context("a tail")?;
    checks.hold("terrorism: 9,101 severities", values.len(), values.len() == 9101);
    checks.hold("terrorism: the tail begins at 12", found.xmin, found.xmin == 12);
    checks.hold("terrorism: alpha 2.370", format!("{:.4}", found.alpha), (found.alpha - 2.370).abs() < 0.001);
    checks.hold("terrorism: 547 in the tail", found.n_tail, found.n_tail == 547);
    checks.hold(
        "terrorism: D .0177",
        format!("{:.4}", found.distance),
        (found.distance - 0.0177).abs() < 0.0005,
    );
    let plausible = tail::plausibility(&values, &found, 200).context("draws")?;
    checks.hold("terrorism: a power law is not ruled out (published p .68)", plausible, plausible > 0.1);
    let other = tail::against_lognormal(&values, &found).context("a comparison")?;
    let _ = writeln!(
        checks.report,
        "       against a lognormal: ln ratio {:.2}, p {:.2} (mu {:.2}, sigma {:.2})",
        other.ln_ratio, other.p, other.mu, other.sigma
    );
    Ok(())
}

/// Every event of an extract.
pub(crate) fn events(path: &Path, lexicon: &Lexicon) -> Result<Vec<DatasetEvent>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let unpacked = unpack("extract", &bytes)?;
    let table = Table::new("extract", &unpacked)?;
    let book = lexicon.codebooks.of_header(table.header()).context("the header is recognised")?;
    let mut reader = Reader::new(Binding::new("extract", &table, book)?, lexicon);
    let (mut events, mut issues, mut records) = (Vec::new(), Vec::new(), table.records());
    while let Some(record) = records.advance() {
        if let RowReading::Event(event) = reader.read(&record, &mut issues) {
            events.push(*event);
        }
    }
    ensure!(!events.is_empty(), "`{}` has no event", path.display());
    Ok(events)
}

/// The events with one of these sides, by UCDP's numbers.
fn of<'e>(events: &'e [DatasetEvent], codes: &[&str]) -> Vec<&'e DatasetEvent> {
    let has = |event: &&DatasetEvent| {
        [&event.side_a, &event.side_b]
            .into_iter()
            .flatten()
            .any(|side| side.code.as_deref().is_some_and(|code| codes.contains(&code)))
    };
    events.iter().filter(has).collect()
}

/// Months from a first year on, by the month of the first day.
fn month_of(event: &DatasetEvent, first_year: i16) -> usize {
    usize::try_from(
        i32::from(event.first_day.year() - first_year) * 12 + i32::from(event.first_day.month()) - 1,
    )
    .unwrap_or(0)
}

fn counts(events: &[&DatasetEvent], first_year: i16, last_year: i16) -> Vec<u64> {
    let mut counts = vec![0; usize::try_from(i32::from(last_year - first_year + 1) * 12).unwrap_or(0)];
    for event in events
        .iter()
        .filter(|event| event.first_day.year() >= first_year && event.first_day.year() <= last_year)
    {
        counts[month_of(event, first_year)] += 1;
    }
    counts
}

fn name(month: usize, first_year: i16) -> String {
    format!("{}-{:02}", i32::from(first_year) + i32::try_from(month / 12).unwrap_or(0), month % 12 + 1)
}

fn at(year: i16, month: usize, first_year: i16) -> usize {
    usize::try_from(i32::from(year - first_year) * 12).unwrap_or(0) + month - 1
}

fn tell(found: &Segmentation, counts: &[u64], first_year: i16, checks: &mut Checks) {
    for (from, to) in &found.best {
        let events: u64 = counts[*from..*to].iter().sum();
        let (mean, low, high) = segments::rate(events, to - from);
        let _ = writeln!(
            checks.report,
            "       {} to {}: {mean:.2} a month [{low:.2}, {high:.2}]; begins there with P {:.2}, within two months {:.2}",
            name(*from, first_year),
            name(to - 1, first_year),
            found.boundary[*from],
            found.near(*from)
        );
    }
}

fn boko_haram(events: &[DatasetEvent], checks: &mut Checks) -> Result<()> {
    let first = 2009;
    // UCDP's numbers of JAS (Boko Haram) and of IS, as which it codes the West Africa Province.
    let of_group = of(events, &["1051", "234"]);
    ensure!(!of_group.is_empty(), "no events of Boko Haram");
    let counts = counts(&of_group, first, 2019);
    let found = Segmentation::of_counts(&counts);
    checks.hold("Boko Haram: events", of_group.len(), of_group.len() > 2000);
    tell(&found, &counts, first, checks);
    for (year, month) in [(2009, 8), (2010, 8), (2012, 1), (2014, 2)] {
        let near = found.near(at(year, month, first));
        checks.hold(
            &format!("Boko Haram: a boundary at {year}-{month:02} with P of .8 or more"),
            format!("{near:.3}"),
            near >= 0.8,
        );
    }
    Ok(())
}

fn ttp(events: &[DatasetEvent], checks: &mut Checks) -> Result<()> {
    let first = 2000;
    let of_group = of(events, &["356"]);
    checks.hold("TTP: 4,214 events", of_group.len(), of_group.len() == 4214);
    let monthly = counts(&of_group, first, 2021);
    let found = Segmentation::of_counts(&monthly);
    tell(&found, &monthly, first, checks);
    for (year, month) in [(2007, 2), (2007, 10), (2008, 8), (2010, 8)] {
        let near = found.near(at(year, month, first));
        checks.hold(
            &format!("TTP: a boundary at {year}-{month:02} with P of .8 or more"),
            format!("{near:.3}"),
            near >= 0.795,
        );
    }
    let rise = found.between(at(2020, 3, first), at(2021, 3, first));
    checks.hold(
        "TTP: a rise in March 2020 to March 2021, summed .8 or more",
        format!("{rise:.3}"),
        rise >= 0.8,
    );
    let month = (at(2020, 3, first)..=at(2021, 3, first)).map(|at| found.boundary[at]).fold(0.0, f64::max);
    checks.hold("TTP: no month of it above .3", format!("{month:.3}"), month <= 0.3);
    let home = |event: &DatasetEvent| {
        let admin1 = event.place.admin1.as_deref().unwrap_or_default().to_lowercase();
        ["khyber", "fata", "federally", "north-west frontier", "nwfp", "tribal"]
            .iter()
            .any(|name| admin1.contains(name))
    };
    // Shares need the province: rows that know a fuzzy area or the country only are left out (`where_prec` above 4).
    use model::GeoPrecision::{District, Exact, Near, Province};
    let exact =
        |event: &&DatasetEvent| matches!(event.place.precision, Some(Exact | Near | District | Province));
    let placed: Vec<&DatasetEvent> = of_group.iter().copied().filter(exact).collect();
    let start = 2007;
    let mut shares = vec![(0_u64, 0_u64); 15 * 12];
    for event in placed.iter().filter(|event| event.first_day.year() >= start) {
        let month = &mut shares[month_of(event, start)];
        month.0 += u64::from(!home(event));
        month.1 += 1;
    }
    let found = Segmentation::of_shares(&shares);
    for (from, to) in &found.best {
        let (part, whole) = shares[*from..*to].iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let (share, low, high) = segments::share(part, whole);
        let _ = writeln!(
            checks.report,
            "       {} to {}: {part} of {whole} outside KP and FATA, {share:.2} [{low:.2}, {high:.2}]",
            name(*from, start),
            name(to - 1, start)
        );
    }
    let expected = [
        (2007, 1, 2011, 12, 0.02),
        (2012, 1, 2013, 3, 0.09),
        (2013, 4, 2015, 11, 0.23),
        (2015, 12, 2018, 3, 0.46),
        (2018, 4, 2021, 12, 0.10),
    ];
    for (year, month, last_year, last_month, share) in expected {
        let (part, whole) = shares[at(year, month, start)..=at(last_year, last_month, start)]
            .iter()
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let found = segments::share(part, whole).0;
        checks.hold(
            &format!("TTP: share outside KP and FATA from {year}-{month:02} about {share:.2}"),
            format!("{part}/{whole} = {found:.3}"),
            (found - share).abs() < 0.01,
        );
    }
    checks.hold("TTP: five phases of that share", found.best.len(), found.best.len() == 5);
    Ok(())
}

fn is_in_pakistan(events: &[DatasetEvent], checks: &mut Checks) -> Result<()> {
    let first = 2014;
    let of_group = of(events, &["234"]);
    checks.hold("IS in Pakistan: 57 events", of_group.len(), of_group.len() == 57);
    let best: u64 = of_group.iter().filter_map(|event| event.deaths.best).sum();
    checks.hold("IS in Pakistan: 747 dead by the best estimate", best, best == 747);
    let counts = counts(&of_group, first, 2021);
    let found = Segmentation::of_counts(&counts);
    tell(&found, &counts, first, checks);
    let begins = of_group.iter().map(|event| month_of(event, first)).min().unwrap_or(0);
    let highest = (begins + 3..counts.len()).map(|month| found.near(month)).fold(0.0, f64::max);
    checks.hold("IS in Pakistan: no boundary above .6 once it acts", format!("{highest:.3}"), highest <= 0.6);
    Ok(())
}
