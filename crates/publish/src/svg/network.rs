//! Who stands to whom: actors on a circle in the order of their names, a line for each relation. Nothing is placed by force or chance, so that one more
//! report moves nothing, and one more actor moves the others a step along the circle.
use super::{BLAMED, CLAIMED, Canvas, clipped, escape, short};
use model::RelationKind;

/// An actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkNode {
    /// Its name.
    pub name: String,
    /// Where a click leads.
    pub href: String,
    /// Whether everything is drawn around it.
    pub is_center: bool,
}

/// A relation between two of them, by their places in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkEdge {
    /// From.
    pub from: usize,
    /// To.
    pub to: usize,
    /// What it is.
    pub kind: RelationKind,
    /// Whether it no longer holds.
    pub ended: bool,
    /// Statements that say so.
    pub statements: usize,
    /// In words, with its times.
    pub words: String,
    /// Where its sentences stand.
    pub href: String,
}

/// How a relation is drawn: colour and pattern say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Belongs,
    Backs,
    Opposes,
}

impl Look {
    const ALL: [Self; 3] = [Self::Belongs, Self::Backs, Self::Opposes];

    const fn of(kind: RelationKind) -> Self {
        match kind {
            RelationKind::RivalOf | RelationKind::Fights | RelationKind::SplitFrom => Self::Opposes,
            RelationKind::AllyOf | RelationKind::Supports | RelationKind::AffiliatedWith => Self::Backs,
            RelationKind::BranchOf
            | RelationKind::MergedInto
            | RelationKind::PledgedAllegianceTo
            | RelationKind::FounderOf
            | RelationKind::LeaderOf
            | RelationKind::MemberOf
            | RelationKind::OperatesIn
            | RelationKind::Controls => Self::Belongs,
        }
    }

    fn stroke(self) -> String {
        match self {
            Self::Belongs => format!("stroke=\"{CLAIMED}\""),
            Self::Backs => {
                "stroke=\"currentColor\" stroke-opacity=\".75\" stroke-dasharray=\"7 4\"".to_owned()
            }
            Self::Opposes => format!("stroke=\"{BLAMED}\" stroke-dasharray=\"2 3\""),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Belongs => "belongs to, pledged to, merged into",
            Self::Backs => "ally, supporter, affiliated",
            Self::Opposes => "rival, fights, split from",
        }
    }
}

const WIDTH: f64 = 760.0;
/// Names stand outside the circle.
const SIDE: f64 = 190.0;
const TOP: f64 = 46.0;
const LEGEND: f64 = 26.0;
/// Actors that can be told apart on the circle; the table has all.
pub const MOST_NODES: usize = 28;

/// Draws actors and relations; `None` where there is no relation. Only the first [`MOST_NODES`] actors are drawn, with the relations among them.
#[must_use]
pub fn network(title: &str, nodes: &[NetworkNode], edges: &[NetworkEdge]) -> Option<String> {
    let nodes = &nodes[..nodes.len().min(MOST_NODES)];
    let mut edges =
        edges.iter().filter(|edge| edge.from < nodes.len() && edge.to < nodes.len()).collect::<Vec<_>>();
    if edges.is_empty() {
        return None;
    }
    // The weaker ones first, so that the others lie over them.
    edges.sort_by_key(|edge| (!edge.ended, edge.statements, edge.from, edge.to, edge.kind));
    let radius = (WIDTH - 2.0 * SIDE) / 2.0;
    let (middle, height) = ((WIDTH / 2.0, TOP + radius), 2.0 * (TOP + radius) + LEGEND);
    let description = format!(
        "{} actors on a circle in the order of their names, and {} relations among them as lines: full where one belongs to the other, dashed \
         where it backs it, dotted where it opposes it; pale where it no longer holds. The table says who says so.",
        nodes.len(),
        edges.len()
    );
    let mut canvas = Canvas::linked(WIDTH, height, title, &description);
    let at = |node: usize| {
        let turn = node as f64 / nodes.len() as f64 * std::f64::consts::TAU - std::f64::consts::FRAC_PI_2;
        (middle.0 + radius * turn.cos(), middle.1 + radius * turn.sin())
    };
    for (nth, edge) in edges.iter().enumerate() {
        // Lines between the same two lie beside each other.
        let before = edges[..nth].iter().filter(|other| {
            (other.from.min(other.to), other.from.max(other.to))
                == (edge.from.min(edge.to), edge.from.max(edge.to))
        });
        line(&mut canvas, edge, (at(edge.from), at(edge.to)), middle, before.count());
    }
    for (nth, node) in nodes.iter().enumerate() {
        name(&mut canvas, node, at(nth), middle);
    }
    legend(&mut canvas, height);
    Some(canvas.finish())
}

fn line(
    canvas: &mut Canvas,
    edge: &NetworkEdge,
    (from, to): ((f64, f64), (f64, f64)),
    middle: (f64, f64),
    nth: usize,
) {
    let bend = 0.35 + 0.22 * nth as f64;
    let towards = |of: f64, other: f64, middle: f64| {
        let half = f64::midpoint(of, other);
        half + (middle - half) * bend
    };
    let by = (towards(from.0, to.0, middle.0), towards(from.1, to.1, middle.1));
    let [fx, fy, bx, by, tx, ty] = [from.0, from.1, by.0, by.1, to.0, to.1].map(short);
    let width = short(1.3 + (edge.statements as f64).ln().min(4.0) * 0.55);
    let pale = if edge.ended { " opacity=\".4\"" } else { "" };
    let path = format!("M{fx} {fy}Q{bx} {by} {tx} {ty}");
    let words = escape(&edge.words);
    canvas.raw(&format!("<a href=\"{}\" aria-label=\"{words}\"><title>{words}</title>", escape(&edge.href)));
    // A line of this width could not be hit with a finger.
    canvas.path(&path, "stroke=\"currentColor\" stroke-opacity=\"0\" stroke-width=\"12\"");
    canvas.path(&path, &format!("{} stroke-width=\"{width}\"{pale}", Look::of(edge.kind).stroke()));
    canvas.raw("</a>");
}

fn name(canvas: &mut Canvas, node: &NetworkNode, at: (f64, f64), middle: (f64, f64)) {
    let across = (at.0 - middle.0) / (WIDTH / 2.0 - SIDE);
    let (anchor, dx) = if across > 0.12 {
        ("start", 9.0)
    } else if across < -0.12 {
        ("end", -9.0)
    } else {
        ("middle", 0.0)
    };
    let dy = if anchor == "middle" { if at.1 < middle.1 { -12.0 } else { 20.0 } } else { 4.0 };
    let name = escape(&node.name);
    canvas.raw(&format!("<a href=\"{}\" aria-label=\"{name}\">", escape(&node.href)));
    let (size, weight) = if node.is_center { (6.5, " font-weight=\"700\"") } else { (4.5, "") };
    canvas.circle(at, size, "fill=\"currentColor\"", &node.name);
    let lines = lines(&node.name);
    let up = if lines.len() > 1 && at.1 < middle.1 && anchor == "middle" { LINE } else { 0.0 };
    let [x, y] = [at.0 + dx, at.1 + dy - up].map(short);
    let spans = lines.iter().enumerate().map(|(nth, line)| {
        let dy = if nth == 0 { String::new() } else { format!(" dy=\"{LINE}\"") };
        format!("<tspan x=\"{x}\"{dy}>{} </tspan>", escape(line))
    });
    let spans = spans.collect::<String>();
    canvas.raw(&format!(
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"currentColor\" class=\"halo\" font-size=\"11.5\"{weight}>{spans}</text>"
    ));
    canvas.raw("</a>");
}

/// Units between two lines of a name.
const LINE: f64 = 13.0;

/// A name in up to two lines, so that it stands beside the circle whole; what is longer still ends in `…`.
fn lines(name: &str) -> Vec<String> {
    if name.chars().count() <= LINE_LENGTH {
        return vec![name.to_owned()];
    }
    let blanks = name.match_indices(' ').map(|(at, _)| at);
    let half = name.len() / 2;
    match blanks.min_by_key(|at| at.abs_diff(half)) {
        Some(at) => vec![clipped(&name[..at], LINE_LENGTH), clipped(&name[at + 1..], LINE_LENGTH)],
        None => vec![clipped(name, LINE_LENGTH)],
    }
}

/// Characters that have room beside the circle.
const LINE_LENGTH: usize = 27;

fn legend(canvas: &mut Canvas, height: f64) {
    for (nth, look) in Look::ALL.into_iter().enumerate() {
        let (x, y) = (14.0 + nth as f64 * 250.0, height - 12.0);
        let path = format!("M{} {}H{}", short(x), short(y), short(x + 34.0));
        canvas.path(&path, &format!("{} stroke-width=\"2\"", look.stroke()));
        canvas.text((x + 42.0, y + 4.0), "start", "font-size=\"10.5\"", look.words());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str) -> NetworkNode {
        NetworkNode { name: name.into(), href: format!("/g/{name}"), is_center: false }
    }

    fn edge(from: usize, to: usize, kind: RelationKind) -> NetworkEdge {
        NetworkEdge {
            from,
            to,
            kind,
            ended: false,
            statements: 3,
            words: format!("{from} {kind} {to}"),
            href: "#r".into(),
        }
    }

    #[test]
    fn the_order_of_relations_changes_nothing_and_names_are_inert() {
        let nodes = [node("A<b>"), node("B"), node("C")];
        let edges = [
            edge(0, 1, RelationKind::RivalOf),
            edge(1, 2, RelationKind::BranchOf),
            edge(0, 2, RelationKind::AllyOf),
        ];
        let svg = network("Network", &nodes, &edges).expect("three relations");
        let turned = [edges[2].clone(), edges[0].clone(), edges[1].clone()];
        assert_eq!(network("Network", &nodes, &turned), Some(svg.clone()));
        assert!(svg.contains("A&lt;b&gt;") && !svg.contains("<b>"));
        assert_eq!(svg.matches("<a ").count(), 6);
        assert_eq!(svg.matches("<a ").count(), svg.matches("</a>").count());
    }

    #[test]
    fn long_names_stand_in_two_lines() {
        assert_eq!(lines("Islamic State – Khorasan Province"), ["Islamic State –", "Khorasan Province"]);
        assert_eq!(lines("Taliban"), ["Taliban"]);
        assert!(lines(&"x".repeat(40))[0].ends_with('…'));
    }

    #[test]
    fn what_cannot_be_drawn_is_left_to_the_table() {
        let nodes = (0..40).map(|at| node(&format!("N{at:02}"))).collect::<Vec<_>>();
        assert_eq!(network("Network", &nodes, &[edge(30, 31, RelationKind::AllyOf)]), None);
        assert_eq!(network("Network", &nodes, &[]), None);
        let svg = network("Network", &nodes, &[edge(0, 1, RelationKind::AllyOf)]).expect("one");
        assert!(svg.contains("N27") && !svg.contains("N28"));
    }
}
