//! Many reported figures of one event become low, best and high, by a named profile: Daybook's own, and those of two data sets whose numbers
//! people compare with it.
use jiff::civil::Date;
use model::record::{EventSubject, FusedFigure, LeftOut, SubjectFigure, Voice, name_key};
use model::{EventType, Measure, Qualifier, Role, Scope, Stance};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// How statements become low, best and high: data in `lexicon/rules/figures.toml`, and in `figures_ucdp.toml` and `figures_acled.toml` beside it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its published name.
    pub profile: String,
    /// What it gives a number of; everything where it names nothing.
    #[serde(default)]
    measures: BTreeSet<Measure>,
    best: Best,
    /// Whether the best number is the only one that is given.
    #[serde(default)]
    is_one_number: bool,
    #[serde(default)]
    parties: Option<Reason>,
    scopes: BTreeSet<Scope>,
    scope_reasons: BTreeMap<Scope, String>,
    attackers: Attackers,
    classes: Reason,
    words: Vec<VagueWord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attackers {
    classes: BTreeSet<String>,
    measures: BTreeSet<Measure>,
    event_types: BTreeSet<EventType>,
    /// Where it is given, their own are counted apart and added.
    #[serde(default)]
    are_added: bool,
    reason: String,
}

/// Which of the stated numbers is the best one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Best {
    /// The latest origin's; of several the one that most origins state, then the lowest.
    Latest,
    /// The lowest: the most conservative.
    Lowest,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct VagueWord {
    word: String,
    low: u64,
    high: u64,
    /// The number that stands for the word, where the profile has one.
    #[serde(default)]
    best: Option<u64>,
}

/// Why a profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileError(String);

impl std::fmt::Display for ProfileError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "`rules/figures.toml`: {}", self.0)
    }
}

impl std::error::Error for ProfileError {}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// Where the text is no such file, a word has no bounds or a scope that does not count has no reason.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let mut profile: Self = toml::from_str(text).map_err(|error| ProfileError(error.to_string()))?;
        if let Some(word) = profile.words.iter().find(|word| word.low > word.high || word.word.is_empty()) {
            return Err(ProfileError(format!(
                "found `{}` with low above high, expected low at most high",
                word.word
            )));
        }
        let reasoned =
            |scope: &&Scope| profile.scopes.contains(scope) || profile.scope_reasons.contains_key(scope);
        if let Some(scope) = Scope::ALL.iter().find(|scope| !reasoned(scope)) {
            return Err(ProfileError(format!(
                "found no reason for scope `{scope}`, expected one in `[scope_reasons]`"
            )));
        }
        profile.words.sort_by_key(|word| std::cmp::Reverse(word.word.len()));
        Ok(profile)
    }

    /// The profile `daybook`, as shipped.
    ///
    /// # Panics
    /// Never: a test reads the shipped file.
    #[must_use]
    pub fn daybook() -> Self {
        Self::parse(include_str!("../../../lexicon/rules/figures.toml"))
            .expect("the shipped profile is tested")
    }

    /// The profiles `ucdp` and `acled`, as shipped.
    pub(crate) fn others() -> &'static [Self] {
        static OTHERS: LazyLock<[Profile; 2]> = LazyLock::new(|| {
            let ucdp = include_str!("../../../lexicon/rules/figures_ucdp.toml");
            let acled = include_str!("../../../lexicon/rules/figures_acled.toml");
            [ucdp, acled].map(|text| Profile::parse(text).expect("the shipped profiles are tested"))
        });
        &*OTHERS
    }

    /// One fused figure for each measure that a member states, in the contract's order of measures.
    pub(crate) fn fuse(&self, members: &[EventSubject]) -> Vec<FusedFigure> {
        let counted = |measure: &&Measure| self.measures.is_empty() || self.measures.contains(*measure);
        Measure::ALL
            .iter()
            .filter(counted)
            .filter_map(|measure| self.fuse_measure(*measure, members))
            .collect()
    }

    fn fuse_measure(&self, measure: Measure, members: &[EventSubject]) -> Option<FusedFigure> {
        let (mut sorted, mut attackers) = (Sorted::default(), Sorted::default());
        for member in members {
            for figure in member.figures.iter().filter(|figure| figure.measure == measure) {
                match self.against(member, figure, members) {
                    None => sorted.candidates.push(self.candidate(member, figure)),
                    Some(Against::Attackers(_)) if self.attackers.are_added => {
                        attackers.candidates.push(self.candidate(member, figure));
                    }
                    Some(Against::Attackers(reason) | Against::Scope(reason)) => {
                        sorted.leave_out(figure, reason);
                    }
                }
            }
        }
        if [&sorted, &attackers].iter().all(|one| one.candidates.is_empty() && one.left_out.is_empty()) {
            return None;
        }
        sorted.leave_out_classes(&self.classes.reason);
        if let Some(Reason { reason }) = &self.parties {
            sorted.leave_out_parties(reason, &parties(members));
        }
        sorted.collapse_copies();
        attackers.collapse_copies();
        let fused = match (sorted.is_empty(), attackers.candidates.is_empty()) {
            (_, true) => sorted.finish(measure, self),
            (true, false) => attackers.finish(measure, self),
            (false, false) => added(sorted.finish(measure, self), attackers.finish(measure, self)),
        };
        Some(fused)
    }

    fn against(
        &self,
        member: &EventSubject,
        figure: &SubjectFigure,
        members: &[EventSubject],
    ) -> Option<Against> {
        if !self.scopes.contains(&figure.scope) {
            return self.scope_reasons.get(&figure.scope).cloned().map(Against::Scope);
        }
        let counts_attackers = self.attackers.measures.contains(&figure.measure)
            && self.attackers.event_types.contains(&member.event_type)
            && figure.of.as_deref().is_some_and(|of| self.is_attacker(of, members));
        counts_attackers.then(|| Against::Attackers(self.attackers.reason.clone()))
    }

    /// Whether those who are counted are those who attacked: by class, or by the name of one who is held responsible.
    fn is_attacker(&self, of: &str, members: &[EventSubject]) -> bool {
        let of = name_key(of);
        self.attackers.classes.contains(&of)
            || members.iter().flat_map(attackers).any(|name| name_key(name) == of)
    }

    fn candidate<'m>(&self, member: &'m EventSubject, figure: &'m SubjectFigure) -> Candidate<'m> {
        let (mut low, mut best, mut high) = (figure.low, figure.best, figure.high);
        if figure.qualifier == Qualifier::Vague && best.is_none() {
            match self.vague(&figure.words) {
                Some(VagueWord { best: Some(number), .. }) => {
                    (low, best, high) = (Some(*number), Some(*number), Some(*number));
                }
                Some(word) if low.is_none() && high.is_none() => {
                    (low, high) = (Some(word.low), Some(word.high));
                }
                Some(_) | None => {}
            }
        }
        let is_lower = matches!(figure.qualifier, Qualifier::AtLeast | Qualifier::MoreThan);
        Candidate {
            low: low.or(best),
            value: best.or(if is_lower { low } else { None }),
            is_bound: best.is_none(),
            high: high.or(best),
            published: member.report.published,
            origin: &member.report.origin,
            report: &member.report.key,
            class: figure.of.as_deref(),
            voice: match &figure.voice {
                Voice::Actor(actor) => Some(&actor.key),
                Voice::Document | Voice::Described(_) => None,
            },
            statement: &figure.statement,
        }
    }

    fn vague(&self, words: &str) -> Option<&VagueWord> {
        let words = format!(" {} ", name_key(words));
        self.words.iter().find(|vague| words.contains(&format!(" {} ", name_key(&vague.word))))
    }
}

/// Why a statement does not count the whole.
enum Against {
    Scope(String),
    Attackers(String),
}

/// The keys of those who fight, attack or are attacked: what they say of the dead is part of the fight.
fn parties(members: &[EventSubject]) -> BTreeSet<&str> {
    let fights = |role: &Role| matches!(role, Role::Perpetrator | Role::Party);
    let taking_part = members.iter().flat_map(|member| &member.participants).filter(|one| fights(&one.role));
    let held = members.iter().flat_map(|member| &member.responsibilities);
    let held = held.filter(|one| one.stance != Stance::Denied).filter_map(|one| one.actor.as_ref());
    taking_part.filter_map(|one| one.actor.as_ref()).chain(held).map(|actor| actor.key.as_str()).collect()
}

/// The others and the attackers, each counted by itself.
fn added(others: FusedFigure, attackers: FusedFigure) -> FusedFigure {
    let sum = |one: Option<u64>, more: Option<u64>| one.map(|one| one.saturating_add(more.unwrap_or(0)));
    let mut fused = FusedFigure {
        low: sum(others.low, attackers.low),
        best: sum(others.best, attackers.best.or(attackers.low)),
        high: sum(others.high, attackers.high),
        reasoning: format!("{}; added, of the attackers: {}", others.reasoning, attackers.reasoning),
        ..others
    };
    fused.used.extend(attackers.used);
    fused.left_out.extend(attackers.left_out);
    fused.used.sort_unstable();
    fused.left_out.sort_by(|a, b| a.statement.cmp(&b.statement));
    fused
}

fn attackers(member: &EventSubject) -> impl Iterator<Item = &str> {
    let perpetrators = member.participants.iter().filter(|participant| participant.role == Role::Perpetrator);
    let held = member.responsibilities.iter().filter(|held| held.stance != Stance::Denied);
    let actors =
        perpetrators.filter_map(|one| one.actor.as_ref()).chain(held.filter_map(|one| one.actor.as_ref()));
    actors.map(|actor| actor.name.as_str())
}

/// A statement that may count.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate<'m> {
    low: Option<u64>,
    /// The number that it states: its own, or its lower bound.
    value: Option<u64>,
    is_bound: bool,
    high: Option<u64>,
    published: Option<Date>,
    origin: &'m str,
    report: &'m str,
    class: Option<&'m str>,
    /// The key of the actor who says it.
    voice: Option<&'m str>,
    statement: &'m str,
}

#[derive(Default)]
struct Sorted<'m> {
    candidates: Vec<Candidate<'m>>,
    left_out: Vec<LeftOut>,
}

impl<'m> Sorted<'m> {
    fn leave_out(&mut self, figure: &SubjectFigure, reason: String) {
        self.left_out.push(LeftOut { statement: figure.statement.clone(), reason });
    }

    fn leave_out_where(&mut self, reason: &str, mut loses: impl FnMut(&Candidate<'m>) -> bool) {
        let (out, kept) = std::mem::take(&mut self.candidates).into_iter().partition(|one| loses(one));
        self.candidates = kept;
        let out: Vec<Candidate<'_>> = out;
        self.left_out.extend(
            out.into_iter()
                .map(|one| LeftOut { statement: one.statement.to_owned(), reason: reason.to_owned() }),
        );
    }

    fn leave_out_classes(&mut self, reason: &str) {
        if self.candidates.iter().any(|one| one.class.is_none()) {
            self.leave_out_where(reason, |one| one.class.is_some());
        }
    }

    /// What a party to the fighting says counts only where nobody else gives a number.
    fn leave_out_parties(&mut self, reason: &str, parties: &BTreeSet<&str>) {
        let is_party = |one: &Candidate<'_>| one.voice.is_some_and(|voice| parties.contains(voice));
        if self.candidates.iter().any(|one| !is_party(one)) {
            self.leave_out_where(reason, |one| is_party(one));
        }
    }

    fn is_empty(&self) -> bool {
        self.candidates.is_empty() && self.left_out.is_empty()
    }

    /// Copies of one text are one origin: of its equal statements the first (by report key) counts.
    fn collapse_copies(&mut self) {
        self.candidates.sort_by(|a, b| (a.report, a.statement).cmp(&(b.report, b.statement)));
        let mut first_report = BTreeMap::new();
        self.leave_out_where("a copy of another report", |one| {
            let first = first_report.entry((one.origin, one.low, one.value, one.high)).or_insert(one.report);
            *first != one.report
        });
    }

    fn finish(mut self, measure: Measure, profile: &Profile) -> FusedFigure {
        self.left_out.sort_by(|a, b| a.statement.cmp(&b.statement));
        let choice = match profile.best {
            Best::Latest => choose(&self.candidates),
            Best::Lowest => lowest(&self.candidates),
        };
        let best = choice.as_ref().map(|choice| choice.value);
        let low = self.candidates.iter().filter_map(|one| one.low).min();
        let high = self.candidates.iter().filter_map(|one| one.high).max();
        let mut used: Vec<String> = self.candidates.iter().map(|one| one.statement.to_owned()).collect();
        used.sort_unstable();
        used.dedup();
        let (low, high) = if profile.is_one_number { (best, best) } else { (low, high) };
        FusedFigure {
            measure,
            low: low.into_iter().chain(best).min(),
            best,
            // A later lower bound may lie above every number that was stated as such.
            high: high.map(|high| best.map_or(high, |best| best.max(high))),
            profile: profile.profile.clone(),
            reasoning: self.reasoning(choice.as_ref()),
            used,
            left_out: self.left_out,
        }
    }

    fn reasoning(&self, choice: Option<&Choice>) -> String {
        let statements = counted(self.candidates.len(), "statement");
        let origins: BTreeSet<&str> = self.candidates.iter().map(|one| one.origin).collect();
        let origins = counted(origins.len(), "independent origin");
        let chosen = match choice {
            None if self.candidates.is_empty() => return "no statement counts the whole".to_owned(),
            None => "no statement gives a number, so there is no best".to_owned(),
            Some(choice) => choice.to_string(),
        };
        format!("{chosen}; {statements} used, from {origins}")
    }
}

fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// The chosen number and how it was chosen.
struct Choice {
    rule: Best,
    value: u64,
    is_bound: bool,
    published: Option<Date>,
    rivals: usize,
}

impl std::fmt::Display for Choice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rule, value, is_bound, published, rivals } = self;
        if *rule == Best::Lowest {
            let of = if *rivals > 0 { " of several" } else { "" };
            return write!(formatter, "best {value}, the lowest{of}");
        }
        let kind = if *is_bound { "the lower bound that" } else { "the number that" };
        write!(formatter, "best {value}, {kind} ")?;
        match published {
            Some(day) => write!(formatter, "the latest origin with one states ({day})")?,
            None => write!(formatter, "the reports state, none of them dated")?,
        }
        match rivals {
            0 => Ok(()),
            _ => write!(formatter, "; it gives others too, so the most frequent, then the lowest"),
        }
    }
}

/// The latest origin's stated number; of several the one that most origins state, then the lowest.
fn choose(candidates: &[Candidate<'_>]) -> Option<Choice> {
    let stated: Vec<&Candidate<'_>> = candidates.iter().filter(|one| one.value.is_some()).collect();
    let latest = stated.iter().map(|one| one.published).max()?;
    let newest: Vec<&&Candidate<'_>> = stated.iter().filter(|one| one.published == latest).collect();
    // A number of its own goes before a lower bound of the same day.
    let only_bounds = newest.iter().all(|one| one.is_bound);
    let values: BTreeSet<u64> =
        newest.iter().filter(|one| one.is_bound == only_bounds).filter_map(|one| one.value).collect();
    let origins_with = |value: u64| {
        let with = stated.iter().filter(|one| one.value == Some(value));
        with.map(|one| one.origin).collect::<BTreeSet<_>>().len()
    };
    let value = *values.iter().max_by_key(|value| (origins_with(**value), std::cmp::Reverse(**value)))?;
    Some(Choice {
        rule: Best::Latest,
        value,
        is_bound: only_bounds,
        published: latest,
        rivals: values.len() - 1,
    })
}

/// The lowest number that is stated.
fn lowest(candidates: &[Candidate<'_>]) -> Option<Choice> {
    let values: BTreeSet<u64> = candidates.iter().filter_map(|one| one.value).collect();
    let value = *values.first()?;
    Some(Choice { rule: Best::Lowest, value, is_bound: false, published: None, rivals: values.len() - 1 })
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;
