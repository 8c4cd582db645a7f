//! What somebody might ask who means no good, or pastes what he does not mean: kinds of questions, made by a seed.

use std::ffi::OsString;

/// Numbers without an end, the same for the same seed: SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `least` to `most`, both included.
    fn between(&mut self, least: usize, most: usize) -> usize {
        least + (self.next() % (most - least + 1) as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.between(0, of.len() - 1)]
    }
}

/// A question: what stands behind `newsdex`, and what is on standard input.
pub(crate) struct Question {
    pub(crate) kind: &'static str,
    pub(crate) args: Vec<OsString>,
    pub(crate) input: Vec<u8>,
}

/// The most frequent words of English news.
const FREQUENT: &[&str] = &[
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "for",
    "on",
    "that",
    "with",
    "is",
    "was",
    "by",
    "as",
    "at",
    "from",
    "said",
    "government",
    "percent",
    "year",
    "people",
    "minister",
    "president",
    "market",
    "trade",
    "company",
    "country",
];

const SIGNS: &[&str] =
    &["AND", "OR", "NOT", "w/100", "w/5", "pre/100", "/s", "/p", "AND NOT", "NOT w/9", "same", "-", "+"];

const FIELDS: &[&str] = &[
    "title", "body", "lead", "country", "mentions", "leader", "topic", "source", "author", "lang", "date", "since",
    "until", "words", "headline", "byline", "path", "atleast5",
];

type Make = fn(&mut Dice) -> String;

/// Kinds of texts to look for.
const TEXTS: &[(&str, Make)] = &[
    ("parentheses within each other", |d| {
        let deep = d.between(20, 8000);
        format!("{}{}{}", "(".repeat(deep), d.one(FREQUENT), ")".repeat(d.between(0, deep)))
    }),
    ("groups within each other", |d| nested(d, 30, SIGNS)),
    ("thousands of words", |d| (0..d.between(500, 5000)).map(|n| format!("w{n} ")).collect()),
    ("thousands of operators", |d| joined(d, 3000, SIGNS)),
    ("huge words", |d| "abcdefgh".repeat(d.between(500, 12_000))),
    ("huge words in a phrase", |d| format!("\"{} the\"~50 {}~2", "x".repeat(3000), "y".repeat(d.between(50, 3000)))),
    ("truncation on both sides", |d| {
        let sign = [" ", " AND ", " OR ", " w/100 "][d.between(0, 3)];
        let pattern = |n: usize| format!("*{}*", &"erinonanenatorisitalared"[n..n + 2]);
        (0..16).map(pattern).collect::<Vec<_>>().join(sign)
    }),
    ("patterns of any letters", |d| {
        (0..d.between(1, 40)).map(|n| format!("a{}b ", "?*".repeat(1 + n * d.between(1, 40)))).collect()
    }),
    ("a star", |d| ["*", "**", "?", "?*?*", "\"* *\"", "*a", "a*", "* AND *", "* w/100 *"][d.between(0, 8)].to_owned()),
    ("patterns in phrases", |d| {
        let words: Vec<String> =
            (0..d.between(2, 9)).map(|_| format!("*{}*", d.one(&["er", "in", "on", "e", "st"]))).collect();
        format!("\"{}\"~{}", words.join(" "), d.between(0, 60))
    }),
    ("misspelled words", |d| (0..16).map(|n| format!("{}{}~2 ", d.one(FREQUENT), ["", "x", "ed"][n % 3])).collect()),
    ("misspelled long words", |d| {
        (0..16)
            .map(|n| {
                format!("{}{n}~{} ", d.one(&["internationalisation", "abababababab", "ssssssss"]).repeat(9), 1 + n % 2)
            })
            .collect()
    }),
    ("frequent words near each other", |d| nested(d, 28, &["w/100", "pre/100", "w/50"])),
    ("groups near each other", |d| {
        let sign = d.one(&[" w/100 ", " pre/100 ", " /p ", " /s "]);
        let group =
            |n: usize| format!("({})", FREQUENT.iter().skip(n).step_by(4).copied().collect::<Vec<_>>().join(" OR "));
        (0..d.between(2, 4)).map(group).collect::<Vec<_>>().join(sign)
    }),
    ("many pairs near each other", |d| {
        (0..30).map(|_| format!("({} w/100 {})", d.one(FREQUENT), d.one(FREQUENT))).collect::<Vec<_>>().join(" OR ")
    }),
    ("frequent words in a sentence", |d| nested(d, 28, &["/s", "/p", "same"])),
    ("exclusions within each other", |d| {
        format!("{}{}{}", "NOT (".repeat(40), d.one(FREQUENT), ")".repeat(d.between(0, 40)))
    }),
    ("exclusions alone", |d| (0..d.between(1, 300)).map(|_| format!("-{} ", d.one(FREQUENT))).collect()),
    ("control characters", |d| {
        (0..d.between(10, 2000)).map(|_| char::from(d.between(1, 31) as u8)).chain("tariff".chars()).collect()
    }),
    ("marks of direction", |d| {
        (0..d.between(10, 2000))
            .map(|_| d.one(&["\u{202e}", "\u{202d}", "\u{2066}", "\u{200f}", "\u{61c}", "א", "ب", "trade"]))
            .collect()
    }),
    ("100 kB", |d| "rare earths w/5 (Japan OR \"United States\") ".repeat(d.between(1000, 2800))),
    ("stop words", |d| {
        (0..d.between(1, 400)).map(|_| format!("{} ", d.one(&["the", "of", "and", "to", "a", "in", "is"]))).collect()
    }),
    ("operators alone", |d| (0..d.between(1, 900)).map(|_| format!("{} ", d.one(SIGNS))).collect()),
    ("numbers beyond any range", |d| {
        let huge = ["99999999999999999999", "0", "-1", "4294967296", "1e309", "٣٣٣"][d.between(0, 5)];
        format!("the w/{huge} of \"a b\"~{huge} atleast{huge}(trade) words>{huge} tariff~{huge} words:{huge}..{huge}")
    }),
    ("dates beyond the calendar", |d| {
        let date = d.one(&[
            "0000-00",
            "9999999",
            "2025-13-45",
            "-44-03-15",
            "262143-12-31",
            "1e9",
            "2025-02-30",
            "999999999999",
        ]);
        format!("trade date:{date} since:{date} until:{date} date:{date}..{date} date>{date}")
    }),
    ("marks without an end", |d| {
        (0..d.between(1, 3000)).map(|_| d.one(&["\"", "(", ")", "'", "«", "“", "„", "[", "{", "the "])).collect()
    }),
    ("thousands of quotation marks", |d| "\"a\" ".repeat(d.between(500, 9000))),
    ("fields with hostile values", |d| {
        let mut value = || match d.between(0, 5) {
            0 => "x".repeat(5000),
            1 => "*".repeat(300),
            2 => "\"".to_owned() + &"the ".repeat(300) + "\"",
            3 => "(".repeat(300),
            4 => "a,".repeat(2000),
            _ => "%00%n../../..//\u{0}'\"".replace('\0', ""),
        };
        let values: Vec<String> = (0..6).map(|_| value()).collect();
        values.iter().map(|value| format!("{}:{value} ", d.one(FIELDS))).collect()
    }),
    ("fields within each other", |d| {
        let deep = d.between(2, 400);
        format!("{}the{}", (0..deep).map(|_| format!("{}:(", d.one(FIELDS))).collect::<String>(), ")".repeat(deep))
    }),
    ("emoji", |d| "👩\u{200d}👩\u{200d}👧\u{200d}👦🏳\u{fe0f}\u{200d}🌈🇯🇵 ".repeat(d.between(1, 2500))),
    ("combining marks", |d| format!("e{} trade", "\u{301}\u{323}\u{489}".repeat(d.between(100, 10_000)))),
    ("scripts without blanks", |d| {
        d.one(&["東京都庁日本政府", "ประเทศไทย", "中华人民共和国", "ខ្មែរ"]).repeat(d.between(10, 4000))
    }),
    ("a word again and again", |d| format!("{} ", d.one(FREQUENT)).repeat(d.between(100, 10_000))),
    ("a word again in one phrase", |d| format!("\"{}\"~{}", "the ".repeat(d.between(2, 250)), d.between(0, 60))),
    ("exact words", |d| (0..60).map(|_| format!("={} ", d.one(FREQUENT))).collect()),
    ("phrases of frequent words", |d| {
        (0..64).map(|_| format!("\"{} {}\" ", d.one(FREQUENT), d.one(FREQUENT))).collect()
    }),
    ("as often as nobody writes", |d| format!("atleast{}({})", d.between(2, 9999), FREQUENT.join(" OR "))),
];

fn nested(d: &mut Dice, deep: usize, signs: &[&str]) -> String {
    let mut text = d.one(FREQUENT).to_owned();
    for _ in 0..d.between(3, deep) {
        text = format!("({text} {} {})", d.one(signs), d.one(FREQUENT));
    }
    text
}

fn joined(d: &mut Dice, words: usize, signs: &[&str]) -> String {
    (0..d.between(10, words)).map(|_| format!("{} {} ", d.one(FREQUENT), d.one(signs))).collect()
}

/// How a text is asked.
const WAYS: &[&[&str]] = &[
    &["search"],
    &["search", "--json"],
    &["search", "--count"],
    &["search", "--json", "--facets", "all", "--timeline=day"],
    &["search", "--json", "--match", "all", "--limit", "3"],
    &["search", "--sort", "oldest", "--explain"],
];

/// Makes a command line.
type MakeLine = fn(&mut Dice) -> Vec<String>;

/// Kinds of command lines.
const LINES: &[(&str, MakeLine)] = &[
    ("numbers of hits beyond any range", |d| {
        let huge = d.one(&["18446744073709551615", "0", "99999999999999999999", "-1", "1000000000000"]);
        let flag = d.one(&["--limit", "--offset", "--sample"]);
        line(&["search", "government", "--until", "2001", &format!("{flag}={huge}")])
    }),
    ("days beyond the calendar", |d| {
        let date = d.one(&[
            "9999999",
            "0000-00",
            "262144",
            "-1",
            "last millennium",
            "9999999999999999999 days ago",
            "2025-99",
        ]);
        line(&["search", "trade", &format!("{}={date}", d.one(&["--since", "--until", "--date"]))])
    }),
    ("patterns of paths", |d| {
        let pattern = d.one(&["**/", "*a", "?*", "**/*a*/", "a*"]).repeat(d.between(1, 300));
        line(&["search", "trade", &format!("--path={pattern}"), "--path=**/**/**/*"])
    }),
    ("values of filters", |d| {
        let value = d.one(&["x", "République ", "🇯🇵", "\u{202e}", "*", "'\";--", "../"]).repeat(d.between(1, 3000));
        let flag =
            d.one(&["--country", "--mentions", "--leader", "--topic", "--source", "--author", "--lang", "--path"]);
        line(&["search", "trade", &format!("{flag}={value}")])
    }),
    ("thousands of filters", |d| {
        let flag = d.one(&["--leader", "--source", "--author", "--path", "--date"]);
        let values = (0..d.between(100, 3000)).map(|n| format!("{flag}=20{:02}", n % 100));
        line(&["search", "trade"]).into_iter().chain(values).collect()
    }),
    ("names of articles", |d| {
        let name = d
            .one(&["#", "!", "/", "../", "a", "@", "http://", "é", "@99999999999999999999"])
            .repeat(d.between(1, 5000));
        line(&[d.one(&["show", "similar"]), &name])
    }),
    ("why an article is not found", |d| line(&["search", &nested(d, 20, &["w/100", "/p"]), "--why-not", "g.jsonl#1"])),
    ("marks in an article", |d| line(&["show", "g.jsonl#1", "--highlight", &nested(d, 25, &["w/100", "/s"])])),
    ("keywords in context", |d| {
        line(&["search", "--kwic", "--date", "1999", "--limit", "5", &nested(d, 12, &["w/100", "OR"])])
    }),
    ("costs beyond any range", |d| {
        let huge = d.one(&["1e400", "-1", "nan", "0.00001", "inf", "1e-300", "9".repeat(400).as_str()]).to_owned();
        line(&["search", "trade", &format!("--timeout={huge}")])
    }),
];

fn line(args: &[&str]) -> Vec<String> {
    args.iter().map(|arg| (*arg).to_owned()).collect()
}

/// So many questions, each kind as often as the others.
pub(crate) fn questions(count: usize, seed: u64) -> Vec<Question> {
    let d = &mut Dice(seed);
    let kinds = TEXTS.len() + LINES.len() + 2;
    (0..count)
        .map(|number| {
            let kind = number % kinds;
            if let Some((kind, make)) = TEXTS.get(kind) {
                let way = WAYS[(number / kinds) % WAYS.len()];
                let args = way.iter().copied().chain(["--"]).map(OsString::from).chain([make(d).into()]);
                return Question { kind, args: args.collect(), input: Vec::new() };
            }
            match LINES.get(kind - TEXTS.len()) {
                Some((kind, make)) => {
                    Question { kind, args: make(d).into_iter().map(OsString::from).collect(), input: Vec::new() }
                }
                None if kind == kinds - 1 => no_text(d),
                None => from_a_file(d),
            }
        })
        .collect()
}

/// Bytes that are no text, on the command line where the system lets them through.
fn no_text(d: &mut Dice) -> Question {
    let bytes: Vec<u8> = (0..d.between(1, 3000)).map(|_| d.between(0x80, 0xff) as u8).chain(*b" tariff").collect();
    #[cfg(unix)]
    let word = std::os::unix::ffi::OsStringExt::from_vec(bytes);
    #[cfg(not(unix))]
    let word = OsString::from(String::from_utf8_lossy(&bytes).into_owned());
    let args = vec!["search".into(), "--json".into(), "--".into(), word];
    Question { kind: "bytes that are no text", args, input: Vec::new() }
}

/// What no command line can have: NUL, and a query of a megabyte.
fn from_a_file(d: &mut Dice) -> Question {
    let mut input = b"trade\0war \0\n".to_vec();
    input.extend("tariff\u{0}(\u{feff}".repeat(d.between(1, 100_000)).bytes());
    input.extend((0..d.between(1, 400)).map(|_| d.between(0, 255) as u8));
    let args = ["search", "--json", "--queries", "-"].map(OsString::from).to_vec();
    Question { kind: "a file of queries", args, input }
}
