//! Events put together by where they were, for maps and the tables beside them.
use super::place::place_path;
use crate::app::Request;
use analyse::counts::killed;
use jiff::civil::Date;
use model::record::{Event, Place, name_key};
use model::{PlacePrecision, PlaceRelation};
use publish::svg::{self, MapArea, MapPoint, Scene};
use std::collections::BTreeMap;

/// Events at one place, counted.
pub(crate) struct Spot {
    /// It.
    pub(crate) place: Place,
    /// Events.
    pub(crate) n_events: usize,
    /// Those of them with a figure of killed.
    pub(crate) with_figure: usize,
    /// Lower bounds of killed, added up.
    pub(crate) low: u64,
    /// Best figures of killed, added up.
    pub(crate) best: u64,
    /// From the first day to the last.
    pub(crate) when: Option<(Date, Date)>,
    /// The place's page.
    pub(crate) href: String,
}

/// What is on the map and what is not.
pub(crate) struct Ground {
    /// At a known point.
    pub(crate) points: Vec<(MapPoint, Spot)>,
    /// Somewhere in a province or country.
    pub(crate) areas: Vec<(MapArea, Spot)>,
    /// A place with no point and no outline.
    pub(crate) elsewhere: Vec<Spot>,
    /// Events without a place.
    pub(crate) nowhere: usize,
}

impl Ground {
    /// Puts events where they are known to be; `rest` is what the places' addresses are asked for.
    pub(crate) fn of(events: &[&Event], request: &Request<'_>, rest: &str) -> Self {
        let mut points: BTreeMap<String, (MapPoint, Spot)> = BTreeMap::new();
        let mut areas: BTreeMap<String, (MapArea, Spot)> = BTreeMap::new();
        let mut elsewhere: BTreeMap<String, Spot> = BTreeMap::new();
        let mut nowhere = 0;
        for event in events {
            let Some(place) = &event.place else {
                nowhere += 1;
                continue;
            };
            let new = |place: &Place| Spot::new(place, rest);
            if let Some(point) = svg::point_of(event) {
                let name = name_key(&point.label);
                let key = format!("{} {} {name} {:?}", point.latitude, point.longitude, point.exactness);
                let (_, spot) = points.entry(key).or_insert_with(|| (point, new(place)));
                spot.add(event);
            } else if let Some(area) = svg::area_of(event, request.reference).filter(MapArea::has_outline) {
                let key = format!("{} {:?}", area.country, area.admin1);
                let (_, spot) = areas.entry(key).or_insert_with(|| {
                    let spot = new(&whole(&area));
                    (area, spot)
                });
                spot.add(event);
            } else {
                elsewhere
                    .entry(format!("{} {:?}", place.name, place.country))
                    .or_insert_with(|| new(place))
                    .add(event);
            }
        }
        let points = points.into_values().map(|(point, spot)| {
            let killed = (spot.with_figure > 0).then_some(spot.best);
            (MapPoint { killed, n_events: spot.n_events, href: Some(spot.href.clone()), ..point }, spot)
        });
        let areas = areas.into_values().map(|(area, spot)| {
            (MapArea { n_events: spot.n_events, href: Some(spot.href.clone()), ..area }, spot)
        });
        Self {
            points: points.collect(),
            areas: areas.collect(),
            elsewhere: elsewhere.into_values().collect(),
            nowhere,
        }
    }

    /// The map of it; `None` where nothing can be drawn.
    pub(crate) fn drawn(
        &self,
        title: &str,
        focus: &[String],
        width: f64,
        request: &Request<'_>,
    ) -> Option<String> {
        let points = self.points.iter().map(|(point, _)| point.clone()).collect::<Vec<_>>();
        let areas = self.areas.iter().map(|(area, _)| area.clone()).collect::<Vec<_>>();
        svg::map(&Scene {
            title,
            points: &points,
            areas: &areas,
            not_drawn: self.not_drawn(),
            focus,
            width,
            country_name: &|code| request.reference.country(code),
        })
    }

    /// Maps of several on the same ground, each `None` where nothing can be drawn.
    pub(crate) fn side_by_side(
        all: &[&Self],
        titles: &[String],
        width: f64,
        request: &Request<'_>,
    ) -> Vec<Option<String>> {
        let points = |ground: &Self| ground.points.iter().map(|(point, _)| point.clone()).collect::<Vec<_>>();
        let areas = |ground: &Self| ground.areas.iter().map(|(area, _)| area.clone()).collect::<Vec<_>>();
        let drawn = all.iter().map(|ground| (points(ground), areas(ground))).collect::<Vec<_>>();
        let country_name = |code: &str| request.reference.country(code);
        let scenes = all.iter().zip(&drawn).zip(titles).map(|((ground, (points, areas)), title)| Scene {
            title,
            points,
            areas,
            not_drawn: ground.not_drawn(),
            focus: &[],
            width,
            country_name: &country_name,
        });
        svg::maps(&scenes.collect::<Vec<_>>())
    }

    /// Events that are on no map.
    pub(crate) fn not_drawn(&self) -> usize {
        self.nowhere + self.elsewhere.iter().map(|spot| spot.n_events).sum::<usize>()
    }
}

impl Spot {
    fn new(place: &Place, rest: &str) -> Self {
        let href = format!("{}{rest}", place_path(place));
        Self { place: place.clone(), n_events: 0, with_figure: 0, low: 0, best: 0, when: None, href }
    }

    fn add(&mut self, event: &Event) {
        self.n_events += 1;
        if let Some(figure) = killed(event) {
            self.with_figure += 1;
            self.low += figure.low.or(figure.best).unwrap_or(0);
            self.best += figure.best.or(figure.low).or(figure.high).unwrap_or(0);
        }
        if let Some(when) = event.when {
            let (first, last) = self.when.unwrap_or((when.earliest, when.latest));
            self.when = Some((first.min(when.earliest), last.max(when.latest)));
        }
    }
}

/// An area as a place.
fn whole(area: &MapArea) -> Place {
    Place {
        name: area.label.clone(),
        country: Some(area.country.clone()),
        admin1: None,
        latitude: None,
        longitude: None,
        precision: Some(if area.admin1.is_some() {
            PlacePrecision::Province
        } else {
            PlacePrecision::Country
        }),
        relation: PlaceRelation::At,
    }
}
