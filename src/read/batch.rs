//! Records of an endless stream: a window that looks ahead, and whole records put together into chunks.

use std::io::{BufRead, ErrorKind};

use crate::read::{BadRecord, Chunk, Format, LARGEST, Skip, unreadable};

/// Bytes of a chunk: some dozens of articles, enough to make handing it to a thread cheap.
pub(super) const CHUNK: usize = 256 << 10;

/// Bytes of a read that had no more room: readers have that much, and so has a pipe (pipe(7) of Linux).
const FULL: usize = 64 << 10;

/// What stands ahead in a stream: as much of it as somebody asks for.
pub(super) struct Window<'a> {
    input: &'a mut dyn BufRead,
    held: Vec<u8>,
    /// Bytes of `held` that are done.
    done: usize,
    /// Whether the last read found less than it had room for, so that the next one may wait for a writer.
    is_dry: bool,
}

/// A place in a stream that is searched for: it begins with the byte `first`, and the `needs` bytes from there on pass
/// the test (fewer bytes at the end of the stream).
pub(super) struct Mark {
    pub first: u8,
    pub needs: usize,
    pub test: fn(&[u8]) -> bool,
}

/// What came of a search.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// So many bytes ahead.
    At(usize),
    /// Not within the limit.
    Beyond,
    /// Not up to the end of the stream, all of which is held now.
    End,
}

impl<'a> Window<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, held: Vec::new(), done: 0, is_dry: true }
    }

    /// What is held of the stream ahead.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.held[self.done..]
    }

    /// Whether reading on may wait for a writer.
    pub(super) fn is_dry(&self) -> bool {
        self.is_dry
    }

    /// Passes over the next `length` bytes, which are held.
    pub(super) fn consume(&mut self, length: usize) {
        self.done += length;
    }

    /// Holds more of the stream; `false` at its end.
    pub(super) fn more(&mut self) -> Result<bool, Skip> {
        // moving a long rest for every few bytes would take quadratic time
        if self.done * 2 >= self.held.len() {
            self.held.drain(..std::mem::take(&mut self.done));
        }
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => {
                    let length = bytes.len();
                    self.held.extend_from_slice(bytes);
                    self.input.consume(length);
                    self.is_dry = length < FULL;
                    return Ok(length > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&error)),
            }
        }
    }

    /// The stream ahead, at least `length` bytes of it if there are as many.
    pub(super) fn hold(&mut self, length: usize) -> Result<&[u8], Skip> {
        while self.bytes().len() < length && self.more()? {}
        Ok(self.bytes())
    }

    /// Looks for a mark from the byte `from` on, holding no more than about twice `limit` bytes.
    pub(super) fn find(&mut self, from: usize, limit: usize, mark: &Mark) -> Result<Found, Skip> {
        let mut at = from;
        let mut ended = false;
        loop {
            let bytes = self.bytes();
            while let Some(ahead) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == mark.first)) {
                at += ahead;
                if bytes.len() < at + mark.needs && !ended {
                    break;
                }
                if (mark.test)(&bytes[at..bytes.len().min(at + mark.needs)]) {
                    return Ok(if at < limit { Found::At(at) } else { Found::Beyond });
                }
                at += 1;
            }
            // the last bytes may be the beginning of a mark
            let waits = bytes.get(at).is_some_and(|byte| *byte == mark.first);
            at = if waits { at } else { bytes.len().max(at) };
            if at >= limit {
                return Ok(Found::Beyond);
            }
            if ended {
                return Ok(Found::End);
            }
            ended = !self.more()?;
        }
    }

    /// Passes over everything before a mark; `false` when there is none.
    pub(super) fn skip_to(&mut self, mark: &Mark) -> Result<bool, Skip> {
        self.skip_by(CHUNK, mark)
    }

    /// Holds about `step` bytes at once.
    fn skip_by(&mut self, step: usize, mark: &Mark) -> Result<bool, Skip> {
        loop {
            let found = self.find(0, step, mark)?;
            self.consume(match found {
                Found::At(at) => at,
                Found::Beyond => step,
                Found::End => self.bytes().len(),
            });
            if found != Found::Beyond {
                return Ok(found != Found::End);
            }
        }
    }
}

/// Puts records together: those of one chunk follow each other without a gap in their numbers.
pub(super) struct Batch<'a> {
    each: &'a mut dyn FnMut(Chunk),
    chunk: Chunk,
    /// What every chunk begins with.
    head: Vec<u8>,
    /// The number of the next record.
    number: usize,
}

impl<'a> Batch<'a> {
    /// `head` is no record and stands at the beginning of every chunk.
    pub(super) fn new(format: Format, head: Vec<u8>, each: &'a mut dyn FnMut(Chunk)) -> Self {
        Self { each, chunk: Chunk::new(format, head.clone(), 1), head, number: 1 }
    }

    /// The next record, whole.
    pub(super) fn push(&mut self, record: &[u8]) {
        if self.chunk.bytes.len() + record.len() > CHUNK {
            self.flush();
        }
        self.chunk.bytes.extend_from_slice(record);
        self.number += 1;
    }

    /// The next record cannot be used.
    pub(super) fn bad(&mut self, reason: String) {
        self.chunk.bad.push(BadRecord { number: Some(self.number), reason });
        self.pass_over();
    }

    /// The next record is no article.
    pub(super) fn pass_over(&mut self) {
        self.number += 1;
        self.flush();
    }

    /// Whether no record has come yet.
    pub(super) fn is_empty(&self) -> bool {
        self.number == 1
    }

    /// Hands on what has been put together.
    pub(super) fn flush(&mut self) {
        let next = Chunk::new(self.chunk.format, self.head.clone(), self.number);
        let full = std::mem::replace(&mut self.chunk, next);
        if full.bytes.len() > self.head.len() || !full.bad.is_empty() {
            (self.each)(full);
        }
    }
}

/// What a record is told that is too large to hold.
pub(super) fn too_large() -> String {
    format!("too large for one article (over {} MiB)", LARGEST >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: Mark = Mark { first: b'\n', needs: 1, test: |_| true };
    const WORD: Mark = Mark { first: b'<', needs: 3, test: |bytes| bytes == b"<ab" };

    proptest! {
        #[test]
        fn marks_are_found_whatever_the_buffer(text in "[<ab\n]{0,60}", step in 1usize..9, from in 0usize..8, limit in 1usize..70) {
            for (mark, sign) in [(LINE, "\n"), (WORD, "<ab")] {
                let mut input = std::io::BufReader::with_capacity(step, text.as_bytes());
                let mut window = Window::new(&mut input);
                let found = window.find(from, limit, &mark).unwrap();
                let expected = text.get(from..).and_then(|rest| rest.find(sign)).map(|at| at + from);
                match found {
                    Found::At(at) => prop_assert!(expected == Some(at) && at < limit),
                    Found::Beyond => prop_assert!(expected.is_none_or(|at| at >= limit)),
                    Found::End => prop_assert!(expected.is_none() && window.bytes() == text.as_bytes()),
                }
                let mut input = std::io::BufReader::with_capacity(step, text.as_bytes());
                let mut window = Window::new(&mut input);
                let there = window.skip_by(limit, &mark).unwrap();
                prop_assert_eq!(there, text.contains(sign));
                prop_assert!(!there || window.hold(usize::MAX).unwrap() == &text.as_bytes()[text.find(sign).unwrap()..]);
            }
        }
    }

    #[test]
    fn numbers_follow_each_other_within_a_chunk() {
        let mut chunks = Vec::new();
        let mut each = |chunk: Chunk| {
            let bad: Vec<_> = chunk.bad.iter().map(|bad| bad.number).collect();
            chunks.push((chunk.first, String::from_utf8(chunk.bytes).unwrap(), bad));
        };
        let mut batch = Batch::new(Format::Ndjson, b"h".to_vec(), &mut each);
        for _ in 0..2 {
            batch.push(b"x");
        }
        batch.bad("no".to_owned());
        batch.pass_over();
        batch.push(b"y");
        batch.push(&[b'z'; CHUNK]);
        batch.push(b"w");
        batch.flush();
        let long = format!("h{}", "z".repeat(CHUNK));
        let text = |text: &str| text.to_owned();
        let expected =
            [(1, text("hxx"), vec![Some(3)]), (5, text("hy"), vec![]), (6, long, vec![]), (7, text("hw"), vec![])];
        assert_eq!(chunks, expected);
    }
}
