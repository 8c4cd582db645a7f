//! Why a hit stands where it stands, in lines that add up.

use std::io::{self, Write};

use crate::lexicon::countries;
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
    let parts = parts(why);
    let hundredths = hundredths(why.score(), &parts);
    for (hundredths, (_, what)) in hundredths.iter().zip(&parts) {
        line(&format!("{:>7.2}  {what}", hundredths / 100.0))?;
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
        Some(likeness) => format!("for meaning: its nearest passage is {likeness:.2} of 1 like the query"),
        None => "for meaning: not compared (no vectors of this article), as much as for its words".to_owned(),
    };
    let named: Vec<&str> = why.named.iter().map(|name| countries::name(name).unwrap_or(name)).collect();
    let about = format!("for being about {}, which the query names", named.join(", "));
    let rest = [
        (why.as_typed > 0.0, why.as_typed, "for words in the very form that was typed".to_owned()),
        (why.nearness > 0.0, why.nearness, "for words that stand near each other as in the query".to_owned()),
        // the least alike of all gets nothing for its meaning, and how alike it is says why
        (why.meaning > 0.0 || why.likeness.is_some(), why.meaning, meaning),
        (why.about > 0.0, why.about, one_line(&about)),
        (why.fresh > 0.0, why.fresh, "for its age".to_owned()),
    ];
    parts.extend(rest.into_iter().filter(|(is_shown, ..)| *is_shown).map(|(_, score, what)| (score, what)));
    parts
}

/// The parts in hundredths that add up to the score as it is shown: each rounded down, and what is left given to those that
/// lost most (largest remainder).
fn hundredths(score: f32, parts: &[(f32, String)]) -> Vec<f64> {
    let exact: Vec<f64> = parts.iter().map(|(part, _)| f64::from(*part) * 100.0).collect();
    let mut rounded: Vec<f64> = exact.iter().map(|part| part.floor()).collect();
    // as `{:.2}` rounds the score
    let left = (f64::from(score) * 100.0).round_ties_even() - rounded.iter().sum::<f64>();
    let mut places: Vec<usize> = (0..exact.len()).collect();
    let lost = |place: usize| exact[place] - exact[place].floor();
    places.sort_by(|a, b| lost(*b).total_cmp(&lost(*a)));
    // never more than there are parts
    places.into_iter().take(left.max(0.0) as usize).for_each(|place| rounded[place] += 1.0);
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The score and the numbers below it, in hundredths.
    fn shown(why: &Explanation) -> (i64, Vec<i64>) {
        let drawn = drawn(why);
        let number = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        let mut lines = drawn.lines().map(str::trim_start);
        let score = number(lines.next().unwrap().trim_start_matches("score ").split(',').next().unwrap());
        (score, lines.map(|line| number(line.split(' ').next().unwrap())).collect())
    }

    #[test]
    fn rounded_parts_add_up_to_the_rounded_score() {
        let why = |parts: &[f32]| Explanation {
            words: parts.iter().map(|part| ("x".to_owned(), Some(*part))).collect(),
            in_pool: true,
            ..Explanation::default()
        };
        // each rounded by itself they are 0.99 and 1.02
        assert_eq!(shown(&why(&[0.3333, 0.3333, 0.3334])), (100, vec![33, 33, 34]));
        assert_eq!(shown(&why(&[0.336, 0.336, 0.328])), (100, vec![34, 33, 33]));
        assert_eq!(shown(&why(&[1.0, 0.25])), (125, vec![100, 25]), "what is exact stays");
        let mut dice = 1_u32;
        for number in 1..200 {
            let mut part = || {
                dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (dice >> 8) as f32 / 1e6
            };
            let why = why(&(0..number % 9 + 1).map(|_| part()).collect::<Vec<f32>>());
            let (score, parts) = shown(&why);
            assert_eq!(score, parts.iter().sum::<i64>(), "{why:?}");
        }
        drawn(&why(&[f32::MAX, f32::INFINITY, f32::NAN]));
    }

    #[test]
    fn meaning_is_named_wherever_it_was_compared() {
        let why = Explanation { words: vec![("rare".into(), Some(1.0))], in_pool: true, ..Explanation::default() };
        assert!(!drawn(&why).contains("meaning"), "{}", drawn(&why));
        let least = Explanation { likeness: Some(0.1), ..why };
        assert!(drawn(&least).contains("   0.00  for meaning: its nearest passage is 0.10 of 1"), "{}", drawn(&least));
    }

    fn drawn(why: &Explanation) -> String {
        let mut out = Vec::new();
        explanation(&mut out, why, &Look::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

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
        let expected = "    score 11.00, made of\n\
                        \x20      4.25  for rare\n\
                        \x20      3.50  for earths\n\
                        \x20      0.50  for words that stand near each other as in the query\n\
                        \x20      2.00  for meaning: its nearest passage is 0.61 of 1 like the query\n\
                        \x20      0.75  for being about Japan, Ada Stone, which the query names\n\
                        \x20         -  without \"tariff war\"\n";
        assert_eq!(drawn(&why), expected);
        let behind = Explanation { likeness: None, in_pool: false, ..why };
        assert!(
            drawn(&behind).contains("for meaning: not compared (no vectors")
                && drawn(&behind).contains("stands behind")
        );
    }
}
