//! Articles like another one: hits as of a search, and below each the words that it shares.

use std::io::{self, Write};
use std::time::Duration;

use crate::present::figures::{counted, duration};
use crate::present::terminal::{INDENT, draw, write_wrapped};
use crate::present::{Links, Look, QUIET, one_line};
use crate::search::Similar;

/// Draws the hits.
///
/// # Errors
/// Those of `out`.
pub fn similar(out: &mut dyn Write, similar: &Similar, look: &Look) -> io::Result<()> {
    for (place, (hit, shared)) in similar.results.hits.iter().zip(&similar.shared).enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        draw(out, hit, &Links::default(), look)?;
        let shared = one_line(&format!("shares: {}", shared.join(", ")));
        write_wrapped(out, &look.paint(QUIET, &shared), INDENT, INDENT, look)?;
    }
    Ok(())
}

/// Says by which words the articles were found, and how long it took.
///
/// # Errors
/// Those of `out`.
pub fn similar_summary(out: &mut dyn Write, similar: &Similar, look: &Look) -> io::Result<()> {
    let results = &similar.results;
    let took = duration(Duration::from_micros(results.took_us));
    let found = match results.found {
        true => counted(results.hits.len() as u64, "article"),
        false => format!("nothing like it in {}", counted(results.searched, "article")),
    };
    writeln!(out, "{}", look.paint(QUIET, &format!("{found} · {took}")))?;
    if !results.read_as.is_empty() {
        writeln!(out, "by the words: {}", one_line(&results.read_as))?;
    }
    results.notes.iter().try_for_each(|note| writeln!(out, "note: {}", one_line(note)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::terminal::tests::{hit, results};

    #[test]
    fn shared_words_stand_below_each_hit() {
        let mut results = results(vec![hit(1, false), hit(2, false)]);
        results.read_as = "magnets Tokyo pact".into();
        let shared = [["magnets", "pact"], ["Tokyo", "pact"]];
        let shared = shared.map(|words| words.map(str::to_owned).to_vec()).to_vec();
        let (like, mut out) = (Similar { results, shared }, Vec::new());
        similar(&mut out, &like, &Look::default()).unwrap();
        similar_summary(&mut out, &like, &Look::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches("    shares: ").count(), 2);
        assert!(
            text.contains("    shares: Tokyo, pact\n2 articles · 0.9 ms\nby the words: magnets Tokyo pact\n"),
            "{text}"
        );
    }
}
