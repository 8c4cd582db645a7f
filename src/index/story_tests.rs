//! Copies and articles on one topic.
