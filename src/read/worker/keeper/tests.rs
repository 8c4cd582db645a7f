//! Workers that answer, break, dawdle and swell.

use std::time::Duration;

use crate::read::worker::keeper::*;
use crate::read::{Chunk, Format};

/// A page as any other.
const PAGE: &Task = &Task::Page("<p>One</p>");

/// What a page may take.
fn budget() -> Budget {
    Budget::of(PAGE)
}

/// A worker that says hello and then does what `script` says.
fn worker(script: &str) -> io::Result<Worker> {
    let hello = format!("printf '{}\\n'; {script}", String::from_utf8_lossy(HELLO).trim_end());
    Worker::start(Path::new("/bin/sh"), &["-c".into(), hello.into()])
}

#[track_caller]
fn check(script: &str, reason: &str) {
    let mut worker = worker(script).unwrap();
    let trouble = worker.ask(PAGE, &mut |frame| understood(frame)).unwrap_err();
    let trouble = worker.explained(trouble);
    assert!(trouble.reason(PAGE).contains(reason), "{script}: {trouble:?}");
}

/// Answers the first page, and reads on.
const ANSWERS: &str = "printf '\\016\\0\\0\\0{\"Err\":\"none\"}\\0\\0\\0\\0'; exec cat > /dev/null";

/// Frames are JSON.
fn understood(frame: &[u8]) -> io::Result<()> {
    serde_json::from_slice::<serde_json::Value>(frame).map(drop).map_err(io::Error::other)
}

/// What becomes of a page when each worker started does what the next of `scripts` says, whether the last is kept, and
/// how many were not started.
fn ask_of(scripts: &[&str]) -> (Option<Result<Vec<String>, String>>, bool, usize) {
    let mut scripts = scripts.iter();
    let mut kept = None;
    let mut start = || scripts.next().map(|script| worker(script).unwrap()).ok_or(NoWorker::Ever);
    let mut frames = Vec::new();
    let answer = ask_twice(&mut kept, &mut start, PAGE, &mut |frame| {
        frames.push(String::from_utf8_lossy(frame).into_owned());
        Ok(())
    });
    let answer = answer.map(|ended| ended.map(|()| frames));
    (answer, kept.is_some(), scripts.len())
}

#[test]
fn a_page_is_asked_again_when_its_worker_died() {
    let broken = Some(Err("the page broke its parser".to_owned()));
    let answered = Some(Ok(vec!["{\"Err\":\"none\"}".to_owned()]));
    assert_eq!(ask_of(&[ANSWERS, ANSWERS]), (answered.clone(), true, 1));
    assert_eq!(ask_of(&["kill -9 $$", ANSWERS, ANSWERS]), (answered, true, 1));
    assert_eq!(ask_of(&["exit 1", "kill -9 $$", ANSWERS]), (broken.clone(), false, 1));
    // not read in this process, which it may break as well
    assert_eq!(ask_of(&["exit 1"]), (broken, false, 0));
    assert_eq!(ask_of(&[]), (None, false, 0));
}

#[test]
fn a_page_that_takes_too_much_is_not_asked_again() {
    for spends in ["while :; do :; done", "printf '\\377\\377\\377\\377'; sleep 9"] {
        let (answer, is_kept, left) = ask_of(&[spends, ANSWERS]);
        assert!(answer.unwrap().unwrap_err().contains("the page takes too"), "{spends}");
        assert!(!is_kept && left == 1, "{spends}");
    }
}

#[test]
fn a_worker_that_does_not_read_is_ended() {
    let mut silent = worker("exec sleep 60").unwrap();
    // it has been waited for long enough but for three ticks
    let mut watch = Watch::new(silent.child.id(), budget());
    watch.waited = budget().waiting - TICK * 3;
    let trouble = silent.send(&vec![b' '; 8 << 20], &mut watch).unwrap_err();
    assert!(matches!(trouble, Trouble::Late | Trouble::Slow) && watch.waited == budget().waiting, "{trouble:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn who_waited_is_late_and_who_worked_is_slow() {
    let ends = |script: &str| {
        let worker = worker(script).unwrap();
        let mut watch = Watch::new(worker.child.id(), budget());
        watch.tick().unwrap();
        // as if the machine had let it work but now and then
        while watch.used() < budget().time / 2 && script != "exec sleep 60" {
            thread::sleep(TICK);
        }
        watch.waited = budget().waiting;
        watch.tick().unwrap_err()
    };
    assert!(ends("exec sleep 60").is_chance());
    assert!(matches!(ends("while :; do :; done"), Trouble::Slow));
}

#[test]
fn a_start_that_fails_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let tries = folder.path().join("tries");
    let starts = |starter: &Starter<'_>, script: &str| {
        let script = format!("echo >> '{}'; {script}", tries.display());
        let worker = starter.start(Path::new("/bin/sh"), &["-c".into(), script.into()]);
        (worker.err(), std::fs::read_to_string(&tries).map_or(0, |text| text.len()))
    };
    let is_known = AtomicBool::new(false);
    let starter = Starter { failed: Cell::new(0), has_started: &is_known };
    assert_eq!(starts(&starter, "echo another program"), (Some(NoWorker::Ever), 3));
    assert_eq!(starts(&starter, "echo another program"), (Some(NoWorker::Ever), 3));
    // two failures are forgiven when a worker starts
    let starter = Starter { failed: Cell::new(STARTS - 1), has_started: &is_known };
    let hello = format!("printf '{}\\n'; cat", String::from_utf8_lossy(HELLO).trim_end());
    assert_eq!(starts(&starter, &hello), (None, 4));
    // where there has been one, a time without any is no reason to read in this process, nor to try no more
    assert_eq!(starts(&starter, "exit 1"), (Some(NoWorker::Now), 8));
    assert_eq!(starts(&starter, "exit 1"), (Some(NoWorker::Now), 9));
    assert_eq!(starts(&starter, &hello), (None, 10));
    let starter = Starter { failed: Cell::new(0), has_started: &AtomicBool::new(false) };
    assert!(starter.start(Path::new("/nonexistent"), &[]).is_err());
}

#[test]
fn what_needs_a_worker_waits_for_one_where_there_have_been_some() {
    let ask = |why| ask_twice(&mut None, &mut || Err(why), PAGE, &mut |_| Ok(()));
    assert_eq!(ask(NoWorker::Ever), None);
    assert_eq!(ask(NoWorker::Now), Some(Err(NO_WORKER.to_owned())));
}

#[test]
fn records_that_come_in_time_have_no_end_of_time_together() {
    let whole = TICK * 6;
    let given = |script: &str, times: u32| {
        let worker = worker(script).unwrap();
        let mut watch = Watch::new(worker.child.id(), Budget { whole, ..budget() });
        (0..times).map(|_| thread::sleep(TICK * 2)).find_map(|()| watch.restart().err())
    };
    assert!(matches!(given("while :; do :; done", 600), Some(Trouble::Long)));
    if cfg!(target_os = "linux") {
        assert!(given("exec sleep 60", 9).is_none());
    }
}

#[test]
fn a_worker_of_another_version_is_known_at_its_first_wrong_sign() {
    let began = std::time::Instant::now();
    let script = "printf 'newsdex pages 0\\n'; exec sleep 60";
    assert!(Worker::start(Path::new("/bin/sh"), &["-c".into(), script.into()]).is_err());
    assert!(began.elapsed() < budget().waiting);
}

#[test]
fn a_worker_that_ends_breaks_its_page() {
    check("exit 1", "broke its parser");
    check("kill -9 $$", "broke its parser");
    check("kill -ABRT $$", "more nesting or memory");
    check("printf '\\001'", "broke its parser");
    check("printf '\\001\\0\\0\\0x'; exec sleep 60", "broke its parser");
    check("printf '\\377\\377\\377\\377'; sleep 9", "too much memory");
}

#[test]
fn a_worker_that_has_ended_is_known_to_have() {
    let mut worker = worker("exec sleep 99").unwrap().living().unwrap();
    worker.child.kill().unwrap();
    worker.child.wait().unwrap();
    assert!(worker.living().is_none());
}

#[test]
fn a_worker_that_never_ends_is_ended() {
    check("while :; do :; done", "too long");
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_eats_the_memory_is_ended() {
    // takes 400 MiB and fills them again and again, with the line held open
    check("exec 3<&0 4>&1 dd if=/dev/zero of=/dev/null bs=400M", "too much memory");
}

#[test]
fn a_program_that_is_no_worker_is_not_asked() {
    let start = |program: &str, args: &[&str]| {
        Worker::start(Path::new(program), &args.iter().map(OsString::from).collect::<Vec<_>>())
    };
    assert!(start("/nonexistent", &[]).is_err());
    assert!(start("/bin/sh", &["-c", "exit 0"]).is_err());
    assert!(start("/bin/sh", &["-c", "echo another program of which nobody knows"]).is_err());
}

/// A feed.
fn feed() -> Chunk {
    Chunk::new(Format::Feed, b"<rss>".to_vec(), 1)
}

/// Records of [`feed`], each a frame, and then what the script says.
fn records(count: usize, then: &str) -> String {
    let (name, chunk) = ("a.rss", &feed());
    // taken first: who ends before all is sent is not heard
    let request = Task::Chunk { name, chunk }.head().unwrap().len() + chunk.bytes.len();
    // letters, as a digit would go on with the octal number
    let frames: String = ('a'..).take(count).map(|letter| format!("\\001\\0\\0\\0{letter}")).collect();
    format!("head -c {request} > /dev/null; printf '{frames}'; {then}")
}

/// The frames that come of a chunk when each worker started does what the next of `scripts` says, and how it ends.
fn records_of(scripts: &[String]) -> (String, Result<(), String>) {
    records_in(scripts, &mut |_| true)
}

/// The same, where not each frame is understood.
fn records_in(scripts: &[String], is_understood: &mut dyn FnMut(&str) -> bool) -> (String, Result<(), String>) {
    let mut scripts = scripts.iter();
    let mut start = || scripts.next().map(|script| worker(script).unwrap()).ok_or(NoWorker::Ever);
    let mut found = String::new();
    let task = Task::Chunk { name: "a.rss", chunk: &feed() };
    let ended = ask_twice(&mut None, &mut start, &task, &mut |frame| {
        let frame = std::str::from_utf8(frame).unwrap();
        if !is_understood(frame) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        found += frame;
        Ok(())
    });
    (found, ended.unwrap())
}

#[test]
fn records_before_trouble_stay_and_none_comes_twice() {
    let ends = "printf '\\0\\0\\0\\0'; exec cat > /dev/null";
    assert_eq!(records_of(&[records(5, ends)]), ("abcde".to_owned(), Ok(())));
    assert_eq!(records_of(&[records(3, "kill -9 $$"), records(5, ends)]), ("abcde".to_owned(), Ok(())));
    let broken = Err("the file broke its parser".to_owned());
    assert_eq!(records_of(&[records(3, "kill -9 $$"), records(4, "exit 1")]), ("abcd".to_owned(), broken));
    let (found, ended) = records_of(&[records(2, "while :; do :; done"), records(5, ends)]);
    assert_eq!((found.as_str(), ended.unwrap_err().as_str()), ("ab", "the file takes too long to read (over 1.5 s)"));
}

#[test]
fn a_frame_that_was_not_understood_comes_again() {
    let ends = "printf '\\0\\0\\0\\0'; exec cat > /dev/null";
    let scripts = [records(3, ends), records(3, ends)];
    let mut times = 0;
    let found = records_in(&scripts, &mut |frame| {
        times += u8::from(frame == "b");
        times != 1 || frame != "b"
    });
    assert_eq!(found, ("abc".to_owned(), Ok(())));
}

#[test]
fn every_record_has_its_own_time() {
    let ends = "printf '\\0\\0\\0\\0'; exec cat > /dev/null";
    // some 0.6 s of work each
    let works = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done;";
    let script = format!("for n in 0 1 2 3; do {works} printf '\\001\\0\\0\\0x'; done; {ends}");
    assert_eq!(records_of(&[script]), ("xxxx".to_owned(), Ok(())));
}

#[test]
fn large_files_have_more_time_and_no_unbounded_memory() {
    let of = |bytes: usize| {
        let chunk = Chunk::new(Format::Rtf, vec![b' '; bytes], 1);
        Budget::of(&Task::Chunk { name: "", chunk: &chunk })
    };
    assert_eq!(of(1000).time, budget().time);
    assert!(of(16 << 20).time > budget().time * 2 && of(16 << 20).time < Duration::from_secs(4));
    assert_eq!(of(16 << 20).memory, of(1).memory);
}
