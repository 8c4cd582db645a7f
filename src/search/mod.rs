//! The road of a query: request in, results out.
