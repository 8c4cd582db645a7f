//! Invented words: an endless list of pronounceable names and compounds, drawn so that the vocabulary follows Heaps' law.
//!
//! Words are drawn independently from infinitely many, the one of rank r with probability
//!
//!   p(r) = (b / (r + b))^(s-1) - (b / (r + 1 + b))^(s-1)  ~  c r^-s,  c = (s-1) b^(s-1)
//!
//! which is Zipf's law with Mandelbrot's shift b. Of such an urn, n draws show V(n) ~ Γ(1-β) (c n)^β different words,
//! β = 1/s (S. Karlin, Central limit theorems for certain infinite urn schemes, J. Math. Mech. 17, 1967; Gnedin, Hansen
//! and Pitman, Probability Surveys 4, 2007). So Heaps' law (V = K n^β; β about .5 on news: Manning, Raghavan and Schütze,
//! Introduction to Information Retrieval, 5.1.1) comes out by itself, without a memory of what was drawn before.

use crate::generator::random::Random;

/// β of the invented words. That of all words is lower, because the words of the corpus are few and soon all seen:
/// `tests/generator.rs` measures it.
const BETA: f64 = 0.58;

/// b: a commonest invented word would otherwise be as common as "the".
const SHIFT: f64 = 1000.0;

/// A rank, from 0, of the urn of words.
fn rank(random: &mut Random) -> usize {
    drawn(random, BETA, SHIFT)
}

/// A rank, from 0: the inverse of the distribution above.
pub(crate) fn drawn(random: &mut Random, beta: f64, shift: f64) -> usize {
    let exponent = 1.0 / beta - 1.0;
    let rank = shift * (random.unit().powf(-1.0 / exponent) - 1.0);
    // one in 10^5 draws is cut off here: words stay shorter than 25 letters
    rank.min(1e9) as usize
}

/// A name of a person or a place: `Belkadun`, `Tosivar`, `Rumeville`.
pub(crate) fn name(random: &mut Random) -> String {
    name_of(rank(random))
}

/// The name of a rank. Consonants and vowels alternate, so different ranks give different letters.
pub(crate) fn name_of(rank: usize) -> String {
    const ONSETS: [&str; 16] = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "dr", "br"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    const ENDS: [&str; 8] = ["n", "r", "l", "k", "m", "ville", "stad", "berg"];
    let (end, mut rest) = (rank % ENDS.len(), rank / ENDS.len());
    let mut name = String::new();
    for syllable in 0.. {
        if syllable >= 2 && rest == 0 {
            break;
        }
        // bijective after the second syllable: 0 is no digit, so that no word is the beginning of another by zeros
        rest -= usize::from(syllable >= 2);
        name.push_str(ONSETS[rest % ONSETS.len()]);
        rest /= ONSETS.len();
        name.push_str(VOWELS[rest % VOWELS.len()]);
        rest /= VOWELS.len();
    }
    name.push_str(ENDS[end]);
    capital(&name)
}

/// A closed compound of two or more short nouns: `ironferry`, `saltbridgeguild`.
pub(crate) fn compound(random: &mut Random) -> String {
    const NOUNS: [&str; 64] = [
        "amber", "apron", "arch", "barge", "barn", "basin", "beam", "bell", "birch", "boat", "brick", "bridge",
        "cable", "cask", "chalk", "cliff", "clock", "coal", "copper", "cork", "crane", "dike", "dock", "drum", "elm",
        "ferry", "field", "flint", "fog", "forge", "frost", "gate", "glass", "grain", "guild", "gull", "harbour",
        "hill", "iron", "kiln", "lake", "lamp", "loom", "marsh", "mast", "mill", "moor", "oak", "peat", "pier", "pine",
        "quay", "rail", "reed", "rope", "salt", "sand", "sail", "silk", "slate", "stone", "tide", "tower", "wool",
    ];
    let mut rest = rank(random);
    let mut word = String::new();
    for noun in 0.. {
        if noun >= 2 && rest == 0 {
            break;
        }
        rest -= usize::from(noun >= 2);
        word.push_str(NOUNS[rest % NOUNS.len()]);
        rest /= NOUNS.len();
    }
    word
}

/// With a capital first letter.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
