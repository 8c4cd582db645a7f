//! Lists of articles that are none themselves: references, runs, and what `newsdex search --format` writes. A folder that
//! holds such a list beside its sources would have articles about articles.

/// How the tables of a search begin, whatever parts their cells: ranks, then scores.
const COLUMNS: [&[&str]; 2] =
    [&["rank", "score", "id", "title", "date"], &["query_number", "query_id", "query", "rank"]];

/// The feed of a search, by what made it.
const FEED: &str = "<generator>newsdex</generator>";

/// Bytes in which a feed says what it is.
const FEED_HEAD: usize = 512;

/// Whether a text that begins so is a list of articles.
pub(super) fn is_list(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    is_table(first) || is_ris(text) || is_bibtex(first) || is_run(first) || is_feed(text) || is_csl_json(text)
}

fn is_table(first: &str) -> bool {
    [',', '\t']
        .iter()
        .any(|part| COLUMNS.iter().any(|columns| first.split(*part).take(columns.len()).eq(columns.iter().copied())))
}

/// References in RIS begin with their type.
fn is_ris(text: &str) -> bool {
    text.strip_prefix("TY  - ").is_some_and(|rest| {
        let kind = rest.lines().next().unwrap_or_default().trim_end();
        (3..=8).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

/// `@article{key,`
fn is_bibtex(first: &str) -> bool {
    let entry = first.trim_end().strip_prefix('@').and_then(|rest| rest.split_once('{'));
    entry.is_some_and(|(kind, key)| {
        let key = key.strip_suffix(',').unwrap_or_default();
        !kind.is_empty()
            && kind.bytes().all(|b| b.is_ascii_alphabetic())
            && !key.is_empty()
            && !key.contains(char::is_whitespace)
    })
}

/// `query Q0 document rank score tag`
fn is_run(first: &str) -> bool {
    let parts: Vec<&str> = first.split_whitespace().collect();
    matches!(parts[..], [_, "Q0", _, rank, score, _] if rank.parse::<u64>().is_ok() && score.parse::<f64>().is_ok())
}

fn is_feed(text: &str) -> bool {
    text.starts_with("<?xml") && text[..text.floor_char_boundary(FEED_HEAD)].contains(FEED)
}

/// References of ours: the only ones whose notes say where the article lies.
fn is_csl_json(text: &str) -> bool {
    let item = text.strip_prefix("[\n{").and_then(|rest| rest.lines().next());
    item.is_some_and(|item| item.contains("\"accessed\":{\"date-parts\"") && item.contains("\"note\":\"id "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_known_and_articles_are_not() {
        for list in [
            "rank,score,id,title,date,date_precision\r\n1,2,",
            "query_number\tquery_id\tquery\trank\tscore\n",
            "TY  - NEWS\r\nID  - x\r\n",
            "@article{harbourpost2025-k7q2m4,\n  title",
            "1 Q0 k7q2m4 1 1.000000000000 newsdex\n",
            "[\n{\"accessed\":{\"date-parts\":[[2026,1,5]]},\"id\":\"x\",\"note\":\"id x; a/b.txt\"}\n]\n",
        ] {
            assert!(is_list(list), "{list}");
        }
        assert!(is_list(&format!("<?xml version=\"1.0\"?>\n<feed>\n  {FEED}\n  <title>newsdex</title>")));
        for article in [
            "rank,score,title,text\n1,2,a,b",
            "id,title,text\n",
            "TY is a town. TY  - is it?",
            "@minister{no} said",
            "@article and more",
            "Q0 is a quarter\n",
            "1 Q0 x one 2 tag",
            "<?xml version=\"1.0\"?>\n<feed><id>urn:uuid:1</id></feed>",
            "[\n{\"id\": \"a\", \"text\": \"The note: id card\"}]",
            "",
        ] {
            assert!(!is_list(article), "{article}");
        }
    }
}
