//! What the engine believes of a file of stored records before it looks at it.
//!
//! Behind the packed blocks stands the list of them, in layers; behind it, in 28 bytes, where it begins; behind that what the
//! engine writes at the end of every file. It makes room for as many layers as the list says to have: of a damaged one that
//! may be more than there is, which ends the program.

use std::io;
use std::ops::Range;

use tantivy::directory::FileHandle;

/// Most layers that a list has: each but the last names the eighth part of what the next one does, so that 2^32 blocks take 11.
const MAX_LAYERS: u64 = 16;

/// Bytes of the end of a file of records: version, begin of the list, packing, room (the engine's `DocStoreFooter`).
const END: usize = 28;

/// Where in it the begin of the list stands.
const BEGIN: Range<usize> = 4..12;

/// Bytes that the end of every file ends with: how long it is without them, and a sign.
const LENGTH: usize = 8;

/// Bytes of the longest number.
const NUMBER: usize = 10;

/// # Errors
/// When the list of blocks cannot be one. Whatever else is damaged the engine says itself.
pub(crate) fn look_at(file: &dyn FileHandle) -> io::Result<()> {
    match layers(file)? {
        Some(layers) if layers > MAX_LAYERS => {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the list of its blocks is damaged"))
        }
        _ => Ok(()),
    }
}

/// How many layers the list says to have; `None` where it cannot be found.
fn layers(file: &dyn FileHandle) -> io::Result<Option<u64>> {
    let read = |range: Option<Range<usize>>| {
        range.filter(|range| range.end <= file.len()).map(|r| file.read_bytes(r)).transpose()
    };
    let before = |end: usize, length: usize| Some(end.checked_sub(length)?..end);
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let Some(length) = read(before(file.len(), LENGTH))? else { return Ok(None) };
    let end = (file.len() - LENGTH).checked_sub(number(&length[..4]) as usize);
    let Some(ends) = read(end.and_then(|end| before(end, END)))? else { return Ok(None) };
    let begin = usize::try_from(number(&ends[BEGIN])).ok();
    let first = begin.zip(end).and_then(|(begin, end)| Some(begin..begin.checked_add(NUMBER)?.min(end)));
    let Some(first) = read(first.filter(|first| !first.is_empty()))? else { return Ok(None) };
    // seven bits a byte, the last one has the eighth bit too
    let last = first.iter().position(|byte| byte & 0x80 != 0).unwrap_or(first.len() - 1);
    let layers = first[..=last].iter().rev().fold(0_u128, |layers, byte| layers << 7 | u128::from(byte & 0x7f));
    Ok(Some(u64::try_from(layers).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tantivy::directory::OwnedBytes;

    use super::*;
    use crate::article::{Article, Origin};
    use crate::index::{Entry, Index, Payload};

    /// The file of records of an index of so many articles.
    fn store(articles: usize) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        for n in 0..articles {
            let origin = Origin { root: "r".into(), path: n.to_string(), record: None };
            let words: String = (0..3000).map(|word| format!("{} ", (word + 1) * (n + 7))).collect();
            let article = Article { text: words.into(), ..Article::default() };
            writer.add(index.document(&Entry { origin, article, ..Entry::default() })).unwrap();
        }
        writer.commit(&Payload::default()).unwrap();
        writer.finish().unwrap();
        let files = fs::read_dir(folder.path().join("segments")).unwrap().map(|entry| entry.unwrap().path());
        let stores = files.filter(|path| path.extension().is_some_and(|part| part == "store"));
        stores.map(|path| fs::read(path).unwrap()).max_by_key(Vec::len).unwrap()
    }

    fn layers_of(store: &[u8]) -> Option<u64> {
        layers(&OwnedBytes::new(store.to_vec())).unwrap()
    }

    /// Where the list of a file begins.
    fn begin(store: &[u8]) -> usize {
        let length = &store[store.len() - LENGTH..][..4];
        let end = store.len() - LENGTH - u32::from_le_bytes(length.try_into().unwrap()) as usize;
        u64::from_le_bytes(store[end - END..][BEGIN].try_into().unwrap()) as usize
    }

    #[test]
    fn a_list_has_as_many_layers_as_its_blocks_need() {
        let (few, many) = (store(1), store(60));
        assert_eq!(layers_of(&few), Some(1));
        assert_eq!(layers_of(&many), Some(2), "{} bytes", many.len());
        for whole in [few, many] {
            assert!(look_at(&OwnedBytes::new(whole)).is_ok());
        }
    }

    #[test]
    fn a_list_of_more_layers_than_there_are_is_damaged() {
        let whole = store(3);
        let begin = begin(&whole);
        for number in [&b"abcdefgh\x81"[..], b"page of an", &[0x7f, 0xff], &[0; 10]] {
            let mut damaged = whole.clone();
            let many = number != [0; 10];
            damaged[begin..][..number.len()].copy_from_slice(number);
            assert_eq!(look_at(&OwnedBytes::new(damaged)).is_err(), many, "{number:?}");
        }
    }

    #[test]
    fn what_is_damaged_otherwise_is_left_to_the_engine() {
        let whole = store(1);
        for length in [0, 7, 8, 20] {
            assert!(look_at(&OwnedBytes::new(whole[..length].to_vec())).is_ok(), "{length}");
        }
        let (begin, mut refused) = (begin(&whole), 0);
        for at in begin..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                refused += usize::from(look_at(&OwnedBytes::new(damaged)).is_err());
            }
        }
        // bits of the number itself, and of where it is looked for
        assert!((1..100).contains(&refused), "{refused} of {}", 8 * (whole.len() - begin));
    }
}
