//! Events: the timeline and its table, attacks with their figures and who is said to have done them, plots, threats, the rest.
use super::{Context, paragraph};
use crate::phrases;
use crate::svg::{self, Lane, MapArea, Scene, TimelineItem, YearBar, area_of, point_of};
use crate::tree::{Block, Entry, Figure, Line, Row, Sentence, Table, Words};
use crate::words::{self, capital};
use analyse::own::{Own, OwnPhases};
use analyse::standing::{stance_of, stands};
use analyse::{Moment, Standing};
use model::dossier::is_unlisted_person;
use model::record::{Event, FusedFigure, ReportStub, SubjectFigure, SubjectParticipant, Voice};
use model::{EventType, PlacePrecision, Realis, Role, Scope, Stance};

/// `the bombing in Kabul, Afghanistan, on 2 November 2021`.
pub(super) fn named(context: &Context<'_>, event: &Event) -> Words {
    described(context, event, "the")
}

/// An event with its article, place and time.
fn described(context: &Context<'_>, event: &Event, article: &str) -> Words {
    let noun = phrases::event_noun(event.event_type, event.subtype);
    let mut words = Words::of(format!("{article} {noun}"));
    if let Some(place) = &event.place {
        words = words.text(" ").join(phrases::at_place(place, context.reference));
    }
    let comma = if names_country(context, event) { "," } else { "" };
    match &event.when {
        Some(when) => words.text(format!("{comma} {}", words::at_time(when))),
        None => words,
    }
}

/// Whether the words for the event's place end with a country set off by a comma.
fn names_country(context: &Context<'_>, event: &Event) -> bool {
    let place = event.place.as_ref();
    place.is_some_and(|place| {
        place
            .country
            .as_deref()
            .is_some_and(|code| !phrases::names_country(place, &context.reference.country(code)))
    })
}

/// `A bombing in Kabul, Afghanistan, on 2 November 2021 was reported by Example Wire and Example Times.`
fn lead(context: &mut Context<'_>, event: &Event) -> Option<Sentence> {
    let noun = phrases::event_noun(event.event_type, event.subtype);
    let words = described(context, event, words::article(noun)).capital();
    let comma = if event.when.is_none() && names_country(context, event) { "," } else { "" };
    let words = words.text(format!("{comma} {} ", phrases::realis_verb(event.realis)));
    let mut words = words.join(phrases::outlets(event.members.iter().map(|member| &member.report)));
    let by_party = context.reference.origins(event).in_words();
    if event.n_reports > event.n_origins || by_party.is_some() {
        let reports = words::count(event.n_reports, "report", "reports");
        let origins = words::count(event.n_origins, "independent origin", "independent origins");
        let by_party = by_party.map(|by_party| format!(": {by_party}")).unwrap_or_default();
        words = words.text(format!(" ({reports}, {origins}{by_party})"));
    }
    let end = if event.when.is_some() { "." } else { "; no report gives a date." };
    context.say(words.text(end), &told_by(event))
}

/// The statements of an event's type, time and place.
fn told_by(event: &Event) -> Vec<String> {
    let mut ids = analyse::statements_of(event);
    ids.extend(event.members.iter().flat_map(|member| member.place_statements.clone()));
    ids
}

/// An event in running sentences: what, who took part, how many.
pub(super) fn told(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    if let Some(sentence) = own_step(context, event) {
        return vec![sentence];
    }
    let mut sentences = lead(context, event).into_iter().collect::<Vec<_>>();
    sentences.extend(roles(context, event));
    sentences.extend(fused(context, event));
    sentences
}

/// `Example Group gained territory in Exampleland around 2019, according to Example Wire.` `None` where others took part, or
/// where it is not plainly reported as having happened.
fn own_step(context: &mut Context<'_>, event: &Event) -> Option<Sentence> {
    let verb = event.subtype.and_then(phrases::own_step).filter(|_| event.realis == Realis::Occurred)?;
    let group = &context.dossier.actor;
    let participants = event.members.iter().flat_map(|member| &member.participants);
    let is_own = |one: &SubjectParticipant| {
        one.role == Role::Party && one.actor.as_ref().is_some_and(|actor| actor.key == group.key)
    };
    if !participants.clone().all(is_own) || participants.clone().next().is_none() {
        return None;
    }
    let mut words = phrases::actor(&group.name).text(format!(" {verb}"));
    if let Some(place) = &event.place {
        words = words.text(" ").join(phrases::at_place(place, context.reference));
    }
    if let Some(when) = &event.when {
        let comma = if names_country(context, event) { "," } else { "" };
        words = words.text(format!("{comma} {}", words::at_time(when)));
    }
    let words = words.text(", according to ");
    let words = words.join(phrases::outlets(event.members.iter().map(|member| &member.report))).text(".");
    let statements = participants.map(|one| one.statement.clone()).chain(told_by(event));
    context.say(words, &statements.collect::<Vec<_>>())
}

/// An event with its lines.
fn entry(context: &mut Context<'_>, event: &Event) -> Entry {
    let time = event.when.map_or("Undated".to_owned(), |when| capital(&words::time(&when)));
    let mut heading = Words::of(time);
    if let Some(place) = &event.place {
        heading = heading.text(" · ").join(phrases::place_name(place, context.reference));
    }
    let mut lead = lead(context, event).into_iter().collect::<Vec<_>>();
    lead.extend(roles(context, event));
    lead.extend(fused(context, event));
    let mut lines = responsibilities(context, event);
    lines.extend(line("Places", other_places(context, event)));
    lines.extend(line("Figures", figures(context, event)));
    lines.extend(line("Numbers chosen", chosen(context, event)));
    lines.extend(line("Disputed", disputes(context, event)));
    Entry { id: event.id.clone(), heading, lead, lines }
}

/// Places in other countries that reports give for the event beside the one that it stands under.
fn other_places(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    let Some(country) = event.place.as_ref().and_then(|place| place.country.as_ref()) else {
        return Vec::new();
    };
    let reference = context.reference;
    let places = event.members.iter().flat_map(|member| member.places.iter().zip(&member.place_statements));
    let others = places.filter(|(place, _)| place.country.as_ref().is_some_and(|code| code != country));
    let said = others.map(|(place, statement)| {
        (
            Words::of("Also named as a place of it: ").join(phrases::place_name(place, reference)).text("."),
            statement,
        )
    });
    merged(context, said.collect::<Vec<_>>().into_iter())
}

fn line(label: &'static str, sentences: Vec<Sentence>) -> Option<Line> {
    (!sentences.is_empty()).then_some(Line { label, sentences, absence: None })
}

/// Sentences that say the same are one, with the notes of all.
fn merged<'s>(context: &mut Context<'_>, said: impl Iterator<Item = (Words, &'s String)>) -> Vec<Sentence> {
    let mut groups: Vec<(Words, Vec<&String>)> = Vec::new();
    for (words, statement) in said {
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, statements)) => statements.push(statement),
            None => groups.push((words, vec![statement])),
        }
    }
    groups.into_iter().filter_map(|(words, statements)| context.say(words, statements)).collect()
}

/// Stands behind an accusation that no second, independent report makes.
const ONE_ORIGIN: &str = " (one independent origin).";

/// The five lines of responsibility and the report's own voice.
fn responsibilities(context: &mut Context<'_>, event: &Event) -> Vec<Line> {
    let noun = phrases::event_noun(event.event_type, event.subtype);
    let held = event
        .members
        .iter()
        .flat_map(|member| member.responsibilities.iter().map(|held| (held, member.report.origin.as_str())));
    let held = held.collect::<Vec<_>>();
    let mut lines = Vec::new();
    for stance in Stance::ALL {
        let of_stance = held.iter().filter(|(held, _)| stance_of(held) == *stance);
        let said =
            of_stance.map(|(held, origin)| (phrases::responsibility(held, noun), &held.statement, *origin));
        let said = said.collect::<Vec<_>>();
        let is_accusation = matches!(stance, Stance::Blamed | Stance::Suspected | Stance::Established);
        let labelled = said.iter().map(|(words, statement, _)| {
            let origins = said.iter().filter(|(others, ..)| others == words).map(|(.., origin)| *origin);
            let is_single = origins.collect::<std::collections::BTreeSet<_>>().len() == 1;
            let words = words.clone();
            (words.text(if is_accusation && is_single { ONE_ORIGIN } else { "." }), *statement)
        });
        let labelled = labelled.collect::<Vec<_>>();
        lines.extend(line(phrases::stance_label(*stance), merged(context, labelled.into_iter())));
    }
    let claimed = lines.iter().any(|line| line.label == "Claimed");
    if event.event_type == EventType::Attack && event.realis == Realis::Occurred && !claimed {
        let absence = Some("The record holds no claim of responsibility.".to_owned());
        lines.insert(0, Line { label: "Claimed", sentences: Vec::new(), absence });
    }
    lines.extend(line("Named", own_voice(context, event)));
    lines
}

/// Attackers that reports name in their own voice.
fn own_voice(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    let said = event.members.iter().flat_map(|member| {
        let named = member.participants.iter().filter(|one| one.role == Role::Perpetrator);
        named.map(|one| {
            let outlet = phrases::outlets([&member.report]).capital();
            let who = participant(one);
            (outlet.text(" names ").join(who).text(" in its own voice."), &one.statement)
        })
    });
    let said = said.collect::<Vec<_>>();
    merged(context, said.into_iter())
}

/// A participant's name, or the words where no actor stands.
fn participant(one: &SubjectParticipant) -> Words {
    match &one.actor {
        Some(actor) => phrases::actor(&actor.name),
        None => Words::new().quote(&one.words),
    }
}

/// Who took part beside the attacker. Victims who are persons are counts, unless the lexicon lists them.
fn roles(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    let legal = phrases::legal_verb(event.event_type, event.subtype);
    let told = [
        (Role::Target, "named as the target"),
        (Role::Victim, "named among the victims"),
        (Role::Authority, "acting authority"),
        (Role::Suspect, legal.unwrap_or("suspected")),
        (Role::Party, "party to it"),
        (Role::Speaker, "named as the speaker"),
    ];
    told.into_iter().filter_map(|(role, words)| role_sentence(context, event, role, words)).collect()
}

fn role_sentence(context: &mut Context<'_>, event: &Event, role: Role, label: &str) -> Option<Sentence> {
    let all = event.members.iter().flat_map(|member| &member.participants);
    let is_shown = |one: &&SubjectParticipant| {
        let private = one.actor.as_ref().is_some_and(is_unlisted_person);
        let described_victim = role == Role::Victim && one.actor.is_none();
        one.role == role && !(private && role != Role::Suspect) && !described_victim
    };
    let shown = all.filter(is_shown).collect::<Vec<_>>();
    let mut names: Vec<Words> = Vec::new();
    for name in shown.iter().map(|one| participant(one)) {
        if !names.iter().any(|known| known.plain().eq_ignore_ascii_case(&name.plain())) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return None;
    }
    let words = Words::of(format!("{}: ", capital(label))).join(phrases::joined(names)).text(".");
    context.say(words, shown.iter().map(|one| &one.statement))
}

/// What the profile makes of the figures, and how.
fn fused(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    event.figures.iter().filter_map(|figure| fused_sentence(context, figure)).collect()
}

fn fused_sentence(context: &mut Context<'_>, figure: &FusedFigure) -> Option<Sentence> {
    let verb = phrases::measure_verb(figure.measure)?;
    let number = words::bounds(figure.low, figure.best, figure.high)?;
    let (number, best) = words::best_apart(&number);
    let number = words::in_words(number);
    let people =
        if words::is_one(figure.low, figure.best, figure.high) { "person was" } else { "people were" };
    let words = Words::of(capital(&format!("{number} {people} {verb}{best}.")));
    context.say(words, statements_behind(figure))
}

fn statements_behind(figure: &FusedFigure) -> impl Iterator<Item = &String> {
    figure.used.iter().chain(figure.left_out.iter().map(|left| &left.statement))
}

/// How the profile came to its numbers, where there was anything to choose.
fn chosen(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    let figures = event.figures.iter().filter(|figure| statements_behind(figure).count() > 1);
    let said = figures.filter_map(|figure| {
        let verb = phrases::measure_verb(figure.measure)?;
        let what = verb.strip_prefix("reported ").unwrap_or(verb);
        let reasoning = figure.reasoning.trim().trim_end_matches('.');
        let words = Words::of(format!("{}, by the profile {}: {reasoning}.", capital(what), figure.profile));
        (!reasoning.is_empty()).then(|| context.say(words, statements_behind(figure))).flatten()
    });
    said.collect()
}

/// Every figure that a report gives, with who says so, and why it was left out where it was.
fn figures(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    let told = event.members.iter().flat_map(|member| {
        let of = member.figures.iter().filter(|figure| phrases::measure_verb(figure.measure).is_some());
        of.map(|figure| (figure_words(event, figure, &member.report), &figure.statement))
    });
    let told = told.collect::<Vec<_>>();
    merged(context, told.into_iter())
}

/// `“84” reported killed: Exampleland officials (reported by Example Daily, 5 January 2024).`
fn figure_words(event: &Event, figure: &SubjectFigure, report: &ReportStub) -> Words {
    let verb = phrases::measure_verb(figure.measure).unwrap_or("reported");
    let mut words = Words::new().quote(&figure.words).text(format!(" {verb}"));
    if let Some(of) = figure.of.as_deref().filter(|of| !of.is_empty()) {
        words = words.text(format!(" (of: {of})"));
    }
    words = words.text(match figure.scope {
        Scope::Total => "",
        Scope::Part => ", a part of the total",
        Scope::Additional => ", in addition",
        Scope::Running => ", a running total over many events",
    });
    if let Some(includes) = &figure.includes {
        words = words.text(", ").quote(includes);
    }
    let by = match &figure.voice {
        Voice::Document => phrases::source(report.source.as_deref(), report.published),
        voice => phrases::said_by(voice, report),
    };
    words = words.text(": ").join(by);
    let left = event
        .figures
        .iter()
        .flat_map(|fused| &fused.left_out)
        .find(|left| left.statement == figure.statement);
    match left {
        Some(left) => words.text(format!("; not used: {}.", left.reason.trim_end_matches('.'))),
        None => words.text("."),
    }
}

fn disputes(context: &mut Context<'_>, event: &Event) -> Vec<Sentence> {
    let said = |contradiction: &model::record::Contradiction| {
        let words = Words::of(format!("{}.", capital(contradiction.message.trim_end_matches('.'))));
        context.say(words, &contradiction.statements)
    };
    event.contradictions.iter().filter_map(said).collect()
}

/// The drawing and the table of every event.
pub(super) fn timeline(context: &mut Context<'_>) -> Vec<Block> {
    let moments = context.findings.timeline.iter().chain(&context.findings.undated).collect::<Vec<_>>();
    let items = moments.iter().filter_map(|moment| item(context, moment)).collect::<Vec<_>>();
    let title = format!("Timeline of {}", context.dossier.actor.name);
    let mut blocks = Vec::new();
    if let Some(svg) = svg::timeline(&title, &items) {
        blocks.push(Block::Figure(Figure { name: "timeline", caption: timeline_caption(context), svg }));
    }
    let rows = moments.iter().filter_map(|moment| row(context, moment)).collect::<Vec<_>>();
    if !rows.is_empty() {
        let columns =
            ["Date", "Event", "Place", "Known to", "The group's part", "Killed"].map(str::to_owned).to_vec();
        blocks.push(Block::Table(Table {
            caption: "Every event of the record that concerns the group".into(),
            columns,
            rows,
        }));
    }
    blocks
}

fn timeline_caption(context: &Context<'_>) -> String {
    let undated = context.findings.undated.len();
    let excluded = match undated {
        0 => String::new(),
        _ => format!(
            " {} not drawn.",
            capital(&words::count(undated, "event without a date is", "events without a date are"))
        ),
    };
    format!(
        "A dot is a day. A bar covers every day on which the event may have been: a wide bar is a vague date, not a long event. \
         Hollow shapes did not happen, as far as reported.{excluded}"
    )
}

fn item(context: &Context<'_>, moment: &Moment) -> Option<TimelineItem> {
    let event = context.event(&moment.event)?;
    let noun = phrases::event_noun(event.event_type, event.subtype);
    let label = event.place.as_ref().map_or_else(|| noun.to_owned(), |place| place.name.clone());
    let occurred = moment.realis == Realis::Occurred;
    Some(TimelineItem { label, when: moment.when, lane: lane(context, moment), occurred })
}

fn lane(context: &Context<'_>, moment: &Moment) -> Lane {
    let among = |moments: &[Moment]| moments.iter().any(|other| other.event == moment.event);
    if among(&context.findings.plots) || among(&context.findings.threats) {
        return Lane::Plots;
    }
    match moment.event_type {
        EventType::Attack | EventType::Abduction | EventType::ViolenceOther => match moment.standing {
            Standing::Claimed | Standing::Established => Lane::Claimed,
            Standing::Involved => Lane::Other,
            _ => Lane::Blamed,
        },
        EventType::Territory | EventType::Organisation | EventType::Agreement => Lane::Course,
        EventType::Operation | EventType::Arrest | EventType::Trial | EventType::Designation => Lane::Against,
        _ => Lane::Other,
    }
}

fn row(context: &mut Context<'_>, moment: &Moment) -> Option<Row> {
    let event = context.event(&moment.event)?;
    let noun = phrases::event_noun(event.event_type, event.subtype);
    let realis = match event.realis {
        Realis::Occurred => String::new(),
        other => format!(", {}", phrases::realis_word(other)),
    };
    let killed =
        analyse::counts::killed(event).and_then(|killed| words::bounds(killed.low, killed.best, killed.high));
    let place = event.place.as_ref();
    let cells = vec![
        Words::of(event.when.map_or("undated".to_owned(), |when| words::time(&when))),
        Words::of(format!("{}{realis}", capital(noun))),
        place.map_or_else(|| Words::of("–"), |place| phrases::place_name(place, context.reference)),
        Words::of(place.and_then(|place| place.precision).map_or("–", PlacePrecision::as_str)),
        Words::of(part(context, event, moment)),
        Words::of(killed.unwrap_or_else(|| "–".to_owned())),
    ];
    context.notes.row(cells, &told_by(event))
}

/// How the group stands to an event, in a few words.
fn part(context: &Context<'_>, event: &Event, moment: &Moment) -> String {
    let word = match moment.standing {
        Standing::Established => "established",
        Standing::Claimed => "claimed by it",
        Standing::Blamed => "blamed on it",
        Standing::Suspected => "suspected",
        Standing::Stated => "named by a report",
        Standing::Involved => "involved otherwise",
    };
    let denied = !stands(event, &context.dossier.actor.key).denied.is_empty();
    if denied { format!("{word}, denied") } else { word.to_owned() }
}

/// Attacks that occurred: counts, drawings, table of years, one entry each.
pub(super) fn attacks(context: &mut Context<'_>) -> Vec<Block> {
    let all = &context.findings.attacks.total;
    let ids = all.all.events.iter().chain(all.denied.events.iter().filter(|id| !all.all.events.contains(id)));
    let mut events = ids.filter_map(|id| context.event(id)).collect::<Vec<_>>();
    if events.is_empty() {
        let none =
            "The record holds no report of an attack for which the group is held responsible.".to_owned();
        let is_armed = context.dossier.actor.kind == model::ActorKind::ArmedGroup;
        return if is_armed { vec![Block::Method(vec![none])] } else { Vec::new() };
    }
    events.sort_by_key(|event| (event.when.is_none(), event.when.map(|when| (when.earliest, when.latest))));
    let mut blocks = paragraph(attack_counts(context)).into_iter().collect::<Vec<_>>();
    blocks.extend(year_blocks(context));
    blocks.extend(tempo_blocks(context));
    blocks.extend(map_blocks(context, &events));
    blocks.push(Block::Subheading("One by one".to_owned()));
    blocks.extend(events.into_iter().map(|event| Block::Entry(entry(context, event))));
    blocks
}

/// How many attacks, by whom they are laid at the group's door, how many dead, inside and outside.
pub(super) fn attack_counts(context: &mut Context<'_>) -> Vec<Sentence> {
    let findings = context.findings;
    let attacks = &findings.attacks;
    if attacks.total.all.is_empty() {
        return Vec::new();
    }
    let mut sentences =
        context.say(by_stance(context), &attacks.total.all.statements).into_iter().collect::<Vec<_>>();
    sentences.extend(dead(context));
    sentences.extend(by_place(context));
    sentences
}

fn by_stance(context: &Context<'_>) -> Words {
    let total = &context.findings.attacks.total;
    let ways = [
        (total.established.len(), "reported as established"),
        (total.claimed.len(), "claimed by it"),
        (total.blamed.len(), "blamed on it by others"),
        (total.suspected.len(), "of which it is suspected"),
        (total.stated.len(), "that a report lays at its door in its own voice"),
    ];
    let ways =
        ways.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{} {words}", words::count_word(*n)));
    let ways = words::list(&ways.collect::<Vec<_>>());
    let all = words::count(total.all.len(), "attack", "attacks");
    let overlap = [&total.established, &total.claimed, &total.blamed, &total.suspected, &total.stated];
    let overlap = overlap.iter().map(|tally| tally.len()).sum::<usize>() > total.all.len();
    let denied = match total.denied.len() {
        0 => String::new(),
        n => format!(" For {}, a denial is on record.", words::count_word(n)),
    };
    let twice = if overlap { "; one attack may count in several of these ways" } else { "" };
    Words::of("Reports hold ")
        .join(context.name())
        .text(format!(" responsible for {all}: {ways}{twice}.{denied}"))
}

fn dead(context: &mut Context<'_>) -> Option<Sentence> {
    let all = &context.findings.attacks.total.all;
    let toll = &all.killed;
    if toll.events_with_figure == 0 {
        return None;
    }
    let of = match (toll.events_with_figure, all.len()) {
        (1, 1) => "For this attack a number of dead is given: ".to_owned(),
        (with, total) if with == total => {
            format!("Numbers of dead are given for all {}; added up, they come to ", words::count_word(total))
        }
        (with, total) => {
            let (with, total) = (words::count_word(with), words::count_word(total));
            format!("Numbers of dead are given for {with} of the {total}; added up, they come to ")
        }
    };
    let bounds = words::bounds(Some(toll.low), toll.best, toll.high)?;
    let figures = all.events.iter().filter_map(|id| context.event(id)).filter_map(analyse::counts::killed);
    let statements = figures.flat_map(|figure| figure.used.clone()).collect::<Vec<_>>();
    context.say(Words::of(format!("{of}{bounds}.")), &statements)
}

fn by_place(context: &mut Context<'_>) -> Option<Sentence> {
    let attacks = &context.findings.attacks;
    let stronghold = context.findings.options.stronghold.iter().map(|code| context.reference.country(code));
    let stronghold = words::either(&stronghold.collect::<Vec<_>>());
    let (inside, outside, unknown) =
        (attacks.inside.len(), attacks.outside.len(), attacks.place_unknown.len());
    if stronghold.is_empty() || inside + outside == 0 {
        return None;
    }
    let unknown = if unknown > 0 {
        format!(", {} in no known country", words::count_word(unknown))
    } else {
        String::new()
    };
    let outside_word = words::count_word(outside);
    let inside_word = if inside == 0 { "none".to_owned() } else { words::count_word(inside) };
    let outside_word = if outside == 0 { "none".to_owned() } else { outside_word };
    let words =
        format!("{inside_word} of them took place inside {stronghold}, {outside_word} outside{unknown}.");
    let tallies = [&attacks.inside, &attacks.outside];
    let statements =
        tallies.iter().flat_map(|tally| &tally.events).filter_map(|id| context.event(id)).flat_map(told_by);
    let statements = statements.collect::<Vec<_>>();
    context.say(Words::of(capital(&words)), &statements)
}

fn year_blocks(context: &mut Context<'_>) -> Vec<Block> {
    let years = &context.findings.attacks.years;
    let bars = years.iter().map(|year| bar(context, year)).collect::<Vec<_>>();
    let title = format!("Attacks laid at the door of {}, by year", context.dossier.actor.name);
    let Some(svg) = svg::years(&title, &bars) else { return Vec::new() };
    let caption = "Attacks whose date lies within one year, by who says so, and people reported killed in them. Lines run from the sum \
        of the lower bounds to the sum of the upper ones; an arrow is an open end, a dot the sum of the best figures, where \
        every attack of the year has one."
        .to_owned();
    let rows = years.iter().zip(&bars).filter_map(|(year, bar)| year_row(context, year, bar)).collect();
    let columns = ["Year", "Attacks", "Claimed", "Blamed", "Suspected", "Own voice", "Denied", "Killed"];
    let columns = columns.map(str::to_owned).to_vec();
    vec![
        Block::Figure(Figure { name: "attacks_per_year", caption, svg }),
        Block::Table(Table {
            caption: "Attacks by year; one attack may count in several columns".into(),
            columns,
            rows,
        }),
    ]
}

/// The phases of its attacks: drawn, as a table with the attacks behind each, and with their limits.
fn tempo_blocks(context: &mut Context<'_>) -> Vec<Block> {
    let Some(Own::Phases(found)) = &context.findings.own else { return Vec::new() };
    let Some(svg) = svg::tempo_of(&context.dossier.actor.name, found) else { return Vec::new() };
    let caption = "Bars: attacks that reports tell, by month or quarter. Line: the mean of a phase; band: its 90 % interval. Hatched: too few reports of \
        anything to say something. A change here is one of what is reported."
        .to_owned();
    let rows = (0..found.phases.len()).filter_map(|at| phase_row(context, found, at)).collect();
    let columns = ["From", "To", "Attacks", "Known months", "A month", "90 % interval", "Begins"];
    let table = Table {
        caption: "Phases of its attacks, with the notes of the first and the last attack of each".into(),
        columns: columns.map(str::to_owned).to_vec(),
        rows,
    };
    let left_out = words::count(found.left_out, "more attack is", "more attacks are");
    let mut limits = vec![format!(
        "{} undated, of no one month or quarter, or before the reports begin. From {} on attacks may still be told, so no decline is.",
        capital(&left_out),
        words::date(found.incomplete_from)
    )];
    if !found.has_phases {
        limits.insert(
            0,
            "No change is established: the reports are explained as well by one rate throughout.".to_owned(),
        );
    }
    vec![
        Block::Subheading("Tempo and phases".to_owned()),
        Block::Figure(Figure { name: "tempo", caption, svg }),
        Block::Table(table),
        Block::Method(limits),
    ]
}

fn phase_row(context: &mut Context<'_>, found: &OwnPhases, at: usize) -> Option<Row> {
    let phase = found.phases.get(at)?;
    let (mean, low, high) = phase.per_month;
    let boundary = at.checked_sub(1).and_then(|before| found.boundaries.get(before));
    let begins = match boundary {
        Some(boundary) if boundary.is_possibly_reporting => {
            "possibly a change of reporting: reports on others change there too"
        }
        _ => "",
    };
    let cells = [
        words::date(phase.from),
        words::date(phase.to),
        phase.attacks.to_string(),
        phase.months.to_string(),
        format!("{mean:.1}"),
        format!("{low:.1} to {high:.1}"),
        begins.to_owned(),
    ];
    let cells = cells.map(Words::of).to_vec();
    if phase.attacks == 0 {
        return Some(Row::nothing(cells));
    }
    let ids = found.attacks.iter().flatten().filter_map(|id| context.event(id));
    let within = ids.filter(|event| {
        event.when.is_some_and(|when| phase.from <= when.earliest && when.latest <= phase.to)
    });
    // A phase may have hundreds: all have their words by year and one by one.
    let within = within.collect::<Vec<_>>();
    let ends = [within.first(), within.last()];
    let statements =
        ends.into_iter().flatten().flat_map(|event| analyse::statements_of(event)).collect::<Vec<_>>();
    context.notes.row(cells, &statements)
}

fn bar(context: &Context<'_>, year: &analyse::YearCounts) -> YearBar {
    let standing = |id: &String| {
        let timeline = &context.findings.timeline;
        timeline.iter().find(|moment| moment.event == *id).map(|moment| moment.standing)
    };
    let all = &year.by_stance.all;
    let count = |keep: &[Standing]| {
        all.events.iter().filter_map(standing).filter(|standing| keep.contains(standing)).count()
    };
    let toll = &all.killed;
    YearBar {
        year: year.year,
        claimed: count(&[Standing::Claimed, Standing::Established]),
        blamed: count(&[Standing::Blamed, Standing::Suspected]),
        stated: count(&[Standing::Stated]),
        killed: (toll.events_with_figure > 0).then_some((toll.low, toll.best, toll.high)),
    }
}

fn year_row(context: &mut Context<'_>, year: &analyse::YearCounts, bar: &YearBar) -> Option<Row> {
    let by = &year.by_stance;
    let counts = [&by.all, &by.claimed, &by.blamed, &by.suspected, &by.stated, &by.denied];
    let killed = bar.killed.and_then(|(low, best, high)| words::bounds(Some(low), best, high));
    let mut cells = vec![Words::of(year.year.to_string())];
    cells.extend(counts.iter().map(|tally| Words::of(tally.len().to_string())));
    cells.push(Words::of(killed.unwrap_or_else(|| "–".to_owned())));
    if by.all.is_empty() && by.denied.is_empty() {
        return Some(Row::nothing(cells));
    }
    context.notes.row(cells, by.all.statements.iter().chain(&by.denied.statements))
}

fn map_blocks(context: &Context<'_>, events: &[&Event]) -> Vec<Block> {
    let points = events.iter().filter_map(|event| point_of(event)).collect::<Vec<_>>();
    let (areas, left_out) = areas(context, events);
    let title = format!("Where attacks laid at the door of {} took place", context.dossier.actor.name);
    let scene = Scene {
        title: &title,
        points: &points,
        areas: &areas,
        not_drawn: left_out.len(),
        focus: &[],
        width: 760.0,
        country_name: &|code| context.reference.country(code),
    };
    let Some(svg) = svg::map(&scene) else { return Vec::new() };
    let listed = left_out.iter().map(|event| not_drawn(context, event)).collect::<Vec<_>>();
    let left_out =
        if listed.is_empty() { String::new() } else { format!(" Not drawn: {}.", listed.join("; ")) };
    let caption = format!(
        "The area of a circle grows with the number reported killed; hollow circles have no figure, dashed ones lie near the place, \
         hatched circles somewhere in the district. Of what is hatched as a whole, province or country, no more is known.{left_out} \
         Outlines: Natural Earth; no opinion on a border."
    );
    vec![Block::Figure(Figure { name: "map", caption, svg })]
}

/// Provinces and countries of which no more is known, and the events that are on no map.
fn areas<'e>(context: &Context<'_>, events: &[&'e Event]) -> (Vec<MapArea>, Vec<&'e Event>) {
    let mut areas: Vec<MapArea> = Vec::new();
    let mut left_out = Vec::new();
    for event in events.iter().filter(|event| point_of(event).is_none()) {
        match area_of(event, context.reference) {
            Some(area) if area.has_outline() => {
                let known = areas
                    .iter_mut()
                    .find(|known| known.country == area.country && known.admin1 == area.admin1);
                match known {
                    Some(known) => known.n_events += 1,
                    None => areas.push(area),
                }
            }
            _ => left_out.push(*event),
        }
    }
    (areas, left_out)
}

fn not_drawn(context: &Context<'_>, event: &Event) -> String {
    let time = event.when.map_or("undated".to_owned(), |when| words::time(&when));
    match &event.place {
        Some(place) => {
            let known = place.precision.map_or("an unknown place", PlacePrecision::as_str);
            let name = phrases::place_name(place, context.reference).plain();
            format!("{time}, {name} (known only to {known})")
        }
        None => format!("{time}, no place given"),
    }
}

pub(super) fn plots(context: &mut Context<'_>) -> Vec<Block> {
    let findings = context.findings;
    entries(context, &findings.plots)
}

pub(super) fn threats(context: &mut Context<'_>) -> Vec<Block> {
    let findings = context.findings;
    entries(context, &findings.threats)
}

fn entries(context: &mut Context<'_>, moments: &[Moment]) -> Vec<Block> {
    let events = moments.iter().filter_map(|moment| context.event(&moment.event)).collect::<Vec<_>>();
    events.into_iter().map(|event| Block::Entry(entry(context, event))).collect()
}

/// Every event that no other section tells, by what kind it is.
pub(super) fn others(context: &mut Context<'_>) -> Vec<Block> {
    let findings = context.findings;
    let attacks = &findings.attacks.total;
    let told = |id: &String| {
        let moments = findings.plots.iter().chain(&findings.threats).any(|moment| moment.event == *id);
        let phase = |phase: &analyse::Phase| matches!(&phase.source, analyse::PhaseSource::Event(event) if event == id);
        moments
            || attacks.all.events.contains(id)
            || attacks.denied.events.contains(id)
            || findings.phases.iter().any(phase)
    };
    let rest = findings.timeline.iter().chain(&findings.undated).filter(|moment| !told(&moment.event));
    let rest = rest.cloned().collect::<Vec<_>>();
    let mut blocks = Vec::new();
    for (heading, types) in KINDS {
        let of_kind =
            rest.iter().filter(|moment| types.contains(&moment.event_type)).cloned().collect::<Vec<_>>();
        if !of_kind.is_empty() {
            blocks.push(Block::Subheading(heading.to_owned()));
            blocks.extend(entries(context, &of_kind));
        }
    }
    blocks
}

/// Every type of event stands in one of these.
const KINDS: [(&str, &[EventType]); 5] = [
    ("Attacks in which it is involved otherwise, or that are disputed", &[EventType::Attack]),
    ("Operations and clashes", &[EventType::Operation, EventType::Clash]),
    ("Arrests, trials and listings", &[EventType::Arrest, EventType::Trial, EventType::Designation]),
    (
        "Abductions and other violence",
        &[EventType::Abduction, EventType::Release, EventType::ViolenceOther, EventType::Displacement],
    ),
    (
        "Agreements and other events",
        &[
            EventType::Agreement,
            EventType::Protest,
            EventType::Territory,
            EventType::Organisation,
            EventType::Threat,
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use model::Measure;

    #[test]
    fn every_type_of_event_is_told_somewhere() {
        for event_type in EventType::ALL {
            assert_eq!(
                KINDS.iter().filter(|(_, types)| types.contains(event_type)).count(),
                1,
                "{event_type}"
            );
        }
    }

    #[test]
    fn strength_is_no_happening() {
        assert_eq!(phrases::measure_verb(Measure::Strength), None);
    }
}
