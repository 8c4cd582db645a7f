//! An invented archive that changes: every story and every version of one has a word of its own, so that each can be told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Numbers that only depend on their seed (splitmix64).
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    /// Whether one of `times` throws shows its first face.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A number from 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.below(1 << 20) as f64 / f64::from(1 << 20)
    }
}

/// A word that nothing else has, for a number.
pub(crate) fn word(kind: char, mut number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "do", "fi", "gu", "ka", "lo", "mi", "nu", "pa", "ro", "si", "tu", "va", "wo", "zi", "hu"];
    let mut word = format!("{kind}o");
    loop {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
        if number == 0 {
            // an ending that no stemmer takes off
            return word + "kk";
        }
    }
}

/// A version of a story: its title and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Story {
    /// A word of this version alone.
    pub(crate) word: String,
    /// The first line of the file.
    pub(crate) title: String,
    /// The lines that no other story has.
    pub(crate) lines: Vec<String>,
    /// A line that many stories have, which is no part of any.
    pub(crate) residue: bool,
}

const TOWNS: [&str; 8] = ["Oslo", "Lima", "Hanoi", "Accra", "Quito", "Lisbon", "Nairobi", "Wellington"];
const THINGS: [&str; 12] =
    ["ice", "rope", "fish", "salt", "tar", "coal", "nets", "sails", "oars", "lamps", "bread", "clocks"];
const DOINGS: [&str; 8] = ["weighed", "counted", "praised", "refused", "painted", "shipped", "measured", "forgot"];

impl Story {
    fn new(dice: &mut Dice, path: &str, version: usize) -> Self {
        let (word, name) = (word('q', version), path_word(path));
        let town = TOWNS[dice.below(TOWNS.len())];
        let title = format!("The council of {word} meets in {town}");
        let lines = (0..3 + dice.below(6)).map(|line| {
            let (thing, other) = (THINGS[dice.below(THINGS.len())], THINGS[dice.below(THINGS.len())]);
            let (doing, number) = (DOINGS[dice.below(DOINGS.len())], dice.below(1_000_000));
            format!(
                "On day {line} the {word} clerks of {name} {doing} {number} crates of {thing} in {}, and {} sacks of \
                 {other} went to {} before night.",
                TOWNS[dice.below(TOWNS.len())],
                dice.below(1_000_000),
                TOWNS[dice.below(TOWNS.len())]
            )
        });
        let lines = lines.collect();
        Self { word, title, lines, residue: dice.one_in(2) }
    }

    /// What stands in the file.
    fn text(&self) -> String {
        let residue = if self.residue { "Letters from the quay\n\n" } else { "" };
        format!("{}\n\n{residue}{}\n", self.title, self.lines.join("\n\n"))
    }

    /// Whether an article with this title and body is this version, whole.
    pub(crate) fn is(&self, title: &str, body: &str) -> bool {
        let said = format!("{title}\n{body}");
        said.contains(&self.title) && self.lines.iter().all(|line| said.matches(line.as_str()).count() == 1)
    }
}

/// A word that every version of the story at `path` has, and no other story.
pub(crate) fn path_word(path: &str) -> String {
    let number: String = path.chars().filter(char::is_ascii_digit).collect();
    word('x', number.parse().unwrap())
}

/// How much of a world changes at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Batch {
    pub(crate) added: usize,
    pub(crate) changed: usize,
    pub(crate) removed: usize,
}

/// The stories by path, as they stand in the folder.
#[derive(Clone)]
pub(crate) struct World {
    dice: Dice,
    made: usize,
    pub(crate) stories: BTreeMap<String, Story>,
    /// Stories that are never changed.
    pub(crate) fixed: usize,
}

impl World {
    /// A world of `stories` stories, of which the first half never changes, in files below `folder`.
    pub(crate) fn new(seed: u64, stories: usize, folder: &Path) -> Self {
        let mut world = Self { dice: Dice::new(seed), made: 0, stories: BTreeMap::new(), fixed: stories / 2 };
        world.change(Batch { added: stories, changed: 0, removed: 0 }, folder);
        world
    }

    /// Changes the folder by a batch; gives the paths that are not as they were.
    pub(crate) fn change(&mut self, batch: Batch, folder: &Path) -> Vec<String> {
        let mut touched = Vec::new();
        for _ in 0..batch.removed {
            if let Some(path) = self.any_loose() {
                fs::remove_file(folder.join(&path)).unwrap();
                self.stories.remove(&path);
                touched.push(path);
            }
        }
        for _ in 0..batch.changed {
            touched.extend(self.any_loose().inspect(|path| self.write(path, folder)));
        }
        for _ in 0..batch.added {
            let path = format!("{}/{:06}.txt", ["east", "north", "west"][self.made % 3], self.made);
            self.write(&path, folder);
            touched.push(path);
        }
        touched
    }

    /// A story that may change.
    fn any_loose(&mut self) -> Option<String> {
        let loose: Vec<&String> = self.stories.keys().filter(|path| number(path) >= self.fixed).collect();
        if loose.is_empty() {
            return None;
        }
        Some(loose[self.dice.below(loose.len())].clone())
    }

    fn write(&mut self, path: &str, folder: &Path) {
        let story = Story::new(&mut self.dice, path, self.made);
        self.made += 1;
        let place = folder.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, story.text()).unwrap();
        self.stories.insert(path.to_owned(), story);
    }

    /// The paths of stories that never change.
    pub(crate) fn fixed_paths(&self) -> Vec<String> {
        self.stories.keys().filter(|path| number(path) < self.fixed).cloned().collect()
    }
}

fn number(path: &str) -> usize {
    let digits: String = path.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn every_word_is_its_own() {
    let words: std::collections::HashSet<String> =
        (0..20_000).flat_map(|number| [word('q', number), word('x', number)]).collect();
    assert_eq!(words.len(), 40_000);
}
