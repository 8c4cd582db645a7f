//! States that are no more: in articles of their years they have the places that other states have now.

use crate::annotate::countries::Mention;

/// A state that is no more.
struct Former {
    code: &'static str,
    /// The years in which everything that its successors have now is its own. Republics that were about to leave are named
    /// as such in the last two years, so these are left out; but Czechs and Slovaks parted at a New Year's Eve.
    whole: std::ops::RangeInclusive<i32>,
    /// The last year in which the capital's name stands for it.
    last: i32,
    /// The state that has the capital now, and how that state's own names begin.
    heir: (&'static str, &'static str),
    /// All states that have parts of it now.
    successors: &'static [&'static str],
}

/// Years from the founding to the end: SU 1922-91, YU 1918-2003 (from 1992 Serbia and Montenegro), CS 1918-92.
const FORMER: &[Former] = &[
    Former {
        code: "SU",
        whole: 1923..=1989,
        last: 1991,
        heir: ("RU", "Russia"),
        #[rustfmt::skip]
        successors: &[
            "RU", "UA", "BY", "MD", "GE", "AM", "AZ", "KZ", "UZ", "TM", "TJ", "KG", "LT", "LV", "EE",
        ],
    },
    Former {
        code: "YU",
        whole: 1919..=1989,
        last: 2002,
        heir: ("RS", "Serb"),
        successors: &["RS", "HR", "SI", "BA", "MK", "ME"],
    },
    Former { code: "CS", whole: 1919..=1992, last: 1992, heir: ("CZ", "Czech"), successors: &["CZ", "SK"] },
];

/// East Germany, 1949-90, had these cities of Germany; in its last year Germany has them.
const EAST_GERMAN: (std::ops::RangeInclusive<i32>, &[&str]) = (
    1950..=1989,
    &["leipzig", "dresden", "rostock", "magdeburg", "potsdam", "chemnitz", "erfurt", "weimar", "jena", "halle"],
);

/// South Yemen, 1967-90, by the names that are Yemen's now.
const SOUTH_YEMENI: (std::ops::RangeInclusive<i32>, &[&str]) =
    (1968..=1989, &["south yemen", "south yemeni", "south yemenis", "people's democratic republic of yemen", "aden"]);

/// The other Congo was Zaire, 1971-97.
const ONE_CONGO: (std::ops::RangeInclusive<i32>, &[&str]) = (1972..=1996, &["congo", "congolese"]);

/// Gives Moscow back to the Soviet Union, Leipzig to East Germany, and so on, in articles of their years; Moscow also in
/// undated ones that name the Soviet Union and not Russia.
pub(super) fn restore(mentions: &mut [(usize, Mention)], texts: &[&str], year: Option<i32>) {
    for state in FORMER {
        restore_one(state, mentions, texts, year);
    }
    let Some(year) = year else { return };
    for (new, old, (years, names)) in [("DE", "DD", EAST_GERMAN), ("YE", "YD", SOUTH_YEMENI), ("CD", "CG", ONE_CONGO)] {
        for (part, mention) in mentions.iter_mut().filter(|(_, mention)| mention.code == new && years.contains(&year)) {
            let word = texts[*part][mention.start..mention.end].to_lowercase();
            if names.contains(&word.as_str()) {
                mention.code = old;
            }
        }
    }
}

fn restore_one(state: &Former, mentions: &mut [(usize, Mention)], texts: &[&str], year: Option<i32>) {
    let (heir, stem) = state.heir;
    let own = |part: usize, mention: &Mention| {
        let word = texts[part].get(mention.start..mention.start + stem.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(stem))
    };
    let named = mentions.iter().any(|(_, mention)| mention.code == state.code);
    let heir_named = mentions.iter().any(|(part, mention)| mention.code == heir && own(*part, mention));
    let whole = year.is_some_and(|year| state.whole.contains(&year));
    let capital = year.map_or(named && !heir_named, |year| (*state.whole.start()..=state.last).contains(&year));
    for (part, mention) in mentions.iter_mut() {
        let given = if whole {
            state.successors.contains(&mention.code)
        } else {
            capital && mention.code == heir && !own(*part, mention)
        };
        if given {
            mention.code = state.code;
        }
    }
}
