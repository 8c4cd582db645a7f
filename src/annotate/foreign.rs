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
/// hold a name and mean something else.
pub(super) fn scan(lang: Option<&str>, text: &str, words: &[Word]) -> Vec<(Range<usize>, &'static [&'static str])> {
    let Some(table) = lang.and_then(table) else { return Vec::new() };
    let found = table.phrases.scan(text, words).into_iter();
    found.map(|one| (one.start..one.end, table.codes[one.value as usize].as_slice())).collect()
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
    }

    #[test]
    fn words_of_a_language_that_hold_a_name_are_none() {
        check("zh", "上海地区和印度洋", "CN");
        check("ja", "タイヤとネクタイとスタイル", "");
        check("ko", "인도적 지원", "");
        check("de", "Die Chinarinde und der Irangel", "");
        check("fr", "Il a chiné en Indochine", "");
    }

    #[test]
    fn names_count_in_their_language_only() {
        check("en", "Kina, Polen, Deutschland", "");
        check("sv", "Kina", "CN");
        assert!(scan(None, "Deutschland", &folded::words("Deutschland")).is_empty());
    }
}
