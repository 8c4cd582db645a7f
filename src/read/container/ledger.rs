//! What was read of a file against what was made of it: a small file that expands without end is stopped.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// Times its own size that a file may expand to. Text of news expands 3 to 10 times, the best compressors and the most
/// repetitive logs reach 100; deflate ends at 1,032 (RFC 1951) and zstd hardly anywhere.
const EXPANSION: u64 = 200;

/// Bytes that every file may expand to: a few small texts in a row of one letter harm nobody.
const FREE: u64 = 64 << 20;

/// Bytes read from the file, and bytes made of them in all layers together.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    read: Cell<u64>,
    made: Cell<u64>,
}

impl Ledger {
    /// Counts what is read of `input`, the file itself.
    pub(crate) fn count<'a>(&'a self, input: &'a mut dyn BufRead) -> impl BufRead + 'a {
        Counted { input, ledger: self }
    }

    /// Counts the whole file as read: an archive with its directory at the end is read in any order.
    pub(crate) fn read_all(&self, bytes: u64) {
        self.read.set(self.read.get().max(bytes));
    }

    /// Counts what is made, and ends it when it is too much.
    pub(crate) fn bound<'a>(&'a self, decoder: impl Read + 'a) -> impl Read + 'a {
        Bounded { decoder, ledger: self }
    }
}

struct Counted<'a> {
    input: &'a mut dyn BufRead,
    ledger: &'a Ledger,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.input.read(buffer)?;
        self.ledger.read.set(self.ledger.read.get() + len as u64);
        Ok(len)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, len: usize) {
        self.input.consume(len);
        self.ledger.read.set(self.ledger.read.get() + len as u64);
    }
}

struct Bounded<'a, R> {
    decoder: R,
    ledger: &'a Ledger,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ledger { read, made } = self.ledger;
        if made.get() > FREE && made.get() / EXPANSION > read.get() {
            return Err(io::Error::other(format!("it expands to more than {EXPANSION} times its size")));
        }
        let len = self.decoder.read(buffer)?;
        made.set(made.get() + len as u64);
        Ok(len)
    }
}
