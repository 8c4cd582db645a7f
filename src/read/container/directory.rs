//! The end of a zip archive, which says how many members the directory before it has: looked at before anybody holds it.

use std::io::{Read, Seek, SeekFrom};

/// Bytes of the record at the end without its comment (APPNOTE.TXT 4.3.16).
const END: usize = 22;

/// Bytes at the end of a file in which that record is looked for: the longest comment has 65,535 (there), and the zip
/// crate looks some bytes further. Any of the records in them may be the one that it takes.
const TAIL: usize = 128 << 10;

/// Bytes of what leads from there to the record of archives with more members than 16 bits count, and of that record
/// (4.3.15, 4.3.14).
const LOCATOR: usize = 20;
const LARGE_END: usize = 56;

/// Bytes of that record up to where its stated length begins to count.
const UNCOUNTED: u64 = 12;

/// Members, or bytes, of which a record says that another one tells them (4.4.1.4).
const ELSEWHERE: u64 = u16::MAX as u64;
const FAR: u64 = u32::MAX as u64;

/// How many members an archive may have for whoever looks for them: the most that any of its ends says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Members {
    /// So many; none where it has no end.
    Count(u64),
    /// An end leads to a record that is not there, or not as it should be: another one may be found in its place.
    Unclear,
}

/// How many members an archive says it has.
pub(super) fn members(input: &mut (impl Read + Seek)) -> Members {
    tail(input).map_or(Members::Count(0), |(begin, tail)| {
        let ends = (0..=tail.len().saturating_sub(END)).filter(|at| tail[*at..].starts_with(b"PK\x05\x06"));
        ends.map(|at| of_end(input, begin, &tail, at)).max().unwrap_or(Members::Count(0))
    })
}

/// The last bytes, and where they begin.
fn tail(input: &mut (impl Read + Seek)) -> Option<(u64, Vec<u8>)> {
    let begin = input.seek(SeekFrom::End(0)).ok()?.saturating_sub(TAIL as u64);
    let tail = read_at(input, begin, TAIL)?;
    (tail.len() >= END).then_some((begin, tail))
}

/// What the end record at `at` of the `tail` that stands at `begin` says.
fn of_end(input: &mut (impl Read + Seek), begin: u64, tail: &[u8], at: usize) -> Members {
    let end = &tail[at..];
    let members = number(&end[10..12]);
    let is_elsewhere = members == ELSEWHERE || number(&end[12..16]) == FAR || number(&end[16..20]) == FAR;
    let locator = at.checked_sub(LOCATOR).map(|from| &tail[from..at]).filter(|it| it.starts_with(b"PK\x06\x07"));
    match locator {
        Some(locator) if is_elsewhere => {
            let place = begin + (at - LOCATOR) as u64;
            large(input, locator, place).map_or(Members::Unclear, Members::Count)
        }
        _ => Members::Count(members),
    }
}

/// The members in the large record that the `locator` at `place` leads to; `None` unless nobody could take another one for
/// it: it stands there, ends where the locator begins, and has its directory before it.
fn large(input: &mut (impl Read + Seek), locator: &[u8], place: u64) -> Option<u64> {
    let stands = number(&locator[8..16]);
    let large = read_at(input, stands, LARGE_END)?;
    let large = large.get(..LARGE_END).filter(|it| it.starts_with(b"PK\x06\x06"))?;
    let ends = stands.checked_add(UNCOUNTED)?.checked_add(number(&large[4..12]))?;
    let [here, members] = [number(&large[24..32]), number(&large[32..40])];
    let directory = number(&large[48..56]).checked_add(members.checked_mul(MEMBER)?)?;
    let is_alone = large[16..20] == [0; 4] && large[20..24] == locator[4..8] && here == members;
    (ends == place && is_alone && directory <= stands).then_some(members)
}

/// Bytes of the shortest entry of a directory (4.3.12).
const MEMBER: u64 = 46;

/// A number of up to eight bytes, little endian.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// At most `length` bytes from `place` on.
fn read_at(input: &mut (impl Read + Seek), place: u64, length: usize) -> Option<Vec<u8>> {
    input.seek(SeekFrom::Start(place)).ok()?;
    let mut bytes = Vec::new();
    input.take(length as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(members: usize, comment: &str) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for member in 0..members {
            archive.start_file(member.to_string(), SimpleFileOptions::default()).unwrap();
            archive.write_all(b"x").unwrap();
        }
        archive.set_comment(comment).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn members_are_counted_without_the_directory() {
        for (count, comment) in [(0, ""), (3, ""), (3, "a comment with PK in it"), (70_000, "")] {
            assert_eq!(members(&mut Cursor::new(archive(count, comment))), Members::Count(count as u64));
        }
    }

    #[test]
    fn what_is_no_archive_says_nothing() {
        let whole = archive(3, "");
        for bytes in [&b""[..], b"PK", b"no archive at all, of more than twenty-two bytes", &whole[..whole.len() - 22]]
        {
            assert_eq!(members(&mut Cursor::new(bytes)), Members::Count(0));
        }
    }

    /// An end record that says `members`.
    fn end(members: u8) -> Vec<u8> {
        let mut end = vec![0; END];
        end[..4].copy_from_slice(b"PK\x05\x06");
        // on another disk: a reader that knows one disk goes on looking
        end[4] = 1;
        (end[8], end[10]) = (members, members);
        end
    }

    #[test]
    fn an_end_behind_the_end_hides_no_members() {
        let hidden = [archive(300, ""), end(1)].concat();
        assert_eq!(members(&mut Cursor::new(&hidden)), Members::Count(300));
        // and somebody finds them
        assert_eq!(zip::ZipArchive::new(Cursor::new(hidden)).unwrap().len(), 300);
        let large = [archive(70_000, ""), end(1)].concat();
        assert_eq!(members(&mut Cursor::new(large)), Members::Count(70_000));
    }

    #[test]
    fn a_large_archive_that_was_shifted_says_nothing_that_can_be_trusted() {
        let whole = archive(70_000, "");
        let shifted = [b"#!/bin/sh\n", whole.as_slice()].concat();
        assert_eq!(members(&mut Cursor::new(&shifted)), Members::Unclear);
        assert_eq!(zip::ZipArchive::new(Cursor::new(shifted)).unwrap().len(), 70_000);
        // a small record where the large one is said to be
        let mut planted = whole.clone();
        let record = whole.len() - END - LOCATOR - LARGE_END;
        planted.copy_within(record..record + LARGE_END, 0);
        planted[32] = 1;
        planted[whole.len() - END - 12..][..8].fill(0);
        assert_eq!(members(&mut Cursor::new(planted)), Members::Unclear);
        // a small one needs no such record
        let shifted = [b"#!/bin/sh\n", archive(3, "").as_slice()].concat();
        assert_eq!(members(&mut Cursor::new(shifted)), Members::Count(3));
    }
}
