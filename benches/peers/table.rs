//! The tables, in Markdown.

use std::fmt::Write;

use crate::Measured;
use crate::asks::Ask;
use crate::builds::Build;
use crate::contest::Ratio;
use crate::inside::Class;

/// Everything measured on one archive.
pub(crate) fn of(measured: &Measured) -> String {
    let mb = measured.text_bytes as f64 / 1e6;
    let mut text = format!("## {} articles, {mb:.1} MB of text, seed {}\n\n", measured.articles, measured.seed);
    builds(&mut text, &measured.builds, mb);
    asks(&mut text, &measured.asks);
    classes(&mut text, &measured.classes);
    text
}

fn line(text: &mut String, cells: &[String]) {
    // a String takes whatever is written
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn head(text: &mut String, cells: &[&str]) {
    line(text, &cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>());
    let _ = writeln!(text, "|---|{}", "---:|".repeat(cells.len() - 1));
}

fn builds(text: &mut String, builds: &[Build], mb: f64) {
    text.push_str("### Building\n\n");
    let columns =
        ["program", "CPU s", "wall s", "MB of text / CPU s", "CPU, newsdex / it", "largest RssAnon MB", "index / text"];
    head(text, &columns);
    for build in builds {
        let ratio = builds[0].cpu / build.cpu;
        let private = build.private.map_or("-".to_owned(), |bytes| format!("{:.0}", bytes as f64 / 1e6));
        line(
            text,
            &[
                build.program.to_owned(),
                format!("{:.1}", build.cpu),
                format!("{:.1}", build.wall),
                format!("{:.2}", mb / build.cpu),
                format!("{ratio:.2}"),
                private,
                format!("{:.3}", build.bytes as f64 / 1e6 / mb),
            ],
        );
    }
    text.push('\n');
}

fn asks(text: &mut String, asks: &[Ask]) {
    text.push_str("### Whole processes: any of the words, ten hits with title and snippet, exact count\n\n");
    head(text, &["program", "CPU ms", "newsdex lexical / it", "newsdex, everything on / it"]);
    for ask in asks {
        let ratio = |ratio: Ratio| format!("{:.3} ({:.3}-{:.3})", ratio.median, ratio.least, ratio.most);
        line(text, &[ask.program.to_owned(), format!("{:.2}", ask.cpu_ms), ratio(ask.lexical), ratio(ask.full)]);
    }
    text.push('\n');
}

fn classes(text: &mut String, classes: &[Class]) {
    text.push_str("### Within one process: CPU µs of newsdex lexical / of tantivy, and the ratio\n\n");
    head(text, &["class", "queries", "p50", "p95", "p99", "articles found"]);
    for class in classes {
        let mut cells = vec![class.name.to_owned(), class.queries.to_string()];
        for (ours, theirs) in class.newsdex.iter().zip(class.tantivy) {
            cells.push(format!("{ours:.0} / {theirs:.0} = {:.2}", ours / theirs.max(f64::MIN_POSITIVE)));
        }
        cells.push(class.found.map_or("-".to_owned(), |[ours, theirs]| format!("{ours:.0} / {theirs:.0}")));
        line(text, &cells);
    }
    text.push('\n');
}
