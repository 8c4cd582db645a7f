//! Bytes to raw records: one file a format, two kinds of failure (this file cannot be read, this record is bad).

use std::io::BufRead;

use crate::article::Raw;

/// What the bytes of a file are, decided by content first and by name only where content cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Running text.
    Plain,
    /// Markdown, with or without front matter.
    Markdown,
    /// A web page.
    Html,
    /// One JSON object, or an array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// A piece of a file that can be parsed apart from the rest: whole articles, never half of one.
#[derive(Debug)]
pub struct Chunk {
    /// What its bytes are.
    pub format: Format,
    /// The bytes, as they stand in the file.
    pub bytes: Vec<u8>,
    /// The number of its first record within the file, counted from 1.
    pub first: usize,
}

/// One article of a file, before cleaning.
#[derive(Debug)]
pub struct Record {
    /// Its number within the file, counted from 1; `None` when the file is one article.
    pub number: Option<usize>,
    /// What was found.
    pub raw: Raw,
}

/// Why a file gives no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skip {
    /// It is not an article and does not look like one (image, style, script): no word about it.
    NotAnArticle,
    /// It should be one: the reason in lower case, with the remedy where there is one.
    Bad(String),
}

/// A record that cannot be used, in a file that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// Its number within the file, counted from 1; `None` when the file is one article.
    pub number: Option<usize>,
    /// The reason, in lower case.
    pub reason: String,
}

/// Cuts `input` into chunks: cheap and sequential, in bounded memory whatever the length of the input.
///
/// `name` is the file's name, which decides only where content cannot.
///
/// # Errors
/// A [`Skip`] when the file as a whole is no article; chunks given before stay good.
pub fn split(name: &str, input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let _ = (name, input, each);
    Err(Skip::NotAnArticle)
}

/// Parses the articles of a chunk: the costly half, made to run on many chunks at once. Cannot fail as a whole.
pub fn parse(name: &str, chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let _ = (name, chunk, each);
}
