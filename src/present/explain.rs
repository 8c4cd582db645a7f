//! Why a hit stands where it stands, in lines that add up.

use std::io::{self, Write};

use crate::present::terminal::INDENT;
use crate::present::{Look, QUIET, one_line};
use crate::search::Explanation;

/// Draws it: the score, then what it is made of, one part a line.
///
/// # Errors
/// Those of `out`.
pub(crate) fn explanation(out: &mut dyn Write, why: &Explanation, look: &Look) -> io::Result<()> {
    let mut line = |text: &str| writeln!(out, "{INDENT}{}", look.paint(QUIET, text));
    line(&format!("score {:.2}, made of", why.score()))?;
    for (score, what) in parts(why) {
        line(&format!("{score:>7.2}  {what}"))?;
    }
    let without: Vec<String> =
        why.words.iter().filter(|(_, score)| score.is_none()).map(|(word, _)| one_line(word)).collect();
    if !without.is_empty() {
        line(&format!("      -  without {}", without.join(", ")))?;
    }
    if !why.in_pool {
        line("      -  stands behind those that are ordered by more than their words")?;
    }
    Ok(())
}

fn parts(why: &Explanation) -> Vec<(f32, String)> {
    let has = why.words.iter().filter_map(|(word, score)| Some((word, (*score)?)));
    let mut parts: Vec<(f32, String)> = has.map(|(word, score)| (score, format!("for {}", one_line(word)))).collect();
    let meaning = match why.likeness {
        Some(likeness) => format!("for meaning: its nearest passage is {likeness:.2} like the query, of 1 at most"),
        None => "for meaning, which is not known of this article: as for its words".to_owned(),
    };
    let about = format!("for being about {}, as the query is", why.named.join(", "));
    let rest = [
        (why.as_typed, "for words in the very form that was typed".to_owned()),
        (why.nearness, "for words that stand near each other as in the query".to_owned()),
        (why.meaning, meaning),
        (why.about, one_line(&about)),
        (why.fresh, "for its age".to_owned()),
    ];
    parts.extend(rest.into_iter().filter(|(score, _)| *score > 0.0));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_add_up_and_name_what_counts() {
        let why = Explanation {
            words: vec![("rare".into(), Some(4.25)), ("\"tariff war\"".into(), None), ("earths".into(), Some(3.5))],
            nearness: 0.5,
            meaning: 2.0,
            likeness: Some(0.6125),
            about: 0.75,
            named: vec!["JP".into(), "Ada Stone".into()],
            in_pool: true,
            ..Explanation::default()
        };
        let drawn = |why: &Explanation| {
            let mut out = Vec::new();
            explanation(&mut out, why, &Look::default()).unwrap();
            String::from_utf8(out).unwrap()
        };
        let expected = "    score 11.00, made of\n\
                        \x20      4.25  for rare\n\
                        \x20      3.50  for earths\n\
                        \x20      0.50  for words that stand near each other as in the query\n\
                        \x20      2.00  for meaning: its nearest passage is 0.61 like the query, of 1 at most\n\
                        \x20      0.75  for being about JP, Ada Stone, as the query is\n\
                        \x20         -  without \"tariff war\"\n";
        assert_eq!(drawn(&why), expected);
        let behind = Explanation { likeness: None, in_pool: false, ..why };
        assert!(drawn(&behind).contains("not known of this article") && drawn(&behind).contains("stands behind"));
    }
}
