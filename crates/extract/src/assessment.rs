//! Judgments of capability, intent, threat, size and trend: whose, of whom, and how far ahead.
use crate::cast::Cast;
use crate::page::{Page, Tag};
use crate::speech::{Act, Speech, Voice};
use model::reading::{Assessment, Figure, Horizon};
use model::{ActorKind, AssessmentKind, Measure, Span};
use std::ops::Range;

/// Every assessment of a text: judgments inside what somebody is reported to say, and sizes that somebody estimates.
pub(crate) fn assessments(
    page: &Page<'_>,
    cast: &Cast,
    speech: &Speech,
    figures: &[Figure],
) -> Vec<Assessment> {
    let reader = Reader { page, cast };
    let mut found: Vec<Assessment> = Vec::new();
    for act in &speech.acts {
        found.extend(reader.of_speech(act));
    }
    for (index, _) in page.running() {
        found.extend(reader.own_voice(index, speech));
    }
    found.extend(
        figures
            .iter()
            .filter(|figure| figure.measure == Measure::Strength)
            .filter_map(|figure| reader.of_size(figure)),
    );
    found.extend(reader.estimates_without_number(speech));
    found.sort_by_key(|assessment| (assessment.span.start, assessment.kind));
    found.dedup_by(|b, a| a.span == b.span && a.kind == b.kind);
    found
}

struct Reader<'s, 'a> {
    page: &'s Page<'a>,
    cast: &'s Cast,
}

impl Reader<'_, '_> {
    fn of_speech(&self, act: &Act) -> Option<Assessment> {
        // Groups boast and states accuse; who assesses is a person, a body, or somebody described.
        if act.speaker.actor.is_some_and(|actor| self.cast.is_group(actor)) {
            return None;
        }
        let kind = self.kind(&act.content_tokens)?;
        let subject = self.subject(&act.content_tokens)?;
        Some(self.assessment(
            Some(&act.speaker),
            Some(subject),
            kind,
            &act.content_tokens,
            act.content,
            "assessment.speech",
        ))
    }

    /// The document's own voice: only a trend of a group ("appears to have shifted").
    fn own_voice(&self, sentence: usize, speech: &Speech) -> Option<Assessment> {
        let page = self.page;
        let tokens = page.sentences[sentence].tokens.clone();
        let cues = page.language.assessments.cues.get("trend")?;
        let strong = page.find_any(&tokens, cues).into_iter().filter(|cue| cue.len() > 1);
        let cue = strong
            .into_iter()
            .find(|cue| speech.act_over(cue.start).is_none() && !page.is_quoted(page.span(cue)))?;
        let group = page.verb_at(cue.end - 1).or_else(|| page.verb_at(cue.start))?;
        let subject = page
            .subjects(group)
            .iter()
            .find_map(|phrase| self.cast.of_phrase(page, phrase))
            .filter(|actor| self.cast.is_group(*actor))?;
        let range = cue.start..page.clause_end(cue.end).min(tokens.end.saturating_sub(1)).max(cue.end);
        Some(self.assessment(
            None,
            Some(subject),
            AssessmentKind::Trend,
            &range,
            page.span(&range),
            "assessment.own-voice",
        ))
    }

    fn kind(&self, tokens: &Range<usize>) -> Option<AssessmentKind> {
        let page = self.page;
        let has = |kind: &str| {
            page.language
                .assessments
                .cues
                .get(kind)
                .is_some_and(|cues| !page.find_any(tokens, cues).is_empty())
        };
        let order = [
            ("threat", AssessmentKind::Threat),
            ("capability", AssessmentKind::Capability),
            ("trend", AssessmentKind::Trend),
            ("intent", AssessmentKind::Intent),
        ];
        let horizon = self.horizon(tokens).is_some();
        // "could resume bombings", "might kidnap": a possible act of violence is a threat.
        let possible = self.is_ahead(tokens)
            && tokens.clone().any(|at| {
                page.language.assessments.violence.contains(page.lower(at))
                    || page.language.triggers.at(&[page.lower(at)]).iter().any(|(trigger, _, _)| {
                        matches!(trigger.event_type, model::EventType::Attack | model::EventType::Abduction)
                    })
            })
            && self.judged(tokens).is_some();
        order.into_iter().find(|(word, _)| has(word)).map(|(_, kind)| kind).or_else(|| {
            ((horizon && tokens.clone().any(|at| page.tag_at(at) == Tag::Modal)) || possible)
                .then_some(AssessmentKind::Threat)
        })
    }

    /// "could", "are likely to", "is out of the question": what may come, and not what may have been.
    fn is_ahead(&self, tokens: &Range<usize>) -> bool {
        let page = self.page;
        let modal = tokens.clone().any(|at| {
            matches!(page.lower(at), "could" | "may" | "might")
                && page.tag_at(at) == Tag::Modal
                && (at + 1..at + 3).all(|next| page.lower(next) != "have")
                // "before he could detonate his vest".
                && (at.saturating_sub(3)..at).all(|before| page.lower(before) != "before")
        });
        modal || page.has_any(tokens, &page.language.assessments.odds)
    }

    /// The group whose acts are judged: named in the judgment, or meant by "the militants".
    fn judged(&self, tokens: &Range<usize>) -> Option<usize> {
        let page = self.page;
        let named = tokens.clone().find_map(|at| self.cast.at(at).filter(|actor| self.cast.is_group(*actor)));
        let groups = &page.language.persons.groups;
        let meant = || {
            let noun = tokens.clone().any(|at| {
                groups.members.contains(page.lower(at))
                    || groups.attackers.contains(page.lower(at))
                    || groups.suffixes.contains(page.lower(at))
                    || matches!(page.lower(at), "it" | "they" | "factions")
            });
            noun.then(|| self.subject(tokens)).flatten()
        };
        named.or_else(meant)
    }

    /// Who is judged: the first group named in the judgment, else the last one before it.
    fn subject(&self, tokens: &Range<usize>) -> Option<usize> {
        let inside =
            tokens.clone().find_map(|at| self.cast.at(at).filter(|actor| self.cast.is_group(*actor)));
        inside.or_else(|| {
            self.cast.last_before(self.page, tokens.start, 3, |kind| kind == ActorKind::ArmedGroup)
        })
    }

    fn assessment(
        &self,
        assessor: Option<&Voice>,
        subject: Option<usize>,
        kind: AssessmentKind,
        tokens: &Range<usize>,
        span: Span,
        rule: &str,
    ) -> Assessment {
        let page = self.page;
        let likelihood = page
            .find_any(tokens, &page.language.assessments.likelihood)
            .first()
            .map(|range| page.words(range).to_owned());
        Assessment {
            assessor: assessor.and_then(|voice| voice.actor).map(Cast::id),
            description: assessor.and_then(|voice| voice.description.clone()),
            subject: subject.map(Cast::id),
            kind,
            horizon: self.horizon(tokens),
            likelihood,
            span,
            rule: Some(rule.to_owned()),
        }
    }

    /// "in as little as six months", "within six to twelve months", "within a year": the nearer end, in months.
    fn horizon(&self, tokens: &Range<usize>) -> Option<Horizon> {
        let page = self.page;
        for cue in page.find_any(tokens, &page.language.assessments.horizon) {
            let limit = (cue.end + 6).min(tokens.end);
            let unit = (cue.end..limit).find_map(|at| {
                let months = match page.lower(at) {
                    "month" | "months" => 1,
                    "year" | "years" => 12,
                    _ => return None,
                };
                Some((at, months))
            });
            let Some((at, months)) = unit else { continue };
            let number = (cue.end..at).find_map(|token| {
                let word = page.lower(token);
                page.language.numbers.words.get(word).copied().or_else(|| word.parse().ok()).or(matches!(
                    word,
                    "a" | "an"
                )
                .then_some(1))
            });
            let count = number.unwrap_or(1);
            let range = cue.start..at + 1;
            return Some(Horizon {
                months: u32::try_from(count).ok()?.checked_mul(months)?,
                span: page.span(&range),
            });
        }
        None
    }

    /// A strength that somebody gives is also a judgment of size.
    fn of_size(&self, figure: &Figure) -> Option<Assessment> {
        let attribution = figure.attribution.as_deref()?;
        let likelihood = None;
        Some(Assessment {
            assessor: attribution.speaker.clone(),
            description: attribution.description.clone(),
            subject: figure.about.clone(),
            kind: AssessmentKind::Size,
            horizon: None,
            likelihood,
            span: attribution.content,
            rule: Some("assessment.size".to_owned()),
        })
    }

    /// "Some experts estimate that the number is much lower": a size without a number.
    fn estimates_without_number(&self, speech: &Speech) -> Vec<Assessment> {
        let page = self.page;
        speech
            .acts
            .iter()
            .filter_map(|act| {
                let estimates = act.cue.clone().any(|at| {
                    matches!(
                        page.language.words.lemma(page.lower(at)),
                        "estimate" | "believe" | "say" | "put"
                    )
                });
                let size = act
                    .content_tokens
                    .clone()
                    .any(|at| matches!(page.lower(at), "number" | "numbers" | "strength" | "size"));
                let compared = act
                    .content_tokens
                    .clone()
                    .any(|at| matches!(page.lower(at), "lower" | "higher" | "smaller" | "larger" | "fewer"));
                let subject = self.subject(&act.content_tokens);
                (estimates && size && compared && subject.is_some()).then(|| {
                    self.assessment(
                        Some(&act.speaker),
                        subject,
                        AssessmentKind::Size,
                        &act.content_tokens,
                        act.content,
                        "assessment.size-without-number",
                    )
                })
            })
            .collect()
    }
}
