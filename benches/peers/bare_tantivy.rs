//! The least that makes an index with tantivy and answers a query with ten titles and snippets and the exact count.
//!
//! No query language, no facets, no rescoring. As a whole process it is what `newsdex search` is compared with.

mod bare;

use std::io::Write;
use std::path::Path;

use bare::{Bare, Kind};

const USAGE: &str = "usage: bare_tantivy index DIR ARCHIVE.jsonl | any|all|phrase|begin DIR WORD…";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, dir, rest @ ..] = words.as_slice() else { return Err(USAGE.into()) };
    let dir = Path::new(dir);
    let kind = match (what.as_str(), rest) {
        ("index", [archive]) => return Ok(bare::build(dir, Path::new(archive))?),
        ("any", _) => Kind::Any,
        ("all", _) => Kind::All,
        ("phrase", _) => Kind::Phrase,
        ("begin", _) => Kind::Begin,
        _ => return Err(USAGE.into()),
    };
    let answer = Bare::open(dir)?.ranked(kind, &rest.join(" "), None)?;
    let mut out = std::io::stdout().lock();
    for (place, (title, snippet)) in answer.hits.iter().enumerate() {
        writeln!(out, "{:2}  {title}\n    {snippet}\n", place + 1)?;
    }
    eprintln!("{} articles", answer.total.unwrap_or_default());
    Ok(())
}
