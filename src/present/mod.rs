//! Results to terminal and JSON; never searches.
