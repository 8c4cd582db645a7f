//! Tests over the whole table, over an article with all the dirt, and over arbitrary texts.
