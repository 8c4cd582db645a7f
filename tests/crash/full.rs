//! Disks that are full, and files that may not grow.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::desk::{Ended, Run};
use crate::stage::{Stage, copy};

/// The unit in which file systems in memory give out room.
const PAGE: usize = 4096;

/// Set in the process that may mount.
const INSIDE: &str = "NEWSDEX_MAY_MOUNT";

/// Runs this test again where it may mount file systems that are gone with it; says so where that cannot be done.
/// True in that other process.
#[track_caller]
pub(crate) fn may_mount(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let try_it = "d=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs $d && umount $d; r=$?; rmdir $d; exit $r";
    let mut probe = Command::new("unshare");
    probe.args(["-rm", "sh", "-c", try_it]).stdout(Stdio::null()).stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        eprintln!("left out: no file system of a given size can be mounted here");
        return false;
    }
    let mut again = Command::new("unshare");
    again.arg("-rm").arg(std::env::current_exe().unwrap()).args([test, "--exact", "--include-ignored", "--nocapture"]);
    let output = again.env(INSIDE, "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    eprintln!("{said}");
    false
}

fn mount(options: &str, place: &Path) {
    let status = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(place).status().unwrap();
    assert!(status.success(), "mount -o {options}");
}

/// Bytes that the files of a folder take up on a file system in memory.
fn room_of(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let room = |path: &Path| if path.is_dir() { room_of(path) } else { path.metadata().unwrap().len() as usize };
    entries.map(|entry| room(&entry.path()).div_ceil(PAGE) * PAGE).sum()
}

/// What was done: printed by the long forms.
#[derive(Debug, Default)]
pub(crate) struct Count {
    /// Sizes that were tried.
    pub(crate) sizes: usize,
    /// Those at which nothing could be written.
    pub(crate) refused: usize,
    /// Those at which the work could be done.
    pub(crate) done: usize,
}

/// Indexes the batch on disks of so many sizes, at least 2, between what the old index needs and what the run needs.
pub(crate) fn fill_disks(stage: &mut Stage, sizes: usize) -> Count {
    let small = stage.desk.path("small");
    fs::create_dir(&small).unwrap();
    stage.desk.index = small.join("index");
    let least = room_of(&stage.desk.path("base")) + PAGE;
    let most = if sizes > 2 { nearly_enough(stage, &small, least) } else { least + 2 * PAGE };
    let mut count = Count::default();
    for step in 0..sizes {
        let size = (least + (most - least) * step / (sizes - 1)) / PAGE * PAGE;
        let check = |ended: &Ended| {
            check(stage, ended, &mut count, &format!("a disk of {size} bytes"));
            let grown = Command::new("mount").args(["-o", "remount,size=1g"]).arg(&small).status().unwrap();
            assert!(grown.success(), "remount");
            stage.complete(&format!("a disk of {size} bytes"));
        };
        on_disk(stage, &small, size, check);
    }
    count
}

/// Nearly the smallest disk on which the run has room enough, and more than `little` bytes.
fn nearly_enough(stage: &Stage, place: &Path, mut little: usize) -> usize {
    let mut enough = little * 8;
    while enough - little > 4 * PAGE {
        let size = usize::midpoint(little, enough) / PAGE * PAGE;
        if on_disk(stage, place, size, |_| {}).code() == 0 { enough = size } else { little = size }
    }
    little
}

/// Indexes on a disk of a size, and hands on how that ended while the disk is there.
fn on_disk(stage: &Stage, place: &Path, size: usize, check: impl FnOnce(&Ended)) -> Ended {
    mount(&format!("size={size}"), place);
    copy(&stage.desk.path("base"), &stage.desk.index);
    let ended = Run::start(stage.desk.indexing()).end();
    check(&ended);
    assert!(Command::new("umount").arg(place).status().unwrap().success(), "umount");
    ended
}

/// Indexes the batch with `sizes` limits to the size of a file, up to that of the largest file.
pub(crate) fn limit_files(stage: &Stage, sizes: usize) -> Count {
    /// The unit of `ulimit -f` in a POSIX shell.
    const BLOCK: u64 = 512;
    let files =
        fs::read_dir(stage.desk.path("base/segments")).unwrap().chain(fs::read_dir(stage.desk.path("base")).unwrap());
    let largest = files.flatten().map(|entry| entry.metadata().unwrap().len()).max().unwrap() / BLOCK;
    let mut count = Count::default();
    for step in 0..sizes as u64 {
        let blocks = largest * step / sizes as u64;
        let starter = ["sh".into(), "-c".into(), format!("ulimit -f {blocks} && exec \"$@\""), "sh".into()];
        stage.restore();
        let ended = Run::start(stage.desk.indexing_by(&starter)).end();
        let what = format!("a limit of {blocks} blocks of {BLOCK} bytes");
        check(stage, &ended, &mut count, &what);
        stage.complete(&what);
    }
    count
}

/// Files of segments that the list of segments does not name.
fn unlisted(engine: &Path) -> Vec<String> {
    let list = fs::read(engine.join("meta.json")).unwrap();
    let mut values = serde_json::Deserializer::from_slice(&list).into_iter::<serde_json::Value>();
    let list = values.next().unwrap().unwrap();
    let segments = list["segments"].as_array().unwrap().iter();
    let named: Vec<String> = segments.map(|segment| segment["segment_id"].as_str().unwrap().replace('-', "")).collect();
    let files = fs::read_dir(engine).unwrap().flatten().map(|file| file.file_name().into_string().unwrap());
    let is_segment = |name: &str| name.split('.').next().is_some_and(|stem| stem.len() == 32);
    files.filter(|name| is_segment(name) && !named.iter().any(|named| name.starts_with(named.as_str()))).collect()
}

/// The run said what was wrong, or had room enough, and what was there can be read and searched.
#[track_caller]
fn check(stage: &Stage, ended: &Ended, count: &mut Count, what: &str) {
    let said = ended.lines.join("\n");
    count.sizes += 1;
    match ended.code() {
        0 => {
            assert!(stage.is_done(), "{what}: success was told of what is not done: {said}");
            count.done += 1;
        }
        code => {
            assert!(code == 4 && ended.sentence().is_some(), "{what}: {:?}: {said}", ended.status);
            assert!(!said.contains("Internal error"), "{what}: {said}");
            // what was not committed takes up no room
            assert_eq!(unlisted(&stage.desk.index.join("segments")), [""; 0], "{what}: {said}");
            count.refused += 1;
        }
    }
    assert!(!ended.panicked(), "{what}: {said}");
    stage.check_between();
    let path = &stage.before.fixed_paths()[0];
    stage.desk.check_search(path, &stage.before.stories[path]);
}
