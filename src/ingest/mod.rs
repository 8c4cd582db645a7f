//! The road of an article: from files on disk into the index, incremental and exact.
