//! What two texts have in common, whatever their headings say: shingles of words, compared exactly, and the signature by
//! which likely copies are found among many.
//!
//! A shingle is a run of [`WIDTH`] words (of [`WIDTH_ALONE`] signs in scripts that put no spaces between words): an edited
//! word touches three shingles and no more, and three words in a row are seldom the same by chance. A signature holds
//! the least hash of each of [`ROWS`] parts into which the hashes of all shingles fall (one permutation hashing: Li, Owen
//! and Zhang 2012); a part without a shingle borrows from the next one (Shrivastava and Li 2014). The share of equal rows
//! of two signatures estimates the share of shingles that two texts have in common (Broder 1997).

use std::cmp::Ordering;

use crate::text::{Opens, Word, words};

/// Words of a shingle.
const WIDTH: usize = 3;

/// Signs of a shingle where each sign is a word: a Chinese or Japanese word has about two.
const WIDTH_ALONE: usize = 6;

/// Rows of a signature. With 32 of 16 bits it takes 72 bytes of a column with the hash of the text.
const ROWS: usize = 32;

/// Shingles from which a text can be a copy. Below, a dozen words of a form ("net profit rose to … from …") are enough to
/// make two different reports alike.
const LEAST: usize = 40;

/// Rows that must have a shingle of their own: a text that repeats few words has many shingles and few different ones.
const LEAST_ROWS: usize = ROWS / 2;

/// Share of the shingles of both texts together that copies have in common (resemblance, the Jaccard coefficient).
///
/// Of 1,200 generated pairs in which up to a fifth of the sentences was rewritten, left out or put in and the head
/// exchanged, none lies below .66; of articles on one topic that share their background none above .34
/// (`how_alike_copies_are` in `index/story_tests.rs`). The room above .34 is for short texts under long heads.
const RESEMBLANCE: f64 = 0.40;

/// Share of the shorter text's shingles that the longer one has (containment), from which it is an update of it.
const CONTAINMENT: f64 = 0.80;

/// The shorter text's part of the longer one's length down to which containment counts: a round-up that quotes a short
/// report whole is another article.
const LEAST_PART: f64 = 0.40;

/// The part of the shorter text's words that must stand in sentences which the longer one has whole. Reports on one form
/// ("… bought 200 tonnes at 35 a tonne") share most shingles, but each of their sentences has a number or a name of its
/// own: of 14,668 agency reports 597 pairs were copies by their shingles alone, a great part of them daily market
/// reports; with this rule 250 are, in stories of 7 articles at most. Of 1,200 generated copies none keeps less than .67, of
/// articles on one topic none more than .24.
const KEPT: f64 = 0.34;

/// The signature of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// A hash of all its words in order and of where sentences begin, which is all that [`Shingles`] see of a text: equal
    /// for texts that differ in nothing but case and other signs, and that are copies of the same texts.
    pub text: u64,
    /// Its rows.
    pub rows: [u16; ROWS],
}

/// Values that a signature takes in a column of numbers.
const COLUMN: usize = 1 + ROWS / 4;

impl Signature {
    /// How many rows it has.
    pub const ROWS: usize = ROWS;

    /// The signature of a text, `None` for one that is too short to be a copy.
    pub fn of(text: &str) -> Option<Self> {
        Self::and_words(text).0
    }

    /// The signature of a text as [`Signature::of`] gives it, and how many [`words`] the text has.
    pub fn and_words(text: &str) -> (Option<Self>, usize) {
        let (mut hash, mut count, mut words) = (0, 0, 0);
        let mut least = [u64::MAX; ROWS];
        each_shingle(text, |word, opens, shingle| {
            hash = mix(if opens { !hash } else { hash } ^ word);
            words += 1;
            if let Some(shingle) = shingle {
                count += 1;
                // the first five bits name the part, the rest is compared
                let part = &mut least[(shingle >> (u64::BITS - ROWS.ilog2())) as usize];
                *part = (*part).min(shingle);
            }
        });
        let own = least.iter().filter(|row| **row != u64::MAX).count();
        if count < LEAST || own < LEAST_ROWS {
            return (None, words);
        }
        let row = |place: usize| {
            let distance = (0..ROWS).find(|step| least[(place + step) % ROWS] != u64::MAX).unwrap_or(0);
            // the distance goes in, so that what is borrowed equals only what is borrowed alike
            mix(least[(place + distance) % ROWS].wrapping_add(distance as u64)) as u16
        };
        (Some(Self { text: hash, rows: std::array::from_fn(row) }), words)
    }

    /// What a column keeps of it.
    pub fn values(&self) -> [u64; COLUMN] {
        let mut values = [self.text; COLUMN];
        for (value, rows) in values[1..].iter_mut().zip(self.rows.chunks_exact(4)) {
            *value = rows.iter().fold(0, |value, row| (value << 16) | u64::from(*row));
        }
        values
    }

    /// The signature that a column kept; `None` where there is none.
    pub fn from_values(mut values: impl Iterator<Item = u64>) -> Option<Self> {
        let text = values.next()?;
        let mut rows = [0; ROWS];
        for rows in rows.chunks_exact_mut(4) {
            let value = values.next()?;
            for (place, row) in rows.iter_mut().rev().enumerate() {
                *row = (value >> (16 * place)) as u16;
            }
        }
        Some(Self { text, rows })
    }

    /// How many rows are equal.
    pub fn equal_rows(&self, other: &Self) -> usize {
        self.rows.iter().zip(&other.rows).filter(|(a, b)| a == b).count()
    }
}

/// The different shingles and sentences of a text, for exact comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles {
    /// Ascending.
    runs: Vec<u64>,
    /// Hashes of whole sentences and their words, ascending.
    sentences: Vec<(u64, u32)>,
}

impl Shingles {
    /// Those of `text`.
    pub fn of(text: &str) -> Self {
        let mut runs = Vec::with_capacity(text.len() / 6);
        let mut sentences = vec![(0, 0)];
        each_shingle(text, |word, opens, shingle| {
            runs.extend(shingle);
            if opens {
                sentences.push((0, 0));
            }
            if let Some((hash, words)) = sentences.last_mut() {
                (*hash, *words) = (mix(*hash ^ word), *words + 1);
            }
        });
        runs.sort_unstable();
        runs.dedup();
        sentences.sort_unstable();
        sentences.dedup();
        runs.shrink_to_fit();
        sentences.shrink_to_fit();
        Self { runs, sentences }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The numbers by which copies are told: widths, least counts and thresholds.
    #[cfg(test)]
    pub(crate) fn rules() -> ([usize; 4], [f64; 4]) {
        ([WIDTH, WIDTH_ALONE, LEAST, LEAST_ROWS], [RESEMBLANCE, CONTAINMENT, LEAST_PART, KEPT])
    }

    /// Bytes of memory that they take.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.runs) + size_of_val(&*self.sentences)
    }

    /// How many two texts have in common.
    pub fn shared(&self, other: &Self) -> usize {
        common(&self.runs, &other.runs).count()
    }

    /// The part of the words of the text with fewer that stand in sentences which both texts have whole.
    pub fn kept(&self, other: &Self) -> f64 {
        let words = |sentences: &[(u64, u32)]| sentences.iter().map(|(_, words)| f64::from(*words)).sum::<f64>();
        let kept: f64 = common(&self.sentences, &other.sentences).map(|(_, words)| f64::from(*words)).sum();
        kept / words(&self.sentences).min(words(&other.sentences)).max(1.0)
    }

    /// Whether one text is a copy of the other or an update of it: see [`RESEMBLANCE`] and [`CONTAINMENT`]. Texts with the
    /// same runs of words are, wherever their sentences end: a page that lost its stops is no other report.
    pub fn is_copy(&self, other: &Self) -> bool {
        if !self.is_empty() && self.runs == other.runs {
            return true;
        }
        let (short, long) = (self.len().min(other.len()) as f64, self.len().max(other.len()) as f64);
        let shared = self.shared(other) as f64;
        let alike = shared >= RESEMBLANCE * (short + long - shared);
        let updated = shared >= CONTAINMENT * short && short >= LEAST_PART * long;
        (alike || updated) && self.kept(other) >= KEPT
    }
}

/// What two ascending lists have in common.
fn common<'a, T: Ord>(one: &'a [T], other: &'a [T]) -> impl Iterator<Item = &'a T> {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    std::iter::from_fn(move || {
        loop {
            match one.peek()?.cmp(other.peek()?) {
                Ordering::Less => drop(one.next()),
                Ordering::Greater => drop(other.next()),
                Ordering::Equal => {
                    other.next();
                    return one.next();
                }
            }
        }
    })
}

/// Whether a word begins a sentence, `gap` lying between it and the word before. A line that ends without a stop goes
/// on in the next one: where lines are broken changes from outlet to outlet.
fn begins_sentence(word: &Word<'_>, gap: &str) -> bool {
    match word.opens {
        Opens::Nothing => false,
        Opens::Sentence => true,
        Opens::Paragraph => {
            gap.matches('\n').count() > 1 || gap.contains(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
        }
    }
}

/// Gives `each` the hash of every word, whether it begins a sentence, and the shingle that ends with it where there is
/// one.
fn each_shingle(text: &str, mut each: impl FnMut(u64, bool, Option<u64>)) {
    let mut end = 0;
    let mut last = [0; WIDTH_ALONE];
    let mut held = 0;
    for word in words(text) {
        let hash = word_hash(&word);
        last.rotate_left(1);
        last[WIDTH_ALONE - 1] = hash;
        held += 1;
        let width = if is_sign(&word) { WIDTH_ALONE } else { WIDTH };
        let shingle = || last[WIDTH_ALONE - width..].iter().fold(0, |shingle, word| mix(shingle ^ word));
        each(hash, begins_sentence(&word, &text[end..word.start]), (held >= width).then(shingle));
        end = word.end();
    }
}

/// Whether a word is one sign of a script that puts no spaces between words: those begin with Thai.
fn is_sign(word: &Word<'_>) -> bool {
    let mut chars = word.text.chars();
    chars.next().is_some_and(|first| first >= '\u{e00}') && chars.next().is_none()
}

/// The hash of a word without its case. Numbers count as they stand: they tell one market report from the next.
fn word_hash(word: &Word<'_>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut add = |unit: u32| hash = (hash ^ u64::from(unit)).wrapping_mul(0x0100_0000_01b3);
    if word.text.is_ascii() {
        word.text.bytes().for_each(|byte| add(u32::from(byte.to_ascii_lowercase())));
    } else {
        word.text.chars().flat_map(char::to_lowercase).for_each(|c| add(u32::from(c)));
    }
    hash
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014). Signatures stand in indexes, so no library may change it.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of `count` different words, from `first` on.
    fn text(first: usize, count: usize) -> String {
        let word = |number| format!("w{number}{}", if number % 10 == 9 { ". " } else { " " });
        (first..first + count).map(word).collect::<String>().replace(". w", ". W")
    }

    #[test]
    fn reports_on_one_form_are_no_copies() {
        // ten sentences of fifteen words, each with a number of its own
        let report = |number: usize| -> String {
            let line = |n: usize| text(100 * n, 9) + &text(100 * n + 10, 5) + &format!("{}. ", number + n);
            (0..10).map(line).collect::<String>().replace(". w", ". W")
        };
        let (one, other) = (Shingles::of(&report(1)), Shingles::of(&report(500)));
        assert!(one.shared(&other) * 2 > one.len(), "the form is what they share");
        assert!(!one.is_copy(&other));
        assert!(one.is_copy(&Shingles::of(&report(1).replace(" 5. ", " 77. "))));
    }

    #[test]
    fn what_decides_of_copies_is_in_the_hash_of_a_text() {
        let whole = text(0, 120);
        let unstopped = whole.replace('.', "").to_lowercase();
        let [a, b] = [&whole, &unstopped].map(|text| Shingles::of(text));
        assert_ne!(a, b);
        assert_ne!(Signature::of(&whole).unwrap().text, Signature::of(&unstopped).unwrap().text);
        assert_eq!(Signature::of(&whole).unwrap().rows, Signature::of(&unstopped).unwrap().rows);
        assert!(a.is_copy(&b) && b.is_copy(&a), "the same words");
        assert!(!b.is_copy(&Shingles::of(&whole.replace("w103 ", "w903 "))), "no sentence of them is whole");
    }

    #[test]
    fn where_lines_are_broken_does_not_count() {
        let whole = text(0, 100);
        let broken = whole.replace("3 ", "3\n");
        assert_eq!(Shingles::of(&whole), Shingles::of(&broken));
        assert_ne!(Shingles::of(&whole), Shingles::of(&whole.replace("3 ", "3\n\n")));
    }

    #[test]
    fn a_signature_survives_its_column() {
        let signature = Signature::of(&text(0, 300)).unwrap();
        assert_eq!(Signature::from_values(signature.values().into_iter()), Some(signature));
        assert_eq!(Signature::from_values(std::iter::empty()), None);
        assert_eq!(signature.values().len(), COLUMN);
    }

    #[test]
    fn equal_rows_estimate_what_is_shared() {
        for (shift, expected) in [(0, 1.0), (100, 0.67), (250, 0.33), (500, 0.0)] {
            let (mut equal, rounds) = (0, 40);
            for round in 0..rounds {
                let of = |first| Signature::of(&text(first + round * 2000, 500)).unwrap();
                equal += of(0).equal_rows(&of(shift));
            }
            let share = equal as f64 / (rounds * ROWS) as f64;
            assert!((share - expected).abs() < 0.06, "{shift}: {share}");
        }
    }

    #[test]
    fn short_and_repetitive_texts_have_none() {
        assert!(Signature::of(&text(0, LEAST + WIDTH - 2)).is_none());
        assert!(Signature::of(&text(0, LEAST + WIDTH)).is_some());
        assert!(Signature::of(&"buy now ".repeat(500)).is_none());
        assert!(Signature::of("").is_none());
        for text in ["", "buy now", "two men, “one” dog", "東京 one"] {
            assert_eq!(Signature::and_words(text).1, words(text).count(), "{text:?}");
        }
    }

    #[test]
    fn case_and_signs_do_not_count_and_scripts_without_spaces_do() {
        let plain = text(0, 60);
        let loud = plain.to_uppercase().replace(' ', " — ");
        assert_eq!(Signature::of(&plain), Signature::of(&loud));
        let signs: String = (0..80).filter_map(|n| char::from_u32(0x4e00 + n * 7)).collect();
        assert!(Signature::of(&signs).is_some());
        assert_eq!(Shingles::of(&signs).len(), 80 - WIDTH_ALONE + 1);
    }

    #[test]
    fn a_longer_version_is_a_copy_and_a_round_up_is_not() {
        let shingles = |first, count| Shingles::of(&text(first, count));
        assert!(shingles(0, 100).is_copy(&shingles(0, 100)));
        assert!(shingles(0, 200).is_copy(&shingles(80, 200)), "resemblance .43");
        assert!(!shingles(0, 200).is_copy(&shingles(120, 200)), "resemblance .25");
        assert!(shingles(0, 100).is_copy(&shingles(0, 240)), "an update");
        assert!(!shingles(0, 100).is_copy(&shingles(0, 300)), "a round-up");
        assert!(!Shingles::default().is_copy(&shingles(0, 9)));
    }
}
