//! Compressed files and archives that expand without end, break off, or lie about names and lengths.

use crate::hostile::pack::{docx, gzip, gzip_of, header, tar, zip};
use crate::hostile::{Dice, Fate, Kind, What, named};

pub(crate) fn kinds() -> Vec<Kind> {
    let kind = |name, ending, times, make| Kind { name, ending, times, make };
    vec![
        kind("gzip-bomb", ".jsonl.gz", 2, |dice| {
            named(gzip_of(b'0', dice.within(75, 90)), "expands to more than 200 times its size")
        }),
        kind("gzip-bomb-in-gzip", ".jsonl.gz", 1, |dice| {
            named(gzip(&gzip_of(b'0', dice.within(100, 150))), "expands to more than 200 times its size")
        }),
        kind("zstd-bomb", ".jsonl.zst", 1, |dice| {
            let frame = zstd::encode_all(vec![b'0'; 1 << 20].as_slice(), 1).unwrap();
            named(frame.repeat(dice.within(75, 90)), "expands to more than 200 times its size")
        }),
        kind("zip-bomb", ".zip", 2, |dice| {
            let member = vec![b' '; dice.within(17, 20) << 20];
            let names: Vec<String> = (0..4).map(|n| format!("{n}.jsonl")).collect();
            let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), member.as_slice())).collect();
            named(zip(&members), "expands to more than 200 times its size")
        }),
        kind("word-bomb", ".docx", 2, |dice| {
            named(docx(&"<w:p/>".repeat(dice.within(700_000, 800_000))), "too large for a Word file")
        }),
        kind("nested", ".gz", 3, |dice| {
            let inner = format!("A boat named {} came in.\n", dice.word()).into_bytes();
            named((0..9).fold(inner, |bytes, _| gzip(&bytes)), "archives within archives, over 6 deep")
        }),
        kind("torn-gzip", ".txt.gz", 3, |dice| {
            let whole = gzip(&dice.noise(4_000).iter().map(|byte| b'a' + byte % 26).collect::<Vec<u8>>());
            named(&whole[..whole.len() / 2], "cannot be read to its end")
        }),
        kind("false-sum", ".txt.gz", 2, |dice| {
            let mut whole = gzip(format!("A boat named {} came in.\n", dice.word()).as_bytes());
            let end = whole.len() - 8;
            whole[end] ^= 0xff;
            named(whole, "cannot be read to its end")
        }),
        kind("torn-zstd", ".txt.zst", 3, |dice| {
            let letters: Vec<u8> = dice.noise(3_000).iter().map(|byte| b'a' + byte % 26).collect();
            let whole = zstd::encode_all(letters.as_slice(), 1).unwrap();
            named(&whole[..whole.len() - dice.within(10, 1_000)], "cannot be read to its end")
        }),
        kind("torn-tar", ".tar", 3, |dice| {
            let whole = tar(&[("a.txt", &vec![b'a'; 5_000])]);
            named(&whole[..512 + dice.within(100, 4_000)], "the archive ends too early")
        }),
        kind("torn-zip", ".zip", 3, |dice| {
            let whole = zip(&[("a.txt", &dice.noise(3_000))]);
            named(&whole[..whole.len() - dice.within(1, 100)], "a broken zip archive")
        }),
        kind("false-zip-member", ".zip", 3, |dice| {
            let text = format!("A boat named {} came in on Monday, its owner said to the harbour post.", dice.word());
            let mut whole = zip(&[("a.txt", text.repeat(9).as_bytes())]);
            (40..60).for_each(|at| whole[at] ^= 0x5a);
            named(whole, "cannot be read to its end")
        }),
        kind("long-name", ".tar", 2, |dice| named(long_name(dice.within(3, 6) << 20), "between two members")),
        kind("endless-member", ".tar", 2, |_| {
            let mut bytes = header("a.txt", 0o77_777_777_777).as_bytes().to_vec();
            bytes.extend(b"A boat came in.");
            named(bytes, "the archive ends too early")
        }),
        kind("upward", ".tar", 3, |dice| escaping(dice, tar)),
        kind("upward", ".zip", 3, |dice| escaping(dice, zip)),
        kind("devices", ".tar", 2, devices),
    ]
}

/// A name of millions of letters, which a reader may want to hold.
fn long_name(length: usize) -> Vec<u8> {
    let mut long = header("././@LongLink", length as u64);
    long.set_entry_type(tar::EntryType::GNULongName);
    long.set_cksum();
    let mut bytes = long.as_bytes().to_vec();
    bytes.extend(vec![b'a'; length.next_multiple_of(512)]);
    bytes.extend(tar(&[("a.txt", b"A boat came in.\n")]));
    bytes
}

/// Makes an archive of names and bytes.
type Pack = fn(&[(&str, &[u8])]) -> Vec<u8>;

/// Members that want to stand elsewhere, a bad one beside them.
fn escaping(dice: &mut Dice, pack: Pack) -> (What, Fate) {
    let words = [dice.word(), dice.word()];
    let texts =
        words.clone().map(|word| format!("The boat {word} came in.\n\nNobody had seen the {word} since May.\n"));
    let members: [(&str, &[u8]); 3] = [
        ("../../../tmp/escaped.txt", texts[0].as_bytes()),
        ("/etc/escaped.txt", texts[1].as_bytes()),
        ("..\\..\\empty.txt", b""),
    ];
    (What::Bytes(pack(&members)), Fate::InPart("empty file", words.to_vec()))
}

/// An archive with links and devices around one good text and a bad one.
fn devices(dice: &mut Dice) -> (What, Fate) {
    let word = dice.word();
    let mut bytes = Vec::new();
    for (name, kind) in [
        ("zero.txt", tar::EntryType::Char),
        ("disk.txt", tar::EntryType::Block),
        ("pipe.txt", tar::EntryType::Fifo),
        ("link.txt", tar::EntryType::Symlink),
        ("hard.txt", tar::EntryType::Link),
    ] {
        let mut odd = header(name, 0);
        odd.set_entry_type(kind);
        odd.set_link_name("/etc/passwd").unwrap();
        odd.set_cksum();
        bytes.extend(odd.as_bytes());
    }
    let text = format!("The boat {word} came in.\n\nNobody had seen the {word} since May.\n");
    bytes.extend(tar(&[("a.txt", text.as_bytes()), ("b.txt", b"")]));
    (What::Bytes(bytes), Fate::InPart("empty file", vec![word]))
}
