//! Own sentences and the labels that they must have.

use crate::annotate::Annotator;
use crate::article::Article;
use crate::article::Date;
use crate::article::Labels;
use crate::article::Text;

fn article(title: &str, body: &str) -> Article {
    let mut article = Article { text: Text::from(body.to_owned()), ..Article::default() };
    article.meta.title = Some(title.to_owned()).filter(|title| !title.is_empty());
    article
}

fn annotator() -> &'static Annotator {
    static ANNOTATOR: std::sync::OnceLock<Annotator> = std::sync::OnceLock::new();
    ANNOTATOR.get_or_init(Annotator::default)
}

fn label(title: &str, body: &str) -> Labels {
    annotator().annotate(&article(title, body))
}

/// Checks all three kinds of labels; codes and names are separated by spaces and commas.
#[track_caller]
fn check(body: &str, main: &str, mentioned: &str, leaders: &str) {
    let labels = label("", body);
    let expected = [main, mentioned].map(|codes| codes.split_whitespace().collect::<Vec<_>>());
    assert_eq!(labels.mentioned, expected[1], "mentioned: {body}");
    assert_eq!(labels.main, expected[0], "main: {body}");
    let leaders: Vec<_> = leaders.split(", ").filter(|name| !name.is_empty()).collect();
    assert_eq!(labels.leaders, leaders, "leaders: {body}");
}

/// Checks which countries a sentence names.
#[track_caller]
fn names(body: &str, mentioned: &str) {
    assert_eq!(label("", body).mentioned, mentioned.split_whitespace().collect::<Vec<_>>(), "{body}");
}

#[test]
fn countries_are_named_by_name_demonym_capital_seat_and_place() {
    names("Talks between Norway and the Finns went on in Lisbon.", "FI NO PT");
    names("A spokesman for the Kremlin denied what the Élysée had said; Elysee aides shrugged.", "FR RU");
    names("The harvest in Saskatchewan was better than the one near Rosario.", "AR CA");
    names("The UK, the U.S. and the UAE signed; the USSR never did.", "AE GB SU US");
    names("Côte d’Ivoire and Cote d'Ivoire are one country, so are Türkiye and Turkey.", "CI TR");
    names("Washington has told Beijing to wait.", "CN US");
    names("The cook bought a turkey and some china for us.", "");
}

#[test]
fn the_longest_name_wins() {
    names("South Korea and Papua New Guinea", "KR PG");
    names("Guinea-Bissau, Equatorial Guinea and Guinea", "GN GQ GW");
    names("South Sudan left Sudan", "SD SS");
    names("Nigerians live in Nigeria, Nigeriens in Niger", "NE NG");
    names("Dominica is no part of the Dominican Republic", "DM DO");
    names("Northern Ireland borders Ireland", "GB IE");
    names("American Samoa lies east of Samoa", "AS WS");
    names("Talks with Seoul eased tension on the Korean Peninsula.", "KP KR");
}

#[test]
fn false_friends_name_no_country() {
    names("He wore a Panama hat and ate French fries with a Canada goose.", "");
    names("Their guinea pig, a Guinea pig of three, fled over the Indian Ocean.", "");
    names("She reads the Washington Post and the Jerusalem Post.", "");
    names("Investors in Latin America and South America sold.", "");
    names("The lab played a game of Chinese whispers about Stockholm syndrome.", "");
    names("The Paris Agreement was signed long after the Warsaw Pact.", "");
    names("Ships crossed the South China Sea and the Gulf of Mexico.", "");
    // and the same words where they are countries
    names("The Panama deal with French and Indian firms pleased Canada.", "CA FR IN PA");
    names("A Chinese firm bought a hotel in Paris from a Mexican one.", "CN FR MX");
}

#[test]
fn regions_teams_and_peoples_keep_their_own_country() {
    names("New Mexico and New Jersey voted", "US");
    names("Herders in Inner Mongolia moved their flocks", "CN");
    names("The Cleveland Indians won", "US");
    names("African Americans in the city marched", "US");
    names("Fans in New South Wales cheered", "AU");
    names("The factory in Paris, Texas closed", "US");
    names("A fire in London, Ontario", "CA");
    names("Shops in Athens, Ga., and in Rome", "IT US");
}

#[test]
fn ambiguous_names_are_decided_by_their_neighbours() {
    names("Police in Atlanta said that Georgia would recount", "US");
    names("Georgia, its government in Tbilisi said, would recount", "GE");
    names("Voters in Georgia wait", "GE");
    names("Congo and Rwanda met", "CD RW");
    names("Congo said in Brazzaville that it would wait", "CG");
    names("The new shirt in Jersey cotton", "");
    names("Jersey and Guernsey raised taxes", "GG JE");
}

#[test]
fn people_are_no_countries() {
    names("Michael Jordan and Mr London met Jordan Lee and Chad Miller.", "");
    names("Jordan and Chad met in London", "GB JO TD");
    names("Chad Miller resigned. Chad, as all call him, had no comment.", "");
    names("Chad Miller flew to N'Djamena. Chad is his home.", "TD");
    names("Chad Miller resigned. He had been born in Chad.", "TD");
    names("Some in Georgia hoped for peaches, not for corn from Delaware.", "US");
    names("Votes in Wisconsin, Pennsylvania and Georgia decide over help for Ukraine.", "UA US");
    names("Georgia and Ukraine signed, as a man from Ohio looked on.", "GE UA US");
    names("Jordan Foreign Ministry aides left", "JO");
    names("George Washington never met Denzel Washington", "");
}

#[test]
fn languages_are_no_countries() {
    names("She wrote it in German, then spoke French to them", "");
    names("Doctors in German hospitals and French clinics", "DE FR");
    names("an English-speaking guide", "");
    names("The English coast", "GB");
}

#[test]
fn main_countries_are_weighed_by_place() {
    let labels = label("Peru raises its port fees", "Shippers from Chile complained. A note came from Spain.");
    assert_eq!(labels.main, ["PE"]);
    assert_eq!(labels.mentioned, ["CL", "ES", "PE"]);
    let body = "LIMA, March 3 (Wire) - The port will charge more.\nShippers wait.";
    assert_eq!(label("", body).main, ["PE"]);
    let body = "KEARNEY, Neb. (Wire) - The mill will close.";
    assert_eq!(label("", body).main, ["US"]);
    let body = format!("{}\nOne guest came from Peru.", "Rain fell on the hills all day. ".repeat(20));
    assert_eq!(label("", &body).main, Vec::<String>::new());
}

#[test]
fn capitals_go_to_the_state_of_their_time() {
    let mut old = article("", "MOSCOW, March 2 - The ministry said grain imports would fall.");
    assert_eq!(annotator().annotate(&old).mentioned, ["RU"]);
    old.meta.date = Date::year(1987);
    assert_eq!(annotator().annotate(&old).mentioned, ["SU"]);
    names("Moscow said the Soviet harvest had failed.", "SU");
    names("Moscow said Russia had left the Soviet past behind.", "RU SU");
}

#[test]
fn names_may_be_broken_by_hand_wrapped_lines() {
    check(
        "The talks will go on for some days, an aide to Angela\nMerkel said to those who had come with her to New\nZealand before they broke up for the night.",
        "NZ",
        "NZ",
        "Angela Merkel",
    );
    names(
        "He called it something New\nZealand is an island of Denmark, he said, and this line is so long that nobody can have wrapped it by hand at all.",
        "DK",
    );
}

#[test]
fn every_label_has_its_words_once() {
    let (labels, evidence) =
        annotator().explain(&article("", "Tokyo and Japan and Tokyo. Prime Minister Fumio Kishida left."));
    assert_eq!(labels.mentioned, ["JP"]);
    let words: Vec<_> = evidence.iter().map(|one| (one.kind, one.label.as_str(), one.words.join("|"))).collect();
    assert_eq!(
        words,
        [
            ("country", "JP", "Tokyo|Japan".to_owned()),
            ("leader", "Fumio Kishida", "Fumio Kishida".to_owned()),
            ("topic", "politics", "Prime Minister".to_owned()),
        ]
    );
}

#[test]
fn nothing_panics() {
    for text in [
        "",
        " ",
        "\n\n",
        "é",
        "Prime Minister",
        "Prime Minister ",
        ", president of",
        "TOKYO",
        "TOKYO —",
        "—",
        "President É",
        "(AP) — ",
        "“Xi”",
        "Paris, ",
        "US US US, U.S.",
    ] {
        label(text, text);
        label("", text);
    }
    let all = "President of the République 日本 — Prime Minister, König É. Ö. Ü., the president of U.S. ";
    for end in (0..all.len()).filter(|end| all.is_char_boundary(*end)) {
        label(&all[end..], &all[..end]);
    }
}
