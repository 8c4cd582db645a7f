//! Own sentences and the labels that they must have.
