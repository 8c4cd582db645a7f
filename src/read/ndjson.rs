//! One JSON object a line, endless: cut into chunks of whole lines, each line parsed apart.

use std::io::BufRead;

use crate::read::{BadRecord, Chunk, Format, LARGEST, Record, Skip, encoding, json, unreadable};

/// Bytes of a chunk: some dozens of articles, enough to make handing it to a thread cheap.
const CHUNK: usize = 256 << 10;

/// Cuts at line ends.
pub(super) fn split(input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let mut cut = Cut { each, chunk: empty(1), line: 0, number: 1, too_long: false, any: false };
    loop {
        let bytes = match input.fill_buf() {
            Ok([]) => break,
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => {
                cut.flush();
                return Err(unreadable(&error));
            }
        };
        let end = bytes.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(bytes.len());
        cut.take(&bytes[..taken]);
        if end.is_some() {
            cut.line_ended();
        }
        input.consume(taken);
    }
    if cut.line < cut.chunk.bytes.len() || cut.too_long {
        cut.line_ended();
    }
    cut.flush();
    if cut.any { Ok(()) } else { Err(Skip::Bad("empty file".to_owned())) }
}

/// The chunk being filled.
struct Cut<'a> {
    each: &'a mut dyn FnMut(Chunk),
    chunk: Chunk,
    /// Where the line being read starts within the chunk.
    line: usize,
    /// The number of that line.
    number: usize,
    /// Whether the rest of that line is passed over.
    too_long: bool,
    /// Whether the file holds more than white space.
    any: bool,
}

impl Cut<'_> {
    fn take(&mut self, piece: &[u8]) {
        if self.too_long {
            return;
        }
        self.any = self.any || !piece.iter().all(u8::is_ascii_whitespace);
        self.chunk.bytes.extend_from_slice(piece);
        if self.chunk.bytes.len() - self.line > LARGEST {
            self.chunk.bytes.truncate(self.line);
            self.too_long = true;
        }
    }

    fn line_ended(&mut self) {
        self.number += 1;
        self.line = self.chunk.bytes.len();
        if self.too_long {
            self.too_long = false;
            let reason = format!("too large for one article (over {} MiB)", LARGEST >> 20);
            self.chunk.bad.push(BadRecord { number: Some(self.number - 1), reason });
            // the numbers of a chunk's lines follow each other
            self.flush();
        } else if self.line >= CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.line = 0;
        let full = std::mem::replace(&mut self.chunk, empty(self.number));
        if !full.bytes.is_empty() || !full.bad.is_empty() {
            (self.each)(full);
        }
    }
}

fn empty(first: usize) -> Chunk {
    Chunk::new(Format::Ndjson, Vec::new(), first)
}

/// Parses the lines of a chunk; blank ones are counted and passed over.
pub(super) fn parse(chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    for (at, line) in encoding::without_bom(&chunk.bytes).split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
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
