//! Offices in a text: whether one is of a state, and the name that it stands beside.

use std::cell::OnceCell;
use std::cell::RefCell;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::annotate::folded::Word;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::names::starting_at;
use crate::annotate::names::within;
use crate::annotate::people;
use crate::annotate::setting;
use crate::annotate::setting::Setting;
use crate::annotate::states;
use crate::annotate::states::is_country;
use crate::annotate::words;
use crate::lexicon::titles;
use crate::lexicon::titles::Office;

/// A name beside an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// A full name, at these bytes.
    Full(Range<usize>),
    /// A surname alone behind the office.
    Surname(Range<usize>),
}

/// A text whose offices are read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a [Word],
    pub(super) hits: &'a [Hit],
    /// What was found beside the offices that somebody asked for.
    known: RefCell<FxHashMap<usize, Option<Beside>>>,
    /// Whether the text is about firms, clubs or colleges, once somebody asks.
    business: OnceCell<bool>,
    /// Which countries the text names, once somebody asks.
    setting: OnceCell<Setting>,
}

/// Offices of which many states of a union and many firms have one, too: without a country they are nobody's in
/// particular, even in capitals.
const PLAIN: &[&str] = &[
    "vice president",
    "vice-president",
    "chief executive",
    "treasurer",
    "attorney general",
    "attorney-general",
    "general secretary",
    "health secretary",
    "education secretary",
    "trade secretary",
    "high commissioner",
    "chief adviser",
    "trade representative",
    "senate president",
    "leader",
];

/// Words for who has an office like somebody named in the same sentence.
const PEERS: &[&str] = &["counterpart", "predecessor"];

/// Bytes of a sentence before such a word that are looked at.
const SENTENCE: usize = 200;

/// Bytes before a surname with an office behind it in which the full name is looked for: some paragraphs.
const LOOK_BACK: usize = 4000;

/// Clergy.
const CHURCH: &[&str] = &["baptist", "methodist", "unitarian", "presbyterian", "church", "ordained", "islam"];

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, words: &'a [Word], hits: &'a [Hit]) -> Self {
        Self { text, words, hits, known: RefCell::default(), business: OnceCell::new(), setting: OnceCell::new() }
    }

    /// The name that the office at `hits[i]` stands beside, if that makes a leader of its bearer.
    pub(super) fn beside(&self, i: usize) -> Option<Beside> {
        let known = self.known.borrow().get(&i).cloned();
        known.unwrap_or_else(|| {
            let beside = self.look_beside(i);
            self.known.borrow_mut().insert(i, beside.clone());
            beside
        })
    }

    /// Which countries the text names, and where.
    pub(super) fn setting(&self) -> &Setting {
        self.setting.get_or_init(|| Setting::of(self.text, self.hits))
    }

    fn look_beside(&self, i: usize) -> Option<Beside> {
        let beside = self.look(i)?;
        match &beside {
            Beside::Full(name) => (!self.is_others(i, name)).then_some(beside),
            Beside::Surname(_) => Some(beside),
        }
    }

    /// Whether the office at `hits[i]` that stands beside a full name is one of a play, or of a part of a union.
    fn is_others(&self, i: usize, name: &Range<usize>) -> bool {
        let (text, hits) = (self.text, self.hits);
        let office = titles::all().usual(&text[hits[i].start..hits[i].end]);
        setting::is_fiction(text, name.start) || self.setting().is_of_a_part(text, hits, i, &office)
    }

    fn look(&self, i: usize) -> Option<Beside> {
        let (text, hits) = (self.text, self.hits);
        let Sense::Title(office) = hits[i].sense else { return None };
        if is_junior(text, hits, i) || setting::is_played(text, hits[i].start) {
            return None;
        }
        let (at, of_state, comma) = behind(text, hits, i);
        let ahead = people::name_after(text, at, hits).filter(|name| !comma || closes(text, name.end));
        // President X Y of Peru
        let of_state = of_state
            || office == Office::Weak
                && ahead.as_ref().is_some_and(|name| states::behind(text, hits, name.end).is_some());
        let state = of_state || office == Office::Weak && self.is_of_state(i) || is_strong(text, hits, i, office);
        let makes = state && matches!(office, Office::Strong | Office::Weak | Office::Body);
        match ahead {
            Some(name) if makes && !of_a_firm(text, &name, hits, office) => return Some(Beside::Full(name)),
            Some(_) => return None,
            None => {}
        }
        let next = hits[i + 1..].iter().take_while(|hit| text[at.min(hit.start)..hit.start].trim().is_empty());
        if next.into_iter().any(|hit| matches!(hit.sense, Sense::Leader(_))) {
            return None;
        }
        // who that surname may stand for is asked later, so a capital is enough
        let called = state || office != Office::Weak || words::is_capital(&text[hits[i].start..hits[i].end]);
        let surname = people::surname_after(text, at, hits).filter(|_| !comma && called);
        if let Some(name) = surname {
            return Some(Beside::Surname(name));
        }
        // lower-case president of a firm
        let of_body = !of_state && words::after(text, hits[i].end).is_some_and(|word| &text[word] == "of");
        if !makes || office == Office::Weak && of_body {
            return None;
        }
        self.apposition(i).or_else(|| self.predicate(i)).map(Beside::Full)
    }

    /// Whether a weak office is a state's: a country stands before it, or it is capitalised with nothing before it that
    /// a firm's would have, in a text that is not about firms.
    fn is_of_state(&self, i: usize) -> bool {
        let (text, hits) = (self.text, self.hits);
        let hit = &hits[i];
        let printed = &text[hit.start..hit.end];
        if is_peer(printed) {
            return self.is_peer_of_state(i);
        }
        if states::before(text, hits, i).is_some() || states::is_ours(text, hit.start) {
            return true;
        }
        // German nouns have capitals anyway
        let foreign = titles::all().translation(printed).is_some();
        let capital = words::is_capital(printed) || text[..hit.start].ends_with("Ex-");
        let alone = capital && !foreign && !PLAIN.contains(&&*words::small(printed));
        alone && states::opens(text, hits, i) && !self.is_business() && self.is_named(i, &words::small(printed))
    }

    /// Whether the text says whose a weak office without a country beside it may be: it names a country, one that has such
    /// an office, and no organisation that may have it stands near.
    fn is_named(&self, i: usize, office: &str) -> bool {
        let setting = self.setting();
        let has_office = match office {
            "chancellor" => setting.names(&["DE", "AT", "DD"]),
            "premier" => setting.names_a_country() && !setting.has_provinces(),
            _ => setting.names_a_country(),
        };
        has_office && !setting::has_organisation(self.text, self.hits[i].start)
    }

    /// Whether a leader or an office of state stands before the peer at `hits[i]` in its sentence.
    fn is_peer_of_state(&self, i: usize) -> bool {
        let (text, hits) = (self.text, self.hits);
        let same = |hit: &Hit| {
            let between = text.get(hit.end..hits[i].start).unwrap_or_default();
            between.len() < SENTENCE && !between.contains('\n') && !between.contains(". ")
        };
        let before = hits[..i].iter().enumerate().rev().take_while(|(_, hit)| same(hit));
        before.take(LISTED_BEFORE).any(|(at, hit)| match hit.sense {
            Sense::Leader(_) => true,
            Sense::Title(office @ (Office::Strong | Office::Body)) => is_strong(text, hits, at, office),
            Sense::Title(Office::Weak) => !is_peer(&text[hit.start..hit.end]) && self.is_of_state(at),
            _ => false,
        })
    }

    /// Whether most of what the text is about are firms, clubs or colleges.
    fn is_business(&self) -> bool {
        *self.business.get_or_init(|| states::is_business(self.words))
    }

    /// The name before an office that explains it: `X Y, the French prime minister`.
    fn apposition(&self, i: usize) -> Option<Range<usize>> {
        let (text, hits) = (self.text, self.hits);
        let mut at = hits[i].start;
        for _ in 0..6 {
            let head = text[..at].trim_end_matches(' ');
            if let Some(head) = before_apposition(head, &text[hits[i].start..]) {
                let name = people::name_before(text, head.len(), hits);
                return name.or_else(|| full_name_of(text, head.len(), hits));
            }
            // words between comma and office are few, on the same line and in the same clause
            let word = words::before(text, at)?;
            if CLAUSE.contains(&&text[word.clone()]) {
                return None;
            }
            at = word.start;
        }
        None
    }

    /// The name before a verb that gives it the office: `X Y was elected prime minister`, `X Y as prime minister`.
    fn predicate(&self, i: usize) -> Option<Range<usize>> {
        let (text, hits) = (self.text, self.hits);
        let (mut at, mut given) = (hits[i].start, false);
        // was sworn in on Friday as the new
        for _ in 0..9 {
            let word = words::before(text, at)?;
            let token = &text[word.clone()];
            let adjacent = at - word.end <= 1 || text.get(word.end..at).is_some_and(|gap| gap == "'s " || gap == "’s ");
            if !adjacent {
                return None;
            }
            if GIVING.contains(&token) {
                given = true;
            } else if given && (token == "on" || WEEKDAYS.contains(&token)) {
                // sworn in on Friday as president
            } else if given {
                return people::name_before(text, at - 1, hits);
            } else if !is_attribute(text, hits, &word) {
                return None;
            }
            at = word.start;
        }
        None
    }
}

/// The text before the mark at its end that opens an apposition: a comma, a bracket, a dash before an office in small
/// letters, which does not end a dateline.
fn before_apposition<'t>(head: &'t str, office: &str) -> Option<&'t str> {
    if let Some(head) = head.strip_suffix(',') {
        return Some(head);
    }
    let dash = || {
        if words::is_capital(office) {
            None
        } else {
            head.strip_suffix(['–', '—']).or_else(|| head.strip_suffix(" -"))
        }
    };
    head.strip_suffix('(').or_else(dash).map(str::trim_end)
}

/// Hits before a peer that are looked at.
const LISTED_BEFORE: usize = 8;

const WEEKDAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Whether an office is only said to be like another one: his French counterpart.
pub(super) fn is_peer(printed: &str) -> bool {
    PEERS.contains(&printed)
}

/// The full name, earlier in the text, of whom `Mr Y` that ends at `end` is: `X Y … Mr Y, the prime minister`.
fn full_name_of(text: &str, end: usize, hits: &[Hit]) -> Option<Range<usize>> {
    let surname = words::before(text, end)?;
    let honour = words::before(text, surname.start)?;
    let printed = &text[surname.clone()];
    if !words::is_capital(printed) || !["Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms."].contains(&&text[honour.clone()]) {
        return None;
    }
    let from = text.floor_char_boundary(honour.start.saturating_sub(LOOK_BACK));
    let at = from + text[from..honour.start].find(printed)?;
    people::name_before(text, at + printed.len(), hits)
}

/// Words between a comma and an office that say that the office is another's.
const CLAUSE: &[&str] = &[
    "to", "of", "for", "by", "with", "from", "against", "under", "after", "before", "on", "at", "in", "and", "or",
    "if", "when", "while", "that", "whose", "said", "says", "told", "will", "would", "could", "may", "might", "not",
    "never", "but", "than", "like", "where", "because", "since", "had", "met", "meet", "meets",
];

/// Words that give somebody an office.
const GIVING: &[&str] = &[
    "became",
    "is",
    "was",
    "been",
    "has",
    "as",
    "elected",
    "re-elected",
    "reelected",
    "appointed",
    "named",
    "sworn",
    "in",
    "chosen",
];

/// Whether a word may stand between a verb and an office: `its first female`, `the new`, `Peruvian`.
fn is_attribute(text: &str, hits: &[Hit], word: &Range<usize>) -> bool {
    let token = words::bare(&text[word.clone()]);
    let plain = ["the", "a", "its", "first", "second", "female", "youngest", "longest-serving", "country", "nation"];
    plain.contains(&token) || states::BETWEEN.contains(&token) || starting_at(hits, word.start).is_some_and(is_country)
}

/// Whether an office of state is one where it stands: not a province's, not a clergyman's, not a regional bank's.
fn is_strong(text: &str, hits: &[Hit], i: usize, office: Office) -> bool {
    let printed = &text[hits[i].start..hits[i].end];
    match office {
        Office::Strong if printed.eq_ignore_ascii_case("minister") => {
            let before = words::before(text, hits[i].start).map(|word| &text[word]);
            // of the parts of India, and of colonies
            let part = before.is_some_and(|word| word.eq_ignore_ascii_case("chief"));
            let church = part || before.is_some_and(|word| CHURCH.contains(&&*words::small(word)));
            let field = before.is_some_and(|word| titles::all().portfolio.contains(word));
            let named = words::is_capital(printed) || field || states::before(text, hits, i).is_some();
            !church && (named || !portfolio(text, hits[i].end).is_empty())
        }
        Office::Strong => !states::is_regional(text, hits, i),
        Office::Body => states::before(text, hits, i).is_some() || !states::is_of_something(text, hits, i),
        _ => false,
    }
}

/// Where a name may begin behind the office: behind `of Foreign Affairs`, `of Bolivia`, a comma, `Mr`. Also whether
/// a country was named there, and whether a comma stands before the name.
fn behind(text: &str, hits: &[Hit], i: usize) -> (usize, bool, bool) {
    let titles = titles::all();
    let mut at = hits[i].end;
    let mut of_state = false;
    if let Some(end) = behind_foreign(text, hits, i) {
        (at, of_state) = (end, true);
    }
    let linking = |at| words::after(text, at).filter(|word| ["of", "for"].contains(&&text[word.clone()]));
    if let Some(of) = linking(at) {
        let mut end = of.end;
        while let Some(word) = words::after(text, end) {
            let country = starting_at(hits, word.start).filter(|hit| is_country(hit));
            let token = &text[word.clone()];
            end = match country {
                Some(hit) if states::is_whole(text, hit) => {
                    of_state = true;
                    hit.end
                }
                None if token == "the" || is_field(token) => word.end,
                _ => break,
            };
        }
        at = if end > of.end { end } else { at };
    } else if let Some(and) = words::after(text, at).filter(|word| &text[word.clone()] == "and")
        && let Some(word) = words::after(text, and.end).filter(|word| is_field(&text[word.clone()]))
    {
        // Minister for Foreign Affairs and Trade
        at = word.end;
    }
    if let Some(rest) = text[at..].strip_prefix(" at the time") {
        at = text.len() - rest.len();
    }
    let comma = text[at..].starts_with(", ");
    at += usize::from(comma);
    while let Some(word) = words::after(text, at) {
        // President His Excellency X Y
        let excellency = ["His", "Her"].contains(&&text[word.clone()])
            && words::after(text, word.end)
                .is_some_and(|next| ["Excellency", "Majesty", "Highness"].contains(&&text[next]));
        if !(excellency || titles.honours.contains(&*words::small(&text[word.clone()])))
            || starting_at(hits, word.start).is_some_and(|hit| matches!(hit.sense, Sense::Leader(_)))
        {
            break;
        }
        at = word.end;
    }
    (at, of_state, comma)
}

/// Words between an office and its country in Romance languages, the first of which may be missing.
const ROMANCE: &[&str] = &["de", "du", "des", "del", "della", "do", "da", "la", "von"];

/// Where the country behind an office of another language ends: le président péruvien, el presidente electo de Perú.
fn behind_foreign(text: &str, hits: &[Hit], i: usize) -> Option<usize> {
    titles::all().translation(&text[hits[i].start..hits[i].end])?;
    let mut at = hits[i].end;
    for _ in 0..4 {
        let word = words::after(text, at)?;
        if let Some(hit) = starting_at(hits, word.start).filter(|hit| is_country(hit)) {
            return Some(hit.end);
        }
        let token = &text[word.clone()];
        if !(ROMANCE.contains(&token) || ["electo", "electa", "élu", "élue", "sortant", "interino"].contains(&token))
        {
            return None;
        }
        at = word.end;
    }
    None
}

/// Whether a word names a field of government, in whatever case.
fn is_field(word: &str) -> bool {
    let portfolio = &titles::all().portfolio;
    let capital = || {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    portfolio.contains(word) || capital().is_some_and(|word| portfolio.contains(word.as_str()))
}

/// Whether a name that stands between commas is closed by one.
fn closes(text: &str, end: usize) -> bool {
    text[end..].starts_with([',', '.', ';', '—', ')'])
}

/// Whether a lesser office stands in the words before: deputy, shadow, assistant.
fn is_junior(text: &str, hits: &[Hit], i: usize) -> bool {
    let office = words::small(&text[hits[i].start..hits[i].end]);
    let head = ["prime minister", "president", "premier", "chancellor"].contains(&&*office);
    let mut at = hits[i].start;
    for _ in 0..2 {
        let Some(word) = words::before(text, at) else { return false };
        let token = words::small(&text[word.clone()]);
        if if head { token == "shadow" } else { titles::all().junior.contains(&*token) } {
            return true;
        }
        at = word.start;
    }
    false
}

/// Whether a weak office turns out to be a firm's behind the name: `President X Y of Acme`.
fn of_a_firm(text: &str, name: &Range<usize>, hits: &[Hit], office: Office) -> bool {
    if office != Office::Weak {
        return false;
    }
    let Some(of) = words::after(text, name.end).filter(|word| &text[word.clone()] == "of") else { return false };
    let country = within(hits, of.end..of.end + 6).any(is_country);
    !country
}

/// The field in `of Foreign Affairs` behind an office, in lower case; empty when there is none.
pub(super) fn portfolio(text: &str, end: usize) -> String {
    let Some(of) = words::after(text, end).filter(|word| ["of", "for"].contains(&&text[word.clone()])) else {
        return String::new();
    };
    let (mut at, mut field) = (of.end, Vec::new());
    while let Some(word) = words::after(text, at).filter(|word| is_field(&text[word.clone()])) {
        field.push(words::small(&text[word.clone()]));
        at = word.end;
    }
    let field = field.join(" ");
    let field = field.trim_end_matches(" and").trim_end_matches(" &");
    if ["foreign affairs", "external affairs"].contains(&field) { "foreign".to_owned() } else { field.to_owned() }
}

/// Whether an office stands right beside the full name at `range`, whose hit is `hits[i]`.
pub(super) fn is_titled(text: &str, hits: &[Hit], i: usize) -> bool {
    let near = |from: usize, to: usize| {
        let between = &text[from..to];
        between.len() < 60 && !between.contains(['.', ';', '\n', ':']) && between.split_whitespace().count() <= 6
    };
    let is_office = |hit: &Hit| matches!(hit.sense, Sense::Title(_));
    let ahead = hits[..i].iter().rev().take(3).find(|hit| is_office(hit)).is_some_and(|hit| {
        let between = &text[hit.end..hits[i].start];
        let names_only = between.split_whitespace().all(|word| {
            let token = word.trim_end_matches(',');
            titles::all().honours.contains(&*words::small(token))
                || titles::all().portfolio.contains(token)
                || ["of", "for", "the", ",", ""].contains(&token)
                || within(hits, hit.end..hits[i].start)
                    .any(|hit| text[hit.start..hit.end].contains(token) && is_country(hit))
        });
        near(hit.end, hits[i].start) && names_only
    });
    let behind = hits[i + 1..].iter().take(3).find(|hit| is_office(hit)).is_some_and(|hit| {
        let between = &text[hits[i].end..hit.start];
        near(hits[i].end, hit.start) && between.starts_with(',') && between.matches(',').count() == 1
    });
    ahead || behind
}
