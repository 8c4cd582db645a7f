//! What every commit says of itself: versions and roots, atomically with the articles.

use serde::{Deserialize, Serialize};

use crate::annotate::{self, Lists};
use crate::clean::{self, Settings};
use crate::index::schema;
use crate::index::stories;
use crate::meaning;
use crate::text;

/// Which code an index was last written by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Fields and columns.
    pub schema: u32,
    /// Segmentation, folding and stems.
    pub text: u32,
    /// Cleaning rules.
    pub clean: u32,
    /// The passages that all articles carry; 0 where some carry none, or those of another version.
    #[serde(default)]
    pub meaning: u32,
    /// Lexicons and labelling rules.
    pub labels: u32,
}

impl Versions {
    /// What a cleaned article depends on besides its source, in one number: articles of another edition are read and made
    /// anew. Each version has ten bits; the rest are a hash of what a person decided, 0 for nothing. Labels have an edition
    /// of their own, see [`label_edition`]: they are made from the stored records.
    pub fn edition(settings: &Settings) -> u64 {
        let Self { schema: _, text, clean, meaning: _, labels: _ } = Self::CURRENT;
        let versions = (u64::from(text) << 10) | u64::from(clean);
        if *settings == Settings::default() {
            return versions;
        }
        let hash = blake3::hash(format!("{settings:?}").as_bytes());
        let first: [u8; 4] = [hash.as_bytes()[0], hash.as_bytes()[1], hash.as_bytes()[2], hash.as_bytes()[3]];
        versions | (u64::from(u32::from_le_bytes(first)) << 32)
    }

    /// Those of this program.
    pub const CURRENT: Self = Self {
        schema: schema::VERSION,
        text: text::VERSION,
        clean: clean::VERSION,
        meaning: meaning::VERSION,
        labels: annotate::VERSION,
    };

    /// Those of an index that this program goes on with: where its articles carry no passages, or others, they have to be
    /// made anew before that of all can be said.
    pub(crate) fn going_on(self, is_empty: bool) -> Self {
        let same = is_empty || self.meaning == meaning::VERSION;
        Self { meaning: if same { meaning::VERSION } else { 0 }, ..Self::CURRENT }
    }
}

/// What labels depend on besides the articles, in one word: the code, its lexicons, and what a person decided and trained.
/// What the articles teach is no part of it.
pub fn label_edition(lists: &Lists) -> String {
    let own = serde_json::to_vec(&lists.own).expect("own lists hold strings and numbers");
    let mut hasher = blake3::Hasher::new();
    hasher.update(&annotate::VERSION.to_le_bytes()).update(&own);
    if let Some(model) = &lists.model {
        hasher.update(&model.fingerprint().to_le_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A file or folder that was indexed, and is brought up to date with `newsdex index`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Unique within the index; part of every document key, so it never changes.
    pub name: String,
    /// Absolute path on this machine; `-` is standard input, which is never read again by itself.
    pub path: String,
}

/// What stands in the commit beside the articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// Which code made them.
    pub versions: Versions,
    /// Where they came from, in the order in which they were first indexed.
    pub roots: Vec<Root>,
    /// Which list of learned lines its articles were cleaned of: part of the name of a file beside the index.
    #[serde(default)]
    pub learned: String,
    /// Which list of learned leaders its articles were labelled with, in the same way.
    #[serde(default)]
    pub leaders: String,
    /// Which list of stories they are grouped by, in the same way; empty where none has a copy, and before they were compared.
    #[serde(default)]
    pub stories: String,
    /// The version of the rules by which they are grouped; 0 before there was one.
    #[serde(default)]
    pub told: u32,
    /// [`label_edition`] of what its articles were labelled by; empty before the first ones.
    #[serde(default)]
    pub labelled: String,
    /// Whether these lists are those that its articles teach.
    #[serde(default)]
    pub settled: bool,
    /// Whether some of its articles were cleaned and labelled with what the articles of a run had taught by then, which no
    /// list beside the index says: settling looks at all of them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// The date of the youngest of its articles: microseconds since 1970 UTC. Every article carries the moment at which the
    /// batch began that brought it, which ends with one commit, and no two commits share a moment, whatever the clock
    /// does: what came after a commit is what is dated later than that commit says here.
    #[serde(default)]
    pub indexed: u64,
    /// Lines that a person wanted to keep when it was made.
    #[serde(default)]
    pub kept: Vec<String>,
}

fn is_false(is: &bool) -> bool {
    !is
}

impl Default for Payload {
    fn default() -> Self {
        Self {
            versions: Versions::CURRENT,
            roots: Vec::new(),
            learned: String::new(),
            leaders: String::new(),
            stories: String::new(),
            told: stories::VERSION,
            labelled: String::new(),
            settled: true,
            provisional: false,
            indexed: 0,
            kept: Vec::new(),
        }
    }
}
