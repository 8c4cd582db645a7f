//! Own sentences and what lists, learned names and vetoes make of the leaders in them.

use crate::annotate::Annotator;
use crate::annotate::LearnedLeader;
use crate::annotate::Lists;
use crate::annotate::OwnLeader;
use crate::annotate::OwnOffice;
use crate::annotate::leader_tests::article;
use crate::annotate::leader_tests::label;
use crate::article::Date;
use crate::article::Labels;

/// What annotator of some lists says of a body of the year 2025.
pub(super) fn label_by(lists: &Lists, body: &str) -> Labels {
    let mut article = article("", body);
    article.meta.date = Date::year(2025);
    Annotator::new(lists).annotate(&article)
}

fn learned(name: &str, first: &str, last: &str) -> LearnedLeader {
    LearnedLeader {
        name: name.into(),
        office: "prime minister".into(),
        country: "PE".into(),
        first: first.into(),
        last: last.into(),
        articles: 2,
        ..LearnedLeader::default()
    }
}

#[test]
fn learned_leaders_are_labelled_like_listed_ones() {
    let lists = Lists { learned: vec![learned("Aldo Perrin", "2024-03-01", "2025-01-05")], ..Lists::default() };
    let labels = |body: &str| label_by(&lists, body).leaders;
    assert_eq!(labels("In Lima, Aldo Perrin spoke. Perrin left early."), ["Aldo Perrin"]);
    assert_eq!(labels("In Lima, Prime Minister Perrin spoke to Peruvian editors."), ["Aldo Perrin"]);
    assert!(labels("In Lima, Perrin spoke.").is_empty());
    assert!(labels("The striker Aldo Perrin scored twice.").is_empty());
    // out of their years
    for (first, last) in [("2031-01-01", "2033-01-01"), ("1985-02-01", "2014-12-31")] {
        let lists = Lists { learned: vec![learned("Aldo Perrin", first, last)], ..Lists::default() };
        assert!(label_by(&lists, "In Lima, Aldo Perrin spoke.").leaders.is_empty(), "{first} {last}");
    }
    let (_, evidence) = Annotator::new(&lists).explain(&article("", "Aldo Perrin met Angela Merkel."));
    let marked: Vec<_> = evidence.iter().map(|one| (one.label.as_str(), one.learned)).collect();
    assert_eq!(marked, [("Aldo Perrin", true), ("Angela Merkel", false)]);
}

#[test]
fn vetoes_take_own_listed_learned_and_made_names() {
    let mut lists = Lists { learned: vec![learned("Aldo Perrin", "2024", "2025")], ..Lists::default() };
    lists.own.vetoes = ["Aldo Perrin", "Angela MERKEL", "Lula da Silva", "Odile Marchettà"].map(str::to_owned).into();
    let labels = label_by(
        &lists,
        "Aldo Perrin, Angela Merkel, Luiz Inácio Lula da Silva and Prime Minister Odile Marchetta met Joe Biden. \
         Chancellor Merkel left Germany; Lula stayed.",
    );
    assert_eq!(labels.leaders, ["Joe Biden"]);
    assert!(labels.sightings.is_empty());
}

#[test]
fn own_leaders_are_labelled() {
    let mut lists = Lists::default();
    lists.own.leaders = vec![OwnLeader {
        name: "Aldo Perrin".into(),
        aliases: vec!["Aldobrand Perrin".into()],
        country: "pe".into(),
        office: vec![OwnOffice { title: "Prime Minister".into(), from: Some(2020), to: None }],
        ..OwnLeader::default()
    }];
    assert_eq!(label_by(&lists, "Aldobrand Perrin spoke.").leaders, ["Aldo Perrin"]);
    assert_eq!(label_by(&lists, "Prime Minister Perrin spoke in Lima.").leaders, ["Aldo Perrin"]);
    assert!(label_by(&lists, "Prime Minister Aldo Perrin spoke in Lima.").sightings.is_empty());
}

/// Checks what a body teaches: `name, office, country, head`.
#[track_caller]
pub(super) fn sights(body: &str, sightings: &[(&str, &str, &str, bool)]) {
    let found = label("", body).sightings;
    let found: Vec<_> =
        found.iter().map(|one| (one.name.as_str(), one.office.as_str(), one.country.as_str(), one.head)).collect();
    assert_eq!(found, sightings, "{body}");
}

#[test]
fn sightings_tell_office_and_country() {
    sights("Prime Minister Aldo Perrin of Peru left.", &[("Aldo Perrin", "prime minister", "PE", true)]);
    sights("Odile Marchetta, the French president, left.", &[("Odile Marchetta", "president", "FR", true)]);
    sights("Chile's former president Aldo Perrin left Peru.", &[("Aldo Perrin", "president", "CL", true)]);
    sights(
        "Japan's Minister of Foreign Affairs Aldo Perrin left.",
        &[("Aldo Perrin", "foreign minister", "JP", false)],
    );
    sights("In Peru and Chile, Finance Minister Aldo Perrin left.", &[("Aldo Perrin", "finance minister", "", false)]);
    sights("In Peru, Finance Minister Aldo Perrin left.", &[("Aldo Perrin", "finance minister", "PE", false)]);
    sights(
        "Chancellor of the Exchequer Aldo Perrin left.",
        &[("Aldo Perrin", "chancellor of the exchequer", "GB", false)],
    );
    sights("UN Secretary-General Aldo Perrin left Peru.", &[("Aldo Perrin", "un secretary-general", "", false)]);
}

#[test]
fn what_makes_no_leader_is_no_sighting() {
    sights("Deputy Finance Minister Aldo Perrin left Peru.", &[]);
    sights("Acme Corp president Aldo Perrin left Peru.", &[]);
    sights("In Ontario, Canada, Premier Aldo Perrin left.", &[]);
    sights("Prime Minister Angela Merkel left Peru.", &[]);
    sights("President Aldo Perrin left.", &[]);
    sights("Jacques Benin, president, left.", &[]);
    assert!(label("Prime Minister Aldo Perrin leaves Peru", "He left.").sightings.is_empty());
}

#[test]
fn to_label_again_by_what_was_learned_is_to_label() {
    let before = Annotator::default();
    let lists = Lists { learned: vec![learned("Aldo London", "2020", "2025")], ..Lists::default() };
    let after = Annotator::new(&lists);
    for body in [
        "Aldo London met the prime minister of France. Tariffs on steel would double, the trade minister said.",
        "President Aldo London of Peru met Prime Minister Odile Marchetta. The football match was in London.",
        "Nobody in the football club was for the new goalkeeper.",
    ] {
        let article = article("London on tariffs", body);
        let known = before.annotate(&article);
        assert_eq!(after.annotate_again(&article, &known), after.annotate(&article), "{body}");
        let first = before.annotate_first(&article);
        assert!(first.leaders.is_empty() && first.mentioned.is_empty(), "{body}");
        assert_eq!(after.annotate_again(&article, &first), after.annotate(&article), "{body}");
        assert_eq!(before.annotate_again(&article, &after.annotate(&article)), known, "{body}");
    }
    // what nothing learned changes is not looked for
    let known = Labels { topics: vec!["sport".into()], ..Labels::default() };
    assert_eq!(after.annotate_again(&article("", "Aldo London spoke."), &known).topics, ["sport"]);
}

#[test]
fn sightings_do_not_depend_on_what_was_learned() {
    let body = "President Aldo London of Peru met Prime Minister Odile Marchetta.";
    let lists = Lists { learned: vec![learned("Aldo London", "2020", "2025")], ..Lists::default() };
    assert_eq!(label_by(&lists, body).sightings, label_by(&Lists::default(), body).sightings);
    let labels = label_by(&lists, "Aldo London met Odile Marchetta.");
    assert_eq!((labels.leaders.len(), labels.mentioned.len()), (1, 0));
}
