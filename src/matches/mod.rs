//! What matched where in a text: marks and passages.
