//! The child process that takes pages and files apart: requests come in, answers go out.
//!
//! A request is a letter for the task, four bytes of length (little endian) and as many bytes: the text of a page in UTF-8,
//! or a chunk with what is known of it. What is found follows in frames, each a length and as many bytes of JSON: one of a
//! page, one for each record of a chunk, and `null` where the rest of a chunk was not read. An empty frame ends the answer.
//! Before the first request the worker says [`HELLO`].
//!
//! What a worker reads it may hand on to one of its own: a page within a record costs that record and not the others.

#![cfg_attr(not(unix), allow(dead_code, reason = "everything is read without a worker there"))]

#[cfg(unix)]
mod keeper;
#[cfg(unix)]
mod watch;

use std::cell::Cell;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::article::{Metadata, Raw};
use crate::read::html::{article, fragment};
use crate::read::{BadRecord, Chunk, Each, Format, Record, parse_here};

/// What a worker says first: a program of another version that has taken this one's place on disk does not.
const HELLO: &[u8] = concat!("newsdex pages ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();

/// Bytes read from the pipe at once.
const READ_BYTES: usize = 64 << 10;

/// What stands behind the last frame of an answer.
const END: [u8; 4] = [0; 4];

/// What is told of what was not read because no worker could be started for it, although there have been some: it is to be
/// tried again.
pub const NO_WORKER: &str = "no process to read it could be started (the system is short of processes or memory; the next \
    run tries again)";

static PROGRAM: OnceLock<(PathBuf, Vec<OsString>)> = OnceLock::new();

/// From now on pages, and files whose parsers are not ours, are taken apart by child processes, one for each thread that
/// reads, so that what overflows the stack, eats the memory or never ends costs itself and nothing else. They are started
/// as `program args…`, which must do nothing but [`serve_worker`]. Without this call, and where children cannot be started,
/// everything is read in this process.
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

/// The article of a page, or the text of a piece of one, by a worker; `None` where there is none.
pub(super) fn ask(task: &Task<'_>) -> Option<Result<Raw, String>> {
    let mut answer = None;
    let ended = ask_frames(task, &mut |frame| {
        let page: Page = serde_json::from_slice(frame)?;
        answer = Some(page.map(|(meta, text)| Raw { id: None, meta, text }));
        Ok(())
    })?;
    if let Err(reason) = &ended {
        note_missed(reason);
    }
    Some(ended.and_then(|()| answer.unwrap_or_else(|| Err(format!("{} broke its parser", task.noun())))))
}

/// What of a page or a piece of one no worker could read; whoever asked for it may be content with other text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Missed {
    /// Nothing.
    #[default]
    Nothing,
    /// The last one did not get through it.
    Read,
    /// There was none.
    ForNow,
}

thread_local! {
    static MISSED: Cell<Missed> = const { Cell::new(Missed::Nothing) };
}

fn note_missed(reason: &str) {
    let missed = if reason == NO_WORKER { Missed::ForNow } else { Missed::Read };
    MISSED.set(MISSED.get().max(missed));
}

/// What was missed in this thread since this was asked last.
pub(super) fn missed() -> Missed {
    MISSED.take()
}

/// Lets a worker parse a chunk and hands on its records as they come, and after trouble the place from which on nothing
/// was read, with the reason; answers whether the chunk was read to its end. `None`, and nothing is handed on, where there
/// is no worker.
pub(super) fn ask_records(name: &str, chunk: &Chunk, each: Each<'_>) -> Option<bool> {
    let task = Task::Chunk { name: chunk.member.as_deref().unwrap_or(name), chunk };
    take_records(chunk, each, &mut |frames| ask_frames(&task, frames))
}

/// Takes the frames of an answer; an error means that one cannot be understood.
type Frames<'a> = &'a mut dyn FnMut(&[u8]) -> io::Result<()>;

fn take_records(
    chunk: &Chunk,
    each: Each<'_>,
    ask: &mut dyn FnMut(Frames<'_>) -> Option<Result<(), String>>,
) -> Option<bool> {
    let mut last = None;
    let mut is_whole = true;
    let ended = ask(&mut |frame| {
        let Some(found) = serde_json::from_slice::<Option<Found>>(frame)? else {
            is_whole = false;
            return Ok(());
        };
        let found = found.into_record();
        last = found.as_ref().map_or_else(|bad| bad.number, |record| record.number).or(last);
        each(found);
        Ok(())
    })?;
    if let Err(reason) = ended {
        is_whole = false;
        // a file of one article has no numbers
        let number = last.map(|last| last + 1).or((chunk.format.is_batch()).then_some(chunk.first));
        each(Err(BadRecord { number, reason }));
    }
    Some(is_whole)
}

#[cfg(unix)]
fn ask_frames(task: &Task<'_>, each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Option<Result<(), String>> {
    let (program, args) = PROGRAM.get()?;
    keeper::ask(program, args, task, each)
}

#[cfg(not(unix))]
fn ask_frames(_: &Task<'_>, _: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Option<Result<(), String>> {
    None
}

/// The whole life of a worker: answers requests until `input` ends.
///
/// # Errors
/// When a request is broken off or nobody hears the answer.
pub fn serve_worker(input: &mut dyn Read, output: &mut dyn Write) -> io::Result<()> {
    let mut input = BufReader::with_capacity(READ_BYTES, input);
    // an answer that fits goes as one: whoever has heard its beginning has heard all of it
    let mut output = BufWriter::with_capacity(READ_BYTES, output);
    output.write_all(HELLO)?;
    output.flush()?;
    while !input.fill_buf()?.is_empty() {
        answer(&mut input, &mut output)?;
        output.write_all(&END)?;
        output.flush()?;
    }
    Ok(())
}

fn answer(input: &mut dyn Read, output: &mut dyn Write) -> io::Result<()> {
    let (letter, bytes) = next_request(input)?;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(io::Error::other);
    let page: Page = match letter {
        PAGE => article(&text(bytes)?).map(|raw| (raw.meta, raw.text)),
        FRAGMENT => fragment(&text(bytes)?).map(|text| (Metadata::default(), text)),
        CHUNK => return answer_records(bytes, parse_here, output),
        _ => return Err(io::Error::other("an unknown task")),
    };
    frame(&page, output)
}

fn answer_records(
    request: Vec<u8>,
    parse: impl FnOnce(&str, &Chunk, Each<'_>) -> bool,
    output: &mut dyn Write,
) -> io::Result<()> {
    let (name, chunk) = chunk_of(request).ok_or_else(|| io::Error::other("a chunk that is none"))?;
    let mut ended = Ok(());
    let is_whole = parse(&name, &chunk, &mut |found| {
        if ended.is_ok() {
            // heard at once: what comes after it may be the worker's end
            ended = frame(&Found::of(found), output).and_then(|()| output.flush());
        }
    });
    // what the parent holds of the rest is not gone
    if is_whole { ended } else { ended.and_then(|()| frame(&None::<Found>, output)) }
}

fn frame(found: &impl Serialize, output: &mut dyn Write) -> io::Result<()> {
    let bytes = serde_json::to_vec(found)?;
    output.write_all(&length(bytes.len())?)?;
    output.write_all(&bytes)
}

/// What is to be done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Task<'a> {
    /// Find the article of a page.
    Page(&'a str),
    /// Take all text of a piece of a page.
    Fragment(&'a str),
    /// Parse the records of a chunk that stands in the file or member `name`.
    Chunk {
        /// It may say a day.
        name: &'a str,
        /// With bytes.
        chunk: &'a Chunk,
    },
}

const PAGE: u8 = b'p';
const FRAGMENT: u8 = b'f';
const CHUNK: u8 = b'c';

impl Task<'_> {
    /// What it is to a reader of messages.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Page(_) | Self::Fragment(_) => "the page",
            Self::Chunk { chunk, .. } if chunk.format.is_batch() => "the record",
            Self::Chunk { .. } => "the file",
        }
    }

    /// What a request begins with.
    ///
    /// # Errors
    /// When it is too long for a request.
    fn head(&self) -> io::Result<Vec<u8>> {
        let (letter, more) = match self {
            Self::Page(_) => (PAGE, Vec::new()),
            Self::Fragment(_) => (FRAGMENT, Vec::new()),
            Self::Chunk { name, chunk } => {
                let mut more = vec![chunk.format as u8];
                more.extend((chunk.first as u64).to_le_bytes());
                more.extend(length(name.len())?);
                more.extend(name.as_bytes());
                (CHUNK, more)
            }
        };
        let mut head = vec![letter];
        head.extend(length(more.len() + self.body().len())?);
        head.extend(more);
        Ok(head)
    }

    /// What it ends with.
    fn body(&self) -> &[u8] {
        match self {
            Self::Page(text) | Self::Fragment(text) => text.as_bytes(),
            Self::Chunk { chunk, .. } => &chunk.bytes,
        }
    }
}

/// The name and the chunk of a request; `None` when it is none.
fn chunk_of(mut bytes: Vec<u8>) -> Option<(String, Chunk)> {
    let (format, rest) = bytes.split_first()?;
    let format = Format::ALL.into_iter().find(|known| *known as u8 == *format)?;
    let (first, rest) = rest.split_first_chunk()?;
    let (name, rest) = rest.split_first_chunk()?;
    let (name, rest) = rest.split_at_checked(u32::from_le_bytes(*name) as usize)?;
    let name = String::from_utf8(name.to_vec()).ok()?;
    let first = usize::try_from(u64::from_le_bytes(*first)).ok()?;
    let begin = bytes.len() - rest.len();
    bytes.drain(..begin);
    Some((name, Chunk::new(format, bytes, first)))
}

/// What came of a page: metadata and text, or the reason why there is none.
type Page = Result<(Metadata, String), String>;

/// A record, or the reason why there is none, on its way to the parent.
#[derive(Serialize, Deserialize)]
struct Found {
    number: Option<usize>,
    found: Result<(Option<String>, Metadata, String), String>,
}

impl Found {
    fn of(found: Result<Record, BadRecord>) -> Self {
        match found {
            Ok(Record { number, raw }) => Self { number, found: Ok((raw.id, raw.meta, raw.text)) },
            Err(BadRecord { number, reason }) => Self { number, found: Err(reason) },
        }
    }

    fn into_record(self) -> Result<Record, BadRecord> {
        let Self { number, found } = self;
        match found {
            Ok((id, meta, text)) => Ok(Record { number, raw: Raw { id, meta, text } }),
            Err(reason) => Err(BadRecord { number, reason }),
        }
    }
}

fn length(bytes: usize) -> io::Result<[u8; 4]> {
    u32::try_from(bytes).map(u32::to_le_bytes).map_err(io::Error::other)
}

fn next_request(input: &mut dyn Read) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    input.read_exact(&mut head)?;
    let length = u64::from(u32::from_le_bytes([head[1], head[2], head[3], head[4]]));
    let mut bytes = Vec::new();
    if input.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((head[0], bytes))
}

#[cfg(test)]
mod tests;
