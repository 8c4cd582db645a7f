//! Figures of ranking as NDJSON.

use std::collections::HashMap;
use std::io::{self, Write};

use newsdex::measure::ranking::{Figures, Interval, Measure, Paired, cross_validate, mean, paired};
use newsdex::present;
use serde_json::{Map, Value, json};

use crate::cli::eval::ranking::{Gold, Report, System};

pub(super) fn write(out: &mut dyn Write, report: &Report, gold: &Gold, per_query: bool) -> io::Result<()> {
    match report {
        Report::One(system) => {
            present::write_line(out, &of_system(system, gold))?;
            queries(out, std::slice::from_ref(&system), gold, per_query)
        }
        Report::Two(first, second) => {
            for system in [first, second] {
                present::write_line(out, &of_system(system, gold))?;
            }
            for measure in Measure::ALL {
                let paired = paired(&first.judged.values(measure), &second.judged.values(measure));
                present::write_line(out, &of_pair(&gold.name(measure), &first.name, &second.name, &paired))?;
            }
            queries(out, &[first, second], gold, per_query)
        }
        Report::Grid(systems, shipped, measure) => grid(out, systems, shipped, *measure, gold),
    }
}

fn grid(out: &mut dyn Write, systems: &[System], shipped: &System, measure: Measure, gold: &Gold) -> io::Result<()> {
    let queries: Vec<&str> = shipped.judged.queries().iter().map(|(query, _)| query.as_str()).collect();
    let values: Vec<Vec<f64>> = systems.iter().map(|system| system.judged.values(measure)).collect();
    let validated = cross_validate(&queries, &values);
    for (system, folds) in systems.iter().zip(&validated.chosen) {
        let mut line = of_system(system, gold);
        line["folds"] = json!(folds);
        present::write_line(out, &line)?;
    }
    present::write_line(out, &of_system(shipped, gold))?;
    let paired = paired(&shipped.judged.values(measure), &validated.values);
    let mut line = of_pair(&gold.name(measure), &shipped.name, "cross-validated", &paired);
    line["mean"] = json!(mean(&validated.values));
    present::write_line(out, &line)
}

fn of_system(system: &System, gold: &Gold) -> Value {
    let judged = &system.judged;
    let mut line = json!({
        "type": "eval", "version": 1, "name": "ranking", "system": system.name, "queries": judged.queries().len(),
        "answered": judged.queries().len() - judged.unanswered(), "unjudged": gold.unjudged, "unasked": gold.unasked,
        "unanswerable": gold.unanswerable, "relevant": gold.relevant, "missing": gold.missing,
        "nothing_found": system.asked.map(|asked| asked.nothing),
        "took_us": system.asked.map(|asked| asked.time.as_micros() as u64),
    });
    for measure in Measure::ALL {
        let mean = judged.mean(measure);
        let [low, high] = ends(mean.interval);
        line[gold.name(measure)] =
            json!({"mean": mean.value, "low": low, "high": high, "mean_of_answered": mean.of_answered});
    }
    line
}

fn of_pair(measure: &str, first: &str, second: &str, paired: &Paired) -> Value {
    let Paired { difference, interval, p, wins, ties, losses } = paired;
    let [low, high] = ends(*interval);
    json!({
        "type": "comparison", "version": 1, "measure": measure, "first": first, "second": second,
        "difference": difference, "low": low, "high": high, "p": p, "better": wins, "equal": ties, "worse": losses,
    })
}

fn ends(interval: Option<Interval>) -> [Option<f64>; 2] {
    [interval.map(|interval| interval.low), interval.map(|interval| interval.high)]
}

/// A line a query, with the figures of each system.
fn queries(out: &mut dyn Write, systems: &[&System], gold: &Gold, per_query: bool) -> io::Result<()> {
    let [first, others @ ..] = systems else { return Ok(()) };
    let texts: HashMap<&str, &str> =
        gold.topics.iter().map(|topic| (topic.id.as_str(), topic.query.as_str())).collect();
    for (place, (query, figures)) in first.judged.queries().iter().enumerate().filter(|_| per_query) {
        let text = texts.get(query.as_str());
        let others = others.iter().filter_map(|system| system.judged.queries().get(place));
        let systems: Vec<Value> = std::iter::once(figures)
            .chain(others.map(|(_, figures)| figures))
            .map(|figures| of_figures(figures, gold))
            .collect();
        let asked = gold.missing.map(|_| text.is_some());
        let line = json!({"type": "query", "query_id": query, "query": text, "asked": asked, "systems": systems});
        present::write_line(out, &line)?;
    }
    Ok(())
}

fn of_figures(figures: &Figures, gold: &Gold) -> Value {
    let pairs = Measure::ALL.map(|measure| (gold.name(measure), json!(figures.get(measure))));
    Value::Object(Map::from_iter(pairs))
}
