//! One JSON object a line, endless: cut into chunks of whole lines, each line parsed apart.

use std::io::BufRead;

use crate::read::batch::{Batch, Found, Mark, Window, too_large};
use crate::read::{BadRecord, Chunk, Format, LARGEST, Record, Skip, encoding, json, sniff};

/// The end of a line.
const LINE_END: Mark = Mark { first: b'\n', needs: 1, test: |_| true };

/// Cuts at line ends.
pub(super) fn split(input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    split_by(false, input, each)
}

/// The same for lines that somebody may still be writing: none waits for a chunk to be full while nothing comes.
pub(super) fn follow(input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    split_by(true, input, each)
}

fn split_by(at_once: bool, input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let mut batch = Batch::new(Format::Ndjson, Vec::new(), each);
    let ended = cut(at_once, &mut Window::new(input), &mut batch);
    batch.flush();
    if ended? { Ok(()) } else { Err(Skip::Bad("empty file".to_owned())) }
}

/// Whether there is more than white space.
fn cut(at_once: bool, window: &mut Window, batch: &mut Batch) -> Result<bool, Skip> {
    let mut any = false;
    let mut leading = true;
    loop {
        if at_once && window.is_dry() && !window.bytes().contains(&b'\n') {
            batch.flush();
        }
        let length = match window.find(0, LARGEST, &LINE_END)? {
            Found::At(end) => end + 1,
            Found::End if window.bytes().is_empty() => return Ok(any),
            Found::End => window.bytes().len(),
            Found::Beyond => {
                (any, leading) = (true, false);
                batch.bad(too_large());
                // up to the line end, and over it
                let length = usize::from(window.skip_to(&LINE_END)?);
                window.consume(length);
                continue;
            }
        };
        let line = &window.bytes()[..length];
        any = any || !line.iter().all(u8::is_ascii_whitespace);
        leading = leading && line.starts_with(sniff::SKIP);
        // our own output is known by its first article, however many inputs without one stand before it: in the first
        // chunk there is room for a quarter of a million line ends
        batch.push(if leading { b"\n" } else { line });
        window.consume(length);
    }
}

/// Parses the lines of a chunk; blank ones, and those in which we said that there is no article, are counted and passed over.
pub(super) fn parse(chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    for (at, line) in encoding::without_bom(&chunk.bytes).split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) || line.starts_with(sniff::SKIP) {
            continue;
        }
        let number = Some(chunk.first + at);
        let raw = match std::str::from_utf8(line) {
            Ok(line) => json::line(line),
            Err(_) => encoding::decode(line, None).and_then(|line| json::line(&line)),
        };
        json::give(number, raw, each);
    }
}
