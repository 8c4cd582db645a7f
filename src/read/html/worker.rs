//! The child process that takes pages apart: requests come in, answers go out, each a length and as many bytes.
//!
//! A request is a letter for the task, four bytes of length (little endian) and the text in UTF-8; an answer is four
//! bytes of length and JSON. Before the first request the worker says [`HELLO`].

#![cfg_attr(not(unix), allow(dead_code, reason = "pages are read without a worker there"))]

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::article::{Metadata, Raw};
use crate::read::html::{article, fragment};

/// What a worker says first: a program of another version that has taken this one's place on disk does not.
pub(super) const HELLO: &[u8] = concat!("newsdex pages ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();

/// Bytes read from the pipe at once.
const READ_BYTES: usize = 64 << 10;

static PROGRAM: OnceLock<(PathBuf, Vec<OsString>)> = OnceLock::new();

/// From now on pages are taken apart by child processes, one for each thread that reads, so that a page that overflows the
/// stack, eats the memory or never ends costs itself and nothing else. They are started as `program args…`, which must
/// do nothing but [`serve_pages`]. Without this call, and where children cannot be started, pages are read in this process.
///
/// The first call counts; systems other than Unix ignore it.
pub fn use_worker(program: PathBuf, args: Vec<OsString>) {
    let _ = PROGRAM.set((lasting(program), args));
}

/// A path that leads to `program` as long as this process runs. An upgrade may put another program in the place of this
/// one, or nothing for a while; Linux keeps a link to the file that runs, even if it has no other name any more (proc(5)).
fn lasting(program: PathBuf) -> PathBuf {
    let is_own = cfg!(target_os = "linux") && std::env::current_exe().is_ok_and(|own| own == program);
    if is_own { "/proc/self/exe".into() } else { program }
}

/// How workers are started, if they are wanted.
pub(super) fn program() -> Option<&'static (PathBuf, Vec<OsString>)> {
    PROGRAM.get()
}

/// The whole life of a worker: answers requests until `input` ends.
///
/// # Errors
/// When a request is broken off or nobody hears the answer.
pub fn serve_pages(input: &mut dyn Read, output: &mut dyn Write) -> io::Result<()> {
    let mut input = BufReader::with_capacity(READ_BYTES, input);
    output.write_all(HELLO)?;
    output.flush()?;
    while !input.fill_buf()?.is_empty() {
        let (task, text) = next_request(&mut input)?;
        let answer: Answer = task.run(&text).map(|raw| (raw.meta, raw.text));
        let bytes = serde_json::to_vec(&answer)?;
        output.write_all(&length(&bytes)?)?;
        output.write_all(&bytes)?;
        output.flush()?;
    }
    Ok(())
}

/// What is to be done with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Find the article of a page.
    Page,
    /// Take all text of a piece of a page.
    Fragment,
}

/// What came of it: metadata and text, or the reason why there is none.
type Answer = Result<(Metadata, String), String>;

impl Task {
    /// Does it here and now.
    ///
    /// # Errors
    /// Why there is no text.
    pub(super) fn run(self, text: &str) -> Result<Raw, String> {
        match self {
            Self::Page => article(text),
            Self::Fragment => fragment(text).map(|text| Raw { text, ..Raw::default() }),
        }
    }

    fn letter(self) -> u8 {
        match self {
            Self::Page => b'p',
            Self::Fragment => b'f',
        }
    }
}

/// What stands before the text in a request.
///
/// # Errors
/// When the text is too long for a request.
pub(super) fn head(task: Task, text: &str) -> io::Result<[u8; 5]> {
    let [a, b, c, d] = length(text.as_bytes())?;
    Ok([task.letter(), a, b, c, d])
}

/// What a worker answered.
pub(super) fn answer(bytes: &[u8]) -> io::Result<Result<Raw, String>> {
    let answer: Answer = serde_json::from_slice(bytes)?;
    Ok(answer.map(|(meta, text)| Raw { id: None, meta, text }))
}

fn length(bytes: &[u8]) -> io::Result<[u8; 4]> {
    u32::try_from(bytes.len()).map(u32::to_le_bytes).map_err(io::Error::other)
}

fn next_request(input: &mut dyn Read) -> io::Result<(Task, String)> {
    let mut head = [0; 5];
    input.read_exact(&mut head)?;
    let task = [Task::Page, Task::Fragment].into_iter().find(|task| task.letter() == head[0]);
    let task = task.ok_or_else(|| io::Error::other("an unknown task"))?;
    let length = u64::from(u32::from_le_bytes([head[1], head[2], head[3], head[4]]));
    let mut text = String::new();
    if input.take(length).read_to_string(&mut text)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((task, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(task: Task, text: &str) -> Vec<u8> {
        [&head(task, text).unwrap(), text.as_bytes()].concat()
    }

    #[test]
    fn this_program_is_known_by_a_name_that_stays() {
        assert_eq!(lasting("/bin/sh".into()), PathBuf::from("/bin/sh"));
        let own = std::env::current_exe().unwrap();
        assert_eq!(lasting(own.clone()) == own, cfg!(not(target_os = "linux")));
    }

    #[test]
    fn what_a_worker_answers_is_what_would_be_found_here() {
        let page = format!(
            "<html lang=sv><head><title>Boats \"return\"</title><meta name=author content='Ann Lee'>\
             <meta property='article:published_time' content='2025-10-28T09:14:00+09:00'></head><body><article>{}</article>",
            "<p>The boats of the northern fleet came back to the old harbour before the bells rang.</p>".repeat(9)
        );
        let asked = [(Task::Page, page.as_str()), (Task::Fragment, "<p>One<p>two"), (Task::Page, "<p>")];
        let input: Vec<u8> = asked.iter().flat_map(|(task, text)| request(*task, text)).collect();
        let mut output = Vec::new();
        serve_pages(&mut input.as_slice(), &mut output).unwrap();
        let mut output = output.strip_prefix(HELLO).unwrap();
        for (task, text) in asked {
            let (length, rest) = output.split_first_chunk().unwrap();
            let (bytes, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
            assert_eq!(answer(bytes).unwrap(), task.run(text));
            output = rest;
        }
        assert!(output.is_empty());
    }

    #[test]
    fn a_request_that_breaks_off_is_an_error() {
        let whole = request(Task::Fragment, "<p>One</p>");
        for input in [&whole[..3], &whole[..8], b"x\0\0\0\0"] {
            assert!(serve_pages(&mut &*input, &mut Vec::new()).is_err(), "{input:?}");
        }
        let mut said = Vec::new();
        serve_pages(&mut [].as_slice(), &mut said).unwrap();
        assert_eq!(said, HELLO);
    }
}
