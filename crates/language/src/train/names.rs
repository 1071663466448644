//! Training of the name spans.
use super::learn::{Learner, Random, Rate};
use super::tagger::{CASELESS_PERCENT, words};
use crate::name::{History, LANES, MARKS, Mark, allowed, features};
use crate::table::{Rows as _, best};
use crate::tagset::Tag;
use crate::word::{Case, Classes, Word, case_of};

/// Rows of the table, as a power of two.
const BITS: u32 = 17;

/// A sentence with marked names.
#[derive(Debug, Clone, Default)]
pub struct NameSentence {
    /// Forms.
    pub forms: Vec<String>,
    /// Whether each token begins a name, continues one, or neither.
    pub(crate) marks: Vec<Mark>,
    /// Whether a document begins with it.
    pub starts_document: bool,
}

impl NameSentence {
    /// The names as ranges of tokens.
    pub fn names(&self) -> Vec<std::ops::Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        for (at, mark) in self.marks.iter().enumerate() {
            match mark {
                Mark::Begin => start = at,
                Mark::Last => found.push(start..at + 1),
                Mark::Unit => found.push(at..at + 1),
                Mark::Outside | Mark::Inside => {}
            }
        }
        found
    }
}

/// Reads IOB2: the form is the column before the mark, which is the first that is `O` or begins with `B-` or `I-`. What `keep` refuses
/// by its kind is no name here. Where the file marks no documents, every sentence is one.
pub fn read_iob(file: &str, keep: impl Fn(&str) -> bool) -> Vec<NameSentence> {
    let has_documents = file.contains("# newdoc");
    let mut sentences = Vec::new();
    let mut kinds: Vec<(String, String)> = Vec::new();
    let mut document = true;
    for line in file.lines().chain([""]) {
        if line.is_empty() {
            if !kinds.is_empty() {
                let marks = marks(&kinds, &keep);
                let forms = kinds.drain(..).map(|(form, _)| form).collect();
                let starts_document = std::mem::replace(&mut document, !has_documents);
                sentences.push(NameSentence { forms, marks, starts_document });
            }
        } else if line.starts_with('#') && !line.contains('\t') {
            document |= line.starts_with("# newdoc");
        } else {
            let columns: Vec<&str> = line.split('\t').collect();
            let is_mark =
                |column: &&str| *column == "O" || column.starts_with("B-") || column.starts_with("I-");
            if let Some(at) = columns.iter().skip(1).position(is_mark) {
                kinds.push((columns[at].to_owned(), columns[at + 1].to_owned()));
            }
        }
    }
    sentences
}

fn marks(kinds: &[(String, String)], keep: &dyn Fn(&str) -> bool) -> Vec<Mark> {
    let kind = |at: usize| {
        let mark = kinds.get(at).map_or("O", |(_, mark)| mark.as_str());
        mark.get(2..).filter(|kind| keep(kind)).map(|_| mark.starts_with("B-"))
    };
    (0..kinds.len())
        .map(|at| match (kind(at), kind(at + 1)) {
            (None, _) => Mark::Outside,
            (Some(true), Some(false)) => Mark::Begin,
            (Some(true), _) => Mark::Unit,
            (Some(false), Some(false)) => Mark::Inside,
            (Some(false), _) => Mark::Last,
        })
        .scan(Mark::Outside, |before, mark| {
            // A name that continues nothing begins here.
            let open = matches!(before, Mark::Begin | Mark::Inside);
            let mark = match (mark, open) {
                (Mark::Inside, false) => Mark::Begin,
                (Mark::Last, false) => Mark::Unit,
                (mark, _) => mark,
            };
            *before = mark;
            Some(mark)
        })
        .collect()
}

/// A sentence with the tags it is shown with, cased and caseless.
pub(crate) struct NameExample<'s> {
    pub(crate) sentence: &'s NameSentence,
    pub(crate) tags: Vec<Tag>,
    pub(crate) caseless_tags: Vec<Tag>,
}

/// How far the right mark must be ahead. Measured on UNER EWT dev, F1: constant rate and 40: 79.2; falling rate and 12: 80.1, 24: 79.6.
const MARGIN: f32 = 12.0;

/// Share of the sentences that are shown from a later word on, in percent: their first words have a capital that tells nothing, and news begins
/// with other words than mail does.
const CROPPED_PERCENT: u32 = 20;

/// Weights of the name spans, averaged.
pub(crate) fn train(examples: &[NameExample<'_>], classes: &Classes, epochs: usize, seed: u64) -> Vec<f32> {
    let mut learner = Learner::<LANES>::new(BITS, Rate::Falling);
    let mut random = Random::new(seed);
    let mut documents: Vec<&[NameExample<'_>]> =
        examples.chunk_by(|_, next| !next.sentence.starts_document).collect();
    let mut history = History::default();
    for epoch in 0..epochs {
        random.shuffle(&mut documents);
        for document in &documents {
            history.clear();
            let caseless = random.chance(CASELESS_PERCENT);
            for example in *document {
                // Half of the history is gold, so that the model learns from documents read well and badly.
                let gold_history = epoch == 0 || random.chance(50);
                let shown = Shown::new(example, classes, caseless, &mut random);
                learn(&mut learner, &shown, gold_history, &mut history);
            }
        }
    }
    learner.average()
}

/// A sentence as it is shown once.
struct Shown<'e> {
    words: Vec<Word>,
    tags: &'e [Tag],
    marks: &'e [Mark],
}

impl<'e> Shown<'e> {
    fn new(example: &'e NameExample<'_>, classes: &Classes, caseless: bool, random: &mut Random) -> Self {
        let sentence = example.sentence;
        let from = if random.chance(CROPPED_PERCENT) { crop(sentence, random) } else { 0 };
        let mut forms: Vec<&str> = sentence.forms[from..].iter().map(String::as_str).collect();
        let first = capitalised(forms.first().copied().unwrap_or(""));
        if let Some(form) = forms.first_mut().filter(|_| from > 0) {
            *form = &first;
        }
        let case = if caseless { Case::Caseless } else { case_of(forms.iter().copied()) };
        let tags = if caseless { &example.caseless_tags } else { &example.tags };
        Self {
            words: words(forms.iter().copied(), case, classes),
            tags: &tags[from..],
            marks: &sentence.marks[from..],
        }
    }
}

/// A place to begin at in the first half of a sentence that is in no name; 0 where the one drawn is in one.
fn crop(sentence: &NameSentence, random: &mut Random) -> usize {
    let from = random.next() as usize % (sentence.forms.len() / 2 + 1);
    if matches!(sentence.marks[from], Mark::Inside | Mark::Last) { 0 } else { from }
}

fn capitalised(form: &str) -> String {
    let mut rest = form.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn learn(learner: &mut Learner<LANES>, shown: &Shown<'_>, gold_history: bool, history: &mut History) {
    let words = &shown.words;
    let mut before = [Mark::Outside; 2];
    for at in 0..words.len() {
        let features = features(words, shown.tags, at, before, history);
        let scores = learner.scores(&features);
        let last = at + 1 == words.len();
        let gold = shown.marks[at] as usize;
        let guess = best(&scores, |class| allowed(class, before[1], last));
        let wrong = best(&scores, |class| class != gold && class < MARKS.len());
        learner.tick();
        if scores[gold] - scores[wrong] <= MARGIN {
            learner.add(&features, gold, 1.0);
            learner.add(&features, wrong, -1.0);
        }
        let noted = if gold_history { MARKS[gold] } else { MARKS[guess] };
        history.note(words[at].lower, noted);
        before = [before[1], MARKS[guess]];
    }
}
