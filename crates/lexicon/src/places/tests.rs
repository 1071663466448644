use super::*;
use crate::{Lexicon, LexiconFile};

fn shipped() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::shipped().expect("the shipped lexicon loads"))
}

fn lookup(name: &str) -> Vec<Place> {
    shipped().places.lookup(name)
}

fn first(name: &str) -> (String, PlacePrecision) {
    let place = lookup(name).into_iter().next().unwrap_or_else(|| panic!("{name} is in the gazetteer"));
    (place.country, place.precision)
}

#[test]
fn every_shipped_row_is_read_strictly() {
    let files = Files::new(Vec::new()).expect("no overlay");
    let mut ids = BTreeSet::new();
    let mut other_names = Vec::new();
    for file in files.shipped(is_table) {
        let kind = Kind::of(&file.path).expect("chosen by its kind");
        for (id, line) in row::check(&file, kind).unwrap_or_else(|error| panic!("{error}")) {
            if kind.is_names_only() {
                other_names.push(id);
            } else {
                assert!(ids.insert(id.clone()), "{} line {line}: {id} stands twice", file.path);
            }
        }
    }
    assert!(ids.len() > 150_000, "{}", ids.len());
    let dangling: Vec<_> = other_names.iter().filter(|id| !ids.contains(*id)).collect();
    assert!(dangling.is_empty(), "{dangling:?}");
    assert_eq!(shipped().places.all().count(), ids.len());
}

#[test]
fn the_likeliest_place_comes_first() {
    use PlacePrecision::{Country, Province, Settlement};
    for (name, country, precision) in [
        ("Kabul", "AF", Settlement),
        ("Kunduz", "AF", Settlement),
        ("Mopti", "ML", Settlement),
        ("Maiduguri", "NG", Settlement),
        ("Cologne", "DE", Settlement),
        ("Kiev", "UA", Settlement),
        ("Nangarhar", "AF", Province),
        ("nangarhar", "AF", Province),
        ("Borno", "NG", Province),
        ("Borno State", "NG", Province),
        ("Georgia", "GE", Country),
        ("Niger", "NE", Country),
        ("Burma", "MM", Country),
        ("Monaco", "MC", Country),
    ] {
        assert_eq!(first(name), (country.to_owned(), precision), "{name}");
    }
}

#[test]
fn a_name_of_two_places_gives_both() {
    let countries: Vec<String> = lookup("Jalalabad").into_iter().map(|place| place.country).collect();
    assert!(countries.contains(&"AF".to_owned()) && countries.contains(&"KG".to_owned()), "{countries:?}");
}

#[test]
fn names_are_found_without_accents_hyphens_or_in_another_script() {
    assert_eq!(first("Sar-e-Pol").0, "AF");
    assert_eq!(first("Köln"), first("koln"));
    assert_eq!(first("کابل"), ("AF".to_owned(), PlacePrecision::Settlement));
    assert!(lookup("Nowhere-on-Sea").is_empty());
    assert!(lookup("").is_empty());
}

#[test]
fn places_say_where_they_lie() {
    let kabul = &lookup("Kabul")[0];
    assert_eq!(kabul.admin1.as_deref(), Some("Kabul"));
    assert!((kabul.latitude.expect("a city has a point") - 34.5).abs() < 0.1);
    let places = &shipped().places;
    assert_eq!(places.country_name("AF"), Some("Afghanistan"));
    assert_eq!(places.country("PK").map(|place| place.id).as_deref(), Some("country-pk"));
    assert!(places.country("ZZ").is_none());
    assert!((4..12).contains(&places.longest_name_words()), "{}", places.longest_name_words());
}

#[test]
fn regions_and_the_names_of_iso_3166_2_are_found() {
    assert_eq!(
        first("Sahel region"),
        (String::new(), PlacePrecision::Region),
        "a region of several countries"
    );
    assert_eq!(first("Hirshabelle"), ("SO".to_owned(), PlacePrecision::Region));
    let countries = |name: &str| lookup(name).into_iter().map(|place| place.country).collect::<Vec<_>>();
    assert!(countries("Distrito Federal").contains(&"BR".to_owned()), "the list's own name of BR-DF");
    assert!(countries("Shabwa").contains(&"YE".to_owned()), "without the letter of a final ta marbuta");
    assert!(lookup("Uta").iter().all(|place| place.name != "Utah"));
}

fn overlay(path: &str, content: &str) -> Result<Lexicon, Error> {
    Lexicon::with_overlay(vec![LexiconFile { path: path.to_owned(), content: content.to_owned() }])
}

#[test]
fn an_overlay_replaces_adds_and_deletes_places() {
    let header = "id,name,ascii,alternates,country,admin1,latitude,longitude,population\n";
    let row = "gn-1138958,Kabul City,,,AF,Kabul,34.5,69.1,1\n";
    let lexicon = overlay("places/cities.csv", &format!("{header}{row}")).expect("a good overlay");
    assert!(lexicon.places.lookup("Kabul").iter().all(|place| place.id != "gn-1138958"));
    assert_eq!(lexicon.places.lookup("Kabul City")[0].id, "gn-1138958");
    assert_eq!(lexicon.overridden(), ["replaced `gn-1138958` (places/cities.csv)"]);

    let lexicon = overlay("places/deleted.csv", "id\ngn-2886242\n").expect("a good overlay");
    assert!(lexicon.places.lookup("Cologne").iter().all(|place| place.country != "DE"));
    let lexicon = overlay("places/other_names.csv", "id,aliases,source\ngn-1138958,Camp Test,a source\n")
        .expect("good");
    assert_eq!(lexicon.places.lookup("camp test")[0].name, "Kabul");
}

#[test]
fn a_wrong_row_of_an_overlay_is_an_error() {
    let message =
        |path: &str, content: &str| overlay(path, content).expect_err("a wrong overlay").to_string();
    let header = "id,name,aliases,country,admin1,latitude,longitude,precision,source\n";
    assert_eq!(
        message("places/extra.csv", &format!("{header}x,Here,,AF,,34,,site,s\n")),
        "lexicon file `places/extra.csv` line 2: found one of `latitude` and `longitude`, expected both or none"
    );
    assert_eq!(
        message("places/extra.csv", &format!("{header}x,Here,,AF,,,,spot,s\n")),
        "lexicon file `places/extra.csv` line 2: found the precision `spot`, expected one of `site`, `settlement`, \
         `district`, `province`, `country`, `region`"
    );
    assert_eq!(
        message("places/deleted.csv", "id\nnot-there\n"),
        "lexicon file `places/deleted.csv` line 2: found the deletion of `not-there`, expected the id of a shipped place"
    );
}

#[test]
fn divisions_and_regions_without_a_point_have_an_extent() {
    let places = &shipped().places;
    let county = lookup("Laurel County")
        .into_iter()
        .find(|place| place.country == "US")
        .expect("a county of Kentucky");
    assert_eq!((county.admin1.as_deref(), county.precision), (Some("Kentucky"), PlacePrecision::District));
    assert_eq!(county.latitude, None, "a rectangle is no point");
    let extent = places.extent(&county.id).expect("it has settlements");
    assert!(extent.contains((37.13, -84.08), 0.0), "London, its seat: {extent:?}");
    assert!(!extent.contains((38.25, -85.76), 0.25), "Louisville: {extent:?}");
    let darfur = places.extent("region-darfur").expect("a region of five provinces");
    assert!(
        darfur.contains((13.63, 25.35), 0.0) && !darfur.contains((15.5, 32.56), 0.25),
        "El Fasher, Khartoum"
    );
    assert_eq!(places.extent("country-af"), None);
}

#[test]
fn every_extent_is_a_rectangle_of_a_place_of_the_tables() {
    let files = Files::new(Vec::new()).expect("no overlay");
    let file = files.shipped(|path| path == extent::PATH).pop().expect("the file is shipped");
    let extents = extent::check(&file).unwrap_or_else(|error| panic!("{error}"));
    assert!(extents.len() > 5_000, "{}", extents.len());
    let ids: BTreeSet<String> = shipped().places.all().map(|place| place.id).collect();
    let dangling: Vec<&String> = extents.iter().map(|(id, _)| id).filter(|id| !ids.contains(*id)).collect();
    assert!(dangling.is_empty(), "{dangling:?}");
}

#[test]
fn an_overlay_gives_extents_and_wrong_ones_are_an_error() {
    let header = "id,south,west,north,east\n";
    let lexicon =
        overlay("places/extents.csv", &format!("{header}region-terai,26,80,29,88\n")).expect("good");
    assert!(lexicon.places.extent("region-terai").is_some_and(|extent| extent.middle() == (27.5, 84.0)));
    assert!(lexicon.places.extent("region-darfur").is_some(), "the shipped ones stay");
    assert_eq!(lexicon.overridden(), ["extent of `region-terai` (places/extents.csv)"]);
    let error = overlay("places/extents.csv", &format!("{header}region-terai,29,80,26,88\n"))
        .expect_err("upside down");
    assert_eq!(
        error.to_string(),
        "lexicon file `places/extents.csv` line 2: found `region-terai,29,80,26,88`, expected the degrees `south`, `west`, \
         `north` and `east` of a rectangle"
    );
}
