//! A gzip file member after member, as web archives are: a damaged one costs itself and not what follows.

use std::io::{self, BufRead, Chain, ErrorKind, Read};

use flate2::bufread::GzDecoder;

/// How a member begins: the magic number, and deflate, the only method there is (RFC 1952, 2.3.1).
const BEGINS: &[u8] = &[0x1f, 0x8b, 8];

/// The members of a gzip file as one stream. After a damaged member the stream goes on with the next one that begins
/// anywhere behind, and the damage is told at the end.
pub(super) struct Members<R> {
    /// What a search has passed over of the member stands before the rest of it.
    member: Option<GzDecoder<Chain<&'static [u8], R>>>,
    damage: Option<io::Error>,
    /// A line end is to come between what is left of a damaged member and the next one, so that the torn record does not
    /// swallow a whole one.
    parting: bool,
}

impl<R: BufRead> Members<R> {
    pub(super) fn of(input: R) -> Self {
        Self { member: Some(member(&[], input)), damage: None, parting: false }
    }

    /// Goes on behind a member that ended, or broke.
    fn next(&mut self, damage: Option<io::Error>) -> io::Result<()> {
        let Some(member) = self.member.take() else { return Ok(()) };
        let (_, mut input) = member.into_inner().into_inner();
        self.parting = damage.is_some();
        if damage.is_some() {
            self.damage = self.damage.take().or(damage);
        }
        // padding and whatever else follows the last member is passed over, as gzip does
        let begun = find(&mut input)?;
        if !begun.is_empty() {
            self.member = Some(self::member(begun, input));
        }
        Ok(())
    }
}

fn member<R: BufRead>(begun: &'static [u8], rest: R) -> GzDecoder<Chain<&'static [u8], R>> {
    GzDecoder::new(begun.chain(rest))
}

/// Passes over bytes up to the next member and over what tells it, which is the answer: a part of that where the file is
/// torn within, nothing where no member follows.
fn find(input: &mut impl BufRead) -> io::Result<&'static [u8]> {
    // the signs of a beginning may stand in two buffers; they all differ, so that only the first can begin another one
    let mut met = 0;
    while met < BEGINS.len() {
        let bytes = match input.fill_buf() {
            Ok([]) => break,
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let mut passed = 0;
        for byte in bytes {
            passed += 1;
            met = if *byte == BEGINS[met] { met + 1 } else { usize::from(*byte == BEGINS[0]) };
            if met == BEGINS.len() {
                break;
            }
        }
        input.consume(passed);
    }
    Ok(&BEGINS[..met])
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(member) = &mut self.member else { return self.damage.take().map_or(Ok(0), Err) };
            if std::mem::take(&mut self.parting) {
                buffer[0] = b'\n';
                return Ok(1);
            }
            match member.read(buffer) {
                Ok(0) => self.next(None)?,
                Err(error) if error.kind() != ErrorKind::Interrupted => self.next(Some(error))?,
                read => return read,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read_in(bytes: &[u8], step: usize) -> (String, io::Result<()>) {
        let mut found = Vec::new();
        let ended = Members::of(BufReader::with_capacity(step, bytes)).read_to_end(&mut found);
        (String::from_utf8_lossy(&found).into_owned(), ended.map(drop))
    }

    #[test]
    fn a_file_torn_within_the_signs_of_a_member_is_told() {
        let file = [gzip(b"one "), gzip(b"two")].concat();
        for torn in gzip(b"one ").len() + 1..file.len() {
            let (found, ended) = read_in(&file[..torn], 4);
            assert!(found.starts_with("one ") && ended.is_err(), "{torn}");
        }
    }

    #[test]
    fn an_interrupted_search_goes_on() {
        struct Restless(BufReader<std::io::Cursor<Vec<u8>>>, bool);
        impl Read for Restless {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0.read(buffer)
            }
        }
        impl BufRead for Restless {
            fn fill_buf(&mut self) -> io::Result<&[u8]> {
                self.1 = !self.1;
                if self.1 { Err(ErrorKind::Interrupted.into()) } else { self.0.fill_buf() }
            }
            fn consume(&mut self, len: usize) {
                self.0.consume(len);
            }
        }
        let file = [gzip(b"one "), vec![0; 9], gzip(b"two")].concat();
        let mut found = String::new();
        let input = Restless(BufReader::with_capacity(3, std::io::Cursor::new(file)), false);
        Members::of(input).read_to_string(&mut found).unwrap();
        assert_eq!(found, "one two");
    }

    proptest! {
        #[test]
        fn every_member_is_read_whatever_the_buffer(
            parts in prop::collection::vec(("[a-z]{0,9}", prop::sample::select(vec![&b""[..], b"\0", b"\0\0\0", b"\x1f", b"\x1f\x8b", b"\x1f\x1f\x8b\0"])), 1..9),
            step in 1usize..10,
        ) {
            let file: Vec<u8> = parts.iter().flat_map(|(text, padding)| [gzip(text.as_bytes()), padding.to_vec()].concat()).collect();
            let texts: String = parts.iter().map(|(text, _)| text.as_str()).collect();
            prop_assert_eq!(read_in(&[file, vec![0]].concat(), step).0, texts);
        }
    }
}
