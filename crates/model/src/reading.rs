//! Everything that `extract` found in one text: the extraction contract, version 1, as types.
//!
//! The types are generic in what a span is. `Reading<Span>` (the default) counts bytes and is what the stages pass on;
//! `Reading<Quoted>` counts code points and carries the words, and its JSON *is* the contract's form: what `daybook extract`
//! prints and what the store keeps. [`Reading::quoted`] and [`Reading::spanned`] convert, so there is one set of types and one
//! place where offsets change their unit.
//!
//! Actors, events and figures here are *report-level*: subjects of this text's statements. What several reports say of one
//! happening comes together in [`crate::record`].
use crate::document::Metadata;
use crate::vocabulary::{
    ActorKind, AssessmentKind, EventSubtype, EventType, Manner, Measure, PlacePrecision, PlaceRelation,
    Qualifier, Realis, RelationKind, Role, Scope, Stance, TimePrecision,
};
use crate::{CodePoints, Quoted, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An id that holds inside one reading: `a1` for an actor, `e1` for an event.
pub type LocalId = String;

/// A time: two inclusive days that bound it, and the words. Bounds are `None` where the words cannot be resolved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct When<S = Span> {
    /// First day it may have been.
    pub earliest: Option<Date>,
    /// Last day it may have been.
    pub latest: Option<Date>,
    /// How exactly the words give it.
    pub precision: Option<TimePrecision>,
    /// "around", "about".
    pub approximate: bool,
    /// The words.
    #[serde(flatten)]
    pub span: S,
}

/// A place, as named and as the gazetteer knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Where<S = Span> {
    /// The gazetteer's name, or the text's where the gazetteer has none.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// First-level division, by name.
    pub admin1: Option<String>,
    /// Degrees north, WGS 84; only where a source gives a point.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// What kind of place it is.
    pub precision: Option<PlacePrecision>,
    /// How the event lies to it.
    pub relation: PlaceRelation,
    /// The gazetteer's id, where there is one entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gazetteer_id: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub span: S,
}

/// Somebody or something that acts or is named; all its mentions in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor<S = Span> {
    /// Local id.
    pub id: LocalId,
    /// The lexicon's canonical name, else the fullest name in the text.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The lexicon's id.
    pub lexicon_id: Option<String>,
    /// Where it is mentioned; at least one.
    pub mentions: Vec<S>,
    /// The rule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A role in an event; `actor` is `None` where only a description stands ("gunmen").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant<S = Span> {
    /// What it does.
    pub role: Role,
    /// An actor's local id.
    pub actor: Option<LocalId>,
    /// The words.
    #[serde(flatten)]
    pub span: S,
}

/// Who is said to have done it, by whom. A perpetrator that the text states in its own voice is a participant instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility<S = Span> {
    /// The one held responsible: an actor's local id.
    pub actor: Option<LocalId>,
    /// The description where no actor stands ("Islamic extremists").
    pub description: Option<String>,
    /// Claimed, blamed, suspected, denied or established.
    pub stance: Stance,
    /// Who says so: an actor's local id; `None` where nobody is named ("widely blamed on").
    pub speaker: Option<LocalId>,
    /// The words.
    #[serde(flatten)]
    pub span: S,
    /// The rule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A reported number with its qualifier, as stated; bounds are only those that the words give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure<S = Span> {
    /// What is counted.
    pub measure: Measure,
    /// Lower bound.
    pub low: Option<u64>,
    /// The number itself, where the words give one.
    pub best: Option<u64>,
    /// Upper bound.
    pub high: Option<u64>,
    /// How the words bound it.
    pub qualifier: Qualifier,
    /// What the number covers beyond the plain reading ("including family members").
    pub includes: Option<S>,
    /// Who is counted: an actor's local id or a class such as `civilians`.
    pub of: Option<String>,
    /// Total, part, additional or running.
    pub scope: Scope,
    /// For a part: the words of the whole.
    pub part_of: Option<S>,
    /// What it is about: an event's or an actor's local id.
    pub about: Option<LocalId>,
    /// Who says so; `None` for the document's own voice.
    pub attribution: Option<Box<Attribution<S>>>,
    /// The words.
    #[serde(flatten)]
    pub span: S,
    /// The rule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One happening as this text reports it; several mentions in the text are one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event<S = Span> {
    /// Local id.
    pub id: LocalId,
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// Closer kind; of the same type.
    pub subtype: Option<EventSubtype>,
    /// Whether the text presents it as real.
    pub realis: Realis,
    /// The words that name it.
    pub trigger: S,
    /// When it happened; never filled in from the day of publication.
    pub when: Option<When<S>>,
    /// Where, most precise first.
    #[serde(rename = "where")]
    pub places: Vec<Where<S>>,
    /// Who took part.
    pub participants: Vec<Participant<S>>,
    /// Who is said to have done it.
    pub responsibilities: Vec<Responsibility<S>>,
    /// Its numbers.
    pub figures: Vec<Figure<S>>,
    /// All places of the text that tell it.
    pub mentions: Vec<S>,
    /// The rule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// How two actors, or an actor and a place, stand to each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relation<S = Span> {
    /// Which relation.
    pub kind: RelationKind,
    /// An actor's local id.
    pub from: LocalId,
    /// An actor's local id; `None` where `place` is given.
    pub to: Option<LocalId>,
    /// For `operates_in` and `controls`.
    pub place: Option<Where<S>>,
    /// Since when, or when.
    pub when: Option<When<S>>,
    /// Whether the text says that it no longer holds.
    pub ended: bool,
    /// Who says so; `None` for the document's own voice.
    pub attribution: Option<Box<Attribution<S>>>,
    /// The words.
    #[serde(flatten)]
    pub span: S,
    /// The rule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// Who is reported to say what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution<S = Span> {
    /// An actor's local id.
    pub speaker: Option<LocalId>,
    /// The speaker's description where no actor stands ("some experts").
    pub description: Option<String>,
    /// Those who passed it on, nearest to the reader first.
    pub via: Vec<LocalId>,
    /// The reporting words.
    pub cue: Option<S>,
    /// What is reported.
    pub content: S,
    /// Own words or not.
    pub manner: Manner,
    /// The words, from first to last.
    #[serde(flatten)]
    pub span: S,
    /// The rule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// How far ahead an assessment looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Horizon<S = Span> {
    /// Months, the nearer end of a range.
    pub months: u32,
    /// The words.
    #[serde(flatten)]
    pub span: S,
}

/// Somebody's judgment of capability, intent, threat, size or trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment<S = Span> {
    /// Who judges: an actor's local id; `None` for the document's own voice and where nobody is named.
    pub assessor: Option<LocalId>,
    /// Who judges, in the document's words, where no actor stands ("some experts").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who is judged: an actor's local id.
    pub subject: Option<LocalId>,
    /// What is judged.
    pub kind: AssessmentKind,
    /// How far ahead.
    pub horizon: Option<Horizon<S>>,
    /// The hedge as written.
    pub likelihood: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub span: S,
    /// The rule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// Something noticed that could not be settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue<S = Span> {
    /// Stable code, listed in `docs/reference/codes.md`.
    pub code: String,
    /// What was found, and what it means.
    pub message: String,
    /// Where.
    pub span: Option<S>,
}

/// The day of publication in the contract's form of a time; it carries no span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedWhen {
    /// First day.
    pub earliest: Date,
    /// Last day.
    pub latest: Date,
    /// Always `day`.
    pub precision: TimePrecision,
    /// Always false.
    pub approximate: bool,
    /// Where the date was found: `option`, `manifest`, `front_matter`, `page` or `url`.
    pub from: String,
}

/// What a reading is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// SHA-256 of the text.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<PublishedWhen>,
    /// BCP 47.
    pub language: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Length of the text in code points.
    pub length: usize,
    /// The text, only where asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Document {
    /// The head of a reading of this text with these metadata.
    #[must_use]
    pub fn new(text_sha256: &str, length: usize, metadata: &Metadata) -> Self {
        let published = metadata.published.map(|published| PublishedWhen {
            earliest: published.date,
            latest: published.date,
            precision: TimePrecision::Day,
            approximate: false,
            from: published.from.as_str().to_owned(),
        });
        Self {
            id: text_sha256.to_owned(),
            title: metadata.title.clone(),
            published,
            language: metadata.language.clone(),
            source: metadata.source.clone(),
            url: metadata.url.clone(),
            length,
            text: None,
        }
    }
}

/// Everything that was found in one text. Immutable once stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading<S = Span> {
    /// What it is of.
    pub document: Document,
    /// Who acts or is named.
    pub actors: Vec<Actor<S>>,
    /// What happened or is said to.
    pub events: Vec<Event<S>>,
    /// Figures that are not about an event.
    pub figures: Vec<Figure<S>>,
    /// Relations.
    pub relations: Vec<Relation<S>>,
    /// Who said what.
    pub quotations: Vec<Attribution<S>>,
    /// Judgments.
    pub assessments: Vec<Assessment<S>>,
    /// What could not be settled.
    pub issues: Vec<Issue<S>>,
}

/// Names what a text and its circumstances make of a reading: SHA-256 over text, publication metadata, lexicon digest, code version.
#[must_use]
pub fn reading_id(
    text_sha256: &str,
    metadata: &Metadata,
    lexicon_digest: &str,
    code_version: &str,
) -> String {
    let metadata = serde_json::to_vec(metadata).unwrap_or_default();
    crate::hash::sha256_of_parts(&[
        text_sha256.as_bytes(),
        &metadata,
        lexicon_digest.as_bytes(),
        code_version.as_bytes(),
    ])
}

impl Reading<Span> {
    /// The contract's form: code points and quotes.
    #[must_use]
    pub fn quoted(&self, points: &CodePoints<'_>) -> Reading<Quoted> {
        match self.map_spans(&mut |span| Ok::<_, std::convert::Infallible>(points.quoted(*span))) {
            Ok(reading) => reading,
        }
    }

    /// The actor with this local id.
    #[must_use]
    pub fn actor(&self, id: &str) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.id == id)
    }
}

impl Reading<Quoted> {
    /// The inner form. The error is the first span whose quote is not the slice of the text.
    ///
    /// # Errors
    /// Where a quote is not the slice of `points`' text that its offsets name.
    pub fn spanned(&self, points: &CodePoints<'_>) -> Result<Reading<Span>, Quoted> {
        self.map_spans(&mut |quoted| points.span(quoted).ok_or_else(|| quoted.clone()))
    }

    /// Without the names of the rules: what `daybook extract` prints unless asked `--why`.
    #[must_use]
    pub fn without_rules(mut self) -> Self {
        self.actors.iter_mut().for_each(|actor| actor.rule = None);
        for event in &mut self.events {
            event.rule = None;
            event.responsibilities.iter_mut().for_each(|responsibility| responsibility.rule = None);
            event.figures.iter_mut().for_each(strip_figure);
        }
        self.figures.iter_mut().for_each(strip_figure);
        for relation in &mut self.relations {
            relation.rule = None;
            strip_attribution(&mut relation.attribution);
        }
        self.quotations.iter_mut().for_each(|quotation| quotation.rule = None);
        self.assessments.iter_mut().for_each(|assessment| assessment.rule = None);
        self
    }
}

fn strip_figure(figure: &mut Figure<Quoted>) {
    figure.rule = None;
    strip_attribution(&mut figure.attribution);
}

fn strip_attribution(attribution: &mut Option<Box<Attribution<Quoted>>>) {
    if let Some(attribution) = attribution {
        attribution.rule = None;
    }
}

/// Exchanges every span of an item for another kind of span; the first refusal ends it.
trait MapSpans<S, T, E> {
    type Mapped;
    fn map_spans(&self, change: &mut impl FnMut(&S) -> Result<T, E>) -> Result<Self::Mapped, E>;
}

impl<S, T, E, I: MapSpans<S, T, E>> MapSpans<S, T, E> for Vec<I> {
    type Mapped = Vec<I::Mapped>;
    fn map_spans(&self, change: &mut impl FnMut(&S) -> Result<T, E>) -> Result<Self::Mapped, E> {
        self.iter().map(|item| item.map_spans(change)).collect()
    }
}

impl<S, T, E, I: MapSpans<S, T, E>> MapSpans<S, T, E> for Option<I> {
    type Mapped = Option<I::Mapped>;
    fn map_spans(&self, change: &mut impl FnMut(&S) -> Result<T, E>) -> Result<Self::Mapped, E> {
        self.as_ref().map(|item| item.map_spans(change)).transpose()
    }
}

impl<S, T, E, I: MapSpans<S, T, E>> MapSpans<S, T, E> for Box<I> {
    type Mapped = Box<I::Mapped>;
    fn map_spans(&self, change: &mut impl FnMut(&S) -> Result<T, E>) -> Result<Self::Mapped, E> {
        Ok(Box::new((**self).map_spans(change)?))
    }
}

/// One implementation per type: fields that hold no span are cloned, fields of spans go through `change`, and fields
/// that hold further items are mapped in turn.
macro_rules! map_spans {
    ($type:ident { copy: [$($copy:ident),*], span: [$($span:ident),*], optional: [$($optional:ident),*], list: [$($list:ident),*], items: [$($items:ident),*] }) => {
        impl<S, T, E> MapSpans<S, T, E> for $type<S> {
            type Mapped = $type<T>;
            fn map_spans(&self, change: &mut impl FnMut(&S) -> Result<T, E>) -> Result<$type<T>, E> {
                Ok($type {
                    $($copy: self.$copy.clone(),)*
                    $($span: change(&self.$span)?,)*
                    $($optional: self.$optional.as_ref().map(&mut *change).transpose()?,)*
                    $($list: self.$list.iter().map(&mut *change).collect::<Result<_, _>>()?,)*
                    $($items: self.$items.map_spans(change)?,)*
                })
            }
        }
    };
}

map_spans!(When {
    copy: [earliest, latest, precision, approximate],
    span: [span],
    optional: [],
    list: [],
    items: []
});
map_spans!(Where {
    copy: [name, country, admin1, latitude, longitude, precision, relation, gazetteer_id],
    span: [span],
    optional: [],
    list: [],
    items: []
});
map_spans!(Actor {
    copy: [id, name, kind, lexicon_id, rule],
    span: [],
    optional: [],
    list: [mentions],
    items: []
});
map_spans!(Participant { copy: [role, actor], span: [span], optional: [], list: [], items: [] });
map_spans!(Responsibility {
    copy: [actor, description, stance, speaker, rule],
    span: [span],
    optional: [],
    list: [],
    items: []
});
map_spans!(Figure {
    copy: [measure, low, best, high, qualifier, of, scope, about, rule],
    span: [span],
    optional: [includes, part_of],
    list: [],
    items: [attribution]
});
map_spans!(Event {
    copy: [id, event_type, subtype, realis, rule],
    span: [trigger],
    optional: [],
    list: [mentions],
    items: [when, places, participants, responsibilities, figures]
});
map_spans!(Relation {
    copy: [kind, from, to, ended, rule],
    span: [span],
    optional: [],
    list: [],
    items: [place, when, attribution]
});
map_spans!(Attribution {
    copy: [speaker, description, via, manner, rule],
    span: [content, span],
    optional: [cue],
    list: [],
    items: []
});
map_spans!(Horizon { copy: [months], span: [span], optional: [], list: [], items: [] });
map_spans!(Assessment {
    copy: [assessor, description, subject, kind, likelihood, rule],
    span: [span],
    optional: [],
    list: [],
    items: [horizon]
});
map_spans!(Issue { copy: [code, message], span: [], optional: [span], list: [], items: [] });
map_spans!(Reading {
    copy: [document],
    span: [],
    optional: [],
    list: [],
    items: [actors, events, figures, relations, quotations, assessments, issues]
});
