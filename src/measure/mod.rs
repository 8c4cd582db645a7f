//! Timings of queries on an index.
