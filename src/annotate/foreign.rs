//! Names of countries in the language of the article, where that is not English.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::annotate::folded::Word;
use crate::annotate::names;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::phrases::Capitals;
use crate::annotate::phrases::Phrases;
use crate::lexicon::country_names;

/// The names of one language, ready for the scan.
struct Table {
    phrases: Phrases,
    codes: Vec<Vec<&'static str>>,
}

/// The names of countries in a text of a language: where they stand and which countries each names, none for phrases that
/// hold a name and mean something else. Where the language is not known or has no table, the script of the text tells which
/// tables to try.
pub(super) fn scan(lang: Option<&str>, text: &str, words: &[Word]) -> Vec<(Range<usize>, &'static [&'static str])> {
    let mut found: Vec<(Range<usize>, &'static [&'static str])> = Vec::new();
    for table in tables(lang, text) {
        let known = found.len();
        for one in table.phrases.scan(text, words) {
            // what the first table has found stays
            let after = found[..known].partition_point(|(at, _)| at.end <= one.start);
            if found[..known].get(after).is_none_or(|(at, _)| at.start >= one.end) {
                found.push((one.start..one.end, table.codes[one.value as usize].as_slice()));
            }
        }
        found.sort_by_key(|(at, _)| at.start);
    }
    found
}

/// The table of a language, or those of the languages that a text of its script may be in.
fn tables(lang: Option<&str>, text: &str) -> Vec<&'static Table> {
    if let Some(table) = lang.and_then(table) {
        return vec![table];
    }
    script_languages(text).iter().filter_map(|lang| table(lang)).collect()
}

/// The languages with tables that a text may be in, by the script that most of its first letters are of; none for Latin,
/// in which the same letters are names in one language and words in another.
fn script_languages(text: &str) -> &'static [&'static str] {
    /// Letters that tell: a short paragraph, in which names in another script are few.
    const ENOUGH: usize = 200;
    // the limit on characters bounds the work where there are few letters
    const LOOKED_AT: usize = ENOUGH * 4;
    if text.as_bytes()[..text.len().min(LOOKED_AT)].is_ascii() {
        return &[];
    }
    // each script by its blocks of Unicode; kana tells Japanese, which has more Han than kana in headlines
    let mut counts = [0_usize; 11];
    for c in text.chars().take(LOOKED_AT).filter(|c| c.is_alphabetic()).take(ENOUGH) {
        let script = match c {
            '\u{400}'..='\u{52f}' => 1,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => 2,
            '\u{900}'..='\u{97f}' => 3,
            '\u{ac00}'..='\u{d7a3}' => 4,
            '\u{3041}'..='\u{30ff}' => 5,
            '\u{4e00}'..='\u{9fff}' => 6,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => 8,
            '\u{590}'..='\u{5ff}' => 9,
            '\u{e00}'..='\u{e7f}' => 10,
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => 0,
            _ => 7,
        };
        counts[script] += 1;
        if counts[0] * 2 > ENOUGH {
            return &[];
        }
    }
    const KANA: usize = 5;
    const HAN: usize = 6;
    if counts[KANA] * 10 > counts[HAN] {
        counts[KANA] += std::mem::take(&mut counts[HAN]);
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    match counts.iter().position(|count| *count == most) {
        Some(1) => &["ru", "uk"],
        Some(2) => &["ar"],
        Some(3) => &["hi"],
        Some(4) => &["ko"],
        Some(KANA) => &["ja"],
        Some(HAN) => &["zh"],
        Some(8) => &["el"],
        Some(9) => &["he"],
        Some(10) => &["th"],
        _ => &[],
    }
}

/// The hits of a text with the names of single countries in its language; `None` where there are none.
pub(super) fn merged(lang: Option<&str>, text: &str, words: &[Word], hits: &[Hit]) -> Option<Vec<Hit>> {
    let named = scan(lang, text, words).into_iter().filter_map(|(at, codes)| match codes {
        [code] if is_nation(lang, code, &text[at.clone()]) => {
            Some(Hit { start: at.start, end: at.end, sense: Sense::Country(code) })
        }
        _ => None,
    });
    let named: Vec<Hit> = named.collect();
    (!named.is_empty()).then(|| names::merged(hits, &named))
}

/// Whether a name is that of the country itself: German lands, whose names are among those of the country, have
/// ministers, too.
fn is_nation(lang: Option<&str>, code: &str, printed: &str) -> bool {
    let stem = match code {
        "DE" => "deutsch",
        "AT" => "österreich",
        "CH" => "schweiz",
        _ => return true,
    };
    lang.is_none_or(|lang| !lang.starts_with("de")) || printed.to_lowercase().contains(stem)
}

/// The table of a language, made when the first article of that language comes.
fn table(lang: &str) -> Option<&'static Table> {
    static TABLES: OnceLock<HashMap<&'static str, OnceLock<Table>>> = OnceLock::new();
    let tables = TABLES.get_or_init(|| country_names::languages().map(|lang| (lang, OnceLock::new())).collect());
    // a declared language may name its country: pt-BR
    let lang = lang.split(['-', '_']).next().unwrap_or(lang);
    Some(tables.get(lang)?.get_or_init(|| Table::new(lang)))
}

impl Table {
    fn new(lang: &str) -> Self {
        let mut phrases = Phrases::default();
        let (forms, codes): (Vec<_>, Vec<_>) = country_names::of(lang).into_iter().unzip();
        for (form, meaning) in forms.iter().zip(0..) {
            phrases.add(form, capitals(form), meaning);
        }
        Self { phrases, codes }
    }
}

/// Adjectives in small letters may have a capital; names of three letters or fewer in capitals are other words of
/// headlines.
fn capitals(form: &str) -> Capitals {
    if form.starts_with(char::is_lowercase) {
        Capitals::AtLeast
    } else if form.chars().count() > 3 {
        Capitals::PrintedOrAll
    } else {
        Capitals::Printed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::folded;

    /// Codes in the order of the text.
    #[track_caller]
    fn check(lang: &str, text: &str, expected: &str) {
        let found: Vec<_> =
            scan(Some(lang), text, &folded::words(text)).into_iter().flat_map(|(_, codes)| codes).copied().collect();
        assert_eq!(found, expected.split_whitespace().collect::<Vec<_>>(), "{lang}: {text}");
    }

    #[test]
    fn every_language_has_its_names() {
        check("de", "Deutschlands Kanzler sprach mit japanischen Firmen in Südkorea.", "DE JP KR");
        check("fr", "La Chine et l’Inde ont signé; les Allemands et l’Égypte aussi.", "CN IN DE EG");
        check("es", "El presidente alemán visita Japón con empresarias francesas.", "DE JP FR");
        check("it", "La Cina compra gas dai russi, i tedeschi no.", "CN RU DE");
        check("pt", "A Alemanha e a Rússia conversam com japoneses.", "DE RU JP");
        check("nl", "Oostenrijk en de Duitse regering praten in Wenen.", "AT DE AT");
        check("ru", "Переговоры с Японией о российском газе и Германии.", "JP RU DE");
        check("ar", "وصل الوزير إلى اليابان ولليابان وللصين سفارة، والياباني", "JP JP CN JP");
        check("zh", "中国外长访问日本，中美会谈在日内瓦举行", "CN JP CN US CH");
        check("ja", "日米首脳はタイとロシアについて協議した", "JP US TH RU");
        check("ko", "일본은 한국과 미국에 제안했다", "JP KR US");
        check("hi", "भारत और चीन ने जापान में वार्ता की", "IN CN JP");
        check("pl", "Premier Japonii był w Polsce i w Niemczech.", "JP PL DE");
        check("pt-BR", "O Japão", "JP");
        check("el", "Η Γερμανία και οι Τούρκοι μίλησαν για το μέλλον της Κύπρου.", "DE TR CY");
        check("hu", "Németországban és Japánban járt a francia miniszter.", "DE JP FR");
        check("fi", "Ruotsin hallitus neuvotteli Norjassa ja saksalaisten kanssa.", "SE NO DE");
        check("ro", "Guvernul Franței și al Poloniei; polonezii tac.", "FR PL PL");
        check("he", "השר ביקר ביפן ובגרמניה, וצרפת שותקת", "JP DE FR");
        check("fa", "وزیر خارجه ژاپن به آلمان رفت", "JP DE");
        check("th", "นายกรัฐมนตรีญี่ปุ่นเยือนเยอรมนี", "JP DE");
    }

    #[test]
    fn words_of_a_language_that_hold_a_name_are_none() {
        check("zh", "上海地区和印度洋", "CN");
        check("ja", "タイヤとネクタイとスタイル", "");
        check("ko", "인도적 지원", "");
        check("de", "Die Chinarinde und der Irangel", "");
        check("fr", "Il a chiné en Indochine", "");
        check("th", "เขาเรียนภาษาอังกฤษ", "");
        check("fi", "Malin talo", "");
        check("ro", "un roman bun", "");
        check("he", "רוח עזה", "");
    }

    #[test]
    fn names_count_in_their_language_only() {
        check("en", "Kina, Polen, Deutschland", "");
        check("sv", "Kina", "CN");
        assert!(scan(None, "Deutschland", &folded::words("Deutschland")).is_empty());
    }

    #[test]
    fn the_script_of_a_text_of_no_known_language_tells() {
        let found = |lang: Option<&str>, text: &str| -> String {
            let codes = scan(lang, text, &folded::words(text)).into_iter().flat_map(|(_, codes)| codes).copied();
            codes.collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("Норвегия не пойдёт на уступки Швеции", "NO SE"),
            ("Норвегія та Німеччина домовилися", "NO DE"),
            ("وصل الوزير إلى اليابان", "JP"),
            ("भारत और चीन ने वार्ता की", "IN CN"),
            ("일본은 한국에 제안했다", "JP KR"),
            ("日米首脳はロシアについて協議した", "JP US RU"),
            ("中国外长访问日本", "CN JP"),
            ("Η Νορβηγία δεν υποχωρεί", "NO"),
            ("שר החוץ ביקר בנורווגיה", "NO"),
            ("รัฐมนตรีเยือนนอร์เวย์", "NO"),
            // not to be told from other languages
            ("Kina och Japan, said 日本", ""),
            ("1987 …", ""),
        ] {
            assert_eq!(found(None, text), expected, "{text}");
            assert_eq!(found(Some("xx"), text), expected, "{text}");
        }
        // a language with a table has no other
        assert_eq!(found(Some("de"), "Норвегия"), "");
    }
}
