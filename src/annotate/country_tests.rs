//! Own sentences and the countries that they name: other languages, other times, own names and vetoes.

use crate::annotate::{Annotator, Lists, Own, OwnCountry};
use crate::article::Article;
use crate::article::Date;
use crate::article::Labels;
use crate::article::Text;

fn annotator() -> &'static Annotator {
    static ANNOTATOR: std::sync::OnceLock<Annotator> = std::sync::OnceLock::new();
    ANNOTATOR.get_or_init(Annotator::default)
}

fn article(lang: &str, year: Option<i32>, body: &str) -> Article {
    let mut article = Article { text: Text::from(body.to_owned()), ..Article::default() };
    article.meta.lang = Some(lang.to_owned());
    article.meta.date = year.and_then(Date::year);
    article
}

fn label(lang: &str, year: Option<i32>, body: &str) -> Labels {
    annotator().annotate(&article(lang, year, body))
}

/// Checks which countries a text of a language names.
#[track_caller]
fn names(lang: &str, body: &str, mentioned: &str) {
    assert_eq!(label(lang, None, body).mentioned, mentioned.split_whitespace().collect::<Vec<_>>(), "{body}");
}

/// Checks which countries a text of a year names.
#[track_caller]
fn named_in(year: i32, body: &str, mentioned: &str) {
    let found = label("en", Some(year), body).mentioned;
    assert_eq!(found, mentioned.split_whitespace().collect::<Vec<_>>(), "{year}: {body}");
}

#[test]
fn an_article_of_another_language_is_labelled() {
    names("de", "Tokio und Seoul wollen enger zusammenarbeiten, sagte der japanische Minister in Südkorea.", "JP KR");
    names("fr", "Le président sud-coréen et les Japonais ont signé à Séoul.", "JP KR");
    names("es", "La canciller alemana viajó a Guinea Ecuatorial y a Nueva Zelanda.", "DE GQ NZ");
    names("ja", "南アフリカの大臣が東京で日米関係を語った。", "JP US ZA");
    names("zh", "巴布亚新几内亚总理访问北京", "CN PG");
    names("de", "Er las die South China Morning Post in Wales.", "GB");
    // the same letters in English
    names("en", "Ask Polen and Kina of the Moskau club.", "");
}

#[test]
fn names_are_inflected_in_their_languages() {
    names("sv", "Litauens ambassad och Irans minister är nära.", "IR LT");
    names("sv", "Nära 5 000 kom.", "");
    names("da", "Kinas og Kenyas ministre", "CN KE");
    names("no", "Polens og Brasils ministre", "BR PL");
    names("pl", "Imigrant z Arabii Saudyjskiej i gość z Afganistanu", "AF SA");
    names("cs", "Prodává byt ve Španělsku a v Dubaji, pražský soud mlčí.", "AE CZ ES");
    names("de", "Sie sprachen Englisch und Russisch, auf Deutsch fragte niemand.", "");
    names("de", "Englische und russische Schiffe", "GB RU");
    names("de", "Ein Buch für die Insel: Desert Island Discs.", "");
    names("de", "Island wählt.", "IS");
    // words that are cities elsewhere
    names("de", "Sie wandern in den Bergen von Norwegen.", "NO");
    names("pt", "Para muitos, o tema. Tema livre.", "");
    names("pt", "A chuva no Pará.", "BR");
    names("pl", "Dane z Polski", "PL");
    names("cs", "Pole u Brna", "CZ");
    names("id", "Lima orang di Jakarta", "ID");
}

#[test]
fn the_dominant_country_of_another_language_is_main() {
    let body =
        "Japans Regierung senkt die Steuern. Die japanische Notenbank in Tokio wartet ab. Ein Gast kam aus Polen.";
    let labels = label("de", None, body);
    assert_eq!((labels.main, labels.mentioned), (vec!["JP".to_owned()], vec!["JP".to_owned(), "PL".to_owned()]));
}

#[test]
fn former_states_have_what_was_theirs() {
    named_in(1963, "Russia sent wheat to the Ukraine, said Moscow.", "SU");
    named_in(1990, "Lithuania left; Moscow did not like it.", "LT SU");
    named_in(1995, "Russia and Ukraine met in Moscow.", "RU UA");
    named_in(1910, "Russia built a railway.", "RU");
    named_in(1980, "Croats and Serbs met in Belgrade.", "YU");
    named_in(1999, "Serbia withdrew, Belgrade said.", "RS YU");
    named_in(1968, "Slovaks and Czechs wrote from Prague.", "CS");
    named_in(1994, "Slovaks and Czechs wrote from Prague.", "CZ SK");
    named_in(1975, "The fair in Leipzig drew guests from Bonn.", "DD DE");
    named_in(2015, "The fair in Leipzig drew guests from Bonn.", "DE");
    named_in(1987, "South Yemen and North Yemen met in Aden.", "YD YE");
    named_in(2020, "Separatists of South Yemen marched in Aden.", "YE");
    named_in(1987, "Congo borrowed, Zaire did not.", "CD CG");
    named_in(2024, "Congo borrowed.", "CD");
}

#[test]
fn names_within_names_of_firms_are_none() {
    names("en", "Carbide <UK> and the brewer Allied-Lyons rose.", "");
    names("en", "The Paris-Berlin train was late in Lyons.", "DE FR");
}

#[test]
fn datelines_without_a_space_or_a_known_place() {
    let labels = label("en", None, "MILWAUKEE, March 2- The brewer earned more.");
    assert_eq!(labels.main, ["US"]);
    // the village is not known, and what follows is the lead
    let labels = label("en", None, "NETHER WALLOP FELL, March 2 - Peru paid.");
    assert_eq!(labels.mentioned, ["PE"]);
}

#[test]
fn own_countries_and_vetoes() {
    let own = Own {
        countries: vec![
            OwnCountry { code: "EU".into(), name: "European Union".into(), aliases: vec!["Brussels bloc".into()] },
            OwnCountry { code: "JP".into(), name: String::new(), aliases: vec!["Nippon".into()] },
        ],
        vetoes: vec!["Georgia Gulf".into(), "Kiwi".into()],
        ..Own::default()
    };
    let annotator = Annotator::new(&Lists { own, ..Lists::default() });
    let found = |body: &str| annotator.annotate(&article("en", None, body)).mentioned;
    assert_eq!(found("The European Union and Nippon signed."), ["EU", "JP"]);
    assert_eq!(found("Belgium left the Brussels bloc."), ["BE", "EU"]);
    assert_eq!(found("Georgia Gulf sold a Kiwi stall."), [""; 0]);
    assert_eq!(found("Georgia sold a stall in New Zealand."), ["GE", "NZ"]);
    let (_, evidence) = annotator.explain(&article("en", None, "NIPPON rose, said Japan."));
    assert_eq!((evidence[0].label.as_str(), evidence[0].words.join("|").as_str()), ("JP", "NIPPON|Japan"));
}

#[test]
fn every_country_has_its_words() {
    let body = "Die Türkei und Frankreichs Präsident trafen sich in Genf; London schwieg.";
    let (labels, evidence) = annotator().explain(&article("de", None, body));
    assert_eq!(labels.mentioned, ["CH", "FR", "GB", "TR"]);
    let words: Vec<_> = evidence.iter().filter(|one| one.kind == "country").map(|one| one.words.join("|")).collect();
    assert_eq!(words, ["Genf", "Frankreichs", "London", "Türkei"]);
}

#[test]
fn clubs_streets_and_currencies_are_no_countries() {
    names("en", "Leeds United lost to Sheffield Wednesday. Leeds had led.", "");
    names("en", "Leeds United lost. Fans in Leeds wept.", "GB");
    names("en", "Leeds wept.", "GB");
    names("de", "Der FC Liverpool siegte. Liverpool feierte, Hamburg nicht.", "DE");
    names("en", "She lives in Toulouse Street, near the Paris Guest House.", "");
    names("en", "She lives in Toulouse.", "FR");
    names("en", "The bond in Swiss francs and Australian dollars pays US$5.", "");
    names("en", "The Swiss bank and Australian miners won.", "AU CH");
}

#[test]
fn the_heaviest_country_needs_less_and_hosts_need_more() {
    let main = |body: &str| label("en", None, body).main;
    let filler = "Rain fell on the hills all day. ".repeat(20);
    assert_eq!(main(&format!("{filler}A guest came from Peru. Peru is far. {filler}{filler}")), ["PE"]);
    assert_eq!(main(&format!("{filler}A guest came from Peru. {filler}{filler}")), [""; 0]);
    // Brussels decides for the Union
    assert_eq!(main("Brussels fined the Polish mill. Brussels had warned Poland. Brussels waits."), ["PL"]);
    assert_eq!(main("BRUSSELS, March 2 - The mill was fined."), ["BE"]);
    assert_eq!(main("Brussels fined the Belgian mill. Brussels had warned it."), ["BE"]);
}

#[test]
fn what_is_named_late_and_places_weigh_less() {
    let main = |body: &str| label("en", None, body).main;
    let filler = "Rain fell on the hills all day. ".repeat(10);
    let guests = "Guests came from Peru. Peru is far. The Peruvians sang.";
    assert_eq!(main(&format!("{filler}{guests} {filler}{filler}")), ["PE"]);
    assert_eq!(main(&format!("{filler}{filler}{filler}{guests}")), [""; 0]);
    // the whole of a short text is its lead
    assert_eq!(main("Rain fell on the hills all day while the guests who had come from Peru sang."), ["PE"]);
    // where a dish or a guest comes from is no subject yet
    assert_eq!(main("Crisp skin as in Lima, at home and without the wait."), [""; 0]);
    assert_eq!(main("Crisp skin as in Lima, at home. A cook from Lima and one from Cusco taught us."), ["PE"]);
    assert_eq!(main("LIMA, March 2 - The mill was sold."), ["PE"]);
}

#[test]
fn namesakes_are_no_countries() {
    for body in [
        "Cuba Gooding Jr. and Paris Hilton met Ireland Baldwin, India Arie and Kenya Moore.",
        "USS Georgia and HMS Jamaica sailed.",
        "Mali Obermann plays bass, Oman Hadley sings, Togo Marten drums.",
        "Male voices sang at the class Reunion Special.",
        "They served Peking duck, Brussels sprouts, Swiss cheese, Danish pastry and Chilean sea bass.",
        "Persian cats, Siamese cats, German shepherds and an Afghan hound.",
        "Cyprus Minerals, Bethlehem Steel and Georgia Gulf rose; so did Allied-Lyons.",
        "The American Football team saw Captain America at the America's Cup.",
        "Ships in the Persian Gulf, the Indian Ocean, the Sea of Japan and the English Channel.",
    ] {
        names("en", body, "");
    }
    // and where they are countries
    names("en", "Cuba, India, Kenya and Ireland voted.", "CU IE IN KE");
    names(
        "en",
        "Georgia and Jamaica sailed. Mali, Oman and Togo did not; Malé and Réunion waited.",
        "GE JM ML MV OM RE TG",
    );
    names("en", "The Chilean sea, the Swiss and the Danish met at Bethlehem in Cyprus.", "CH CL CY DK PS");
    names("en", "A mill in Lebanon, Pennsylvania, and one near Moscow, Idaho.", "US");
    names("en", "Beirut in Lebanon and Moscow in Russia.", "LB RU");
}

#[test]
fn a_town_is_the_same_throughout_an_article() {
    for body in [
        "PARIS, Texas - A fire destroyed a mill in Paris on Monday. Paris police said nobody was hurt.",
        "PERU, Ind. (AP) - Peru police closed a bridge. Rain fell in Peru.",
        "LEBANON, Pa. - Lebanon Fire Chief Bo Unger praised Lebanon.",
        "A barn burnt in Lebanon, Pennsylvania. The Lebanon Fire Chief was there.",
        "ATHENS, Ga. - Athens voted.",
        "ATHENS, Georgia - Athens voted.",
        "CAIRO, Ill. - Cairo voted.",
        "MELBOURNE, Fla. - Melbourne voted.",
        "ROME, Ga. - Rome voted.",
        "The mill stands in Peru, Indiana, where Peru police guard it.",
        "The mill stands in Athens, Georgia. Athens is proud.",
    ] {
        names("en", body, "US");
    }
    names("en", "A mill in Lebanon, Pennsylvania, sold Lebanese bread. Lebanon liked it.", "LB US");
    names("en", "PARIS - A mill in Paris burnt. A guest came from Dallas, Texas.", "FR US");
    names("en", "Shops in Paris, Texas and Hawaii closed. Paris wept.", "US");
    names("en", "Flights to Tokyo, Hawaii and Guam were late. Tokyo waits.", "GU JP US");
}

#[test]
fn a_person_keeps_the_name_throughout_an_article() {
    for body in [
        "Chad le Clos won the race. Chad was glad.",
        "Chad Smith, the drummer, slept late. Chad was tired.",
        "Jordan Henderson scored twice. Jordan, 33, said he was glad.",
        "Paris Hilton sang. Paris said it was late.",
        "India Walton lost the race. India wept.",
        "Mayor London Breed smiled. London thanked her voters.",
        "Michael Jordan returned. Jordan said it was time. Jordan signed.",
        "Brittany Olmer, 31, ran. Brittany was tired.",
        "The Dominican friar prayed. The Dominican order, he said, is old; Dominicans teach.",
    ] {
        names("en", body, "");
    }
    // people are introduced before they are called by one name
    names("en", "Georgia voted. Georgia Melk, a voter, said Georgia must change.", "GE");
    names("en", "Georgia Melk voted. Georgia was glad.", "");
    names("en", "Michael Jordan flew to Amman. Jordan and the king were glad.", "JO");
    names("en", "Michael Jordan played in Jordan.", "JO");
    names("en", "India won the match. India Women lost. London Underground drivers strike.", "GB IN");
    names("en", "Kenya Airways lost money; Mayor of London Bo Unger said so.", "GB KE");
    names("en", "The Dominican president and the Dominicans voted.", "DO");
    names("en", "Dominican friars left the Dominican Republic. Dominicans wept.", "DO");
}

#[test]
fn things_named_after_places_are_no_countries() {
    for body in [
        "They had chicken Kiev and Bombay mix, argued about the Oxford comma and heard Cyprus Hill.",
        "A Manila envelope for the owner of the Australian shepherd, Vienna Road and Rue de Rome.",
        "She lives between Nairobi Avenue and Cuba Street.",
    ] {
        names("en", body, "");
    }
    names("en", "Kiev, Oxford and Cyprus; Manila, Vienna, Nairobi and Cuba.", "AT CU CY GB KE PH UA");
    names("en", "China Road and Bridge built it.", "CN");
    names("de", "Auf Coney Island und Staten Island, nicht auf Long Island.", "US");
    names("de", "In Bayern sparte der Free State. The Free State would save, sagte Munich.", "DE");
    names("en", "The Free State lies by Lesotho.", "LS ZA");
    names("fr", "Ils sont à Atlanta, en Géorgie.", "US");
    names("fr", "Ils sont à Tbilissi, en Géorgie.", "GE");
    names("tr", "Mısır unu pahalı. Çek karnesi kayıp.", "");
    names("tr", "Mısır ve Çekya anlaştı.", "CZ EG");
}
