//! Who belongs with whom and who fights whom: the group in the middle, belonging to the left, opposition to the right.
use super::{Canvas, clipped, short};
use model::RelationKind;

/// One relation between the group in the middle and another actor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Which relation.
    pub kind: RelationKind,
    /// The other actor's name.
    pub other: String,
    /// Whether the relation runs from the group to the other.
    pub from_group: bool,
    /// Whether it is reported as ended.
    pub ended: bool,
}

impl Link {
    /// Whether it is drawn on the side of opposition.
    const fn is_opposed(&self) -> bool {
        matches!(self.kind, RelationKind::RivalOf | RelationKind::Fights | RelationKind::SplitFrom)
    }
}

const WIDTH: f64 = 760.0;
const BOX: (f64, f64) = (196.0, 30.0);
const STEP: f64 = 44.0;
/// More than this on one side are cut; the list has them all.
const MOST: usize = 14;

/// Draws the links in the order of kind and name, so that one more moves none to another side; `None` where there is none.
#[must_use]
pub fn relations(title: &str, group: &str, links: &[Link]) -> Option<String> {
    let mut links = links.to_vec();
    links.sort();
    links.dedup();
    let (right, left): (Vec<_>, Vec<_>) = links.into_iter().partition(Link::is_opposed);
    let rows = left.len().max(right.len());
    if rows == 0 {
        return None;
    }
    let cut = |side: &[Link]| side.len().saturating_sub(MOST);
    let height = rows.min(MOST) as f64 * STEP + if rows > MOST { 30.0 } else { 12.0 };
    let description = "The group stands in the middle; to the left those it belongs with, is led or supported by, to the right \
        those it has split from or is opposed to. Full lines hold, broken lines are reported as ended.";
    let mut canvas = Canvas::new(WIDTH, height.max(56.0), title, description);
    let middle = rows.min(MOST) as f64 * STEP / 2.0 + 6.0;
    side(&mut canvas, &left[..left.len() - cut(&left)], middle, true);
    side(&mut canvas, &right[..right.len() - cut(&right)], middle, false);
    for (more, x) in [(cut(&left), 0.0), (cut(&right), WIDTH - BOX.0)] {
        if more > 0 {
            let words = format!("and {more} more in the list");
            canvas.text((x, height - 8.0), "start", "font-size=\"10\" font-style=\"italic\"", &words);
        }
    }
    let at = ((WIDTH - BOX.0) / 2.0, middle - 20.0);
    canvas.rect(
        at,
        (BOX.0, 40.0),
        "rx=\"3\" fill=\"currentColor\" fill-opacity=\".08\" stroke=\"currentColor\" stroke-width=\"1.4\"",
    );
    canvas.text(
        (WIDTH / 2.0, middle + 4.5),
        "middle",
        "font-size=\"12.5\" font-weight=\"700\"",
        &clipped(group, 26),
    );
    Some(canvas.finish())
}

fn side(canvas: &mut Canvas, links: &[Link], middle: f64, is_left: bool) {
    let top = middle - links.len() as f64 * STEP / 2.0;
    for (at, link) in links.iter().enumerate() {
        let y = top + (at as f64 + 0.5) * STEP;
        draw(canvas, link, y, middle, is_left);
    }
}

fn draw(canvas: &mut Canvas, link: &Link, y: f64, middle: f64, is_left: bool) {
    let x = if is_left { 0.5 } else { WIDTH - BOX.0 - 0.5 };
    let outer = if is_left { x + BOX.0 } else { x };
    let inner = if is_left { (WIDTH - BOX.0) / 2.0 } else { (WIDTH + BOX.0) / 2.0 };
    let inner_y = middle + (y - middle).clamp(-15.0, 15.0);
    let bend = f64::midpoint(outer, inner);
    let broken = if link.ended { " stroke-dasharray=\"4 3\"" } else { "" };
    let [ox, oy, ix, iy, bx] = [outer, y, inner, inner_y, bend].map(short);
    let curve = format!("M{ox} {oy}C{bx} {oy} {bx} {iy} {ix} {iy}");
    canvas.path(
        &curve,
        &format!("stroke=\"currentColor\" stroke-width=\"1.2\" stroke-opacity=\".65\"{broken}"),
    );
    canvas.rect((x, y - BOX.1 / 2.0), BOX, "rx=\"3\" stroke=\"currentColor\" stroke-opacity=\".55\"");
    canvas.text((x + BOX.0 / 2.0, y - 1.0), "middle", "font-size=\"11\"", &clipped(&link.other, 32));
    let ended = if link.ended { ", ended" } else { "" };
    let label = format!("{}{ended}", label(link));
    canvas.text((x + BOX.0 / 2.0, y + 10.5), "middle", "font-size=\"9\" fill-opacity=\".75\"", &label);
}

/// What the other is to the group, or the group to it.
fn label(link: &Link) -> String {
    let words = crate::phrases::relation_label(link.kind);
    if link.kind.is_symmetric() {
        return words.to_owned();
    }
    let reads_from_other =
        matches!(link.kind, RelationKind::FounderOf | RelationKind::LeaderOf | RelationKind::MemberOf);
    match (link.from_group, reads_from_other) {
        (true, false) => format!("the group: {words}"),
        (true, true) => format!("the group is its {words}"),
        (false, true) => words.to_owned(),
        (false, false) => format!("{words} the group"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(kind: RelationKind, other: &str, from_group: bool) -> Link {
        Link { kind, other: other.into(), from_group, ended: false }
    }

    #[test]
    fn sides_and_labels_follow_the_kind() {
        let links =
            [link(RelationKind::BranchOf, "Parent", true), link(RelationKind::RivalOf, "Rival", false)];
        let svg = relations("Relations", "Front", &links).expect("two links");
        assert!(svg.contains("the group: branch of") && svg.contains(">rival<"));
        let reversed = [links[1].clone(), links[0].clone()];
        assert_eq!(
            relations("Relations", "Front", &reversed),
            Some(svg),
            "the order of the links changes nothing"
        );
        assert_eq!(relations("Relations", "Front", &[]), None);
    }

    #[test]
    fn a_long_side_is_cut_and_says_so() {
        let links =
            (0..20).map(|n| link(RelationKind::AllyOf, &format!("Ally {n:02}"), true)).collect::<Vec<_>>();
        assert!(
            relations("Relations", "Front", &links).is_some_and(|svg| svg.contains("and 6 more in the list"))
        );
    }
}
