//! The search engine for news archives: a folder of scraped articles becomes clean, labelled and searchable.
//!
//! One article and one query travel through this crate, each one way: down once, up once. The order of the modules
//! below is the architecture and the order in which to read them: a module uses those above it and none below
//! (`tests/house.rs` checks it).
//!
//! - The road of an article is [`ingest`]: [`read`] yields raw records, [`clean`] marks what is not body,
//!   [`annotate`] gives labels, [`index`] keeps them.
//! - The road of a query is [`search`]: [`query`] compiles without failing, the index is searched once,
//!   [`mod@matches`] says what matched where, [`present`] draws the plain results.

pub mod error;
pub mod text;
pub mod lexicon;
pub mod meaning;
pub mod article;
pub mod read;
pub mod clean;
pub mod annotate;
pub mod index;
pub mod ingest;
pub mod query;
pub mod matches;
pub mod search;
pub mod present;
pub mod measure;

pub use error::{Error, Result};
