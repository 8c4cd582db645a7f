//! The end of a zip archive, which says how many members the directory before it has: looked at before anybody holds it.

use std::io::{Read, Seek, SeekFrom};

/// Bytes of the record at the end without its comment, and of the longest comment (APPNOTE.TXT 4.3.16).
const END: usize = 22;
const COMMENT: usize = 65_535;

/// Bytes of what leads from there to the record of archives with more members than 16 bits count, and of that record
/// (4.3.15, 4.3.14).
const LOCATOR: usize = 20;
const LARGE_END: usize = 56;

/// How many members an archive says it has; `None` where it does not say so.
pub(super) fn members(input: &mut (impl Read + Seek)) -> Option<u64> {
    let size = input.seek(SeekFrom::End(0)).ok()?;
    let tail = read_at(input, size.saturating_sub((LOCATOR + END + COMMENT) as u64), LOCATOR + END + COMMENT)?;
    let end = (0..=tail.len().checked_sub(END)?).rev().find(|at| tail[*at..].starts_with(b"PK\x05\x06"))?;
    let members = u64::from(u16::from_le_bytes(tail[end + 10..end + 12].try_into().ok()?));
    let locator = end.checked_sub(LOCATOR).map(|at| &tail[at..end]).filter(|it| it.starts_with(b"PK\x06\x07"));
    let Some(locator) = locator else { return Some(members) };
    let place = u64::from_le_bytes(locator[8..16].try_into().ok()?);
    let large = read_at(input, place, LARGE_END)?;
    let large = large.get(..LARGE_END).filter(|it| it.starts_with(b"PK\x06\x06"))?;
    Some(members.max(u64::from_le_bytes(large[32..40].try_into().ok()?)))
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
            assert_eq!(members(&mut Cursor::new(archive(count, comment))), Some(count as u64));
        }
    }

    #[test]
    fn what_is_no_archive_says_nothing() {
        let whole = archive(3, "");
        for bytes in [&b""[..], b"PK", b"no archive at all, of more than twenty-two bytes", &whole[..whole.len() - 22]]
        {
            assert_eq!(members(&mut Cursor::new(bytes)), None);
        }
    }
}
