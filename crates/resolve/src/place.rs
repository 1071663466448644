//! Whether two named places can be where one thing happened.
use model::PlacePrecision;
use model::record::{Place, name_key};

/// How two places agree, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    /// One is the country of the other.
    SameCountry,
    /// One is the province of the other.
    InsideProvince,
    /// Two points at most [`NEAR_KM`] apart.
    Near,
    /// The same name in the same country.
    Same,
}

/// Points closer than this may be one place: a town and a village beside it, or two gazetteers' centres of a district.
const NEAR_KM: f64 = 25.0;

/// How exactly a place is named, for comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    /// Site, settlement, district.
    Point,
    /// A first-level division.
    Province,
    /// A country, a region, or unknown.
    Wide,
}

pub(crate) const fn grain(place: &Place) -> Grain {
    match place.precision {
        Some(PlacePrecision::Site | PlacePrecision::Settlement | PlacePrecision::District) => Grain::Point,
        Some(PlacePrecision::Province) => Grain::Province,
        None if place.latitude.is_some() => Grain::Point,
        Some(PlacePrecision::Country | PlacePrecision::Region) | None => Grain::Wide,
    }
}

/// How two places agree; `None` where they are different places, or too little is known of them.
///
/// Places that agree have a block in common: the same country, or the same name where no country is known.
pub(crate) fn agreement(one: &Place, other: &Place) -> Option<Agreement> {
    if one.country != other.country {
        return None;
    }
    if name_key(&one.name) == name_key(&other.name) && grain(one) == grain(other) {
        return Some(Agreement::Same);
    }
    one.country.as_ref()?;
    if grain(one) == Grain::Point && grain(other) == Grain::Point {
        return distance_km(one, other).is_some_and(|km| km <= NEAR_KM).then_some(Agreement::Near);
    }
    if is_province_of(one, other) || is_province_of(other, one) {
        return Some(Agreement::InsideProvince);
    }
    (is_country(one) || is_country(other)).then_some(Agreement::SameCountry)
}

pub(crate) fn is_country(place: &Place) -> bool {
    place.precision == Some(PlacePrecision::Country)
}

fn is_province_of(province: &Place, inner: &Place) -> bool {
    grain(province) == Grain::Province
        && grain(inner) == Grain::Point
        && inner.admin1.as_deref().is_some_and(|admin1| name_key(admin1) == name_key(&province.name))
}

/// Mean radius of the Earth (IUGG).
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// Great-circle distance; `None` where a point is missing.
pub(crate) fn distance_km(one: &Place, other: &Place) -> Option<f64> {
    Some(km_between((one.latitude?, one.longitude?), (other.latitude?, other.longitude?)))
}

/// Great-circle distance (haversine) of two points, latitude first.
fn km_between(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (lat1, lat2) = (one.0.to_radians(), other.0.to_radians());
    let (lon1, lon2) = (one.1.to_radians(), other.1.to_radians());
    let squared = |half: f64| half.sin() * half.sin();
    let chord = squared((lat2 - lat1) / 2.0) + lat1.cos() * lat2.cos() * squared((lon2 - lon1) / 2.0);
    2.0 * EARTH_RADIUS_KM * chord.sqrt().min(1.0).asin()
}

/// Whether two points may be one place. A degree of latitude is 111 km: most pairs need no trigonometry.
pub(crate) fn is_near(one: (f64, f64), other: (f64, f64)) -> bool {
    (one.0 - other.0).abs() <= NEAR_KM / 110.0 && km_between(one, other) <= NEAR_KM
}
