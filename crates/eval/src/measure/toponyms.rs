//! Whether the places that news names are read, and read as the right ones: the Local-Global Lexicon and GeoVirus.
//!
//! Recognition: an annotated place is found where a place that is read overlaps it; precision and recall so. Resolution: of the
//! annotated places that have a point and are found, how many the reading has within 161 km (100 miles), which is the usual measure. An
//! area has no point of its own in the reading: a country, province or region is near where one of its settlements of the
//! gazetteer is, and a country, too, where the settlement nearest to the annotated point is one of it (the middle of Canada is far from any).
//! A continent is its countries. A district without a point is near where the middle of its extent is.
use super::gazetteer::{countries_by_continent, kilometres};
use super::{Context, Measured};
use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use lexicon::Gazetteer;
use model::reading::Where;
use model::{CodePoints, Metadata, PlacePrecision, Span, Text};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

/// Kilometres within which a place is the annotated one.
const NEAR_KM: f64 = 161.0;

/// Names that are listed in the report, by cause.
const LISTED: usize = 20;

/// An annotated place.
struct Toponym {
    span: Span,
    name: String,
    point: Option<(f64, f64)>,
}

struct Article {
    text: String,
    toponyms: Vec<Toponym>,
}

#[derive(Default)]
struct Tally {
    gold: usize,
    found: usize,
    read: usize,
    right: usize,
    pointed: usize,
    near: usize,
    causes: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/geoparsing");
    let settlements = Settlements::new(&context.lexicon.places)?;
    let (mut scores, mut report, mut read, mut cases) = (Vec::new(), String::new(), Vec::new(), 0);
    for (name, file, element, label) in
        [("GeoVirus", "GeoVirus.xml.gz", "location", "name"), ("LGL", "lgl.xml.gz", "toponym", "phrase")]
    {
        let bytes = fs::read(folder.join(file)).with_context(|| format!("cannot read `{file}`"))?;
        let mut xml = String::new();
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut xml)?;
        let articles = articles(&xml, element, label);
        let mut tally = Tally::default();
        for article in &articles {
            score(context, article, &settlements, &mut tally);
        }
        let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
        let (precision, recall) = (share(tally.right, tally.read), share(tally.found, tally.gold));
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        let near = share(tally.near, tally.pointed);
        writeln!(
            report,
            "{name}: {} places in {} texts; recognised precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}; of {} found with a point {near:.3} within 161 km",
            tally.gold,
            articles.len(),
            tally.pointed
        )?;
        for (cause, names) in &tally.causes {
            let n: usize = names.values().sum();
            let mut names: Vec<(&String, &usize)> = names.iter().collect();
            names.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), *name));
            let shown: Vec<String> =
                names.iter().take(LISTED).map(|(name, n)| format!("{name} {n}")).collect();
            writeln!(report, "  {cause}: {n}: {}", shown.join(", "))?;
        }
        scores.push((format!("{name}: recognition F1"), f1));
        scores.push((format!("{name}: within 161 km"), near));
        cases += tally.gold;
        read.extend(bytes);
    }
    Ok(Measured { corpus: model::hash::sha256_hex(&read), cases, scores, report })
}

fn score(context: &Context, article: &Article, settlements: &Settlements, tally: &mut Tally) {
    let text = Text::new("plain/1", article.text.clone(), Vec::new());
    let places = extract::expressions(&text, &Metadata::default(), &context.lexicon).places;
    let points = CodePoints::new(&text.text);
    let spans: Vec<Span> = places
        .iter()
        .map(|place| Span::new(points.at_byte(place.span.start), points.at_byte(place.span.end)))
        .collect();
    let mut count = |cause: &'static str, name: &str| {
        *tally.causes.entry(cause).or_default().entry(name.to_owned()).or_default() += 1;
    };
    tally.gold += article.toponyms.len();
    tally.read += places.len();
    for (at, span) in spans.iter().enumerate() {
        if article.toponyms.iter().any(|toponym| toponym.span.overlaps(span)) {
            tally.right += 1;
        } else {
            count("nothing annotated", places[at].span.of(&article.text));
        }
    }
    for toponym in &article.toponyms {
        let Some(at) = spans.iter().position(|span| span.overlaps(&toponym.span)) else {
            let known = !context.lexicon.places.lookup(&toponym.name).is_empty();
            count(if known { "not read, name known" } else { "not read, name unknown" }, &toponym.name);
            continue;
        };
        tally.found += 1;
        let Some(point) = toponym.point else { continue };
        tally.pointed += 1;
        if settlements.is_near(&places[at], point) {
            tally.near += 1;
        } else if places[at].gazetteer_id.is_none() && places[at].country.is_none() {
            count("read without a place", &toponym.name);
        } else {
            let read = &places[at];
            let kind = read.precision.map_or("", PlacePrecision::as_str);
            let of = [read.admin1.as_deref(), read.country.as_deref()].into_iter().flatten();
            let of: Vec<&str> = of.chain([kind]).collect();
            count("another place", &format!("{} ({})", toponym.name, of.join(" ")));
        }
    }
}

/// The province, in lower case, and the point.
type Settlement = (Option<String>, (f64, f64));

/// Points of the gazetteer by country, with the province.
struct Settlements {
    by_country: BTreeMap<String, Vec<Settlement>>,
    /// Countries by continent.
    continents: BTreeMap<&'static str, Vec<String>>,
    /// The middles of districts and regions without a point.
    middles: BTreeMap<String, (f64, f64)>,
}

impl Settlements {
    fn new(places: &Gazetteer) -> Result<Self> {
        let mut by_country: BTreeMap<String, Vec<Settlement>> = BTreeMap::new();
        for place in places.all().filter(|place| place.precision == PlacePrecision::Settlement) {
            let Some(point) = place.latitude.zip(place.longitude) else { continue };
            let province = place.admin1.as_ref().map(|name| name.to_lowercase());
            by_country.entry(place.country.clone()).or_default().push((province, point));
        }
        let without_point = places.all().filter(|place| place.latitude.is_none());
        let middles =
            without_point.filter_map(|place| Some((place.id.clone(), places.extent(&place.id)?.middle())));
        Ok(Self { by_country, continents: countries_by_continent()?, middles: middles.collect() })
    }

    fn is_near(&self, place: &Where, point: (f64, f64)) -> bool {
        let near = |own: (f64, f64)| kilometres(own, point) <= NEAR_KM;
        if place.latitude.zip(place.longitude).is_some_and(near) {
            return true;
        }
        let id = place.gazetteer_id.as_deref().unwrap_or_default();
        if self.middles.get(id).is_some_and(|middle| near(*middle)) {
            return true;
        }
        if let Some(countries) = self.continents.get(id) {
            let inside = countries.iter().filter_map(|country| self.by_country.get(country)).flatten();
            return inside.map(|own| own.1).any(near)
                || self.country_of(point).is_some_and(|country| countries.iter().any(|one| one == country));
        }
        let is_area = matches!(
            place.precision,
            Some(PlacePrecision::Country | PlacePrecision::Province | PlacePrecision::Region)
        );
        let of_country = place.country.as_ref().and_then(|country| self.by_country.get(country));
        let province = (place.precision == Some(PlacePrecision::Province))
            .then(|| place.admin1.as_ref().unwrap_or(&place.name).to_lowercase());
        let within = |own: &&Settlement| province.is_none() || own.0 == province;
        if is_area && of_country.is_some_and(|all| all.iter().filter(within).any(|own| near(own.1))) {
            return true;
        }
        place.precision == Some(PlacePrecision::Country) && place.country.as_deref() == self.country_of(point)
    }

    /// The country of the settlement nearest to a point.
    fn country_of(&self, point: (f64, f64)) -> Option<&str> {
        let nearest = |all: &Vec<Settlement>| {
            all.iter().map(|own| kilometres(own.1, point)).min_by(f64::total_cmp).unwrap_or(f64::INFINITY)
        };
        let by_distance = self.by_country.iter().map(|(country, all)| (country.as_str(), nearest(all)));
        by_distance.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(country, _)| country)
    }
}

fn articles(xml: &str, element: &str, label: &str) -> Vec<Article> {
    let parts = xml.split("<article").skip(1).filter(|part| !part.starts_with('s'));
    parts
        .filter_map(|part| {
            let text = between(part, "<text>", "</text>")?;
            let text = text
                .strip_prefix("<![CDATA[")
                .and_then(|text| text.strip_suffix("]]>"))
                .map_or_else(|| plain(text), str::to_owned);
            let (open, close) = (format!("<{element}>"), format!("</{element}>"));
            let toponyms = part
                .split(open.as_str())
                .skip(1)
                .filter_map(|one| toponym(one.split(close.as_str()).next()?, label))
                .collect();
            Some(Article { text, toponyms })
        })
        .collect()
}

fn toponym(part: &str, label: &str) -> Option<Toponym> {
    let value = |tag: &str| between(part, &format!("<{tag}>"), &format!("</{tag}>")).map(str::trim);
    let number = |tag: &str| value(tag)?.parse::<f64>().ok();
    Some(Toponym {
        span: Span::new(value("start")?.parse().ok()?, value("end")?.parse().ok()?),
        name: plain(value(label)?),
        point: number("lat").zip(number("lon")),
    })
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let from = text.find(open)? + open.len();
    let to = text[from..].find(close)? + from;
    Some(&text[from..to])
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_and_their_places() {
        let xml = "<articles><article docid=\"1\"><text><![CDATA[A & B]]></text><toponyms><toponym><start>0</start><end>1</end><phrase>A</phrase><lat>1</lat><lon>-2.5</lon></toponym><toponym><start>4</start><end>5</end><phrase>B</phrase></toponym></toponyms></article></articles>";
        let read = articles(xml, "toponym", "phrase");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].text, "A & B");
        let points: Vec<_> = read[0].toponyms.iter().map(|one| (one.span.start, one.point)).collect();
        assert_eq!(points, [(0, Some((1.0, -2.5))), (4, None)]);
        assert!((kilometres((34.53, 69.17), (36.73, 68.86)) - 246.0).abs() < 6.0, "Kabul to Kunduz");
    }
}
