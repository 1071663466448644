//! Where events were. What is known to a settlement or site is a point; what is known only to a province or country is the whole
//! of it, hatched; a district, of which no outlines are to be had, is a hatched circle of its usual size around its middle.
use super::atlas::{Area, Bounds, Kind, Point, Ring, atlas};
use super::{BLAMED, Canvas, escape, short, width_of};
use std::fmt::Write as _;

/// Events at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPoint {
    /// Name of the place.
    pub label: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Best figures of killed, or lower bounds, added up; `None` where no event has one.
    pub killed: Option<u64>,
    /// How exactly the place is known.
    pub exactness: Exactness,
    /// How many events.
    pub n_events: usize,
    /// Where a click leads.
    pub href: Option<String>,
}

/// How exactly a point is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exactness {
    /// At the place.
    At,
    /// Near the place.
    Near,
    /// Somewhere in the district around it.
    District,
}

/// Events of which only a province or country is known.
#[derive(Debug, Clone, PartialEq)]
pub struct MapArea {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// First-level division, by the gazetteer's name; `None` for the whole country.
    pub admin1: Option<String>,
    /// Its name as shown.
    pub label: String,
    /// How many events.
    pub n_events: usize,
    /// Where a click leads.
    pub href: Option<String>,
}

impl MapArea {
    /// Whether the atlas has its outline.
    #[must_use]
    pub fn has_outline(&self) -> bool {
        self.area().is_some()
    }

    fn area(&self) -> Option<&'static Area> {
        atlas().area(&self.country, self.admin1.as_deref())
    }
}

/// What a map shows, and how large.
pub struct Scene<'s> {
    /// What it is a map of.
    pub title: &'s str,
    /// Events at points.
    pub points: &'s [MapPoint],
    /// Events in areas.
    pub areas: &'s [MapArea],
    /// Events that are on no map.
    pub not_drawn: usize,
    /// The countries to look at: one as a whole, of several what is drawn in them; none to show everything.
    pub focus: &'s [String],
    /// Width in user units.
    pub width: f64,
    /// Names of countries by code.
    pub country_name: &'s dyn Fn(&str) -> String,
}

/// Of width.
const MOST_HEIGHT: f64 = 0.66;
const LEAST_HEIGHT: f64 = 0.4;
/// Land that is shown around the outermost points, in degrees.
const MARGIN: f64 = 2.5;
/// A district of Afghanistan or Pakistan has some 1,500 km², a circle of 22 km.
const DISTRICT_KM: f64 = 22.0;
const KM_PER_DEGREE: f64 = 111.2;
/// From so many units a degree on, first-level divisions are drawn.
const DIVISIONS_FROM: f64 = 22.0;

/// A window on the world and its scale; equirectangular, true along the middle parallel.
struct View {
    bounds: Bounds,
    /// Units per degree of longitude and of latitude.
    scale: (f64, f64),
    width: f64,
    height: f64,
}

impl View {
    fn of(scene: &Scene<'_>) -> Option<Self> {
        Self::around(Self::content(scene), scene.width)
    }

    /// What must be in the window: the country in focus; otherwise points and provinces; whole countries only where there is
    /// nothing finer.
    fn content(scene: &Scene<'_>) -> Bounds {
        if let [code] = scene.focus
            && let Some(country) = atlas().area(code, None)
        {
            return country.rings.first().map_or(country.bounds, |ring| Bounds::of(ring));
        }
        let is_looked_at = |code: Option<&String>| {
            scene.focus.is_empty() || code.is_some_and(|code| scene.focus.contains(code))
        };
        let points = scene.points.iter().filter(|point| is_looked_at(point.country.as_ref()));
        let points = Bounds::of(&points.map(|point| (point.longitude, point.latitude)).collect::<Ring>());
        let bounds_of = |is_country: bool| {
            let areas = scene.areas.iter().filter(|area| area.admin1.is_none() == is_country);
            let areas = areas.filter(|area| is_looked_at(Some(&area.country)));
            areas.filter_map(MapArea::area).fold(Bounds::NOWHERE, |all, area| {
                all.join(area.rings.first().map_or(area.bounds, |ring| Bounds::of(ring)))
            })
        };
        let provinces = bounds_of(false);
        let fine = if provinces.is_somewhere() { points.join(provinces) } else { points };
        if fine.is_somewhere() { fine } else { bounds_of(true) }
    }

    fn around(content: Bounds, width: f64) -> Option<Self> {
        if !content.is_somewhere() {
            return None;
        }
        let Bounds { west, east, south, north } = content;
        let narrow = f64::midpoint(south, north).to_radians().cos().max(0.2);
        let (mut half_x, mut half_y) =
            ((east - west) / 2.0 + MARGIN / narrow, (north - south) / 2.0 + MARGIN);
        half_y = half_y.max(half_x * narrow * LEAST_HEIGHT);
        half_x = half_x.max(half_y / narrow / MOST_HEIGHT);
        let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let per_longitude = width / (2.0 * half_x);
        let scale = (per_longitude, per_longitude / narrow);
        let bounds = Bounds { west: x - half_x, east: x + half_x, south: y - half_y, north: y + half_y };
        Some(Self { bounds, scale, width, height: 2.0 * half_y * scale.1 })
    }

    fn at(&self, (longitude, latitude): Point) -> Point {
        ((longitude - self.bounds.west) * self.scale.0, (self.bounds.north - latitude) * self.scale.1)
    }

    fn contains(&self, (x, y): Point) -> bool {
        (0.0..=self.width).contains(&x) && (0.0..=self.height).contains(&y)
    }

    /// A ring as it appears, cut at the window's edges; empty where none of it does.
    fn ring(&self, ring: &[Point]) -> Ring {
        let projected = ring.iter().map(|point| self.at(*point)).collect::<Ring>();
        let right = self.width + 2.0;
        let bottom = self.height + 2.0;
        let cut = clipped(&projected, |point| point.0 + 2.0);
        let cut = clipped(&cut, |point| right - point.0);
        let cut = clipped(&cut, |point| point.1 + 2.0);
        thinned(&clipped(&cut, |point| bottom - point.1))
    }

    fn rings(&self, area: &Area) -> Vec<Ring> {
        let rings = area.rings.iter().filter(|ring| Bounds::of(ring).meets(&self.bounds));
        rings.map(|ring| self.ring(ring)).filter(|ring| ring.len() > 2).collect()
    }
}

/// What of a ring lies where `inside` is not negative (Sutherland and Hodgman).
fn clipped(ring: &[Point], inside: impl Fn(Point) -> f64) -> Ring {
    let mut kept = Ring::new();
    let Some(mut before) = ring.last().copied() else { return kept };
    for point in ring.iter().copied() {
        let (from, to) = (inside(before), inside(point));
        if (from < 0.0) != (to < 0.0) {
            let at = from / (from - to);
            kept.push((before.0 + (point.0 - before.0) * at, before.1 + (point.1 - before.1) * at));
        }
        if to >= 0.0 {
            kept.push(point);
        }
        before = point;
    }
    kept
}

/// Without points that lie closer to the one before than can be seen.
fn thinned(line: &[Point]) -> Ring {
    let mut kept = Ring::new();
    for (at, point) in line.iter().enumerate() {
        let far = kept.last().is_none_or(|last: &Point| (last.0 - point.0).hypot(last.1 - point.1) > 2.2);
        if far || at + 1 == line.len() {
            kept.push(*point);
        }
    }
    kept
}

/// Draws a scene; `None` where there is nothing to draw.
#[must_use]
pub fn map(scene: &Scene<'_>) -> Option<String> {
    draw_in(scene, &View::of(scene)?)
}

/// Draws scenes on the same ground, each `None` where there is nothing to draw.
#[must_use]
pub fn maps(scenes: &[Scene<'_>]) -> Vec<Option<String>> {
    let contents = scenes.iter().map(View::content).filter(Bounds::is_somewhere);
    let all = contents.fold(Bounds::NOWHERE, Bounds::join);
    scenes.iter().map(|scene| draw_in(scene, &View::around(all, scene.width)?)).collect()
}

fn draw_in(scene: &Scene<'_>, view: &View) -> Option<String> {
    if scene.points.is_empty() && scene.areas.is_empty() {
        return None;
    }
    let is_linked = scene.points.iter().any(|point| point.href.is_some())
        || scene.areas.iter().any(|area| area.href.is_some());
    let description = description(scene);
    let mut canvas = if is_linked {
        Canvas::linked(view.width, view.height, scene.title, &description)
    } else {
        Canvas::new(view.width, view.height, scene.title, &description)
    };
    let (width, height) = (short(view.width), short(view.height));
    canvas.raw(&format!("<svg x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\" overflow=\"hidden\">"));
    land(&mut canvas, view);
    let mut names = Names::new(view);
    let middles = areas(&mut canvas, view, scene.areas);
    points(&mut canvas, view, scene.points, &mut names);
    area_names(&mut canvas, &middles, scene.points, &mut names);
    country_names(&mut canvas, view, scene.country_name, &mut names);
    canvas.raw("</svg>");
    canvas.rect(
        (0.5, 0.5),
        (view.width - 1.0, view.height - 1.0),
        "stroke=\"currentColor\" stroke-opacity=\".35\"",
    );
    scale_bar(&mut canvas, view);
    Some(canvas.finish())
}

fn description(scene: &Scene<'_>) -> String {
    let at_points = scene.points.iter().map(|point| point.n_events).sum::<usize>();
    let in_areas = scene.areas.iter().map(|area| area.n_events).sum::<usize>();
    format!(
        "Map of {at_points} events at known points and {in_areas} of which only a province or country is known. The area of a \
         circle grows with the number reported killed, hollow circles have no figure, dashed ones lie near the point, hatched \
         circles somewhere in the district around it; hatched provinces and countries are where an event was somewhere inside. \
         {} events with no place on the map are not drawn. Outlines: Natural Earth.",
        scene.not_drawn
    )
}

fn path_of(rings: &[Ring]) -> String {
    let mut path = String::new();
    for ring in rings {
        line_to(&mut path, ring);
        path.push('Z');
    }
    path
}

/// A line on the path, each point as its distance from the one before, in tenths: half as many letters as positions.
fn line_to(path: &mut String, line: &[Point]) {
    let tenths = |value: f64| (value * 10.0).round() as i64;
    let mut before = (0, 0);
    for (at, (x, y)) in line.iter().enumerate() {
        let point = (tenths(*x), tenths(*y));
        let step = (point.0 - before.0, point.1 - before.1);
        path.push_str(if at == 0 { "M" } else { "l" });
        for (is_second, value) in [(false, step.0), (true, step.1)] {
            if is_second && value >= 0 {
                path.push(' ');
            }
            let (sign, whole, tenth) = (if value < 0 { "-" } else { "" }, value.abs() / 10, value.abs() % 10);
            let _ = if tenth == 0 {
                write!(path, "{sign}{whole}")
            } else {
                write!(path, "{sign}{whole}.{tenth}")
            };
        }
        before = point;
    }
}

/// Land with its coasts, borders over that, and from some scale on divisions.
fn land(canvas: &mut Canvas, view: &View) {
    let countries = atlas().countries.values().filter(|area| area.bounds.meets(&view.bounds));
    let rings = countries.flat_map(|area| view.rings(area)).filter(|ring| is_seen(ring)).collect::<Vec<_>>();
    canvas.path(&path_of(&rings), "fill=\"currentColor\" fill-opacity=\".06\" stroke=\"currentColor\" stroke-opacity=\".28\" stroke-width=\".6\"");
    let kinds = [
        (Kind::Division, "stroke-opacity=\".22\" stroke-width=\".5\" stroke-dasharray=\"2 2\""),
        (Kind::Border, "stroke-opacity=\".5\" stroke-width=\".8\""),
    ];
    for (kind, attributes) in kinds {
        if kind == Kind::Division && view.scale.0 < DIVISIONS_FROM {
            continue;
        }
        let mut path = String::new();
        let lines = atlas().lines.iter().filter(|line| line.kind == kind && line.bounds.meets(&view.bounds));
        for line in lines {
            stretches(view, &line.points).iter().for_each(|stretch| line_to(&mut path, stretch));
        }
        canvas.path(&path, &format!("stroke=\"currentColor\" {attributes}"));
    }
}

/// Islands of less than a few units are no help and many.
fn is_seen(ring: &[Point]) -> bool {
    let bounds = Bounds::of(ring);
    (bounds.east - bounds.west).max(bounds.north - bounds.south) > 2.5
}

/// The parts of a line with an end in the window.
fn stretches(view: &View, line: &[Point]) -> Vec<Ring> {
    let points = line.iter().map(|point| view.at(*point)).collect::<Ring>();
    let seen = points.iter().map(|point| view.contains(*point)).collect::<Vec<_>>();
    let mut found = vec![Ring::new()];
    for (at, point) in points.iter().enumerate() {
        let is_near = seen[at] || (at > 0 && seen[at - 1]) || seen.get(at + 1).is_some_and(|seen| *seen);
        match found.last_mut() {
            Some(stretch) if is_near => stretch.push(*point),
            Some(stretch) if !stretch.is_empty() => found.push(Ring::new()),
            _ => {}
        }
    }
    let found = found.iter().map(|stretch| thinned(stretch));
    found.filter(|stretch| stretch.len() > 1 && is_seen(stretch)).collect()
}

/// Slanting lines over rings, as one path.
fn hatching(rings: &[Ring], step: f64) -> String {
    let sums = rings.iter().flatten().map(|(x, y)| x + y);
    let (least, most) =
        sums.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), sum| (least.min(sum), most.max(sum)));
    let mut path = String::new();
    if !least.is_finite() {
        return path;
    }
    // On one raster for the whole map, so that two areas side by side are hatched as one.
    let mut sum = (least / step).ceil() * step + 0.01;
    while sum < most {
        let mut crossings = Vec::new();
        for ring in rings {
            let next = ring.iter().cycle().skip(1);
            for ((x1, y1), (x2, y2)) in ring.iter().zip(next) {
                let (from, to) = (x1 + y1 - sum, x2 + y2 - sum);
                if (from < 0.0) != (to < 0.0) {
                    crossings.push(x1 + (x2 - x1) * from / (from - to));
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        for ends in crossings.chunks_exact(2) {
            let [x1, y1, x2, y2] = [ends[0], sum - ends[0], ends[1], sum - ends[1]].map(short);
            let _ = write!(path, "M{x1} {y1}L{x2} {y2}");
        }
        sum += step;
    }
    path
}

/// Draws the areas and says in the middle of which the names of provinces go.
fn areas<'a>(canvas: &mut Canvas, view: &View, areas: &'a [MapArea]) -> Vec<(&'a MapArea, Point)> {
    let mut middles = Vec::new();
    // Countries first, so that their wide lines lie under the provinces'.
    let (countries, provinces): (Vec<_>, Vec<_>) = areas.iter().partition(|area| area.admin1.is_none());
    for one in countries.into_iter().chain(provinces) {
        let Some(area) = one.area() else { continue };
        let rings = view.rings(area);
        if rings.is_empty() {
            continue;
        }
        let is_country = one.admin1.is_none();
        let events = format!("{} {}", one.n_events, if one.n_events == 1 { "event" } else { "events" });
        let title = format!("Somewhere in {}: {events}", one.label);
        open_link(canvas, one.href.as_deref(), &title);
        canvas.path(&path_of(&rings), &format!("class=\"area\" fill=\"{BLAMED}\" fill-opacity=\".03\" stroke=\"{BLAMED}\" stroke-width=\"{}\"", if is_country { ".8" } else { "1.1" }));
        let (step, width) = if is_country { (15.0, ".5") } else { (7.0, ".8") };
        canvas.path(
            &hatching(&rings, step),
            &format!("stroke=\"{BLAMED}\" stroke-width=\"{width}\" stroke-opacity=\".75\""),
        );
        if !is_country {
            middles.extend(middle(&rings).map(|middle| (one, middle)));
        }
        close_link(canvas, one.href.as_deref());
    }
    middles
}

/// Names of provinces, after those of places; `province` is added where a place is called the same.
fn area_names(canvas: &mut Canvas, middles: &[(&MapArea, Point)], points: &[MapPoint], names: &mut Names) {
    for (area, middle) in middles {
        let is_place_too = points.iter().any(|point| point.label == area.label);
        let words =
            format!("{}{} ({})", area.label, if is_place_too { " province" } else { "" }, area.n_events);
        if let Some(at) = names.place(&words, *middle, 0.0, 10.5) {
            canvas.text(at, "start", "class=\"halo\" font-size=\"10.5\" font-style=\"italic\"", &words);
        }
    }
}

/// The middle of the first ring's box.
fn middle(rings: &[Ring]) -> Option<Point> {
    let bounds = Bounds::of(rings.first()?);
    Some((f64::midpoint(bounds.west, bounds.east), f64::midpoint(bounds.south, bounds.north)))
}

fn open_link(canvas: &mut Canvas, href: Option<&str>, title: &str) {
    if let Some(href) = href {
        canvas.raw(&format!("<a href=\"{}\" aria-label=\"{}\">", escape(href), escape(title)));
    } else {
        canvas.raw("<g>");
    }
    canvas.raw(&format!("<title>{}</title>", escape(title)));
}

fn close_link(canvas: &mut Canvas, href: Option<&str>) {
    canvas.raw(if href.is_some() { "</a>" } else { "</g>" });
}

/// Area grows with the dead: 100 dead have a radius of 17 units.
fn radius(killed: Option<u64>) -> f64 {
    killed.map_or(4.0, |killed| ((killed as f64).sqrt() * 1.7).clamp(3.0, 34.0))
}

fn points(canvas: &mut Canvas, view: &View, points: &[MapPoint], names: &mut Names) {
    let mut largest_first = points.iter().collect::<Vec<_>>();
    largest_first.sort_by(|a, b| {
        (b.killed, b.n_events).cmp(&(a.killed, a.n_events)).then_with(|| a.label.cmp(&b.label))
    });
    let seen = largest_first.into_iter().filter(|point| {
        let (x, y) = view.at((point.longitude, point.latitude));
        (-10.0..view.width + 10.0).contains(&x) && (-10.0..view.height + 10.0).contains(&y)
    });
    let seen = seen.collect::<Vec<_>>();
    seen.iter().for_each(|point| draw(canvas, view, point));
    labels(canvas, view, &seen, names);
}

fn draw(canvas: &mut Canvas, view: &View, point: &MapPoint) {
    let at = view.at((point.longitude, point.latitude));
    let killed = point.killed.map_or("no figure".to_owned(), |killed| format!("{killed} killed"));
    let events = match point.n_events {
        0 | 1 => String::new(),
        many => format!(", {many} events"),
    };
    let title = format!("{}: {killed}{events}", point.label);
    open_link(canvas, point.href.as_deref(), &title);
    if point.exactness == Exactness::District {
        let circle = (DISTRICT_KM / KM_PER_DEGREE * view.scale.1).max(7.0);
        let steps = (0..48).map(|step| f64::from(step) / 48.0 * std::f64::consts::TAU);
        let ring =
            steps.map(|turn| (at.0 + circle * turn.cos(), at.1 + circle * turn.sin())).collect::<Ring>();
        canvas.path(
            &hatching(&[ring], 4.5),
            &format!("stroke=\"{BLAMED}\" stroke-width=\".8\" stroke-opacity=\".8\""),
        );
        canvas.circle(
            at,
            circle,
            &format!("fill=\"{BLAMED}\" fill-opacity=\".04\" stroke=\"{BLAMED}\" stroke-dasharray=\"3 2\""),
            &title,
        );
    }
    let dashed = if point.exactness == Exactness::At { "" } else { " stroke-dasharray=\"3 2\"" };
    let opacity = if point.killed.is_some() { 0.3 } else { 0.0 };
    let attributes = format!(
        "fill=\"{BLAMED}\" fill-opacity=\"{opacity}\" stroke=\"{BLAMED}\" stroke-width=\"1.3\"{dashed}"
    );
    if point.exactness != Exactness::District || point.killed.is_some() {
        canvas.circle(at, radius(point.killed), &attributes, &title);
    }
    if point.killed.is_some() && point.exactness != Exactness::District {
        canvas.circle(at, 1.3, &format!("fill=\"{BLAMED}\""), &title);
    }
    close_link(canvas, point.href.as_deref());
}

/// One label per place, where it covers no other; several events at a place are counted.
fn labels(canvas: &mut Canvas, view: &View, points: &[&MapPoint], names: &mut Names) {
    let mut seen: Vec<&str> = Vec::new();
    for point in points {
        if seen.contains(&point.label.as_str()) {
            continue;
        }
        seen.push(&point.label);
        let here = points.iter().filter(|other| other.label == point.label);
        let events = here.map(|other| other.n_events.max(1)).sum::<usize>();
        let words = if events > 1 { format!("{} ({events})", point.label) } else { point.label.clone() };
        let at = view.at((point.longitude, point.latitude));
        if let Some(at) = names.place(&words, at, radius(point.killed) + 4.0, 11.0) {
            canvas.text(at, "start", "class=\"halo\" font-size=\"11\" font-weight=\"600\"", &words);
        }
    }
}

/// Names of countries in the middle of what is seen of them, where there is room.
fn country_names(canvas: &mut Canvas, view: &View, name_of: &dyn Fn(&str) -> String, names: &mut Names) {
    for (code, area) in atlas().countries.iter().filter(|(_, area)| area.bounds.meets(&view.bounds)) {
        let Some(ring) = view.rings(area).into_iter().max_by(|a, b| extent(a).total_cmp(&extent(b))) else {
            continue;
        };
        let words = name_of(code).to_uppercase();
        let bounds = Bounds::of(&ring);
        let width = width_of(&words, 10.5) + 12.0;
        if bounds.east - bounds.west < width * 0.9 || bounds.north - bounds.south < 16.0 || words.len() < 3 {
            continue;
        }
        let middle = weighted_middle(&ring);
        let spots =
            [(0.0, 0.0), (0.0, 22.0), (0.0, -22.0), (0.0, 44.0), (0.0, -44.0), (40.0, 12.0), (-40.0, 12.0)];
        let spots = spots.map(|(x, y)| (middle.0 + x - width / 2.0, middle.1 + y));
        if let Some(at) = names.first_free(&spots, width) {
            canvas.text(
                at,
                "start",
                "class=\"halo\" font-size=\"9.5\" letter-spacing=\"1.6\" fill-opacity=\".62\"",
                &words,
            );
        }
    }
}

fn extent(ring: &[Point]) -> f64 {
    let bounds = Bounds::of(ring);
    (bounds.east - bounds.west) * (bounds.north - bounds.south)
}

/// The middle of a ring's area.
fn weighted_middle(ring: &[Point]) -> Point {
    let next = ring.iter().cycle().skip(1);
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    for ((x1, y1), (x2, y2)) in ring.iter().zip(next) {
        let cross = x1 * y2 - x2 * y1;
        (x, y, area) = (x + (x1 + x2) * cross, y + (y1 + y2) * cross, area + cross);
    }
    if area == 0.0 { ring.first().copied().unwrap_or_default() } else { (x / (3.0 * area), y / (3.0 * area)) }
}

/// Words on the map, none over another.
struct Names {
    size: (f64, f64),
    taken: Vec<(f64, f64, f64, f64)>,
}

impl Names {
    fn new(view: &View) -> Self {
        // The scale bar's corner.
        Self { size: (view.width, view.height), taken: vec![(0.0, view.height - 26.0, 150.0, view.height)] }
    }

    /// Beside, above or below a point.
    fn place(&mut self, words: &str, (x, y): Point, off: f64, size: f64) -> Option<Point> {
        let width = width_of(words, size);
        let spots = if off == 0.0 {
            [0.0, 14.0, -14.0, 28.0, -28.0].map(|down| (x - width / 2.0, y + 4.0 + down)).to_vec()
        } else {
            vec![
                (x + off, y + 4.0),
                (x - off - width, y + 4.0),
                (x - width / 2.0, y - off),
                (x - width / 2.0, y + off + 9.0),
            ]
        };
        self.first_free(&spots, width)
    }

    fn first_free(&mut self, spots: &[Point], width: f64) -> Option<Point> {
        let free = |(x, y): &Point| {
            let inside = *x > 2.0 && x + width < self.size.0 - 2.0 && *y > 12.0 && *y < self.size.1 - 4.0;
            inside && self.taken.iter().all(|t| x + width < t.0 || *x > t.2 || *y < t.1 || y - 11.0 > t.3)
        };
        let (x, y) = spots.iter().copied().find(free)?;
        self.taken.push((x, y - 11.0, x + width, y));
        Some((x, y))
    }
}

/// How long 1, 2 or 5 times a power of ten kilometres are, at the middle.
fn scale_bar(canvas: &mut Canvas, view: &View) {
    let per_km = view.scale.1 / KM_PER_DEGREE;
    let lengths = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0];
    let Some(km) = lengths.into_iter().rev().find(|km| km * per_km < 110.0) else { return };
    let (y, right) = (view.height - 10.0, 12.0 + km * per_km);
    canvas.line((12.0, y), (right, y), 1.2, 0.8);
    canvas.line((12.0, y - 4.0), (12.0, y), 1.2, 0.8);
    canvas.line((right, y - 4.0), (right, y), 1.2, 0.8);
    canvas.text((right + 5.0, y + 1.0), "start", "class=\"halo\" font-size=\"9.5\"", &format!("{km:.0} km"));
}

/// The signs of the map, one by one, with what they mean.
#[must_use]
pub fn map_key() -> Vec<(String, &'static str)> {
    let sign = |draw: &dyn Fn(&mut Canvas)| {
        let mut canvas = Canvas::new(30.0, 22.0, "Sign", "A sign of the map");
        draw(&mut canvas);
        canvas.finish().replace("role=\"img\" aria-label=\"Sign\"", "aria-hidden=\"true\"")
    };
    let circle = |radius: f64, filled: &str, more: &str| {
        let attributes = format!(
            "fill=\"{BLAMED}\" fill-opacity=\"{filled}\" stroke=\"{BLAMED}\" stroke-width=\"1.3\"{more}"
        );
        sign(&|canvas| canvas.circle((15.0, 11.0), radius, &attributes, ""))
    };
    let hatched = |step: f64| {
        let ring = vec![(2.0, 2.0), (28.0, 2.0), (28.0, 20.0), (2.0, 20.0)];
        sign(&|canvas| {
            canvas.path(
                &hatching(std::slice::from_ref(&ring), step),
                &format!("stroke=\"{BLAMED}\" stroke-width=\".8\""),
            );
            canvas.path(&path_of(std::slice::from_ref(&ring)), &format!("stroke=\"{BLAMED}\""));
        })
    };
    vec![
        (circle(9.0, "0.3", ""), "area: number reported killed"),
        (circle(4.0, "0", ""), "no figure"),
        (circle(6.0, "0.3", " stroke-dasharray=\"3 2\""), "near the place"),
        (hatched(7.0), "somewhere in the province"),
        (hatched(15.0), "somewhere in the country"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(label: &str, latitude: f64, longitude: f64, killed: Option<u64>) -> MapPoint {
        MapPoint {
            label: label.into(),
            country: None,
            latitude,
            longitude,
            killed,
            exactness: Exactness::At,
            n_events: 1,
            href: None,
        }
    }

    fn draw(points: &[MapPoint], areas: &[MapArea], not_drawn: usize) -> Option<String> {
        map(&Scene {
            title: "Events",
            points,
            areas,
            not_drawn,
            focus: &[],
            width: 760.0,
            country_name: &|code| format!("Land {code}"),
        })
    }

    #[test]
    fn points_keep_their_order_on_the_ground() {
        let points = [point("Kabul", 34.5, 69.2, Some(19)), point("Kerman", 30.3, 57.1, None)];
        let content = Bounds::of(&[(69.2, 34.5), (57.1, 30.3)]);
        let view = View::around(content, 760.0).expect("two points");
        let (kabul, kerman) = (view.at((69.2, 34.5)), view.at((57.1, 30.3)));
        assert!(kabul.0 > kerman.0 && kabul.1 < kerman.1);
        assert!(view.height <= 760.0 * MOST_HEIGHT + 0.1 && view.height >= 760.0 * LEAST_HEIGHT - 0.1);
        assert!(view.contains(kabul) && view.contains(kerman));
        let svg = draw(&points, &[], 3).expect("two points");
        assert!(svg.contains("Kabul: 19 killed") && svg.contains("Kerman: no figure"));
        assert!(svg.contains("3 events with no place") && svg.contains("LAND IR"));
    }

    #[test]
    fn one_place_many_events_is_one_label() {
        let points = vec![point("Kabul", 34.5, 69.2, Some(19)); 3];
        let svg = draw(&points, &[], 0).expect("points");
        assert_eq!(svg.matches(">Kabul (3)<").count(), 1);
        assert_eq!(draw(&[], &[], 2), None);
    }

    #[test]
    fn a_province_is_hatched_and_has_no_point() {
        let area = MapArea {
            country: "AF".into(),
            admin1: Some("Nangarhar".into()),
            label: "Nangarhar".into(),
            n_events: 2,
            href: Some("/events?place=Nangarhar&country=AF".into()),
        };
        let svg = draw(&[], std::slice::from_ref(&area), 0).expect("an outline");
        assert!(svg.contains("Somewhere in Nangarhar: 2 events") && !svg.contains("<circle"));
        assert!(
            svg.contains("href=\"/events?place=Nangarhar&amp;country=AF\"") && svg.contains("role=\"group\"")
        );
        let unknown = MapArea { admin1: Some("Nowhere".into()), ..area };
        assert!(!unknown.has_outline() && draw(&[], &[unknown], 0).is_none());
    }

    #[test]
    fn hatching_stays_inside() {
        let square = vec![(10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0)];
        let path = hatching(std::slice::from_ref(&square), 5.0);
        assert!(path.matches('M').count() >= 7);
        for number in path.split(['M', 'L', ' ']).filter(|number| !number.is_empty()) {
            let number: f64 = number.parse().expect("a number");
            assert!((10.0..=30.0).contains(&number), "{path}");
        }
        assert_eq!(clipped(&square, |point| point.0 - 20.0).len(), 4);
    }
}
