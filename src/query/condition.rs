//! Filters within a query: names and days as typed to what the index holds, and to the engine's queries.

use chrono::NaiveDate;
use tantivy::Searcher;
use tantivy::query::{EmptyQuery, Query};

use crate::annotate::Own;
use crate::error::{Error, Result};
use crate::index::schema::Fields;
use crate::query::dates::{DATE_FORMS, stretch};
use crate::query::filter::Period;
use crate::query::labels::{Countries, Named, country_name, known_topics, topic};
use crate::query::names::{outlets, people, plain_values, values};
use crate::query::resolve::{Names, Rule, any_of, dates, word_counts};
use crate::query::signs::{Field, name_of};
use crate::query::tree::{Asked, Asks, Condition};
use crate::text::language;

/// Where names are looked up.
pub(crate) struct Asking<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) own: &'a Own,
    pub(crate) today: NaiveDate,
    /// Whether the filter that is looked up excludes.
    pub(crate) excludes: bool,
    /// What could not be honoured.
    pub(crate) notes: Vec<String>,
}

impl Asking<'_> {
    /// What a filter means. A name that nobody knows is noted and finds nothing; `asked` becomes what was understood.
    pub(crate) fn condition(&mut self, asked: &mut Asked) -> tantivy::Result<Condition> {
        let (condition, said) = match asked.asks {
            Asks::Country | Asks::Mentions => {
                let codes = self.countries(&asked.value)?;
                let said = codes.clone();
                match asked.asks {
                    Asks::Country => (Condition::Country(codes), said),
                    _ => (Condition::Mentions(codes), said),
                }
            }
            Asks::Leader => self.named(asked, Condition::Leader)?,
            Asks::Source => self.named(asked, Condition::Source)?,
            Asks::Author => self.named(asked, Condition::Author)?,
            Asks::Topic => {
                let known = known_topics(self.searcher, self.fields, self.own)?;
                let topics = self.several(&asked.value, |text| topic(&known, text));
                (Condition::Topic(topics.clone()), topics)
            }
            Asks::Lang => {
                let codes = self.several(&asked.value, |text| language::resolve(text).map(str::to_owned));
                (Condition::Lang(codes.clone()), codes)
            }
            Asks::Date | Asks::Since | Asks::Until => {
                let periods = self.periods(asked);
                let said = periods.iter().map(|period| days_of(asked.asks, period)).collect();
                (Condition::Date(periods), said)
            }
            Asks::Words => {
                let (least, most) = self.word_count(&asked.value);
                (Condition::Words { least, most }, Vec::new())
            }
        };
        // a name that several bear stays as it was typed
        if (1..=parts(&asked.value).count()).contains(&said.len()) {
            asked.value = said.join(",");
        }
        Ok(condition)
    }

    fn countries(&mut self, value: &str) -> tantivy::Result<Vec<String>> {
        let held = values(self.searcher, self.fields.mentioned)?;
        let held = |code: &str| held.iter().any(|known| known == code);
        let countries = Countries { own: self.own, held: &held };
        let mut found = Vec::new();
        for text in parts(value) {
            match countries.named(text) {
                Named::Codes(codes) => {
                    if codes.len() > 1 {
                        let names: Vec<String> = codes.iter().map(|code| country_name(code)).collect();
                        self.note(format!(
                            "'{text}' is more than one country, and all are meant: {}",
                            names.join(", ")
                        ));
                    }
                    found.extend(codes);
                }
                Named::Nearest(nearest) => {
                    self.unknown(&Error::Unknown { what: "country", value: text.to_owned(), nearest });
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(or_typed(found, value))
    }

    /// Values that are resolved one by one.
    fn several(&mut self, value: &str, resolve: impl Fn(&str) -> Result<String>) -> Vec<String> {
        let mut found = Vec::new();
        for text in parts(value) {
            match resolve(text) {
                Ok(name) => found.push(name),
                Err(Error::Ambiguous { what, choices, .. }) => {
                    self.note(format!("'{text}' is more than one {what}, and all are meant: {}", choices.join(", ")));
                    found.extend(choices);
                }
                Err(err) => self.unknown(&err),
            }
        }
        found.sort_unstable();
        found.dedup();
        or_typed(found, value)
    }

    fn unknown(&mut self, err: &Error) {
        self.note(format!("{err}; {}", self.nothing()));
    }

    /// What comes of a filter that no article passes.
    fn nothing(&self) -> &'static str {
        if self.excludes { "nothing is left out by it" } else { "the filter finds nothing" }
    }

    /// Leaders, outlets and authors: those that articles have. A name may have a comma; only one that nobody has is taken
    /// for several.
    fn named(
        &mut self,
        asked: &Asked,
        condition: fn(Vec<String>) -> Condition,
    ) -> tantivy::Result<(Condition, Vec<String>)> {
        let (what, field, rule): (_, _, Rule) = match asked.asks {
            Asks::Leader => ("leader", self.fields.leaders, people),
            Asks::Source => ("source", self.fields.source, outlets),
            _ => ("author", self.fields.authors, people),
        };
        let values = plain_values(self.searcher, field)?;
        let typed = std::slice::from_ref(&asked.value);
        let (mut found, mut said) = Names { what, typed, values: &values }.resolve(rule, &mut Vec::new());
        if found.is_empty() {
            let typed: Vec<String> = parts(&asked.value).map(str::to_owned).collect();
            (found, said) = Names { what, typed: &typed, values: &values }.resolve(rule, &mut self.notes);
        } else {
            Names { what, typed, values: &values }.resolve(rule, &mut self.notes);
        }
        // a name with a comma would be read as two
        let said = if said.iter().any(|name| name.contains(',')) { Vec::new() } else { said };
        Ok((condition(or_typed(found, &asked.value)), said))
    }

    fn periods(&mut self, asked: &Asked) -> Vec<Period> {
        let mut found = Vec::new();
        // a date may have a comma
        let whole = stretch(&asked.value, self.today).is_some().then_some(asked.value.as_str());
        let texts: Vec<&str> = whole.map_or_else(|| parts(&asked.value).collect(), |whole| vec![whole]);
        for text in texts {
            let period = stretch(text, self.today).map(|period| match asked.asks {
                Asks::Since => Period { until: None, ..period },
                Asks::Until => Period { since: None, ..period },
                _ => period,
            });
            match period {
                Some(period) => {
                    if period.since.zip(period.until).is_some_and(|(since, until)| since > until) {
                        self.note(format!("'{text}' ends before it begins; exchange its ends; {}", self.nothing()));
                    }
                    found.push(period);
                }
                None => self.note(format!("no date in '{text}'; {DATE_FORMS}; {}", self.nothing())),
            }
        }
        found
    }

    /// `>800`, `<300`, `300..800`, `300`.
    fn word_count(&mut self, value: &str) -> (u64, u64) {
        let value = value.trim();
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let range = if let Some(least) = value.strip_prefix(">=") {
            number(least).map(|least| (least, u64::MAX))
        } else if let Some(most) = value.strip_prefix("<=") {
            number(most).map(|most| (0, most))
        } else if let Some(above) = value.strip_prefix('>') {
            number(above).map(|above| (above.saturating_add(1), u64::MAX))
        } else if let Some(below) = value.strip_prefix('<') {
            number(below).map(|below| below.checked_sub(1).map_or((1, 0), |most| (0, most)))
        } else if let Some((least, most)) = value.split_once("..") {
            let or = |text: &str, open| if text.trim().is_empty() { Some(open) } else { number(text) };
            or(least, 0).zip(or(most, u64::MAX))
        } else {
            number(value).map(|exactly| (exactly, exactly))
        };
        if range.is_some_and(|(least, most)| least > most) && value.contains("..") {
            self.note(format!("'words:{value}' ends before it begins; exchange its ends; {}", self.nothing()));
        }
        range.unwrap_or_else(|| {
            let nothing = self.nothing();
            self.note(format!(
                "no number of words in '{value}'; write words>800, words<300 or words:300..800; {nothing}"
            ));
            (1, 0)
        })
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Names that nobody knows stay as typed: no article has them, and what is told of the filter says what was asked for.
fn or_typed(found: Vec<String>, value: &str) -> Vec<String> {
    if found.is_empty() { parts(value).map(str::to_owned).collect() } else { found }
}

fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|text| !text.is_empty())
}

/// As it is typed: `2025-10-01..2025-10-31`; of a bound only the bound.
fn days_of(asks: Asks, period: &Period) -> String {
    let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
    match asks {
        Asks::Since => day(period.since),
        Asks::Until => day(period.until),
        _ if period.since == period.until => day(period.since),
        _ => format!("{}..{}", day(period.since), day(period.until)),
    }
}

/// What a filter asks, as it is typed.
pub(crate) fn said(condition: &Condition) -> (&'static str, Vec<String>) {
    let asks = match condition {
        Condition::Country(_) => Asks::Country,
        Condition::Mentions(_) => Asks::Mentions,
        Condition::Leader(_) => Asks::Leader,
        Condition::Topic(_) => Asks::Topic,
        Condition::Source(_) => Asks::Source,
        Condition::Author(_) => Asks::Author,
        Condition::Lang(_) => Asks::Lang,
        Condition::Date(_) => Asks::Date,
        Condition::Words { .. } => Asks::Words,
    };
    let values = match condition {
        Condition::Date(periods) => periods.iter().map(|period| days_of(asks, period)).collect(),
        Condition::Words { least, most: u64::MAX } => vec![format!(">={least}")],
        Condition::Words { least, most } => vec![format!("{least}..{most}")],
        of_names => of_names.names().unwrap_or_default().to_vec(),
    };
    (name_of(Field::Asks(asks)), values)
}

/// Articles that pass; nothing here adds to a score.
pub(crate) fn passing(fields: &Fields, condition: &Condition) -> Box<dyn Query> {
    match condition {
        Condition::Country(codes) => any_of(fields.countries, codes),
        Condition::Mentions(codes) => any_of(fields.mentioned, codes),
        Condition::Leader(names) => any_of(fields.leaders, names),
        Condition::Topic(topics) => any_of(fields.topics, topics),
        Condition::Source(names) => any_of(fields.source, names),
        Condition::Author(names) => any_of(fields.authors, names),
        Condition::Lang(codes) => any_of(fields.lang, codes),
        Condition::Date(periods) => dates(fields, periods).unwrap_or_else(|| Box::new(EmptyQuery)),
        Condition::Words { least, most } => word_counts(fields, *least, *most),
    }
}
