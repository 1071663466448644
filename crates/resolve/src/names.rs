//! Who an actor of a reading is in the record: its key, see [`model::record::ActorRef`].
use model::reading::{Actor, Reading};
use model::record::{ActorRef, name_key};
use model::{ActorKind, RelationKind, Span};

/// The actors of one reading as the record refers to them.
pub(crate) struct Names<'r> {
    report_key: &'r str,
    text: &'r str,
    reading: &'r Reading,
    sentences: &'r [Span],
}

impl<'r> Names<'r> {
    pub(crate) const fn new(
        report_key: &'r str,
        text: &'r str,
        reading: &'r Reading,
        sentences: &'r [Span],
    ) -> Self {
        Self { report_key, text, reading, sentences }
    }

    /// The reference for a local id; an id that the reading does not have gives none.
    pub(crate) fn actor(&self, local: &str) -> Option<ActorRef> {
        self.reading.actor(local).map(|actor| self.reference(actor))
    }

    pub(crate) fn reference(&self, actor: &Actor) -> ActorRef {
        let key = match self.settled_key(actor) {
            Some(key) => key,
            None if actor.kind == ActorKind::Person => self.person_key(actor),
            None => self.local_key(actor),
        };
        ActorRef { key, name: actor.name.clone(), kind: actor.kind }
    }

    /// The key of an actor that is the same wherever it is named; persons are so only by the lexicon.
    fn settled_key(&self, actor: &Actor) -> Option<String> {
        if let Some(id) = &actor.lexicon_id {
            return Some(format!("lex:{id}"));
        }
        let is_named = actor.kind != ActorKind::Person && self.is_proper_name(actor);
        is_named.then(|| format!("name:{}:{}", actor.kind, name_key(without_article(&actor.name))))
    }

    fn local_key(&self, actor: &Actor) -> String {
        format!("local:{}:{}", self.report_key, actor.id)
    }

    /// A full name with a stated affiliation is one person wherever both stand; a name alone is not.
    fn person_key(&self, person: &Actor) -> String {
        let name = name_key(&person.name);
        let affiliations = self.reading.relations.iter().filter(|relation| relation.from == person.id);
        let mut keys: Vec<String> = affiliations
            .filter(|relation| is_post(relation.kind) && !relation.ended)
            .filter_map(|relation| self.settled_key(self.reading.actor(relation.to.as_deref()?)?))
            .collect();
        keys.sort_unstable();
        match keys.first() {
            Some(affiliation) if name.contains(' ') => format!("person:{name}@{affiliation}"),
            _ => self.local_key(person),
        }
    }

    /// Whether the name names one thing. "police", "the army", "gunmen" do not, even where a sentence begins with them.
    fn is_proper_name(&self, actor: &Actor) -> bool {
        let name = without_article(&actor.name);
        if capitals_in_a_word(name) > 1 || capitalised_words(name) > 1 {
            return true;
        }
        let same = |mention: &&Span| name_key(without_article(mention.of(self.text))) == name_key(name);
        capitalised_words(name) == 1
            && (name.split_whitespace().count() > 1
                || actor.mentions.iter().filter(same).any(|mention| self.is_capital_by_choice(*mention)))
    }

    /// Whether a mention begins with a capital that its place in the sentence does not explain.
    fn is_capital_by_choice(&self, mention: Span) -> bool {
        capitalised_words(without_article(mention.of(self.text))) > 0 && !self.begins_a_sentence(mention)
    }

    fn begins_a_sentence(&self, mention: Span) -> bool {
        self.sentences.iter().any(|sentence| {
            let before = Span::new(sentence.start, mention.start.max(sentence.start)).of(self.text);
            sentence.contains(&mention) && !before.chars().any(char::is_alphanumeric)
        })
    }

    /// The different words by which the text names an actor; pronouns and descriptions ("the group") are no names.
    pub(crate) fn names_of(&self, actor: &Actor) -> Vec<String> {
        let canonical = name_key(&actor.name);
        let mut names: Vec<String> = actor
            .mentions
            .iter()
            .filter(|mention| {
                let words = without_article(mention.of(self.text));
                let part_of_name = canonical.split(' ').any(|word| word == name_key(words));
                capitalised_words(words) > 0
                    && (capitals_in_a_word(words) > 1
                        || capitalised_words(words) > 1
                        || part_of_name
                        || name_key(words) == canonical
                        || self.is_capital_by_choice(**mention))
            })
            .map(|mention| one_line(without_article(mention.of(self.text))))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The relations that state a person's post or affiliation.
pub(crate) const fn is_post(kind: RelationKind) -> bool {
    use RelationKind as Kind;
    matches!(kind, Kind::FounderOf | Kind::LeaderOf | Kind::AffiliatedWith | Kind::MemberOf)
}

fn without_article(name: &str) -> &str {
    let rest =
        ["the ", "The ", "a ", "A ", "an ", "An "].iter().find_map(|article| name.strip_prefix(article));
    rest.unwrap_or(name)
}

fn capitalised_words(name: &str) -> usize {
    name.split(|part: char| !part.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_uppercase))
        .count()
}

fn capitals_in_a_word(name: &str) -> usize {
    let words = name.split(|part: char| !part.is_alphanumeric());
    words.map(|word| word.chars().filter(|part| part.is_uppercase()).count()).max().unwrap_or(0)
}

/// Words with every run of white space as one space: names and posts may be broken over lines.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
