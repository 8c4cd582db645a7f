//! What an index holds, as a table.

use std::io::{self, Write};

use textwrap::core::display_width;

use crate::index::{HEAVY_LOSS, RemovedCounts, Versions};
use crate::present::facets::name;
use crate::present::figures::counted;
use crate::present::{Look, QUIET, TITLE, bytes, count, facets, one_line};
use crate::search::{FacetCounts, FacetKind};

/// One root of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RootStats {
    /// Its name.
    pub name: String,
    /// Where it lies on this machine.
    pub path: String,
    /// Articles it gave.
    pub articles: u64,
    /// Files that are known of it.
    pub files: u64,
    /// Inputs that gave no article.
    pub skipped: u64,
}

/// What an index holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// The folder.
    pub index: String,
    /// Articles.
    pub articles: u64,
    /// In the order in which they were first indexed.
    pub roots: Vec<RootStats>,
    /// Size of the folder in bytes.
    pub bytes: u64,
    /// Segments of the engine.
    pub segments: usize,
    /// Which code made it.
    pub versions: Versions,
    /// What cleaning took out.
    pub cleaned: RemovedCounts,
    /// Leaders whom the articles taught.
    pub learned_leaders: u64,
    /// Counts over all articles.
    pub facets: Vec<FacetCounts>,
}

impl Stats {
    /// Inputs that gave no article.
    pub fn skipped(&self) -> u64 {
        self.roots.iter().map(|root| root.skipped).sum()
    }

    /// How many articles have no main country, no leader, no topic.
    pub(crate) fn unlabelled(&self) -> impl Iterator<Item = (FacetKind, u64)> {
        let labels = [FacetKind::Country, FacetKind::Leader, FacetKind::Topic];
        let of_labels = self.facets.iter().filter(move |facet| labels.contains(&facet.kind));
        of_labels.map(|facet| (facet.kind, facet.none))
    }
}

/// Draws what an index holds.
///
/// # Errors
/// Those of `out`.
pub fn stats(out: &mut dyn Write, stats: &Stats, look: &Look) -> io::Result<()> {
    let Versions { schema, text, clean, meaning, labels } = stats.versions;
    let current = if stats.versions == Versions::CURRENT { "" } else { " (this newsdex has others)" };
    let rows = [
        ("index", one_line(&stats.index)),
        ("articles", count(stats.articles)),
        ("skipped", count(stats.skipped())),
        ("cleaned", cleaned(&stats.cleaned)),
        ("none", unlabelled(stats)),
        ("learned", format!("{} (newsdex leaders)", counted(stats.learned_leaders, "leader"))),
        ("size", bytes(stats.bytes)),
        ("segments", count(stats.segments as u64)),
        (
            "versions",
            format!("schema {schema}, text {text}, clean {clean}, meaning {meaning}, labels {labels}{current}"),
        ),
    ];
    for (what, value) in rows {
        writeln!(out, "{}{}{value}", look.paint(TITLE, what), " ".repeat(10 - what.len()))?;
    }
    roots(out, &stats.roots, look)?;
    let filled: Vec<FacetCounts> = stats.facets.iter().filter(|facet| !facet.counts.is_empty()).cloned().collect();
    if !filled.is_empty() {
        writeln!(out)?;
    }
    facets(out, &filled, look)
}

/// How many articles lost something, and how many much.
fn cleaned(counts: &RemovedCounts) -> String {
    let touched = count(counts.touched);
    match counts.heavy.len() as u64 {
        0 => format!("{touched} (newsdex stats --residue)"),
        heavy => {
            let much = format!("{} lost more than {} %", count(heavy), HEAVY_LOSS / 10);
            format!("{touched}, of which {much} (newsdex stats --residue)")
        }
    }
}

/// How many articles have no label of each kind.
fn unlabelled(stats: &Stats) -> String {
    let none: Vec<String> =
        stats.unlabelled().map(|(kind, number)| format!("{} without a {}", count(number), name(kind))).collect();
    if none.is_empty() { "not counted".to_owned() } else { none.join(", ") }
}

fn roots(out: &mut dyn Write, roots: &[RootStats], look: &Look) -> io::Result<()> {
    if roots.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", look.paint(TITLE, "roots"))?;
    let names: Vec<String> = roots.iter().map(|root| one_line(&root.name)).collect();
    let widest = names.iter().map(|name| display_width(name)).max().unwrap_or(0);
    let digits = roots.iter().map(|root| count(root.articles).len()).max().unwrap_or(0);
    for (root, name) in roots.iter().zip(&names) {
        let pad = " ".repeat(widest - display_width(name));
        let skipped = if root.skipped > 0 { format!(", {} skipped", count(root.skipped)) } else { String::new() };
        let files = counted(root.files, "file");
        let path = look.paint(QUIET, &one_line(&root.path));
        writeln!(out, "  {name}{pad}  {:>digits$} in {files}{skipped}  {path}", count(root.articles))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_an_index_holds() {
        let root = |name: &str, articles, skipped| RootStats {
            name: name.into(),
            path: format!("/data/{name}"),
            articles,
            files: articles,
            skipped,
        };
        let held = Stats {
            index: "./index".into(),
            articles: 1205,
            roots: vec![root("harbour", 1200, 2), root("old", 5, 0)],
            bytes: 3_400_000,
            segments: 2,
            versions: Versions::CURRENT,
            cleaned: RemovedCounts { touched: 4, ..RemovedCounts::default() },
            learned_leaders: 1,
            facets: vec![
                FacetCounts { kind: FacetKind::Lang, counts: vec![("en".into(), 1205)], none: 0 },
                FacetCounts { kind: FacetKind::Leader, counts: vec![], none: 1205 },
            ],
        };
        let mut out = Vec::new();
        stats(&mut out, &held, &Look { width: 40, ..Look::default() }).unwrap();
        let Versions { schema, text, clean, meaning, labels } = Versions::CURRENT;
        let expected = format!(
            "\
index     ./index
articles  1,205
skipped   2
cleaned   4 (newsdex stats --residue)
none      1,205 without a leader
learned   1 leader (newsdex leaders)
size      3.4 MB
segments  2
versions  schema {schema}, text {text}, clean {clean}, meaning {meaning}, labels {labels}

roots
  harbour  1,200 in 1,200 files, 2 skipped  /data/harbour
  old          5 in 5 files  /data/old

lang
  en  1,205 ████████████████████████████
"
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
