//! What was found, as lines with carets under the words it rests on.
use crate::case::Block;
use model::reading::{
    Assessment, Attribution, Event, Figure, Reading, Relation, Responsibility, When, Where,
};
use model::{PlaceRelation, Qualifier, Scope, Span};
use std::fmt::Write as _;

/// What a block may show, in the order in which lines of one span stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    Actors,
    Events,
    When,
    Where,
    Participants,
    Responsibilities,
    Figures,
    Relations,
    Quotations,
    Assessments,
    Issues,
}

impl Family {
    pub(crate) const ALL: &'static [(Self, &'static str)] = &[
        (Self::Actors, "actors"),
        (Self::Events, "events"),
        (Self::When, "when"),
        (Self::Where, "where"),
        (Self::Participants, "participants"),
        (Self::Responsibilities, "responsibilities"),
        (Self::Figures, "figures"),
        (Self::Relations, "relations"),
        (Self::Quotations, "quotations"),
        (Self::Assessments, "assessments"),
        (Self::Issues, "issues"),
    ];

    /// Issues are for the cases that are about them.
    pub(crate) fn unasked() -> Vec<Self> {
        Self::ALL.iter().map(|(family, _)| *family).filter(|family| *family != Self::Issues).collect()
    }

    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        let known = || Self::ALL.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
        Self::ALL
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(family, _)| *family)
            .ok_or_else(|| format!("`{word}` is no family; expected some of: {}", known()))
    }
}

/// One thing found: where, and in words.
struct Item {
    family: Family,
    span: Span,
    words: String,
}

/// For each line of the block's text, the lines that stand under it.
pub(crate) fn lines(reading: &Reading, block: &Block) -> Vec<Vec<String>> {
    let text = block.text().text;
    let mut items = Renderer { reading, text: &text }.items();
    items.retain(|item| block.show.contains(&item.family));
    items.sort_by(|a, b| {
        (a.span.start, a.family, a.span.end, &a.words).cmp(&(b.span.start, b.family, b.span.end, &b.words))
    });
    let under = |line: Span| {
        let is_of = |item: &&Item| line.start <= item.span.start && item.span.start <= line.end;
        items.iter().filter(is_of).map(|item| carets(&text, line, item)).collect()
    };
    block.line_spans().into_iter().map(under).collect()
}

/// A span that goes on in the next line of the text ends in "…".
fn carets(text: &str, line: Span, item: &Item) -> String {
    let width = |from: usize, to: usize| text[from..to].chars().count();
    let blanks = width(line.start, item.span.start);
    let marks = width(item.span.start, item.span.end.min(line.end)).max(1);
    let open = if item.span.end > line.end { "…" } else { "" };
    format!("{}{}{open} {}", " ".repeat(blanks), "^".repeat(marks), item.words)
}

struct Renderer<'r> {
    reading: &'r Reading,
    text: &'r str,
}

impl Renderer<'_> {
    fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for actor in &self.reading.actors {
            let words = format!("actor {} {}", actor.kind, self.name(&actor.id));
            items.extend(actor.mentions.iter().map(|span| Item {
                family: Family::Actors,
                span: *span,
                words: words.clone(),
            }));
        }
        self.reading.events.iter().for_each(|event| self.event(event, &mut items));
        let mut take = |family, span, words| items.push(Item { family, span, words });
        for figure in &self.reading.figures {
            let about = figure.about.as_deref().map(|id| format!(" about={}", self.name(id)));
            let words = self.figure(figure) + &about.unwrap_or_default();
            take(Family::Figures, figure.span, words);
        }
        for relation in &self.reading.relations {
            take(Family::Relations, relation.span, self.relation(relation));
        }
        for quotation in &self.reading.quotations {
            take(Family::Quotations, quotation.content, self.quotation(quotation));
        }
        for assessment in &self.reading.assessments {
            take(Family::Assessments, assessment.span, self.assessment(assessment));
        }
        for issue in &self.reading.issues {
            take(Family::Issues, issue.span.unwrap_or(Span::new(0, 0)), format!("issue {}", issue.code));
        }
        items
    }

    /// An event and its slots; where the text has several, each line names the event by its id.
    fn event(&self, event: &Event, items: &mut Vec<Item>) {
        let of = if self.reading.events.len() > 1 { format!(" {}", event.id) } else { String::new() };
        let kind = match event.subtype {
            Some(subtype) => format!("{}/{subtype}", event.event_type),
            None => event.event_type.to_string(),
        };
        let mut take = |family, span, words: String| items.push(Item { family, span, words: words + &of });
        take(Family::Events, event.trigger, format!("event {kind} {}", event.realis));
        for mention in event.mentions.iter().filter(|mention| **mention != event.trigger) {
            take(Family::Events, *mention, format!("event again {kind}"));
        }
        if let Some(when) = &event.when {
            take(Family::When, when.span, when_words(when));
        }
        for place in &event.places {
            take(Family::Where, place.span, where_words(place));
        }
        for participant in &event.participants {
            let actor = participant.actor.as_deref().map(|id| format!(" {}", self.name(id)));
            let words = format!("{}{}", participant.role, actor.unwrap_or_default());
            take(Family::Participants, participant.span, words);
        }
        for responsibility in &event.responsibilities {
            take(Family::Responsibilities, responsibility.span, self.responsibility(responsibility));
        }
        for figure in &event.figures {
            take(Family::Figures, figure.span, self.figure(figure));
        }
    }

    /// The lexicon's id of an actor, else its name in quotation marks.
    fn name(&self, id: &str) -> String {
        match self.reading.actor(id) {
            Some(actor) => actor.lexicon_id.clone().unwrap_or_else(|| format!("“{}”", actor.name)),
            None => id.to_owned(),
        }
    }

    fn named(&self, key: &str, id: Option<&String>) -> String {
        id.map(|id| format!(" {key}={}", self.name(id))).unwrap_or_default()
    }

    fn responsibility(&self, one: &Responsibility) -> String {
        let description = one.description.as_ref().map(|words| format!(" “{words}”")).unwrap_or_default();
        let actor = one.actor.as_ref().map(|id| format!(" {}", self.name(id))).unwrap_or_default();
        format!(
            "responsibility {}{actor}{description}{}",
            one.stance,
            self.named("speaker", one.speaker.as_ref())
        )
    }

    fn figure(&self, figure: &Figure) -> String {
        let mut words = format!("figure {}", figure.measure);
        for (key, number) in [("low", figure.low), ("best", figure.best), ("high", figure.high)] {
            number.iter().for_each(|number| words += &format!(" {key}={number}"));
        }
        if figure.qualifier != Qualifier::Exact {
            let _ = write!(words, " {}", figure.qualifier);
        }
        if figure.scope != Scope::Total {
            let _ = write!(words, " scope={}", figure.scope);
        }
        if let Some(whole) = figure.part_of {
            let _ = write!(words, " part_of=“{}”", whole.of(self.text));
        }
        if let Some(of) = &figure.of {
            let _ = write!(words, " of={}", self.name(of));
        }
        if let Some(span) = figure.includes {
            let _ = write!(words, " includes=“{}”", span.of(self.text));
        }
        words + &self.said_by(figure.attribution.as_deref())
    }

    fn said_by(&self, attribution: Option<&Attribution>) -> String {
        let speaker = |attribution: &Attribution| {
            attribution.speaker.as_ref().map(|id| self.name(id)).or_else(|| described(attribution))
        };
        attribution
            .map(|one| format!(" said_by={}", speaker(one).unwrap_or_else(|| "?".to_owned())))
            .unwrap_or_default()
    }

    fn relation(&self, relation: &Relation) -> String {
        let mut words = format!("relation {} {}", relation.kind, self.name(&relation.from));
        relation.to.iter().for_each(|to| words += &format!(" → {}", self.name(to)));
        relation.place.iter().for_each(|place| words += &format!(" → {}", where_words(place)));
        relation.when.iter().for_each(|when| words += &format!(" {}", when_words(when)));
        words += if relation.ended { " ended" } else { "" };
        words + &self.said_by(relation.attribution.as_deref())
    }

    fn quotation(&self, quotation: &Attribution) -> String {
        let mut words = format!("quotation {}", quotation.manner);
        words += &self.named("speaker", quotation.speaker.as_ref());
        described(quotation).iter().for_each(|words_of| words += &format!(" speaker={words_of}"));
        quotation.via.iter().for_each(|id| words += &format!(" via={}", self.name(id)));
        quotation.cue.iter().for_each(|cue| words += &format!(" cue=“{}”", cue.of(self.text)));
        words
    }

    fn assessment(&self, assessment: &Assessment) -> String {
        let mut words = format!("assessment {}", assessment.kind);
        words += &self.named("assessor", assessment.assessor.as_ref());
        words += &self.named("subject", assessment.subject.as_ref());
        assessment.horizon.iter().for_each(|horizon| words += &format!(" horizon={}", horizon.months));
        assessment.likelihood.iter().for_each(|hedge| words += &format!(" likelihood=“{hedge}”"));
        words
    }
}

fn described(attribution: &Attribution) -> Option<String> {
    attribution.description.as_ref().map(|words| format!("“{words}”"))
}

fn when_words(when: &When) -> String {
    let day = |date: Option<jiff::civil::Date>| date.map_or_else(|| "?".to_owned(), |date| date.to_string());
    let bounds = match (when.earliest, when.latest) {
        (None, None) => "unknown".to_owned(),
        (from, to) if from == to => day(from),
        (from, to) => format!("{}..{}", day(from), day(to)),
    };
    let precision = when.precision.map(|precision| format!(" {precision}")).unwrap_or_default();
    format!("when {bounds}{precision}{}", if when.approximate { " approximate" } else { "" })
}

fn where_words(place: &Where) -> String {
    let mut words = format!("where {}", place.name);
    place.country.iter().for_each(|country| words += &format!(" {country}"));
    place.precision.iter().for_each(|precision| words += &format!(" {precision}"));
    if place.relation != PlaceRelation::At {
        let _ = write!(words, " {}", place.relation);
    }
    words
}
