//! Pairs counted, and what they do to the order of hits.
