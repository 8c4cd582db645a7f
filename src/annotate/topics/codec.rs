//! A model as bytes: a magic number and a version, the hash of the rest, then labels, words and weights, little-endian.

use crate::annotate::topics::model::{Label, Model};

/// What the bytes begin with.
const MAGIC: &[u8; 14] = b"newsdex topics";

/// Raised whenever the bytes, or what counts of an article, change their meaning.
const FORMAT: u16 = 1;

/// Bytes of the hash.
const HASH: usize = 32;

impl Model {
    /// The model as bytes, the same for the same model.
    pub fn to_bytes(&self) -> Vec<u8> {
        let payload = self.payload();
        let mut bytes = Vec::with_capacity(MAGIC.len() + size_of::<u16>() + HASH + payload.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(blake3::hash(&payload).as_bytes());
        bytes.extend_from_slice(&payload);
        bytes
    }

    /// Whether a file that begins so was once a model, of whatever version.
    pub fn is_begun_by(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Reads what [`Model::to_bytes`] gave.
    ///
    /// # Errors
    /// Why the bytes are no model of this version, in lower case.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let other = || "it holds no trained topics".to_owned();
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(other)?;
        let (format, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        let format = u16::from_le_bytes(*format);
        if format != FORMAT {
            return Err(format!("its format is {format}, this newsdex reads {FORMAT}"));
        }
        let (hash, payload) = rest.split_first_chunk::<HASH>().ok_or_else(damaged)?;
        if blake3::hash(payload).as_bytes() != hash {
            return Err(damaged());
        }
        let model = parse(&mut Reader(payload)).ok_or_else(damaged)?;
        Ok(model.finished())
    }

    /// All but what follows from the rest.
    fn payload(&self) -> Vec<u8> {
        let mut out = Writer(Vec::new());
        out.number(self.labels.len() as u32);
        for label in &self.labels {
            out.text(&label.name);
            out.number(label.examples);
            out.float(label.bias);
            out.float(label.threshold);
        }
        out.number(self.keys.len() as u32);
        for ((key, rarity), end) in self.keys.iter().zip(&self.rarities).zip(&self.ends) {
            out.text(key);
            out.float(*rarity);
            out.number(*end);
        }
        for (label, weight) in &self.weights {
            out.0.extend_from_slice(&label.to_le_bytes());
            out.float(*weight);
        }
        out.0
    }

    /// With fingerprint and places, which follow from the rest.
    pub(super) fn finished(mut self) -> Self {
        let hash = blake3::hash(&self.payload());
        let first = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
        self.fingerprint = u64::from_le_bytes(*first);
        self.places = self.keys.iter().cloned().zip(0..).collect();
        self
    }
}

fn damaged() -> String {
    "it is damaged".to_owned()
}

/// A model out of bytes whose hash is right; `None` where they hold together no more than by chance.
fn parse(input: &mut Reader<'_>) -> Option<Model> {
    let count = input.number()?;
    let mut model = Model {
        labels: Vec::new(),
        keys: Vec::new(),
        rarities: Vec::new(),
        ends: Vec::new(),
        weights: Vec::new(),
        fingerprint: 0,
        places: Default::default(),
    };
    for _ in 0..count {
        let name = input.text()?;
        let (examples, bias, threshold) = (input.number()?, input.float()?, input.float()?);
        model.labels.push(Label { name, examples, bias, threshold });
    }
    for _ in 0..input.number()? {
        model.keys.push(input.text()?);
        model.rarities.push(input.float()?);
        model.ends.push(input.number()?);
    }
    while !input.0.is_empty() {
        let label = u16::from_le_bytes(*input.take()?);
        model.weights.push((label, input.float()?));
    }
    is_whole(&model).then_some(model)
}

/// Whether the parts fit together, as those of a model that was written do.
fn is_whole(model: &Model) -> bool {
    let mut runs = model.ends.iter().scan(0, |start, end| Some(std::mem::replace(start, *end) as usize..*end as usize));
    let is_sorted = |weights: &[(u16, f32)]| weights.is_sorted_by(|a, b| a.0 < b.0);
    runs.all(|run| model.weights.get(run).is_some_and(is_sorted))
        && model.ends.last().copied().unwrap_or(0) as usize == model.weights.len()
        && model.labels.is_sorted_by(|a, b| a.name < b.name)
        && model.weights.iter().all(|(label, _)| usize::from(*label) < model.labels.len())
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn float(&mut self, number: f32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.0.extend_from_slice(text.as_bytes());
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(first)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn float(&mut self) -> Option<f32> {
        self.take().map(|bytes| f32::from_le_bytes(*bytes))
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}
