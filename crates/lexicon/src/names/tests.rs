use super::*;

fn names() -> &'static Names {
    static NAMES: std::sync::OnceLock<Names> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        let files = Files::new(Vec::new()).expect("no overlay");
        Names::load(&files).expect("the shipped classes load")
    })
}

struct Pair {
    left: String,
    right: String,
    kind: NameKind,
    same: String,
}

/// `testdata/name_pairs.csv`: names of GeoNames (CC BY 4.0), of UCDP's and MISP's groups and of the lexicon's entries.
fn pairs() -> Vec<Pair> {
    let text = include_str!("../../testdata/name_pairs.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let pair = |record: csv::StringRecord| Pair {
        left: record[0].to_owned(),
        right: record[1].to_owned(),
        kind: match &record[2] {
            "person" => NameKind::Person,
            "group" => NameKind::Group,
            "place" => NameKind::Place,
            other => panic!("unknown kind `{other}`"),
        },
        same: record[3].to_owned(),
    };
    reader.records().map(|record| pair(record.expect("a sound table"))).collect()
}

/// Precision and recall of what would be merged without asking, and of what would at least be looked at.
#[test]
fn the_pairs_decide() {
    let pairs = pairs();
    let judged: Vec<(&Pair, Sameness)> =
        pairs.iter().map(|pair| (pair, names().compare(&pair.left, &pair.right, pair.kind))).collect();
    let count = |same: &str, least: Sameness, kind: Option<NameKind>| {
        let of =
            judged.iter().filter(|(pair, _)| pair.same == same && kind.is_none_or(|kind| pair.kind == kind));
        of.filter(|(_, found)| *found >= least).count()
    };
    if std::env::var_os("DAYBOOK_SHOW").is_some() {
        for (pair, found) in &judged {
            println!("{}\t{found:?}\t{:?}\t{} | {}", pair.same, pair.kind, pair.left, pair.right);
        }
    }
    for kind in [None, Some(NameKind::Person), Some(NameKind::Group), Some(NameKind::Place)] {
        let (merged, wrong) = (count("yes", Sameness::Same, kind), count("no", Sameness::Same, kind));
        let (seen, all) = (count("yes", Sameness::Candidate, kind), count("yes", Sameness::Different, kind));
        println!("{kind:?}: merged {merged} right, {wrong} wrong of {all} same; {seen} at least candidates");
    }
    let (merged, wrong) = (count("yes", Sameness::Same, None), count("no", Sameness::Same, None));
    let (seen, all) = (count("yes", Sameness::Candidate, None), count("yes", Sameness::Different, None));
    assert!(pairs.len() >= 400, "{}", pairs.len());
    let precision = merged as f64 / (merged + wrong) as f64;
    assert!(precision >= 0.99, "{merged} right and {wrong} wrong merges");
    assert!(merged as f64 / all as f64 >= 0.5, "{merged} of {all} same names are merged");
    assert!(seen as f64 / all as f64 >= 0.6, "{seen} of {all} same names are at least candidates");
}
