//! Places of which no point may leave: where people live, learn, heal or have fled to, and the ways by which help comes to them.
//!
//! What reports call such a place stays, for it was published; where exactly it lies is for nobody who reads about an attack on it. Inside the record
//! the point is kept.
use crate::letters::folded;
use crate::record::Place;

/// Words that make a place one of these, whole, in the languages that are read. Two words stand side by side.
const WORDS: [&str; 74] = [
    "home",
    "house",
    "residence",
    "apartment",
    "dormitory",
    "school",
    "madrasa",
    "madrassa",
    "seminary",
    "kindergarten",
    "nursery",
    "orphanage",
    "university",
    "college",
    "clinic",
    "hospital",
    "maternity",
    "ward",
    "health center",
    "health centre",
    "health post",
    "shelter",
    "safe house",
    "safehouse",
    "refuge",
    "camp",
    "idp",
    "refugees",
    "displaced",
    "displacement",
    "aid route",
    "aid convoy",
    "aid corridor",
    "humanitarian corridor",
    "food distribution",
    "distribution point",
    "water point",
    "خانه",
    "منزل",
    "مکتب",
    "مدرسه",
    "دانشگاه",
    "پوهنتون",
    "کلینیک",
    "بیمارستان",
    "شفاخانه",
    "پناهگاه",
    "کمپ",
    "اردوگاه",
    "کور",
    "ښوونځی",
    "روغتون",
    "مدرسة",
    "جامعة",
    "مستشفى",
    "عيادة",
    "مخيم",
    "ملجأ",
    "école",
    "hôpital",
    "clinique",
    "camp de réfugiés",
    "foyer",
    "escuela",
    "clínica",
    "albergue",
    "школа",
    "больница",
    "госпиталь",
    "приют",
    "okul",
    "hastane",
    "kamp",
    "yurt",
];

/// Kinds of camps that soldiers and fighters have: no shelter.
const NOT_OF_PEOPLE: [&str; 6] = ["military", "army", "training", "base", "police", "militant"];

/// Whether a place's name is that of such a place.
#[must_use]
pub fn is_sensitive(name: &str) -> bool {
    let name = folded(name);
    let words =
        name.split(|part: char| !part.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    if words.iter().any(|word| NOT_OF_PEOPLE.contains(word)) {
        return false;
    }
    WORDS.iter().any(|wanted| {
        let wanted = folded(wanted);
        let wanted = wanted.split(' ').collect::<Vec<_>>();
        words.windows(wanted.len()).any(|part| part == wanted)
    })
}

/// The point of a place, where one may be told or searched by: degrees north and east.
#[must_use]
pub fn public_point(place: &Place) -> Option<(f64, f64)> {
    place.latitude.zip(place.longitude).filter(|_| !is_sensitive(&place.name))
}

/// Takes the point off a place that may not leave with one; what is left is its province.
pub(crate) fn blur(place: &mut Place) {
    if place.latitude.is_some() && is_sensitive(&place.name) {
        (place.latitude, place.longitude) = (None, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_people_are_known_by_their_names_in_several_languages() {
        for name in [
            "Sayed ul-Shuhada school",
            "Dasht-e-Barchi Maternity Hospital",
            "Zaatari camp",
            "Kabul University",
            "شفاخانه ۴۰۰ بستر",
            "مستشفى القدس",
            "École de Kunduz",
        ] {
            assert!(is_sensitive(name), "{name}");
        }
        for name in [
            "Kabul",
            "Kabul airport",
            "Crocus City Hall",
            "Campania",
            "Camp Lemonnier military base",
            "Homs",
            "Khorasan",
        ] {
            assert!(!is_sensitive(name), "{name}");
        }
    }
}
