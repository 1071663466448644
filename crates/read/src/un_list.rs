//! The consolidated list of the United Nations Security Council, as the XML that its secretariat publishes: who is listed, under which
//! permanent reference and by which names.
//!
//! Form: `CONSOLIDATED_LIST` with `INDIVIDUALS` of `INDIVIDUAL` and `ENTITIES` of `ENTITY`; fields as in its schema `sc-sanctions.xsd`. Only
//! what a lexicon needs is taken: dates and places of birth, documents and addresses are private and are not even kept.
use crate::Error;
use crate::xml::{Node, nodes};
use jiff::civil::Date;

/// What an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListedKind {
    /// A person.
    Individual,
    /// A group, company, foundation or body.
    Entity,
}

/// How a listed name stands to the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameQuality {
    /// A name by which the entry can be told: `Good`, `a.k.a.`, the entry's own.
    Good,
    /// A former name: `f.k.a.`.
    Former,
    /// A name that does not identify: `Low`.
    Low,
}

/// A name of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedName {
    /// The name, one alone: what the list separates by semicolons is separated.
    pub name: String,
    /// How it stands to the entry.
    pub quality: NameQuality,
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Permanent reference number, such as `QDe.014`.
    pub reference: String,
    /// What it is of.
    pub kind: ListedKind,
    /// Its own name.
    pub name: String,
    /// The list that it is on, such as `Al-Qaida`.
    pub list: String,
    /// When it was listed.
    pub listed_on: Option<Date>,
    /// Other names, the one in the original script among them; without those that are the name itself.
    pub names: Vec<ListedName>,
}

/// A list as published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnList {
    /// The day on which the file was made.
    pub generated: Option<Date>,
    /// The entries, in the order of the file.
    pub entries: Vec<Listed>,
    /// Entries without a reference or a name, and words for the quality of a name that are not known: what was left out and why.
    pub left_out: Vec<String>,
}

/// Reads a list.
///
/// # Errors
/// Code `un_list` where the file is another one or no XML.
pub fn un_list(name: &str, xml: &str) -> Result<UnList, Error> {
    let failed = |why: &str| {
        Error::new(
            "un_list",
            format!(
                "`{name}` is no consolidated list of the Security Council: {why}\nhint: give the XML file that the United Nations publish"
            ),
        )
    };
    let mut list = UnList::default();
    let mut open: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut draft: Option<Draft> = None;
    for node in nodes(xml) {
        match node.map_err(|why| failed(&why))? {
            Node::Open { name, attributes, .. } => {
                if open.is_empty() {
                    if name != "CONSOLIDATED_LIST" {
                        return Err(failed(&format!(
                            "it begins with `{name}`, expected `CONSOLIDATED_LIST`"
                        )));
                    }
                    list.generated = attributes.get("dateGenerated").and_then(|day| first_day(day));
                }
                match name.as_str() {
                    "INDIVIDUAL" => draft = Some(Draft::new(ListedKind::Individual)),
                    "ENTITY" => draft = Some(Draft::new(ListedKind::Entity)),
                    _ => {}
                }
                words.clear();
                open.push(name);
            }
            Node::Words(part) => words.push_str(&part),
            Node::Close { name } => {
                open.pop();
                let text = one_line(&words);
                words.clear();
                match name.as_str() {
                    "INDIVIDUAL" | "ENTITY" => {
                        if let Some(draft) = draft.take() {
                            draft.finish(&mut list);
                        }
                    }
                    field => {
                        if let Some(draft) = &mut draft {
                            draft.take_field(field, text, &mut list.left_out);
                        }
                    }
                }
            }
        }
    }
    if list.entries.is_empty() && list.left_out.is_empty() {
        return Err(failed("it has no entries"));
    }
    if !open.is_empty() {
        list.left_out.push("what follows the end of the file, which breaks off".to_owned());
    }
    Ok(list)
}

/// An entry that is being read.
struct Draft {
    kind: ListedKind,
    /// First to fourth part of its name.
    parts: [String; 4],
    reference: String,
    list: String,
    listed_on: Option<Date>,
    script: String,
    quality: Option<NameQuality>,
    names: Vec<ListedName>,
}

impl Draft {
    fn new(kind: ListedKind) -> Self {
        Self {
            kind,
            parts: Default::default(),
            reference: String::new(),
            list: String::new(),
            listed_on: None,
            script: String::new(),
            quality: None,
            names: Vec::new(),
        }
    }

    fn take_field(&mut self, field: &str, text: String, left_out: &mut Vec<String>) {
        match field {
            "FIRST_NAME" => self.parts[0] = text,
            "SECOND_NAME" => self.parts[1] = text,
            "THIRD_NAME" => self.parts[2] = text,
            "FOURTH_NAME" => self.parts[3] = text,
            "REFERENCE_NUMBER" => self.reference = text,
            "UN_LIST_TYPE" => self.list = text,
            "LISTED_ON" => self.listed_on = first_day(&text),
            "NAME_ORIGINAL_SCRIPT" => self.script = text,
            "QUALITY" => {
                self.quality = match text.to_ascii_lowercase().as_str() {
                    "good" | "a.k.a." | "aka" | "high" => Some(NameQuality::Good),
                    "f.k.a." | "fka" => Some(NameQuality::Former),
                    "low" => Some(NameQuality::Low),
                    "" => None,
                    _ => {
                        left_out.push(format!("{}: names of the quality `{text}`", self.reference));
                        None
                    }
                }
            }
            "ALIAS_NAME" => {
                let Some(quality) = self.quality.take() else { return };
                let names = text.split(';').map(str::trim).filter(|name| !name.is_empty());
                self.names.extend(names.map(|name| ListedName { name: name.to_owned(), quality }));
            }
            _ => {}
        }
    }

    fn finish(mut self, list: &mut UnList) {
        let parts = self.parts.iter().map(String::as_str).filter(|part| !part.is_empty());
        let name = parts.collect::<Vec<_>>().join(" ");
        if self.reference.is_empty() || name.is_empty() {
            let which = if self.reference.is_empty() { &name } else { &self.reference };
            list.left_out.push(format!("an entry without a reference or a name (`{which}`)"));
            return;
        }
        if !self.script.is_empty() {
            self.names.push(ListedName { name: self.script, quality: NameQuality::Good });
        }
        let mut names: Vec<ListedName> = Vec::new();
        for other in self.names {
            if other.name != name && !names.iter().any(|known| known.name == other.name) {
                names.push(other);
            }
        }
        list.entries.push(Listed {
            reference: self.reference,
            kind: self.kind,
            name,
            list: self.list,
            listed_on: self.listed_on,
            names,
        });
    }
}

fn first_day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Made for this test in the form of the list.
    const LIST: &str = r#"<?xml version="1.0"?>
<CONSOLIDATED_LIST xmlns:xsi="x" dateGenerated="2024-03-27T17:35:35.526-04:00">
 <INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>TEST</FIRST_NAME><SECOND_NAME>PERSON</SECOND_NAME>
  <REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><UN_LIST_TYPE>Test</UN_LIST_TYPE><LISTED_ON>2001-02-23</LISTED_ON>
  <NAME_ORIGINAL_SCRIPT>تست</NAME_ORIGINAL_SCRIPT>
  <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Test One; Test Two ;</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Haji</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_DATE_OF_BIRTH><YEAR>1961</YEAR></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL></INDIVIDUALS>
 <ENTITIES><ENTITY><FIRST_NAME>EXAMPLE &amp; FRONT (EF)</FIRST_NAME><REFERENCE_NUMBER>XXe.002</REFERENCE_NUMBER>
  <ENTITY_ALIAS/><ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Front</ALIAS_NAME></ENTITY_ALIAS>
  <ENTITY_ALIAS><QUALITY>odd</QUALITY><ALIAS_NAME>Odd Front</ALIAS_NAME></ENTITY_ALIAS></ENTITY>
  <ENTITY><FIRST_NAME>NO REFERENCE</FIRST_NAME></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>"#;

    #[test]
    fn entries_have_their_names_and_nothing_private() {
        let list = un_list("a.xml", LIST).expect("a list");
        assert_eq!(list.generated, Some(date(2024, 3, 27)));
        let [person, front] = list.entries.as_slice() else { panic!("{:?}", list.entries) };
        assert_eq!((person.kind, person.name.as_str()), (ListedKind::Individual, "TEST PERSON"));
        assert_eq!((person.reference.as_str(), person.listed_on), ("XXi.001", Some(date(2001, 2, 23))));
        let names: Vec<_> = person.names.iter().map(|name| (name.name.as_str(), name.quality)).collect();
        assert_eq!(
            names,
            [
                ("Test One", NameQuality::Good),
                ("Test Two", NameQuality::Good),
                ("Haji", NameQuality::Low),
                ("تست", NameQuality::Good)
            ]
        );
        assert_eq!((front.kind, front.name.as_str()), (ListedKind::Entity, "EXAMPLE & FRONT (EF)"));
        assert_eq!(front.names, [ListedName { name: "Old Front".to_owned(), quality: NameQuality::Former }]);
        assert_eq!(
            list.left_out,
            [
                "XXe.002: names of the quality `odd`",
                "an entry without a reference or a name (`NO REFERENCE`)"
            ]
        );
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for xml in ["", "<rss/>", "no xml", "<CONSOLIDATED_LIST/>", "<CONSOLIDATED_LIST><ENTITIES>", "<a><"] {
            let Err(error) = un_list("a.xml", xml) else { panic!("{xml}") };
            assert_eq!(error.code(), "un_list");
        }
    }
}
