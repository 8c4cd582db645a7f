//! What a word is: segmentation, folding, stems, language; the one analysis for index, query and snippet.

pub mod language;
pub mod near;
