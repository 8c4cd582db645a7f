//! What was read of a file against what was made of it: a small file that expands without end is stopped.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// Times its own size that a file may expand to. Text of news expands 3 to 10 times, the best compressors and the most
/// repetitive logs reach 100; deflate ends at 1,032 (RFC 1951) and zstd hardly anywhere.
const EXPANSION: u64 = 200;

/// Bytes that every file may expand to: a few small texts in a row of one letter harm nobody.
const FREE: u64 = 64 << 20;

/// Bytes from which on text alone is expected: a dump so large is of many articles, which repeat less than a log does.
/// Making them takes some ten seconds.
const LARGE: u64 = 4 << 30;

/// Times its own size that what makes more than [`LARGE`] may expand to: three times what news does.
const LARGE_EXPANSION: u64 = 30;

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

    /// The reason to make no more.
    fn excess(&self) -> Option<String> {
        let (read, made) = (self.read.get(), self.made.get());
        if made > FREE && made / EXPANSION > read {
            return Some(format!("it expands to more than {EXPANSION} times its size"));
        }
        let is_over = made > LARGE && made / LARGE_EXPANSION > read;
        is_over.then(|| {
            let large = LARGE >> 30;
            format!("it expands to more than {large} GiB and {LARGE_EXPANSION} times its size (unpack it)")
        })
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
        if let Some(reason) = self.ledger.excess() {
            return Err(io::Error::other(reason));
        }
        let len = self.decoder.read(buffer)?;
        self.ledger.made.set(self.ledger.made.get() + len as u64);
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_bounded_by_what_was_read_and_the_more_the_stricter() {
        for (made, times, excess) in [
            (FREE, 1000, None),
            (FREE * 2, 190, None),
            (FREE * 2, 210, Some("200 times")),
            (LARGE, 190, None),
            (LARGE * 2, 190, Some("4 GiB and 30 times")),
            (LARGE * 2, 40, Some("4 GiB and 30 times")),
            (LARGE * 200, 20, None),
        ] {
            let ledger = Ledger { read: Cell::new(made / times), made: Cell::new(made) };
            let mut byte = [0];
            let ended = ledger.bound(&b"x"[..]).read(&mut byte).map_err(|error| error.to_string());
            match excess {
                None => assert_eq!(ended, Ok(1), "{made} {times}"),
                Some(reason) => assert!(ended.unwrap_err().contains(reason), "{made} {times}"),
            }
        }
    }
}
