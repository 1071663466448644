//! Subjects for tests.
use jiff::civil::Date;
use model::record::{
    ActorRef, EventSubject, Place, ReportStub, SubjectFigure, SubjectId, SubjectParticipant,
    SubjectResponsibility, TimeSpan, Voice,
};
use model::{
    ActorKind, EventSubtype, EventType, Measure, PlacePrecision, PlaceRelation, Qualifier, Realis, Role,
    Scope, Stance,
};

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn span(earliest: &str, latest: &str) -> TimeSpan {
    TimeSpan { earliest: day(earliest), latest: day(latest), precision: None, approximate: false }
}

pub(crate) fn place(name: &str, admin1: &str, precision: PlacePrecision, point: Option<(f64, f64)>) -> Place {
    Place {
        name: name.to_owned(),
        country: Some("AF".to_owned()),
        admin1: (!admin1.is_empty()).then(|| admin1.to_owned()),
        latitude: point.map(|point| point.0),
        longitude: point.map(|point| point.1),
        precision: Some(precision),
        relation: PlaceRelation::At,
    }
}

pub(crate) fn kabul() -> Place {
    place("Kabul", "Kabul", PlacePrecision::Settlement, Some((34.5281, 69.1723)))
}

pub(crate) fn jalalabad() -> Place {
    place("Jalalabad", "Nangarhar", PlacePrecision::Settlement, Some((34.4265, 70.4515)))
}

pub(crate) fn achin() -> Place {
    place("Achin", "Nangarhar", PlacePrecision::District, Some((34.1258, 70.7078)))
}

pub(crate) fn nangarhar() -> Place {
    place("Nangarhar", "", PlacePrecision::Province, Some((34.25, 70.5)))
}

pub(crate) fn afghanistan() -> Place {
    place("Afghanistan", "", PlacePrecision::Country, Some((34.0, 66.0)))
}

/// An attack that occurred, told by report `report` (whose text is its own) as `local`.
pub(crate) fn attack(report: &str, local: &str, when: Option<TimeSpan>, places: Vec<Place>) -> EventSubject {
    let of = |what: &str| format!("{report}/{local}/{what}");
    EventSubject {
        id: SubjectId { reading: format!("reading-{report}"), local: local.to_owned() },
        report: ReportStub {
            id: format!("R-{report}"),
            key: format!("key-{report}"),
            text: format!("text-{report}"),
            origin: format!("text-{report}"),
            source: None,
            published: Some(day("2020-05-20")),
        },
        event_type: EventType::Attack,
        subtype: None,
        realis: Realis::Occurred,
        when,
        place_statements: (0..places.len()).map(|at| of(&format!("where{at}"))).collect(),
        places,
        participants: Vec::new(),
        responsibilities: Vec::new(),
        figures: Vec::new(),
        statement: of("event"),
        when_statement: when.map(|_| of("when")),
        words: std::collections::BTreeSet::new(),
        name_words: std::collections::BTreeSet::new(),
        sides: model::record::Sides::default(),
    }
}

pub(crate) fn group(name: &str) -> ActorRef {
    let key = format!("lex:{}", model::record::name_key(name).replace(' ', "-"));
    ActorRef { key, name: name.to_owned(), kind: ActorKind::ArmedGroup }
}

pub(crate) trait With: Sized {
    fn with(self, change: impl FnOnce(&mut EventSubject)) -> EventSubject;
    fn subtype(self, subtype: EventSubtype) -> EventSubject {
        self.with(|subject| subject.subtype = Some(subtype))
    }
    fn realis(self, realis: Realis) -> EventSubject {
        self.with(|subject| subject.realis = realis)
    }
    fn text(self, text: &str) -> EventSubject {
        self.with(|subject| {
            subject.report.text = format!("text-{text}");
            subject.report.origin.clone_from(&subject.report.text);
        })
    }
    fn published(self, date: &str) -> EventSubject {
        self.with(|subject| subject.report.published = Some(day(date)))
    }
    fn perpetrator(self, name: &str) -> EventSubject {
        self.with(|subject| {
            let statement = format!("{}/perpetrator", subject.statement);
            let (actor, words) = (Some(group(name)), name.to_owned());
            subject.participants.push(SubjectParticipant {
                role: Role::Perpetrator,
                actor,
                words,
                statement,
            });
        })
    }
    fn held(self, stance: Stance, name: &str) -> EventSubject {
        self.with(|subject| {
            let statement = format!("{}/{stance}/{name}", subject.statement);
            let actor = Some(group(name));
            subject.responsibilities.push(SubjectResponsibility {
                stance,
                actor,
                description: None,
                speaker: None,
                statement,
            });
        })
    }
    /// The sentences that tell it.
    fn told(self, words: &str) -> EventSubject {
        self.with(|subject| {
            let mut telling = crate::score::Telling::default();
            telling.add(words, &crate::score::SHIPPED);
            (subject.words, subject.name_words) = (telling.words, telling.names);
        })
    }
    fn figure(self, qualifier: Qualifier, number: u64) -> EventSubject {
        self.figure_of(figure(qualifier, number))
    }
    fn figure_of(self, mut figure: SubjectFigure) -> EventSubject {
        self.with(|subject| {
            figure.statement = format!("{}/figure{}", subject.statement, subject.figures.len());
            subject.figures.push(figure);
        })
    }
}

impl With for EventSubject {
    fn with(mut self, change: impl FnOnce(&mut EventSubject)) -> EventSubject {
        change(&mut self);
        self
    }
}

/// A number of dead, with the fields that the contract gives for its qualifier.
pub(crate) fn figure(qualifier: Qualifier, number: u64) -> SubjectFigure {
    use Qualifier as Q;
    let number = Some(number);
    let (low, best, high) = match qualifier {
        Q::AtLeast | Q::MoreThan => (number, None, None),
        Q::UpTo | Q::FewerThan => (None, None, number),
        Q::Exact | Q::Approximately => (None, number, None),
        Q::Range | Q::Vague => (None, None, None),
    };
    SubjectFigure {
        measure: Measure::Killed,
        low,
        best,
        high,
        qualifier,
        scope: Scope::Total,
        of: None,
        includes: None,
        words: String::new(),
        voice: Voice::Document,
        statement: String::new(),
    }
}
