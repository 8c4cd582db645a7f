//! A person who stops a run, and two who write at once.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::desk::{Desk, Run, committed, holdings};
use crate::world::{World, word};

fn record(number: usize) -> String {
    let text = format!("The {} barge lay at pier {number} until the tide came in.", word('q', number));
    format!("{}\n", serde_json::json!({"id": word('q', number), "title": format!("Barge {number}"), "text": text}))
}

/// A run that has committed three records and waits for more.
fn holding(desk: &Desk) -> (Run, std::process::ChildStdin) {
    let mut command = desk.command(&["index", "-", "--progress", "plain"]);
    let mut run = Run::start({
        command.stdin(Stdio::piped());
        command
    });
    let mut input = run.child.stdin.take().unwrap();
    (0..3).for_each(|number| input.write_all(record(number).as_bytes()).unwrap());
    run.wait_for(|line| committed(line).is_some_and(|articles| articles >= 3));
    (run, input)
}

fn terminate(run: &Run) {
    let killed = Command::new("kill").args(["-TERM", &run.child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

/// SIGTERM ends a run well: it says so, what was committed is whole, and the next run does the rest.
pub(crate) fn stop_in_the_middle() {
    let mut desk = Desk::new();
    desk.commit_every = Some(1);
    let (run, mut input) = holding(&desk);
    terminate(&run);
    // it ends at the next article; whoever sends them sees that the pipe is closed
    for number in 3.. {
        if input.write_all(record(number).as_bytes()).is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(input);
    let ended = run.end();
    assert_eq!(ended.code(), 130, "{}", ended.lines.join("\n"));
    assert!((0..3).all(|number| holdings(&desk.index).contains_key(&word('q', number))));
    let world = World::new(1, 12, &desk.news());
    let ended = Run::start(desk.indexing()).end();
    assert_eq!(ended.code(), 0, "{}", ended.lines.join("\n"));
    assert!(holdings(&desk.index).len() >= world.stories.len() + 3);
}

/// The second SIGTERM ends a run at once, even one that waits for its input.
pub(crate) fn stop_at_once() {
    let mut desk = Desk::new();
    desk.commit_every = Some(1);
    let (run, input) = holding(&desk);
    terminate(&run);
    run.wait_for(|line| line.contains("once more ends at once"));
    terminate(&run);
    let ended = run.end();
    assert_eq!(ended.code(), 130, "{}", ended.lines.join("\n"));
    drop(input);
    assert!((0..3).all(|number| holdings(&desk.index).contains_key(&word('q', number))));
}

/// The second writer is told who writes, or waits; readers do not mind.
pub(crate) fn write_twice() {
    let mut desk = Desk::new();
    desk.commit_every = Some(1);
    let world = World::new(2, 12, &desk.news());
    let (first, input) = holding(&desk);
    let refused = Run::start(desk.indexing()).end();
    assert_eq!(refused.code(), 4, "{}", refused.lines.join("\n"));
    let sentence = refused.sentence().unwrap();
    let by = format!("is being written by process {} since ", first.child.id());
    assert!(sentence.contains(&by), "{sentence}");
    assert_eq!(Run::start(desk.command(&["search", &word('q', 1)])).end().code(), 0);
    let mut command = desk.indexing();
    command.arg("--wait");
    let second = Run::start(command);
    second.wait_for(|line| line.contains("waiting for the index"));
    drop(input);
    let (first, second) = (first.end(), second.end());
    assert_eq!((first.code(), second.code()), (0, 0), "{:?} {:?}", first.lines, second.lines);
    assert_eq!(holdings(&desk.index).len(), world.stories.len() + 3);
}

/// A writer that was killed is no obstacle.
pub(crate) fn write_after_the_dead() {
    let mut desk = Desk::new();
    desk.commit_every = Some(1);
    let world = World::new(3, 12, &desk.news());
    let (first, _input) = holding(&desk);
    first.kill_after(Duration::ZERO);
    let ended = Run::start(desk.indexing()).end();
    assert_eq!(ended.code(), 0, "{}", ended.lines.join("\n"));
    assert_eq!(holdings(&desk.index).len(), world.stories.len() + 3);
}
