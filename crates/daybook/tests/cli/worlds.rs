//! A world of feeds with real faults, killed and started again: nothing is lost, nothing comes twice, no host is treated badly.
//!
//! The test plays a small one. The whole one (200 feeds, 20,000 pages, 50 kills) takes some minutes:
//!
//! ```sh
//! DAYBOOK_WHOLE_WORLD=1 cargo test --release -p daybook --test cli worlds -- --nocapture
//! ```
use crate::world::{Plan, run};

#[test]
fn a_day_of_feeds_with_faults_and_kills_loses_nothing_and_asks_for_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let is_whole = std::env::var_os("DAYBOOK_WHOLE_WORLD").is_some();
    let (n_feeds, n_items, hours, n_kills) = if is_whole { (200, 100, 24, 50) } else { (20, 9, 5, 2) };
    let binary = env!("CARGO_BIN_EXE_daybook").into();
    let plan = Plan { binary, folder: folder.path().to_owned(), n_feeds, n_items, hours, n_kills };
    let outcome = run(&plan);
    if is_whole {
        println!("{outcome:#?}");
    }
    assert!(outcome.lost.is_empty() && outcome.twice.is_empty(), "{outcome:#?}");
    assert!(outcome.unexpected.is_empty(), "{outcome:#?}");
    // A request whose answer came as the program was killed cannot be known to have been made: one for each connection.
    assert!(outcome.n_needless <= plan.n_kills * 4, "{outcome:#?}");
    // A host may still be answering a program that was killed when the next one asks.
    assert!(outcome.n_at_once <= plan.n_kills, "{outcome:#?}");
    let rude = (outcome.n_too_soon, outcome.n_forbidden);
    assert_eq!(rude, (0, 0), "{outcome:#?}");
    assert!(outcome.n_reports >= outcome.n_expected && outcome.n_corrections > 0, "{outcome:#?}");
    assert!(outcome.most_memory_kib < 300 * 1024, "{outcome:#?}");
}
