//! The language of an article: what its source declares, checked against what its text shows.

use whatlang::{Info, detect as guess};

use crate::error::{Error, Result};
use crate::text::function_words::plain_language;
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
    ("ak", "aka", "Akan", "twi"),
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
    let short = sample(text, SAMPLE);
    let letters = short.chars().filter(|c| c.is_alphabetic()).count();
    if letters < if declared.is_some() { OUTWEIGHS } else { FEWEST_LETTERS } {
        return None;
    }
    if let Some(found) = plain_language(&sample(text, LONG_SAMPLE)) {
        let stands = |declared| declared == found || !twins(found, declared) && detectable(declared);
        return declared.is_none_or(stands).then_some(found);
    }
    let mut info = guess(&short)?;
    if !info.is_reliable() && letters >= SAMPLE / 2 {
        info = guess(&sample(text, LONG_SAMPLE))?;
    }
    let found = if icelandic(&short) { "is" } else { code_of(info.lang().code())? };
    match declared {
        Some(declared) => (info.is_reliable() && !twins(found, declared) && detectable(declared)).then_some(found),
        None => plain(&info, letters).then_some(found),
    }
}

/// Whether a guess can stand alone: confident, or the best guess on a whole sample.
fn plain(info: &Info, letters: usize) -> bool {
    info.is_reliable() || letters >= SAMPLE / 2
}

/// Whether detection can find a language at all: what it cannot find it must not deny.
fn detectable(code: &str) -> bool {
    whatlang::Lang::all().iter().any(|lang| code_of(lang.code()) == Some(code))
}

/// Icelandic, which the detector does not know, writes a thorn or an eth in nearly every line, and no other language
/// of the press has both.
fn icelandic(sample: &str) -> bool {
    sample.contains(['þ', 'Þ']) && sample.contains('ð')
}

fn twins(a: &str, b: &str) -> bool {
    TWINS.iter().any(|row| row.contains(&a) && row.contains(&b))
}

/// The first `limit` characters of running text. Lines too short to be running text are used only when there is not
/// enough of it.
fn sample(text: &str, limit: usize) -> String {
    let mut sample = String::with_capacity(limit * 2);
    let mut room = limit;
    for long in [true, false] {
        for line in text.lines().filter(|line| is_running(line) == long) {
            let piece = first(line, room);
            room -= piece.chars().count();
            sample.push_str(piece);
            if room == 0 {
                return sample;
            }
            sample.push('\n');
        }
    }
    sample
}

/// Whether a line is longer than [`RUNNING_LINE`]; a character has one to four bytes.
fn is_running(line: &str) -> bool {
    line.len() > RUNNING_LINE && (line.len() > 4 * RUNNING_LINE || line.chars().count() > RUNNING_LINE)
}

/// The first characters of a line, at most `limit`.
fn first(line: &str, limit: usize) -> &str {
    match line.as_bytes().get(..limit) {
        None => line,
        Some(head) if head.is_ascii() => &line[..limit],
        Some(_) => line.char_indices().nth(limit).map_or(line, |(end, _)| &line[..end]),
    }
}

/// The code of a tag, code or name.
fn code_of(text: &str) -> Option<&'static str> {
    // most are codes already, and no cell of the table is in two rows
    if let Ok(row) = LANGUAGES.binary_search_by_key(&text, |row| row.0) {
        return Some(LANGUAGES[row].0);
    }
    let text = text.trim().to_lowercase();
    let named = |word: &str| {
        let is = |cell: &str| !word.is_empty() && cell.split(' ').any(|own| own == word);
        LANGUAGES.iter().find(|row| row.0 == word || is(row.1) || row.2.to_lowercase() == word || is(row.3))
    };
    let tag = text.split(['-', '_', ' ', '(']).next().unwrap_or_default();
    named(&text).or_else(|| named(tag)).map(|row| row.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The council said on Monday that it would repair the old bridge before winter, although nobody \
        could yet say who was going to pay for the work or how long the road would stay closed to lorries.";
    const GERMAN: &str = "Der Stadtrat teilte am Montag mit, dass die alte Brücke noch vor dem Winter erneuert werden soll, \
        obwohl niemand sagen konnte, wer die Arbeiten bezahlt und wie lange die Straße gesperrt bleibt.";
    const FRENCH: &str = "La mairie a annoncé lundi que le vieux pont serait réparé avant l'hiver, sans pouvoir préciser qui \
        paierait les travaux ni combien de temps la route resterait fermée aux camions.";
    const ICELANDIC: &str = "Bærinn sagði á mánudag að gamla brúin yrði lagfærð fyrir veturinn, þótt enginn gæti enn sagt \
        hver ætti að borga fyrir verkið eða hve lengi vegurinn yrði lokaður.";

    #[test]
    fn the_text_shows_its_language() {
        for (text, code) in [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (ICELANDIC, "is")] {
            assert_eq!(detect(text, None).as_deref(), Some(code));
            assert_eq!(detect(text, Some("nonsense")).as_deref(), Some(code));
        }
        assert_eq!(
            detect("市议会星期一表示，将在冬天到来之前修好那座旧桥，但还没有人知道费用由谁来付。", None).as_deref(),
            Some("zh")
        );
    }

    #[test]
    fn what_is_declared_wins_over_a_short_text() {
        assert_eq!(detect("Der alte Mann", Some("en-GB")).as_deref(), Some("en"));
        assert_eq!(detect("", Some("de_DE")).as_deref(), Some("de"));
    }

    #[test]
    fn a_long_text_wins_over_what_is_declared() {
        assert_eq!(detect(GERMAN, Some("en")).as_deref(), Some("de"));
        assert_eq!(detect(ENGLISH, Some("de")).as_deref(), Some("en"));
    }

    #[test]
    fn what_detection_does_not_know_it_does_not_deny() {
        assert_eq!(detect(ENGLISH, Some("ga")).as_deref(), Some("ga"));
        assert_eq!(detect(ICELANDIC, Some("is")).as_deref(), Some("is"));
    }

    #[test]
    fn twins_are_as_declared() {
        let danish = "Byrådet sagde mandag, at den gamle bro skal repareres inden vinteren, men ingen kunne sige, hvem der \
            skal betale for arbejdet, eller hvor længe vejen vil være lukket for lastbiler.";
        assert_eq!(detect(danish, Some("nb")).as_deref(), Some("no"));
    }

    #[test]
    fn too_little_is_undetermined() {
        for text in ["", "Paris (AFP)", "12.03.2024 - 14:00", "…"] {
            assert_eq!(detect(text, None), None, "{text}");
        }
    }

    #[test]
    fn running_text_counts_before_menus() {
        let page = format!("Home\nNews\nSport\nWeather\nVideo\nSign in\nSubscribe today\n{GERMAN}\n");
        assert_eq!(detect(&page, None).as_deref(), Some("de"));
    }

    #[test]
    fn people_name_languages_in_many_ways() {
        let cases = [
            ("German", "de"),
            ("de", "de"),
            ("DEU", "de"),
            ("ger", "de"),
            ("de-AT", "de"),
            ("de_CH.UTF-8", "de"),
            ("Deutsch", "de"),
            ("en-GB", "en"),
            ("English", "en"),
            ("English (UK)", "en"),
            ("nb", "no"),
            ("zh-Hans", "zh"),
            ("français", "fr"),
        ];
        for (typed, code) in cases {
            assert_eq!(resolve(typed).ok(), Some(code), "{typed}");
        }
        assert_eq!(
            resolve("Germn").expect_err("no language").to_string(),
            "unknown language 'Germn'; did you mean 'German'?"
        );
        assert!(resolve("").is_err());
        assert!(resolve("-").is_err());
    }

    #[test]
    fn the_table_is_sound() {
        assert!(codes().is_sorted_by(|a, b| a < b));
        for row in LANGUAGES {
            assert_eq!(name(row.0), Some(row.2));
            for cell in [row.0, row.1, row.2, row.3].iter().flat_map(|cell| cell.split(' ')).filter(|c| !c.is_empty()) {
                assert_eq!(code_of(cell), Some(row.0), "{cell}");
            }
        }
        let unknown: Vec<_> = whatlang::Lang::all().iter().filter(|l| code_of(l.code()).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
