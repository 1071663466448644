//! How many events each year or month may have, as a row of bars that lead there.
use super::{BLAMED, Canvas, escape, short};

/// One year or month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Under the bar: `2016`, `Jul`.
    pub label: String,
    /// In full: `July 2016`.
    pub name: String,
    /// Events that lie in it for certain.
    pub within: usize,
    /// Events that may lie in it, or in another one.
    pub perhaps: usize,
    /// Whether it is among those shown now.
    pub is_shown: bool,
    /// Where a click leads.
    pub href: String,
}

const HEIGHT: f64 = 74.0;
const BASE: f64 = 54.0;
const TOP: f64 = 12.0;
const WIDEST: f64 = 46.0;
const LABEL_ROOM: f64 = 30.0;

/// Draws the bars; `None` for no periods. A bar's filled part is certain, the hatched part on it may belong elsewhere.
#[must_use]
pub fn periods(title: &str, width: f64, periods: &[Period]) -> Option<String> {
    let most = periods.iter().map(|period| period.within + period.perhaps).max()?.max(1) as f64;
    let step = (width / periods.len() as f64).min(WIDEST);
    let description = "Bars of events by period. The filled part are events that lie within the period, the hatched part those that \
                       may lie in it or in another one. Each bar leads to its period.";
    let mut canvas = Canvas::linked(step * periods.len() as f64, HEIGHT, title, description);
    let every = (LABEL_ROOM / step).ceil().max(1.0) as usize;
    for (at, period) in periods.iter().enumerate() {
        let left = at as f64 * step;
        draw(&mut canvas, period, (left, step), most, at % every == 0);
    }
    canvas.line((0.0, BASE), (step * periods.len() as f64, BASE), 1.0, 0.6);
    Some(canvas.finish())
}

fn draw(canvas: &mut Canvas, period: &Period, (left, step): (f64, f64), most: f64, is_labelled: bool) {
    let height = |events: usize| events as f64 / most * (BASE - TOP);
    let perhaps = match period.perhaps {
        0 => String::new(),
        some => format!(", and {some} that may be of another period"),
    };
    let title = format!("{}: {} events{perhaps}", period.name, period.within);
    let current = if period.is_shown { " aria-current=\"true\"" } else { "" };
    canvas.raw(&format!(
        "<a href=\"{}\" aria-label=\"{}\"{current}><title>{}</title>",
        escape(&period.href),
        escape(&title),
        escape(&title)
    ));
    let shade = if period.is_shown { ".13" } else { "0" };
    canvas.rect(
        (left, 0.0),
        (step, HEIGHT),
        &format!("class=\"period\" fill=\"currentColor\" fill-opacity=\"{shade}\""),
    );
    let inset = (step * 0.14).min(4.0);
    let (x, wide) = (left + inset, step - 2.0 * inset);
    let within = height(period.within);
    if period.within > 0 {
        canvas.rect(
            (x, BASE - within),
            (wide, within.max(1.0)),
            &format!("fill=\"{BLAMED}\" fill-opacity=\".85\""),
        );
    }
    if period.perhaps > 0 {
        let perhaps = height(period.perhaps).max(2.0);
        canvas.hatched((x, BASE - within - perhaps), (wide, perhaps), BLAMED);
    }
    if is_labelled {
        let weight = if period.is_shown { " font-weight=\"700\"" } else { "" };
        let middle = short(left + step / 2.0);
        canvas.raw(&format!(
            "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" fill=\"currentColor\" font-size=\"10.5\"{weight}>{}</text>",
            short(BASE + 14.0),
            escape(&period.label)
        ));
    }
    canvas.raw("</a>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_period_is_a_link_that_says_what_is_in_it() {
        let period = |label: &str, within, perhaps, is_shown| Period {
            label: label.into(),
            name: format!("the year {label}"),
            within,
            perhaps,
            is_shown,
            href: format!("/map?since={label}&until={label}"),
        };
        let svg =
            periods("Events by year", 700.0, &[period("2015", 3, 0, false), period("2016", 0, 2, true)]);
        let svg = svg.expect("two periods");
        assert!(
            svg.contains("the year 2015: 3 events\"") && svg.contains("and 2 that may be of another period")
        );
        assert_eq!(svg.matches("aria-current").count(), 1);
        assert!(svg.contains("since=2016&amp;until=2016"));
        assert_eq!(periods("None", 700.0, &[]), None);
    }
}
