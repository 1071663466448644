//! A dossier built by hand, for tests: groups, outlets and persons are made up and named so that nobody takes them for real.
#![allow(dead_code, reason = "each test file uses its part")]
use jiff::civil::{Date, date};
use model::dossier::{ActorDossier, Citation, Citations, NameUse, ReportLine};
use model::record::*;
use model::*;
use std::collections::{BTreeMap, BTreeSet};

/// The key of the group that the dossier is about.
pub(crate) const GROUP: &str = "lex:example-front";
/// A private person: no byte of any output may hold the name.
pub(crate) const PRIVATE: &str = "Privatus Nemo";

/// Collects reports, statements and what rests on them.
pub(crate) struct Builder {
    pub(crate) dossier: ActorDossier,
    statements: usize,
}

pub(crate) fn group() -> ActorRef {
    actor(GROUP, "Example Front", ActorKind::ArmedGroup)
}

pub(crate) fn parent() -> ActorRef {
    actor("lex:example-movement", "Example Movement", ActorKind::ArmedGroup)
}

pub(crate) fn rival() -> ActorRef {
    actor("lex:example-league", "Example League", ActorKind::ArmedGroup)
}

pub(crate) fn officials() -> ActorRef {
    actor("lex:gov-example", "Exampleland officials", ActorKind::GovernmentBody)
}

pub(crate) fn council() -> ActorRef {
    actor("lex:example-council", "Example Council", ActorKind::InternationalOrganisation)
}

pub(crate) fn analyst() -> ActorRef {
    actor("person:analyst one@name:organisation:example institute", "Analyst One", ActorKind::Person)
}

pub(crate) fn private() -> ActorRef {
    actor("local:key:a9", PRIVATE, ActorKind::Person)
}

pub(crate) fn actor(key: &str, name: &str, kind: ActorKind) -> ActorRef {
    ActorRef { key: key.to_owned(), name: name.to_owned(), kind }
}

pub(crate) fn day(year: i16, month: i8, day: i8) -> TimeSpan {
    span(date(year, month, day), date(year, month, day), TimePrecision::Day)
}

pub(crate) fn span(earliest: Date, latest: Date, precision: TimePrecision) -> TimeSpan {
    TimeSpan { earliest, latest, precision: Some(precision), approximate: false }
}

pub(crate) fn place(name: &str, country: &str, at: Option<(f64, f64)>, precision: PlacePrecision) -> Place {
    Place {
        name: name.to_owned(),
        country: Some(country.to_owned()),
        admin1: None,
        latitude: at.map(|at| at.0),
        longitude: at.map(|at| at.1),
        precision: Some(precision),
        relation: PlaceRelation::At,
    }
}

impl Builder {
    pub(crate) fn new() -> Self {
        let actor = Actor {
            id: "A1".into(),
            key: GROUP.into(),
            name: "Example Front".into(),
            kind: ActorKind::ArmedGroup,
            lexicon_id: Some("example-front".into()),
        };
        let dossier = ActorDossier {
            actor,
            generation: 7,
            names: Vec::new(),
            relations: Vec::new(),
            figures: Vec::new(),
            events: Vec::new(),
            assessments: Vec::new(),
            quotations: Vec::new(),
            reports: Vec::new(),
            reviewed: std::collections::BTreeSet::new(),
            citations: Citations::new(),
        };
        Self { dossier, statements: 0 }
    }

    /// Adds a report and returns its place in the list.
    pub(crate) fn report(&mut self, outlet: &str, published: Option<Date>, title: &str, text: &str) -> usize {
        let number = self.dossier.reports.len() + 1;
        self.dossier.reports.push(ReportLine {
            id: format!("R{number}"),
            title: Some(title.to_owned()),
            outlet: Some(outlet.to_owned()),
            published,
            published_from: published.map(|_| "front_matter".to_owned()),
            url: Some(format!("https://news.example/{number}")),
            language: Some("en".to_owned()),
            text: model::hash::sha256_hex(text.as_bytes()),
            origin: model::hash::sha256_hex(text.as_bytes()),
            withheld: Vec::new(),
        });
        number - 1
    }

    pub(crate) fn stub(&self, report: usize) -> ReportStub {
        let line = &self.dossier.reports[report];
        ReportStub {
            id: line.id.clone(),
            key: format!("key-{}", line.id),
            text: line.text.clone(),
            origin: line.origin.clone(),
            source: line.outlet.clone(),
            published: line.published,
        }
    }

    /// Adds a statement whose words stand in the quote, and returns its id.
    pub(crate) fn say(&mut self, report: usize, quote: &str, words: &str) -> String {
        self.statements += 1;
        let id = model::hash::sha256_hex(format!("statement {}", self.statements).as_bytes());
        let start = quote.find(words).expect("the words stand in the quote");
        let line = &self.dossier.reports[report];
        let withheld = quote.find(PRIVATE).map(|at| Span::new(at, at + PRIVATE.len()));
        let citation = Citation {
            statement: id.clone(),
            report: line.id.clone(),
            title: line.title.clone(),
            outlet: line.outlet.clone(),
            published: line.published,
            url: line.url.clone(),
            language: line.language.clone(),
            quote: quote.to_owned(),
            highlight: Span::new(start, start + words.len()),
            withheld: withheld.into_iter().collect(),
            rule: Some("test.rule".to_owned()),
        };
        self.dossier.citations.insert(id.clone(), citation);
        id
    }

    /// A report's event with its type, time and place said by the same quote.
    pub(crate) fn subject(
        &mut self,
        report: usize,
        quote: &str,
        what: (EventType, Option<EventSubtype>, Realis),
        when: Option<TimeSpan>,
        at: Option<Place>,
    ) -> EventSubject {
        let statement = self.say(report, quote, quote);
        let when_statement = when.map(|_| self.say(report, quote, quote));
        let place_statements = at.iter().map(|_| self.say(report, quote, quote)).collect();
        EventSubject {
            sides: model::record::Sides::default(),
            words: std::collections::BTreeSet::new(),
            name_words: std::collections::BTreeSet::new(),
            id: SubjectId { reading: format!("reading-{report}"), local: format!("e{}", self.statements) },
            report: self.stub(report),
            event_type: what.0,
            subtype: what.1,
            realis: what.2,
            when,
            places: at.into_iter().collect(),
            participants: Vec::new(),
            responsibilities: Vec::new(),
            figures: Vec::new(),
            statement,
            when_statement,
            place_statements,
        }
    }

    pub(crate) fn held(
        &mut self,
        report: usize,
        quote: &str,
        stance: Stance,
        who: Option<ActorRef>,
        by: Option<ActorRef>,
    ) -> SubjectResponsibility {
        let statement = self.say(report, quote, quote);
        let description = who.is_none().then(|| "unknown extremists".to_owned());
        SubjectResponsibility { stance, actor: who, description, speaker: by, statement }
    }

    pub(crate) fn takes_part(
        &mut self,
        report: usize,
        quote: &str,
        role: Role,
        who: Option<ActorRef>,
        words: &str,
    ) -> SubjectParticipant {
        let statement = self.say(report, quote, words);
        SubjectParticipant { role, actor: who, words: words.to_owned(), statement }
    }

    pub(crate) fn figure(
        &mut self,
        report: usize,
        quote: &str,
        words: &str,
        measure: Measure,
        numbers: (Option<u64>, Option<u64>, Option<u64>, Qualifier),
        voice: Voice,
    ) -> SubjectFigure {
        let statement = self.say(report, quote, words);
        SubjectFigure {
            measure,
            low: numbers.0,
            best: numbers.1,
            high: numbers.2,
            qualifier: numbers.3,
            scope: Scope::Total,
            of: None,
            includes: None,
            words: words.to_owned(),
            voice,
            statement,
        }
    }

    /// Puts reports' events together, with the fused numbers of killed where given.
    pub(crate) fn event(
        &mut self,
        members: Vec<EventSubject>,
        killed: Option<(Option<u64>, Option<u64>, Option<u64>)>,
    ) -> usize {
        let number = self.dossier.events.len() + 1;
        let first = &members[0];
        let used = members.iter().flat_map(|member| &member.figures);
        let used = used.filter(|figure| figure.measure == Measure::Killed);
        let figures = killed.map(|(low, best, high)| FusedFigure {
            measure: Measure::Killed,
            low,
            best,
            high,
            profile: "daybook".into(),
            reasoning: "the newest total of an independent origin was taken".into(),
            used: used.map(|figure| figure.statement.clone()).collect(),
            left_out: Vec::new(),
        });
        let origins = members.iter().map(|member| member.report.text.clone()).collect::<BTreeSet<_>>().len();
        self.dossier.events.push(Event {
            id: format!("E{number}"),
            event_type: first.event_type,
            subtype: first.subtype,
            realis: first.realis,
            when: first.when,
            place: first.places.first().cloned(),
            figures: figures.into_iter().collect(),
            contradictions: Vec::new(),
            n_reports: members.len(),
            n_origins: origins,
            by_profile: Vec::new(),
            members,
        });
        number - 1
    }

    pub(crate) fn relation(
        &mut self,
        report: usize,
        quote: &str,
        kind: RelationKind,
        from: ActorRef,
        to: ActorRef,
        when: Option<TimeSpan>,
    ) {
        let statement = self.say(report, quote, quote);
        let member = RelationSubject {
            report: self.stub(report),
            kind,
            from: from.clone(),
            to: Some(to.clone()),
            place: None,
            when,
            ended: false,
            voice: Voice::Document,
            statement,
        };
        self.dossier.relations.push(Relation {
            kind,
            from,
            to: Some(to),
            place: None,
            members: vec![member],
        });
    }

    /// The dossier through the gate, which knows of the private person.
    pub(crate) fn pass(self) -> Public<ActorDossier> {
        let names: BTreeSet<String> = [PRIVATE.to_owned()].into();
        let known = KnownNames {
            private_anywhere: names.clone(),
            private_in_report: self
                .dossier
                .reports
                .iter()
                .map(|r| (r.id.clone(), names.clone()))
                .collect::<BTreeMap<_, _>>(),
            public: BTreeSet::new(),
        };
        Exposure::new(&known).pass(self.dossier)
    }
}

const ATTACK: (EventType, Option<EventSubtype>, Realis) =
    (EventType::Attack, Some(EventSubtype::Bombing), Realis::Occurred);

/// A dossier with something in every section of a brief.
pub(crate) fn sample() -> Builder {
    let mut record = Builder::new();
    let wire = record.report("Example Wire", Some(date(2021, 11, 3)), "Bombing in Kabul", "one");
    let copy = record.report("Example Times", Some(date(2021, 11, 3)), "Kabul bombing", "one");
    let daily = record.report("Example Daily", Some(date(2024, 1, 5)), "Toll of Kerman rises", "two");
    let late = record.report("Example Wire", Some(date(2024, 3, 29)), "Who is the Example Front?", "three");
    background(&mut record, late);
    kabul(&mut record, wire, copy);
    kerman(&mut record, daily, late);
    older(&mut record, late);
    others(&mut record, late);
    judged(&mut record, late);
    record
}

fn background(record: &mut Builder, late: usize) {
    let quote = "The Example Front, a branch of the Example Movement, first appeared in late 2014.";
    let statement = record.say(late, quote, "Example Front");
    record.dossier.names.push(NameUse { name: "Example Front".into(), n_reports: 4, statement });
    let statement = record.say(late, "The group is also called EF-North by officials.", "EF-North");
    record.dossier.names.push(NameUse { name: "EF-North".into(), n_reports: 1, statement });
    let since = span(date(2014, 9, 1), date(2014, 12, 31), TimePrecision::PartOfYear);
    record.relation(late, quote, RelationKind::BranchOf, group(), parent(), Some(since));
    let quote = "The Example League is a fierce rival of the Example Front.";
    record.relation(late, quote, RelationKind::RivalOf, rival(), group(), None);
    let quote = "Privatus Nemo is said to be a member of the group.";
    record.relation(late, quote, RelationKind::MemberOf, private(), group(), None);
    let quote = "The Example Council put the number of fighters at \"from 4,000 to 6,000,\" including family members.";
    let mut figure = record.figure(
        late,
        quote,
        "from 4,000 to 6,000",
        Measure::Strength,
        (Some(4000), None, Some(6000), Qualifier::Range),
        Voice::Actor(council()),
    );
    figure.includes = Some("including family members".into());
    let stub = record.stub(late);
    record.dossier.figures.push(ActorFigureSubject { report: stub.clone(), actor: Some(group()), figure });
    let figure = record.figure(
        late,
        "Some experts think it is much lower.",
        "much lower",
        Measure::Strength,
        (None, None, None, Qualifier::Vague),
        Voice::Described("some experts".into()),
    );
    record.dossier.figures.push(ActorFigureSubject { report: stub, actor: Some(group()), figure });
}

fn kabul(record: &mut Builder, wire: usize, copy: usize) {
    let quote = "At least 19 people were killed at a hospital in Kabul on Tuesday, and the Example Front claimed the attack.";
    let kabul = || Some(place("Kabul", "AF", Some((34.53, 69.17)), PlacePrecision::Settlement));
    let mut members = Vec::new();
    for report in [wire, copy] {
        let mut member = record.subject(report, quote, ATTACK, Some(day(2021, 11, 2)), kabul());
        let numbers = (Some(19), None, None, Qualifier::AtLeast);
        member.figures.push(record.figure(
            report,
            quote,
            "At least 19",
            Measure::Killed,
            numbers,
            Voice::Document,
        ));
        member.responsibilities.push(record.held(
            report,
            quote,
            Stance::Claimed,
            Some(group()),
            Some(group()),
        ));
        member.participants.push(record.takes_part(report, quote, Role::Target, None, "a hospital"));
        members.push(member);
    }
    record.event(members, Some((Some(19), Some(19), None)));
}

fn kerman(record: &mut Builder, daily: usize, late: usize) {
    let at = || Some(place("Kerman", "IR", Some((30.28, 57.08)), PlacePrecision::Settlement));
    let quote = "Exampleland officials blamed the Example Front for the bombing in Kerman on January 3 that killed 84; the Example Front denied it. Privatus Nemo saw it.";
    let mut first = record.subject(daily, quote, ATTACK, Some(day(2024, 1, 3)), at());
    let numbers = (None, Some(84), None, Qualifier::Exact);
    first.figures.push(record.figure(
        daily,
        quote,
        "84",
        Measure::Killed,
        numbers,
        Voice::Actor(officials()),
    ));
    first.responsibilities.push(record.held(daily, quote, Stance::Blamed, Some(group()), Some(officials())));
    first.responsibilities.push(record.held(daily, quote, Stance::Denied, Some(group()), Some(group())));
    let quote = "In January the Example Front was blamed for killing more than 90 people in Kerman; Moscow named only extremists.";
    let month = span(date(2024, 1, 1), date(2024, 1, 31), TimePrecision::Month);
    let mut second = record.subject(late, quote, ATTACK, Some(month), at());
    let numbers = (Some(90), None, None, Qualifier::MoreThan);
    let losing = record.figure(late, quote, "more than 90", Measure::Killed, numbers, Voice::Document);
    let losing_statement = losing.statement.clone();
    second.figures.push(losing);
    second.responsibilities.push(record.held(late, quote, Stance::Blamed, Some(group()), None));
    second.responsibilities.push(record.held(late, quote, Stance::Blamed, None, Some(officials())));
    let (one, other) = (first.figures[0].statement.clone(), losing_statement.clone());
    let event = record.event(vec![first, second], Some((Some(84), Some(84), Some(84))));
    let event = &mut record.dossier.events[event];
    event.figures[0].used.retain(|statement| *statement != losing_statement);
    event.figures[0].left_out.push(LeftOut { statement: losing_statement, reason: "an early count".into() });
    event.contradictions.push(Contradiction {
        about: "killed".into(),
        message: "84 and more than 90 cannot both be right".into(),
        statements: vec![one, other],
    });
}

fn older(record: &mut Builder, late: usize) {
    let quote = "In 2016 or 2017 a bombing in Nangarhar province was suspected to be the group's work.";
    let years = span(date(2016, 1, 1), date(2017, 12, 31), TimePrecision::Range);
    let at = Some(place("Nangarhar", "AF", Some((34.2, 70.4)), PlacePrecision::Province));
    let mut member = record.subject(late, quote, ATTACK, Some(years), at);
    member.responsibilities.push(record.held(late, quote, Stance::Suspected, Some(group()), None));
    record.event(vec![member], None);
    let quote = "The Example Front shelled a post near Jalalabad in 2018, killing dozens.";
    let mut near = place("Jalalabad", "AF", Some((34.43, 70.45)), PlacePrecision::Settlement);
    near.relation = PlaceRelation::Near;
    let what = (EventType::Attack, Some(EventSubtype::Shelling), Realis::Occurred);
    let year = span(date(2018, 1, 1), date(2018, 12, 31), TimePrecision::Year);
    let mut member = record.subject(late, quote, what, Some(year), Some(near));
    member.participants.push(record.takes_part(
        late,
        quote,
        Role::Perpetrator,
        Some(group()),
        "The Example Front",
    ));
    let numbers = (Some(24), None, Some(99), Qualifier::Vague);
    member.figures.push(record.figure(late, quote, "dozens", Measure::Killed, numbers, Voice::Document));
    record.event(vec![member], Some((Some(24), None, Some(99))));
}

fn others(record: &mut Builder, late: usize) {
    let quote = "The group was driven out of its strongholds around 2019.";
    let mut when = span(date(2019, 1, 1), date(2019, 12, 31), TimePrecision::Year);
    when.approximate = true;
    let what = (EventType::Territory, Some(EventSubtype::Lost), Realis::Occurred);
    let mut member = record.subject(late, quote, what, Some(when), None);
    member.participants.push(record.takes_part(late, quote, Role::Party, Some(group()), "The group"));
    record.event(vec![member], None);
    let quote = "Police arrested two suspects, among them Privatus Nemo, on 19 March over a plot against the Swedish parliament.";
    let what = (EventType::Arrest, None, Realis::Occurred);
    let at = Some(place("Germany", "DE", None, PlacePrecision::Country));
    let mut member = record.subject(late, quote, what, Some(day(2024, 3, 19)), at);
    member.participants.push(record.takes_part(late, quote, Role::Suspect, Some(private()), PRIVATE));
    let numbers = (None, Some(2), None, Qualifier::Exact);
    member.figures.push(record.figure(late, quote, "two", Measure::Arrested, numbers, Voice::Document));
    record.event(vec![member], None);
    let what = (EventType::Attack, None, Realis::Foiled);
    let at = Some(place("Stockholm", "SE", Some((59.33, 18.07)), PlacePrecision::Settlement));
    let mut member = record.subject(late, quote, what, None, at);
    member.responsibilities.push(record.held(late, quote, Stance::Suspected, Some(group()), None));
    record.event(vec![member], None);
    let quote = "On 25 March the Example Front threatened further massacres.";
    let what = (EventType::Threat, None, Realis::Occurred);
    let mut member = record.subject(late, quote, what, Some(day(2024, 3, 25)), None);
    member.participants.push(record.takes_part(
        late,
        quote,
        Role::Speaker,
        Some(group()),
        "the Example Front",
    ));
    record.event(vec![member], None);
}

fn judged(record: &mut Builder, late: usize) {
    let stub = record.stub(late);
    let post = Some("a researcher at the Example Institute".to_owned());
    let quote = "“We are seeing a new phase of the Example Front,” said Analyst One, a researcher at the Example Institute.";
    let words = "a new phase of the Example Front";
    let statement = record.say(late, quote, words);
    let mut judged = AssessmentSubject {
        report: stub,
        voice: Voice::Actor(analyst()),
        post,
        subject: Some(group()),
        kind: AssessmentKind::Trend,
        horizon_months: None,
        likelihood: None,
        words: words.into(),
        statement,
    };
    record.dossier.assessments.push(judged.clone());
    let quote = "The group could strike abroad in as little as six months, the Example Council said.";
    judged.statement = record.say(late, quote, "could strike abroad in as little as six months");
    judged.words = "could strike abroad in as little as six months".into();
    (judged.voice, judged.post) = (Voice::Actor(council()), None);
    (judged.kind, judged.horizon_months) = (AssessmentKind::Capability, Some(6));
    judged.likelihood = Some("could".into());
    record.dossier.assessments.push(judged);
}
