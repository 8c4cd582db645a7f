//! Own sentences and the labels that they must have.

use crate::annotate::Annotator;
use crate::annotate::LearnedLeader;
use crate::annotate::Lists;
use crate::annotate::OwnLeader;
use crate::annotate::OwnOffice;
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

/// Checks which leaders a sentence names.
#[track_caller]
fn leads(body: &str, leaders: &str) {
    let leaders: Vec<_> = leaders.split(", ").filter(|name| !name.is_empty()).collect();
    assert_eq!(label("", body).leaders, leaders, "{body}");
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
    leads("The government fell. President Aldo Perrin told voters so.", "Aldo Perrin");
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
        + "PRIME MINISTER HAROLD MACMILLAN SPOKE . MACMILLAN LEFT EARLY . CHARLES DE GAULLE SHOCKED THEM . KHRUSHCHEV STAYED .";
    leads(&body, "Harold Macmillan, Charles de Gaulle, Nikita Khrushchev");
}

#[test]
fn some_surnames_name_by_themselves() {
    leads("The deal had come when Putin agreed.", "Vladimir Putin");
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

/// What annotator of some lists says of a body of the year 2025.
fn label_by(lists: &Lists, body: &str) -> Labels {
    let mut article = article("", body);
    article.meta.date = Date::year(2025);
    Annotator::new(lists).annotate(&article)
}

fn learned(name: &str, first: &str, last: &str) -> LearnedLeader {
    LearnedLeader {
        name: name.into(),
        office: "prime minister".into(),
        country: "PE".into(),
        first: first.into(),
        last: last.into(),
        articles: 2,
        ..LearnedLeader::default()
    }
}

#[test]
fn learned_leaders_are_labelled_like_listed_ones() {
    let lists = Lists { learned: vec![learned("Aldo Perrin", "2024-03-01", "2025-01-05")], ..Lists::default() };
    let labels = |body: &str| label_by(&lists, body).leaders;
    assert_eq!(labels("In Lima, Aldo Perrin spoke. Perrin left early."), ["Aldo Perrin"]);
    assert_eq!(labels("In Lima, Prime Minister Perrin spoke to Peruvian editors."), ["Aldo Perrin"]);
    assert!(labels("In Lima, Perrin spoke.").is_empty());
    assert!(labels("The striker Aldo Perrin scored twice.").is_empty());
    // out of their years
    for (first, last) in [("2031-01-01", "2033-01-01"), ("1985-02-01", "2014-12-31")] {
        let lists = Lists { learned: vec![learned("Aldo Perrin", first, last)], ..Lists::default() };
        assert!(label_by(&lists, "In Lima, Aldo Perrin spoke.").leaders.is_empty(), "{first} {last}");
    }
    let (_, evidence) = Annotator::new(&lists).explain(&article("", "Aldo Perrin met Angela Merkel."));
    let marked: Vec<_> = evidence.iter().map(|one| (one.label.as_str(), one.learned)).collect();
    assert_eq!(marked, [("Aldo Perrin", true), ("Angela Merkel", false)]);
}

#[test]
fn vetoes_take_own_listed_learned_and_made_names() {
    let mut lists = Lists { learned: vec![learned("Aldo Perrin", "2024", "2025")], ..Lists::default() };
    lists.own.vetoes = ["Aldo Perrin", "Angela MERKEL", "Lula da Silva", "Odile Marchettà"].map(str::to_owned).into();
    let labels = label_by(
        &lists,
        "Aldo Perrin, Angela Merkel, Luiz Inácio Lula da Silva and Prime Minister Odile Marchetta met Joe Biden. \
         Chancellor Merkel left Germany; Lula stayed.",
    );
    assert_eq!(labels.leaders, ["Joe Biden"]);
    assert!(labels.sightings.is_empty());
}

#[test]
fn own_leaders_are_labelled() {
    let mut lists = Lists::default();
    lists.own.leaders = vec![OwnLeader {
        name: "Aldo Perrin".into(),
        aliases: vec!["Aldobrand Perrin".into()],
        country: "pe".into(),
        office: vec![OwnOffice { title: "Prime Minister".into(), from: Some(2020), to: None }],
        ..OwnLeader::default()
    }];
    assert_eq!(label_by(&lists, "Aldobrand Perrin spoke.").leaders, ["Aldo Perrin"]);
    assert_eq!(label_by(&lists, "Prime Minister Perrin spoke in Lima.").leaders, ["Aldo Perrin"]);
    assert!(label_by(&lists, "Prime Minister Aldo Perrin spoke in Lima.").sightings.is_empty());
}

/// Checks what a body teaches: `name, office, country, head`.
#[track_caller]
fn sights(body: &str, sightings: &[(&str, &str, &str, bool)]) {
    let found = label("", body).sightings;
    let found: Vec<_> =
        found.iter().map(|one| (one.name.as_str(), one.office.as_str(), one.country.as_str(), one.head)).collect();
    assert_eq!(found, sightings, "{body}");
}

#[test]
fn sightings_tell_office_and_country() {
    sights("Prime Minister Aldo Perrin of Peru left.", &[("Aldo Perrin", "prime minister", "PE", true)]);
    sights("Odile Marchetta, the French president, left.", &[("Odile Marchetta", "president", "FR", true)]);
    sights("Chile's former president Aldo Perrin left Peru.", &[("Aldo Perrin", "president", "CL", true)]);
    sights(
        "Japan's Minister of Foreign Affairs Aldo Perrin left.",
        &[("Aldo Perrin", "foreign minister", "JP", false)],
    );
    sights("In Peru and Chile, Finance Minister Aldo Perrin left.", &[("Aldo Perrin", "finance minister", "", false)]);
    sights("In Peru, Finance Minister Aldo Perrin left.", &[("Aldo Perrin", "finance minister", "PE", false)]);
    sights(
        "Chancellor of the Exchequer Aldo Perrin left.",
        &[("Aldo Perrin", "chancellor of the exchequer", "GB", false)],
    );
    sights("UN Secretary-General Aldo Perrin left Peru.", &[("Aldo Perrin", "un secretary-general", "", false)]);
}

#[test]
fn what_makes_no_leader_is_no_sighting() {
    sights("Deputy Finance Minister Aldo Perrin left Peru.", &[]);
    sights("Acme Corp president Aldo Perrin left Peru.", &[]);
    sights("In Ontario, Canada, Premier Aldo Perrin left.", &[]);
    sights("Prime Minister Angela Merkel left Peru.", &[]);
    assert!(label("Prime Minister Aldo Perrin leaves Peru", "He left.").sightings.is_empty());
}

#[test]
fn sightings_do_not_depend_on_what_was_learned() {
    let body = "President Aldo London of Peru met Prime Minister Odile Marchetta.";
    let lists = Lists { learned: vec![learned("Aldo London", "2020", "2025")], ..Lists::default() };
    assert_eq!(label_by(&lists, body).sightings, label_by(&Lists::default(), body).sightings);
    let labels = label_by(&lists, "Aldo London met Odile Marchetta.");
    assert_eq!((labels.leaders.len(), labels.mentioned.len()), (1, 0));
}

#[test]
fn headlines_link_and_never_make() {
    let labels = label("PM Eyes New Powers As President Rules Out Vote", "Nothing was decided.");
    assert_eq!(labels.leaders, Vec::<String>::new());
    let labels = label("Prime Minister Aldo Perrin resigns", "Nothing was decided.");
    assert_eq!(labels.leaders, Vec::<String>::new());
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
