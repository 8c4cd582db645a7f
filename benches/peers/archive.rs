//! The archive that every program gets, and the folder where all of them work.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::generator::Generator;
use crate::generator::output::write_ndjson;

/// Up to so many articles there is a file of each too, for programs that read files: more of them only take time.
const MOST_FILES: u64 = 20_000;

/// Generated articles on disk.
pub(crate) struct Archive {
    pub(crate) generator: Generator,
    pub(crate) text_bytes: u64,
    pub(crate) articles: u64,
    folder: PathBuf,
}

impl Archive {
    /// Writes an archive below `work`; what an earlier run left there goes.
    pub(crate) fn make(work: &Path, articles: u64, seed: u64) -> Result<Self> {
        let folder = work.join(format!("newsdex-peers-{seed}-{articles}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove '{}'", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make '{}'", folder.display()))?;
        let generator = Generator::new(seed);
        let mut out = BufWriter::new(fs::File::create(folder.join("archive.jsonl"))?);
        let text_bytes = write_ndjson(generator.articles(articles), &mut out)?;
        Ok(Self { generator, text_bytes, articles, folder })
    }

    /// One article a line.
    pub(crate) fn lines(&self) -> PathBuf {
        self.folder.join("archive.jsonl")
    }

    /// One text file an article; `None` for archives of too many.
    pub(crate) fn files(&self) -> Result<Option<PathBuf>> {
        let folder = self.folder.join("files");
        if self.articles > MOST_FILES {
            return Ok(None);
        }
        if !folder.exists() {
            for article in self.generator.articles(self.articles) {
                // a folder holds a thousand, as archives by month do
                let below = folder.join(format!("{:03}", article.number / 1000));
                fs::create_dir_all(&below)?;
                fs::write(below.join(format!("{}.txt", article.number)), article.plain())?;
            }
        }
        Ok(Some(folder))
    }

    /// Where the index of a program is.
    pub(crate) fn index(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    pub(crate) fn remove(self) -> Result<()> {
        Ok(fs::remove_dir_all(&self.folder)?)
    }
}
