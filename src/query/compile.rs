//! What was typed to clauses of the index. Nothing is run here but the question whether an article has a phrase.

use chrono::NaiveDate;
use tantivy::Searcher;

use crate::annotate::Own;
use crate::index::schema::Fields;
use crate::query::absent::{has_match, note, parted};
use crate::query::build::Builder;
use crate::query::compiled::Compiled;
use crate::query::condition::Asking;
use crate::query::effort::Effort;
use crate::query::forms::Words;
use crate::query::grammar::{Parsed, read};
use crate::query::memo::Memo;
use crate::query::tree::{Asked, Clause, Condition, Leaf, Occur as Counts, Resolved, Slot, Tree, Typed};
use crate::query::words::Forms;

/// What a query is compiled for.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Its dictionaries hold the words and names.
    pub searcher: &'a Searcher,
    /// Of its schema.
    pub fields: &'a Fields,
    /// ISO 639-1 codes of its articles.
    pub languages: &'a [String],
    /// What a person adds to countries and topics.
    pub own: &'a Own,
    /// The day of asking.
    pub today: NaiveDate,
    /// What the question may cost.
    pub effort: &'a Effort,
}

/// Compiles what was typed. Whatever it is, it cannot fail.
///
/// # Errors
/// The engine's, when a dictionary cannot be read.
pub fn compile_for(text: &str, context: &Context<'_>) -> tantivy::Result<Compiled> {
    compile_parsed(read(text), context)
}

/// Compiles what was taken apart.
pub(crate) fn compile_parsed(parsed: Parsed, context: &Context<'_>) -> tantivy::Result<Compiled> {
    let Context { searcher, fields, own, today, languages, effort } = *context;
    let words = Words::new(languages, Some((searcher, fields.text, effort)))?;
    let asking = Asking { searcher, fields, own, today, excludes: false, notes: Vec::new() };
    Compiler {
        words,
        asking: Some(asking),
        compiled: Compiled { memo: Memo::new(effort.clone()), ..Compiled::default() },
    }
    .compile(parsed)
}

/// Compiles plain words and phrases for articles in `languages` (ISO 639-1), without an index: patterns and names stand
/// for nothing.
pub fn compile(text: &str, languages: &[String]) -> Compiled {
    let words = Words::new(languages, None).expect("no dictionary is read");
    let compiler = Compiler { words, asking: None, compiled: Compiled::default() };
    compiler.compile(read(text)).expect("no dictionary is read")
}

/// What became of a clause.
enum Added {
    New,
    /// There is one that asks for the same, typed so.
    Known(String),
}

struct Compiler<'a> {
    words: Words,
    /// `None` without an index.
    asking: Option<Asking<'a>>,
    compiled: Compiled,
}

impl Compiler<'_> {
    fn compile(mut self, parsed: Parsed) -> tantivy::Result<Compiled> {
        let Parsed { clauses, boolean, wordless, cut, notes } = parsed;
        self.compiled.wordless = wordless;
        self.compiled.cut = cut;
        self.compiled.notes = notes;
        let mut understood = Vec::new();
        for (occur, mut typed) in clauses {
            let tree = self.resolve(&mut typed, occur == Counts::Excluded)?;
            match self.add(occur, typed_text(occur, &typed), tree) {
                Added::New => understood.push((occur, typed)),
                // `japan +japan` asks for it as `+japan` does
                Added::Known(clause) if occur == Counts::Required => {
                    understood.iter_mut().filter(|(occur, _)| *occur != Counts::Excluded).for_each(|(known, tree)| {
                        if typed_text(*known, tree) == clause {
                            *known = Counts::Required;
                        }
                    });
                }
                Added::Known(_) => {}
            }
        }
        self.compiled.read_as = Parsed { clauses: understood, boolean, wordless, cut, notes: Vec::new() }.read_as();
        self.settle()?;
        self.part_absent()?;
        let Self { words, asking, mut compiled } = self;
        compiled.forms = words.forms;
        compiled.mark_function_words();
        for note in words.notes.into_iter().chain(asking.into_iter().flat_map(|asking| asking.notes)) {
            if !compiled.notes.contains(&note) {
                compiled.notes.push(note);
            }
        }
        if compiled.clauses.is_empty() && !compiled.excluded.is_empty() && compiled.conditions.is_empty() {
            compiled.notes.push("the query only excludes: found are all articles but those".to_owned());
        }
        Ok(compiled)
    }

    fn resolve(&mut self, typed: &mut Tree<Typed, Asked>, excluded: bool) -> tantivy::Result<Resolved> {
        let mut failed = None;
        let (words, asking) = (&mut self.words, &mut self.asking);
        // filters are written as they were understood
        let mut understood: Vec<Asked> = Vec::new();
        let mut excluding = Vec::new();
        exclusions(typed, excluded, &mut excluding);
        let mut excluding = excluding.into_iter();
        let unknown = &mut self.compiled.unknown;
        let tree = typed
            .map(&mut |leaf| words.leaf(leaf).unwrap_or_else(|err| kept(&mut failed, err)), &mut |asked| asked.clone());
        let tree = tree.map(&mut Leaf::clone, &mut |asked| {
            let mut asked = asked.clone();
            let condition = match asking {
                Some(asking) => {
                    asking.excludes = excluding.next().unwrap_or(excluded);
                    asking.condition(&mut asked).unwrap_or_else(|err| {
                        failed = Some(err);
                        Condition::Country(Vec::new())
                    })
                }
                None => Condition::Country(Vec::new()),
            };
            if finds_nothing(&condition) {
                unknown.push((condition.clone(), asked.clone()));
            }
            understood.push(asked);
            condition
        });
        let mut understood = understood.into_iter();
        *typed = typed.map(&mut Typed::clone, &mut |asked| understood.next().unwrap_or_else(|| asked.clone()));
        failed.map_or(Ok(tree), Err)
    }

    /// Adds a clause unless it is there; gives what became of it.
    fn add(&mut self, occur: Counts, typed: String, tree: Resolved) -> Added {
        let compiled = &mut self.compiled;
        let clause = |tree| Clause {
            typed,
            tree,
            times: 1,
            function_word: false,
            boost: 1.0,
            required: occur == Counts::Required,
        };
        let (list, tree) = match (occur, tree) {
            (Counts::Excluded, tree) => (&mut compiled.excluded, tree),
            (_, Tree::Filter(condition)) if compiled.conditions.contains(&condition) => {
                return Added::Known(String::new());
            }
            (_, tree) => {
                let Some(tree) = without_filters(tree, &mut compiled.conditions) else { return Added::New };
                if !has_words(&tree) {
                    compiled.gates.push(tree);
                    return Added::New;
                }
                (&mut compiled.clauses, tree)
            }
        };
        let clause = clause(tree);
        let number = list.iter().position(|known| same(known, &clause)).unwrap_or(list.len());
        if occur != Counts::Excluded {
            compiled.sequence.push(number);
        }
        match list.get_mut(number) {
            Some(known) => {
                known.times = known.times.saturating_add(1);
                known.required |= clause.required;
                Added::Known(known.typed.clone())
            }
            None => {
                list.push(clause);
                Added::New
            }
        }
    }

    /// Words in place of the ranked phrases that no article has.
    fn part_absent(&mut self) -> tantivy::Result<()> {
        let Some(Asking { searcher, fields, .. }) = self.asking else { return Ok(()) };
        let clauses = std::mem::take(&mut self.compiled.clauses);
        let (forms, memo) = (&mut self.words.forms, &self.compiled.memo);
        let is_there = |forms: &Forms, tree: &Resolved| {
            let builder = Builder { fields, texts: std::slice::from_ref(&fields.text), forms, memo };
            has_match(searcher, builder.query(tree).as_ref())
        };
        let (clauses, absent) = parted(clauses, forms, is_there)?;
        self.compiled.notes.extend(note(&absent));
        let kept: Vec<Vec<usize>> =
            clauses.into_iter().map(|parts| parts.into_iter().map(|clause| self.keep(clause)).collect()).collect();
        let sequence = std::mem::take(&mut self.compiled.sequence);
        self.compiled.sequence = sequence.into_iter().flat_map(|number| kept[number].clone()).collect();
        Ok(())
    }

    /// Adds a ranked clause, or counts it once more; gives its place.
    fn keep(&mut self, clause: Clause) -> usize {
        let clauses = &mut self.compiled.clauses;
        let number = clauses.iter().position(|known| same(known, &clause)).unwrap_or(clauses.len());
        match clauses.get_mut(number) {
            Some(known) => {
                known.times = known.times.saturating_add(clause.times);
                known.required |= clause.required;
            }
            None => clauses.push(clause),
        }
        number
    }

    fn settle(&mut self) -> tantivy::Result<()> {
        let Compiled { clauses, excluded, gates, .. } = &mut self.compiled;
        let trees = clauses.iter_mut().chain(excluded).map(|clause| &mut clause.tree).chain(gates);
        let mut slots = Vec::new();
        trees.for_each(|tree| slots_of(tree, &mut slots));
        self.words.settle(&mut slots)
    }
}

/// For each filter of a tree, in the order typed, whether it excludes.
fn exclusions(tree: &Tree<Typed, Asked>, excluded: bool, found: &mut Vec<bool>) {
    match tree {
        Tree::Filter(_) => found.push(excluded),
        Tree::Not(tree) => exclusions(tree, !excluded, found),
        Tree::All(parts) | Tree::Any(parts) => parts.iter().for_each(|part| exclusions(part, excluded, found)),
        Tree::In { tree, .. } | Tree::AtLeast { tree, .. } => exclusions(tree, excluded, found),
        Tree::Leaf(_) | Tree::Near { .. } | Tree::Same { .. } => {}
    }
}

/// Whether no article can pass, whatever the index holds.
fn finds_nothing(condition: &Condition) -> bool {
    match condition {
        Condition::Date(periods) => periods.is_empty(),
        Condition::Words { least, most } => least > most,
        of_names => of_names.names().is_some_and(<[String]>::is_empty),
    }
}

fn kept(failed: &mut Option<tantivy::TantivyError>, err: tantivy::TantivyError) -> Leaf {
    *failed = Some(err);
    Leaf { typed: String::new(), slots: Vec::new(), slop: 0 }
}

/// Whether two clauses ask for the same.
fn same(one: &Clause, other: &Clause) -> bool {
    match (&one.tree, &other.tree) {
        (Tree::Leaf(one), Tree::Leaf(other)) => one.slots == other.slots && one.slop == other.slop,
        (one, other) => one == other,
    }
}

/// Takes filters that stand beside words out into `conditions`; `None` where nothing is left.
fn without_filters(tree: Resolved, conditions: &mut Vec<Condition>) -> Option<Resolved> {
    match tree {
        Tree::Filter(condition) => {
            conditions.push(condition);
            None
        }
        Tree::All(parts) => {
            let mut left: Vec<_> = parts.into_iter().filter_map(|part| without_filters(part, conditions)).collect();
            if left.len() > 1 { Some(Tree::All(left)) } else { left.pop() }
        }
        Tree::Any(parts) => match any_of(&parts) {
            Some(condition) => {
                conditions.push(condition);
                None
            }
            None => Some(Tree::Any(parts)),
        },
        other => Some(other),
    }
}

/// The one condition that filters of one kind are, any of which is enough.
fn any_of(parts: &[Resolved]) -> Option<Condition> {
    let mut parts = parts.iter().map(|part| match part {
        Tree::Filter(condition) => Some(condition),
        _ => None,
    });
    let mut all = parts.next()??.clone();
    for part in parts {
        match (&mut all, part?) {
            (Condition::Country(all), Condition::Country(more))
            | (Condition::Mentions(all), Condition::Mentions(more))
            | (Condition::Leader(all), Condition::Leader(more))
            | (Condition::Topic(all), Condition::Topic(more))
            | (Condition::Source(all), Condition::Source(more))
            | (Condition::Author(all), Condition::Author(more))
            | (Condition::Lang(all), Condition::Lang(more)) => all.extend(more.iter().cloned()),
            (Condition::Date(all), Condition::Date(more)) => all.extend(more),
            _ => return None,
        }
    }
    Some(all)
}

/// Whether a word is wanted anywhere: what has none scores nothing.
fn has_words(tree: &Resolved) -> bool {
    match tree {
        Tree::Leaf(_) | Tree::Near { .. } | Tree::Same { .. } => true,
        Tree::All(parts) | Tree::Any(parts) => parts.iter().any(has_words),
        Tree::In { tree, .. } | Tree::AtLeast { tree, .. } => has_words(tree),
        Tree::Not(_) | Tree::Filter(_) => false,
    }
}

fn slots_of<'a>(tree: &'a mut Resolved, found: &mut Vec<&'a mut Slot>) {
    match tree {
        Tree::Leaf(leaf) => found.extend(&mut leaf.slots),
        Tree::Near { left, right, .. } => {
            slots_of(left, found);
            slots_of(right, found);
        }
        Tree::Same { parts, .. } | Tree::All(parts) | Tree::Any(parts) => {
            parts.iter_mut().for_each(|part| slots_of(part, found));
        }
        Tree::Not(tree) | Tree::In { tree, .. } | Tree::AtLeast { tree, .. } => slots_of(tree, found),
        Tree::Filter(_) => {}
    }
}

/// A clause as it is typed, without the sign before it.
fn typed_text(occur: Counts, tree: &Tree<Typed, Asked>) -> String {
    let alone = vec![(occur, tree.clone())];
    let printed = Parsed { clauses: alone, ..Parsed::default() }.read_as();
    printed.strip_prefix(['-', '+']).map(str::to_owned).unwrap_or(printed)
}

#[cfg(test)]
mod tests;
