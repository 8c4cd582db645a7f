//! How costs grow with the archive: the exponent e of cost ~ articles^e, fitted by least squares to the logarithms.

use std::fmt::Write;

use crate::Measured;
use crate::contest::slope;

/// The exponents of everything measured on two archives or more; nothing of one.
pub(crate) fn table(all: &[Measured]) -> String {
    let Some(first) = all.first().filter(|_| all.len() > 1) else { return String::new() };
    let mut text = "## Growth: exponents\n\n| what | newsdex | tantivy |\n|---|---:|---:|\n".to_owned();
    let mut row = |name: &str, ours: &dyn Fn(&Measured) -> f64, theirs: &dyn Fn(&Measured) -> f64| {
        let exponent = |cost: &dyn Fn(&Measured) -> f64| {
            slope(&all.iter().map(|one| (one.articles as f64, cost(one))).collect::<Vec<_>>())
        };
        // a String takes whatever is written
        let _ = writeln!(text, "| {name} | {:.2} | {:.2} |", exponent(ours), exponent(theirs));
    };
    let built =
        |one: &Measured, program| one.builds.iter().find(|build| build.program == program).map_or(0.0, |b| b.cpu);
    row("building, CPU", &|one| built(one, "newsdex"), &|one| built(one, "tantivy"));
    row("whole process, lexical", &|one| one.asks[0].cpu_ms, &|one| one.asks[2].cpu_ms);
    row("whole process, everything on", &|one| one.asks[1].cpu_ms, &|one| one.asks[2].cpu_ms);
    for class in &first.classes {
        for (place, percentile) in ["p50", "p99"].into_iter().enumerate() {
            let cost = |one: &Measured, ours: bool| {
                let class = one.classes.iter().find(|other| other.name == class.name);
                class.map_or(0.0, |class| if ours { class.newsdex[2 * place] } else { class.tantivy[2 * place] })
            };
            row(&format!("{}, {percentile}", class.name), &|one| cost(one, true), &|one| cost(one, false));
        }
    }
    text
}
