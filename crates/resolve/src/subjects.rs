//! A reading becomes report-level subjects.
use crate::names::{Names, is_post, one_line};
use crate::score::{SHIPPED, Telling};
use model::reading::{
    Assessment, Attribution, Event, Figure, Participant, Reading, Relation, Responsibility,
};
use model::record::{
    ActorFigureSubject, ActorRef, ActorSubject, AssessmentSubject, EventSubject, Extraction,
    QuotationSubject, RelationSubject, ReportStub, Sides, SubjectFigure, SubjectId, SubjectParticipant,
    SubjectResponsibility, Subjects, TimeSpan, Voice,
};
use model::statement::Items;
use model::{ActorKind, Report, Span};

/// Sentences by whose words an event is compared: a long report goes on to what led to it and what else happened.
const TELLING_SENTENCES: usize = 4;
/// Sentences behind each of them: who the victims were, where they were going.
const SENTENCES_BEHIND: usize = 2;

/// The subjects of one reading, with the ids of the statements that carry them. `text` is the text that was read.
#[must_use]
pub fn subjects(report: &Report, reading_id: &str, text: &str, extraction: &Extraction) -> Subjects {
    let reading = &extraction.reading;
    let maker = Maker {
        stub: report.into(),
        text,
        extraction,
        names: Names::new(&report.key, text, reading, &extraction.sentences),
        items: Items { reading: reading_id },
    };
    maker.all(reading)
}

struct Maker<'r> {
    stub: ReportStub,
    text: &'r str,
    extraction: &'r Extraction,
    names: Names<'r>,
    items: Items<'r>,
}

impl Maker<'_> {
    fn all(&self, reading: &Reading) -> Subjects {
        Subjects {
            actors: reading.actors.iter().map(|actor| self.actor(actor)).collect(),
            events: reading.events.iter().map(|event| self.event(event)).collect(),
            relations: reading.relations.iter().filter_map(|relation| self.relation(relation)).collect(),
            figures: reading.figures.iter().map(|figure| self.actor_figure(figure)).collect(),
            quotations: reading.quotations.iter().map(|quotation| self.quotation(quotation)).collect(),
            assessments: reading.assessments.iter().map(|assessment| self.assessment(assessment)).collect(),
        }
    }

    fn id(&self, local: &str) -> SubjectId {
        SubjectId { reading: self.items.reading.to_owned(), local: local.to_owned() }
    }

    fn words(&self, span: Span) -> String {
        one_line(span.of(self.text))
    }

    fn reference(&self, local: Option<&String>) -> Option<ActorRef> {
        local.and_then(|local| self.names.actor(local))
    }

    fn references(&self, locals: &[String]) -> Vec<ActorRef> {
        locals.iter().filter_map(|local| self.names.actor(local)).collect()
    }

    fn actor(&self, actor: &model::reading::Actor) -> ActorSubject {
        ActorSubject {
            id: self.id(&actor.id),
            report: self.stub.clone(),
            actor: self.names.reference(actor),
            lexicon_id: actor.lexicon_id.clone(),
            names: self.names.names_of(actor),
            statement: self.items.actor(actor).id,
        }
    }

    fn event(&self, event: &Event) -> EventSubject {
        let Telling { words, names } = self.telling(event);
        EventSubject {
            id: self.id(&event.id),
            report: self.stub.clone(),
            event_type: event.event_type,
            subtype: event.subtype,
            realis: event.realis,
            when: event.when.as_ref().and_then(TimeSpan::of),
            places: event.places.iter().map(Into::into).collect(),
            participants: event.participants.iter().map(|one| self.participant(event, one)).collect(),
            responsibilities: event
                .responsibilities
                .iter()
                .map(|one| self.responsibility(event, one))
                .collect(),
            figures: event.figures.iter().map(|figure| self.figure(figure, Some(event))).collect(),
            statement: self.items.event(event).id,
            when_statement: event.when.as_ref().map(|when| self.items.when(event, when).id),
            place_statements: event.places.iter().map(|place| self.items.place(event, place).id).collect(),
            words,
            name_words: names,
            sides: Sides::default(),
        }
    }

    /// The rarer words of the first sentences that tell an event, and of those behind each that tell nothing else.
    fn telling(&self, event: &Event) -> Telling {
        let sentences = &self.extraction.sentences;
        let tells =
            |event: &Event, sentence: &Span| event.mentions.iter().any(|mention| sentence.contains(mention));
        let others =
            |sentence: &Span| self.extraction.reading.events.iter().any(|event| tells(event, sentence));
        let telling = (0..sentences.len()).filter(|at| tells(event, &sentences[*at])).take(TELLING_SENTENCES);
        let mut words = Telling::default();
        for at in telling {
            let behind =
                sentences[at + 1..].iter().take(SENTENCES_BEHIND).take_while(|sentence| !others(sentence));
            for sentence in std::iter::once(&sentences[at]).chain(behind) {
                words.add(sentence.of(self.text), &SHIPPED);
            }
        }
        words
    }

    fn participant(&self, event: &Event, participant: &Participant) -> SubjectParticipant {
        SubjectParticipant {
            role: participant.role,
            actor: self.reference(participant.actor.as_ref()),
            words: self.words(participant.span),
            statement: self.items.participant(event, participant).id,
        }
    }

    fn responsibility(&self, event: &Event, responsibility: &Responsibility) -> SubjectResponsibility {
        SubjectResponsibility {
            stance: responsibility.stance,
            actor: self.reference(responsibility.actor.as_ref()),
            description: responsibility.description.clone(),
            speaker: self.reference(responsibility.speaker.as_ref()),
            statement: self.items.responsibility(event, responsibility).id,
        }
    }

    fn figure(&self, figure: &Figure, event: Option<&Event>) -> SubjectFigure {
        SubjectFigure {
            measure: figure.measure,
            low: figure.low,
            best: figure.best,
            high: figure.high,
            qualifier: figure.qualifier,
            scope: figure.scope,
            of: figure.of.as_ref().map(|of| self.counted(of)),
            includes: figure.includes.map(|includes| self.words(includes)),
            words: self.words(figure.span),
            voice: figure.attribution.as_deref().map_or(Voice::Document, |said| self.voice(said)),
            statement: self.items.figure(figure, event).id,
        }
    }

    /// Who is counted: a class as it stands, an actor by its name; an unlisted person by no name, for a class is shown anywhere.
    fn counted(&self, of: &str) -> String {
        match self.names.actor(of) {
            Some(actor) if model::dossier::is_unlisted_person(&actor) => "a person".to_owned(),
            Some(actor) => actor.name,
            None => of.to_owned(),
        }
    }

    /// Who says it; a passing-on without a first speaker counts as the speaker.
    fn voice(&self, said: &Attribution) -> Voice {
        let passed_on = || self.references(&said.via).into_iter().next();
        match (self.reference(said.speaker.as_ref()), &said.description) {
            (Some(speaker), _) => Voice::Actor(speaker),
            (None, Some(description)) => Voice::Described(description.clone()),
            (None, None) => passed_on().map_or(Voice::Document, Voice::Actor),
        }
    }

    fn relation(&self, relation: &Relation) -> Option<RelationSubject> {
        Some(RelationSubject {
            report: self.stub.clone(),
            kind: relation.kind,
            from: self.names.actor(&relation.from)?,
            to: self.reference(relation.to.as_ref()),
            place: relation.place.as_ref().map(Into::into),
            when: relation.when.as_ref().and_then(TimeSpan::of),
            ended: relation.ended,
            voice: relation.attribution.as_deref().map_or(Voice::Document, |said| self.voice(said)),
            statement: self.items.relation(relation).id,
        })
    }

    fn actor_figure(&self, figure: &Figure) -> ActorFigureSubject {
        ActorFigureSubject {
            report: self.stub.clone(),
            actor: self.reference(figure.about.as_ref()),
            figure: self.figure(figure, None),
        }
    }

    fn quotation(&self, quotation: &Attribution) -> QuotationSubject {
        QuotationSubject {
            report: self.stub.clone(),
            voice: self.voice(quotation),
            via: self.references(&quotation.via),
            content: self.words(quotation.content),
            post: quotation.speaker.as_ref().and_then(|speaker| self.post(speaker)),
            about: self.named_in(quotation.content),
            statement: self.items.quotation(quotation).id,
        }
    }

    /// Actors that are mentioned inside, in the reading's order.
    fn named_in(&self, content: Span) -> Vec<ActorRef> {
        let actors = self.extraction.reading.actors.iter();
        let named = actors.filter(|actor| actor.mentions.iter().any(|mention| content.contains(mention)));
        named.map(|actor| self.names.reference(actor)).collect()
    }

    fn assessment(&self, assessment: &Assessment) -> AssessmentSubject {
        AssessmentSubject {
            report: self.stub.clone(),
            voice: match (self.reference(assessment.assessor.as_ref()), &assessment.description) {
                (Some(assessor), _) => Voice::Actor(assessor),
                (None, Some(description)) => Voice::Described(description.clone()),
                (None, None) => Voice::Document,
            },
            post: assessment.assessor.as_ref().and_then(|assessor| self.post(assessor)),
            subject: self.reference(assessment.subject.as_ref()),
            kind: assessment.kind,
            horizon_months: assessment.horizon.as_ref().map(|horizon| horizon.months),
            likelihood: assessment.likelihood.clone(),
            words: self.words(assessment.span),
            statement: self.items.assessment(assessment).id,
        }
    }

    /// The post or affiliation that the text states for a person, in its words.
    fn post(&self, local: &str) -> Option<String> {
        let person = self.extraction.reading.actor(local).filter(|actor| actor.kind == ActorKind::Person)?;
        let relations = self.extraction.reading.relations.iter();
        let stated = relations.filter(|relation| relation.from == local && is_post(relation.kind));
        let of_relation =
            stated.map(|relation| self.without_name(relation.span, person)).find(|post| !post.is_empty());
        of_relation.or_else(|| self.apposition(local))
    }

    /// A relation's words often begin with the person's own name: "Ann Example, professor at X".
    fn without_name(&self, span: Span, person: &model::reading::Actor) -> String {
        let names = person.mentions.iter().filter(|mention| mention.start == span.start);
        let start = names.map(|mention| mention.end.min(span.end)).max().unwrap_or(span.start);
        let words = Span::new(start, span.end).of(self.text);
        one_line(words.trim_matches(|part: char| part.is_whitespace() || part == ',' || part == '('))
    }

    /// Where the extractor saw a post but made no relation of it: the words after the name up to the next comma, or those before it.
    fn apposition(&self, local: &str) -> Option<String> {
        let names = self.extraction.names.iter().filter(|name| name.has_stated_post);
        let mut posts = names.filter(|name| name.actor.as_deref() == Some(local)).filter_map(|name| {
            let sentence = self.extraction.sentences.iter().find(|sentence| sentence.contains(&name.span))?;
            let after = Span::new(name.span.end, sentence.end).of(self.text);
            let before = Span::new(sentence.start, name.span.start).of(self.text);
            words_after_comma(after).or_else(|| words_before(before))
        });
        posts.next()
    }
}

/// "…, a police spokesman, said": the words between two commas.
fn words_after_comma(after: &str) -> Option<String> {
    let rest = after.trim_start().strip_prefix(',')?;
    let words = one_line(rest.split([',', ';', '.', '(', ')', '"', '\u{201C}']).next()?);
    (!words.is_empty()).then_some(words)
}

/// A post that stands before a name is at most so many words long.
const LONGEST_PRECEDING_POST_WORDS: usize = 6;

/// "police spokesman …": the words before the name, back to the last mark of punctuation.
fn words_before(before: &str) -> Option<String> {
    let clause = before.rsplit([',', ';', ':', '.', '(', '"', '\u{201C}', '\u{201D}']).next()?;
    let words: Vec<&str> = clause.split_whitespace().collect();
    let from = words.len().saturating_sub(LONGEST_PRECEDING_POST_WORDS);
    (!words.is_empty()).then(|| words[from..].join(" "))
}
