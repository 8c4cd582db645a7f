//! Own sentences and the leaders that they name.

use crate::annotate::Annotator;
use crate::annotate::Lists;
use crate::annotate::list_tests::{label_by, sights};
use crate::article::Article;
use crate::article::Labels;
use crate::article::Text;

pub(super) fn article(title: &str, body: &str) -> Article {
    let mut article = Article { text: Text::from(body.to_owned()), ..Article::default() };
    article.meta.title = Some(title.to_owned()).filter(|title| !title.is_empty());
    article
}

pub(super) fn annotator() -> &'static Annotator {
    static ANNOTATOR: std::sync::OnceLock<Annotator> = std::sync::OnceLock::new();
    ANNOTATOR.get_or_init(Annotator::default)
}

pub(super) fn label(title: &str, body: &str) -> Labels {
    annotator().annotate(&article(title, body))
}

/// Checks which leaders a sentence names.
#[track_caller]
pub(super) fn leads(body: &str, leaders: &str) {
    let leaders: Vec<_> = leaders.split(", ").filter(|name| !name.is_empty()).collect();
    assert_eq!(label("", body).leaders, leaders, "{body}");
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

#[test]
fn titles_make_leaders() {
    leads("Prime Minister Fumio Kishida arrived.", "Fumio Kishida");
    leads("A letter from Finance Minister Odile Marchetta was read.", "Odile Marchetta");
    leads("Odile Marchetta, the finance minister, was there.", "Odile Marchetta");
    leads("The prime minister, Aldo Perrin, was there.", "Aldo Perrin");
    leads("Ruritanian Foreign Minister Dr Aldo Perrin was there.", "Aldo Perrin");
    leads("Minister for Immigration Aldo Perrin was there.", "Aldo Perrin");
    leads("French President Aldo Perrin and President Odile Marchetta of Peru met.", "Aldo Perrin, Odile Marchetta");
    leads("UN Secretary-General Aldo Perrin was there.", "Aldo Perrin");
}

#[test]
fn other_offices_make_none() {
    leads("Acme Corp president Aldo Perrin was there.", "");
    leads("University President Aldo Perrin was there.", "");
    leads("Aldo Perrin, president of Acme, was there.", "");
    leads("Deputy Finance Minister Aldo Perrin was there.", "");
    leads("Shadow Foreign Secretary Aldo Perrin was there.", "");
    leads("Vice President Aldo Perrin of Acme was there.", "");
    leads("Prime Minister Aldo Foundation Bank spoke.", "");
    leads("Finance ministers Coffee Growers Association members spoke.", "");
    leads("In Peru, Prime Minister of the day or not, nobody came.", "");
}

#[test]
fn heads_of_bodies_and_central_banks_are_leaders() {
    leads("IMF Managing Director Aldo Perrin was there.", "Aldo Perrin");
    leads("Aldo Perrin, governor of the Bank of Japan, was there.", "Aldo Perrin");
    leads("The World Bank's president, Aldo Perrin, was there.", "Aldo Perrin");
    leads("Peru's central bank governor Aldo Perrin was there.", "Aldo Perrin");
    leads("Chicago Fed chief Aldo Perrin was there.", "");
    leads("Bank of China president Aldo Perrin was there.", "");
    leads("Deputy governor of the Bank of Japan Aldo Perrin was there.", "");
}

#[test]
fn presidents_of_firms_and_clubs_are_no_leaders() {
    leads("GM Canada president Aldo Perrin was there.", "");
    leads("Real Madrid president Aldo Perrin was there.", "");
    leads("Aldo Perrin, president of Peru's exporters, was there.", "");
    leads("Aldo Perrin, president of the French sugar makers, was there.", "");
    leads("Aldo Perrin, president of the U.S. beet growers, was there.", "");
    leads("American Sports president Aldo Perrin was there.", "");
    leads("The company sold its shares. President Aldo Perrin told shareholders so.", "");
    // and those of states
    leads("Peru's government fell. President Aldo Perrin told voters so.", "Aldo Perrin");
    leads("Aldo Perrin, president of Peru, was there.", "Aldo Perrin");
    leads("Aldo Perrin, the country's former president, was there.", "Aldo Perrin");
}

#[test]
fn offices_of_provinces_plays_and_churches_make_no_leader() {
    leads("Ontario Finance Minister Aldo Perrin was there.", "");
    leads("He plays Prime Minister Aldo Perrin on stage.", "");
    leads("A Baptist minister Aldo Perrin was there.", "");
    leads("Health Secretary Aldo Perrin of Kansas was there.", "");
}

#[test]
fn verbs_give_offices() {
    leads("Aldo Perrin was elected prime minister in May.", "Aldo Perrin");
    leads("Odile Marchetta became the country's first female prime minister.", "Odile Marchetta");
    leads("They chose Aldo Perrin as finance minister.", "Aldo Perrin");
    leads("Aldo Perrin, an aide to the prime minister, was there.", "");
    leads("Aldo Perrin said that the prime minister left.", "");
    leads("Aldo Perrin wants to be prime minister.", "");
}

#[test]
fn peers_of_leaders_are_leaders() {
    leads(
        "Foreign Minister Aldo Perrin met his Chilean counterpart, Odile Marchetta, on Monday.",
        "Aldo Perrin, Odile Marchetta",
    );
    leads("Prime Minister Odile Marchetta praised her predecessor Aldo Perrin.", "Odile Marchetta, Aldo Perrin");
    leads("The coach praised his predecessor Aldo Perrin.", "");
    leads("Prime Minister Odile Marchetta left. The coach praised his predecessor Aldo Perrin.", "Odile Marchetta");
    assert!(label("", "The president of Peru met her counterpart Aldo Perrin.").sightings.is_empty());
}

#[test]
fn offices_behind_a_surname_are_those_of_the_full_name() {
    leads("Aldo Perrin spoke. Mr Perrin, the prime minister, left.", "Aldo Perrin");
    leads("Aldo Perrin spoke. Mr Quill, the prime minister, left.", "");
    leads("Aldo Perrin was sworn in on Friday as the new president of Peru.", "Aldo Perrin");
    leads("The prime minister at the time, Aldo Perrin, was there.", "Aldo Perrin");
    leads("Peru's newly elected president Aldo Perrin was there.", "Aldo Perrin");
}

#[test]
fn legislators_and_chiefs_of_firms_make_no_leader() {
    leads("Senate majority leader Aldo Perrin was there.", "");
    leads("House Speaker Aldo Perrin was there.", "");
    leads("The EU's commissioner for crisis management, Aldo Perrin, was there.", "Aldo Perrin");
}

#[test]
fn nearly_listed_names_are_those_of_the_list() {
    leads("The German chancellor, Angela Merkl, was there.", "Angela Merkel");
    leads("Greek Prime Minister Andreas Papanderou was there.", "Andreas Papandreou");
    leads("Georgian Prime Minister Irakli Kobachidse was there.", "Irakli Kobakhidze");
    // of another country, and of another office
    leads("Peruvian Prime Minister Irakli Kobachitse was there.", "Irakli Kobachitse");
    sights("In Greece, Prime Minister Kyriakos Mitsotakes left.", &[]);
}

#[test]
fn genitives_without_an_apostrophe_name_people_alone() {
    leads("Das ist Hillary Clintons Rede.", "Hillary Clinton");
    leads("The Finance Ministers Aldo Perrin spoke.", "");
}

#[test]
fn german_countries_have_offices() {
    let leaders = |body: &str| {
        let mut article = article("", body);
        article.meta.lang = Some("de".to_owned());
        annotator().annotate(&article).leaders
    };
    assert_eq!(leaders("Der französische Präsident Aldo Perrin war da."), ["Aldo Perrin"]);
    assert_eq!(leaders("Frankreichs Präsident Macron war da."), ["Emmanuel Macron"]);
    assert!(leaders("Der bayerische Ministerpräsident Aldo Perrin war da.").is_empty());
    assert!(leaders("Der Präsident Aldo Perrin war da.").is_empty());
}

#[test]
fn surnames_shared_with_another_are_those_of_the_living() {
    let dated = |body: &str| label_by(&Lists::default(), body).leaders;
    assert!(dated("The lawyer Elvira Hammarskjold spoke. Hammarskjold left.").is_empty());
    assert_eq!(dated("The deal had come when Hammarskjold, UN secretary-general, agreed."), ["Dag Hammarskjöld"]);
}

#[test]
fn ministers_of_long_fields() {
    leads("The Minister for Foreign Affairs and Trade, Aldo Perrin, was there.", "Aldo Perrin");
    leads("Peru's minister for crisis management, Aldo Perrin, was there.", "Aldo Perrin");
}

#[test]
fn offices_of_other_languages() {
    leads("Die Rede von Außenministerin Odile Marchetta war kurz.", "Odile Marchetta");
    leads("La ministre des Affaires étrangères Odile Marchetta est partie.", "Odile Marchetta");
    leads("Bayerns Innenminister Aldo Perrin war da.", "");
    leads("Kanzler Merz flog nach Berlin.", "Friedrich Merz");
}

#[test]
fn other_scripts_name_the_best_known() {
    leads("協議にはトランプ次期大統領が加わった。", "Donald Trump");
    leads("Вчера Владимир Путин прибыл.", "Vladimir Putin");
    leads("习近平出席会议。", "Xi Jinping");
    leads("푸틴은 떠났다.", "Vladimir Putin");
}

#[test]
fn texts_in_capitals_are_read() {
    let body = "THE TALKS WENT ON FOR SOME DAYS IN THE OLD TOWN, AND MANY CAME TO SEE WHO WOULD SPEAK FIRST . "
        .repeat(6)
        + "PRIME MINISTER HAROLD MACMILLAN SPOKE . MACMILLAN LEFT EARLY . CHARLES DE GAULLE SHOCKED THEM . KHRUSHCHEV STAYED IN MOSCOW .";
    leads(&body, "Harold Macmillan, Charles de Gaulle, Nikita Khrushchev");
    let line =
        "THE TALKS WENT ON FOR SOME DAYS IN THE OLD TOWN, AND MANY CAME TO SEE WHO WOULD SPEAK FIRST . ".repeat(6);
    leads(&(line.clone() + "FOREIGN MINISTER ALDO PERRIN DEMANDED MORE ."), "Aldo Perrin");
    leads(&(line.clone() + "THE FOREIGN MINISTER FROZE RENTS ."), "");
    leads(&(line + "FOREIGN MINISTER MEETING ENDED QUICKLY ."), "");
}

#[test]
fn some_surnames_name_by_themselves() {
    leads("The deal with Russia had come when Putin agreed.", "Vladimir Putin");
    leads("The deal had come when Putin, the president, agreed. Mr. Putin left.", "Vladimir Putin");
    leads("The deal had come when Putin agreed.", "");
    leads("Melania Trump and Trump Tower were in the news.", "");
    let labels = label("Putin agrees", "Nothing was said.");
    assert_eq!(labels.leaders, Vec::<String>::new());
}

#[test]
fn listed_names_count_in_full() {
    check(
        "Angela Merkel flew from Germany to Paris, and Merkel spoke. German papers liked it; Berlin was glad.",
        "DE",
        "DE FR",
        "Angela Merkel",
    );
    leads(
        "Abe Shinzo spoke, as did Volodymyr Zelensky and Fernando de la Rua.",
        "Shinzo Abe, Volodymyr Zelenskyy, Fernando de la Rúa",
    );
    leads("A man called Merkel spoke.", "");
    leads("Planes landed at Charles de Gaulle airport, ships near the USS Ronald Reagan.", "");
    leads("Donald Trump Jr. spoke.", "");
    leads("Then Donald J. Trump spoke.", "Donald Trump");
}

#[test]
fn people_of_other_trades_are_no_leaders() {
    leads("David Cameron, 34, a plumber from Hull, found the coin.", "");
    leads("The actor Gordon Brown, the novelist Boris Johnson and the architect David Cameron were there.", "");
    leads("The striker Boris Johnson scored twice.", "");
    leads("John Major was there.", "");
    leads("Former Prime Minister John Major was there.", "John Major");
    leads("David Cameron, the former prime minister, found the coin.", "David Cameron");
}

#[test]
fn title_and_surname_name_who_fits_alone() {
    leads("PM Modi spoke in New Delhi to Indian editors.", "Narendra Modi");
    leads("President Biden left Washington; US aides followed.", "Joe Biden");
    leads("President Nobodyatall left Washington.", "");
    leads("Mr Modi spoke.", "");
    // two presidents of that name
    leads("President Bush left Washington; US aides followed.", "");
}

#[test]
fn surnames_link_only_behind_the_full_name() {
    let body = "Merkel spoke first. Later Chancellor Angela Merkel left, and Merkel waved.";
    let (labels, evidence) = annotator().explain(&article("Merkel leaves", body));
    assert_eq!(labels.leaders, ["Angela Merkel"]);
    let merkel = evidence.iter().find(|one| one.kind == "leader").expect("there is a leader");
    assert_eq!(merkel.words, ["Merkel", "Angela Merkel"]);
}

#[test]
fn surnames_alone_need_a_country_or_an_office_and_nobody_else_of_that_name() {
    leads("Washington was quiet. Michelle Obama spoke, and later Obama left.", "");
    leads("In France, Brigitte Macron spoke. Macron waved.", "");
    leads("In Washington, Donald Trump Jr. spoke. Trump said so.", "");
    leads("In Washington, Donald Trump Jr. spoke. President Trump said so.", "Donald Trump");
    leads("In Washington, Mrs Obama spoke. Later Obama sang.", "");
    leads("At the bakery in Brooklyn, people like Zelensky for his rolls.", "");
    leads("In Washington, Trump cards were played.", "");
    leads("In Turkey, Cem Erdogan sells flowers. For Erdogan it is a trade.", "");
    leads("In India, Chief Minister Stalin opened a school.", "");
    assert!(label_by(&Lists::default(), "In Lima, the premier of the time spoke of Nehru.").leaders.is_empty());
    leads("In Washington, Mr. Obama spoke. Meanwhile Trump left.", "Barack Obama, Donald Trump");
    leads("Soviet papers said that Stalin would come.", "Joseph Stalin");
}

#[test]
fn given_names_need_an_office_or_the_full_name() {
    leads("In Belgrade, Tito Jackson sang, and when Tito played, Yugoslavia danced.", "");
    leads("In Brazil, Lula said that the chili was hot.", "");
    leads("In Brazil, President Lula said so. Lula left.", "Luiz Inácio Lula da Silva");
    leads("In the Netherlands, Beatrix Potter is read. Beatrix drew.", "");
    leads("In Iraq, Saddam Ali came, and Saddam was late.", "");
    leads("In Egypt, Nasser Al-Attiyah drove. For Nasser it was easy.", "");
    leads("It was Egypt's Nasser who came.", "Gamal Abdel Nasser");
    leads("In Iraq, Saddam Hussein spoke. Saddam left.", "Saddam Hussein");
}

#[test]
fn long_runs_without_a_space_are_no_words() {
    for piece in ["France.", "President-", "Trump-", "France’", "法国总统", "President Putin’s", "é-Trump."] {
        let _ = label("", &piece.repeat(1_000_000 / piece.len()));
    }
}

#[test]
fn presidents_of_organisations_are_no_heads() {
    leads("Peru is far. The museum opened. President Ola Lund spoke.", "");
    leads("President Ola Lund of the Teamsters spoke in Peru.", "");
    leads("Peru plays. FIFA met on Monday. President Ola Lund spoke.", "");
    leads("LIMA, Peru - President Ola Lund spoke.", "");
    leads("Peru is far. President Ola Lund spoke of European Union money.", "Ola Lund");
    leads("Peru is far. Chancellor Ola Lund spoke.", "");
    leads("German papers wrote. Chancellor Ola Lund spoke.", "Ola Lund");
}

#[test]
fn sightings_are_of_heads_where_the_country_is_said() {
    sights("Peru is far. President Ola Lund left.", &[("Ola Lund", "president", "PE", false)]);
    sights("President Ola Lund left Peru.", &[("Ola Lund", "president", "PE", true)]);
    sights(
        "Peru is far. President Ola Lund left. President Ola Lund of Peru came.",
        &[("Ola Lund", "president", "PE", true)],
    );
    sights("Prime Minister Ola Lund left.", &[("Ola Lund", "prime minister", "", true)]);
}

#[test]
fn offices_of_parts_of_unions_make_no_leader() {
    leads("PHOENIX - Secretary of State Ola Lund counted the votes of Arizona. The U.S. waited.", "");
    leads("LANSING, Mich. - Secretary of State Ola Lund spoke. The U.S. waited.", "");
    leads("MUNICH - Finance Minister Ola Lund of Bavaria spoke. Germany waited.", "");
    leads("SYDNEY - Premier Ola Lund spoke about New South Wales. Australia waited.", "");
    leads("TORONTO - Premier Ola Lund spoke. Canada waited.", "");
    leads("In India, Chief Minister Ola Lund spoke.", "");
    leads("Vietnam waited. Premier Ola Lund spoke.", "Ola Lund");
    leads("MUNICH - Finance Minister Ola Lund spoke. Germany waited.", "Ola Lund");
}

#[test]
fn offices_in_works_make_no_leader() {
    leads("In the film, Prime Minister Ola Lund flees.", "");
    leads("Prime Minister Ola Lund, played by an old friend, flees Peru.", "");
    leads("In a series of talks, Prime Minister Ola Lund stayed firm.", "Ola Lund");
}

#[test]
fn surnames_in_capitals_are_names() {
    leads("Emmanuel MACRON, the French president, spoke. Macron left.", "Emmanuel Macron");
    leads("Prime Minister Ola LUND spoke.", "Ola Lund");
    leads("Ola SAINT-LUND, the prime minister, spoke.", "Ola Saint-Lund");
    leads("Prime Minister Ola NATO spoke.", "");
    leads("EMMANUEL Macron spoke.", "");
}

#[test]
fn offices_in_other_forms() {
    leads("In Peru the crowd came. The late President Gerd Plum had built it.", "Gerd Plum");
    leads("Ex-president Gerd Plum left Peru.", "Gerd Plum");
    leads("Gerd Plum (prime minister of Zambia) left.", "Gerd Plum");
    leads("Gerd Plum - president of Zambia - left.", "Gerd Plum");
    leads("Gerd Plum - president of Acme - left.", "");
    leads("Prime Minister R. T. Tansberg left.", "R. T. Tansberg");
    leads("Prime Minister T. Tansberg left.", "");
    leads("President His Excellency Gerd Plum of Zambia left.", "Gerd Plum");
    leads("His Excellency Gerd Plum, the prime minister of Zambia, left.", "Gerd Plum");
}

#[test]
fn offices_of_other_languages_with_their_country() {
    let leaders = |lang: &str, body: &str| {
        let mut article = article("", body);
        article.meta.lang = Some(lang.to_owned());
        annotator().annotate(&article).leaders
    };
    for (lang, body) in [
        ("de", "Der norwegische Ministerpräsident Rudolf Tansberg war da."),
        ("de", "Der peruanische Präsident Rudolf Tansberg war da."),
        ("fr", "Le premier ministre norvégien, Rudolf Tansberg, est parti."),
        ("fr", "Le président péruvien Rudolf Tansberg est parti."),
        ("es", "El presidente peruano Rudolf Tansberg estuvo en Lima."),
        ("es", "El primer ministro noruego, Rudolf Tansberg, estuvo en Oslo."),
        ("es", "El presidente electo de Perú, Rudolf Tansberg, estuvo en Lima."),
    ] {
        assert_eq!(leaders(lang, body), ["Rudolf Tansberg"], "{body}");
    }
    assert!(leaders("es", "El presidente del club, Rudolf Tansberg, estuvo en Lima.").is_empty());
}

#[test]
fn headlines_link_and_never_make() {
    let labels = label("PM Eyes New Powers As President Rules Out Vote", "Nothing was decided.");
    assert_eq!(labels.leaders, Vec::<String>::new());
    let labels = label("Prime Minister Aldo Perrin resigns", "Nothing was decided.");
    assert_eq!(labels.leaders, Vec::<String>::new());
}
