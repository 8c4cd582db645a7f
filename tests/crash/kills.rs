//! kill -9 at random moments of indexing: what was acknowledged is there, once, and the next run goes on.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::desk::{Desk, Ended, Holding, Run, are_lists_equal, committed, holdings, traces};
use crate::world::{Batch, Dice, World, word};

/// What was done and seen; printed at the end.
#[derive(Debug, Default)]
pub(crate) struct Toll {
    pub(crate) kills: usize,
    /// Commits that were told before a kill or by a run that came to its end.
    pub(crate) acknowledged: usize,
    /// Kills that left something that a commit or a merge had begun and not ended.
    pub(crate) within: usize,
    /// Of those: between the first byte of a list and its being in its place.
    pub(crate) within_lists: usize,
    /// Kills of a run that recovered from a kill.
    pub(crate) again: usize,
    /// Runs that came to their end, and were compared with the world.
    pub(crate) whole: usize,
    /// Of those, compared with an index made anew.
    pub(crate) fresh: usize,
}

/// Every so many rounds the index is compared with one made anew.
const FRESH_EVERY: usize = 10;

/// Kills indexing of a world that changes from round to round, until `kills` have hit a running process.
pub(crate) fn kill_at_random(seed: u64, kills: usize) -> Toll {
    let mut desk = Desk::new();
    desk.commit_every = Some(1);
    let mut dice = Dice::new(seed);
    let mut world = World::new(seed, 24, &desk.news());
    let mut toll = Toll::default();
    // the length of a run is that of the last one that came to its end, on this machine and under its load
    let mut length = whole_run(&desk, &world, &mut toll).took;
    let mut round = 0;
    while toll.kills < kills {
        round += 1;
        let before = world.clone();
        let batch = Batch { added: 1 + dice.below(6), changed: dice.below(6), removed: dice.below(6) };
        world.change(batch, &desk.news());
        let runs = 1 + dice.below(3);
        for run in 0..runs {
            let delay = length.mul_f64(dice.share() * 1.05);
            let known = traces(&desk.index);
            let ended = Run::start(desk.indexing()).kill_after(delay);
            toll.acknowledged += ended.commits().len();
            check_acknowledged(&desk, &before, &world, &ended);
            if ended.status.code().is_some() {
                assert_eq!(ended.code(), 0, "{}", ended.lines.join("\n"));
                break;
            }
            toll.kills += 1;
            toll.again += usize::from(run > 0);
            let left = traces(&desk.index);
            let in_lists = left.iter().any(|name| name.starts_with(".tmp")) || !are_lists_equal(&desk.index);
            toll.within_lists += usize::from(in_lists);
            toll.within += usize::from(in_lists || left.difference(&known).next().is_some());
        }
        length = whole_run(&desk, &world, &mut toll).took.max(length.mul_f64(0.8));
        let (path, story) = world.stories.iter().nth(dice.below(world.stories.len())).unwrap();
        desk.check_search(path, story);
        if round % FRESH_EVERY == 1 {
            check_fresh(&desk);
            toll.fresh += 1;
        }
    }
    toll
}

fn whole_run(desk: &Desk, world: &World, toll: &mut Toll) -> Ended {
    let ended = Run::start(desk.indexing()).end();
    assert_eq!(ended.code(), 0, "wedged: {}", ended.lines.join("\n"));
    desk.check_whole(world);
    toll.acknowledged += ended.commits().len();
    toll.whole += 1;
    ended
}

/// The index is the one that would be made anew.
#[track_caller]
pub(crate) fn check_fresh(desk: &Desk) {
    let found = desk.fingerprint();
    std::fs::rename(&desk.index, desk.path("kept")).unwrap();
    let ended = Run::start(desk.indexing()).end();
    assert_eq!(ended.code(), 0, "{}", ended.lines.join("\n"));
    let fresh = desk.fingerprint();
    std::fs::remove_dir_all(&desk.index).unwrap();
    std::fs::rename(desk.path("kept"), &desk.index).unwrap();
    assert_eq!(found, fresh, "an index made anew holds something else");
}

/// A commit that was told has not been lost: a run adds and changes first, and removes in the end.
#[track_caller]
fn check_acknowledged(desk: &Desk, before: &World, after: &World, ended: &Ended) {
    let holding = desk.check_between(before, after);
    let new = after.stories.keys().filter(|path| !before.stories.contains_key(*path)).count();
    let commits = ended.commits();
    let said = ended.lines.join("\n");
    assert!(is_kept(&commits, holding, new), "{} stories, then {holding:?}: {said}", after.stories.len());
}

/// Whether an index holds what commits have told of, given how many articles it held after each of them and how many the
/// batch adds. Nothing is removed before everything else is done; from then on the number of articles only falls.
fn is_kept(commits: &[usize], holding: Holding, new: usize) -> bool {
    let Some(last) = commits.last().copied() else { return true };
    if commits.iter().any(|articles| *articles > last) {
        return holding.articles == last;
    }
    holding.articles >= last || (holding.removed > 0 && holding.added == new)
}

#[test]
fn what_commits_have_told_is_missed() {
    let holding = |articles, added, removed| Holding { articles, added, removed };
    // ten stories, of which one goes, and three that come
    let kept: [(&[usize], Holding); 6] = [
        (&[], holding(10, 0, 0)),
        (&[10, 11], holding(11, 1, 0)),
        (&[10, 11], holding(13, 3, 0)),
        (&[10, 13], holding(12, 3, 1)),
        (&[10, 13, 12], holding(12, 3, 1)),
        (&[13], holding(13, 3, 0)),
    ];
    for (commits, holding) in kept {
        assert!(is_kept(commits, holding, 3), "{commits:?} {holding:?}");
    }
    let lost: [(&[usize], Holding); 4] = [
        (&[10, 12], holding(11, 1, 0)),
        (&[10, 13], holding(11, 2, 1)),
        (&[10, 13, 12], holding(13, 3, 0)),
        (&[13], holding(10, 0, 0)),
    ];
    for (commits, holding) in lost {
        assert!(!is_kept(commits, holding, 3), "{commits:?} {holding:?}");
    }
}

/// Kills indexing from standard input `kills` times; which records were acknowledged is known to the last one.
pub(crate) fn kill_streams(seed: u64, kills: usize) -> Toll {
    let mut desk = Desk::new();
    desk.commit_every = Some(1);
    let mut dice = Dice::new(seed);
    let mut toll = Toll::default();
    // records that were acknowledged, and those that were sent and not
    let (mut certain, mut sent): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for kill in 0..kills {
        let mut command = desk.command(&["index", "-", "--progress", "plain"]);
        command.stdin(Stdio::piped());
        let known = traces(&desk.index);
        let mut run = Run::start(command);
        let mut input = run.child.stdin.take().unwrap();
        // all that may be missing is sent again, as whoever has heard of no commit does
        let fresh = kill * 10..kill * 10 + 1 + dice.below(8);
        sent.extend(fresh);
        input.write_all(records(&sent).as_bytes()).unwrap();
        let target = certain.len() + sent.len();
        let lines = run.wait_for(|line| committed(line) == Some(target));
        toll.acknowledged += lines.iter().filter(|line| committed(line).is_some()).count();
        certain.append(&mut sent);
        // and now the kill falls into records that nobody has acknowledged
        sent = (kill * 10 + 8..kill * 10 + 10).collect();
        let _ = input.write_all(records(&sent).as_bytes());
        // from nothing to somewhat more than a commit takes
        let ended = run.kill_after_now(Duration::from_millis(dice.below(60) as u64));
        toll.acknowledged += ended.commits().len();
        toll.kills += 1;
        let left = traces(&desk.index);
        let in_lists = left.iter().any(|name| name.starts_with(".tmp")) || !are_lists_equal(&desk.index);
        toll.within_lists += usize::from(in_lists);
        toll.within += usize::from(in_lists || left.difference(&known).next().is_some());
        check_stream(&desk, &certain, &sent);
    }
    toll
}

impl Run {
    fn kill_after_now(self, delay: Duration) -> Ended {
        let until = Instant::now();
        std::thread::sleep(delay.saturating_sub(until.elapsed()));
        self.kill_after(Duration::ZERO)
    }
}

fn records(numbers: &[usize]) -> String {
    numbers.iter().fold(String::new(), |mut text, number| {
        let body = format!("The {} ferry left pier {number} with {} crates of lamps.", word('q', *number), number * 7);
        let record = serde_json::json!({"id": word('q', *number), "title": format!("Ferry {number}"), "text": body});
        writeln!(text, "{record}").unwrap();
        text
    })
}

#[track_caller]
fn check_stream(desk: &Desk, certain: &[usize], sent: &[usize]) {
    let found = holdings(&desk.index);
    for number in certain {
        let (title, body) = found.get(&word('q', *number)).unwrap_or_else(|| panic!("record {number} is lost"));
        assert!(title == &format!("Ferry {number}") && body.contains(&format!("pier {number} ")), "{title}: {body}");
    }
    let maybe: Vec<String> = certain.iter().chain(sent).map(|number| word('q', *number)).collect();
    assert!(found.keys().all(|id| maybe.contains(id)), "{:?}", found.keys());
}
