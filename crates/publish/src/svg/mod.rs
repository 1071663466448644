//! Drawings, made once in Rust and used by the HTML form and by the server.
//!
//! Each is one self-contained `<svg>` with title and description: no script, no reference (`url()`, `href` to elsewhere), no
//! ids, so that several stand on one page. Lines and letters take the page's colour (`currentColor`); what is told apart
//! by colour is told apart by pattern or shape too, so that a grey print says the same.
mod atlas;
mod figures;
mod ground;
mod map;
mod network;
pub mod numbers;
mod periods;
mod relations;
mod strength;
mod tempo;
mod ties;
mod timeline;
mod years;

pub use figures::{FusedRange, StatedFigure, figures};
pub use ground::{area_of, point_of};
pub use map::{Exactness, MapArea, MapPoint, Scene, map, map_key, maps};
pub use network::{MOST_NODES, NetworkEdge, NetworkNode, network};
pub use periods::{Period, periods};
pub use relations::{Link, relations};
pub use strength::{StrengthPoint, strength};
pub use tempo::{TempoPhase, TempoStep, tempo, tempo_of};
pub use ties::{Tie, TieSaid, ties};
pub use timeline::{Lane, TimelineItem, timeline};
pub use years::{YearBar, years};

use std::fmt::Write as _;

/// Blue of what a group claims.
pub(crate) const CLAIMED: &str = "#3d6b96";
/// Rust of what others say.
pub(crate) const BLAMED: &str = "#b4602a";

/// A drawing under construction.
pub(crate) struct Canvas {
    out: String,
}

impl Canvas {
    /// An empty drawing of this size in user units (pixels at full width).
    pub(crate) fn new(width: f64, height: f64, title: &str, description: &str) -> Self {
        Self::of_role("img", (width, height), title, description)
    }

    /// The same for a drawing with links in it: a picture would hide them from a screen reader.
    pub(crate) fn linked(width: f64, height: f64, title: &str, description: &str) -> Self {
        Self::of_role("group", (width, height), title, description)
    }

    fn of_role(role: &str, (width, height): (f64, f64), title: &str, description: &str) -> Self {
        let mut out = String::new();
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"{role}\" aria-label=\"{}\" \
             font-family=\"system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif\" font-size=\"11\" fill=\"none\">\
             <title>{}</title><desc>{}</desc>",
            short(width),
            short(height),
            escape(title),
            escape(title),
            escape(description)
        );
        Self { out }
    }

    /// Adds markup made by the caller from numbers and escaped words.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// A straight line in the page's colour.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, opacity: f64) {
        let [x1, y1, x2, y2, width, opacity] = [from.0, from.1, to.0, to.1, width, opacity].map(short);
        let _ = write!(
            self.out,
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"currentColor\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\"/>"
        );
    }

    /// A path with the caller's attributes.
    pub(crate) fn path(&mut self, path: &str, attributes: &str) {
        let _ = write!(self.out, "<path d=\"{path}\" {attributes}/>");
    }

    /// A rectangle with the caller's attributes.
    pub(crate) fn rect(&mut self, at: (f64, f64), size: (f64, f64), attributes: &str) {
        let [x, y, width, height] = [at.0, at.1, size.0, size.1].map(short);
        let _ = write!(
            self.out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {attributes}/>"
        );
    }

    /// A circle with the caller's attributes and a tooltip.
    pub(crate) fn circle(&mut self, at: (f64, f64), radius: f64, attributes: &str, title: &str) {
        let [x, y, radius] = [at.0, at.1, radius].map(short);
        let title = escape(title);
        let _ = write!(
            self.out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {attributes}><title>{title}</title></circle>"
        );
    }

    /// Words in the page's colour; `anchor` is `start`, `middle` or `end`.
    pub(crate) fn text(&mut self, at: (f64, f64), anchor: &str, attributes: &str, words: &str) {
        let ([x, y], words) = ([at.0, at.1].map(short), escape(words));
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"currentColor\" {attributes}>{words}</text>"
        );
    }

    /// A rectangle filled with slanting lines, drawn one by one: a pattern would need a reference.
    pub(crate) fn hatched(&mut self, at: (f64, f64), size: (f64, f64), colour: &str) {
        let mut path = String::new();
        let (width, height) = size;
        let mut offset = HATCH_STEP / 2.0;
        while offset < width + height {
            let (x1, y1) = if offset < height { (0.0, offset) } else { (offset - height, height) };
            let (x2, y2) = if offset < width { (offset, 0.0) } else { (width, offset - width) };
            let [x1, y1, x2, y2] = [at.0 + x1, at.1 + y1, at.0 + x2, at.1 + y2].map(short);
            let _ = write!(path, "M{x1} {y1}L{x2} {y2}");
            offset += HATCH_STEP;
        }
        self.path(&path, &format!("stroke=\"{colour}\" stroke-width=\"1.3\""));
        self.rect(at, size, &format!("stroke=\"{colour}\" stroke-width=\"1\""));
    }

    /// The finished drawing.
    pub(crate) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }
}

/// Distance between the lines of a hatched area.
const HATCH_STEP: f64 = 4.5;

/// A number with at most one decimal: enough for a drawing, and the same bytes everywhere.
pub(crate) fn short(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    let tenths = if tenths == 0.0 { 0.0 } else { tenths };
    if tenths.fract() == 0.0 { format!("{tenths:.0}") } else { format!("{tenths:.1}") }
}

/// Words as character data or attribute value.
pub(crate) fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// About how wide words are at 11 units: half an em per character.
pub(crate) fn width_of(words: &str, size: f64) -> f64 {
    words.chars().count() as f64 * size * 0.54
}

/// Words of at most so many characters.
pub(crate) fn clipped(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    words.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
