//! A generator of hostile files among good ones: the same seed gives the same bytes.

mod archives;
mod entries;
pub(crate) mod good;
mod markup;
pub(crate) mod pack;
mod records;
mod tamed;
mod texts;

use std::path::Path;

/// Good articles.
pub(crate) const GOOD: usize = 1_000;

/// Hostile files.
pub(crate) const HOSTILE: usize = 200;

/// A file that means harm.
pub(crate) struct Hostile {
    /// Where it stands below the folder of all files.
    pub path: String,
    /// What stands there.
    pub what: What,
    /// What becomes of it.
    pub fate: Fate,
}

/// What stands at a path.
pub(crate) enum What {
    /// A file with these bytes.
    Bytes(Vec<u8>),
    /// A symbolic link to this.
    Link(String),
    /// A pipe that nobody writes into.
    Pipe,
    /// A socket.
    Socket,
}

/// What becomes of a hostile file.
pub(crate) enum Fate {
    /// It gives no article and is named, with a reason that says this.
    Named(&'static str),
    /// A part of it is named, with a reason that says this; its good records are found by these words.
    InPart(&'static str, Vec<String>),
    /// It is an article, found by this word; its harm is in no output.
    Tamed(String),
}

/// A kind of hostile file: its name, the ending of its files, how often it is made, and how: from a number that differs.
pub(crate) struct Kind {
    pub name: &'static str,
    pub ending: &'static str,
    pub times: usize,
    pub make: fn(&mut Dice) -> (What, Fate),
}

/// splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
pub(crate) struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// From `from` up to `to`, without it.
    pub(crate) fn within(&mut self, from: usize, to: usize) -> usize {
        from + (self.next() % (to - from) as u64) as usize
    }

    /// A word for an article of its own, which no good article has.
    pub(crate) fn word(&mut self) -> String {
        good::word(self.within(2_000, 2_000_000)) + "q"
    }

    /// Bytes that mean nothing.
    pub(crate) fn noise(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }
}

/// A file with these bytes that is named so.
pub(crate) fn named(bytes: impl Into<Vec<u8>>, reason: &'static str) -> (What, Fate) {
    (What::Bytes(bytes.into()), Fate::Named(reason))
}

/// All kinds.
pub(crate) fn kinds() -> Vec<Kind> {
    let mut kinds = Vec::new();
    for more in [archives::kinds(), entries::kinds(), markup::kinds(), records::kinds(), tamed::kinds(), texts::kinds()]
    {
        kinds.extend(more);
    }
    kinds
}

/// The hostile files of a seed.
pub(crate) fn hostile(seed: u64) -> Vec<Hostile> {
    let mut dice = Dice(seed);
    let mut files = Vec::new();
    for Kind { name, ending, times, make } in kinds() {
        for time in 0..times {
            let (what, fate) = make(&mut dice);
            files.push(Hostile { path: format!("hostile/{name}-{time}{ending}"), what, fate });
        }
    }
    files
}

/// Puts a hostile file into a folder. What a system does not know is left out, which the answer says.
pub(crate) fn put(folder: &Path, file: &Hostile) -> bool {
    let path = folder.join(&file.path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    match &file.what {
        What::Bytes(bytes) => std::fs::write(path, bytes).is_ok(),
        other => entries::put(&path, other),
    }
}
