//! The times of all classes as a picture, which is understood without anything beside it.

use std::io;

use newsdex::measure::Timings;
use newsdex::present;
use plotters::coord::Shift;
use plotters::prelude::{
    BLACK, ChartBuilder, Circle, Color, Cross, DrawingArea, IntoDrawingArea, IntoLogRange, PathElement, RGBColor,
    SVGBackend, Text, TriangleMarker, WHITE,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{IntoFont, TextStyle};

use crate::cli::bench::report::Report;

/// Pixels.
const WIDTH: u32 = 900;
/// Pixels of a class.
const ROW: u32 = 24;
/// Pixels above the classes: title, what was measured, legend.
const HEAD: u32 = 96;
/// Pixels below them: the axis and what it measures.
const FOOT: u32 = 56;
/// Pixels to the left, for the names of the classes.
const LEFT: u32 = 170;
/// Pixels to the right.
const RIGHT: u32 = 30;
/// Pixels from the middle of a mark to its end.
const MARK: i32 = 4;

/// Size of letters. They are drawn 1.24 times smaller: plotters takes it for the height of a line.
const LETTERS: i32 = 16;
/// Size of the title.
const TITLE: i32 = 24;
/// Pixels of a letter at most.
const LETTER: i32 = 7;

/// The marks, in colours that can be told apart by everybody (Okabe and Ito, Color Universal Design, 2008).
const MARKS: [(usize, &str, RGBColor); 3] = [
    (50, "p50: half of the runs were as fast", RGBColor(0, 114, 178)),
    (95, "p95", RGBColor(230, 159, 0)),
    (99, "p99", RGBColor(213, 94, 0)),
];

const GREY: RGBColor = RGBColor(110, 110, 110);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws it as SVG.
pub(super) fn draw(report: &Report) -> io::Result<String> {
    let mut svg = String::new();
    let classes: Vec<&Timings> = report.measured().collect();
    let height = HEAD + ROW * classes.len() as u32 + FOOT;
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        paint(&area, report, &classes).map_err(io::Error::other)?;
    }
    Ok(svg)
}

fn paint(area: &Area<'_>, report: &Report, classes: &[&Timings]) -> Result<(), String> {
    area.fill(&WHITE).map_err(|err| err.to_string())?;
    heading(area, report)?;
    rows(area, classes)?;
    area.present().map_err(|err| err.to_string())
}

fn heading(area: &Area<'_>, report: &Report) -> Result<(), String> {
    let write = |text: String, y: i32, size: i32, colour: &RGBColor| {
        let style = TextStyle::from(("sans-serif", size).into_font()).color(colour);
        area.draw(&Text::new(text, (16, y), style)).map_err(|err| err.to_string())
    };
    write("newsdex bench: how long a query takes, by class".to_owned(), 14, TITLE, &BLACK)?;
    let rounds = present::counted(report.rounds() as u64, "round");
    write(format!("{}; {rounds}, one thread", report.about.sentence()), 44, LETTERS, &GREY)?;
    let mut x = 20;
    for (percent, name, colour) in MARKS {
        mark(area, percent, (x, 74), colour)?;
        let style = TextStyle::from(("sans-serif", LETTERS).into_font()).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(name, (x + 10, 74), style)).map_err(|err| err.to_string())?;
        x += 40 + LETTER * name.len() as i32;
    }
    Ok(())
}

fn rows(area: &Area<'_>, classes: &[&Timings]) -> Result<(), String> {
    let text = |err: &dyn std::fmt::Display| err.to_string();
    let times = |timings: &Timings| MARKS.map(|(percent, ..)| (timings.percentile(percent) / 1e3).max(1e-3));
    let all = || classes.iter().flat_map(|timings| times(timings));
    let (low, high) = axis(all().fold(f64::MAX, f64::min), all().fold(0.0, f64::max));
    let mut chart = ChartBuilder::on(area)
        .margin_top(HEAD)
        .margin_left(LEFT)
        .margin_right(RIGHT)
        .x_label_area_size(FOOT)
        .build_cartesian_2d((low..high).log_scale(), 0.0..classes.len() as f64)
        .map_err(|err| text(&err))?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_desc("milliseconds from request to results, logarithmic")
        .x_label_formatter(&|ms| format!("{ms}"))
        .label_style(("sans-serif", LETTERS))
        .axis_desc_style(("sans-serif", LETTERS))
        .draw()
        .map_err(|err| text(&err))?;
    for (row, timings) in classes.iter().enumerate() {
        // the first class stands above
        let height = classes.len() as f64 - row as f64 - 0.5;
        let places = times(timings).map(|ms| chart.plotting_area().map_coordinate(&(ms, height)));
        let style = TextStyle::from(("sans-serif", LETTERS).into_font()).pos(Pos::new(HPos::Right, VPos::Center));
        let name = Text::new(timings.name.clone(), (LEFT as i32 - 10, places[0].1), style);
        area.draw(&name).map_err(|err| text(&err))?;
        area.draw(&PathElement::new(vec![places[0], places[2]], GREY)).map_err(|err| text(&err))?;
        // where marks lie on each other, the median is seen
        for ((percent, _, colour), place) in MARKS.into_iter().zip(places).rev() {
            mark(area, percent, place, colour)?;
        }
    }
    Ok(())
}

/// The ends of the axis: whole powers of ten, which are named, so that there are two of them; where there are anyway, as much
/// as is needed.
fn axis(least: f64, most: f64) -> (f64, f64) {
    let (low, high) = (10_f64.powf(least.log10().floor()), 10_f64.powf(most.log10().ceil()));
    if high / low < 1e3 { (low, high.max(low * 10.0)) } else { (least / 1.3, most * 1.3) }
}

/// Another form for each percentile: a printer may know no colours.
fn mark(area: &Area<'_>, percent: usize, place: (i32, i32), colour: RGBColor) -> Result<(), String> {
    let drawn = match percent {
        50 => area.draw(&Circle::new(place, MARK, colour.filled())),
        95 => area.draw(&TriangleMarker::new(place, MARK + 1, colour.filled())),
        _ => area.draw(&Cross::new(place, MARK, colour.stroke_width(2))),
    };
    drawn.map_err(|err| err.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::bench::report::tests::report;

    /// All text of a picture; fails where it is no XML.
    fn texts(svg: &str) -> Vec<String> {
        let mut reader = quick_xml::Reader::from_str(svg);
        let mut texts = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Text(text) => texts.push(text.trim().to_owned()),
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        texts.retain(|text| !text.is_empty());
        texts
    }

    #[test]
    fn the_axis_names_two_powers_of_ten_at_least() {
        assert_eq!((axis(0.2, 0.9), axis(2.0, 30.0)), ((0.1, 1.0), (1.0, 100.0)));
        assert_eq!(axis(1.0, 1.0), (1.0, 10.0));
        let (low, high) = axis(0.13, 130.0);
        assert!((low - 0.1).abs() < 1e-9 && (high - 169.0).abs() < 1e-9, "{low} {high}");
    }

    #[test]
    fn a_picture_says_what_it_shows() {
        let mut report = report(1.0);
        report.timings[0].name = "odd <&> name".into();
        let svg = draw(&report).unwrap();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
        let texts = texts(&svg);
        let has = |wanted: &str| texts.iter().any(|text| text.contains(wanted));
        for wanted in ["how long a query takes", "20,000 articles", "p95", "p99", "milliseconds", "0.1", "10"] {
            assert!(has(wanted), "'{wanted}' in {texts:?}");
        }
        assert!(!has("phrase"), "a class without times has no row");
        assert_eq!(svg.matches("<circle").count(), 2, "one in the legend, one class");
        assert!(svg.contains("odd &lt;&amp;&gt; name"));
    }
}
