//! Any bytes as a file of any name: read to its end, every record spelt as the rest of newsdex expects it.

use std::io::Write;

use newsdex::article::Raw;
use newsdex::read::{Disk, Skip, parse, split};
use newsdex::text::normal;

/// Names whose endings newsdex knows, and some that it does not.
const NAMES: &[&str] = &[
    "a.html",
    "2025-10-28.txt",
    "a.md",
    "a.json",
    "a.jsonl",
    "a.ndjson",
    "a.warc",
    "a.warc.gz",
    "a.sgm",
    "a.csv",
    "a.tsv",
    "a.xml",
    "a.rss",
    "a.docx",
    "a.rtf",
    "a.gz",
    "a.zst",
    "a.tar",
    "a.tar.gz",
    "a.tgz",
    "a.zip",
    "a.eml",
    "a.pdf",
    "a",
    "-",
];

/// The reason that stands for a panic of ours which was caught.
const OUR_ERROR: &str = "an error in newsdex itself";

/// The first byte chooses the name.
pub(super) fn named(bytes: &[u8]) {
    if let Some((first, rest)) = bytes.split_first() {
        file(NAMES[usize::from(*first) % NAMES.len()], rest);
    }
}

/// Reads a file; an archive whose directory is at its end from the disk too, as indexing does.
pub(super) fn file(name: &str, bytes: &[u8]) {
    if !name.ends_with(".zip") && !bytes.starts_with(b"PK") {
        return read(name, bytes, None);
    }
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let disk = Disk::new(&file, &|| false).unwrap();
    read(name, bytes, Some(&disk));
    read(name, bytes, None);
}

fn read(name: &str, bytes: &[u8], disk: Option<&Disk<'_>>) {
    let mut chunks = 0;
    let mut each = |chunk| {
        chunks += 1;
        parse(name, &chunk, &mut |record| match record {
            Ok(record) => well_spelt(&record.raw),
            Err(bad) => reason(&bad.reason),
        });
    };
    match split(name, &mut &*bytes, disk, &mut each) {
        Ok(()) | Err(Skip::NotAnArticle) => {}
        Err(Skip::Bad(why) | Skip::Torn(why)) => reason(&why),
    }
    assert!(chunks <= bytes.len() + 1, "{chunks} chunks of {} bytes", bytes.len());
}

fn reason(why: &str) {
    assert!(!why.is_empty() && !why.starts_with(OUR_ERROR), "{why}");
}

/// What every later stage relies on.
fn well_spelt(raw: &Raw) {
    let meta = &raw.meta;
    assert!(!raw.text.trim().is_empty() || meta.title.is_some());
    let single = [&meta.title, &meta.source, &meta.credit, &meta.section];
    for text in single.into_iter().flatten().chain(&meta.authors).chain(&meta.keywords).chain([&raw.text]) {
        assert_eq!(normal(text.clone()), *text, "is not spelt as everything else");
    }
    if let Some(date) = meta.date {
        assert!(!date.iso().is_empty());
        let _ = (date.instant_seconds(), date.wall_seconds());
    }
    let _ = raw.fingerprint();
}

/// The bytes as the text part of a Word file, so that nothing has to get past a compression first.
pub(super) fn word_xml(bytes: &[u8]) {
    let mut word = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    word.start_file("word/document.xml", stored).unwrap();
    word.write_all(bytes).unwrap();
    file("press.docx", word.finish().unwrap().get_ref());
}
