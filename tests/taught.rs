//! Leaders whom articles teach each other, and labels made again, are those of a clean index, whatever happened before.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use newsdex::annotate::{LearnedLeader, Own, OwnCountry, OwnLeader};
use newsdex::index::Index;
use newsdex::ingest::{Options, Room, Summary, relabel, update};
use proptest::prelude::*;

/// A folder of articles and an index beside it.
struct Desk {
    folder: tempfile::TempDir,
    own: Own,
    /// After how many articles a run labels with what they taught.
    teach_after: Option<u64>,
    room: Room,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        Self { folder, own: Own::default(), teach_after: None, room: Room::default() }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("news").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.path(path));
    }

    fn index(&self) -> Index {
        Index::open_or_create(&self.folder.path().join("index")).unwrap()
    }

    fn options(&self) -> Options {
        let own = self.own.clone();
        Options { prune: true, own, teach_after: self.teach_after, room: self.room, ..Options::default() }
    }

    fn update(&self) -> Summary {
        update(&self.index(), &[self.path("")], &self.options(), &|_| {}, &AtomicBool::new(false)).unwrap()
    }

    fn relabel(&self) -> Summary {
        relabel(&self.index(), &self.options(), &|_| {}, &AtomicBool::new(false)).unwrap()
    }

    /// The leaders of each article, by path.
    fn leaders(&self) -> BTreeMap<String, Vec<String>> {
        let mut found = BTreeMap::new();
        let mut note = |entry: newsdex::index::Entry| drop(found.insert(entry.origin.path, entry.labels.leaders));
        self.index().for_each_entry(&mut note).unwrap();
        found
    }

    /// Whether an article names somebody without an office.
    fn is_bare(&self, path: &str) -> bool {
        fs::read_to_string(self.path(path)).unwrap().starts_with(BARE)
    }

    fn leaders_of(&self, path: &str) -> Vec<String> {
        self.leaders().remove(path).unwrap()
    }

    fn learned(&self) -> Vec<LearnedLeader> {
        learned(&self.index())
    }

    /// Whether records and lists are those of an index made anew from the same folder.
    fn check(&self) {
        let fresh = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(fresh.path()).unwrap();
        let options = Options { teach_after: None, ..self.options() };
        update(&index, &[self.path("")], &options, &|_| {}, &AtomicBool::new(false)).unwrap();
        assert_eq!(self.learned(), learned(&index));
        assert_eq!(records(&self.index()), records(&index));
    }
}

fn records(index: &Index) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut count = 0;
    let mut note = |mut entry: newsdex::index::Entry| {
        // when it was indexed depends on when somebody did
        entry.indexed = 0;
        count += 1;
        found.insert(entry.key().to_string(), serde_json::to_string(&entry).unwrap());
    };
    index.for_each_entry(&mut note).unwrap();
    assert_eq!(count, found.len(), "a key stands in the index twice");
    found
}

fn learned(index: &Index) -> Vec<LearnedLeader> {
    index.learned_leaders(&index.payload().unwrap()).unwrap()
}

fn names(learned: &[LearnedLeader]) -> Vec<&str> {
    learned.iter().map(|one| one.name.as_str()).collect()
}

/// Names the prime minister of a country in full, beside the office.
const HEAD: &str = "Lisbon woke to fog. Portuguese Prime Minister Aldo Perrinho said in Lisbon on Monday that the harbour \
                    of Setubal would be dredged before winter.\n";

/// Names the same man without any office.
const BARE: &str = "The regatta ended late. Aldo Perrinho handed the cup to the crew from Faro, who had waited for an hour \
                    in the rain, and left without a word.\n";

/// Names him by office and surname alone.
const SURNAME: &str = "Portugal will raise port fees, Prime Minister Perrinho told owners of small boats in Lagos, Portugal, \
                       where the council had asked for help since the spring.\n";

/// Names a minister in full, beside the office.
const MINISTER: &str = "Portuguese Fisheries Minister Mira Quillado visited the fish market of Olhao on Tuesday and spoke \
                        with the crews about nets and quotas.\n";

/// Names her without any office.
const MINISTER_BARE: &str = "The ferry was late again. Mira Quillado waited on the pier with everybody else, and bought \
                             coffee for two boys who had missed the school bus.\n";

#[test]
fn a_head_of_government_is_known_from_one_article() {
    let desk = Desk::new();
    desk.write("bare.txt", BARE);
    desk.write("surname.txt", SURNAME);
    let first = desk.update();
    assert_eq!((first.leaders_learned, first.relabelled.articles), (0, 0));
    assert!(desk.leaders_of("bare.txt").is_empty() && desk.leaders_of("surname.txt").is_empty());
    desk.write("head.txt", HEAD);
    let second = desk.update();
    assert_eq!((second.leaders_learned, second.relabelled.articles), (1, 2), "{second:?}");
    assert_eq!(second.relabelled.commonest(1), [("leader", "Aldo Perrinho", 2)]);
    for path in ["bare.txt", "head.txt", "surname.txt"] {
        assert_eq!(desk.leaders_of(path), ["Aldo Perrinho"], "{path}");
    }
    let [one] = &desk.learned()[..] else { panic!("one leader") };
    assert_eq!((one.office.as_str(), one.country.as_str(), one.articles), ("prime minister", "PT", 1));
    desk.check();
    let third = desk.update();
    assert_eq!((third.leaders_learned, third.relabelled.articles), (0, 0), "it is settled");
    desk.remove("head.txt");
    let fourth = desk.update();
    assert_eq!((fourth.leaders_forgotten, fourth.relabelled.articles), (1, 2));
    assert!(desk.leaders().values().all(Vec::is_empty));
    desk.check();
}

#[test]
fn a_minister_is_known_from_two_articles() {
    let desk = Desk::new();
    desk.write("a.txt", MINISTER_BARE);
    desk.write("b.txt", MINISTER);
    desk.update();
    assert!(desk.learned().is_empty() && desk.leaders_of("a.txt").is_empty());
    desk.write("c.txt", &format!("{MINISTER}A crowd had come to see the new ice house, which opens in May.\n"));
    desk.update();
    assert_eq!(names(&desk.learned()), ["Mira Quillado"]);
    assert_eq!(desk.leaders_of("a.txt"), ["Mira Quillado"]);
    desk.check();
}

#[test]
fn a_veto_takes_a_learned_leader_away() {
    let mut desk = Desk::new();
    desk.write("bare.txt", BARE);
    desk.write("head.txt", HEAD);
    desk.update();
    assert_eq!(desk.leaders_of("bare.txt"), ["Aldo Perrinho"]);
    desk.own.vetoes = vec!["aldo perrinho".into()];
    let vetoed = desk.update();
    assert_eq!((vetoed.read, vetoed.leaders_forgotten), (0, 1), "no source is read for labels");
    assert!(desk.leaders().values().all(Vec::is_empty) && desk.learned().is_empty());
    desk.check();
    desk.own.vetoes.clear();
    desk.update();
    assert_eq!(desk.leaders_of("bare.txt"), ["Aldo Perrinho"]);
    desk.check();
}

#[test]
fn what_a_person_lists_is_not_learned_and_named_as_they_want() {
    let mut desk = Desk::new();
    desk.write("bare.txt", BARE);
    desk.write("head.txt", HEAD);
    desk.update();
    let own = OwnLeader { name: "A. Perrinho".into(), aliases: vec!["Aldo Perrinho".into()], ..OwnLeader::default() };
    desk.own.leaders = vec![own];
    fs::rename(desk.path(""), desk.folder.path().join("away")).unwrap();
    let summary = desk.relabel();
    assert_eq!((summary.read, summary.relabelled.articles, summary.total), (0, 2, 2), "works without the sources");
    fs::rename(desk.folder.path().join("away"), desk.path("")).unwrap();
    assert_eq!(desk.leaders_of("bare.txt"), ["A. Perrinho"]);
    assert!(desk.learned().is_empty());
    desk.check();
}

#[test]
fn labelling_again_changes_nothing_where_nothing_changed() {
    let mut desk = Desk::new();
    desk.write("bare.txt", BARE);
    desk.write("head.txt", HEAD);
    desk.update();
    let before = records(&desk.index());
    assert_eq!(desk.relabel().relabelled.articles, 0);
    assert_eq!(records(&desk.index()), before);
    desk.own.vetoes = vec!["Aldo Perrinho".into()];
    let options = Options { dry_run: true, ..desk.options() };
    let dry = relabel(&desk.index(), &options, &|_| {}, &AtomicBool::new(false)).unwrap();
    assert_eq!(dry.relabelled.by_kind(), [("leader", 0, 2)]);
    assert_eq!(records(&desk.index()), before, "a dry run only counts");
}

#[test]
fn a_list_of_leaders_that_was_lost_is_made_anew() {
    let desk = Desk::new();
    desk.write("bare.txt", BARE);
    desk.write("head.txt", HEAD);
    desk.update();
    let lists = || {
        let files = fs::read_dir(desk.folder.path().join("index")).unwrap().flatten().map(|entry| entry.path());
        files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("leaders-")).collect::<Vec<_>>()
    };
    let [list] = &lists()[..] else { panic!("one list") };
    fs::remove_file(list).unwrap();
    desk.remove("head.txt");
    desk.update();
    assert!(desk.leaders_of("bare.txt").is_empty(), "its labels are not left behind");
    assert!(lists().is_empty());
    desk.check();
}

#[test]
fn a_stopped_run_leaves_labels_that_the_next_one_makes_whole() {
    let mut desk = Desk::new();
    (0..200).for_each(|number| desk.write(&format!("{number}.txt"), &format!("{BARE}The cup has number {number}.\n")));
    desk.update();
    desk.write("head.txt", HEAD);
    desk.own.vetoes = vec!["Faro".into()];
    let stop = AtomicBool::new(false);
    let watch = |progress: &newsdex::ingest::Progress| {
        if progress.reworked > 0 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let stopped = update(&desk.index(), &[desk.path("")], &desk.options(), &watch, &stop).unwrap();
    assert!(stopped.interrupted && stopped.relabelled.articles == 0, "{stopped:?}");
    assert!(desk.leaders_of("7.txt").is_empty(), "nothing half done");
    desk.update();
    assert_eq!(desk.leaders_of("7.txt"), ["Aldo Perrinho"]);
    desk.check();
}

#[test]
fn what_was_decided_and_taken_back_between_two_stops_leaves_no_trace() {
    let mut desk = Desk::new();
    desk.write("bare.txt", BARE);
    desk.update();
    desk.own.leaders = vec![OwnLeader { name: "Aldo Perrinho".into(), ..OwnLeader::default() }];
    desk.write("more.txt", &format!("{BARE}It was the last race of the year.\n"));
    // stopped as soon as the new article is read: it may be in the index with labels that nobody wants any more
    let stop = AtomicBool::new(false);
    let watch = |progress: &newsdex::ingest::Progress| {
        if progress.articles > 0 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    update(&desk.index(), &[desk.path("")], &desk.options(), &watch, &stop).unwrap();
    desk.own.leaders.clear();
    desk.update();
    desk.check();
}

/// A desk where a run was stopped that had labelled with what its articles taught by then.
fn stopped_while_teaching() -> Desk {
    let desk = Desk { teach_after: Some(1), ..Desk::new() };
    for number in 0..200 {
        let text = if number % 5 == 0 { HEAD } else { BARE };
        desk.write(&format!("{number}.txt"), &format!("{text}The cup has number {number}.\n"));
    }
    let stop = AtomicBool::new(false);
    let watch = |progress: &newsdex::ingest::Progress| stop.store(progress.articles > 60, Ordering::Relaxed);
    update(&desk.index(), &[desk.path("")], &desk.options(), &watch, &stop).unwrap();
    let payload = desk.index().payload().unwrap();
    assert!(payload.provisional && !payload.settled && payload.leaders.is_empty());
    desk
}

#[test]
fn later_articles_are_labelled_at_once_with_what_earlier_ones_taught() {
    let desk = stopped_while_teaching();
    assert!(desk.leaders().iter().any(|(path, leaders)| desk.is_bare(path) && !leaders.is_empty()));
    let done = desk.update();
    assert!(!desk.index().payload().unwrap().provisional);
    assert_eq!(done.total, 200);
    desk.check();
}

/// Each article is written when it has been read.
const NO_ROOM: Room = Room { memory: 0, file: 0 };

#[test]
fn articles_that_wait_are_labelled_once() {
    // files of one article take memory, wherever those are
    let in_file = Room { memory: 200_000, file: 1 << 20 };
    for (room, again) in [(Room::default(), 0..=0), (in_file, 0..=0), (NO_ROOM, 1..=160)] {
        let desk = Desk { teach_after: Some(100), room, ..Desk::new() };
        for number in 0..200 {
            let text = if number < 160 { BARE } else { HEAD };
            desk.write(&format!("{number:03}.txt"), &format!("{text}The cup has number {number}.\n"));
        }
        let done = desk.update();
        assert_eq!((done.total, done.leaders_learned), (200, 1));
        assert!(again.contains(&done.relabelled.articles), "{room:?}: {:?}", done.relabelled);
        assert!(desk.leaders().values().all(|leaders| leaders == &["Aldo Perrinho"]));
        desk.check();
    }
}

#[test]
fn what_a_stopped_run_taught_is_forgotten_with_the_articles_that_taught_it() {
    let desk = stopped_while_teaching();
    (0..200).step_by(5).for_each(|number| desk.remove(&format!("{number}.txt")));
    desk.update();
    assert!(desk.leaders().values().all(Vec::is_empty));
    desk.check();
}

/// One thing that can happen.
#[derive(Clone, Debug)]
enum Act {
    Write(usize, Vec<usize>),
    Remove(usize),
    Decide(usize),
    Relabel,
    Update,
}

/// Paragraphs that stories are made of: names beside offices, names alone, and what is none of it.
const PARAGRAPHS: [&str; 9] = [
    HEAD,
    BARE,
    SURNAME,
    MINISTER,
    MINISTER_BARE,
    "Aldo J. Perrinho, the Portuguese prime minister, flew to Funchal in the evening.\n",
    "Spanish Foreign Minister Aldo Perrinho had said the opposite in Vigo, Spain, a week before.\n",
    // a line that is learned as residue where it stands in three stories, and teaches nothing from then on
    "Letters to Prime Minister Aldo Perrinho\n",
    "The museum of salt has a new roof, paid for by the town and by those who love it.\n",
];

fn decided(number: usize) -> Own {
    let leader = |name: &str| OwnLeader { name: name.into(), country: "PT".into(), ..OwnLeader::default() };
    match number {
        0 => Own::default(),
        1 => Own { vetoes: vec!["Aldo Perrinho".into()], ..Own::default() },
        2 => Own { leaders: vec![leader("Mira Quillado")], ..Own::default() },
        _ => Own {
            leaders: vec![leader("Ana Perrinho")],
            countries: vec![OwnCountry { code: "QX".into(), name: "Funchal".into(), aliases: Vec::new() }],
            ..Own::default()
        },
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let file = || 0..5usize;
    let act = prop_oneof![
        4 => (file(), prop::collection::vec(0..PARAGRAPHS.len(), 1..4)).prop_map(|(file, parts)| Act::Write(file, parts)),
        2 => file().prop_map(Act::Remove),
        1 => (0..4usize).prop_map(Act::Decide),
        1 => Just(Act::Relabel),
        3 => Just(Act::Update),
    ];
    prop::collection::vec(act, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn any_history_ends_in_the_labels_of_a_clean_index(history in acts()) {
        // each run teaches from its first article on, the clean index at its end; in some histories no article waits for what
        // later ones teach, in others all wait in a file
        let room = [Room::default(), NO_ROOM, Room { memory: 0, ..Room::default() }][history.len() % 3];
        let mut desk = Desk { teach_after: Some(1), room, ..Desk::new() };
        for act in &history {
            match act {
                Act::Write(file, parts) => {
                    let text: String = parts.iter().map(|part| PARAGRAPHS[*part]).collect();
                    desk.write(&format!("{file}.txt"), &text);
                }
                Act::Remove(file) => desk.remove(&format!("{file}.txt")),
                Act::Decide(number) => desk.own = decided(*number),
                Act::Relabel => drop(desk.relabel()),
                Act::Update => drop(desk.update()),
            }
        }
        desk.update();
        desk.check();
        let again = desk.update();
        prop_assert_eq!((again.leaders_learned, again.leaders_forgotten, again.relabelled.articles), (0, 0, 0));
    }
}
