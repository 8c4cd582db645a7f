//! Archives made by the tests: all layers, what is hidden, what is broken, what expands without end.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;

use crate::read::container::{Container, of};
use crate::read::{Chunk, Disk, Skip, parse, split};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    let mut link = tar::Header::new_ustar();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    archive.append_link(&mut link, "link.txt", "/etc/passwd").unwrap();
    archive.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.add_directory("a/", SimpleFileOptions::default()).unwrap();
    for (path, bytes) in files {
        archive.start_file(*path, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn members_of_a_zip_archive_with_one_name_are_told() {
    let text = |word: &str| format!("The {word} ferry left the harbour of Veldmark on time.");
    let (first, last) = (text("first"), text("last"));
    let mut bytes = zip(&[("a.txt", first.as_bytes()), ("b.txt", last.as_bytes())]);
    assert_eq!(shown("x.zip", &bytes).0.len(), 2);
    // once in front of the member, once in the directory
    while let Some(at) = bytes.windows(5).position(|name| name == b"b.txt") {
        bytes[at] = b'a';
    }
    let (lines, ended) = shown("x.zip", &bytes);
    assert!(ended.is_ok());
    let told = " None bad: members with the name of a later one, which is read: 1 (unpack it)";
    assert_eq!(lines, [told.to_owned(), format!("a.txt None {last}")]);
}

/// One line a record: member, number, text or reason.
fn shown(name: &str, bytes: &[u8]) -> (Vec<String>, Result<(), Skip>) {
    let mut lines = Vec::new();
    let ended = split(name, &mut &*bytes, None, &mut |chunk: Chunk| {
        let member = chunk.member.clone().unwrap_or_default();
        parse(name, &chunk, &mut |record| {
            lines.push(match record {
                Ok(record) => format!("{member} {:?} {}", record.number, record.raw.text),
                Err(bad) => format!("{member} {:?} bad: {}", bad.number, bad.reason),
            });
        });
    });
    (lines, ended)
}

#[test]
fn a_compressed_file_is_the_file() {
    let lines = b"{\"text\":\"One\"}\n{\"text\":\"Two\"}\n";
    let halves = [gzip(&lines[..20]), gzip(&lines[20..])].concat();
    for (name, bytes) in
        [("a.jsonl.gz", gzip(lines)), ("a.jsonl.zst", zstd(lines)), ("a", gzip(lines)), ("a.gz", halves)]
    {
        assert_eq!(shown(name, &bytes), (vec![" Some(1) One".to_owned(), " Some(2) Two".to_owned()], Ok(())), "{name}");
    }
    assert_eq!(shown("a.txt.gz", &gzip(b"One")).0, [" None One"]);
}

#[test]
fn members_say_where_they_stood() {
    let files: &[(&str, &[u8])] = &[
        ("a/one.txt", b"One"),
        ("a/two.jsonl", b"{\"text\":\"Two\"}\n{\"text\":\"Three\"}"),
        ("../four.txt.gz", &gzip(b"Four")),
        ("picture.png", b"\x89PNG\r\n"),
        (".hidden/x.txt", b"Hidden"),
        ("__MACOSX/a/one.txt", b"Note"),
        ("a.pdf", b"%PDF-1.7"),
        ("a/one.txt", b"Again"),
    ];
    let expected = [
        "a/one.txt None One",
        "a/two.jsonl Some(1) Two",
        "a/two.jsonl Some(2) Three",
        "four.txt.gz None Four",
        "a.pdf None bad: PDF is not read (convert it to text, e.g. with pdftotext)",
        "a/one.txt None bad: its name stands in the archive already: the first one is read",
    ];
    assert_eq!(shown("a.tar", &tar(files)), (expected.map(str::to_owned).to_vec(), Ok(())));
    assert_eq!(shown("a.tgz", &gzip(&tar(files))).0, expected);
    assert_eq!(shown("a", &zstd(&tar(files))).0, expected);
    // a zip file cannot be made with one name twice
    assert_eq!(shown("a.zip", &zip(&files[..7])).0, expected[..5]);
    let inner = zip(&files[..1]);
    assert_eq!(shown("a.tar", &tar(&[("b/in.zip", &inner)])).0, ["b/in.zip!a/one.txt None One"]);
}

#[test]
fn a_zip_archive_on_disk_is_read_from_its_end() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&zip(&[("a.txt", b"One")])).unwrap();
    let mut texts = Vec::new();
    let (mut stream, is_over) = (&b"PK\x03\x04 what the stream holds is not looked at"[..], || false);
    let disk = Disk::new(&file, &is_over).unwrap();
    split("a.zip", &mut stream, Some(&disk), &mut |chunk| texts.push(chunk.bytes)).unwrap();
    assert_eq!(texts, [b"One"]);
}

#[test]
fn what_is_broken_is_named_and_what_was_good_stays() {
    let whole = gzip(&b"{\"text\":\"One\"}\n".repeat(100_000));
    let (lines, ended) = shown("a.jsonl.gz", &whole[..whole.len() - 100]);
    // but for the one that is torn
    assert!(lines.len() > 1000 && lines.iter().rev().skip(1).all(|line| line.ends_with(" One")), "{lines:?}");
    assert!(matches!(ended, Err(Skip::Torn(reason)) if reason.starts_with("cannot be read to its end")));
    let archive = tar(&[("one.txt", b"One"), ("two.txt", &[b'x'; 4000])]);
    let (lines, ended) = shown("a.tar", &archive[..2000]);
    assert_eq!(lines[0], "one.txt None One");
    assert!(lines[1].starts_with("two.txt None bad: cannot be read to its end"), "{lines:?}");
    assert!(ended.is_err());
    for (name, bytes) in
        [("a.zip", &b"PK\x03\x04 broken"[..]), ("a.gz", b"\x1f\x8b\x08"), ("a.zst", b"\x28\xb5\x2f\xfd")]
    {
        assert!(matches!(shown(name, bytes), (lines, Err(Skip::Torn(_))) if lines.is_empty()), "{name}");
    }
    let mut damaged = zip(&[("a.txt", b"One One One One One One One One One"), ("b.txt", b"Two")]);
    let name = damaged.windows(5).position(|bytes| bytes == b"a.txt").unwrap();
    // within the compressed bytes of the member, which follow its name
    damaged[name + 6] ^= 0xff;
    let (lines, ended) = shown("a.zip", &damaged);
    assert_eq!((lines.len(), ended), (2, Ok(())), "{lines:?}");
    assert!(lines[0].contains("bad: ") && lines[1] == "b.txt None Two", "{lines:?}");
}

#[test]
fn a_damaged_member_of_a_gzip_file_costs_itself_alone() {
    let line = |n: usize| format!("{{\"text\":\"Number {n}: {}\"}}\n", "ships wait outside ".repeat(n)).into_bytes();
    let mut members: Vec<Vec<u8>> = (1..=3).map(|n| gzip(&line(n))).collect();
    let middle = members[1].len() / 2;
    members[1][middle] ^= 0x55;
    // padding as tapes have it
    members.push(vec![0; 100]);
    let (lines, ended) = shown("a.jsonl.gz", &members.concat());
    assert!(lines[0].starts_with(" Some(1) Number 1"), "{lines:?}");
    // nothing or a stump is left of the second one
    assert!(lines.last().unwrap().contains("Number 3"), "{lines:?}");
    assert!(
        lines.iter().all(|line| line.contains("Number 1") || line.contains("Number 3") || line.contains("bad: ")),
        "{lines:?}"
    );
    assert!(ended.is_err());
    let whole: Vec<u8> = [1, 2].map(|n| gzip(&line(n))).concat();
    assert_eq!(shown("a.jsonl.gz", &[whole, vec![0; 100]].concat()).1, Ok(()));
}

#[test]
fn what_expands_without_end_is_stopped() {
    let zeros = std::io::repeat(b'{').take(200 << 20);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut { zeros }, &mut encoder).unwrap();
    let bomb = encoder.finish().unwrap();
    let (lines, ended) = shown("a.jsonl.gz", &bomb);
    assert!(matches!(&ended, Err(Skip::Torn(reason)) if reason.contains("more than 200 times its size")), "{ended:?}");
    assert!(lines.len() <= 1, "{lines:?}");
    // twice packed it is no better, and its neighbour is read
    let (lines, _) = shown("a.zip", &zip(&[("one.txt", b"One"), ("bomb.jsonl.gz", &bomb)]));
    assert_eq!(lines[0], "one.txt None One");
    assert!(lines.last().unwrap().contains("more than 200 times"), "{lines:?}");
    let mut nested = b"One".to_vec();
    (0..8).for_each(|_| nested = gzip(&nested));
    assert!(matches!(shown("a.txt", &nested).1, Err(Skip::Bad(reason)) if reason.contains("archives within archives")));
}

#[test]
fn documents_are_no_archives() {
    let mut document = zip(&[]);
    document.splice(..0, b"PK\x03\x04".iter().copied().chain([0; 26]).chain(*b"[Content_Types].xml"));
    assert_eq!(shown("a.zip", &zip(&[])).1, Err(Skip::NotAnArticle));
    assert_eq!(shown("a.zip", &zip(&[("a.png", b"\x89PNG")])).1, Err(Skip::NotAnArticle));
    assert_eq!(of("a.bin", &document), None);
    assert_eq!(of("a.docx", b"PK\x03\x04"), None);
    assert_eq!(of("a.zip", b"PK\x03\x04"), Some(Container::Zip));
}

#[test]
fn a_text_is_no_archive_whatever_stands_where() {
    // Spanish verbs end in the sign of a tar archive
    let text = format!("{}ustar el plan, dijo el alcalde. {}", "a".repeat(257), "El puerto abre hoy. ".repeat(40));
    assert_eq!(of("a.txt", text.as_bytes()), None);
    assert_eq!(of("a.tar", &tar(&[("one.txt", b"One")])), Some(Container::Tar));
    let mut old = tar(&[("one.txt", b"One")]);
    old[257..265].fill(0);
    let sum: u32 = old[..148].iter().chain(&old[156..512]).map(|byte| u32::from(*byte)).sum::<u32>() + 8 * 32;
    old[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(of("a", &old), Some(Container::Tar));
}
