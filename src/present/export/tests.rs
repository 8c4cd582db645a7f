//! Each format as it is written, and read back by a reader that is not ours.

use crate::article::{Date, Metadata};
use crate::present::safe::is_unsafe;
use crate::present::terminal::tests::{hit, results};
use crate::present::{Answer, Asked, Export, Format};
use crate::search::{Hit, Proof, Request, Results};

/// 2026-01-05T06:07:08Z in microseconds.
const INDEXED: u64 = 1_767_593_228_000_000;

/// A plain hit, and one that does its worst.
fn page() -> Results {
    let proof = |quotes: &[&str]| Proof {
        indexed: INDEXED,
        file_hash: "0123456789abcdef".into(),
        quotes: quotes.iter().map(|quote| (*quote).to_owned()).collect(),
    };
    let plain = Hit {
        proof: proof(&["Officials signed a framework\non rare earths.", "Ships wait."]),
        meta: Metadata {
            url: Some("https://harbour.example/pact?a=1&b=2".into()),
            lang: Some("en".into()),
            ..hit(1, true).meta
        },
        ..hit(1, true)
    };
    let mut worst = hit(2, false);
    worst.id = "AP 7".into();
    worst.origin.path = "a;b,\"c\".txt".into();
    worst.proof = proof(&["=HYPERLINK(\"x\")\t50% {of} <b>&amp;\u{1b}[31m \u{202e}it"]);
    worst.meta = Metadata {
        title: Some("=cmd|' /C calc'!A0, \"quoted\"\nand {braced}".into()),
        date: Date::month(2025, 3),
        authors: vec!["Sand and Sons".into(), "李 明".into()],
        source: Some("AT&T_News <i>".into()),
        ..Metadata::default()
    };
    Results { read_as: "rare earths country:JP".into(), ..results(vec![plain, worst]) }
}

fn written(format: Format, answers: &[(Option<Asked>, Results)]) -> String {
    let request = Request { query: "rare\tearths".into(), ..Request::default() };
    let mut out = Vec::new();
    let mut export = Export::new(format);
    for (asked, results) in answers {
        let answer = Answer { asked: asked.as_ref(), request: &request, results };
        export.asks(None, &answer);
        export.answer(&mut out, &answer).unwrap();
    }
    export.searches("/n/index", INDEXED);
    export.end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn one(format: Format) -> String {
    written(format, &[(None, page())])
}

fn asked(number: usize, id: Option<&str>) -> Option<Asked> {
    Some(Asked { number, id: id.map(str::to_owned) })
}

const ALL: [Format; 7] =
    [Format::Csv, Format::Tsv, Format::Ris, Format::Bibtex, Format::CslJson, Format::Atom, Format::Trec];

#[test]
fn no_format_commands_a_terminal() {
    for format in ALL {
        let text = one(format);
        let bad = |c: char| c != '\n' && c != '\r' && c != '\t' && is_unsafe(c);
        assert!(!text.contains(bad), "{format:?}: {text:?}");
    }
}

#[test]
fn every_format_but_the_run_carries_evidence() {
    for format in ALL.into_iter().filter(|format| *format != Format::Trec) {
        let text = one(format);
        for part in [
            "0123456789abcdef",
            "harbour/2025-10-28-pact-1.html",
            "rare earths country:JP",
            "Officials signed a framework on rare earths.",
        ] {
            assert!(text.contains(part), "{format:?} lacks {part}: {text}");
        }
        assert!(text.contains("2026-01-05") || text.contains("2026/01/05"), "{format:?}: {text}");
    }
}

#[test]
fn a_table_is_read_back_with_its_formulas_disarmed() {
    let text = one(Format::Csv);
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let cell = |row: usize, name: &str| &rows[row][head.iter().position(|column| column == name).unwrap()];
    assert_eq!((cell(0, "rank"), cell(0, "score"), cell(1, "id")), ("1", "12.5", "AP 7"));
    assert_eq!((cell(0, "date"), cell(1, "date"), cell(1, "date_precision")), ("2025-10-28", "2025-03", "month"));
    assert_eq!(cell(1, "title"), "'=cmd|' /C calc'!A0, \"quoted\" and {braced}");
    assert_eq!(cell(1, "quote"), "'=HYPERLINK(\"x\") 50% {of} <b>&amp;[31m it");
    assert_eq!(cell(0, "quote"), "Officials signed a framework on rare earths. … Ships wait.");
    assert_eq!((cell(1, "authors"), cell(0, "countries")), ("Sand and Sons; 李 明", "JP; US"));
    assert_eq!((cell(0, "indexed"), cell(1, "path")), ("2026-01-05T06:07:08Z", "harbour/a;b,\"c\".txt"));
}

#[test]
fn tabs_part_cells_and_nothing_else() {
    let text = one(Format::Tsv);
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|cells| cells.len() == lines[0].len()), "{text}");
    assert!(lines[2].contains(&"=cmd|' /C calc'!A0, \"quoted\" and {braced}"));
    assert!(text.ends_with('\n') && !text.contains('\r'));
}

#[test]
fn several_queries_have_columns_of_their_own() {
    let answers = [(asked(1, None), page()), (asked(3, Some("q 3")), page())];
    let text = written(Format::Csv, &answers);
    assert_eq!(text.matches("query_number").count(), 1);
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().collect::<Result<_, _>>().unwrap();
    assert_eq!((rows.len(), &rows[0][0], &rows[3][0], &rows[3][1], &rows[3][2]), (4, "1", "3", "q 3", "rare earths"));
    // a citation stands once
    for (format, sign) in [(Format::Ris, "TY  - "), (Format::Bibtex, "@article{"), (Format::Atom, "<entry>")] {
        assert_eq!(written(format, &answers).matches(sign).count(), 2, "{format:?}");
    }
    let run = written(Format::Trec, &answers);
    let lines: Vec<&str> = run.lines().collect();
    assert_eq!(lines[1], "1 Q0 AP%207 2 0.500000000000 newsdex");
    assert!(lines[3].starts_with("q%203 Q0 "), "{run}");
    assert!(lines.iter().all(|line| line.split(' ').count() == 6), "{run}");
}

#[test]
fn a_reference_in_ris() {
    let text = one(Format::Ris);
    let key = page().hits[0].key;
    let expected = format!(
        "TY  - NEWS\r\nID  - {key}\r\nTI  - Japan and partners sign rare-earths pact to widen the supply of magnets and motors\r\n\
         AU  - Ana Writer\r\nT2  - Harbour Post\r\nPY  - 2025\r\nDA  - 2025/10/28/\r\n\
         UR  - https://harbour.example/pact?a=1&b=2\r\nLA  - en\r\n\
         AB  - Officials signed a framework on rare earths. … Ships wait.\r\nY2  - 2026/01/05/\r\n\
         N1  - id {key}; harbour/2025-10-28-pact-1.html; blake3 0123456789abcdef; indexed 2026-01-05; \
         found by: rare earths country:JP\r\nER  - \r\n\r\n"
    );
    assert!(text.starts_with(&expected), "{text}");
    assert!(text.contains("\r\nDA  - 2025/03//\r\n"), "{text}");
    assert!(text.lines().all(|line| line.is_empty() || line.get(2..6) == Some("  - ")), "{text}");
}

#[test]
fn a_reference_in_bibtex() {
    let text = one(Format::Bibtex);
    let (first, second) = (page().hits[0].key, page().hits[1].key);
    assert!(text.starts_with(&format!("@article{{harbourpost2025-{first},\n  author = {{Ana Writer}},\n")), "{text}");
    for part in [
        "  journal = {Harbour Post},\n  year = {2025},\n  month = oct,\n  day = {28},\n  url = {https://harbour.example/pact?a=1&b=2},\n  urldate = {2026-01-05},\n  language = {en},\n",
        "  author = {{Sand and Sons} and 李 明},\n",
        "  title = {{=cmd|' /C calc'!A0, \"quoted\" and \\textbraceleft{}braced\\textbraceright{}}},\n",
        "  year = {2025},\n  month = mar,\n  urldate",
        &format!("@article{{attnewsi2025-{second},\n"),
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let balance = |c: char| text.matches(c).count();
    assert_eq!(balance('{'), balance('}'));
}

#[test]
fn an_array_in_csl_json() {
    let items: Vec<serde_json::Value> = serde_json::from_str(&one(Format::CslJson)).unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["type"], "article-newspaper");
    assert_eq!(items[0]["issued"], serde_json::json!({"date-parts": [[2025, 10, 28]]}));
    assert_eq!(items[0]["accessed"], serde_json::json!({"date-parts": [[2026, 1, 5]]}));
    assert_eq!(items[0]["container-title"], "Harbour Post");
    assert_eq!(items[1]["issued"], serde_json::json!({"date-parts": [[2025, 3]]}));
    assert_eq!(items[1]["author"], serde_json::json!([{"literal": "Sand and Sons"}, {"literal": "李 明"}]));
    // every name is one of the schema's
    let known = [
        "id",
        "type",
        "title",
        "container-title",
        "URL",
        "language",
        "abstract",
        "note",
        "author",
        "issued",
        "accessed",
    ];
    for item in &items {
        assert!(item.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{item}");
    }
    let nothing = [(None, Results { hits: Vec::new(), ..page() })];
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&written(Format::CslJson, &nothing)).unwrap(),
        serde_json::json!([])
    );
}

#[test]
fn a_feed_is_read_back() {
    let text = one(Format::Atom);
    let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
    assert_eq!(feed.updated.unwrap().to_rfc3339(), "2026-01-05T06:07:08+00:00");
    assert_eq!(feed.entries.len(), 2);
    let [first, second] = &feed.entries[..] else { panic!("two entries") };
    assert!(first.id.starts_with("urn:uuid:") && first.id != second.id);
    assert_eq!(first.links[0].href, "https://harbour.example/pact?a=1&b=2");
    assert_eq!(first.published.unwrap().to_rfc3339(), "2025-10-28T00:00:00+00:00");
    assert_eq!((second.published, second.updated), (None, feed.updated));
    assert_eq!(
        second.authors.iter().map(|author| author.name.as_deref().unwrap_or_default()).collect::<Vec<_>>(),
        ["Sand and Sons", "李 明"]
    );
    assert_eq!(second.title.as_ref().unwrap().content, "=cmd|' /C calc'!A0, \"quoted\" and {braced}");
    let content = second.content.as_ref().unwrap().body.as_ref().unwrap();
    assert!(content.contains("50% {of} <b>&amp;[31m it"), "{content}");
    let nothing = [(None, Results { hits: Vec::new(), ..page() })];
    let nothing = feed_rs::parser::parse(written(Format::Atom, &nothing).as_bytes()).unwrap();
    assert!(nothing.entries.is_empty() && nothing.updated == feed.updated, "the date of the index");
    assert_eq!(feed.title.unwrap().content, "newsdex: rare earths");
}

#[test]
fn nothing_found_is_a_table_without_rows() {
    let nothing = [(None, Results { hits: Vec::new(), ..page() })];
    assert_eq!(written(Format::Csv, &nothing).matches("\r\n").count(), 1);
    for format in [Format::Ris, Format::Bibtex, Format::Trec] {
        assert_eq!(written(format, &nothing), "");
    }
}

#[test]
fn only_addresses_on_the_web_are_given_to_be_followed() {
    let with = |url: &str| {
        let mut page = page();
        page.hits[0].meta.url = Some(url.into());
        [(None, page)]
    };
    for format in [Format::Ris, Format::Bibtex, Format::CslJson, Format::Atom] {
        let text = written(format, &with("javascript:alert(1)"));
        assert!(!text.contains("javascript"), "{format:?}: {text}");
        let text = written(format, &with("HTTPS://a.example/x {1}\\é?q=50%25"));
        assert!(text.contains("HTTPS://a.example/x%20%7B1%7D%5C%C3%A9?q=50%25"), "{format:?}: {text}");
    }
    // a table says what the article says
    assert!(written(Format::Csv, &with("javascript:alert(1)")).contains(",javascript:alert(1),"));
}
