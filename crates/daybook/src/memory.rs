//! Subjects that batches looked at, ready to be compared: those of one month meet again and again while its reports are added.
use model::record::EventSubject;
use resolve::Candidate;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Writer;

/// Subjects kept: some 5 kB each. When there are more, those go that no recent batch has looked at.
const MOST: usize = 40_000;

/// What is known of the record's subjects. Holds as long as nobody else writes: for one writer.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// By the record's number; with the look at which it was last used.
    subjects: BTreeMap<i64, (Arc<Candidate>, u64)>,
    numbers: BTreeMap<Id, i64>,
    look: u64,
}

/// Report key, reading, local id.
type Id = (String, String, String);

fn id(subject: &EventSubject) -> Id {
    (subject.report.key.clone(), subject.id.reading.clone(), subject.id.local.clone())
}

impl Memory {
    /// The current subjects of these blocks.
    pub(crate) fn load(
        &mut self,
        writer: &Writer,
        blocks: &[String],
    ) -> Result<Vec<Arc<Candidate>>, store::Error> {
        self.look += 1;
        let numbers = writer.subjects_in(blocks)?;
        let unknown: Vec<i64> =
            numbers.iter().copied().filter(|number| !self.subjects.contains_key(number)).collect();
        for (number, subject) in unknown.iter().zip(writer.event_subjects(&unknown)?) {
            self.numbers.insert(id(&subject), *number);
            self.subjects.insert(*number, (Arc::new(Candidate::new(subject)), self.look));
        }
        let mut found = Vec::with_capacity(numbers.len());
        for number in numbers {
            if let Some((subject, used)) = self.subjects.get_mut(&number) {
                *used = self.look;
                found.push(Arc::clone(subject));
            }
        }
        self.make_room();
        Ok(found)
    }

    /// Forgets a subject that holds no longer, or not as it was.
    pub(crate) fn forget(&mut self, subject: &EventSubject) {
        if let Some(number) = self.numbers.remove(&id(subject)) {
            self.subjects.remove(&number);
        }
    }

    fn make_room(&mut self) {
        if self.subjects.len() <= MOST {
            return;
        }
        let mut looks: Vec<u64> = self.subjects.values().map(|(_, used)| *used).collect();
        looks.sort_unstable();
        let oldest = looks[looks.len() / 2];
        self.subjects.retain(|_, (_, used)| *used > oldest);
        let Self { subjects, numbers, .. } = self;
        numbers.retain(|_, number| subjects.contains_key(number));
    }
}
