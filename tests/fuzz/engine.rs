//! One fuzz target under libFuzzer, chosen by the environment: built and run by tests/fuzz/run, see README.md there.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
mod targets;

#[cfg(not(fuzzing))]
fn main() {
    eprintln!("the long run of the fuzz targets is 'tests/fuzz/run all 600', the short one 'cargo test --test fuzz'");
}

#[cfg(fuzzing)]
static TARGET: std::sync::LazyLock<targets::Target> = std::sync::LazyLock::new(|| {
    let name = std::env::var("NEWSDEX_FUZZ_TARGET").unwrap_or_default();
    targets::named(&name).unwrap_or_else(|| panic!("NEWSDEX_FUZZ_TARGET is '{name}', which is no fuzz target"))
});

// the macro's own functions are what libFuzzer calls; they stand in its crate, so ours stays without `unsafe`
#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(
    init: targets::watch_panics(),
    |bytes: &[u8]| {
        if let Err(why) = targets::run(&TARGET, bytes) {
            eprintln!("{why}");
            // libFuzzer keeps the input of whatever aborts
            std::process::abort();
        }
    }
);
