//! Names of countries in other languages than English, each language by itself.

use std::collections::HashMap;

use crate::lexicon;
use crate::lexicon::countries;

/// The languages that have names, by their ISO 639-1 codes, in the order of the file.
pub fn languages() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    rows().filter_map(move |[lang, _, _]| (std::mem::replace(&mut last, lang) != lang).then_some(lang))
}

/// The names of one language, each form as printed with the codes that it names: mostly one, two for `日米`, none for
/// phrases that hold a name and mean something else. Nothing for a language that the file does not have.
pub fn of(wanted: &str) -> Vec<(String, Vec<&'static str>)> {
    let mut names: Vec<(String, Vec<&'static str>)> = Vec::new();
    let mut endings: Vec<(&str, &str)> = Vec::new();
    let mut places = HashMap::new();
    for [_, code, cell] in rows().filter(|[lang, _, _]| *lang == wanted) {
        if let Some(paradigm) = code.strip_prefix('+') {
            endings.push((paradigm, cell));
            continue;
        }
        for form in lexicon::values(cell).flat_map(|value| forms(value, &endings)) {
            let place = *places.entry(form.clone()).or_insert(names.len());
            if place == names.len() {
                names.push((form, Vec::new()));
            }
            names[place].1.extend(countries::code(code));
        }
    }
    names
}

fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    lexicon::rows(include_str!("country_names.tsv"))
}

/// Every form of a value: each `stem+paradigm` in it with each of the paradigm's endings.
fn forms(value: &str, endings: &[(&str, &str)]) -> Vec<String> {
    let Some((stem, rest)) = value.split_once('+') else { return vec![value.to_owned()] };
    let (paradigm, rest) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    let endings_of = endings.iter().find(|(name, _)| *name == paradigm).map_or("-", |(_, cell)| cell);
    let each = endings_of.split('|').map(|ending| format!("{stem}{}{rest}", ending.trim_matches('-')));
    each.flat_map(|form| forms(&form, endings)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn codes(lang: &str, name: &str) -> Vec<&'static str> {
        of(lang).into_iter().find(|(form, _)| form == name).map(|(_, codes)| codes).unwrap_or_default()
    }

    #[test]
    fn every_row_is_sound() {
        for [lang, code, cell] in rows() {
            assert!(lang.len() == 2 && !cell.is_empty(), "{lang} {code}");
            let known = code == "-" || code.starts_with('+') || countries::code(code).is_some();
            assert!(known, "{lang} {code}");
        }
        let languages: Vec<_> = languages().collect();
        assert_eq!(languages.iter().collect::<HashSet<_>>().len(), languages.len(), "a language stands in one block");
        for lang in ["de", "fr", "es", "it", "pt", "nl", "ru", "ar", "zh", "ja", "ko", "hi"] {
            assert!(languages.contains(&lang), "{lang}");
        }
    }

    #[test]
    fn every_paradigm_is_there_and_used() {
        for lang in languages() {
            let cells: Vec<_> = rows().filter(|[row, _, _]| *row == lang).collect();
            let has = |paradigm: &str| cells.iter().any(|[_, code, _]| code.strip_prefix('+') == Some(paradigm));
            for [_, code, cell] in cells.iter().filter(|[_, code, _]| !code.starts_with('+')) {
                for used in cell.split('|').flat_map(|value| value.split('+').skip(1)) {
                    assert!(has(used.split(' ').next().unwrap_or(used)), "{lang} {code} {used}");
                }
            }
        }
    }

    #[test]
    fn forms_are_the_stem_with_each_ending() {
        for (lang, name, code) in [
            ("de", "Deutschlands", "DE"),
            ("de", "japanischen", "JP"),
            ("de", "Vereinigten Arabischen Emiraten", "AE"),
            ("fr", "française", "FR"),
            ("es", "alemana", "DE"),
            ("it", "tedeschi", "DE"),
            ("pt", "alemã", "DE"),
            ("ru", "Японией", "JP"),
            ("ru", "российского", "RU"),
            ("pl", "Polsce", "PL"),
        ] {
            assert_eq!(codes(lang, name), [code], "{lang} {name}");
        }
        assert_eq!(codes("ja", "日米"), ["JP", "US"]);
        assert_eq!(codes("zh", "印度洋"), [""; 0]);
        assert!(of("tlh").is_empty());
    }
}
