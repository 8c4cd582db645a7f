//! Queries to be judged: a line each, or TREC topics.

use std::collections::BTreeSet;

use crate::measure::BadLine;

/// A query with the id that its judgements have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its id.
    pub id: String,
    /// What is asked, as somebody would type it.
    pub query: String,
}

/// What of a TREC topic is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TopicField {
    /// The few words of `<title>`.
    #[default]
    Title,
    /// The sentence of `<desc>`.
    Description,
    /// Both, the title first.
    Both,
}

/// Labels that the texts of a topic begin with in the older collections.
const LABELS: [&str; 5] = ["number:", "topic:", "title:", "description:", "narrative:"];

/// Reads TREC topics when the text has a `<top>`, and else lines of id, tab and query, of which those that begin with `#` are
/// remarks; these have no field but the title.
///
/// # Errors
/// The first line or topic that is neither, or whose id stands above: a query that is left out would change the mean.
pub fn parse_topics(text: &str, field: TopicField) -> Result<Vec<Topic>, BadLine> {
    let text = text.trim_start_matches('\u{feff}');
    let is_trec = text.trim_start().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("<top"));
    let found = if is_trec { trec(text, field) } else { lines(text) }?;
    if let (false, false, Some((line, _))) = (is_trec, field == TopicField::Title, found.first()) {
        let reason = "a line of id, tab, query has no <desc>; give no --field, which is for TREC topics".to_owned();
        return Err(BadLine::new(*line, reason));
    }
    let mut ids = BTreeSet::new();
    if let Some((line, topic)) = found.iter().find(|(_, topic)| !ids.insert(&topic.id)) {
        return Err(BadLine::new(*line, format!("query '{}' stands above already", topic.id)));
    }
    Ok(found.into_iter().map(|(_, topic)| topic).collect())
}

type Numbered = (usize, Topic);

fn lines(text: &str) -> Result<Vec<Numbered>, BadLine> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let topic = |(number, line): (usize, &str)| {
        let (id, query) = line
            .split_once('\t')
            .ok_or_else(|| BadLine::new(number, format!("no tab in '{}'; expected id, tab, query", beginning(line))))?;
        let (id, query) = (id.trim(), squeezed(query));
        if id.is_empty() || id.contains(char::is_whitespace) {
            return Err(BadLine::new(number, format!("'{}' is no id; it has a letter and no blank", beginning(id))));
        }
        if query.is_empty() {
            return Err(BadLine::new(number, format!("query '{id}' is empty")));
        }
        Ok((number, Topic { id: id.to_owned(), query }))
    };
    lines.map(topic).collect()
}

/// The texts of one `<top>`.
#[derive(Default)]
struct Parts {
    line: usize,
    num: String,
    title: String,
    desc: String,
}

/// Texts end where any tag begins: the classic topics close none but `</top>`.
fn trec(text: &str, field: TopicField) -> Result<Vec<Numbered>, BadLine> {
    let mut topics = Vec::new();
    let mut open: Option<Parts> = None;
    for (line, tag, body) in tags(text) {
        match (tag.as_str(), &mut open) {
            ("top", _) => {
                topics.extend(open.take().map(|parts| parts.topic(field)).transpose()?);
                open = Some(Parts { line, ..Parts::default() });
            }
            ("/top", _) => topics.extend(open.take().map(|parts| parts.topic(field)).transpose()?),
            ("num", Some(parts)) => parts.num.push_str(body),
            ("title", Some(parts)) => parts.title.push_str(body),
            ("desc", Some(parts)) => parts.desc.push_str(body),
            _ => {}
        }
    }
    topics.extend(open.map(|parts| parts.topic(field)).transpose()?);
    Ok(topics)
}

impl Parts {
    fn topic(self, field: TopicField) -> Result<Numbered, BadLine> {
        let [num, title, desc] = [&self.num, &self.title, &self.desc].map(|text| unlabelled(text));
        // topics 51 to 150 are numbered 051 in the file of topics and 51 in the judgements
        let id = match num.trim_start_matches('0') {
            "" => num.as_str(),
            short if num.bytes().all(|b| b.is_ascii_digit()) => short,
            _ => num.as_str(),
        };
        if id.is_empty() || id.contains(' ') {
            return Err(BadLine::new(
                self.line,
                format!("this <top> has no <num> that is an id, but '{}'", beginning(id)),
            ));
        }
        let (name, query) = match field {
            TopicField::Title => ("<title>", title),
            TopicField::Description => ("<desc>", desc),
            TopicField::Both if title.is_empty() || desc.is_empty() => ("<title> or <desc>", String::new()),
            TopicField::Both => ("", format!("{title} {desc}")),
        };
        if query.is_empty() {
            return Err(BadLine::new(self.line, format!("topic '{id}' has no {name} (another --field asks others)")));
        }
        Ok((self.line, Topic { id: id.to_owned(), query }))
    }
}

/// Every tag in lower case without its brackets, with its line and the text behind it.
fn tags(text: &str) -> Vec<(usize, String, &str)> {
    let mut tags: Vec<(usize, String, &str)> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    // where the text of the last tag begins
    let mut body = 0;
    for (at, _) in text.match_indices('<') {
        let Some(name) = tag_name(&text[at + 1..]) else { continue };
        line += text[counted..at].matches('\n').count();
        counted = at;
        if let Some(last) = tags.last_mut() {
            last.2 = &text[body..at];
        }
        body = at + name.len() + 2;
        tags.push((line, name.to_ascii_lowercase(), ""));
    }
    if let Some(last) = tags.last_mut() {
        last.2 = &text[body..];
    }
    tags
}

/// Letters of a tag's name, so that no unclosed bracket is read to the end of the file.
const MAX_TAG: usize = 16;

fn tag_name(text: &str) -> Option<&str> {
    let length = text.bytes().take(MAX_TAG).position(|b| b == b'>')?;
    let name = &text[..length];
    let letters = name.strip_prefix('/').unwrap_or(name);
    (!letters.is_empty() && letters.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(name)
}

fn unlabelled(text: &str) -> String {
    let text = squeezed(text);
    let label = LABELS.into_iter().find(|label| text.get(..label.len()).is_some_and(|t| t.eq_ignore_ascii_case(label)));
    label.map_or(text.clone(), |label| text[label.len()..].trim().to_owned())
}

/// White space as single spaces.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much as a message needs.
fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSIC: &str = "\n<top>\n\n<num> Number: 051 \n<title> Topic: Harbour Strikes\n\n<desc> Description: \nWhich ports \
                           were\nclosed?\n\n<narr> Narrative: \nTitles count.\n\n</top>\n\n<top>\n<num> Number: 352\n<title> \
                           Ferries < 1900\n<desc>\nOld ferries.\n</top>\n";

    fn check(text: &str, field: TopicField, expected: &[(&str, &str)]) {
        let found = parse_topics(text, field).unwrap();
        let found: Vec<_> = found.iter().map(|topic| (topic.id.as_str(), topic.query.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_is_an_id_and_a_query() {
        let text = "\u{feff}# id\tquery\n1\trare earths\r\n\nq-2\t tariff\tsteel \n";
        check(text, TopicField::Title, &[("1", "rare earths"), ("q-2", "tariff steel")]);
        check("", TopicField::Title, &[]);
    }

    #[test]
    fn topics_are_read_with_and_without_closing_tags() {
        check(CLASSIC, TopicField::Title, &[("51", "Harbour Strikes"), ("352", "Ferries < 1900")]);
        check(CLASSIC, TopicField::Description, &[("51", "Which ports were closed?"), ("352", "Old ferries.")]);
        check(
            CLASSIC,
            TopicField::Both,
            &[("51", "Harbour Strikes Which ports were closed?"), ("352", "Ferries < 1900 Old ferries.")],
        );
        let closed =
            "<TOP><num>a7</num><title>Ferries</title>\n<desc>x</desc></TOP><top><num>8</num><title>Rail</title>";
        check(closed, TopicField::Title, &[("a7", "Ferries"), ("8", "Rail")]);
    }

    #[test]
    fn a_bad_line_names_itself() {
        let check = |text: &str, field: TopicField, line: usize, reason: &str| {
            let bad = parse_topics(text, field).unwrap_err();
            assert_eq!((bad.line, bad.reason.contains(reason)), (line, true), "{bad:?}");
        };
        check("1\ta\nrare earths", TopicField::Title, 2, "no tab in 'rare earths'");
        check("1\ta\n\tb", TopicField::Title, 2, "is no id");
        check("1\t \n", TopicField::Title, 1, "query '1' is empty");
        check("1\ta\n2\tb\n1\tc", TopicField::Title, 3, "query '1' stands above already");
        check("# id\tquery\n1\ta", TopicField::Description, 2, "has no <desc>; give no --field");
        check("1\ta", TopicField::Both, 1, "has no <desc>; give no --field");
        check("<top>\n<title> x\n</top>", TopicField::Title, 1, "no <num>");
        check("\n<top>\n<num> 1\n<title> x\n</top>", TopicField::Description, 2, "topic '1' has no <desc>");
        check("<top><num> 1<title> x</top>\n<top><num> 1<title> y", TopicField::Title, 2, "stands above");
    }

    #[test]
    fn brackets_without_end_are_text() {
        check("<top><num>1<title>a < b <<<< é<", TopicField::Title, &[("1", "a < b <<<< é<")]);
    }
}
