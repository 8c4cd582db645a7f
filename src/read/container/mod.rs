//! Compressed files and archives, opened as streams: nothing is written to disk, and what expands beyond reason ends.

mod directory;
mod disk;
mod ledger;
mod members;
mod tar;

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::ops::Range;

use crate::read::{Chunk, Skip, fill, split_layer, unreadable};

pub use disk::Disk;
pub(super) use ledger::Ledger;
use members::Members;

/// What holds other files, or one in other form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Gzip,
    Zstd,
    Tar,
    Zip,
}

/// Containers within each other: a compressed file in an archive in a compressed archive has four, and nobody packs
/// more by hand.
const LAYERS: usize = 6;

/// Bytes of the largest zip archive that is held in memory, because it comes from a pipe or stands in another archive: its
/// directory stands at its end.
const HELD: usize = 64 << 20;

/// Bytes read from a member at once.
const MEMBER_BYTES: usize = 64 << 10;

/// Bytes of the header of a member in a tar archive, and where the sum of them stands, in octal digits; it is made with
/// spaces in its own place (POSIX.1-1988, ustar).
const TAR_HEADER: usize = 512;
const TAR_SUM: Range<usize> = 148..156;

/// Logarithms of the bytes that zstd may look back, which it holds: 128 MiB, and 8 MiB within another container.
const WINDOW: u32 = 27;
const INNER_WINDOW: u32 = 23;

/// Members of the largest zip archive: its directory is held as a whole, at some 300 bytes a member.
const MEMBERS: u64 = 500_000;

/// Zip archives that are documents: they are read as such, or named.
const DOCUMENTS: &[&str] = &["docx", "odt", "epub", "xlsx", "pptx", "ods", "odp", "dotx", "docm", "xlsm", "jar", "apk"];

/// What a stream is read as, and within what.
pub(super) struct Layer<'a> {
    /// The name that tells what the content may be.
    pub name: &'a str,
    /// The file itself, where the stream is all of it.
    pub disk: Option<&'a Disk<'a>>,
    /// How much was read and made of it so far.
    pub ledger: &'a Ledger,
    /// Containers around it.
    pub depth: usize,
}

/// Which container begins with `head`.
pub(super) fn of(name: &str, head: &[u8]) -> Option<Container> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match head {
        [0x1f, 0x8b, ..] => Some(Container::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Container::Zstd),
        _ if is_tar(head) => Some(Container::Tar),
        // an archive without members has only its end record
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] if !is_document(&ending, head) => Some(Container::Zip),
        _ => None,
    }
}

/// By the sum of its first header, which no text has by chance, and which archives older than any sign have too.
fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..TAR_HEADER).filter(|header| header[0] != 0) else { return false };
    let digits = header[TAR_SUM].trim_ascii_start();
    let digits = &digits[..digits.iter().take_while(|byte| (b'0'..=b'7').contains(byte)).count()];
    let stated = digits.iter().fold(0u64, |sum, digit| sum * 8 + u64::from(digit - b'0'));
    let (before, after) = (&header[..TAR_SUM.start], &header[TAR_SUM.end..]);
    let bytes: u64 = before.iter().chain(after).map(|byte| u64::from(*byte)).sum();
    !digits.is_empty() && bytes + TAR_SUM.len() as u64 * u64::from(b' ') == stated
}

/// By the name, or by the member that such documents begin with.
fn is_document(ending: &str, head: &[u8]) -> bool {
    let first = head.get(30..).unwrap_or_default();
    DOCUMENTS.contains(&ending) || first.starts_with(b"[Content_Types].xml") || first.starts_with(b"mimetype")
}

/// Cuts what a container holds into chunks, member after member.
///
/// # Errors
/// A [`Skip`] when the container as a whole cannot be read to its end; a member that gives no article is a chunk with the
/// reason.
pub(super) fn split(
    kind: Container,
    layer: &Layer<'_>,
    input: &mut dyn BufRead,
    each: &mut dyn FnMut(Chunk),
) -> Result<(), Skip> {
    if layer.depth >= LAYERS {
        return Err(Skip::Bad(format!("archives within archives, over {LAYERS} deep (unpack it)")));
    }
    // an archive of pictures, or of nothing, is no article
    let mut is_given = false;
    let mut give = |chunk| {
        is_given = true;
        each(chunk);
    };
    open(kind, layer, input, &mut give)?;
    if is_given { Ok(()) } else { Err(Skip::NotAnArticle) }
}

fn open(kind: Container, layer: &Layer<'_>, input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    match kind {
        Container::Gzip => inflated(layer, Members::of(input), each),
        Container::Zstd => match unzstd(layer, input) {
            Ok(decoder) => inflated(layer, decoder, each),
            Err(error) => Err(unreadable(&error)),
        },
        Container::Tar => tar::split(layer, input, each),
        Container::Zip => match layer.disk {
            Some(disk) => {
                layer.ledger.read_all(disk.size());
                zip(layer, disk.reader(), each)
            }
            None => {
                let mut held = Vec::new();
                fill(input, &mut held, HELD + 1)?;
                if held.len() > HELD {
                    let reason =
                        format!("a zip archive in a pipe or an archive, over {} MiB (save or unpack it)", HELD >> 20);
                    return Err(Skip::Bad(reason));
                }
                zip(layer, Cursor::new(held), each)
            }
        },
    }
}

/// One file in compressed form: it is that file.
fn inflated(layer: &Layer<'_>, decoder: impl Read, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let mut stream = BufReader::with_capacity(MEMBER_BYTES, layer.ledger.bound(decoder));
    let name = inner_name(layer.name);
    split_layer(&Layer { name: &name, disk: None, depth: layer.depth + 1, ..*layer }, &mut stream, each)
}

/// The name without what it says of the compression.
fn inner_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((inner, ending)) if ["gz", "gzip", "zst", "zstd"].contains(&ending.to_ascii_lowercase().as_str()) => {
            inner.to_owned()
        }
        Some((inner, ending)) if ["tgz", "tzst"].contains(&ending.to_ascii_lowercase().as_str()) => {
            format!("{inner}.tar")
        }
        _ => name.to_owned(),
    }
}

/// A decoder that looks back as far as `zstd --long` does, and within another container as far as every decoder must
/// (RFC 8878, 3.1.1.1.2): six layers of the former would take 768 MiB.
fn unzstd<R: BufRead>(layer: &Layer<'_>, input: R) -> io::Result<impl Read + use<R>> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
    decoder.window_log_max(if layer.depth == 0 { WINDOW } else { INNER_WINDOW })?;
    Ok(decoder)
}

fn zip(layer: &Layer<'_>, mut input: impl Read + Seek, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let members = match directory::members(&mut input) {
        directory::Members::Count(members) if members <= MEMBERS => members,
        directory::Members::Count(_) => {
            return Err(Skip::Bad(format!("an archive of more than {MEMBERS} members (unpack it)")));
        }
        directory::Members::Unclear => {
            return Err(Skip::Torn("a zip archive whose directory is not where its end says (unpack it)".to_owned()));
        }
    };
    let mut archive = zip::ZipArchive::new(input).map_err(|error| Skip::Torn(broken(&error)))?;
    // the crate keeps the last of those with one name
    let twins = members.saturating_sub(archive.len() as u64);
    if twins > 0 {
        each(Chunk::skipped(format!("members with the name of a later one, which is read: {twins} (unpack it)")));
    }
    let mut names = Names::default();
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).and_then(Result::ok).map(Cow::into_owned);
        let name = name.unwrap_or_else(|| format!("member {}", at + 1));
        match archive.by_index(at) {
            Ok(entry) if entry.is_file() => names.member(layer, name, layer.ledger.bound(entry), each),
            Ok(_) => {}
            Err(error) => {
                let reason = format!("cannot be unpacked: {error}");
                each(Chunk { torn: true, ..Chunk::skipped(reason) }.within(&slashed(name)));
            }
        }
    }
    Ok(())
}

/// Why an archive cannot be read at all, without the abbreviations of its format.
fn broken(error: &zip::result::ZipError) -> String {
    let error = error.to_string();
    let reason = if error.contains("EOCD") { "it has no end" } else { &error };
    format!("a broken zip archive: {reason}")
}

/// What a second member with one name is told in a tar archive.
const TWIN: &str = "its name stands in the archive already: the first one is read";

/// The members met, by the hashes of their names: an archive may hold a name twice, and an article has one origin.
#[derive(Default)]
struct Names(HashSet<u64>);

impl Names {
    /// Cuts a member into chunks that say where they stood; what goes wrong with it concerns it alone.
    fn member(&mut self, layer: &Layer<'_>, path: String, input: impl Read, each: &mut dyn FnMut(Chunk)) {
        let path = slashed(path);
        if is_hidden(&path) {
            return;
        }
        let mut hasher = DefaultHasher::new();
        path.hash(&mut hasher);
        if !self.0.insert(hasher.finish()) {
            return each(Chunk::skipped(TWIN.to_owned()).within(&path));
        }
        let mut stream = BufReader::with_capacity(MEMBER_BYTES, input);
        let inner = Layer { name: &path, disk: None, depth: layer.depth + 1, ..*layer };
        match split_layer(&inner, &mut stream, &mut |chunk| each(chunk.within(&path))) {
            Ok(()) | Err(Skip::NotAnArticle) => {}
            Err(Skip::Bad(reason)) => each(Chunk::skipped(reason).within(&path)),
            Err(Skip::Torn(reason)) => each(Chunk { torn: true, ..Chunk::skipped(reason) }.within(&path)),
        }
    }
}

/// One writing for the paths of all systems, without what would lead out of the archive.
fn slashed(path: String) -> String {
    let path = path.replace('\\', "/");
    let steps: Vec<&str> = path.split('/').filter(|step| !matches!(*step, "" | "." | "..")).collect();
    steps.join("/")
}

/// What a walk would pass over too, and the notes that macOS adds to archives.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|step| step.starts_with('.') || step == "__MACOSX")
}

#[cfg(test)]
mod tests;
