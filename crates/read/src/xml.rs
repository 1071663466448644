//! XML as a flat stream: no tree, so that nesting without end costs nothing; no entities but the predefined ones, so that
//! none can grow.
use quick_xml::Reader;
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// What comes next in a document. Names are without their prefix, except where [`Node::Open`] says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// An element begins. `prefixed` is its name as written, such as `content:encoded`.
    Open { name: String, prefixed: String, attributes: BTreeMap<String, String> },
    /// Words between two tags; one stretch of words may come in pieces.
    Words(String),
    /// An element ends.
    Close { name: String },
}

/// The nodes of a document, each with the byte after it.
pub(crate) struct Nodes<'x> {
    reader: Reader<&'x [u8]>,
    /// The end of an element without content, which is still to be given.
    closes: Option<String>,
    is_done: bool,
}

/// The nodes of a document. After an error there are no more.
pub(crate) fn nodes(xml: &str) -> Nodes<'_> {
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mut reader = Reader::from_str(xml);
    // Feeds in the wild write `&` for `&amp;`.
    reader.config_mut().allow_dangling_amp = true;
    Nodes { reader, closes: None, is_done: false }
}

/// The same for a piece out of a document: ends of what began before it are passed over.
pub(crate) fn nodes_within(xml: &str) -> Nodes<'_> {
    let mut nodes = nodes(xml);
    nodes.reader.config_mut().allow_unmatched_ends = true;
    nodes
}

impl Nodes<'_> {
    /// How many bytes have been read.
    pub(crate) fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn open(&mut self, start: &BytesStart<'_>, is_empty: bool) -> Node {
        let name = start.local_name().into_inner().to_owned();
        let attributes = start.attributes().flatten().map(|attribute| {
            let value = attribute.normalized_value(Implicit1_0);
            let value = value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
            (attribute.key.local_name().into_inner().to_owned(), value)
        });
        let attributes = attributes.collect();
        if is_empty {
            self.closes = Some(name.clone());
        }
        Node::Open { name, prefixed: start.name().into_inner().to_owned(), attributes }
    }
}

impl Iterator for Nodes<'_> {
    type Item = Result<Node, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(name) = self.closes.take() {
            return Some(Ok(Node::Close { name }));
        }
        while !self.is_done {
            let node = match self.reader.read_event() {
                Ok(Event::Start(start)) => self.open(&start, false),
                Ok(Event::Empty(start)) => self.open(&start, true),
                Ok(Event::End(end)) => Node::Close { name: end.local_name().into_inner().to_owned() },
                Ok(Event::Text(words)) => Node::Words(words.xml10_content().into_owned()),
                Ok(Event::CData(words)) => Node::Words(words.xml10_content().into_owned()),
                Ok(Event::GeneralRef(name)) => Node::Words(character(&name)),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => continue,
                Ok(Event::Eof) => break,
                Err(error) => {
                    self.is_done = true;
                    return Some(Err(format!("at byte {}: {error}", self.reader.error_position())));
                }
            };
            return Some(Ok(node));
        }
        self.is_done = true;
        None
    }
}

/// The character that a reference names; an unknown one stays as it is written.
fn character(name: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return character.to_string();
    }
    match name.as_ref() as &str {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        // Feeds in the wild have the names of HTML, which XML does not know.
        other => match quick_xml::escape::resolve_html5_entity(other) {
            Some(letters) => letters.to_owned(),
            None => format!("&{other};"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_a_flat_stream() {
        let xml =
            "<?xml version='1.0'?><a:b c:d='1 &amp; 2'>x &lt;&#1583;&wrong; &amp; <![CDATA[<i>]]><e/></a:b>";
        let nodes: Vec<Node> = nodes(xml).map(|node| node.expect("a node")).collect();
        let open = |name: &str, prefixed: &str, attributes: &[(&str, &str)]| Node::Open {
            name: name.into(),
            prefixed: prefixed.into(),
            attributes: attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        };
        assert_eq!(nodes.first(), Some(&open("b", "a:b", &[("d", "1 & 2")])));
        let words: String = nodes
            .iter()
            .filter_map(|node| if let Node::Words(words) = node { Some(words.as_str()) } else { None })
            .collect();
        assert_eq!(words, "x <د&wrong; & <i>");
        assert_eq!(nodes[nodes.len() - 3], open("e", "e", &[]));
        assert_eq!(nodes.last(), Some(&Node::Close { name: "b".into() }));
    }

    #[test]
    fn broken_xml_ends_with_an_error() {
        let last = nodes("<a><b></a>").last().expect("something");
        assert!(last.is_err(), "{last:?}");
    }
}
