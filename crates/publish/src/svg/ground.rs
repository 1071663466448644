//! How an event's place may be drawn: as a point, as an area, or not at all. Never finer than it is known.
use super::{Exactness, MapArea, MapPoint};
use crate::Reference;
use model::record::Event;
use model::{PlacePrecision, PlaceRelation};

/// The point of an event, where one may be drawn.
#[must_use]
pub fn point_of(event: &Event) -> Option<MapPoint> {
    let place = event.place.as_ref()?;
    let exactness = match place.precision? {
        PlacePrecision::Site | PlacePrecision::Settlement if place.relation == PlaceRelation::At => {
            Exactness::At
        }
        PlacePrecision::Site | PlacePrecision::Settlement => Exactness::Near,
        PlacePrecision::District => Exactness::District,
        PlacePrecision::Province | PlacePrecision::Country | PlacePrecision::Region => return None,
    };
    let killed = analyse::counts::killed(event).and_then(|killed| killed.best.or(killed.low));
    let (latitude, longitude) = place.latitude.zip(place.longitude)?;
    Some(MapPoint {
        label: place.name.clone(),
        country: place.country.clone(),
        latitude,
        longitude,
        killed,
        exactness,
        n_events: 1,
        href: None,
    })
}

/// The province or country of an event of which no more is known. A district or settlement without a point is its province.
#[must_use]
pub fn area_of(event: &Event, reference: &Reference) -> Option<MapArea> {
    let place = event.place.as_ref()?;
    let country = place.country.clone()?;
    let admin1 = match place.precision? {
        PlacePrecision::Province => Some(place.name.clone()),
        PlacePrecision::Site | PlacePrecision::Settlement | PlacePrecision::District => {
            Some(place.admin1.clone()?)
        }
        PlacePrecision::Country => None,
        PlacePrecision::Region => return None,
    };
    let label = admin1.clone().unwrap_or_else(|| reference.country(&country));
    Some(MapArea { country, admin1, label, n_events: 1, href: None })
}
