//! Tokens to items that fit together: each operator between two operands, each parenthesis closed, all within bounds.

use crate::query::lex::{Kind, Token, has_syntax};
use crate::query::notes::{Notes, short};
use crate::query::signs::{Field, MAX_DISTANCE, Sign, is_no_distance};
use crate::query::tree::{Asked, Asks, Part, Tree, Typed, Unit};
use crate::query::typed::{phrase, run};
use crate::query::value::{Group, any_of, asked, filter_value, quoted_value, ranged};
use crate::text::segment::lacks_blanks;

/// Most words or phrases of a query: their matches fit the bits of a `u64`.
pub const MAX_CLAUSES: usize = 64;

/// Most words of all clauses together: 256 words in 19 languages are 5,000 look-ups.
pub const MAX_WORDS: usize = 256;

/// Most letters without a blank in scripts that have none: [`MAX_WORDS`] with two marks each, and some to spare.
const MAX_RUN: usize = 1000;

/// Most parentheses within each other: what is deeper was pasted or is an attack, and trees are walked by recursion.
pub const MAX_DEPTH: usize = 32;

/// A query or a part of one, as typed.
pub(crate) type Asking = Tree<Typed, Asked>;

/// A part of a query in its place.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// A run: one word or phrase, or several in scripts without blanks; and all of it as a phrase.
    Words(Vec<Typed>, Typed),
    /// What was typed in quotation marks.
    Phrase(Typed),
    /// Filters.
    Filter(Asking),
    Open,
    Close,
    Minus,
    Plus,
    Part(Part),
    AtLeast(u32),
    /// Between two operands; `Not` before one.
    Sign(Sign, String),
    /// `NOT w/5`
    Apart(String),
}

/// What was made of the tokens of a query.
pub(crate) struct Items {
    pub(crate) items: Vec<Item>,
    /// Whether `AND` or `OR` is among them.
    pub(crate) boolean: bool,
    /// Whether there was no room for all of them.
    pub(crate) full: bool,
}

/// The items of `tokens`.
pub(crate) fn items(tokens: &[Token], notes: &mut Notes) -> Items {
    let signs_are_words = is_shouted(tokens);
    if signs_are_words {
        notes.add("the query is all in capitals, so AND, OR and NOT were read as words".to_owned());
    }
    let syntax = has_syntax(tokens);
    let mut builder = Builder { syntax, signs_are_words, ..Builder::new(notes) };
    builder.read(tokens);
    let ignored = std::mem::take(&mut builder.ignored);
    if builder.items.is_empty() {
        builder.words_only(tokens);
    } else {
        ignored.into_vec().into_iter().for_each(|note| builder.notes.add(note));
    }
    let boolean = builder.items.iter().any(|item| matches!(item, Item::Sign(Sign::And | Sign::Or, _)));
    Items { items: builder.items, boolean, full: builder.full }
}

/// A line in capitals, as headlines and old telegrams are: words side by side, and no sign but words that could be
/// operators and asides in parentheses or quotation marks. `(A OR B) AND C` is no aside: an operator stands in it or beside
/// it.
fn is_shouted(tokens: &[Token]) -> bool {
    let is_run = |token: &Token| matches!(token.kind, Kind::Run { .. });
    let is_sign = |token: &Token| matches!(token.kind, Kind::Sign(Sign::And | Sign::Or | Sign::Not));
    let is_plain = |token: &Token| {
        let aside = matches!(token.kind, Kind::Open | Kind::Close | Kind::Phrase { slop: 0, exact: false });
        is_run(token) || is_sign(token) || aside || token.kind == Kind::Sign(Sign::Same(Unit::Paragraph))
    };
    let capital = |token: &&Token| is_run(token) && token.text.contains(char::is_uppercase);
    // four words and an operator: fewer are as well a query of two or three names
    let many = tokens.iter().filter(capital).count() >= 4;
    let side_by_side = tokens.windows(2).any(|pair| pair.iter().all(is_run));
    let lower = || tokens.iter().any(|token| token.text.contains(char::is_lowercase));
    tokens.iter().all(is_plain)
        && tokens.iter().any(is_sign)
        && many
        && side_by_side
        && !joins_groups(tokens)
        && !lower()
}

/// Whether an operator stands beside a group or a phrase, or in a group.
fn joins_groups(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    let mut before: Option<Kind> = None;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Sign(_) => {
                let behind = tokens.get(at + 1).map(|token| token.kind);
                let left = matches!(before, Some(Kind::Close | Kind::Phrase { .. }));
                if depth > 0 || left || matches!(behind, Some(Kind::Open | Kind::Phrase { .. })) {
                    return true;
                }
            }
            _ => {}
        }
        before = Some(token.kind);
    }
    false
}

struct Builder<'n> {
    items: Vec<Item>,
    /// For each open parenthesis whether it was kept.
    open: Vec<bool>,
    depth: usize,
    leaves: usize,
    words: usize,
    full: bool,
    syntax: bool,
    signs_are_words: bool,
    /// Operators that were ignored: in a query of nothing else they are words.
    ignored: Notes,
    notes: &'n mut Notes,
}

impl<'n> Builder<'n> {
    fn new(notes: &'n mut Notes) -> Self {
        Self {
            items: Vec::new(),
            open: Vec::new(),
            depth: 0,
            leaves: 0,
            words: 0,
            full: false,
            syntax: false,
            signs_are_words: false,
            ignored: Notes::default(),
            notes,
        }
    }

    fn read(&mut self, tokens: &[Token]) {
        let mut at = 0;
        while at < tokens.len() && !self.full {
            let token = tokens[at];
            at += 1;
            match token.kind {
                Kind::Run { truncated } => self.run(token.text, truncated),
                Kind::Phrase { slop, exact } => {
                    let found = phrase(token.text, slop, exact, self.notes);
                    self.operand(found.into_iter().collect(), |mut found| Item::Phrase(found.remove(0)));
                }
                Kind::Open => self.open(),
                Kind::Close => self.close(),
                Kind::Minus => self.items.push(Item::Minus),
                Kind::Plus => self.items.push(Item::Plus),
                Kind::Sign(sign) => self.sign(sign, token.text),
                Kind::Field(Field::Part(part)) => self.items.push(Item::Part(part)),
                Kind::Field(Field::Asks(asks)) => at += self.filter(asks, &tokens[at..]),
                Kind::AtLeast(times) => self.items.push(Item::AtLeast(times)),
                Kind::Words => self.add_filter(Some(asked(Asks::Words, token.text))),
            }
        }
        let unclosed = self.open.contains(&true) && !self.full;
        if unclosed {
            self.notes.add("a parenthesis is never closed; it was closed at the end".to_owned());
        }
        while !self.open.is_empty() {
            self.close();
        }
        self.settle();
    }

    fn run(&mut self, text: &str, truncated: bool) {
        let text = self.bounded(text);
        if is_no_distance(text) {
            self.notes.add(format!("'{}' was read as words; a distance is a number from 1 on", short(text)));
        }
        if let Some(word) = text.strip_prefix('!').filter(|word| word.starts_with(char::is_alphanumeric)) {
            let word = short(word);
            self.notes.add(format!("'!{word}' was read as '{word}'; -{word} leaves it out"));
        }
        let found = run(text, truncated, self.notes);
        let whole = match found.as_slice() {
            [one] => Some(one.clone()),
            _ => phrase(text, 0, false, &mut Notes::default()),
        };
        let Some(whole) = whole else { return self.unbind() };
        self.operand(found, |found| Item::Words(found, whole.clone()));
    }

    /// Scripts without blanks have a word in every few letters: what no query has room for is not parted into words.
    fn bounded<'a>(&mut self, text: &'a str) -> &'a str {
        let end = text.char_indices().nth(MAX_RUN).map_or(text.len(), |(end, _)| end);
        if end < text.len() && text.contains(lacks_blanks) {
            self.notes
                .add(format!("a row without blanks is longer than {MAX_RUN} letters; what is beyond was left out"));
            return &text[..end];
        }
        text
    }

    /// Takes up words if there is room for them; without words what waits for them goes too.
    fn operand(&mut self, found: Vec<Typed>, item: impl Fn(Vec<Typed>) -> Item) {
        if found.is_empty() {
            self.unbind();
            return;
        }
        let mut kept = Vec::with_capacity(found.len());
        for typed in found {
            if self.leaves == MAX_CLAUSES || typed.words.len() > MAX_WORDS - self.words {
                self.full = true;
                self.notes.add(format!(
                    "a query has at most {MAX_CLAUSES} words or phrases and {MAX_WORDS} words in all; what follows from '{}' on was left out",
                    short(&typed.typed)
                ));
                break;
            }
            self.leaves += 1;
            self.words += typed.words.len();
            kept.push(typed);
        }
        if kept.is_empty() {
            self.unbind();
        } else {
            self.items.push(item(kept));
        }
    }

    /// Drops prefixes that nothing follows.
    fn unbind(&mut self) {
        while matches!(self.items.last(), Some(Item::Minus | Item::Plus | Item::Part(_) | Item::AtLeast(_))) {
            self.items.pop();
        }
    }

    fn ends_operand(&self) -> bool {
        matches!(self.items.last(), Some(Item::Words(..) | Item::Phrase(_) | Item::Filter(_) | Item::Close))
    }

    fn open(&mut self) {
        let kept = self.depth < MAX_DEPTH;
        if kept {
            self.items.push(Item::Open);
            self.depth += 1;
        } else {
            self.notes
                .add(format!("at most {MAX_DEPTH} parentheses stand within each other; deeper ones were ignored"));
            // a command without its parenthesis would take the next word alone
            self.unbind();
        }
        self.open.push(kept);
    }

    fn close(&mut self) {
        match self.open.pop() {
            None => self.notes.add("a parenthesis is closed that was never opened; it was ignored".to_owned()),
            Some(false) => {}
            Some(true) => {
                self.depth -= 1;
                self.settle();
                if matches!(self.items.last(), Some(Item::Open)) {
                    self.items.pop();
                    self.unbind();
                } else {
                    self.items.push(Item::Close);
                }
            }
        }
    }

    /// Takes back operators at the end of a group that have nothing behind them.
    fn settle(&mut self) {
        loop {
            self.unbind();
            match self.items.last() {
                Some(Item::Sign(sign, text)) => {
                    let (sign, text) = (*sign, text.clone());
                    self.items.pop();
                    self.misplaced(sign, &text, "behind");
                }
                Some(Item::Apart(text)) => {
                    self.notes.add(format!("'NOT {text}' has nothing behind it and was ignored"));
                    self.items.pop();
                }
                _ => return,
            }
        }
    }

    /// An operator without an operand: `AND`, `OR`, `NOT` are ignored, others are words.
    fn misplaced(&mut self, sign: Sign, text: &str, side: &str) {
        if matches!(sign, Sign::And | Sign::Or | Sign::Not) {
            self.ignored.add(format!("'{text}' has nothing {side} it and was ignored"));
            return;
        }
        if text != "same" {
            self.notes.add(format!("'{text}' has nothing {side} it and was read as a word"));
        }
        self.run(text, false);
    }

    fn sign(&mut self, sign: Sign, text: &str) {
        let is_word = self.signs_are_words || (text == "same" && !self.syntax);
        if is_word {
            self.run(text, false);
            return;
        }
        let ends = self.ends_operand();
        match text.to_ascii_lowercase().as_str() {
            "||" if ends => self.notes.add("'||' was read as OR".to_owned()),
            "&&" if ends => self.notes.add("'&&' was read as AND".to_owned()),
            "pre/s" | "pre/p" if ends => {
                self.notes.add(format!("'{text}' was read as '{}', in any order", &text[3..]));
            }
            _ => {}
        }
        let behind_not = matches!(self.items.last(), Some(Item::Sign(Sign::Not, _)));
        match sign {
            Sign::Not if behind_not => self.notes.add(format!("'{text}' is doubled and was read once")),
            Sign::Near { .. } | Sign::Same(_) if behind_not => {
                self.items.pop();
                if self.ends_operand() {
                    self.items.push(Item::Apart(text.to_owned()));
                } else {
                    self.misplaced(sign, text, "before");
                }
            }
            Sign::Not => self.items.push(Item::Sign(sign, text.to_owned())),
            Sign::Near { distance, ordered } if ends => {
                if distance > MAX_DISTANCE {
                    self.notes
                        .add(format!("'{text}' is farther than {MAX_DISTANCE} words and was read as {MAX_DISTANCE}"));
                }
                let sign = Sign::Near { distance: distance.min(MAX_DISTANCE), ordered };
                self.items.push(Item::Sign(sign, text.to_owned()));
            }
            _ if ends => self.items.push(Item::Sign(sign, text.to_owned())),
            _ => self.misplaced(sign, text, "before"),
        }
    }

    /// Reads the value of a filter: gives how many of `tokens` it took.
    fn filter(&mut self, asks: Asks, tokens: &[Token]) -> usize {
        match tokens.first().map(|token| token.kind) {
            Some(Kind::Run { .. }) => {
                let text = tokens[0].text;
                if text.ends_with('*') && asks == Asks::Source {
                    self.notes.add(format!("the '*' of '{}' was ignored: a part of the name is enough", short(text)));
                }
                let values = text.split(',').filter_map(|value| filter_value(asks, value)).collect();
                let values = ranged(values, self.notes);
                self.add_filter(any_of(values));
                1
            }
            Some(Kind::Phrase { .. }) => {
                let values = ranged(quoted_value(asks, tokens[0].text).into_iter().collect(), self.notes);
                self.add_filter(any_of(values));
                1
            }
            Some(Kind::Open) => {
                let (tree, taken) = self.filter_group(asks, tokens);
                self.add_filter(tree);
                taken
            }
            _ => {
                self.unbind();
                0
            }
        }
    }

    fn add_filter(&mut self, tree: Option<Asking>) {
        let Some(tree) = tree else { return self.unbind() };
        let count = match &tree {
            Tree::Any(parts) | Tree::All(parts) => parts.len(),
            _ => 1,
        };
        if self.leaves + count > MAX_CLAUSES {
            self.notes
                .add(format!("a query has at most {MAX_CLAUSES} words, phrases and filters; the rest was left out"));
            self.full = true;
            return self.unbind();
        }
        self.leaves += count;
        self.items.push(Item::Filter(tree));
    }

    /// `(japan OR "South Korea")`: words side by side are one value.
    fn filter_group(&mut self, asks: Asks, tokens: &[Token]) -> (Option<Asking>, usize) {
        let mut group = Group::default();
        let (mut depth, mut taken) = (0_usize, 0);
        for token in tokens {
            taken += 1;
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => {
                    depth -= 1;
                    if depth == 0 {
                        group.end(asks);
                        group.values = ranged(group.values, self.notes);
                        return (group.tree(), taken);
                    }
                }
                Kind::Run { .. } => group.word(asks, token.text),
                Kind::Phrase { .. } => {
                    group.end(asks);
                    group.values.extend(quoted_value(asks, token.text));
                }
                Kind::Sign(Sign::And) => {
                    group.end(asks);
                    group.all = true;
                }
                Kind::Sign(Sign::Or) => {
                    group.end(asks);
                    group.any = true;
                }
                _ => self.notes.add(format!("'{}' inside the values of a filter was ignored", short(token.text))),
            }
        }
        self.notes.add("a parenthesis is never closed; it was closed at the end".to_owned());
        group.end(asks);
        group.values = ranged(group.values, self.notes);
        (group.tree(), taken)
    }

    /// A query of nothing but operators is words.
    fn words_only(&mut self, tokens: &[Token]) {
        for token in tokens.iter().filter(|token| matches!(token.kind, Kind::Sign(_))) {
            if self.full {
                return;
            }
            if token.text.contains(char::is_alphanumeric) {
                self.notes.add(format!("'{}' joins nothing and was read as a word", token.text));
            }
            self.run(token.text, false);
        }
    }
}
