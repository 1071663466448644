//! The words behind a statement, and whose they are.
use crate::pages::report_line;
use crate::{Error, ids};
use model::Span;
use model::dossier::{Citation, Citations, ReportLine};
use model::record::{EventSubject, PersonName};
use model::statement::{Family, Statement};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A report with what a citation takes from its current reading.
pub(crate) struct Source {
    pub(crate) line: ReportLine,
    pub(crate) text: String,
    pub(crate) sentences: Vec<Span>,
    names: Vec<PersonName>,
}

impl Source {
    /// `None` where the report is unknown or has not been read.
    pub(crate) fn load(connection: &Connection, report: i64) -> Result<Option<Self>, Error> {
        let row = connection
            .prepare_cached(
                "SELECT reading.text, sentences, names FROM report JOIN reading ON reading.number = report.reading
                 WHERE report.number = ?1",
            )?
            .query_row([report], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
            .optional()?;
        let Some((text, sentences, names)) = row else { return Ok(None) };
        Ok(Some(Self {
            line: report_line(connection, report)?,
            text: crate::reading::text_of(connection, &text)?,
            sentences: serde_json::from_str(&sentences)?,
            names: serde_json::from_str(&names)?,
        }))
    }

    /// The sentences that a span touches, as one span; the span itself where it touches none.
    fn around(&self, span: Span) -> Span {
        let touched = self.sentences.iter().filter(|sentence| sentence.overlaps(&span));
        touched.fold(span, |all, sentence| all.join(sentence))
    }

    /// Words of the report with a statement's own words marked, and the names in them that must not leave. A speaker with a
    /// stated post may be named in what the speaker is quoted with.
    pub(crate) fn citation(&self, quote: Span, highlight: Span, statement: Option<&Statement>) -> Citation {
        let speaker = statement.and_then(speaker_of);
        let is_withheld = |name: &&PersonName| {
            let is_speaker = name.has_stated_post && speaker.is_some() && name.actor.as_deref() == speaker;
            name.lexicon_id.is_none() && !is_speaker && quote.overlaps(&name.span)
        };
        let inside = |span: Span| {
            let within = |at: usize| at.clamp(quote.start, quote.end) - quote.start;
            Span::new(within(span.start), within(span.end))
        };
        let mut withheld: Vec<Span> =
            self.names.iter().filter(is_withheld).map(|name| inside(name.span)).collect();
        withheld.sort_unstable();
        Citation {
            statement: statement.map(|statement| statement.id.clone()).unwrap_or_default(),
            report: self.line.id.clone(),
            title: self.line.title.clone(),
            outlet: self.line.outlet.clone(),
            published: self.line.published,
            url: self.line.url.clone(),
            language: self.line.language.clone(),
            quote: quote.of(&self.text).to_owned(),
            highlight: inside(highlight),
            withheld,
            rule: statement.and_then(|statement| statement.rule.clone()),
        }
    }

    fn cite(&self, statement: &Statement) -> Citation {
        let span = statement.spans.first().copied().unwrap_or(Span::new(0, 0));
        self.citation(self.around(span), span, Some(statement))
    }
}

/// Whose own words a statement is, so that a stated post makes the name public in it.
pub(crate) fn speaker_of(statement: &Statement) -> Option<&str> {
    let is_said = matches!(statement.family, Family::Quotation | Family::Assessment);
    statement.attribution.as_ref().filter(|_| is_said).and_then(|chain| chain.speaker.as_deref())
}

/// Collects the citations of a dossier; every report is read once.
pub(crate) struct Citer<'c> {
    connection: &'c Connection,
    sources: BTreeMap<i64, Option<Rc<Source>>>,
    citations: Citations,
}

impl<'c> Citer<'c> {
    pub(crate) const fn new(connection: &'c Connection) -> Self {
        Self { connection, sources: BTreeMap::new(), citations: BTreeMap::new() }
    }

    pub(crate) fn into_citations(self) -> Citations {
        self.citations
    }

    fn source(&mut self, report: i64) -> Result<Option<Rc<Source>>, Error> {
        if let Some(known) = self.sources.get(&report) {
            return Ok(known.clone());
        }
        let source = Source::load(self.connection, report)?.map(Rc::new);
        self.sources.insert(report, source.clone());
        Ok(source)
    }

    /// Cites a statement as this report has it. Two reports with one text and one set of metadata share their statements; the
    /// first that asks is cited.
    pub(crate) fn cite(&mut self, statement: &str, report: &str) -> Result<(), Error> {
        if self.citations.contains_key(statement) {
            return Ok(());
        }
        let Some(source) =
            ids::report_number(report).map(|number| self.source(number)).transpose()?.flatten()
        else {
            return Ok(());
        };
        if let Some(found) = statement_of(self.connection, statement)? {
            self.citations.insert(statement.to_owned(), source.cite(&found));
        }
        Ok(())
    }

    /// Cites a statement that an actor is named so, in the first report that has it.
    pub(crate) fn cite_mention(&mut self, statement: &str) -> Result<(), Error> {
        let report = first_report(self.connection, statement)?;
        report.map_or(Ok(()), |report| self.cite(statement, &ids::report(report)))
    }

    /// Cites everything that a report says of an event.
    pub(crate) fn cite_event(&mut self, member: &EventSubject) -> Result<(), Error> {
        let participants = member.participants.iter().map(|one| &one.statement);
        let held = member.responsibilities.iter().map(|one| &one.statement);
        let figures = member.figures.iter().map(|one| &one.statement);
        let placed = member.when_statement.iter().chain(&member.place_statements);
        for statement in
            std::iter::once(&member.statement).chain(placed).chain(participants).chain(held).chain(figures)
        {
            self.cite(statement, &member.report.id)?;
        }
        Ok(())
    }
}

/// The oldest report whose current reading makes a statement.
pub(crate) fn first_report(connection: &Connection, statement: &str) -> Result<Option<i64>, Error> {
    let report = connection
        .prepare_cached(
            "SELECT MIN(report.number) FROM statement JOIN report ON report.reading = statement.reading WHERE statement.id = ?1",
        )?
        .query_row([statement], |row| row.get(0))?;
    Ok(report)
}

fn statement_of(connection: &Connection, id: &str) -> Result<Option<Statement>, Error> {
    let json = connection
        .prepare_cached("SELECT json FROM statement WHERE id = ?1")?
        .query_row([id], |row| row.get::<_, String>(0))
        .optional()?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
}
