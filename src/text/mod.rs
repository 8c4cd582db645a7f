//! What a word is: segmentation, folding, stems, language; the one analysis for index, query and snippet.

pub mod language;
pub mod near;
pub mod segment;

mod analyzer;
mod fold;
mod function_words;
mod minhash;
mod normal;
mod stem;
mod words;

pub use analyzer::{
    Analyzer, BODY_POSITION, EXACT, PARAGRAPH, SENTENCE, TITLE_WEIGHT, Tokens, VERSION, field_value, place_of,
};
pub(crate) use fold::plain;
pub use fold::{fold, surface};
pub(crate) use function_words::FunctionWords;
pub use minhash::{Shingles, Signature};
pub(crate) use normal::WINDOWS_1252;
pub use normal::normal;
pub use stem::Terms;
pub(crate) use words::stands_alone;
pub use words::{Opens, Word, Words, words};
