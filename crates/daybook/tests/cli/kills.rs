//! Killed at random moments of adding, judging and making anew, with a torn log and a second writer beside, the record holds everything that
//! was acknowledged, and nothing half.
//!
//! The ordinary tests do one in a hundred of what `cargo xtask faults` does with 2,000, which runs this test with other numbers. What is done
//! when follows from a seed; how far the program has come when it is killed does not. A failure names the seed and the kill.
use crate::{daybook, done, run};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Kills in the ordinary tests.
const KILLS: u64 = 20;
/// Kills after which a new record is begun.
const KILLS_A_RECORD: u64 = 25;
/// Reports that one run adds; where more kills are asked for than the ordinary tests do, several batches.
const REPORTS: u64 = 40;
const REPORTS_AT_NIGHT: u64 = 160;
/// Reports that a second writer adds.
const REPORTS_BESIDE: u64 = 3;

const PLACES: [&str; 12] = [
    "Kabul",
    "Herat",
    "Kunduz",
    "Peshawar",
    "Quetta",
    "Karachi",
    "Mosul",
    "Baghdad",
    "Maiduguri",
    "Gao",
    "Mogadishu",
    "Aleppo",
];

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// What a run of the program does until it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    Adding,
    Judging,
    Rebuilding,
    /// The last judgement is taken back.
    TakingBack,
}

/// A record with what it has said that it holds.
struct Record {
    folder: tempfile::TempDir,
    data: PathBuf,
    inboxes: Vec<PathBuf>,
    reports: BTreeSet<String>,
    judgements: BTreeSet<String>,
    n_reports: u64,
    /// Reports that a run adds.
    batch: u64,
}

impl Record {
    fn new(batch: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("record");
        let (inboxes, reports, judgements) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        Self { folder, data, inboxes, reports, judgements, n_reports: 0, batch }
    }

    /// A folder with so many new reports, each of an attack that others tell as well.
    fn inbox(&mut self, reports: u64, random: &mut Random) -> PathBuf {
        let inbox = self.folder.path().join(format!("inbox-{}", self.inboxes.len()));
        fs::create_dir(&inbox).unwrap();
        for _ in 0..reports {
            self.n_reports += 1;
            let (year, day, dead) = (2004 + random.below(20), 1 + random.below(27), 2 + random.below(40));
            let (month, place) = (random.below(12) as usize, PLACES[random.below(12) as usize]);
            let text = format!(
                "---\npublished: {year}-{:02}-{:02}\nsource: Outlet {}\n---\nGunmen killed {dead} people at a market in {place} on {} {day}, police said.\n",
                month + 1,
                day + 1,
                self.n_reports,
                MONTHS[month],
            );
            fs::write(inbox.join(format!("{:05}.md", self.n_reports)), text).unwrap();
        }
        self.inboxes.push(inbox.clone());
        inbox
    }

    fn start(&mut self, doing: Doing, out: &Path, random: &mut Random) -> Child {
        let mut command = daybook(&self.data);
        let why = ["--who", "A. Analyst", "--because", "a test"];
        match doing {
            Doing::Adding => {
                let inbox = self.inbox(self.batch, random);
                command.args(["add", "--quiet"]).arg(inbox)
            }
            Doing::Judging => {
                let word = ["same", "different", "unsure"][random.below(3) as usize];
                let (one, other) = (1 + random.below(60), 1 + random.below(60));
                command.args(["judge", word, &format!("E{one}"), &format!("E{other}")]).args(why)
            }
            Doing::TakingBack => {
                let last = self.judgements.len().max(1);
                command.args(["judge", "undo", &format!("J{last}")]).args(why)
            }
            Doing::Rebuilding => command.args(["rebuild", "--quiet"]),
        };
        command.stdout(fs::File::create(out).unwrap()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Takes down what a run has acknowledged: whole lines only.
    fn take(&mut self, doing: Doing, out: &Path) {
        let said = fs::read_to_string(out).unwrap();
        for line in said.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            match doing {
                Doing::Adding if !line.starts_with("failed") => {
                    self.reports.extend(line.trim_end().splitn(3, ' ').nth(2).map(str::to_owned));
                }
                Doing::Judging | Doing::TakingBack if line.starts_with('J') => {
                    self.judgements.extend(line.split_whitespace().next().map(str::to_owned));
                }
                _ => {}
            }
        }
    }

    /// A frame of the log that was being written when the machine stopped: what stands behind the last commit means nothing.
    fn tear(&self, random: &mut Random) {
        let log = self.data.join("daybook.sqlite-wal");
        if log.exists() {
            let torn: Vec<u8> = (0..1 + random.below(9000)).map(|_| random.below(256) as u8).collect();
            OpenOptions::new().append(true).open(log).unwrap().write_all(&torn).unwrap();
        }
    }

    /// Everything that was acknowledged is there.
    fn check(&self) {
        let known = self.inboxes.iter().flat_map(|inbox| {
            let ran = done(&self.data, [Path::new("add"), Path::new("--quiet"), inbox]);
            let known = ran.out.lines().filter(|line| line.starts_with("known "));
            known.filter_map(|line| line.splitn(3, ' ').nth(2).map(str::to_owned)).collect::<Vec<_>>()
        });
        let known: BTreeSet<String> = known.collect();
        let lost: Vec<&String> = self.reports.difference(&known).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let listed = done(&self.data, ["judge", "list"]).out;
        let listed: BTreeSet<&str> =
            listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
        let lost: Vec<&String> =
            self.judgements.iter().filter(|judgement| !listed.contains(judgement.as_str())).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?} of {listed:?}");
        let verified = done(&self.data, ["verify", "--derived"]).out;
        assert!(
            verified.contains(&format!("{} captures", self.n_reports)),
            "every report once, {}: {verified}",
            self.n_reports
        );
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn whatever_was_acknowledged_outlives_kills_at_random_moments() {
    let (kills, seed) = (number("DAYBOOK_KILLS", KILLS), number("DAYBOOK_SEED", 1));
    let mut random = Random(seed);
    let batch = if kills > KILLS { REPORTS_AT_NIGHT } else { REPORTS };
    let mut record = Record::new(batch);
    // How long each takes when it is let alone, in milliseconds, as far as is known.
    let mut lasts: BTreeMap<Doing, u64> = BTreeMap::new();
    let (mut in_time, mut torn, mut beside) = (BTreeMap::<Doing, u64>::new(), 0, 0);
    for kill in 0..kills {
        if kill > 0 && kill % KILLS_A_RECORD == 0 {
            record.check();
            record = Record::new(batch);
        }
        let doing = match random.below(10) {
            _ if (record.reports.len() as u64) < batch => Doing::Adding,
            0..5 => Doing::Adding,
            5..7 => Doing::Judging,
            7 => Doing::TakingBack,
            _ => Doing::Rebuilding,
        };
        let out = record.folder.path().join("out");
        let started = Instant::now();
        let mut child = record.start(doing, &out, &mut random);
        let lasting = lasts.get(&doing).copied().unwrap_or(400);
        let until = Duration::from_millis(random.below(lasting + lasting / 8 + 10));
        // A second writer waits for the first, which dies under it, and goes on.
        let second = (random.below(5) == 0).then(|| {
            let (inbox, said) =
                (record.inbox(REPORTS_BESIDE, &mut random), record.folder.path().join("beside"));
            let mut command = daybook(&record.data);
            command.args(["add", "--quiet", "--wait", "300"]).arg(inbox);
            command.stdout(fs::File::create(&said).unwrap()).stderr(Stdio::null()).spawn().unwrap()
        });
        while started.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        if child.try_wait().unwrap().is_none() {
            *in_time.entry(doing).or_default() += 1;
            let longest = lasts.entry(doing).or_insert(lasting);
            *longest = (*longest).max(started.elapsed().as_millis() as u64 * 5 / 4);
        } else {
            lasts.insert(doing, (started.elapsed().as_millis() as u64).max(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        record.take(doing, &out);
        if let Some(mut second) = second {
            beside += 1;
            assert!(second.wait().unwrap().success(), "seed {seed}, kill {kill}: the second writer");
            record.take(Doing::Adding, &record.folder.path().join("beside"));
        } else if random.below(3) == 0 {
            torn += 1;
            record.tear(&mut random);
        }
        if record.data.join("daybook.sqlite").exists() {
            let ran = run(&record.data, ["verify"]);
            let is_empty = record.reports.is_empty() && ran.err.contains("no data directory");
            assert!(
                ran.code == Some(0) || is_empty,
                "seed {seed}, kill {kill} while {doing:?}: {}{}",
                ran.out,
                ran.err
            );
        }
    }
    record.check();
    let n_in_time: u64 = in_time.values().sum();
    assert!(n_in_time * 3 > kills, "too many kills came too late to tell anything: {in_time:?} of {kills}");
    // Shown by the nightly command, which does not catch output.
    let _ = writeln!(
        std::io::stderr(),
        "{kills} kills, {n_in_time} before the end ({in_time:?}), {torn} torn logs, {beside} second writers; seed {seed}"
    );
}
