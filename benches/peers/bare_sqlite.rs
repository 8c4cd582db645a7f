//! The least that makes an index with SQLite's FTS5 and answers a query with ten titles and snippets and the exact count.

use std::borrow::Cow;
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use rusqlite::{Connection, params};
use serde::Deserialize;

const USAGE: &str = "usage: bare_sqlite index FILE ARCHIVE.jsonl | any|all FILE WORD…";

/// Ten by BM25, one snippet of the body of about 200 characters each.
const TOP: &str =
    "SELECT title, snippet(news, 1, '**', '**', '…', 32) FROM news WHERE news MATCH ?1 ORDER BY rank LIMIT 10";
const TOTAL: &str = "SELECT count(*) FROM news WHERE news MATCH ?1";

/// A line of the archive.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, file, rest @ ..] = words.as_slice() else { return Err(USAGE.into()) };
    match (what.as_str(), rest) {
        ("index", [archive]) => build(file, Path::new(archive)),
        ("any", words) => answer(file, &quoted(words, " OR ")),
        ("all", words) => answer(file, &quoted(words, " ")),
        _ => Err(USAGE.into()),
    }
}

/// One transaction, as much memory as the other writers have, and segments merged in the end.
fn build(file: &str, archive: &Path) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA cache_size = -80000;
         CREATE VIRTUAL TABLE news USING fts5(title, body, tokenize = 'porter unicode61');",
    )?;
    let transaction = connection.transaction()?;
    let mut insert = transaction.prepare("INSERT INTO news (title, body) VALUES (?1, ?2)")?;
    for line in std::io::BufReader::new(std::fs::File::open(archive)?).lines() {
        let line = line?;
        let article: Line<'_> = serde_json::from_str(&line)?;
        insert.execute(params![article.title, article.text])?;
    }
    drop(insert);
    transaction.execute("INSERT INTO news (news) VALUES ('optimize')", [])?;
    transaction.commit()?;
    Ok(())
}

/// In the language of FTS5, with nothing in a word that could mean something there.
fn quoted(words: &[String], between: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    words.join(between)
}

fn answer(file: &str, query: &str) -> Result<(), Box<dyn Error>> {
    let connection = Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut out = std::io::stdout().lock();
    let mut top = connection.prepare(TOP)?;
    let mut rows = top.query([query])?;
    let mut place = 0;
    while let Some(row) = rows.next()? {
        place += 1;
        let (title, snippet): (String, String) = (row.get(0)?, row.get(1)?);
        writeln!(out, "{place:2}  {title}\n    {snippet}\n")?;
    }
    let total: i64 = connection.query_row(TOTAL, [query], |row| row.get(0))?;
    eprintln!("{total} articles");
    Ok(())
}
