//! The language of an article: what its source declares, checked against what its text shows.

use whatlang::{Info, detect as guess};

use crate::error::{Error, Result};
use crate::text::near::nearest;

/// Characters looked at first. Measured on news: 200 are enough, 600 cost a third of all cleaning time.
const SAMPLE: usize = 200;

/// Characters looked at when the first sample leaves doubt.
const LONG_SAMPLE: usize = 600;

/// A line this long (characters) is running text; headlines, bylines and menus are mostly shorter and full of names.
const RUNNING_LINE: usize = 60;

/// Fewer letters than this say nothing when nothing is declared: "Paris (AFP)" is every language.
const FEWEST_LETTERS: usize = 20;

/// Letters from which a confident guess outweighs the declared language: about two sentences, more than a quotation
/// in a headline.
const OUTWEIGHS: usize = 100;

/// Languages whose written news trigrams cannot tell apart: within a row the declared one is kept.
const TWINS: &[&[&str]] = &[
    &["no", "da", "nn"],
    &["hr", "sr", "bs", "sl"],
    &["id", "ms", "jv"],
    &["es", "gl", "pt"],
    &["cs", "sk"],
    &["nl", "af"],
    &["ru", "be", "uk", "bg", "mk"],
    &["hi", "mr", "ne"],
    &["tr", "az"],
];

/// ISO 639-1, ISO 639-2/3 (terminological first), English name, other names.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// The languages we know by name: those that detection can tell, and those of some further national press.
#[rustfmt::skip]
const LANGUAGES: &[Row] = &[
    ("af", "afr", "Afrikaans", ""),
    ("am", "amh", "Amharic", "አማርኛ"),
    ("ar", "ara", "Arabic", "العربية"),
    ("az", "aze", "Azerbaijani", "azərbaycanca"),
    ("be", "bel", "Belarusian", "беларуская"),
    ("bg", "bul", "Bulgarian", "български"),
    ("bn", "ben", "Bengali", "bangla বাংলা"),
    ("bs", "bos", "Bosnian", "bosanski"),
    ("ca", "cat", "Catalan", "català valencian"),
    ("cs", "ces cze", "Czech", "čeština"),
    ("cy", "cym wel", "Welsh", "cymraeg"),
    ("da", "dan", "Danish", "dansk"),
    ("de", "deu ger", "German", "deutsch"),
    ("el", "ell gre", "Greek", "ελληνικά"),
    ("en", "eng", "English", ""),
    ("eo", "epo", "Esperanto", ""),
    ("es", "spa", "Spanish", "español castilian"),
    ("et", "est", "Estonian", "eesti"),
    ("eu", "eus baq", "Basque", "euskara"),
    ("fa", "fas per pes", "Persian", "farsi فارسی"),
    ("fi", "fin", "Finnish", "suomi"),
    ("fr", "fra fre", "French", "français"),
    ("ga", "gle", "Irish", "gaeilge"),
    ("gl", "glg", "Galician", "galego"),
    ("gu", "guj", "Gujarati", "ગુજરાતી"),
    ("he", "heb", "Hebrew", "iw עברית"),
    ("hi", "hin", "Hindi", "हिन्दी"),
    ("hr", "hrv", "Croatian", "hrvatski"),
    ("hu", "hun", "Hungarian", "magyar"),
    ("hy", "hye arm", "Armenian", "հայերեն"),
    ("id", "ind", "Indonesian", "in"),
    ("is", "isl ice", "Icelandic", "íslenska"),
    ("it", "ita", "Italian", "italiano"),
    ("ja", "jpn", "Japanese", "日本語"),
    ("jv", "jav", "Javanese", ""),
    ("ka", "kat geo", "Georgian", "ქართული"),
    ("kk", "kaz", "Kazakh", "қазақша"),
    ("km", "khm", "Khmer", "ខ្មែរ"),
    ("kn", "kan", "Kannada", "ಕನ್ನಡ"),
    ("ko", "kor", "Korean", "한국어"),
    ("la", "lat", "Latin", ""),
    ("lt", "lit", "Lithuanian", "lietuvių"),
    ("lv", "lav", "Latvian", "latviešu"),
    ("mk", "mkd mac", "Macedonian", "македонски"),
    ("ml", "mal", "Malayalam", "മലയാളം"),
    ("mr", "mar", "Marathi", "मराठी"),
    ("ms", "msa may", "Malay", "melayu"),
    ("mt", "mlt", "Maltese", "malti"),
    ("my", "mya bur", "Burmese", "မြန်မာ"),
    ("ne", "nep", "Nepali", "नेपाली"),
    ("nl", "nld dut", "Dutch", "nederlands flemish"),
    ("no", "nor nob nno", "Norwegian", "nb nn bokmål nynorsk norsk"),
    ("or", "ori", "Oriya", "odia ଓଡ଼ିଆ"),
    ("pa", "pan", "Punjabi", "ਪੰਜਾਬੀ"),
    ("pl", "pol", "Polish", "polski"),
    ("pt", "por", "Portuguese", "português"),
    ("ro", "ron rum", "Romanian", "română mo"),
    ("ru", "rus", "Russian", "русский"),
    ("si", "sin", "Sinhala", "sinhalese සිංහල"),
    ("sk", "slk slo", "Slovak", "slovenčina"),
    ("sl", "slv", "Slovene", "slovenian slovenščina"),
    ("sn", "sna", "Shona", ""),
    ("so", "som", "Somali", ""),
    ("sq", "sqi alb", "Albanian", "shqip"),
    ("sr", "srp", "Serbian", "српски srpski"),
    ("sv", "swe", "Swedish", "svenska"),
    ("sw", "swa", "Swahili", "kiswahili"),
    ("ta", "tam", "Tamil", "தமிழ்"),
    ("te", "tel", "Telugu", "తెలుగు"),
    ("th", "tha", "Thai", "ไทย"),
    ("tk", "tuk", "Turkmen", ""),
    ("tl", "tgl fil", "Tagalog", "filipino"),
    ("tr", "tur", "Turkish", "türkçe"),
    ("uk", "ukr", "Ukrainian", "українська"),
    ("ur", "urd", "Urdu", "اردو"),
    ("uz", "uzb", "Uzbek", "oʻzbekcha"),
    ("vi", "vie", "Vietnamese", "tiếng"),
    ("yi", "yid", "Yiddish", "ייִדיש"),
    ("zh", "zho chi cmn", "Chinese", "mandarin 中文"),
    ("zu", "zul", "Zulu", ""),
];

/// The ISO 639-1 codes of the languages we know, in alphabetical order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|row| row.0)
}

/// The English name of an ISO 639-1 code.
pub fn name(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|row| row.0 == code).map(|row| row.2)
}

/// The code of what a person or a page calls a language: `German`, `de`, `deu`, `de-AT`, `de_CH`, `Deutsch`.
///
/// # Errors
/// [`Error::Unknown`] with the nearest names.
pub fn resolve(text: &str) -> Result<&'static str> {
    code_of(text).ok_or_else(|| Error::Unknown {
        what: "language",
        value: text.to_owned(),
        nearest: nearest(text.trim(), LANGUAGES.iter().map(|row| row.2)),
    })
}

/// The language of a text, as ISO 639-1. What is declared wins, unless the text is long enough and plainly another
/// language; `None` when nothing is declared and the text is too short to tell.
pub fn detect(text: &str, declared: Option<&str>) -> Option<String> {
    let declared = declared.and_then(code_of);
    let shown = shown(text, declared);
    shown.or(declared).map(str::to_owned)
}

/// What the text shows, if it says enough to stand against what is declared.
fn shown(text: &str, declared: Option<&'static str>) -> Option<&'static str> {
    let (short, letters) = sample(text, SAMPLE);
    if letters < if declared.is_some() { OUTWEIGHS } else { FEWEST_LETTERS } {
        return None;
    }
    let mut info = guess(&short)?;
    if !info.is_reliable() && letters >= SAMPLE / 2 {
        info = guess(&sample(text, LONG_SAMPLE).0)?;
    }
    let found = code_of(info.lang().code())?;
    match declared {
        Some(declared) => (info.is_reliable() && !twins(found, declared)).then_some(found),
        None => plain(&info, letters).then_some(found),
    }
}

/// Whether a guess can stand alone: confident, or the best guess on a whole sample.
fn plain(info: &Info, letters: usize) -> bool {
    info.is_reliable() || letters >= SAMPLE / 2
}

fn twins(a: &str, b: &str) -> bool {
    TWINS.iter().any(|row| row.contains(&a) && row.contains(&b))
}

/// The first `limit` characters of running text and how many of them are letters. Lines too short to be running text
/// are used only when there is not enough of it.
fn sample(text: &str, limit: usize) -> (String, usize) {
    let running = |line: &&str| line.chars().nth(RUNNING_LINE).is_some();
    let mut sample = String::with_capacity(limit * 2);
    let mut room = limit;
    for long in [true, false] {
        for line in text.lines().filter(|line| running(line) == long) {
            for c in line.chars().take(room) {
                sample.push(c);
                room -= 1;
            }
            if room == 0 {
                break;
            }
            sample.push('\n');
        }
    }
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    (sample, letters)
}

/// The code of a tag, code or name.
fn code_of(text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let named = |word: &str| {
        let is = |cell: &str| cell.split(' ').any(|own| own == word);
        LANGUAGES.iter().find(|row| row.0 == word || is(row.1) || row.2.to_lowercase() == word || is(row.3))
    };
    let tag = text.split(['-', '_', ' ', '(']).next().unwrap_or_default();
    named(&text).or_else(|| named(tag)).filter(|_| !text.is_empty()).map(|row| row.0)
}
