//! What can be seen of a line and of its surroundings without knowing any phrase.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::clean::page::{Line, Page};
use crate::clean::vocabulary::entries;

const FURNITURE: u8 = 1;
const MAKER: u8 = 2;
const FUNCTION: u8 = 4;

/// Single words of some twenty languages: those of furniture, those around by-lines, and function words.
static WORDS: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut words: FxHashMap<&'static str, u8> = FxHashMap::default();
    for (section, word) in entries(include_str!("phrases/furniture-words.txt")) {
        *words.entry(word).or_default() |= match section {
            "furniture" => FURNITURE,
            "maker" => MAKER,
            _ => FUNCTION,
        };
    }
    words
});

/// A line by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    /// Characters; ideographs count twice.
    pub(crate) width: usize,
    /// Words; four columns of ideographs count as one.
    pub(crate) words: usize,
    pub(crate) letters: usize,
    pub(crate) capitals: usize,
    pub(crate) digits: usize,
    /// Words that begin with a capital or a digit.
    pub(crate) high: usize,
    /// Words that begin with a capital.
    pub(crate) capitalised: usize,
    pub(crate) furniture: usize,
    pub(crate) makers: usize,
    pub(crate) function: usize,
    /// Words of five letters or more.
    pub(crate) long: usize,
    /// Those of them that the prose has.
    pub(crate) shared: usize,
    /// Ideographs, kana or hangul.
    pub(crate) wide: bool,
    /// Begins with neither letter nor digit nor quotation mark.
    pub(crate) signed: bool,
    /// Ends like a sentence or announces more.
    pub(crate) closed: bool,
    /// Stands in the text more than once.
    pub(crate) repeated: bool,
    /// Set in columns, with runs of spaces between its words.
    pub(crate) columns: bool,
}

impl Shape {
    /// A third or more of its letters and digits are digits.
    pub(crate) fn figured(&self) -> bool {
        self.digits > 0 && self.digits * 2 >= self.letters
    }

    /// Looks like a row of a table.
    pub(crate) fn tabular(&self) -> bool {
        self.figured() || self.columns
    }
}

/// A line among those that are left.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) shape: Shape,
    /// Lines of prose above and below.
    pub(crate) above: usize,
    pub(crate) below: usize,
    pub(crate) before: Neighbour,
    pub(crate) after: Neighbour,
    /// A rule took the line above, the line below.
    pub(crate) taken_before: bool,
    pub(crate) taken_after: bool,
    /// A rule took one of the [`NEAR`] lines above or below.
    pub(crate) taken_near: bool,
    /// What the lines without prose are like in the whole text.
    pub(crate) company: Company,
}

/// The lines without prose that are left, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Company {
    pub(crate) all: usize,
    /// Those that end like a sentence.
    pub(crate) closed: usize,
    /// Those of which a quarter of the words are words of furniture.
    pub(crate) furnished: usize,
    /// Those that stand between paragraphs like headings.
    pub(crate) headings: usize,
}

impl Company {
    fn of(seen: &[(usize, Seen)]) -> Self {
        let count = |holds: fn(&Seen) -> bool| seen.iter().filter(|(_, seen)| holds(seen)).count();
        Self {
            all: seen.len(),
            closed: count(|seen| seen.shape.closed),
            furnished: count(|seen| seen.shape.furnished()),
            headings: count(Seen::is_heading),
        }
    }
}

impl Seen {
    pub(crate) fn between_prose(&self) -> bool {
        self.before == Neighbour::Prose && self.after == Neighbour::Prose
    }

    /// Open, between paragraphs, and without a word of furniture.
    pub(crate) fn is_heading(&self) -> bool {
        self.between_prose() && !self.shape.closed && self.shape.furniture == 0
    }

    /// Paragraphs stand above and below.
    pub(crate) fn inside(&self) -> bool {
        self.above > 0 && self.below > 0
    }
}

/// The next line that is left, above or below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Neighbour {
    #[default]
    None,
    Prose,
    /// Up to four words that do not end like a sentence.
    Stub,
    Other,
}

/// Lines above and below in which a removed one counts as near.
const NEAR: usize = 3;

/// The lines of a page that hold anything, with what does not change while some of them go.
pub(crate) struct Sight {
    /// Indices of the lines of the page.
    rows: Vec<usize>,
    shapes: Vec<Shape>,
    /// Taken by other rules than the headline's.
    taken: Vec<bool>,
}

impl Sight {
    pub(crate) fn of(page: &Page) -> Self {
        let rows: Vec<usize> = (0..page.lines.len()).filter(|at| !page.lines[*at].blank()).collect();
        let known = Known::of(page);
        let shape = |at: &usize| {
            let line = &page.lines[*at];
            if line.kept() && !line.prose { Shape::of(line, &known) } else { Shape::default() }
        };
        let shapes = rows.iter().map(shape).collect();
        // a headline stands above the body, not beside furniture
        let taken = rows.iter().map(|at| page.lines[*at].taken.is_some_and(|rule| rule != "headline")).collect();
        Self { rows, shapes, taken }
    }

    /// The lines without prose that are left, with their surroundings and their indices in the page.
    pub(crate) fn see(&self, page: &Page) -> Vec<(usize, Seen)> {
        let left: Vec<usize> = (0..self.rows.len()).filter(|row| page.lines[self.rows[*row]].kept()).collect();
        let prose = |row: usize| page.lines[self.rows[row]].prose;
        let all = left.iter().filter(|row| prose(**row)).count();
        let mut seen = Vec::new();
        let mut above = 0;
        for (place, row) in left.iter().copied().enumerate() {
            if prose(row) {
                above += 1;
                continue;
            }
            let neighbour = |place: Option<usize>| self.neighbour(page, place.and_then(|place| left.get(place)));
            let near = row.saturating_sub(NEAR)..(row + NEAR + 1).min(self.rows.len());
            seen.push((
                self.rows[row],
                Seen {
                    shape: self.shapes[row],
                    above,
                    below: all - above,
                    before: neighbour(place.checked_sub(1)),
                    after: neighbour(Some(place + 1)),
                    taken_before: row > 0 && self.taken[row - 1],
                    taken_after: self.taken.get(row + 1).is_some_and(|taken| *taken),
                    taken_near: self.taken[near].contains(&true),
                    company: Company::default(),
                },
            ));
        }
        let company = Company::of(&seen);
        seen.iter_mut().for_each(|(_, seen)| seen.company = company);
        seen
    }

    fn neighbour(&self, page: &Page, row: Option<&usize>) -> Neighbour {
        match row {
            None => Neighbour::None,
            Some(row) if page.lines[self.rows[*row]].prose => Neighbour::Prose,
            Some(row) if !self.shapes[*row].closed && self.shapes[*row].words <= 4 => Neighbour::Stub,
            Some(_) => Neighbour::Other,
        }
    }
}

/// What is known of the whole text: the long words of its prose, and how often its other lines stand there.
struct Known<'a> {
    /// A bit a hash of a word: a wrong hit is one in ten for the longest articles, and evidence is no proof.
    words: Vec<bool>,
    lines: FxHashMap<&'a str, usize>,
}

impl<'a> Known<'a> {
    fn of(page: &'a Page) -> Self {
        let mut known = Self { words: vec![false; 1 << HASH_BITS], lines: FxHashMap::default() };
        for line in page.lines.iter().filter(|line| line.kept()) {
            if line.prose {
                line.text.split(' ').filter_map(word_hash).for_each(|hash| known.words[hash] = true);
            } else {
                *known.lines.entry(line.folded.as_str()).or_default() += 1;
            }
        }
        known
    }
}

/// Bits of a word's hash: 16 KiB of marks a text, of which the longest articles set one in ten.
const HASH_BITS: u32 = 14;

/// The hash of the first six letters of a long word, so that most inflected forms meet.
fn word_hash(word: &str) -> Option<usize> {
    if word.len() < 5 {
        return None;
    }
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.len() < 5 {
        return None;
    }
    // multiplicative hashing by the golden ratio (Knuth, TAOCP 3, 6.4); the bit of ASCII case is set
    let hash = word.bytes().take(6).fold(0u32, |hash, b| (hash ^ u32::from(b | 0x20)).wrapping_mul(0x9E37_79B1));
    Some((hash >> (u32::BITS - HASH_BITS)) as usize)
}

impl Shape {
    fn of(line: &Line, known: &Known) -> Self {
        let mut shape = Self { closed: line.closed(), ..Self::default() };
        shape.signed = line.text.starts_with(|c: char| !c.is_alphanumeric() && !"\"“„»«‘'".contains(c));
        shape.columns = line.text.contains("   ");
        shape.repeated = known.lines.get(line.folded.as_str()).is_some_and(|times| *times > 1);
        line.text.chars().for_each(|c| shape.count_char(c));
        line.text.split_whitespace().for_each(|word| shape.count_word(word));
        for hash in line.text.split(' ').filter_map(word_hash) {
            shape.long += 1;
            shape.shared += usize::from(known.words[hash]);
        }
        for word in line.folded.split([' ', '/', ',', '|', ':', '.', '\u{a0}']) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
            let kinds = WORDS.get(word).copied().unwrap_or_default();
            shape.furniture += usize::from(kinds & FURNITURE != 0);
            shape.makers += usize::from(kinds & MAKER != 0);
            shape.function += usize::from(kinds & FUNCTION != 0);
        }
        if shape.wide {
            shape.words = shape.words.max(shape.width / 4);
        }
        shape
    }

    /// A quarter of the words are words of furniture.
    pub(crate) fn furnished(&self) -> bool {
        self.furniture > 0 && self.furniture * 4 >= self.words
    }

    fn count_char(&mut self, c: char) {
        self.width += 1;
        match c {
            'a'..='z' => self.letters += 1,
            '0'..='9' => self.digits += 1,
            '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
                self.wide = true;
                self.width += 1;
                self.letters += 1;
            }
            c if c.is_alphabetic() => {
                self.letters += 1;
                self.capitals += usize::from(c.is_uppercase());
            }
            _ => {}
        }
    }

    fn count_word(&mut self, word: &str) {
        self.words += 1;
        if let Some(first) = word.chars().find(|c| c.is_alphanumeric()) {
            self.capitalised += usize::from(first.is_uppercase());
            self.high += usize::from(first.is_uppercase() || first.is_ascii_digit());
        }
    }
}
