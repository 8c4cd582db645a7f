//! The checksum that the engine writes behind the content of each of its files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

/// By what a file is known again: its bytes, and the checksum that stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    #[serde(rename = "b")]
    bytes: u64,
    #[serde(rename = "c")]
    crc: u32,
}

/// The files of a list of segments.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sums {
    pub(crate) files: BTreeMap<String, Sum>,
}

/// What the engine writes behind the content: JSON with its version and a CRC-32, the length of that JSON and this number,
/// both in four bytes, the lowest first.
const MAGIC: u32 = 1337;

/// Bytes of a footer; it has about 100.
const MAX_FOOTER: u64 = 500;

/// Versions of the engine whose files may stand in an index: no checksum covers the version in a footer, so that only a
/// list tells a damaged one. Major, minor, patch and index format.
const ENGINES: [[u32; 4]; 1] = [[0, 27, 0, 7]];

/// Of a footer what is read.
#[derive(Deserialize)]
struct Footer {
    crc: u32,
}

impl Sum {
    /// What stands at the end of `file`; the content is not read. A footer that is damaged gives a sum that no file has.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn of(file: &mut File) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        let mut end = Vec::new();
        file.seek(SeekFrom::Start(bytes.saturating_sub(MAX_FOOTER)))?;
        file.take(MAX_FOOTER).read_to_end(&mut end)?;
        let crc = footer(&end).map(|(json, _)| json).and_then(|json| serde_json::from_slice::<Footer>(json).ok());
        Ok(Self { bytes, crc: crc.map_or(0, |footer| footer.crc) })
    }

    /// Whether the content of `file` has this checksum, and the footer is what the engine writes.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn is_right(self, file: &mut File) -> io::Result<bool> {
        file.seek(SeekFrom::Start(self.bytes.saturating_sub(MAX_FOOTER)))?;
        let mut end = Vec::new();
        file.take(MAX_FOOTER).read_to_end(&mut end)?;
        let Some((json, footer)) = footer(&end) else { return Ok(false) };
        let expected = ENGINES.map(|[major, minor, patch, format]| {
            let version =
                format!(r#"{{"major":{major},"minor":{minor},"patch":{patch},"index_format_version":{format}}}"#);
            format!(r#"{{"version":{version},"crc":{}}}"#, self.crc)
        });
        if !expected.iter().any(|expected| expected.as_bytes() == json) {
            return Ok(false);
        }
        file.seek(SeekFrom::Start(0))?;
        let content = self.bytes - footer;
        let mut crc = Crc(flate2::Crc::new());
        let read = io::copy(&mut file.take(content), &mut crc)?;
        if read != content {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(crc.0.sum() == self.crc)
    }
}

/// The JSON at the end of a file, and the bytes of the whole footer.
fn footer(end: &[u8]) -> Option<(&[u8], u64)> {
    let (rest, magic) = end.split_last_chunk::<4>()?;
    let (rest, len) = rest.split_last_chunk::<4>()?;
    let len = u32::from_le_bytes(*len);
    if u32::from_le_bytes(*magic) != MAGIC || len as usize > rest.len() {
        return None;
    }
    Some((&rest[rest.len() - len as usize..], u64::from(len) + 8))
}

struct Crc(flate2::Crc);

impl io::Write for Crc {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;
    use std::path::Path;
    use tantivy::directory::{Directory, ManagedDirectory, MmapDirectory, TerminatingWrite};

    fn written(content: &[u8]) -> (tempfile::TempDir, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let directory = ManagedDirectory::wrap(Box::new(MmapDirectory::open(folder.path()).unwrap())).unwrap();
        let mut file = directory.open_write(Path::new("a.idx")).unwrap();
        file.write_all(content).unwrap();
        file.terminate().unwrap();
        let bytes = fs::read(folder.path().join("a.idx")).unwrap();
        (folder, bytes)
    }

    /// Whether the bytes are right by themselves, and what they are known by.
    fn judged(folder: &Path, bytes: &[u8]) -> (bool, Sum) {
        let path = folder.join("damaged");
        fs::write(&path, bytes).unwrap();
        let mut file = File::open(path).unwrap();
        let sum = Sum::of(&mut file).unwrap();
        (sum.is_right(&mut file).unwrap(), sum)
    }

    #[test]
    fn no_bit_of_a_file_of_the_engine_can_be_changed_and_no_byte_be_missing() {
        // a new engine needs a line in `ENGINES`
        for content in [&b""[..], b"postings", &[7; 700]] {
            let (folder, whole) = written(content);
            let (is_right, sum) = judged(folder.path(), &whole);
            assert!(is_right);
            for bit in 0..whole.len() * 8 {
                let mut bytes = whole.clone();
                bytes[bit / 8] ^= 1 << (bit % 8);
                assert!(!judged(folder.path(), &bytes).0, "bit {bit}");
            }
            for len in 0..whole.len() {
                assert!(!judged(folder.path(), &whole[..len]).0, "{len} bytes");
            }
            assert!(!judged(folder.path(), &[&whole[..], b"\n"].concat()).0);
            // whole by itself, but another one
            let (is_right, other) = judged(folder.path(), &written(b"positions").1);
            assert!(is_right && other != sum);
        }
    }
}
